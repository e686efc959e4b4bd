"""What is kept about somebody, as data to take along (Art. 15 and 20 DSGVO)."""

from __future__ import annotations

from typing import Any, Final

from registry.access import STAFF_VIEWER
from registry.model import NotFound
from registry.services.accounts import Accounts
from registry.services.accounts.personal import kept_about
from registry.services.moments import Clock, now, stamp
from registry.services.privacy.kinds import HIDDEN, every
from registry.services.privacy.traces import Subject, Traces, subject_of, traces
from registry.services.registry import Registry
from registry.store.port import Change, Version
from registry.store.workspace import Item

FORMAT: Final = "integrationsnetz-personal-data-1"


def report(registry: Registry, id: str, clock: Clock = now) -> dict[str, Any]:
    """Everything that is kept about an entity (a person, an organisation) or an account, ready for JSON.

    `about`, `statements`, `history`, `changes`, `proposals`, `items` by kind; for an account `account` (with its
    sessions and audit) and `changes` that it signed, too. Raises NotFound.
    """
    head = {"format": FORMAT, "made": stamp(clock()), "about": id}
    return head | (_of_account(registry, id) if id.startswith("a") else _of_entity(registry, id))


def _of_entity(registry: Registry, id: str) -> dict[str, Any]:
    with registry.reading(STAFF_VIEWER) as record:
        subject = subject_of(record, id, registry.proposals())
        found = traces(registry, record, subject)
        related = record.about((id,))
    if not (found.statements or found.versions or found.proposals):
        raise NotFound("nothing is known under this id", where=id, remedy="search for it by name")
    listed = {one.id: one for one in (*found.statements, *related)}
    return {
        "statements": [one.model_dump(mode="json", exclude_defaults=True) for one in listed.values()],
        **_past(found),
    }


def _past(found: Traces) -> dict[str, Any]:
    items: dict[str, list[dict[str, Any]]] = {}
    for one in found.items:
        items.setdefault(one.kind, []).append(_item(one))
    return {
        "history": [_version(one) for one in found.versions],
        "changes": [_change(one) for one in found.changes],
        "proposals": [one.model_dump(mode="json") for one in found.proposals],
        "items": items,
    }


def _of_account(registry: Registry, id: str) -> dict[str, Any]:
    account = Accounts(registry.workspace).one(id)
    mails = [
        one
        for one in every(registry.workspace, "mail")
        if one.data.get("to", "").casefold() == account.email.casefold()
    ]
    with registry.reading(STAFF_VIEWER) as record:
        signed = [_change(one) for one in _signed(record, account.label)]
    return {
        **kept_about(registry.workspace, account),
        "mails to the address": [_item(one) for one in mails],
        "changes": signed,
    }


def _signed(record: Any, label: str) -> list[Change]:
    found: list[Change] = []
    before = None
    while page := record.changes(before=before, limit=500):
        found += [one for one in page if one.who == label]
        before = page[-1].revision
    return found


def _version(one: Version) -> dict[str, Any]:
    said = one.statement.model_dump(mode="json", exclude_defaults=True) if one.statement else None
    return {"id": one.id, "version": one.version, "statement": said, "change": _change(one.change)}


def _change(one: Change) -> dict[str, Any]:
    return {"id": one.id, "at": one.at.isoformat(), "kind": one.kind, "who": one.who, "why": one.why}


def _item(one: Item) -> dict[str, Any]:
    data = {key: "kept" if key in HIDDEN and value else value for key, value in one.data.items()}
    return {"id": one.id, "state": one.state, "at": one.at, **data}


__all__ = ["FORMAT", "Subject", "report"]
