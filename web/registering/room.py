"""The blueprint of the pages on which something is entered, and what pages of entries need to lead there."""

from __future__ import annotations

from typing import Final

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from web.site import here, reading

blueprint: Final = Blueprint("registering", __name__)


def may_edit(id: str) -> bool:
    """Whether whoever looks may change this entry themselves; else they can send a correction in."""
    if here().account is None:
        return False
    with reading() as record:
        return here().rights.may_edit(record, id)


@blueprint.record_once
def _known_to_templates(state: BlueprintSetupState) -> None:
    # A global rather than a value of the context: parts of pages are imported without one.
    state.app.jinja_env.globals["may_edit"] = may_edit
