"""Figures as lines of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import format_decimal

from graph.names import sort_key
from registry.model import Observation
from web.presenting.dates import date_text, period_text
from web.presenting.references import FlagNote, Ref, SourceRef, flag_notes, source_refs
from web.presenting.ties import View
from web.texts import gettext as _


@dataclass(frozen=True)
class Figure:
    """One figure: `value` with unit in the reader's way of writing, `printed` as in the source where that differs."""

    id: str
    subject: Ref
    indicator: str
    period: str
    value: str
    printed: str
    note: str
    as_of: str
    sources: tuple[SourceRef, ...]
    flags: tuple[FlagNote, ...]


def figures(observations: Iterable[Observation], view: View) -> tuple[Figure, ...]:
    """Observations by indicator, then by period, as lines of a table."""
    made = [(one, _figure(one, view)) for one in observations]
    made.sort(
        key=lambda pair: (sort_key(pair[1].indicator), sort_key(pair[1].subject.name), pair[0].period.start or "")
    )
    return tuple(figure for _observation, figure in made)


def _figure(observation: Observation, view: View) -> Figure:
    lang = view.lang
    value = value_text(observation, lang)
    dates = sorted(one.as_of for one in observation.sources if one.as_of)
    return Figure(
        id=observation.id,
        subject=view.ref(observation.subject),
        indicator=view.vocabulary.indicators[observation.indicator].label(lang),
        period=period_text(observation.period, lang),
        value=value,
        printed=observation.printed if observation.printed and _differs(observation.printed, value) else "",
        note=observation.note.text(lang) if observation.note else "",
        as_of=date_text(dates[-1], lang) if dates else "",
        sources=source_refs(observation.sources, view.known, lang),
        flags=flag_notes(observation.flags, lang),
    )


def value_text(observation: Observation, lang: str) -> str:
    """Value and unit: `49.011`, `rund 400.000`, `25,3 %`, `3 – 5`; says so where the source gives no value."""
    if observation.value is None:
        return _("ohne Angabe")
    text = format_decimal(observation.value, locale=lang)
    if observation.upper is not None:
        text = f"{text} – {format_decimal(observation.upper, locale=lang)}"
    text = {"percent": f"{text} %", "euro": f"{text} €", "years": _("%(count)s Jahre", count=text)}.get(
        observation.unit, text
    )
    return _("rund %(value)s", value=text) if observation.approximate else text


def _differs(printed: str, value: str) -> bool:
    # `49 011` says the same as `49.011`: only letters and digits count.
    return [one for one in printed if one.isalnum()] != [one for one in value if one.isalnum()]
