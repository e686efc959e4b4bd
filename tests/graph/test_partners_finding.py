"""The search for partners: who is suggested, that reasons are true of the record, and that scores are their sums."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from beispielkreis import ID, fill_registry
from graph_rows import VOCABULARY, Rows, entity, region, tie
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.networks import AFFILIATION, CONTACT
from graph.partners.asking import KEYS, WEIGHTS, Asker, Key, Question, weighed
from graph.partners.facts import Fact, Facts, Keeper, read_facts, renewed
from graph.partners.finding import Found, find
from graph.partners.ground import Ground, ground
from graph.partners.reasons import Reason
from graph.snapshot import Snapshot, take_snapshot
from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.model import ChangeSet, Contact, Put, Visibility
from registry.opening import open_registry
from registry.services import Registry

STAND = date(2014, 6, 1)
Pair = tuple[str, str]


@cache
def ground_of(actors: int, seed: int) -> Ground:
    """A made-up region as a search sees it."""
    return ground(take_snapshot(region(actors, seed), STAND, VOCABULARY))


def facts_of(snapshot: Snapshot) -> Facts:
    """Every seventh can be written to, every eleventh speaks Arabic, every thirteenth works for women."""
    known = {
        id: Fact(
            contact=float(number % 7 == 0),
            languages=("ar",) if number % 11 == 0 else (),
            audience=("frauen", "kinder") if number % 13 == 0 else (),
        )
        for number, id in enumerate(snapshot.ids)
    }
    return Facts(1, Visibility.PUBLIC, known)


@st.composite
def questions(draw: st.DrawFn, snapshot: Snapshot) -> Question:
    """Questions with any part of what can be asked for."""
    ids = st.sampled_from(snapshot.ids)
    towns = st.sampled_from([id for id in snapshot.ids if id.startswith("e-")])
    themes = st.sampled_from(["gemeinsam:bildung", "gemeinsam:sprache", "un-ki:schule", "gemeinsam:sport"])
    askers = st.one_of(
        st.just(Asker()),
        st.builds(Asker, actor=ids),
        st.builds(Asker, area=towns, theme=themes),
        st.builds(Asker, theme=themes),
    )
    return Question(
        asker=draw(askers),
        themes=tuple(draw(st.lists(themes, max_size=2, unique=True))),
        areas=tuple(draw(st.lists(towns, max_size=1))),
        kinds=tuple(
            draw(st.lists(st.sampled_from(["verein", "body", "bildungseinrichtung"]), max_size=2, unique=True))
        ),
        language=draw(st.sampled_from(["", "ar", "tr"])),
        audience=draw(st.sampled_from(["", "Frauen", "Senioren"])),
        strict=draw(st.booleans()),
        only_new=draw(st.booleans()),
        weights=weighed(draw(st.dictionaries(st.sampled_from(KEYS), st.floats(0, 10), max_size=4))),
    )


# Few regions, each made once: making one for every example is slow enough on a busy machine to fail a health check.
asked = st.sampled_from([(20, 1), (24, 2), (28, 3), (34, 4), (40, 5), (48, 6), (60, 7), (60, 8)]).flatmap(
    lambda size: questions(ground_of(*size).snapshot).map(lambda question: (ground_of(*size), question))
)


@given(asked)
@settings(max_examples=50)
def test_scores_are_the_sums_of_their_reasons_and_decide_the_order(example: tuple[Ground, Question]) -> None:
    """Whatever is asked with whatever weights: points add up to the score, best first, nobody twice."""
    here, question = example
    found = find(here, question, facts_of(here.snapshot), size=50)
    for one in found.suggestions:
        assert one.score == pytest.approx(sum(reason.weight * reason.strength for reason in one.reasons), abs=1e-5)
        assert all(0 < reason.strength <= 1 and reason.weight == question.weights[reason.key] for reason in one.reasons)
    scores = [one.score for one in found.suggestions]
    assert scores == sorted(scores, reverse=True)
    assert len({one.id for one in found.suggestions}) == len(scores) == min(found.total, 50)


@given(asked)
@settings(max_examples=50)
def test_nobody_is_suggested_to_themselves_or_against_a_condition(example: tuple[Ground, Question]) -> None:
    """The asker never; who is known never where only new ones are wanted; everyone fulfils what must hold."""
    here, question = example
    found = find(here, question, facts_of(here.snapshot), size=50)
    for one in found.suggestions:
        assert one.id != question.asker.actor
        has = {reason.key for reason in one.reasons}
        assert not (question.only_new and "tied" in has)
        if question.strict:
            ways = {"theme": {"theme", "theme_tie"}, "area": {"town"}}
            for criterion in question.criteria:
                keys: set[Key] = ways.get(criterion, {criterion})  # type: ignore[arg-type, assignment]
                assert has & keys or not any(question.weights[key] for key in keys)


@given(asked)
@settings(max_examples=50)
def test_reasons_are_true_of_the_record(example: tuple[Ground, Question]) -> None:
    """Everything that a reason names is found in the ties and themes by plain looking."""
    here, question = example
    plain = Plainly(here.snapshot)
    for one in find(here, question, facts_of(here.snapshot), size=30).suggestions:
        for reason in one.reasons:
            plain.check(one.id, reason, question, here)


class Plainly:
    """The snapshot as sets, and what each reason says of it, checked without any of the finder's arrays."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        groups = VOCABULARY.roles
        self.ties: dict[str, tuple[str, str, str, str | None]] = {}
        ties = snapshot.ties
        for number, id in enumerate(ties.ids):
            if snapshot.tie_shown[number]:
                subject, object_ = snapshot.ids[ties.subject[number]], snapshot.ids[ties.object[number]]
                theme = snapshot.themes[ties.theme[number]] if ties.theme[number] >= 0 else None
                self.ties[id] = (subject, groups[snapshot.roles[ties.role[number]]].group, object_, theme)
        contacts = [(one, other) for one, group, other, _ in self.ties.values() if group in CONTACT]
        self.contacts = {*contacts, *((other, one) for one, other in contacts)}
        self.parts = {
            (one, other)
            for one, group, other, _ in self.ties.values()
            if group in AFFILIATION and VOCABULARY.is_a(self.kind(other), "body")
        }

    def kind(self, id: str) -> str:
        """The kind of an entity."""
        return self.snapshot.kind_of(self.snapshot.index[id])

    def askers(self, question: Question, here: Ground) -> set[str]:
        """Ids of those who ask; of many the finder's own answer."""
        from graph.partners.signals import Sight

        if question.asker.actor:
            return {question.asker.actor}
        return {self.snapshot.ids[one] for one in Sight(here, question, None).askers.nonzero()[0]}

    def check(self, id: str, reason: Reason, question: Question, here: Ground) -> None:
        """Fails where the reason is not true of the entity."""
        rules = {
            "theme": self.theme,
            "theme_tie": self.theme,
            "meets": self.meets,
            "reached": self.reached,
            "tied": self.tied,
            "likely": self.likely,
            "town": self.place,
            "kreis": self.place,
            "fresh": self.fresh,
            "contact": self.reached_directly,
        }
        assert reason.count >= len(reason.entities) or reason.key == "reached"
        if reason.key in rules:
            rules[reason.key](id, reason, self.askers(question, here))
        if reason.key in ("theme", "theme_tie"):
            assert set(reason.terms) <= set(question.themes)
        if reason.key == "kind":
            assert VOCABULARY.fits(self.kind(id), question.kinds)
        if reason.key == "language":
            assert (reason.entities, reason.terms) == ((id,), (question.language,))

    def theme(self, id: str, reason: Reason, _askers: set[str]) -> None:
        """Some theme is named, and of the ties each is its own."""
        assert reason.terms
        assert all(id in self.ties[one] for one in reason.ties)
        assert reason.key == "theme" or reason.ties

    def meets(self, id: str, reason: Reason, askers: set[str]) -> None:
        """Both take part in each body."""
        assert reason.entities
        for body in reason.entities:
            assert (id, body) in self.parts
            assert any((asker, body) in self.parts for asker in askers)

    def reached(self, id: str, reason: Reason, askers: set[str]) -> None:
        """It is in touch with who leads the body, and not with who asks."""
        moderator, body = reason.entities
        groups = {group for one, group, other, _ in self.ties.values() if (one, other) == (moderator, body)}
        assert groups & {"moderation", "leadership"}
        assert (id, moderator) in self.contacts
        assert body in askers or any((asker, body) in self.parts for asker in askers)
        assert not any((id, asker) in self.contacts for asker in askers)

    def tied(self, id: str, reason: Reason, askers: set[str]) -> None:
        """It is in touch with who is named, who asks."""
        assert reason.entities
        assert set(reason.entities) <= askers
        assert all((id, one) in self.contacts for one in reason.entities)

    def likely(self, id: str, reason: Reason, askers: set[str]) -> None:
        """It is not in touch with who asks; who is named is a contact of both it and a contact of theirs."""
        assert not any((id, asker) in self.contacts for asker in askers)
        mine = {other for asker, other in self.contacts if asker in askers}
        assert reason.entities
        for shared in reason.entities:
            assert (id, shared) in self.contacts
            assert any((one, shared) in self.contacts for one in (askers if "common" in reason.terms else mine))

    def place(self, id: str, reason: Reason, _askers: set[str]) -> None:
        """It is seated or works in each area named."""
        placed = {other for one, group, other, _ in self.ties.values() if one == id and group == "place"}
        assert reason.entities
        assert set(reason.entities) <= placed

    def reached_directly(self, id: str, reason: Reason, _askers: set[str]) -> None:
        """`facts_of` gives a contact to every seventh."""
        assert self.snapshot.index[id] % 7 == 0
        assert reason.strength == 1.0

    def fresh(self, id: str, reason: Reason, _askers: set[str]) -> None:
        """A dated tie of its own says so."""
        assert reason.said is not None
        assert id in self.ties[reason.ties[0]]


def small() -> Ground:
    """A town office that sits in three bodies with one school, and a club behind the moderator of one of them."""
    rows = Rows(
        [
            entity("e-kreis", "kreis", "Musterkreis"),
            entity("e-stadt", "stadt", "Musterstadt"),
            entity("e-dorf", "gemeinde", "Probedorf"),
            entity("office", "verwaltungseinheit", "Musteramt", themes=("gemeinsam:sprache",)),
            entity("school", "schule", "Musterschule"),
            entity("leader", "wohlfahrtsverband", "Musterverband"),
            entity("club", "verein", "Musterverein Beispielstadt", themes=("gemeinsam:sprache",)),
            entity("all", "kollektiv", "46 Vereine"),
            entity("course", "kurs", "Beispielkurs", themes=("gemeinsam:sprache",)),
            *(entity(f"body{n}", "arbeitskreis", f"AK {n}") for n in range(3)),
            entity("far", "netzwerk", "Fernes Netz"),
        ],
        [
            tie("e-stadt", "teil_von", "e-kreis"),
            tie("e-dorf", "teil_von", "e-kreis"),
            tie("office", "sitz", "e-stadt"),
            tie("club", "sitz", "e-dorf"),
            *(tie("office", "mitglied", f"body{n}") for n in range(3)),
            *(tie("school", "mitglied", f"body{n}") for n in range(3)),
            tie("leader", "moderation", "body1"),
            tie("leader", "moderation", "far"),
            tie("club", "kooperation", "leader", attested="2014-03"),
            tie("school", "bietet_an", "course"),
            tie("all", "mitglied", "body0"),
        ],
    )
    return ground(take_snapshot(rows, STAND, VOCABULARY))


def said(found: Found, id: str) -> dict[str, Reason]:
    """The reasons for one suggestion by key."""
    return {one.key: one for each in found.suggestions if each.id == id for one in each.reasons}


def test_the_way_through_a_moderator_and_the_shared_bodies_are_named() -> None:
    """The school is met in three bodies, the club reached through who moderates the second; a collective is nobody."""
    found = find(small(), Question(asker=Asker(actor="office")), None)
    assert said(found, "school")["meets"].entities == ("body2", "body0", "body1")
    assert said(found, "school")["meets"].strength == 1.0
    assert said(found, "club")["reached"].entities == ("leader", "body1")
    assert said(found, "club")["kreis"].entities == ("e-dorf",)
    assert said(found, "club")["fresh"].said == "2014-03"
    assert "all" not in {one.id for one in found.suggestions}


def test_a_theme_counts_of_its_own_and_less_through_an_offer() -> None:
    """The club has the theme itself, the school an offer that has it; who has neither is not suggested."""
    found = find(small(), Question(themes=("gemeinsam:sprache",)), None)
    assert [one.id for one in found.suggestions][:2] == ["office", "club"] or {"office", "club"} == {
        one.id for one in found.suggestions[:2]
    }
    assert said(found, "school")["theme_tie"].entities == ("course",)
    assert not said(found, "leader")


def test_an_empty_answer_says_what_to_loosen() -> None:
    """For each condition, how many there would be without it, and how many have it at all."""
    question = Question(themes=("gemeinsam:sprache",), areas=("e-dorf",), kinds=("schule",), strict=True)
    found = find(small(), question, None)
    assert found.total == 0
    assert found.alone == {"theme": 3, "area": 1, "kind": 1}
    assert found.without == {"theme": 0, "area": 1, "kind": 1}


def test_changed_weights_change_the_order_and_no_weight_is_no_reason() -> None:
    """Without a weight for themes, the name alone decides among equals."""
    question = Question(themes=("gemeinsam:sprache",), weights=weighed({**dict.fromkeys(KEYS, 0.0), "theme_tie": 1.0}))
    found = find(small(), question, None)
    assert found.suggestions[0].id == "school"
    assert [one.score for one in found.suggestions] == [1.0, 0.0, 0.0]
    assert weighed({"theme": 99, "kind": -1, "nonsense": 3}) == {**WEIGHTS, "theme": 10.0, "kind": 0.0}


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """The Beispielkreis in a store of its own."""
    with closing(open_registry(f"sqlite:///{tmp_path}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


def test_a_contact_that_the_viewer_may_not_see_is_no_reason(registry: Registry) -> None:
    """What only staff see raises nobody's place for everyone else: neither a contact nor a hidden association."""
    with registry.reading(PUBLIC_VIEWER) as everyone, registry.reading(STAFF_VIEWER) as staff:
        public, inner = read_facts(everyone), read_facts(staff)
    assert public.known[ID["ki"]].contact == inner.known[ID["ki"]].contact == 1.0
    assert ID["geheim"] not in public.known
    hidden = Contact(kind="email", value="intern@beispiel.example", visibility=Visibility.STAFF)
    with registry.reading(STAFF_VIEWER) as staff:
        club = staff.entity(ID["neu"])
    changed = club.model_copy(update={"contacts": (hidden,)})
    registry.commit(
        ChangeSet(kind="edit", who="test", why="Kontakt", operations=(Put(record=changed, expected=club.version),))
    )
    with registry.reading(PUBLIC_VIEWER) as everyone, registry.reading(STAFF_VIEWER) as staff:
        seen, all_ = renewed(public, everyone), renewed(inner, staff)
    assert seen is not None
    assert all_ is not None
    assert ID["neu"] not in seen.known
    assert all_.known[ID["neu"]].contact == 1.0


def test_renewed_facts_are_those_read_anew(registry: Registry) -> None:
    """After a change, bringing facts up to date gives what reading everything gives."""
    with registry.reading(PUBLIC_VIEWER) as record:
        before, club = read_facts(record), record.entity(ID["verein"])
    changed = club.model_copy(
        update={"languages": ("ar", "tr"), "contacts": (Contact(kind="web", value="verein.example"),)}
    )
    registry.commit(
        ChangeSet(kind="edit", who="test", why="Sprachen", operations=(Put(record=changed, expected=club.version),))
    )
    with registry.reading(PUBLIC_VIEWER) as record:
        now, read = renewed(before, record), read_facts(record)
        assert renewed(before, record, most=0) is None
    assert now is not None
    assert (now.known, now.revision) == (read.known, read.revision)
    assert now.known[ID["verein"]] == Fact(0.5, ("ar", "tr"))


def test_a_keeper_gives_what_is_known_at_the_revision_that_is_asked_for(registry: Registry) -> None:
    """Nothing before anybody has read, then the facts renewed; never those of another level of viewer."""
    keeper = Keeper()
    with registry.reading(PUBLIC_VIEWER) as record:
        assert keeper.at(record) is None
        first = keeper.keep(read_facts(record))
        assert keeper.at(record) is first
        club = record.entity(ID["neu"])
    with registry.reading(STAFF_VIEWER) as record:
        assert keeper.at(record) is None
    changed = club.model_copy(update={"languages": ("pl",)})
    registry.commit(
        ChangeSet(kind="edit", who="test", why="Sprache", operations=(Put(record=changed, expected=club.version),))
    )
    with registry.reading(PUBLIC_VIEWER) as record:
        now = keeper.at(record)
    assert now is not None
    assert now.known[ID["neu"]].languages == ("pl",)


def test_facts_without_any_contact_speak_for_nobody() -> None:
    """Neither for an empty record of facts, nor for ids that a snapshot does not have."""
    snapshot = small().snapshot
    assert not Facts(1, Visibility.PUBLIC, {}).contacts(snapshot).any()
    assert not Facts(1, Visibility.PUBLIC, {"gone": Fact(1.0), "x" * 40: Fact(0.5)}).contacts(snapshot).any()
    found = Facts(1, Visibility.PUBLIC, {"club": Fact(0.5), "gone": Fact(1.0)}).contacts(snapshot)
    assert found[snapshot.index["club"]] == 0.5
    assert found.sum() == 0.5
