"""The network as a file for those who go on with other programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from graph.formats import FORMATS, content
from graph.selection import Selection
from graph.snapshot import Snapshot
from registry.model import NotFound
from web.analysis.pages import blueprint
from web.rights import needs
from web.site import reading, snapshot

_BY_ENDING: Final = {one.ending: one for one in FORMATS.values()}


@dataclass(frozen=True)
class Offered:
    """A form of file, and what it is good for."""

    ending: str
    name: Any
    purpose: Any


OFFERED: Final = (
    Offered(
        "gexf", "GEXF 1.3", _("für Gephi: mit Zeiträumen, so dass man das Netz über die Jahre ablaufen lassen kann")
    ),
    Offered("graphml", "GraphML", _("für igraph in R und Python, yEd, Cytoscape und networkx")),
    Offered("nodes.csv", _("CSV der Einträge"), _("Tabelle mit den Spaltennamen von Gephi, eine Zeile je Eintrag")),
    Offered(
        "edges.csv", _("CSV der Beziehungen"), _("Tabelle mit den Spaltennamen von Gephi, eine Zeile je Beziehung")
    ),
    Offered("json", "JSON", _("für networkx (node_link_graph), D3 und eigene Programme")),
)


@blueprint.get("/analyse/mitnehmen")
@needs("analyst")
def elsewhere() -> ResponseReturnValue:
    """The files, what each is for, and what stands in them."""
    return render_template("analysis/elsewhere.html", offered=OFFERED)


@blueprint.get("/analyse/export.<form>")
@needs("analyst")
def export(form: str) -> ResponseReturnValue:
    """The network at the reader's Stand, or of all times, sent while it is made. Raises NotFound."""
    if form not in _BY_ENDING:
        raise NotFound("there is no such form of file", where=form[:40])
    with reading() as record:
        taken = _at_all_times(snapshot(record)) if request.args.get("zeit") == "alle" else snapshot(record)
    made = content(Selection.whole(taken))
    name = f"netz-{taken.stand.isoformat() if taken.stand else 'alle-zeiten'}.{form}"
    response = Response(_BY_ENDING[form].write(made), content_type=f"{_BY_ENDING[form].media}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _at_all_times(taken: Snapshot) -> Snapshot:
    return Snapshot(taken.base, None, taken.vocabulary)
