"""The way of a form that was sent: rows, drafts, problems, what others changed meanwhile, then on to what it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet
from registry.services import Record
from registry.services.accounts import TooMany
from registry.services.registering import (
    Checked,
    Drafts,
    FieldProblem,
    Form,
    Names,
    Rules,
    Signature,
    Wrong,
    changed_actor,
    check,
    form_at,
    form_of,
    meet,
    new_actor,
)
from web.registering.choices import FormPage, Mode, helpers, meeting_lines, page
from web.registering.guarding import DRAFT, count, mark
from web.registering.looking import hints
from web.registering.typed import Typed
from web.site import here, reading, registry, site, vocabulary
from web.texts import gettext as _

Finish = Callable[[Typed, ChangeSet], ResponseReturnValue]
"""What is done with the change set of a form that is in order."""


@dataclass(frozen=True)
class Given:
    """A form on its way: who fills it in, what was typed, the form as its writer was shown it (None for a new one)."""

    mode: Mode
    typed: Typed
    then: Form | None = None


def shown(found: FormPage, status: int = 200) -> ResponseReturnValue:
    """The page of a form."""
    text = render_template("registering/form.html", page=found, mark=mark(), **helpers())
    response = make_response(text, status)
    response.headers["Cache-Control"] = "no-store"  # what was typed is nobody else's business
    return response


def blank(mode: Mode, typed: Typed | None = None) -> ResponseReturnValue:
    """An empty form, that of an entity, or one that was typed before."""
    site().hints_wanted.set()
    with reading() as record:
        if typed is None:
            typed = Typed(form_of(record, vocabulary(), mode.about) if mode.about else Form())
        return shown(page(record, mode, typed, draft=typed.draft))


def submitted(mode: Mode, typed: Typed, sign: Callable[[Form], Signature], finish: Finish) -> ResponseReturnValue:
    """A form that was sent. Nothing that was typed is lost, whatever comes of it."""
    with reading() as record:
        if typed.action == "save":
            return _saved(record, mode, typed)
        if typed.action in ("contact", "tie"):
            return shown(page(record, mode, typed, draft=typed.draft))
        given, meetings = _met(record, Given(mode, typed))
        if any(one.both for one in meetings):
            return shown(page(record, mode, given.typed, meetings=meetings, draft=typed.draft), 409)
        found = _checked(record, given)
        if found.problems:
            problems = page(record, mode, given.typed, found.problems, meetings=meetings, draft=typed.draft)
            return shown(problems, 422)
        alike = hints(record, found.form, mode)
        likely = any(one.likely for one in alike)
        if typed.action == "look" or (likely and not typed.new_anyway):
            return shown(page(record, mode, given.typed, hints=alike, draft=typed.draft))
        sure = replace(given, typed=replace(given.typed, form=found.form))
        return _finished(record, sure, sign(found.form), finish)


def refused(mode: Mode, typed: Typed, status: int, errors: dict[str, str], wait: int = 0) -> ResponseReturnValue:
    """The form again, with these errors by field (`form` for the whole of it)."""
    with reading() as record:
        response = make_response(shown(page(record, mode, typed, errors=errors, draft=typed.draft), status))
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def too_many(mode: Mode, typed: Typed, error: TooMany) -> ResponseReturnValue:
    """The form again: it can be sent later."""
    minutes = -(-error.wait // 60)
    text = _("Von hier wurde eben schon viel gesendet. Bitte versuchen Sie es in %(n)s Minuten noch einmal.", n=minutes)
    return refused(mode, typed, 429, {"form": text}, error.wait)


def _saved(record: Record, mode: Mode, typed: Typed) -> ResponseReturnValue:
    try:
        count(DRAFT)
    except TooMany as error:
        return too_many(mode, typed, error)
    draft = keep_draft(mode, typed)
    return shown(page(record, mode, replace(typed, draft=draft), draft=draft, saved=True))


def keep_draft(mode: Mode, typed: Typed) -> str:
    """Save what was typed; gives the secret of the draft's private link."""
    account = here().account
    owner = account.id if account else ""
    drafts = Drafts(registry().workspace)
    return drafts.save(typed.form, mode.about, typed.note[:5000], id=typed.draft, owner=owner).id


def _met(record: Record, given: Given) -> tuple[Given, tuple[Any, ...]]:
    """The form brought together with what others have written since it was given out."""
    mode, typed = given.mode, given.typed
    if not mode.about:
        return given, ()
    now = form_of(record, vocabulary(), mode.about)
    if typed.form.versions == now.versions:
        return replace(given, then=now), ()
    then = form_at(record, mode.about, typed.form.versions) if typed.form.versions else None
    met = meet(then or now, now, typed.form)
    lines = meeting_lines(met.meetings)
    return replace(given, typed=replace(typed, form=met.form), then=now), lines


def _checked(record: Record, given: Given) -> Checked:
    mode = given.mode
    names = Names(registry(), record, here().viewer)
    rules = Rules(everyone=mode.everyone, family=mode.family, own=mode.about)
    found = check(given.typed.form, names, vocabulary(), rules, given.then)
    if given.then is not None and not found.problems and _same(found.form, given.then):
        return Checked(found.form, (FieldProblem("form", Wrong.NOTHING),))
    return found


def _same(one: Form, other: Form) -> bool:
    bare = {"consent": False, "consent_by": "", "consent_for": "", "consent_until": "", "versions": None}
    return replace(one, **bare) == replace(other, **bare)  # type: ignore[arg-type]


def _finished(record: Record, given: Given, sign: Signature, finish: Finish) -> ResponseReturnValue:
    """The change set is made of the whole statements, so that what the writer may not see stays as it is."""
    if given.then is None:
        return finish(given.typed, new_actor(given.typed.form, vocabulary(), sign))
    with registry().reading(STAFF_VIEWER, record.revision) as whole:
        change = changed_actor(whole, vocabulary(), given.mode.about, given.then, given.typed.form, sign)
    if not change.operations:
        return refused(given.mode, given.typed, 422, {"form": _("Es wurde nichts geändert.")})
    return finish(given.typed, change)
