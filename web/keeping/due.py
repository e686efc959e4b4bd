"""The work list of what was not confirmed for long, of turns that are due, and of rounds without an answer."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from graph.confirming import unconfirmed as unconfirmed_of
from registry.model import Post, StatementType
from registry.services import Record
from registry.services.keeping.rota import Rota, rota_of
from registry.services.keeping.rounds import Rounds
from registry.services.keeping.settings import Settings
from web.addresses import page_in
from web.keeping.room import blueprint
from web.presenting.dates import date_text
from web.presenting.references import entity_address
from web.rights import needs
from web.site import lang, reading, registry, site, today, vocabulary

SIZE = 50


@blueprint.get("/aufgaben/unbestaetigt")
@needs("analyst")
def unconfirmed() -> ResponseReturnValue:
    """What is to be confirmed, page by page."""
    days, page = Settings(registry().workspace).days("confirm_after"), page_in(request.args)
    with reading() as record:
        current = site().snapshots.snapshot(record, today(), vocabulary())
        found = site().snapshots.derived(current, ("unconfirmed", days), lambda: unconfirmed_of(current, days))
        turns = [one for one in _rotas(record) if one.overdue]
        waiting = Rounds(registry()).waiting()
        names = record.entities({one.entity for one in waiting})
    pages = max(1, -(-max(len(found.bodies), len(found.entries)) // SIZE))
    cut = slice((page - 1) * SIZE, page * SIZE)
    return render_template(
        "keeping/due.html",
        found=found,
        bodies=found.bodies_at(cut),
        entries=found.entries_at(cut),
        turns=turns,
        waiting=[(names[one.entity], one) for one in waiting if one.entity in names],
        page=page,
        pages=pages,
        said=lambda edtf: date_text(edtf, lang()) if edtf else "",
        address=entity_address,
        kind=lambda key: vocabulary().kinds[key].label(lang()),
    )


def _rotas(record: Record) -> list[Rota]:
    posts = [one for one in record.scan(StatementType.POST) if isinstance(one, Post) and one.kind == "rotating"]
    return [rota_of(record, one, today()) for one in posts]
