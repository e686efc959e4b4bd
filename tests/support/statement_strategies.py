"""Hypothesis strategies for statements of any content that the model allows (not: that the record's rules allow)."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from registry.model import (
    Contact,
    Entity,
    Flag,
    LocalText,
    Observation,
    Period,
    Post,
    Size,
    Source,
    Status,
    Tie,
    Visibility,
)
from registry.model.periods import OPEN, bounds
from registry.store.port import AnyStatement

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_PLAIN = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))


def ids(prefix: str) -> SearchStrategy[str]:
    """Ids of one type of statement."""
    return st.text(_BASE32, min_size=20, max_size=20).map(lambda tail: prefix + tail)


def texts(most: int = 40) -> SearchStrategy[str]:
    """Texts of one line in any script, with nothing to strip at the ends."""
    inner = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=most - 2)
    return st.builds(lambda first, middle, last: first + middle + last, _PLAIN, inner, _PLAIN)


def keys() -> SearchStrategy[str]:
    """Keys of a vocabulary."""
    return st.from_regex(r"[a-z0-9][a-z0-9_.:/-]{0,20}", fullmatch=True)


def edtf_dates() -> SearchStrategy[str]:
    """EDTF dates: years, months, seasons, days, with and without a qualifier."""
    day = st.dates(date(1, 1, 1), date(9999, 12, 31))
    plain = st.one_of(
        day.map(lambda one: f"{one.year:04}"),
        day.map(lambda one: f"{one.year:04}-{one.month:02}"),
        st.builds(lambda one, season: f"{one.year:04}-{season}", day, st.integers(21, 24)),
        day.map(date.isoformat),
    )
    return st.builds(str.__add__, plain, st.sampled_from(("", "", "", "?", "~", "%")))


def periods() -> SearchStrategy[Period]:
    """Periods of every form, in order."""
    ends = st.one_of(st.none(), st.just(OPEN), edtf_dates())
    return st.builds(_ordered, st.none() | edtf_dates(), ends)


def _ordered(start: str | None, end: str | None) -> Period:
    if start and end and end != OPEN and bounds(end)[1] < bounds(start)[0]:
        start, end = end, start
    return Period(start=start, end=end)


local_texts = st.builds(LocalText, de=texts(), en=st.just("") | texts())
sources = st.builds(Source, document=ids("e"), locator=st.just("") | texts(), as_of=st.none() | edtf_dates())
flags = st.builds(Flag, kind=st.sampled_from(("contradiction", "doubtful", "inferred")), note=local_texts)
contacts = st.builds(
    Contact,
    kind=st.sampled_from(("phone", "fax", "email", "web", "address")),
    value=texts(),
    visibility=st.sampled_from(Visibility),
)
sizes = st.builds(Size, count=st.integers(0, 10**9), approximate=st.booleans())
_numbers = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
_counts = st.none() | st.integers(0, 10**6)
_labels = st.dictionaries(st.sampled_from(("en", "tr", "ar", "uk")), texts(), max_size=2)


def _few(strategy: SearchStrategy[object]) -> SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


_common = {
    "sources": _few(sources),
    "flags": _few(flags),
    "visibility": st.sampled_from(Visibility),
    "version": st.integers(0, 1000),
    "period": periods(),
}
entities = st.builds(
    Entity,
    id=ids("e"),
    family=st.sampled_from(("actor", "offer", "goal", "document", "area")),
    kind=keys(),
    name=texts(),
    aliases=_few(texts()),
    translations=_labels,
    size=st.none() | sizes,
    themes=_few(keys()),
    identifiers=st.dictionaries(texts(), texts(), max_size=2),
    status=st.sampled_from(Status),
    contacts=_few(contacts),
    languages=_few(texts()),
    audience=st.none() | local_texts,
    summary=st.none() | local_texts,
    **_common,
)
ties = st.builds(
    Tie,
    id=ids("t"),
    subject=ids("e"),
    role=keys(),
    object=ids("e"),
    status=st.sampled_from(Status),
    theme=st.none() | keys(),
    post=st.none() | ids("p"),
    seats=_counts,
    wording=st.none() | texts(),
    note=st.none() | local_texts,
    **_common,
)
posts = st.builds(
    Post,
    id=ids("p"),
    body=ids("e"),
    name=texts(),
    translations=_labels,
    kind=st.sampled_from(("function", "open", "rotating")),
    role=keys(),
    seats=_counts,
    pool=_few(ids("e")),
    per_turn=st.none() | st.integers(1, 100),
    order=st.sampled_from((None, "alphabetical")),
    rhythm=st.sampled_from((None, "yearly")),
    starts=st.none() | edtf_dates(),
    status=st.sampled_from(Status),
    note=st.none() | local_texts,
    **_common,
)
observations = st.builds(
    Observation,
    id=ids("o"),
    subject=ids("e"),
    indicator=keys(),
    value=_numbers,
    upper=_numbers,
    unit=keys(),
    approximate=st.booleans(),
    printed=st.none() | texts(),
    note=st.none() | local_texts,
    **_common,
)
statements: SearchStrategy[AnyStatement] = st.one_of(entities, ties, posts, observations)
