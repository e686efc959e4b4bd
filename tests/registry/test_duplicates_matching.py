"""Duplicates: what is found to be like what is entered, how surely, and what is said for and against it."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest
from record_making import entity_id

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.services.duplicates import LIKELY, DuplicateIndex, Entry, Hint, Query, Reach, Reason
from registry.vocabulary import Vocabulary

TOWN, OTHER_TOWN, KREIS = entity_id("Beispielstadt"), entity_id("Musterhausen"), entity_id("Kreis Beispiel")
AREAS = (
    Entry(KREIS, "area", "kreis", ("Kreis Beispiel",)),
    Entry(TOWN, "area", "stadt", ("Beispielstadt",), above=(KREIS,)),
    Entry(OTHER_TOWN, "area", "stadt", ("Musterhausen",), above=(KREIS,)),
)
CROWD = tuple(f"{word} {number} Beispielstadt" for number in range(8) for word in ("Kita", "Verein", "Grundschule"))


def actor(name: str, kind: str = "verein", area: str = TOWN, **fields: Any) -> Entry:
    """An actor of Beispielstadt whose id follows from its name."""
    return Entry(entity_id(name), "actor", kind, (name,), areas=((area, "public"),) if area else (), **fields)


def index_of(vocabulary: Vocabulary, *entries: Entry | str) -> DuplicateIndex:
    """An index of these actors among some more, and the areas."""
    own = [actor(one) if isinstance(one, str) else one for one in entries]
    return DuplicateIndex([*AREAS, *map(actor, CROWD), *own], 1, vocabulary)


def first(vocabulary: Vocabulary, known: Entry | str, query: Query) -> Hint:
    """The likeliest hint, which must be about `known`."""
    entry = actor(known) if isinstance(known, str) else known
    hint = index_of(vocabulary, entry).candidates(query, STAFF_VIEWER)[0]
    assert hint.id == entry.id
    return hint


def said(hint: Hint) -> set[Reason]:
    return {one.reason for one in (*hint.reasons, *hint.against)}


@pytest.mark.parametrize(
    ("known", "typed", "reason"),
    [
        ("Türkischer Elternverein Beispielstadt", "Türkischer Elternverein Beispielstadt", Reason.SAME_NAME),
        ("Türkischer Elternverein Beispielstadt e. V.", "Türkischer Elternverein Beispielstadt", Reason.WITHOUT_LEGAL),
        ("Elternverein Regenbogen", "Elternverein Regenbogen Beispielstadt", Reason.WITHOUT_TOWN),
        ("Türkischer Elternverein Regenbogen", "Tuerkischer Elternverein Regenbogen", Reason.SPELLED_OTHERWISE),
        ("Regenbogen Türkischer Elternverein", "Türkischer Elternverein Regenbogen", Reason.OTHER_ORDER),
        ("Дружба Beispielstadt", "Druzhba Beispielstadt", Reason.OTHER_SCRIPT),
        ("Arbeitskreis Nachbarschaft Beispielstadt", "AK Nachbarschaft Beispielstadt", Reason.ABBREVIATED),
        ("Türkischer Elternverein Beispielstadt", "TEV Beispielstadt", Reason.INITIALS),
        ("Nachbarschaftshilfe Regenbogen", "Nachbarschaftshife Regenbogen", Reason.ALIKE),
    ],
)
def test_a_name_written_otherwise_is_likely_the_same_and_the_hint_says_in_which_way(
    vocabulary: Vocabulary, known: str, typed: str, reason: Reason
) -> None:
    hint = first(vocabulary, known, Query(typed, places=(TOWN,)))
    assert hint.score >= LIKELY
    assert reason in said(hint)
    assert Reason.SAME_TOWN in said(hint)
    assert not hint.against


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Integrationsrat Dübnen", "Integrationsrat Dübbnen"),
        ("Integrationsrat Dübnen", "Integrationsrat Dübenen"),
        ("Jobcenter Kreis Ossa", "Jobcenter Kreis Osa"),
    ],
)
def test_a_place_with_a_wrong_letter_is_still_that_place(vocabulary: Vocabulary, known: str, typed: str) -> None:
    """However short its name is, or what is left of it without its ending."""
    areas = [
        Entry(entity_id("Dübnen"), "area", "stadt", ("Dübnen",)),
        Entry(entity_id("Ossa"), "area", "stadt", ("Ossa",)),
        Entry(entity_id("Kreis Ossa"), "area", "kreis", ("Kreis Ossa",)),
    ]
    hint = index_of(vocabulary, *areas, actor(known, area="")).candidates(Query(typed), STAFF_VIEWER)[0]
    assert hint.id == entity_id(known)
    assert hint.score >= LIKELY
    assert Reason.SAME_TOWN in said(hint)


def test_how_like_two_names_are_is_said_in_per_cent_and_never_100_where_they_differ(vocabulary: Vocabulary) -> None:
    hint = first(vocabulary, "Nachbarschaftshilfe Regenbogen", Query("Nachbarschaftshife Regenbogen"))
    (alike,) = [one for one in hint.reasons if one.reason is Reason.ALIKE]
    assert alike.percent is not None
    assert 90 <= alike.percent < 100


@pytest.mark.parametrize(
    ("known", "typed", "reason"),
    [
        ("Grundschule 11 Beispielstadt", "Grundschule 12 Beispielstadt", Reason.OTHER_NUMBER),
        ("Lindenschule Beispielstadt", "Förderverein der Lindenschule Beispielstadt", Reason.PART_OF),
        ("Türkischer Frauenverein Regenbogen", "Türkischer Chor Regenbogen", Reason.OTHER_WORDS),
    ],
)
def test_a_sister_of_the_same_town_is_hardly_the_same_and_the_hint_says_why(
    vocabulary: Vocabulary, known: str, typed: str, reason: Reason
) -> None:
    hints = index_of(vocabulary, known).candidates(Query(typed, places=(TOWN,)), STAFF_VIEWER, least=0.0)
    (hint,) = [one for one in hints if one.id == entity_id(known)]
    assert hint.score < LIKELY
    assert reason in {one.reason for one in hint.against}


def test_the_same_name_in_another_town_is_hardly_the_same(vocabulary: Vocabulary) -> None:
    query = Query("Kita Regenbogen", kind="kita", places=(OTHER_TOWN,))
    hints = index_of(vocabulary, actor("Kita Regenbogen", "kita")).candidates(query, STAFF_VIEWER, least=0.0)
    (hint,) = [one for one in hints if one.id == entity_id("Kita Regenbogen")]
    assert hint.score < LIKELY
    assert Reason.OTHER_TOWN in {one.reason for one in hint.against}


@pytest.mark.parametrize("place", [TOWN, "Beispielstadt", "Stadt Beispielstadt"])
def test_a_place_may_be_given_by_its_id_or_by_its_name(vocabulary: Vocabulary, place: str) -> None:
    hint = first(vocabulary, "Nachbarschaftshilfe Regenbogen", Query("Nachbarschaftshilfe", places=(place,)))
    assert Reason.SAME_TOWN in said(hint)


@pytest.mark.parametrize(
    ("kind", "kept", "typed", "reason"),
    [
        ("email", "Post@Verein.example", "mailto: post@verein.example", Reason.SAME_EMAIL),
        ("email", "post@verein.example", "vorstand@verein.example", Reason.SAME_HOST),
        ("phone", "0190 12345-0", "+49 (0)190 / 12345 0", Reason.SAME_PHONE),
        ("phone", "0190 12345-0", "0190/12345-27", Reason.SAME_EXCHANGE),
        ("web", "https://www.verein.example/", "verein.example/kontakt", Reason.SAME_HOST),
        ("address", "Lindenstraße 7, 00001 Beispielstadt", "Linden Str. 7", Reason.SAME_ADDRESS),
    ],
)
def test_a_contact_written_otherwise_is_the_same_and_raises_the_score(
    vocabulary: Vocabulary, kind: Any, kept: str, typed: str, reason: Reason
) -> None:
    known = actor("Nachbarschaftshilfe Regenbogen", contacts=(Reach(kind, kept),))
    name = "Nachbarschaft Regenbogen"
    without = first(vocabulary, known, Query(name))
    hint = first(vocabulary, known, Query(name, contacts=((kind, typed),)))
    assert reason in said(hint)
    assert hint.score > without.score


def test_a_mailbox_at_a_free_host_says_nothing_of_whose_host_it_is(vocabulary: Vocabulary) -> None:
    known = actor("Nachbarschaftshilfe Regenbogen", contacts=(Reach("email", "a@gmx.de"),))
    hint = first(vocabulary, known, Query("Nachbarschaftshilfe", contacts=(("email", "b@gmx.de"),)))
    assert Reason.SAME_HOST not in said(hint)


def test_an_equal_number_of_a_register_finds_a_body_of_another_name_and_an_unequal_one_speaks_against_it(
    vocabulary: Vocabulary,
) -> None:
    known = actor("Nachbarschaftshilfe Regenbogen", identifiers=(("vr", "VR 1234"),))
    same = first(vocabulary, known, Query("Quellwasser", places=(TOWN,), identifiers={"vr": "vr-1234"}))
    assert Reason.SAME_IDENTIFIER in said(same)
    other = first(vocabulary, known, Query("Nachbarschaftshilfe Regenbogen", identifiers={"vr": "VR 4321"}))
    assert Reason.OTHER_IDENTIFIER in {one.reason for one in other.against}
    assert other.score < first(vocabulary, known, Query("Nachbarschaftshilfe Regenbogen")).score


def test_a_score_is_the_sum_of_its_points_as_a_share(vocabulary: Vocabulary) -> None:
    known = actor("Nachbarschaftshilfe Regenbogen", contacts=(Reach("email", "post@verein.example"),))
    query = Query("Nachbarschaft Regenbogn", places=(TOWN,), contacts=(("email", "post@verein.example"),))
    hint = first(vocabulary, known, query)
    assert hint.score == pytest.approx(1 / (1 + exp(-sum(one.points for one in hint.points))))
    assert {"start", "shared", "same town", "same email"} <= {one.finding for one in hint.points}


def test_hints_are_in_the_order_of_their_scores_and_no_more_than_asked_for(vocabulary: Vocabulary) -> None:
    index = index_of(vocabulary, *(f"Nachbarschaftshilfe {word}" for word in ("Nord", "Süd", "Ost", "West")))
    hints = index.candidates(Query("Nachbarschaftshilfe Nord"), STAFF_VIEWER, limit=3, least=0.0)
    assert len(hints) == 3
    assert [one.score for one in hints] == sorted((one.score for one in hints), reverse=True)
    assert hints[0].id == entity_id("Nachbarschaftshilfe Nord")


def test_what_is_excluded_and_what_was_judged_is_not_asked_about_again(vocabulary: Vocabulary) -> None:
    index = index_of(vocabulary, "Nachbarschaftshilfe Regenbogen", "Nachbarschaftshilfe Regenbogn")
    one, other = map(entity_id, ("Nachbarschaftshilfe Regenbogen", "Nachbarschaftshilfe Regenbogn"))

    def found(judged: frozenset[frozenset[str]] = frozenset(), **fields: Any) -> set[str]:
        query = Query("Nachbarschaftshilfe Regenbogen", **fields)
        return {hint.id for hint in index.candidates(query, STAFF_VIEWER, judged)}

    pair = frozenset({frozenset({one, other})})
    assert {one, other} <= found()
    assert one not in found(exclude=frozenset({one}))
    assert not {one, other} & found(pair, exclude=frozenset({one}))
    assert not {one, other} & found(pair, id=one)
    assert other in found(pair, id=entity_id("somebody else"), exclude=frozenset({one}))


def test_families_and_persons_are_kept_apart(vocabulary: Vocabulary) -> None:
    paper = Entry(entity_id("paper"), "document", "konzept", ("Konzept Regenbogen",))
    somebody = Entry(entity_id("somebody"), "actor", "person", ("Erika Beispielperson",))
    house = actor("Haus Erika Beispielperson")
    index = index_of(vocabulary, paper, somebody, house)

    def found(query: Query) -> set[str]:
        return {one.id for one in index.candidates(query, STAFF_VIEWER)}

    assert found(Query("Konzept Regenbogen", family="document")) == {paper.id}
    assert paper.id not in found(Query("Konzept Regenbogen"))
    assert found(Query("Erika Beispielperson", kind="person")) == {somebody.id}
    assert somebody.id not in found(Query("Erika Beispielperson", kind="verein"))


def test_of_a_person_the_public_compares_no_contact_and_the_function_counts(vocabulary: Vocabulary) -> None:
    body = entity_id("body")
    one = Entry(
        entity_id("somebody"), "actor", "person", ("Erika Beispielperson",),
        contacts=(Reach("email", "erika@verein.example"),), bodies=((body, "public"),),
    )  # fmt: skip
    index = index_of(vocabulary, one)
    query = Query("E. Beispielperson", "person", contacts=(("email", "erika@verein.example"),), bodies=(body,))
    (public,) = index.candidates(query, PUBLIC_VIEWER)
    (staff,) = index.candidates(query, STAFF_VIEWER)
    assert said(public) & {Reason.SAME_EMAIL, Reason.SAME_HOST} == set()
    assert Reason.SAME_EMAIL in said(staff)
    assert Reason.SAME_BODY in said(public)


def test_a_hidden_entity_and_a_hidden_contact_are_not_told_of(vocabulary: Vocabulary) -> None:
    hidden = Reach("email", "post@verein.example", "staff")
    index = index_of(
        vocabulary,
        actor("Nachbarschaftshilfe Regenbogen", contacts=(hidden,)),
        actor("Zuflucht Regenbogen", visibility="staff"),
    )
    by_mail = Query("Quellwasser", contacts=(("email", "post@verein.example"),))
    assert index.candidates(by_mail, PUBLIC_VIEWER, least=0.0) == []
    assert [one.id for one in index.candidates(by_mail, STAFF_VIEWER)] == [entity_id("Nachbarschaftshilfe Regenbogen")]
    by_name = Query("Zuflucht Regenbogen")
    assert entity_id("Zuflucht Regenbogen") not in {one.id for one in index.candidates(by_name, PUBLIC_VIEWER)}
    assert index.candidates(by_name, STAFF_VIEWER)[0].id == entity_id("Zuflucht Regenbogen")


@pytest.mark.parametrize("name", ["", " ", "e. V.", "–", "\x00", "🙂", "und", "1"])
def test_a_name_without_a_word_finds_nothing_or_little_and_raises_nothing(vocabulary: Vocabulary, name: str) -> None:
    hints = index_of(vocabulary, "Nachbarschaftshilfe Regenbogen").candidates(Query(name), STAFF_VIEWER)
    assert all(one.score < LIKELY for one in hints)


def test_an_empty_record_has_no_duplicates(vocabulary: Vocabulary) -> None:
    assert DuplicateIndex([], 0, vocabulary).candidates(Query("Musterverein"), STAFF_VIEWER) == []
