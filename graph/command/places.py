"""What the questions about towns share: a Kreis, a kind, and how an answer is printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from graph.command.asking import Asked
from graph.coverage.places import Place
from graph.coverage.rates import Interval
from graph.coverage.study import Study, study
from registry.model import Invalid

_Command = TypeVar("_Command", bound=Callable[..., Any])


def kreis_option(command: _Command) -> _Command:
    """The option `--kreis`."""
    return click.option("--kreis", default="", help="Name or id of a Kreis.  [default: the one with most towns]")(
        command
    )


def kind_option(default: str) -> Callable[[_Command], _Command]:
    """The option `--kind`."""
    return click.option("--kind", default=default, show_default=True, help="What is counted: a kind of the vocabulary.")


def studied(found: Asked, kreis: str, kind: str = "actor") -> tuple[Study, Place]:
    """The study of what is asked about, and the Kreis. Raises Invalid where there is no such Kreis or kind."""
    if kind not in found.registry.vocabulary.kinds:
        raise Invalid(f"there is no kind {kind!r}", where="--kind", remedy="see registry/vocabulary/kinds.yaml")
    made = study(found.record, found.snapshot)
    place = made.kreis(kreis)
    if place is None:
        raise Invalid(f"there is no Kreis {kreis!r}", where="--kreis", remedy="give its name as in the record")
    return made, place


def printed(found: Asked, as_json: bool, answer: Mapping[str, object], lines: Callable[[], list[str]]) -> None:
    """Print an answer: as JSON with revision and Stand, or its lines."""
    if as_json:
        whole = {"revision": found.record.revision, "stand": found.stand.isoformat(), **answer}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines()))


def limits(found: Interval | None) -> dict[str, float] | None:
    """An interval for JSON; None where there is none."""
    return None if found is None else {"value": found.value, "low": found.low, "high": found.high}


def spread(found: Interval | None, digits: int = 3) -> str:
    """An interval for reading: `0.116 (0.085 to 0.155)`; a dash where there is none."""
    if found is None:
        return "–"
    return f"{found.value:.{digits}f} ({found.low:.{digits}f} to {found.high:.{digits}f})"
