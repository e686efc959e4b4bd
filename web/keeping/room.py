"""The blueprint, and what its pages share: who signs, the whole record, and what pages of entries show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
from flask import Blueprint, render_template
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup

from graph.columns import STATUSES
from graph.snapshot import Snapshot
from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Entity
from registry.services import Record
from registry.services.accounts import Forbidden
from registry.services.keeping.attesting import ASKED, Confirmation, confirmed, is_due, last_said
from registry.services.keeping.settings import Settings
from web.presenting.dates import date_text
from web.rights import fulfils
from web.site import here, lang, reading, registry, snapshot, today, vocabulary, wrote

blueprint: Final = Blueprint("keeping", __name__)
_READ: Final = 200
"""So many ties are looked at for the day of the last confirmation; a round confirms many at once."""


@contextmanager
def whole() -> Iterator[Record]:
    """The record with everything in it: what is written back must not lose what its writer may not see."""
    with registry().reading(STAFF_VIEWER) as record:
        yield record


def signature() -> str:
    """Who is named in change sets."""
    account = here().account
    return account.label if account else ""


def one_line(text: str, most: int = 300) -> str:
    """A text as statements and change sets take it: one line, nothing that does not print."""
    return "".join(one for one in " ".join(text.split()) if one.isprintable())[:most].strip()


def actor_named(text: str) -> str | None:
    """Id of the one actor that is meant by an id or a whole name; None where there is none, or more than one."""
    text = text.strip()
    hits = [one.id for one in registry().search(text, here().viewer, families=("actor",))] if text else []
    with reading() as record:
        found = record.entities([text, *hits])
    named = [id for id, one in found.items() if id == text or text in one.all_names()]
    return named[0] if len(named) == 1 else None


def commit(make: Callable[[Record], ChangeSet]) -> ChangeSet:
    """Prepare a change set, check that the account may write it, and write it.

    Raises what preparing raises, Forbidden, Invalid, Conflict.
    """
    with whole() as record:
        change = make(record)
        here().rights.check(record, change)
    wrote(registry().commit(change))
    return change


def may_ask(record: Record, id: str) -> bool:
    """Whether the reader may send a round about an entry: staff about all, who moderates a body about that one."""
    rights = here().rights
    return rights.may_review or id in rights.moderated(record)


def check_asker(id: str) -> None:
    """Raises Forbidden where the reader may not send a round about this entry, Missing where there is none."""
    with reading() as record:
        record.entity(id)
        if not may_ask(record, id):
            raise Forbidden("this account may not ask about this entry", where=id)


@dataclass(frozen=True)
class Note:
    """What the page of an entry says of its confirmation."""

    id: str
    is_body: bool
    is_organisation: bool
    confirmed: str
    """The day, in words; empty where nobody ever confirmed it."""
    by: str
    said: str
    """For which date it was last said, in words; empty where nothing is dated."""
    due: bool
    members: int
    members_due: int
    days: int
    asks: bool
    """Whether the reader may send a round."""
    staff: bool


def keeping_note(id: str) -> Markup:
    """The part of the page of an actor that tells when it was confirmed, and leads to its seats and to asking."""
    with reading() as record:
        entity = record.entity(id)
        if entity.family != "actor":
            return Markup()
        note = _note(record, entity)
    return Markup(render_template("keeping/note.html", note=note))  # noqa: S704 - a template escapes what it is given


def _note(record: Record, entity: Entity) -> Note:
    words, days, day = vocabulary(), Settings(registry().workspace).days("confirm_after"), today()
    is_body = words.is_a(entity.kind, "body")
    current = snapshot(record)
    members = _members(current, entity.id) if is_body else []
    ties = record.get([current.ties.ids[one] for one in members[:_READ]]).values()
    documents = record.entities({source.document for one in (entity, *ties) for source in one.sources})
    found = [one for one in (confirmed(each, documents) for each in (entity, *ties)) if one is not None]
    last: Confirmation | None = max(found, key=lambda one: one.on, default=None)
    said = last_said(source for one in (entity, *ties) for source in one.sources)
    return Note(
        id=entity.id,
        is_body=is_body,
        is_organisation=not words.is_person(entity.kind),
        confirmed=date_text(last.on, lang()) if last else "",
        by=last.by if last else "",
        said=date_text(said, lang()) if said else "",
        due=is_due(last_said(entity.sources), days, day),
        members=len(members),
        members_due=sum(is_due(current.ties.attested[one], days, day) for one in members),
        days=days,
        asks=may_ask(record, entity.id),
        staff=fulfils("staff"),
    )


def _members(current: Snapshot, id: str) -> list[int]:
    """Numbers of the ties that a round about this body would ask about. From columns: a page must not read them all."""
    number = current.index.get(id)
    if number is None:
        return []
    ties = current.ties
    of_it = (ties.object == number) & current.role_mask(tuple(vocabulary().roles_in(*ASKED)))
    standing = np.isin(ties.status, [STATUSES.index(one) for one in ("existing", "expected")]) & current.tie_shown
    found: list[int] = np.flatnonzero(of_it & standing).tolist()
    return found


@blueprint.record_once
def _known_to_templates(state: BlueprintSetupState) -> None:
    # A global rather than a value of the context: parts of pages are imported without one.
    state.app.jinja_env.globals["keeping_note"] = keeping_note
