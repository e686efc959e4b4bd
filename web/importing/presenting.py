"""What the pages of an import show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from registry.access import STAFF_VIEWER
from registry.services.importing import Refused, Terms, ValueAsked, area_words, fields, propose_values
from registry.services.importing.fields import SEEN_BY
from registry.services.importing.jobs import problems_of
from registry.services.importing.room import Import
from registry.services.importing.sheets import Sheet
from registry.services.importing.values import FAMILIES
from web.importing.typed import UNDECIDED
from web.site import lang, registry, vocabulary
from web.texts import gettext as _

SAMPLES: Final = 3
PAGE: Final = 100
VALUES: Final = 200
"""Values that are asked about on one page; the others when these are answered."""


@dataclass(frozen=True)
class ColumnLine:
    """One column of the table: its head, some of its cells, and what is chosen for it."""

    number: int
    head: str
    samples: list[str]
    chosen: str


@dataclass(frozen=True)
class ProblemLine:
    """One problem of a cell."""

    row: int
    column: str
    what: str
    remedy: str


def column_lines(sheet: Sheet, one: Import) -> list[ColumnLine]:
    """Every column of the table."""
    chosen = one.order.mapping.columns
    return [
        ColumnLine(number, head, _samples(sheet, number), chosen.get(head, UNDECIDED))
        for number, head in enumerate(sheet.header)
    ]


def _samples(sheet: Sheet, column: int) -> list[str]:
    cells = (row.cell(column).strip() for row in sheet.rows[:200])
    return [cell[:60] for cell in dict.fromkeys(filter(None, cells))][:SAMPLES]


def target_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column can hold, for a select: groups of target and label."""
    here = lang()
    plain = [(key, one.label.text(here)) for key, one in fields().items() if not one.contact and ":" not in key]
    contacts = [
        (f"{key}@{level}", f"{one.label.text(here)} ({seen.text(here)})")
        for key, one in fields().items()
        if one.contact
        for level, seen in SEEN_BY.items()
    ]
    contacts += [(key, one.label.text(here)) for key, one in fields().items() if one.contact]
    others = [(key, one.label.text(here)) for key, one in fields().items() if key.startswith(("identifier:", "since:"))]
    roles = [(f"tie:{role.key}", role.label(here)) for role in vocabulary().roles.values()]
    roles += [(f"tie:{role.key}<", f"← {role.inverse(here)}") for role in vocabulary().roles.values()]
    return [(_("Angaben"), plain), (_("Kontakt"), sorted(contacts)), (_("Weiteres"), others), (_("Beziehungen"), roles)]


def kind_choices() -> list[tuple[str, str]]:
    """Kinds that rows of a table can have."""
    words = vocabulary()
    found = [(key, one.label(lang())) for key, one in words.kinds.items() if words.family(key) in FAMILIES]
    return sorted(found, key=lambda kind: kind[1].casefold())


def terms_now() -> Terms:
    """What words stand for at present."""
    with registry().reading(STAFF_VIEWER) as record:
        return Terms(vocabulary(), area_words(record, vocabulary()))


def open_values(sheet: Sheet, one: Import, terms: Terms) -> list[ValueAsked]:
    """The values that nobody knows, most frequent first."""
    asked = propose_values(sheet, one.order.mapping, terms)
    return [value for value in asked if value.term is None][:VALUES]


def near_choices(asked: Sequence[ValueAsked], terms: Terms) -> dict[int, list[tuple[str, str]]]:
    """By number of a value, the terms to choose from: those spelled alike, then all others (but for areas)."""
    areas = {term for one in asked if one.sort == "area" for term in one.near}
    with registry().reading(STAFF_VIEWER) as record:
        names = {row.id: row.names[0] for row in record.entity_rows(areas)} if areas else {}
    found = {}
    for number, one in enumerate(asked):
        more = () if one.sort in ("area", "language") else terms.all(one.sort)
        choices = dict.fromkeys((*one.near, *more))
        found[number] = [(term, names.get(term) or _said(terms, one, term)) for term in choices]
    return found


def _said(terms: Terms, one: ValueAsked, term: str) -> str:
    text = terms.said(one.sort, term, lang())
    return f"{vocabulary().themes[term].label(lang())} ({term})" if text == term and one.sort == "theme" else text


def sort_names() -> Mapping[str, str]:
    """How sorts of values are called."""
    return {
        "kind": _("Art"),
        "theme": _("Thema"),
        "language": _("Sprache"),
        "status": _("Stand"),
        "visibility": _("Sichtbarkeit"),
        "area": _("Gebiet"),
    }


def problem_lines(report: Mapping[str, Any], page: int) -> list[ProblemLine]:
    """The problems of one page of the list, in the reader's language."""
    shown = problems_of(report)[(page - 1) * PAGE : page * PAGE]
    return [ProblemLine(one.row, one.column, one.what(lang()), one.remedy(lang())) for one in shown]


def outcome_names() -> Mapping[str, str]:
    """How outcomes of rows are called."""
    return {
        "new": _("neu"),
        "changed": _("geändert"),
        "unchanged": _("unverändert"),
        "left_out": _("weggelassen"),
        "problem": _("mit Fehlern"),
    }


def refusal(error: Refused) -> tuple[str, str]:
    """Where and what is wrong, and what helps, in the reader's language."""
    what, remedy = error.said(lang())
    return f"{error.where}: {what}" if error.where else what, remedy
