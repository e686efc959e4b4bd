"""Routes of the network."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from graph.desk import Answer
from graph.pictures.matrix import matrix
from graph.pictures.twin import rows_of
from graph.selection import Selection
from graph.snapshot import Snapshot
from registry.model import NotFound
from registry.services import Record
from web.addresses import page_in, same_question, with_arguments
from web.network.asking import Asked, asked_of, chosen
from web.network.choices import choices, group_choices
from web.network.drawing import overview_picture, picture_data, placed, still_picture, wants_overview
from web.network.matrix import matrix_table
from web.network.showing import addresses, shape_legend, whole_legend, words
from web.network.twin import ordered, sort_addresses, twin_page
from web.network.whole import MOST, whole_picture
from web.presenting.references import Ref, ref
from web.site import here, reading, site, snapshot, vocabulary
from web.tables import csv_file

blueprint = Blueprint("network", __name__)
blueprint.add_app_template_global(with_arguments)
blueprint.add_app_template_global(same_question)


@blueprint.get("/netzwerk")
def page() -> ResponseReturnValue:
    """The picture, or the overview where there is too much for one, with the filter and the table of the same ties."""
    asked = asked_of(request.args)
    with reading() as record:
        current, found = _found(record, asked)
        values = {**_form_values(current, asked), "centre": _centre(record, asked)}
        if wants_overview(found, asked):
            drawn = overview_picture(site().snapshots, found, asked, here().lang)
            return render_template("network/overview.html", found=found, overview=drawn, **values)
        twin = twin_page(record, found, asked, here())
        values.update(shapes=shape_legend(found, here().lang), sorts=sort_addresses(asked), words=words())
        return render_template("network/page.html", found=found, twin=twin, addresses=addresses(), **values)


def _found(record: Record, asked: Asked) -> tuple[Snapshot, Selection]:
    if asked.centre:
        record.entity(asked.centre)  # raises Missing, which knows a successor
    current = snapshot(record)
    return current, chosen(current, asked, site().snapshots)


def _centre(record: Record, asked: Asked) -> Ref | None:
    return ref(record.entity(asked.centre), vocabulary(), here().lang) if asked.centre else None


def _form_values(current: Snapshot, asked: Asked) -> dict[str, object]:
    lang = here().lang
    offered = site().snapshots.derived(current, ("choices", lang), lambda: choices(current, lang))
    return {"asked": asked, "choices": offered, "groups": group_choices(current, asked, lang)}


@blueprint.get("/netzwerk/daten")
def data() -> ResponseReturnValue:
    """The picture as JSON, for the page's script; 202 and how far it is, while a large one is being placed."""
    asked, lang = asked_of(request.args), here().lang
    with reading() as record:
        current, found = _found(record, asked)
    answer = placed(found, asked.what)
    spots = answer.value
    if spots is None:
        return _not_yet(answer)
    key = ("data", asked.what, lang, here().stand_given)
    text = site().snapshots.derived(
        current, key, lambda: json.dumps(picture_data(found, spots, asked, lang), separators=(",", ":"))
    )
    response = Response(text, mimetype="application/json")
    response.add_etag()
    return response.make_conditional(request)


def _not_yet(answer: Answer[Any]) -> Response:
    done, total = answer.progress or (0, 0)
    response = jsonify(done=done, total=total)
    response.status_code, response.headers["Retry-After"] = 202, "1"
    return response


@blueprint.get("/netzwerk/ganz")
def whole() -> ResponseReturnValue:
    """Everybody at once, by WebGL: for networks that the usual picture shows only in part."""
    asked, lang = asked_of(request.args), here().lang
    with reading() as record:
        current, found = _found(record, asked)
        values = {**_form_values(current, asked), "centre": _centre(record, asked)}
    answer = whole_picture(found, asked) if len(found) <= MOST else None
    legend = whole_legend(answer.value, lang) if answer and answer.value else []
    return render_template("network/whole.html", found=found, answer=answer, legend=legend, most=MOST, **values)


@blueprint.get("/netzwerk/ganz/daten")
def whole_data() -> ResponseReturnValue:
    """The same as JSON, for the page's script; 202 while it is computed."""
    asked = asked_of(request.args)
    with reading() as record:
        _current, found = _found(record, asked)
    if len(found) > MOST:
        raise NotFound("this network is too large to be drawn at once", remedy="choose a part of it")
    answer = whole_picture(found, asked)
    if answer.value is None:
        return _not_yet(answer)
    response = Response(answer.value.text, mimetype="application/json")
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/netzwerk/bild.svg")
def still() -> ResponseReturnValue:
    """The picture as an SVG file."""
    asked = asked_of(request.args)
    with reading() as record:
        _current, found = _found(record, asked)
    title = _("Netzwerk, Stand %(day)s", day=here().stand.isoformat())
    response = make_response(still_picture(found, asked, here().lang, title))
    response.mimetype = "image/svg+xml"
    if "speichern" in request.args:
        name = f"netzwerk-{here().stand.isoformat()}.svg"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/netzwerk/beziehungen.csv")
def table() -> ResponseReturnValue:
    """Every tie of the table, as a CSV file."""
    asked, lang = asked_of(request.args), here().lang
    with reading() as record:
        _current, found = _found(record, asked)
    head = (
        *(_("Wer"), _("Rolle"), _("Wo oder wen"), _("Thema"), _("Zeitraum"), _("Belegt"), _("Status")),
        *(_("Kennung: wer"), _("Kennung: wo oder wen"), _("Kennung")),
    )
    rows = (
        (
            *(one.subject_name, one.role_label, one.object_name, one.theme_label, one.period, one.attested or ""),
            *(one.status, one.subject, one.object, one.tie),
        )
        for one in rows_of(found.snapshot, ordered(found, asked, lang), lang)
    )
    return csv_file(f"netzwerk-{here().stand.isoformat()}", head, rows)


@blueprint.get("/netzwerk/matrix")
def matrix_page() -> ResponseReturnValue:
    """Actors by bodies, with the role in the cell."""
    asked = asked_of(request.args)
    with reading() as record:
        current, found = _found(record, asked)
        pages = page_in(request.args), page_in(request.args, "spalten")
        made = site().snapshots.derived(
            current,
            ("matrix", asked.what, here().lang, *pages),
            lambda: matrix(found, here().lang, row_page=pages[0], column_page=pages[1]),
        )
        table_ = matrix_table(record, vocabulary(), made, here().lang)
        values = {**_form_values(current, asked), "centre": _centre(record, asked)}
        return render_template("network/matrix.html", matrix=made, table=table_, found=found, **values)
