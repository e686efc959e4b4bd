"""Duplicates in any record: an index that follows equals a fresh one, nobody is told of what they may not see."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER, Viewer
from registry.model import Visibility, derived_id
from registry.services.duplicates import DuplicateIndex, Entry, Hint, Query, Reach
from registry.vocabulary import Vocabulary, load_vocabulary

_WORDS = (
    "Türkischer",
    "Elternverein",
    "Eltern",
    "Verein",
    "Kita",
    "Kindergarten",
    "Regenbogen",
    "Regenbogn",
    "AK",
    "Arbeitskreis",
)
_MORE = (
    "Bildung",
    "e. V.",
    "1",
    "2",
    "Nord",
    "Förderverein",
    "Beispielstadt",
    "Musterhausen",
    "Kreis",
    "mit",
    "ohne",
    "Дружба",
    "TEV",
)
_TOWNS = tuple(derived_id("e", "test", name) for name in ("Beispielstadt", "Musterhausen"))
_AREAS = (
    Entry(_TOWNS[0], "area", "stadt", ("Beispielstadt",)),
    Entry(_TOWNS[1], "area", "stadt", ("Musterhausen",)),
)

names = st.lists(st.sampled_from((*_WORDS, *_MORE)), min_size=1, max_size=5).map(" ".join)
visibilities = st.sampled_from(Visibility)
values = st.sampled_from((("email", "post@verein.example"), ("phone", "0190 12345-0"), ("web", "verein.example")))
contacts = st.tuples(values, visibilities).map(lambda one: Reach(*one[0], one[1].value))
shown = st.tuples(st.sampled_from(_TOWNS), st.sampled_from([one.value for one in Visibility]))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """An actor, mostly an association."""
    return Entry(
        id=derived_id("e", "test", str(draw(st.integers(0, 11)))),
        family="actor",
        kind=draw(st.sampled_from(("verein", "verein", "kita", "person", "kollektiv"))),
        names=tuple(draw(st.lists(names, min_size=1, max_size=2))),
        visibility=draw(visibilities).value,
        contacts=tuple(draw(st.lists(contacts, max_size=2))),
        identifiers=draw(st.sampled_from(((), (("vr", "VR 12"),)))),
        areas=tuple(draw(st.lists(shown, max_size=1))),
        bodies=tuple(draw(st.lists(shown, max_size=1))),
    )


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """What a form may know."""
    return Query(
        name=draw(names),
        kind=draw(st.sampled_from((None, "verein", "kita", "person"))),
        places=tuple(draw(st.lists(st.sampled_from((*_TOWNS, "Beispielstadt")), max_size=1))),
        contacts=tuple(draw(st.lists(values, max_size=2))),
        identifiers=draw(st.sampled_from(({}, {"vr": "VR 12"}))),
        bodies=tuple(draw(st.lists(st.sampled_from(_TOWNS), max_size=1))),
    )


@lru_cache(maxsize=1)
def _vocabulary() -> Vocabulary:
    return load_vocabulary()


def index_of(*known: Entry) -> DuplicateIndex:
    return DuplicateIndex([*_AREAS, *known], 1, _vocabulary())


def hints(index: DuplicateIndex, query: Query, viewer: Viewer = STAFF_VIEWER) -> list[Hint]:
    """All of them, scores with as many digits as do not depend on the order of adding up."""
    found = index.candidates(query, viewer, limit=50, least=0.0)
    rounded = [replace(one, score=round(one.score, 9), points=()) for one in found]
    return sorted(rounded, key=lambda one: (-one.score, one.id))


@given(
    st.lists(entries(), max_size=8), st.lists(entries(), max_size=4), st.sets(st.integers(0, 11), max_size=3), queries()
)
@settings(max_examples=60, deadline=None)
def test_an_index_that_follows_the_record_answers_like_a_fresh_one(
    before: list[Entry], changed: list[Entry], gone: set[int], query: Query
) -> None:
    removed = {derived_id("e", "test", str(number)) for number in gone}
    after = {one.id: one for one in (*before, *changed) if one.id not in removed}
    followed = index_of(*before).updated(changed, removed, 2)
    assert hints(followed, query) == hints(index_of(*after.values()), query)


def public(entry: Entry) -> Entry:
    """What everyone may know of an entity: of a person no contact and no number."""
    person = entry.kind == "person"
    return replace(
        entry,
        contacts=() if person else tuple(one for one in entry.contacts if PUBLIC_VIEWER.sees(one.visibility)),
        identifiers=() if person else entry.identifiers,
        areas=tuple(one for one in entry.areas if PUBLIC_VIEWER.sees(one[1])),
        bodies=tuple(one for one in entry.bodies if PUBLIC_VIEWER.sees(one[1])),
    )


@given(st.lists(entries(), max_size=10), queries())
@settings(max_examples=80, deadline=None)
def test_everyone_gets_the_answers_of_a_record_that_holds_nothing_hidden(known: list[Entry], query: Query) -> None:
    latest = {one.id: one for one in known}.values()
    visible = [public(one) for one in latest if PUBLIC_VIEWER.sees(one.visibility)]
    assert hints(index_of(*known), query, PUBLIC_VIEWER) == hints(index_of(*visible), query, STAFF_VIEWER)


texts = st.text(max_size=60)


@given(texts, st.lists(texts, max_size=2), st.dictionaries(texts, texts, max_size=2), texts)
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_nothing_is_raised_and_scores_stay_between_0_and_1(
    name: str, others: list[str], identifiers: dict[str, str], kind: str
) -> None:
    index = _small()
    for contact in ("email", "phone", "web", "address", kind):
        query = Query(
            name,
            kind,
            kind or "actor",
            tuple(others),
            tuple((contact, one) for one in others),
            identifiers,
            aliases=tuple(others),
        )
        found = [*index.candidates(query, PUBLIC_VIEWER, least=0.0), *index.candidates(Query(name), STAFF_VIEWER)]
        assert all(0 <= one.score <= 1 for one in found)


@lru_cache(maxsize=1)
def _small() -> DuplicateIndex:
    known = (Entry(derived_id("e", "test", name), "actor", "verein", (f"{name} Beispielstadt",)) for name in _WORDS)
    return index_of(*known)


@given(st.lists(entries(), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_whoever_is_in_the_record_is_found_by_the_name_that_it_has(known: list[Entry]) -> None:
    latest = [*{one.id: one for one in known}.values()]
    index = index_of(*latest)
    for one in latest:
        found = {hint.id for hint in hints(index, Query(one.names[0], one.kind))}
        assert one.id in found
