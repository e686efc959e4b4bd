"""Suggestions as a page shows them, read in a few batches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from graph.partners.asking import KEYS, MOST_WEIGHT
from graph.partners.finding import PAGE, Found, Suggestion
from graph.snapshot import Snapshot
from registry.model import Entity, Tie
from registry.services import Record
from registry.vocabulary import Vocabulary
from web.partners.asking import Wanted
from web.partners.taking import area_names
from web.partners.wording import ReasonLine, Words, criterion_names, points_text, reason_line, reason_names
from web.presenting.references import Ref, ref
from web.texts import gettext as _
from web.texts import ngettext


@dataclass(frozen=True)
class Row:
    """One suggestion."""

    ref: Ref
    areas: tuple[str, ...]
    points: str
    reasons: tuple[ReasonLine, ...]
    way: bool
    """Whether there is an actor to lead the way from."""


@dataclass(frozen=True)
class WeightField:
    """One weight in the form."""

    name: str
    label: str
    meaning: str
    value: str
    most: str


@dataclass(frozen=True)
class Results:
    """An answer for its template."""

    rows: tuple[Row, ...]
    total: int
    first: int
    """Number of the first row, from 1."""
    page: int
    pages: int
    askers: int
    all_address: str
    """Where all rows of this page stand as a list to take along."""
    hints: tuple[tuple[str, str], ...]
    """What can be loosened: a sentence and the address of that search; the address is empty where it only explains."""


def results(
    record: Record, current: Snapshot, found: Found, want: Wanted, vocabulary: Vocabulary, lang: str
) -> Results:
    """The suggestions of a page with their reasons in words."""
    words = _words(record, found, vocabulary, lang, by_one=bool(want.wer))
    rows = [_row(one, current, words, want) for one in found.suggestions if one.id in words.refs]
    return Results(
        rows=tuple(rows),
        total=found.total,
        first=(want.seite - 1) * PAGE + 1,
        page=want.seite,
        pages=max(1, -(-found.total // PAGE)),
        askers=found.askers,
        all_address=url_for("partners.taken", id=[row.ref.id for row in rows]),
        hints=tuple(_hints(found, want)),
    )


def _words(record: Record, found: Found, vocabulary: Vocabulary, lang: str, *, by_one: bool) -> Words:
    """Everything that the reasons name, as far as the reader may see it."""
    reasons = [reason for one in found.suggestions for reason in one.reasons]
    ids = {one.id for one in found.suggestions} | {id for reason in reasons for id in reason.entities}
    fresh = [one for reason in reasons if reason.key == "fresh" for one in reason.ties]
    got = record.get([*ids, *fresh])
    ties = {id: one for id, one in got.items() if isinstance(one, Tie)}
    documents = record.entities({source.document for one in ties.values() for source in one.sources}) if ties else {}
    refs = {id: ref(one, vocabulary, lang) for id, one in got.items() if isinstance(one, Entity)}
    return Words(refs, ties, documents, vocabulary, lang, by_one)


def _row(one: Suggestion, current: Snapshot, words: Words, want: Wanted) -> Row:
    return Row(
        ref=words.refs[one.id],
        areas=area_names(current, one.id),
        points=points_text(one.score, words.lang),
        reasons=tuple(reason_line(reason, words) for reason in one.reasons),
        way=bool(want.wer) and want.wer in current.index,
    )


def _hints(found: Found, want: Wanted) -> Iterable[tuple[str, str]]:
    names = criterion_names()
    fields = {"theme": "thema", "area": "gebiet", "kind": "art", "language": "sprache", "audience": "zielgruppe"}
    if found.known_left_out and want.neu:
        text = ngettext(
            "%(num)s Akteur, mit dem Sie schon verbunden sind, ist ausgeblendet.",
            "%(num)s Akteure, mit denen Sie schon verbunden sind, sind ausgeblendet.",
            found.known_left_out,
        )
        yield text, want.address(neu=False)
    if found.total:
        return
    for key, count in found.without.items():
        if count:
            text = ngettext(
                "Ohne die Bedingung %(what)s: %(num)s Akteur.",
                "Ohne die Bedingung %(what)s: %(num)s Akteure.",
                count,
                what=names[key],
            )
            yield text, want.address(**{fields[key]: ""})
    if want.streng and len(found.alone) > 1:
        yield _("Auch zeigen, wer nur einen Teil erfüllt."), want.address(streng=False)
    for key, count in found.alone.items():
        if not count:
            yield (
                _("Die Angabe %(what)s trifft zum Stand auf niemanden zu.", what=names[key]),
                want.address(**{fields[key]: ""}),
            )


def weight_fields(want: Wanted) -> tuple[WeightField, ...]:
    """The weights as fields of the form."""
    names = reason_names()
    return tuple(
        WeightField(f"g_{key}", *names[key], value=f"{want.weights[key]:g}", most=f"{MOST_WEIGHT:g}") for key in KEYS
    )
