"""Routes of the list of actors and of one actor."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from graph.pictures.ego import ego_svg
from graph.snapshot import Snapshot
from registry.services import Record
from registry.services.importing import entity_table as whole_table
from web.actors.listing import Wanted, listed, listing, wanted
from web.actors.material import material
from web.actors.profile import Profile, profile
from web.actors.room import blueprint
from web.actors.table_file import actor_table
from web.presenting.references import entity_address
from web.presenting.ties import View
from web.rights import needs
from web.site import here, lang, reading, registry, snapshot, vocabulary
from web.tables import xlsx_file

_FOUND: Final = 1000


@blueprint.get("/akteure")
def index() -> ResponseReturnValue:
    """The list with its facets."""
    want = wanted(request.args)
    with reading() as record:
        current = snapshot(record)
        page = listed(current, want, _ids(want), lang())
    return render_template("actors/index.html", want=want, listing=listing(page, want, current, lang()))


@blueprint.get("/akteure.csv")
def table() -> ResponseReturnValue:
    """The whole list, as it is filtered and sorted, as a table file."""
    want = wanted(request.args)
    with reading() as record:
        page = listed(snapshot(record), want, _ids(want), lang(), size=10**9)
    lines = "".join(actor_table(page.rows, vocabulary(), lang()))
    name = f"akteure-{datetime.now().astimezone():%Y-%m-%d}.csv"
    return Response(lines, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.get("/akteure.xlsx")
@needs("analyst")
def workbook() -> ResponseReturnValue:
    """The same list with everything that is known of each, as a workbook that can be changed and imported again."""
    want = wanted(request.args)
    with reading() as record:
        page = listed(snapshot(record), want, _ids(want), lang(), size=10**9)
        whole = whole_table(record, vocabulary(), [row.id for row in page.rows], lang())
        return xlsx_file(f"akteure-{datetime.now().astimezone():%Y-%m-%d}", [whole])


@blueprint.get("/akteure/<id>")
def one(id: str) -> ResponseReturnValue:
    """One actor or body; what is none has its own page."""
    whole = request.args.getlist("alle")
    with reading() as record:
        entity = record.entity(id)
        if entity.family != "actor":
            return redirect(entity_address(entity.id, entity.family), code=301)
        current = snapshot(record)
        found = material(record, current, entity, whole)
        page = profile(found, View(found.known, vocabulary(), lang(), here().stand), whole)
        return render_template(
            "actors/one.html", page=page, pictures=_pictures(current, id, page), versions=_versions(record, id)
        )


def _ids(want: Wanted) -> list[str] | None:
    if not want.q:
        return None
    hits = registry().search(want.q, here().viewer, limit=_FOUND, families=("actor",))
    return [hit.id for hit in hits]


def _pictures(current: Snapshot, id: str, page: Profile) -> tuple[Markup, Markup] | None:
    """The neighbourhood for a wide and for a narrow screen; None where nothing stands around it."""
    if id not in current.index:
        return None

    def address(other: str) -> str:
        return entity_address(other, current.family_of(current.index[other]))

    tables: dict[str, str] = {}
    for section in (*page.inner, *page.sections):
        for group in section.groups:
            tables.setdefault(group.role, f"#{section.table_id(group)}")

    def table(role: str, _kind: str) -> str | None:
        return tables.get(role)

    def drawn(narrow: bool) -> Markup:
        # Names are escaped by the drawing itself.
        prefix = "ego-narrow" if narrow else "ego"
        return Markup(ego_svg(current, id, address, lang(), narrow=narrow, group_link=table, prefix=prefix))  # noqa: S704

    # Not kept: layouts of the network are dearer than these few milliseconds, and there are as many as actors.
    return drawn(narrow=False), drawn(narrow=True)


def _versions(record: Record, id: str) -> int:
    return len(record.history(id))
