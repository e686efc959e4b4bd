"""The page behind the link of a round: who has it answers without an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Entity, Invalid, Tie
from registry.services.accounts import Spent
from registry.services.keeping.answering import Answer, Asked, Outcome, asked, settle
from registry.services.keeping.attesting import last_said
from registry.services.keeping.rounds import Round, Rounds
from web.keeping.room import blueprint
from web.presenting.dates import date_text, period_text
from web.rights import needs
from web.site import lang, registry, today, vocabulary
from web.texts import gettext as _

_VERDICTS: Final = ("confirmed", "ended", "wrong")
_MOST: Final = 2000
"""Answers of one form; no network has as many members."""


@dataclass(frozen=True)
class Question:
    """One thing that is asked about."""

    id: str
    version: int
    name: str
    about: str
    """Role, since when, as what it was last said."""
    said: str
    """When it was last said; in words."""
    answered: str
    """What this round has said of it: `confirmed`, `ended`, or nothing."""
    given: Answer | None = None
    """What was typed and could not be taken."""
    error: str = ""
    late: bool = False


@blueprint.get("/bestaetigen/<token>")
def answer(token: str) -> ResponseReturnValue:
    """Shows what is asked; opening it changes nothing."""
    try:
        found = Rounds(registry()).of_token(token)
    except Spent:
        return _spent()
    return _page(found)


@blueprint.post("/bestaetigen/<token>")
@needs("public")
def settle_answers(token: str) -> ResponseReturnValue:
    """Take the answers."""
    try:
        found = Rounds(registry()).of_token(token)
    except Spent:
        return _spent()
    answers = _answers()
    try:
        outcome = settle(registry(), found, answers, today())
    except Invalid as error:
        return _page(found, answers, {one.where: one.rule for one in error.problems}), 422
    if outcome.late:
        return _page(found, answers, late=outcome), 409
    done: dict[str, Any] = {"geschrieben": int(outcome.change is not None), "vorschlaege": len(outcome.proposals)}
    return redirect(url_for("keeping.answer", token=token, stand=None, **done), code=303)


def _spent() -> ResponseReturnValue:
    return render_template("keeping/spent.html"), 410


def _answers() -> list[Answer]:
    """What was chosen; with the button for all, what was left open is confirmed."""
    every = "alle" in request.form
    found = (_one(id, every=every) for id in dict.fromkeys(request.form.getlist("id")[:_MOST]))
    return [one for one in found if one is not None]


def _one(id: str, *, every: bool) -> Answer | None:
    def typed(name: str, most: int) -> str:
        return request.form.get(f"{name}-{id}", "")[:most].strip()

    verdict, version = typed("v", 20), typed("version", 9)
    number = int(version) if version.isascii() and version.isdigit() else -1
    if verdict not in _VERDICTS:
        return Answer(id, number, "confirmed") if every and not typed("done", 5) else None
    return Answer(id, number, verdict, typed("since", 40), typed("text", 500))  # type: ignore[arg-type]


def _page(
    asking: Round,
    answers: list[Answer] | None = None,
    errors: Mapping[str, str] | None = None,
    late: Outcome | None = None,
) -> str:
    found = asked(registry(), asking, today())
    given = {one.id: one for one in answers or ()}
    left = {one.id for one in late.late} if late else set(given)
    questions = [
        replace(
            one,
            given=given.get(one.id) if one.id in left else None,
            error=(errors or {}).get(one.id, ""),
            late=bool(late) and one.id in left,
        )
        for one in _questions(found)
    ]
    return render_template(
        "keeping/answer.html",
        found=found,
        name=found.entity.display_name(lang()),
        questions=questions,
        own=_own(found) if asking.about == "entry" else (),
        errors=errors or {},
        late=late,
        until=asking.ends,
    )


def _questions(found: Asked) -> list[Question]:
    if found.round.about == "entry":
        return [_question(found.entity, found.entity.display_name(lang()), _kind(found.entity), found)]
    return [_question(one, found.names[one.subject].display_name(lang()), _tie_text(one), found) for one in found.ties]


def _question(statement: Any, name: str, about: str, found: Asked) -> Question:
    said = last_said(statement.sources)
    here = any(one.document == found.round.document for one in statement.sources)
    return Question(
        id=statement.id,
        version=statement.version,
        name=name,
        about=about,
        said=date_text(said, lang()) if said else "",
        answered=("ended" if statement.status == "ended" else "confirmed") if here else "",
    )


def _kind(entity: Entity) -> str:
    return vocabulary().kinds[entity.kind].label(lang())


def _tie_text(tie: Tie) -> str:
    parts = [vocabulary().roles[tie.role].label(lang()), period_text(tie.period, lang()), tie.wording or ""]
    expected = [_("erwartet")] if tie.status == "expected" else []
    return " · ".join(one for one in (*parts, *expected) if one)


def _own(found: Asked) -> list[tuple[str, str]]:
    """For an organisation: where it takes part, for information."""
    return [(found.names[one.object].display_name(lang()), _tie_text(one)) for one in found.ties]
