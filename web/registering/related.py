"""The ties of an entry as a list to choose from, and finding the entry with which it is to be merged."""

from __future__ import annotations

from typing import Final

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.model import Tie
from registry.services import Record
from registry.services.duplicates import Hint, Query
from registry.services.reviewing import query_of
from web.presenting.changes import Names
from web.presenting.references import ref
from web.registering.looking import HintLine, hint_lines
from web.registering.room import blueprint
from web.registering.sending import mode_of
from web.rights import needs
from web.site import here, lang, reading, registry, vocabulary

_SHOWN: Final = 100
_FOUND: Final = 10


@blueprint.get("/eintraege/<id>/beziehungen")
@needs("staff")
def inward(id: str) -> ResponseReturnValue:
    """Every tie that the entry is an end of, page by page."""
    mode, after = mode_of(id, direct=True), request.args.get("nach", "")
    with reading() as record:
        found = [one for one in record.about((id,), places=["subject", "object"]) if isinstance(one, Tie)]
        ties = [one for one in found if one.id > after]
        shown = ties[:_SHOWN]
        names = Names(
            record.entities({end for one in shown for end in (one.subject, one.object)}), vocabulary(), lang()
        )
    more = shown[-1].id if len(ties) > _SHOWN else ""
    lines = [(one.id, f"{names.statement(one)} {one.period}".strip()) for one in shown]
    return render_template("registering/inward.html", mode=mode, ties=lines, more=more)


@blueprint.get("/eintraege/<id>/zusammenfuehren")
@needs("staff")
def twin(id: str) -> ResponseReturnValue:
    """Likely duplicates of an entry, or what a search finds."""
    mode, words = mode_of(id, direct=True), request.args.get("q", "").strip()[:200]
    with reading() as record:
        found = _searched(record, id, words) if words else hint_lines(record, _likely(record, id))
    return render_template("registering/twin.html", mode=mode, words=words, hints=found)


def _likely(record: Record, id: str) -> list[Hint]:
    query: Query = query_of(record.entity(id))
    return registry().duplicates(query, here().viewer, limit=_FOUND)


def _searched(record: Record, id: str, words: str) -> tuple[HintLine, ...]:
    family = record.entity(id).family
    hits = registry().search(words, here().viewer, limit=_FOUND, families=(family,))
    known = record.entities([one.id for one in hits if one.id != id])
    refs = (ref(known[one.id], vocabulary(), lang()) for one in hits if one.id in known)
    return tuple(HintLine(one, 0, (), (), likely=False) for one in refs)
