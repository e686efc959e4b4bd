"""Routes of the list of actors and of one actor."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.site import reading

blueprint = Blueprint("actors", __name__)


@blueprint.get("/akteure")
def index() -> ResponseReturnValue:
    """The list."""
    return render_template("actors/index.html")


@blueprint.get("/akteure/<id>")
def one(id: str) -> ResponseReturnValue:
    """One actor."""
    with reading() as record:
        return render_template("actors/one.html", entity=record.entity(id))
