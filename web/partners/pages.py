"""Routes of the search for partners."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from graph.partners.finding import find
from graph.snapshot import Snapshot
from registry.services import Record
from registry.services.registering.languages import COMMON, name_of
from web.network.choices import choices
from web.partners.asking import Wanted, wanted
from web.partners.presenting import results, weight_fields
from web.partners.resolving import Resolved, name_in, resolve
from web.partners.room import blueprint, facts_of, ground_of
from web.site import here as reader
from web.site import lang, reading, registry, site, snapshot, vocabulary

_SUGGESTED = 8


@blueprint.get("/partner")
def index() -> ResponseReturnValue:
    """The form, and who fits with the reasons."""
    want = wanted(request.args)
    with reading() as record:
        current = snapshot(record)
        name = resolve(record, request.args.get("name", "").strip()[:200], want.wer)
        if name.id or ("name" in request.args and not name.typed):
            return redirect(want.address(wer=name.id), code=302)
        values = {} if want.empty or name.open else _answer(record, current, want)
        return render_template("partners/index.html", want=want, **_form(record, current, want, name), **values)


def _answer(record: Record, current: Snapshot, want: Wanted) -> dict[str, Any]:
    answer = facts_of(record, current)
    found = find(ground_of(current), want.question, answer.value, page=want.seite)
    return {"answer": answer, "found": results(record, current, found, want, vocabulary(), lang())}


def _form(record: Record, current: Snapshot, want: Wanted, name: Resolved) -> dict[str, Any]:
    offered = site().snapshots.derived(current, ("choices", lang()), lambda: choices(current, lang()))
    return {
        "choices": offered,
        "name": name if name.typed else Resolved(name_in(record, want.wer), want.wer),
        "meant_addresses": [want.address(wer=one.id) for one in name.choices],
        "unknown_asker": bool(want.wer) and want.wer not in current.index,
        "languages": [name_of(one, lang()) for one in COMMON],
        "weights": weight_fields(want),
    }


@blueprint.get("/partner/namen")
def names() -> ResponseReturnValue:
    """Names that begin or sound like what is typed, as options of a list."""
    words = next((request.args[key] for key in ("name", "a_name", "b_name", "nach_name") if key in request.args), "")
    words = words.strip()[:200]
    found = registry().search(words, reader().viewer, limit=_SUGGESTED, families=("actor",)) if words else []
    with reading() as record:
        known = record.entities([one.id for one in found])
    return render_template("registering/names.html", names=[known[one.id].name for one in found if one.id in known])
