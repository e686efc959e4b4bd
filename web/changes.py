"""Change sets: the list of recent ones, what one touched, and the history of a record."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from registry.model import NotFound
from web.site import reading

blueprint = Blueprint("changes", __name__)


@blueprint.get("/aenderungen")
def index() -> ResponseReturnValue:
    """The latest change sets, page by page."""
    before = request.args.get("vor", type=int)
    with reading() as record:
        return render_template("changes/index.html", changes=record.changes(before=before, limit=50), before=before)


@blueprint.get("/aenderungen/<id>")
def one(id: str) -> ResponseReturnValue:
    """One change set: who, when, why, and what it touched."""
    with reading() as record:
        found = record.change(id)
        if found is None:
            raise NotFound("no such change", where=id)
        return render_template("changes/one.html", change=found[0], touched=found[1])
