"""Undoing a change set, and two versions of a record side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Conflict, Entity, Invalid, NotFound
from registry.services import Version, editing
from web.presenting.changes import Names, differences, named
from web.presenting.references import entity_address
from web.registering.direct import label
from web.registering.typed import sentence
from web.review.room import blueprint
from web.rights import needs
from web.site import lang, reading, registry, vocabulary, wrote
from web.texts import gettext as _

_SHOWN: Final = 50


@blueprint.post("/aenderungen/<id>/zuruecknehmen")
@needs("staff")
def undo(id: str) -> ResponseReturnValue:
    """Take a change set back by its inverse: nothing is lost, and that can be taken back, too."""
    said = sentence(request.form.get("why", "")) or "Zurückgenommen"
    try:
        made, revision = registry().commit_prepared(lambda record: editing.undo(record, id, label(), said))
    except Conflict as error:
        return _late(id, error.records), 409
    except Invalid as error:
        if not error.problems:
            raise
        return _late(id, [one.where for one in error.problems]), 409
    wrote(revision)
    return redirect(url_for("changes.one", id=made.id), code=303)


def _late(id: str, records: Sequence[str]) -> str:
    """What has been changed since, or refers to what would go, and where to see by whom."""
    shown = list(dict.fromkeys(records))[:_SHOWN]
    with reading() as record:
        found = record.get(shown)
        names = Names(record.entities({one for each in found.values() for one in named(each)}), vocabulary(), lang())
        lines = [(one, names.statement(found[one]) if one in found else one) for one in shown]
    return render_template("review/late.html", id=id, lines=lines, more=len(set(records)) - len(shown))


@blueprint.get("/aenderungen/eintrag/<id>/vergleich")
def compare(id: str) -> ResponseReturnValue:
    """Two versions of a record, field by field; the last two where none are named."""
    with reading() as record:
        versions = {one.version: one for one in record.history(id)}
        if not versions:
            raise NotFound(_("Unter dieser Kennung ist nichts bekannt."), where=id)
        latest = max(versions)
        one = _asked(versions, "von", max(latest - 1, min(versions)))
        other = _asked(versions, "bis", latest)
        said = [each.statement for each in (one, other) if each.statement is not None]
        names = Names(record.entities({end for each in said for end in named(each)}), vocabulary(), lang())
        name = names.statement(said[-1]) if said else id
        lines = differences(one.statement, other.statement, names)
    entity = next((each for each in reversed(said) if isinstance(each, Entity)), None)
    return render_template(
        "review/compare.html",
        id=id,
        name=name,
        address=entity_address(id, entity.family) if entity else "",
        versions=[versions[number] for number in sorted(versions)],
        one=one,
        other=other,
        lines=lines,
    )


def _asked(versions: dict[int, Version], name: str, otherwise: int) -> Version:
    text = request.args.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
    return versions.get(number, versions[otherwise])
