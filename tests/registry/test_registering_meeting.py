"""Two editors at once, and drafts: nothing that was typed is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.model import NotFound
from registry.services import Registry
from registry.services.registering import ContactField, Drafts, Form, TieField, meet
from registry.services.registering.meeting import merged

WORDS = st.sampled_from(["", "Alt", "West", "Ost", "Süd"])
SEVERAL = st.lists(st.sampled_from("abcdef"), unique=True, max_size=5).map(tuple)
TIES = st.lists(
    st.builds(
        TieField, role=st.just("mitglied"), since=st.sampled_from(["", "2010", "2012"]), id=st.sampled_from("xyz")
    ),
    unique_by=lambda one: one.id,
    max_size=3,
).map(tuple)
FORMS = st.builds(Form, name=WORDS, summary=WORDS, aliases=SEVERAL, themes=SEVERAL, ties=TIES)


@given(FORMS, FORMS)
def test_where_nobody_else_changed_anything_the_typed_form_stays(then: Form, yours: Form) -> None:
    """But for ties that were typed under ids that are not there."""
    met = meet(then, then, yours)
    assert met.meetings == ()
    assert (met.form.name, met.form.summary, met.form.aliases) == (yours.name, yours.summary, yours.aliases)


@given(FORMS, FORMS)
def test_where_nothing_was_typed_what_others_wrote_stands(then: Form, now: Form) -> None:
    """Nobody overwrites what they did not touch."""
    met = meet(then, now, then)
    assert not any(one.both and one.now is not None for one in met.meetings)
    assert (met.form.name, met.form.summary, set(met.form.themes)) == (now.name, now.summary, set(now.themes))
    assert {(one.id, one.since) for one in met.form.ties} == {(one.id, one.since) for one in now.ties}


@given(FORMS, FORMS, FORMS)
def test_no_word_of_the_three_is_lost(then: Form, now: Form, yours: Form) -> None:
    """What was typed stands in the form or beside it; what others wrote, too."""
    met = meet(then, now, yours)
    for field in ("name", "summary"):
        texts = {getattr(met.form, field)}
        texts |= {str(value) for one in met.meetings if one.field == field for value in (one.now, one.yours)}
        changed = {getattr(one, field) for one in (now, yours) if getattr(one, field) != getattr(then, field)}
        assert changed <= texts
    for typed in yours.themes:
        assert typed in met.form.themes or typed in then.themes


@given(SEVERAL, SEVERAL, SEVERAL)
def test_lists_are_brought_together(present: tuple[str, ...], then: tuple[str, ...], yours: tuple[str, ...]) -> None:
    """What either has added is there, what the typist took away is not, and nothing stands twice."""
    found = merged(present, then, yours)
    assert set(yours) - set(then) <= set(found)
    assert not (set(then) - set(yours)) & set(found)
    assert set(present) - set(then) <= set(found)
    assert len(found) == len(set(found))


def test_a_field_that_both_changed_is_asked_about_and_keeps_what_was_typed() -> None:
    """The other's word stands beside it."""
    met = meet(Form(name="Alt"), Form(name="West", versions={"e": 2}), Form(name="Ost"))
    (one,) = met.meetings
    assert (met.form.name, one.then, one.now, one.yours, met.both) == ("Ost", "Alt", "West", "Ost", True)
    assert met.form.versions == {"e": 2}


def test_a_tie_that_is_gone_is_said() -> None:
    """Who has changed it meanwhile learns that there is nothing left to change."""
    tie = TieField(id="t", since="2010")
    met = meet(Form(ties=(tie,)), Form(), Form(ties=(TieField(id="t", since="2012"),)))
    assert (met.form.ties, met.both) == ((), True)


class _Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 14, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_a_draft_is_saved_over_until_it_is_sent(registry: Registry) -> None:
    """One draft however often it is saved; its form comes back as it was; an account finds its own."""
    drafts = Drafts(registry.workspace)
    form = Form(name="Halb", contacts=(ContactField("phone", "000 1", "staff"),), versions={"e": 3})
    first = drafts.save(form, "about", "Notiz", owner="konto")
    again = drafts.save(Form(name="Ganz"), id=first.id, owner="konto")
    assert again.id == first.id
    assert drafts.save(form, "about", "Notiz", id=first.id).form == form
    assert [one.id for one in drafts.of("konto")] == [first.id]
    drafts.drop(first.id)
    drafts.drop(first.id)
    with pytest.raises(NotFound):
        drafts.get(first.id)


def test_a_draft_that_was_deleted_meanwhile_becomes_a_new_one(registry: Registry) -> None:
    """What is typed in an old window is not lost."""
    drafts = Drafts(registry.workspace)
    gone = drafts.save(Form(name="Alt"))
    drafts.drop(gone.id)
    kept = drafts.save(Form(name="Neu"), id=gone.id)
    assert kept.id != gone.id
    assert drafts.get(kept.id).form.name == "Neu"


def test_a_draft_ends_a_month_after_it_was_touched(registry: Registry) -> None:
    """Then its link leads nowhere."""
    clock = _Clock()
    drafts = Drafts(registry.workspace, clock)
    kept = drafts.save(Form(name="Halb"))
    clock.now += timedelta(days=29)
    drafts.save(Form(name="Halb"), id=kept.id)
    clock.now += timedelta(days=29)
    assert drafts.get(kept.id).form.name == "Halb"
    clock.now += timedelta(days=2)
    with pytest.raises(NotFound):
        drafts.get(kept.id)
