"""`analyse comparison`: two Stände or two Kreise side by side, theme by theme."""

from __future__ import annotations

from datetime import datetime

import click

from graph.command.asking import asked, question_options
from graph.command.places import kind_option, kreis_option, printed, studied
from graph.coverage.comparison import Comparison, Line, compare
from graph.coverage.study import study
from graph.snapshot import take_snapshot
from registry.model import Invalid


@click.command("comparison")
@question_options
@kreis_option
@kind_option("body")
@click.option("--other-kreis", default="", help="Name or id of the Kreis to compare with.  [default: the same]")
@click.option("--other-stand", type=click.DateTime(["%Y-%m-%d"]), help="The day to compare with.  [default: the same]")
def comparison_command(
    store: str | None,
    stand: datetime | None,
    viewer: str,
    as_json: bool,
    kreis: str,
    kind: str,
    other_kreis: str,
    other_stand: datetime | None,
) -> None:
    """What there is on each common theme, here and in another Kreis, or now and then."""
    with asked(store, stand, viewer) as found:
        made, place = studied(found, kreis, kind)
        other = made
        if other_stand is not None:
            other = study(found.record, take_snapshot(found.record, other_stand.date(), found.registry.vocabulary))
        second = other.kreis(other_kreis or place.id)
        if second is None:
            raise Invalid(f"there is no Kreis {other_kreis!r}", where="--other-kreis", remedy="give its name")
        compared = compare(made.coverage, other.coverage, (place.id, second.id), kind, "en")
        names = other.snapshot.names, made.snapshot.names
        answer = {
            "definition": "comparison",
            "kind": kind,
            "kreise": [place.name, second.name],
            "other_stand": other_stand.date().isoformat() if other_stand else found.stand.isoformat(),
            "totals": [compared.left.total, compared.right.total],
            "themes": [_line(one) for one in compared.lines],
            "arrived": [names[0][other.snapshot.index[one]] for one in compared.arrived],
            "gone": [names[1][made.snapshot.index[one]] for one in compared.gone],
        }
        printed(found, as_json, answer, lambda: _lines(compared, (place.name, second.name)))


def _line(one: Line) -> dict[str, object]:
    return {
        "theme": one.theme.key,
        "counts": [one.left.sure, one.right.sure],
        "own": [list(one.left_own), list(one.right_own)],
    }


def _lines(compared: Comparison, names: tuple[str, str]) -> list[str]:
    lines = [f"{'':<40}{names[0][:20]:>22}{names[1][:20]:>22}"]
    lines.append(f"{'in all':<40}{compared.left.total:>22}{compared.right.total:>22}")
    lines += [f"{one.theme.label[:38]:<40}{one.left.sure:>22}{one.right.sure:>22}" for one in compared.lines]
    if compared.same_kreis:
        lines.append(f"arrived: {len(compared.arrived)}, gone: {len(compared.gone)}")
    return lines
