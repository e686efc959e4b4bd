"""Two Stände side by side: figures of both, what came and what went, and the two pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from markupsafe import Markup

from graph.columns import IntArray
from graph.holding.comparing import Comparison, State
from graph.holding.sides_picture import Sides, side_svg
from graph.snapshot import Snapshot
from web.holding.sheets import Lines, Row, Sheet, who
from web.holding.topics import listed
from web.languages import day
from web.presenting.references import entity_address
from web.site import lang
from web.texts import gettext as _


@dataclass(frozen=True)
class Sided:
    """The page of a comparison: lines (name, earlier, later, difference), lists, and a picture for each side."""

    days: tuple[str, str]
    lines: tuple[tuple[str, int, int, int], ...]
    sheets: tuple[Sheet, ...]
    pictures: tuple[Markup, Markup] | None
    drawn: int
    left_out: int


def sided(found: Comparison, drawn: Sides, days: tuple[date, date]) -> Sided:
    """A comparison for the page."""
    words = (day(days[0]), day(days[1]))
    return Sided(
        days=words,
        lines=tuple(_lines(*found.states)),
        sheets=sheets(found),
        pictures=_pictures(drawn, words) if len(drawn.selection) else None,
        drawn=len(drawn.selection),
        left_out=drawn.left_out,
    )


def _lines(before: State, after: State) -> Iterable[tuple[str, int, int, int]]:
    names = {
        "actors": _("Akteure"),
        "bodies": _("Zusammenschlüsse"),
        "contacts": _("Kontakte"),
        "largest": _("größter zusammenhängender Teil"),
        "isolated": _("ohne Kontakt"),
        "without": _("Zusammenschlüsse ohne bekannte Moderation und Leitung"),
        "single": _("Zusammenschlüsse, die an genau einer Stelle hängen"),
        "cut": _("Schnittakteure"),
    }
    for key, name in names.items():
        old, new = getattr(before, key), getattr(after, key)
        yield name, old, new, new - old


def sheets(found: Comparison) -> tuple[Sheet, ...]:
    """What came and what went, as lists."""
    snapshot, actors = found.after, (_("Wer"), _("Art"))
    ties = (_("Wer"), _("Rolle"), _("Wo oder wen"), _("Thema"))
    nothing = _("Nichts.")
    return (
        Sheet("neu", _("Akteure: dazugekommen"), actors, listed(snapshot, found.came.tolist()), empty=nothing),
        Sheet("weg", _("Akteure: weggefallen"), actors, listed(snapshot, found.went.tolist()), empty=nothing),
        Sheet(
            "beziehungen-neu",
            _("Beziehungen: dazugekommen"),
            ties,
            _ties(snapshot, found.ties_came),
            empty=nothing,
        ),
        Sheet(
            "beziehungen-weg",
            _("Beziehungen: weggefallen"),
            ties,
            _ties(snapshot, found.ties_went),
            empty=nothing,
        ),
    )


def _ties(snapshot: Snapshot, numbers: IntArray) -> Lines:
    ties, vocabulary, rank = snapshot.ties, snapshot.vocabulary, snapshot.name_rank
    order = np.lexsort((numbers, rank[ties.object[numbers]], rank[ties.subject[numbers]]))

    def row(tie: int) -> Row:
        return (
            who(snapshot, int(ties.subject[tie])),
            vocabulary.roles[snapshot.roles[int(ties.role[tie])]].label(lang()),
            who(snapshot, int(ties.object[tie])),
            _theme(snapshot, int(ties.theme[tie])),
        )

    return Lines(numbers[order].tolist(), row)


def _theme(snapshot: Snapshot, theme: int) -> str:
    term = snapshot.vocabulary.themes.get(snapshot.themes[theme]) if theme >= 0 else None
    return term.label(lang()) if term else ""


def _pictures(drawn: Sides, days: tuple[str, str]) -> tuple[Markup, Markup]:
    def address(id: str) -> str:
        return entity_address(id, "actor")

    def side(*, late: bool) -> Markup:
        title = _("Stand %(day)s", day=days[late])
        # Names are escaped by the drawing itself.
        return Markup(side_svg(drawn, late, address, lang(), title, "side-late" if late else "side-early"))  # noqa: S704

    return side(late=False), side(late=True)
