"""The audit: who signed in, failed to, exported, changed whose role."""

from __future__ import annotations

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.services.accounts import stamp
from registry.services.accounts.audit import EVENTS, Entry
from web.accounts.asking import accounts, audit
from web.accounts.labels import events
from web.accounts.room import blueprint
from web.rights import needs

SIZE: Final = 50


@blueprint.get("/protokoll")
@needs("administrator")
def protocol() -> ResponseReturnValue:
    """Page by page, newest first; of one account or one kind of event where that is asked for."""
    asked = request.args.get("ereignis", "")
    event, account = (asked if asked in EVENTS else None), request.args.get("konto") or None
    at, _, id = request.args.get("vor", "").partition("/")
    found = audit().latest(account=account, event=event, after=(at, id) if id else None, limit=SIZE)
    older = f"{stamp(found[-1].at)}/{found[-1].id}" if len(found) == SIZE else ""
    return render_template(
        "accounts/protocol.html", entries=found, names=_names(found), events=events(), event=event or "", older=older
    )


def _names(entries: list[Entry]) -> dict[str, str]:
    ids = {one.account for one in entries} | {one.by for one in entries}
    return {id: one.name for id, one in accounts().get(sorted(ids - {""})).items()}
