"""The matrix of coverage as rows of cells for its template, and the entries behind one cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import url_for

from graph.coverage.candidates import candidates
from graph.coverage.drawing import cell_text
from graph.coverage.grid import Cell, Column, Grid, members
from graph.coverage.places import Place
from graph.coverage.report import Cell as Text
from graph.coverage.report import Item, Section, cell
from graph.coverage.standing import Coverage
from graph.coverage.study import Study
from registry.model import NotFound
from web.coverage.asking import Asked
from web.coverage.telling import cell_words, entity, number, row_name, state_text
from web.presenting.dates import day_text
from web.site import lang
from web.texts import gettext as _
from web.texts import ngettext

_MOST: Final = 200


@dataclass(frozen=True)
class Square:
    """One cell: what stands in it, the same in words, how full it is (0 to 4), and where it leads."""

    text: str
    words: str
    level: int
    state: str
    href: str


@dataclass(frozen=True)
class Line:
    """One row."""

    name: str
    href: str
    whole: bool
    squares: tuple[Square, ...]
    total: Square


@dataclass(frozen=True)
class MatrixPage:
    """What the template draws."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    totals: tuple[Square, ...]
    summary: str


def matrix_page(found: Grid, asked: Asked, more: str = "") -> MatrixPage:
    """The matrix with links; `more` ends its summary."""
    arguments = _arguments(found, asked)
    lines = tuple(_line(found, at, arguments) for at in range(len(found.rows)))
    totals = tuple(
        _square(one, {**arguments, "spalte": column.key})
        for column, one in zip(found.columns, found.column_totals, strict=True)
    )
    places = sum(not one.whole for one in found.rows)
    cells = places * len(found.columns)
    summary = _("%(empty)s von %(cells)s Zellen der Orte sind leer.", empty=number(found.empty), cells=number(cells))
    return MatrixPage(
        found.columns, lines, totals, f"{ngettext('%(num)s Ort', '%(num)s Orte', places)}. {summary} {more}"
    )


def _arguments(found: Grid, asked: Asked) -> dict[str, Any]:
    wanted = found.wanted
    given = {
        "kreis": found.kreis.id if found.kreis else "",
        "art": wanted.kind,
        "thema": wanted.theme,
        "nach": asked.by,
        "einteilung": wanted.scheme,
        "nur": asked.only,
    }
    return {key: one for key, one in given.items() if one}


def _line(found: Grid, at: int, arguments: dict[str, Any]) -> Line:
    place = found.rows[at]
    here = {**arguments, "ort": place.id}
    squares = tuple(
        _square(one, {**here, "spalte": column.key}) for column, one in zip(found.columns, found.cells[at], strict=True)
    )
    href = url_for("areas.one", id=place.id)
    return Line(row_name(place), href, place.whole, squares, _square(found.row_totals[at], here))


def _square(found: Cell, arguments: dict[str, Any]) -> Square:
    count = found.sure or found.collective or found.unsure
    level = 0 if not count else 1 + sum(count >= least for least in (2, 4, 8))
    return Square(
        cell_text(found, lang()), cell_words(found), level, found.state, url_for("coverage.cell", **arguments)
    )


def cell_place(made: Study, asked: Asked, kreis: Place) -> Place | None:
    """The row that a cell belongs to; None for the whole Kreis with its towns. Raises NotFound for another one."""
    if not asked.place:
        return None
    known = (*made.coverage.towns(kreis), kreis)
    found = next((one for one in known if one.id == asked.place), None)
    if found is None:
        raise NotFound(_("Dieser Ort gehört nicht zum Kreis."), where="ort", remedy=_("Öffnen Sie die Matrix."))
    return found


def cell_title(made: Study, asked: Asked, place: Place | None, kreis: Place) -> str:
    """What a cell is about: kind, theme and place."""
    terms = made.snapshot.vocabulary
    wanted = asked.wanted()
    kind = asked.column if wanted.by == "kind" and asked.column in terms.kinds else wanted.kind
    theme = wanted.theme if wanted.by == "kind" else asked.column
    name = row_name(place) if place else _("%(name)s mit allen Orten", name=kreis.name)
    parts = [terms.kinds[kind].plural(lang()), terms.themes[theme].label(lang()) if theme in terms.themes else "", name]
    return " · ".join(one for one in parts if one)


def cell_sections(made: Study, asked: Asked, place: Place | None) -> tuple[Section, ...]:
    """Who is behind a cell, and who could fill it."""
    found = members(made.coverage, asked.wanted(), place, asked.column).tolist()
    there = Section(
        id="dahinter",
        title=_("Was es gibt (%(count)s)", count=number(len(found))),
        means=_("Alles, was in dieser Zelle gezählt ist, mit dem Tag, für den es zuletzt eine Quelle sagt."),
        means_not=_(
            "Ist die Liste leer, heißt das: Das Register kennt nichts. Ob es etwas gibt, weiß vielleicht jemand "
            "vor Ort."
        ),
        head=(_("Name"), _("Art"), _("Befund"), _("Moderation"), _("Zuletzt belegt")),
        rows=tuple(_member(made, one) for one in found[:_MOST]),
        notes=(_("Gezeigt sind %(most)s.", most=number(_MOST)),) if len(found) > _MOST else (),
        nothing=_("Hier ist zum Stand nichts bekannt: eine Lücke."),
    )
    return (there, _candidates(made, asked, place)) if place else (there,)


def _member(made: Study, one: int) -> tuple[Text, ...]:
    told = made.coverage
    said = int(told.said[one])
    sure, late, advisory = not told.unsure[one], bool(told.due[one]), bool(told.advisory[one])
    state = told.state(int(sure), int(not sure), int(late), int(advisory))
    moderated = _("moderiert") if told.moderated[one] else _("nicht bekannt") if told.bodies[one] else "–"
    return (
        cell(entity(made, one)),
        cell(made.snapshot.vocabulary.kinds[made.snapshot.kind_of(one)].label(lang())),
        cell(state_text(state), _together(told, one)),
        cell(moderated),
        cell(day_text(date.fromordinal(said), lang()) if said else _("ohne Datum")),
    )


def _together(told: Coverage, number_: int) -> str:
    size = next((one.size for one in told.collectives if one.number == number_), None)
    return _("%(count)s als Gesamtheit gezählt", count=number(size)) if size is not None else ""


def _candidates(made: Study, asked: Asked, place: Place) -> Section:
    wanted = asked.wanted()
    theme = wanted.theme if wanted.by == "kind" else asked.column
    reasons = {
        "town_theme": _("arbeitet dort zu diesem Thema"),
        "kreis_theme": _("arbeitet kreisweit zu diesem Thema"),
        "neighbour_theme": _("arbeitet in einem anderen Ort des Kreises zu diesem Thema"),
        "town": _("ist dort, mit anderen Themen oder ohne bekanntes Thema"),
    }
    rows = tuple(
        (
            cell(entity(made, one.number)),
            cell(made.snapshot.vocabulary.kinds[made.snapshot.kind_of(one.number)].label(lang())),
            cell(reasons[one.reason]),
            cell(Item(number(one.ties))),
        )
        for one in candidates(made.coverage, wanted, place, theme)
    )
    return Section(
        id="kandidaten",
        title=_("Wer die Lücke füllen könnte"),
        means=_(
            "Organisationen, Zusammenschlüsse und Funktionen, die dem Thema oder dem Ort am nächsten sind; zuerst, wer "
            "beides hat, dann die mit den meisten Beziehungen."
        ),
        means_not=_("Es heißt nicht, dass sie wollen oder zuständig sind: Es sind die, mit denen zu reden lohnt."),
        head=(_("Name"), _("Art"), _("Warum"), _("Beziehungen")),
        rows=rows,
        nothing=_("Das Register kennt niemanden, der dem Thema oder dem Ort nahe ist."),
        numeric=frozenset({3}),
    )
