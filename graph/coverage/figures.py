"""How many people live where, as the record's observations say: what rates and shares divide by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Protocol

from registry.model import Observation, Source, StatementType
from registry.model.periods import bounds

Group = Literal["all", "background", "foreign"]
GROUPS: Final[tuple[Group, ...]] = ("all", "background", "foreign")
INDICATORS: Final[Mapping[Group, str]] = {
    "all": "bevoelkerung",
    "background": "bevoelkerung_mit_mh",
    "foreign": "auslaender",
}
"""Everybody, people with Migrationshintergrund, foreign nationals."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people. What a reader must know before dividing by it stands beside it."""

    area: str
    group: Group
    value: float
    observation: str
    """Id of the observation."""
    year: int | None
    """The year that it counts; None where its source does not say."""
    approximate: bool
    later: bool
    """Whether it counts a day after the Stand, because no earlier one is known."""
    contradicted: bool
    """Whether the source contradicts itself here."""
    sources: tuple[Source, ...]


class Observations(Protocol):
    """The part of a `Record` that figures are read from."""

    def scan(self, type: StatementType) -> Iterable[object]: ...


Figures = Mapping[tuple[str, Group], Figure]
"""By id of the area and group."""


def read_figures(record: Observations, stand: date | None) -> Figures:
    """Of each area and group the figure that fits the Stand best (see `best`); what nothing is known of is missing."""
    found: dict[tuple[str, Group], list[Observation]] = {}
    group_of = {indicator: group for group, indicator in INDICATORS.items()}
    for one in record.scan(StatementType.OBSERVATION):
        if isinstance(one, Observation) and one.indicator in group_of and one.value and one.value > 0:
            found.setdefault((one.subject, group_of[one.indicator]), []).append(one)
    return {key: _figure(key[1], best(ones, stand), stand) for key, ones in found.items()}


def read_municipalities(record: Observations) -> dict[str, int]:
    """How many towns and municipalities an area has by its observations, so that missing ones can be told."""
    found: dict[str, int] = {}
    for one in record.scan(StatementType.OBSERVATION):
        if isinstance(one, Observation) and one.indicator == "kommunen" and one.value and not one.approximate:
            found[one.subject] = max(found.get(one.subject, 0), int(one.value))
    return found


def best(observations: Iterable[Observation], stand: date | None) -> Observation:
    """The figure to divide by: one reached at the Stand before one of later, an exact before an approximate one, a
    dated before an undated one, then the latest reached (or the earliest of the later ones).
    """
    return min(observations, key=lambda one: (*_rank(one, stand), one.id))


def _rank(one: Observation, stand: date | None) -> tuple[bool, bool, bool, int]:
    day = _day(one)
    later = _is_later(one, stand)
    distance = day.toordinal() if day else 0
    return later, one.approximate or one.upper is not None, day is None, distance if later else -distance


def _day(one: Observation) -> date | None:
    known = one.period.start or (one.period.end if one.period.end != ".." else None)
    return bounds(known)[0] if known else None


def _is_later(one: Observation, stand: date | None) -> bool:
    day = _day(one)
    return day is not None and stand is not None and day > stand


def _figure(group: Group, one: Observation, stand: date | None) -> Figure:
    day = _day(one)
    return Figure(
        area=one.subject,
        group=group,
        value=float(one.value or 0),
        observation=one.id,
        year=day.year if day else None,
        approximate=one.approximate or one.upper is not None,
        later=_is_later(one, stand),
        contradicted=any(flag.kind == "contradiction" for flag in one.flags),
        sources=one.sources,
    )
