"""An area: who works there, its figures, its parts."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.site import reading

blueprint = Blueprint("areas", __name__)


@blueprint.get("/gebiete/<id>")
def one(id: str) -> ResponseReturnValue:
    """One area."""
    with reading() as record:
        return render_template("areas/one.html", area=record.entity(id))
