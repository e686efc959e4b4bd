"""The index of names: what it answers, in which order, and that it keeps up with changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.services.search import Hit, IndexEntry, LiveIndex, NameIndex
from registry.services.search.index import OVERLAY


def index_of(*names: str) -> NameIndex:
    """One entry a name, with the name as its id."""
    return NameIndex(IndexEntry(name, (name,)) for name in names)


def names(hits: list[Hit]) -> list[str]:
    return [hit.name for hit in hits]


@pytest.mark.parametrize(
    ("query", "how"),
    [
        ("Musternetzwerk Wohnen Beispielstadt", "exact"),
        ("musternetzwerk WOHNEN beispielstadt e.V.", "exact"),
        ("Musternetzwerk Wo", "prefix"),
        ("beispielst muster", "words"),
        ("netzwerk beispielstadt", "words"),
        ("musternetzwerkwohnen beispielstadt", "words"),
        ("Musternezwerk Wohnen", "typo"),
        ("mwb", "abbreviation"),
    ],
)
def test_a_hit_says_in_what_way_it_fits(query: str, how: str) -> None:
    (hit,) = index_of("Musternetzwerk Wohnen Beispielstadt", "Ganz Anderes").search(query)
    assert (hit.name, hit.how) == ("Musternetzwerk Wohnen Beispielstadt", how)


@pytest.mark.parametrize("query", ["AK Muster", "Arbeitskreis Muster", "arbeitskreise muster", "Muster AK"])
def test_an_abbreviation_and_its_long_form_find_each_other(query: str) -> None:
    index = index_of("AK Muster", "Arbeitskreis Muster", "Verein Muster")
    assert set(names(index.search(query))[:2]) == {"AK Muster", "Arbeitskreis Muster"}


def test_only_a_name_equal_to_the_query_scores_100() -> None:
    index = index_of("Musterrat Neudorf", "Musterrat Neuedorf", "Musterrat Neudorf West", "Neudorf Musterrat")
    scores = {hit.name: hit.score for hit in index.search("Musterrat Neudorf")}
    assert scores.pop("Musterrat Neudorf") == 100
    assert scores.pop("Musterrat Neuedorf") == 99.5
    assert all(score <= 99 for score in scores.values())


def test_the_legal_form_decides_between_equal_names() -> None:
    index = index_of("Muster e.V.", "Muster gGmbH")
    assert names(index.search("Muster gGmbH")) == ["Muster gGmbH", "Muster e.V."]
    assert names(index.search("Muster e. V.")) == ["Muster e.V.", "Muster gGmbH"]


def test_a_legal_form_alone_finds_those_that_have_it() -> None:
    assert names(index_of("Muster e.V.", "Muster gGmbH", "Muster").search("ggmbh")) == ["Muster gGmbH"]


def test_an_entry_is_found_once_under_the_name_that_fits_best_as_it_was_written() -> None:
    index = NameIndex([IndexEntry("x", ("Kommunales Musterzentrum", "MuZe – Musterkreis", "Muster-Zentrum"))])
    assert names(index.search("muze")) == ["MuZe – Musterkreis"]
    assert names(index.search("muster")) == ["Muster-Zentrum"]
    assert names(index.search("Kommunales M")) == ["Kommunales Musterzentrum"]


def test_of_two_equal_names_of_an_entry_the_more_important_one_is_shown() -> None:
    index = NameIndex([IndexEntry("x", ("Musterrat", "MUSTERRAT", "Musterrat e.V."))])
    assert names(index.search("musterrat")) == ["Musterrat"]


def test_equal_scores_are_ordered_by_folded_name_then_id() -> None:
    entries = [
        IndexEntry(id, (name,)) for id, name in [("c", "Rat Öd"), ("b", "Rat Od"), ("a", "Rat Ud"), ("d", "RAT OD")]
    ]
    hits = NameIndex(entries).search("rat")
    assert len({hit.score for hit in hits}) == 1
    assert [hit.id for hit in hits] == ["b", "c", "d", "a"]
    assert hits == NameIndex(reversed(entries)).search("rat")


def test_a_boost_lifts_an_entry_among_its_like_but_never_above_an_exact_name() -> None:
    index = NameIndex(
        [IndexEntry("a", ("Rat Alt",)), IndexEntry("b", ("Rat Neu",), boost=5), IndexEntry("c", ("Rat",))]
    )
    assert names(index.search("rat")) == ["Rat", "Rat Neu", "Rat Alt"]


def test_a_boost_keeps_scores_between_0_and_100() -> None:
    index = NameIndex([IndexEntry("a", ("Rat Alt",), boost=500), IndexEntry("b", ("Rat Neu",), boost=-500)])
    assert [hit.score for hit in index.search("rat")] == [99, 0]


def test_no_more_than_the_limit_and_none_for_none() -> None:
    index = index_of(*(f"Musterverein {number}" for number in range(30)))
    assert [len(index.search("muster", limit)) for limit in (-1, 0, 1, 10, 25, 99)] == [0, 0, 1, 10, 25, 30]


def test_entries_that_are_not_allowed_leave_their_place_to_others() -> None:
    """Even where a thousand better ones are hidden."""
    index = index_of(*(f"Rat {number}" for number in range(1000)), "Ratsversammlung der Musterstadt")
    hits = index.search("rat", 10, allowed=lambda id: id.startswith("Ratsv"))
    assert names(hits) == ["Ratsversammlung der Musterstadt"]


def test_each_id_is_asked_about_once() -> None:
    asked: list[str] = []

    def allowed(id: str) -> bool:
        asked.append(id)
        return True

    NameIndex([IndexEntry("x", ("AK Muster", "Musterkreis", "AG Muster"))]).search("muster", allowed=allowed)
    assert asked == ["x"]


def test_of_two_entries_with_one_id_the_later_counts() -> None:
    index = NameIndex([IndexEntry("x", ("Alter Name",)), IndexEntry("x", ("Neuer Name",))])
    assert (len(index), names(index.search("name"))) == (1, ["Neuer Name"])


@pytest.mark.parametrize("query", ["", "   ", "\0", "!?", "\u202e\u200f", "\ud800", "§$%&/()=", "zzzzqqqq", "a" * 5000])
def test_a_query_with_nothing_to_find_finds_nothing(query: str) -> None:
    assert index_of("Musterrat", "Beispielverein").search(query) == []


@pytest.mark.parametrize("query", ["\0Muster\0rat", "Musterrat 🎉", "\u202eMusterrat", "Musterrat " + "x" * 5000])
def test_odd_characters_do_not_keep_a_name_from_being_found(query: str) -> None:
    assert names(index_of("Musterrat", "Beispielverein").search(query)) == ["Musterrat"]


def test_an_index_of_nothing_finds_nothing() -> None:
    empty = [NameIndex([]), NameIndex([IndexEntry("x", ())]), NameIndex([IndexEntry("x", ("", "–"))])]
    assert [index.search("muster") for index in empty] == [[], [], []]


def test_names_in_other_scripts_are_found_in_theirs_and_in_latin_letters() -> None:
    index = index_of("Союз Пример", "جمعية مثال", "Örnek Derneği")
    for query, name in [
        ("союз", "Союз Пример"),
        ("soyuz", "Союз Пример"),
        ("جمعية", "جمعية مثال"),
        ("ornek dern", "Örnek Derneği"),
    ]:
        assert names(index.search(query))[0] == name


@given(st.text(max_size=300))
def test_no_query_raises_and_every_score_is_between_0_and_100(query: str) -> None:
    index = index_of("Musterrat Unterdorf", "AK Übergang Schule/Beruf", "Союз", "St. Muster e.V.", "A", "1 2 3")
    hits = index.search(query)
    assert all(0 <= hit.score <= 100 for hit in hits)
    assert hits == sorted(hits, key=lambda hit: -hit.score)


@given(st.lists(st.text(max_size=30), max_size=6), st.integers(0, 5))
def test_any_name_with_a_letter_is_found_by_itself(written: list[str], at: int) -> None:
    index = index_of(*written)
    for name in written[at : at + 1]:
        hits = index.search(name, limit=10)
        assert not hits or hits[0].score >= 99
        assert hits or not any(letter.isascii() and letter.isalnum() for letter in name)


WORDS = [
    "Rat",
    "Rat",
    "Integrationsrat",
    "AK",
    "Arbeitskreis",
    "Muster",
    "Mustre",
    "Müster",
    "Neudorf",
    "Neu",
    "Dorf",
    "KI",
    "e.V.",
    "im",
]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
ENTRIES = st.builds(
    IndexEntry,
    id=st.sampled_from("abcdefgh"),
    names=st.lists(NAMES, min_size=1, max_size=2).map(tuple),
    boost=st.sampled_from([0.0, 0.0, 3.0]),
)
CHANGES = st.lists(
    st.tuples(st.lists(ENTRIES, max_size=4), st.lists(st.sampled_from("abcdefgh"), max_size=2)), max_size=4
)
QUERIES = st.lists(st.sampled_from([*WORDS, "integ", "mustr", "krei", "neudrof", "ra"]), min_size=1, max_size=3).map(
    " ".join
)


@settings(max_examples=150)
@given(st.lists(ENTRIES, max_size=8), CHANGES, st.lists(QUERIES, min_size=1, max_size=5))
def test_an_updated_index_answers_as_one_built_afresh(
    first: list[IndexEntry], changes: list[tuple[list[IndexEntry], list[str]]], queries: list[str]
) -> None:
    live, known = LiveIndex(first, 0), {entry.id: entry for entry in first}
    for revision, (changed, removed) in enumerate(changes, start=1):
        live = live.updated(changed, removed, revision)
        known.update({entry.id: entry for entry in changed})
        known = {id: entry for id, entry in known.items() if id not in removed}
    fresh = NameIndex(known.values())
    assert (live.revision, len(live)) == (len(changes), len(fresh))
    for query in queries:
        assert live.search(query) == fresh.search(query)


def test_updating_leaves_the_old_index_as_it_was() -> None:
    old = LiveIndex([IndexEntry("a", ("Alter Name",))], 1)
    new = old.updated([IndexEntry("b", ("Neuer Name",))], ["a"], 2)
    assert (old.revision, names(old.search("name"))) == (1, ["Alter Name"])
    assert (new.revision, names(new.search("name"))) == (2, ["Neuer Name"])


def test_an_index_with_too_many_changes_is_built_anew_and_answers_the_same() -> None:
    many = [IndexEntry(f"m{number}", (f"Muster {number}",)) for number in range(OVERLAY + 1)]
    live = LiveIndex([IndexEntry("a", ("Rat Alt",)), IndexEntry("b", ("Rat Neu",))], 1).updated(many, ["a"], 2)
    fresh = NameIndex([IndexEntry("b", ("Rat Neu",)), *many])
    assert len(live) == len(fresh) == OVERLAY + 2
    for query in ("rat", "muster 7", "muster"):
        assert live.search(query) == fresh.search(query)
