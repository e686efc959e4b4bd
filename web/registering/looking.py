"""Likely duplicates of what is being typed, with why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.services import Record
from registry.services.duplicates import LIKELY, Hint, Query
from registry.services.registering import Form
from web.presenting.grounds import ground_texts
from web.presenting.references import Ref, ref
from web.registering.choices import Mode
from web.site import here, lang, registry, vocabulary

_SHOWN = 4
_WORTH = 0.15
"""Below that a hint is not worth anybody's time while typing."""


@dataclass(frozen=True)
class HintLine:
    """Somebody who is in the record already and may be the same."""

    ref: Ref
    percent: int
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    likely: bool


def hints(record: Record, form: Form, mode: Mode) -> tuple[HintLine, ...]:
    """The likeliest first, as the one who types may see them; none for an entry that is only changed."""
    if len(form.name) < 3 or mode.about:
        return ()
    found = registry().duplicates(query(form, mode), here().viewer, limit=_SHOWN)
    return hint_lines(record, [one for one in found if one.score >= _WORTH])


def hint_lines(record: Record, found: Iterable[Hint]) -> tuple[HintLine, ...]:
    """Hints in words."""
    listed = list(found)
    known = record.entities({one.id for one in listed})
    return tuple(
        HintLine(
            ref(known[one.id], vocabulary(), lang()),
            round(100 * one.score),
            tuple(ground_texts(one.reasons)),
            tuple(ground_texts(one.against)),
            one.score >= LIKELY,
        )
        for one in listed
        if one.id in known
    )


def query(form: Form, mode: Mode) -> Query:
    """What is known so far."""
    place = form.area or form.town
    address = f"{form.street}, {form.postal_code} {form.town}" if form.street else ""
    contacts = [(one.kind, one.value) for one in form.contacts if one.value]
    return Query(
        name=form.name[:500],
        kind=form.kind if form.kind in vocabulary().kinds else None,
        family=mode.family,
        places=(place,) if place else (),
        contacts=(*contacts, *((("address", address),) if address else ())),
        aliases=form.aliases[:20],
    )
