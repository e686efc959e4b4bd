"""Routes of imports. Long work (planning, writing) is a worker's; the pages show how far it is."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.access import STAFF_VIEWER
from registry.model import NotFound
from registry.services.importing import Refused, open_table, template, value_key
from registry.services.importing.jobs import PLAN, TAKE_BACK, WRITE, rest_of
from registry.services.importing.limits import MAX_BYTES
from registry.services.importing.mapping import check_mapping
from registry.services.importing.room import Import, Imports
from registry.services.tables import csv_text, xlsx_bytes
from registry.services.tasks import Task
from web.addresses import number_in, page_in
from web.importing import presenting, typed
from web.rights import needs
from web.site import here, lang, registry, vocabulary
from web.tasks import queue

blueprint = Blueprint("importing", __name__)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORM = 200_000


def _imports() -> Imports:
    return Imports(registry().workspace)


def _who() -> tuple[str, str]:
    account = here().account
    return (account.label, account.id) if account is not None else ("", "")


@blueprint.get("/importe")
@needs("staff")
def index() -> ResponseReturnValue:
    """The imports on their way and the latest written ones, and a form for a new one."""
    return _index(None)


def _index(error: Refused | None) -> ResponseReturnValue:
    told = presenting.refusal(error) if error else None
    page = render_template(
        "importing/index.html", imports=_imports().latest(), told=told, outcomes=presenting.outcome_names()
    )
    return page, 400 if error else 200


@blueprint.post("/importe")
@needs("staff")
def upload() -> ResponseReturnValue:
    """Read a file and keep it."""
    request.max_content_length = MAX_BYTES + _FORM
    who, owner = _who()
    try:
        data, name = typed.file_of(request.files.get("file"))
        table = open_table(data, name, vocabulary())
        order = typed.first_order(request.form, table, who, _imports().remembered(table.sheet.header))
    except Refused as error:
        return _index(error)
    made = _imports().begin(data, table, order, owner)
    return redirect(url_for("importing.columns", id=made.id), code=303)


@blueprint.get("/importe/vorlage.xlsx")
@needs("staff")
def blank() -> ResponseReturnValue:
    """An empty table to fill in."""
    with registry().reading(STAFF_VIEWER) as record:
        data = template(vocabulary(), record, lang())
    return _attached(data, _XLSX, "vorlage.xlsx")


def _attached(data: bytes | str, mimetype: str, name: str) -> Response:
    return Response(data, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.get("/importe/<id>/spalten")
@needs("staff")
def columns(id: str) -> ResponseReturnValue:
    """What each column holds."""
    return _columns(_imports().get(id), None)


def _columns(one: Import, error: Refused | None) -> ResponseReturnValue:
    sheet = _imports().sheet(one)
    page = render_template(
        "importing/columns.html",
        one=one,
        sheet=sheet,
        lines=presenting.column_lines(sheet, one),
        groups=presenting.target_groups(),
        kinds=presenting.kind_choices(),
        told=presenting.refusal(error) if error else None,
    )
    return page, 400 if error else 200


@blueprint.post("/importe/<id>/spalten")
@needs("staff")
def map_columns(id: str) -> ResponseReturnValue:
    """Keep what each column holds."""
    one = _imports().get(id)
    sheet = _imports().sheet(one)
    order = typed.mapped(one.order, sheet.header, request.form)
    one = _imports().decide(one, order)
    try:
        check_mapping(order.mapping, sheet.header, vocabulary(), order.file)
    except Refused as error:
        return _columns(one, error)
    _imports().remember(sheet.header, order.mapping)
    return redirect(url_for("importing.values", id=id), code=303)


@blueprint.post("/importe/<id>/blatt")
@needs("staff")
def choose_sheet(id: str) -> ResponseReturnValue:
    """Take another sheet of the file, or another row for its head."""
    one = _imports().get(id)
    data, order = _imports().file(one), one.order
    try:
        wanted, row = request.form.get("sheet") or None, number_in(request.form, "header_row") or None
        table = open_table(data, order.file, vocabulary(), sheet=wanted, header_row=row)
        anew = typed.first_order(request.form, table, order.who, _imports().remembered(table.sheet.header))
    except Refused as error:
        return _columns(one, error)
    same = {"title": order.title, "as_of": order.as_of, "visibility": order.visibility, "header_row": row}
    _imports().decide(one, anew.model_copy(update=same), table.sheet)
    return redirect(url_for("importing.columns", id=id), code=303)


@blueprint.get("/importe/<id>/werte")
@needs("staff")
def values(id: str) -> ResponseReturnValue:
    """What words of cells stand for, as far as nobody knows; without any, the page after it."""
    one = _imports().get(id)
    terms = presenting.terms_now()
    asked = presenting.open_values(_imports().sheet(one), one, terms)
    if not asked:
        return redirect(url_for("importing.one", id=id), code=302)
    choices = presenting.near_choices(asked, terms)
    return render_template(
        "importing/values.html",
        one=one,
        asked=asked,
        choices=choices,
        sorts=presenting.sort_names(),
        value_key=value_key,
    )


@blueprint.post("/importe/<id>/werte")
@needs("staff")
def map_values(id: str) -> ResponseReturnValue:
    """Keep what words of cells stand for."""
    one = _imports().get(id)
    sheet = _imports().sheet(one)
    asked = presenting.open_values(sheet, one, presenting.terms_now())
    order = typed.valued(one.order, asked, request.form)
    one = _imports().decide(one, order)
    _imports().remember(sheet.header, order.mapping)
    return _begin(one, PLAN)


@blueprint.get("/importe/<id>")
@needs("staff")
def one(id: str) -> ResponseReturnValue:
    """How far an import is: what it would do, what is unsure, what is wrong."""
    found = _imports().get(id)
    report = _imports().report(found)
    page = page_in(request.args)
    return render_template(
        "importing/one.html",
        one=found,
        task=_task(found),
        report=report,
        problems=presenting.problem_lines(report, page),
        page=page,
        pages=-(-len(report.get("problems", ())) // presenting.PAGE),
        outcomes=presenting.outcome_names(),
    )


def _task(found: Import) -> Task | None:
    if not found.task:
        return None
    try:
        return queue().get(found.task)
    except NotFound:
        return None


def _begin(found: Import, what: str, **more: object) -> ResponseReturnValue:
    task = uuid4().hex
    made = _imports().working(found, task)
    queue().add(what, {"id": made.id, **more}, _who()[1], task)
    return redirect(url_for("importing.one", id=made.id), code=303)


@blueprint.post("/importe/<id>/pruefen")
@needs("staff")
def plan(id: str) -> ResponseReturnValue:
    """Begin to find out what the import would do."""
    return _begin(_imports().get(id), PLAN)


@blueprint.post("/importe/<id>/entscheiden")
@needs("staff")
def decide(id: str) -> ResponseReturnValue:
    """Keep who unsure rows are about, and plan anew."""
    found = _imports().get(id)
    return _begin(_imports().decide(found, typed.decided(found, request.form)), PLAN)


@blueprint.post("/importe/<id>/schreiben")
@needs("staff")
def write(id: str) -> ResponseReturnValue:
    """Begin to write what was looked through."""
    found = _imports().get(id)
    report = _imports().report(found)
    if found.state != "planned" or not report["parts"]:
        return redirect(url_for("importing.one", id=id), code=303)
    return _begin(found, WRITE, parts=report["parts"])


@blueprint.post("/importe/<id>/zuruecknehmen")
@needs("staff")
def take_back(id: str) -> ResponseReturnValue:
    """Begin to undo all that an import has written."""
    found = _imports().get(id)
    if found.state != "written" or not found.parts:
        return redirect(url_for("importing.one", id=id), code=303)
    return _begin(found, TAKE_BACK, who=_who()[0], why="Import zurückgenommen")  # texts of change sets are German


@blueprint.post("/importe/<id>/verwerfen")
@needs("staff")
def discard(id: str) -> ResponseReturnValue:
    """Throw an import away; what it has written stays."""
    found = _imports().get(id)
    if found.task:
        queue().stop(found.task)
    _imports().discard(found)
    return redirect(url_for("importing.index"), code=303)


@blueprint.get("/importe/<id>/rest.<any(csv, xlsx):form>")
@needs("staff")
def rest(id: str, form: str) -> ResponseReturnValue:
    """The rows that are not taken, to correct."""
    found = _imports().get(id)
    table = rest_of(found, _imports().sheet(found), _imports().report(found), lang())
    if table is None:
        raise NotFound("no rows were rejected", where=id)
    if form == "xlsx":
        return _attached(xlsx_bytes([table]), _XLSX, "rest.xlsx")
    return _attached("".join(csv_text(table)), "text/csv; charset=utf-8", "rest.csv")
