"""How numbers, places and states of the coverage are said, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from babel.numbers import format_decimal, format_percent
from flask import url_for

from graph.coverage.grid import Cell
from graph.coverage.places import Place
from graph.coverage.rates import Interval
from graph.coverage.report import Item
from graph.coverage.standing import State
from graph.coverage.study import Study
from web.presenting.dates import date_text
from web.presenting.references import entity_address
from web.site import lang
from web.texts import gettext as _
from web.texts import ngettext


def number(value: float, digits: int = 0) -> str:
    """A number in the reader's way of writing."""
    return format_decimal(value, format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale=lang())


def percent(share: float) -> str:
    """A share from 0 to 1 with one decimal."""
    return format_percent(share, format="#,##0.0 %", locale=lang())


def interval(found: Interval, digits: int = 3) -> str:
    """A value with its limits: `0,116 (0,085 bis 0,155)`."""
    values = {"low": number(found.low, digits), "high": number(found.high, digits)}
    return _("%(value)s (%(low)s bis %(high)s)", value=number(found.value, digits), **values)


def entity(made: Study, number_: int) -> Item:
    """An entity as a link."""
    snapshot = made.snapshot
    return Item(snapshot.names[number_], entity_address(snapshot.ids[number_], snapshot.family_of(number_)))


def entities(made: Study, numbers: Iterable[int], most: int = 12) -> tuple[Item, ...]:
    """Entities as links; of many the first ones and how many more there are."""
    every = list(numbers)
    found = tuple(entity(made, one) for one in every[:most])
    rest = len(every) - len(found)
    return (*found, Item(ngettext("und %(num)s weiterer", "und %(num)s weitere", rest))) if rest else found


def place_item(place: Place) -> Item:
    """A town as a link."""
    return Item(place.name, url_for("areas.one", id=place.id))


def places(found: Iterable[Place]) -> tuple[Item, ...]:
    """Towns as links."""
    return tuple(place_item(one) for one in found)


def row_name(place: Place) -> str:
    """How a row is headed: the town, or that it is about the Kreis as a whole."""
    return _("%(name)s insgesamt", name=place.name) if place.whole else place.name


def state_text(state: State) -> str:
    """What a cell is, in words."""
    return {
        "present": _("vorhanden"),
        "unconfirmed": _("seit über einem Jahr nicht bestätigt"),
        "advisory": _("nur beratende Teilnahme bekannt"),
        "collective": _("nur als Gesamtheit gezählt"),
        "planned": _("nur erwartet, geplant oder vorgeschlagen"),
        "none": _("nichts bekannt"),
    }[state]


def cell_words(found: Cell) -> str:
    """A cell in words, for a screen reader and as a tool tip."""
    if found.state == "none":
        return state_text("none")
    parts = [_("%(count)s bekannt", count=number(found.sure))] if found.sure else []
    if found.collective:
        parts.append(_("%(count)s als Gesamtheit gezählt", count=number(found.collective)))
    if found.unsure:
        parts.append(_("%(count)s nur geplant", count=number(found.unsure)))
    if found.state in ("unconfirmed", "advisory"):
        parts.append(state_text(found.state))
    return ", ".join(parts)


def day(found: date) -> str:
    """A day."""
    return date_text(found.isoformat(), lang())


def years(found: Iterable[int]) -> str:
    """Years one after the other; says so where none is known."""
    return ", ".join(str(one) for one in found) or _("Jahr nicht bekannt")
