"""Routes of the coverage."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from graph.coverage.drawing import heat_map
from graph.coverage.gaps import gaps
from graph.coverage.grid import grid
from graph.coverage.places import Place
from graph.coverage.report import Report, Section, pdf, workbook
from graph.coverage.study import Study
from web.coverage.asking import Asked, asked_of, choices, kreis_asked, only_options, studied
from web.coverage.comparing import both
from web.coverage.gap_sections import gap_sections
from web.coverage.glance import glance
from web.coverage.matrix import cell_place, cell_sections, cell_title, matrix_page
from web.coverage.rate_sections import figure_sources, rate_section, source_item
from web.coverage.reach_sections import language_section, local_section, outside_section, reach_section, unknown_towns
from web.coverage.reporting import COUNCIL, ORGANISATION, comparison_report, coverage_report, spoken
from web.coverage.seat_sections import comparable, models, seat_sections
from web.site import here, lang, reading, vocabulary

blueprint = Blueprint("coverage", __name__)
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/abdeckung")
def index() -> ResponseReturnValue:
    """The matrix as a heat map and as a table."""
    asked = asked_of(request.args)
    with reading() as record:
        made = studied(record)
        kreis = kreis_asked(made, asked)
        table = grid(made.coverage, asked.wanted(), lang())
        values = _form(made, asked, kreis, ("kreis", "art", "nach", "thema", "einteilung", "nur"))
        values["glance"] = glance(record, made, kreis, table.wanted.scheme) if kreis else ()
    said = _("Zeilen sind die Orte, Spalten die Themen oder Arten. Dieselben Zahlen stehen in der Tabelle darunter.")
    picture = heat_map(table, lang(), _("Matrix der Abdeckung"), said)
    unknown = made.unknown_towns(kreis) if kreis else 0
    page = matrix_page(table, asked, unknown_towns(unknown) if unknown else "")
    return render_template("coverage/matrix.html", matrix=page, picture=picture, **values)


@blueprint.get("/abdeckung/bild.svg")
def picture() -> ResponseReturnValue:
    """The heat map as a file."""
    asked = asked_of(request.args)
    with reading() as record:
        made = studied(record)
        kreis_asked(made, asked)
        table = grid(made.coverage, asked.wanted(), lang())
    drawn = heat_map(table, lang(), _("Matrix der Abdeckung"), here().stand.isoformat())
    return _file(drawn, "image/svg+xml", "svg")


@blueprint.get("/abdeckung/zelle")
def cell() -> ResponseReturnValue:
    """What is behind a cell, and who could fill it."""
    asked = asked_of(request.args)
    with reading() as record:
        made = studied(record)
        if (kreis := kreis_asked(made, asked)) is None:
            return _nothing(made, asked)
        place = cell_place(made, asked, kreis)
        title = cell_title(made, asked, place, kreis)
        return _sections(made, asked, kreis, title, cell_sections(made, asked, place), ())


@blueprint.get("/abdeckung/luecken")
def gaps_page() -> ResponseReturnValue:
    """Everything that is missing."""
    asked = asked_of(request.args)
    with reading() as record:
        made = studied(record)
        kreis = kreis_asked(made, asked)
        found = gaps(made.coverage, kreis.id if kreis else "", asked.wanted().scheme, lang())
        return _sections(made, asked, kreis, _("Lücken"), gap_sections(made, found), ("kreis", "einteilung"))


@blueprint.get("/abdeckung/raten")
def rates_page() -> ResponseReturnValue:
    """How many for so many people."""
    asked = asked_of(request.args)
    with reading() as record:
        made = studied(record)
        if (kreis := kreis_asked(made, asked)) is None:
            return _nothing(made, asked)
        found = made.density(asked.wanted(ORGANISATION).kind, kreis)
        sources = [source_item(made, one) for _key, one in sorted(figure_sources(found).items())]
        sections = (rate_section(made, found),)
        return _sections(made, asked, kreis, _("Raten"), sections, ("kreis", "art"), ORGANISATION, sources=sources)


@blueprint.get("/abdeckung/reichweite")
def reach_page() -> ResponseReturnValue:
    """Who lives where something is missing, and who takes part in nothing."""
    asked = asked_of(request.args)
    with reading() as record:
        made = studied(record)
        if (kreis := kreis_asked(made, asked)) is None:
            return _nothing(made, asked)
        sections = (
            reach_section(made, made.reach(asked.wanted(COUNCIL).kind, kreis), kreis),
            local_section(made, kreis),
            outside_section(made, kreis),
            language_section(made, spoken(record, made, kreis)),
        )
        return _sections(made, asked, kreis, _("Reichweite"), sections, ("kreis", "art"), COUNCIL)


@blueprint.get("/abdeckung/besetzung")
def seats_page() -> ResponseReturnValue:
    """Target and actual composition, seats, turns."""
    asked = asked_of(request.args)
    with reading() as record:
        made = studied(record)
        if (kreis := kreis_asked(made, asked)) is None:
            return _nothing(made, asked)
        offered: dict[str, Any] = {"models": models(made), "bodies": comparable(made, kreis)}
        sections = seat_sections(record, made, kreis, asked)
        fields = ("kreis", "zusammenschluss", "muster")
        return _sections(made, asked, kreis, _("Besetzung"), sections, fields, **offered)


@blueprint.get("/abdeckung/vergleich")
def compare_page() -> ResponseReturnValue:
    """Two Stände or two Kreise."""
    asked = asked_of(request.args)
    with reading() as record:
        made = studied(record)
        if (kreis := kreis_asked(made, asked)) is None:
            return _nothing(made, asked)
        pair = both(record, made, asked, kreis)
        made_report = comparison_report(record, pair)
    fields = ("kreis", "zweiter", "vergleich", "art")
    more: dict[str, Any] = {"report": made_report, "second": pair.second, "files": "compare"}
    return _sections(made, asked, kreis, made_report.title, made_report.sections, fields, **more)


@blueprint.get("/abdeckung/vergleich.pdf")
def compare_pdf() -> ResponseReturnValue:
    """The comparison as a tagged PDF."""
    return _file(pdf(_report(compared=True)), "application/pdf", "pdf")


@blueprint.get("/abdeckung/vergleich.xlsx")
def compare_workbook() -> ResponseReturnValue:
    """The comparison as a workbook."""
    return _file(workbook(_report(compared=True)), _WORKBOOK, "xlsx")


@blueprint.get("/abdeckung/bericht")
def report() -> ResponseReturnValue:
    """Everything about a Kreis on one page, to print."""
    asked = asked_of(request.args)
    with reading() as record:
        made = studied(record)
        if (kreis := kreis_asked(made, asked)) is None:
            return _nothing(made, asked)
        made_report = coverage_report(record, made, asked, kreis)
        return _sections(
            made, asked, kreis, made_report.title, made_report.sections, ("kreis", "art", "einteilung"),
            report=made_report, files="report",
        )  # fmt: skip


@blueprint.get("/abdeckung/bericht.pdf")
def report_pdf() -> ResponseReturnValue:
    """The report as a tagged PDF."""
    return _file(pdf(_report()), "application/pdf", "pdf")


@blueprint.get("/abdeckung/bericht.xlsx")
def report_workbook() -> ResponseReturnValue:
    """The report as a workbook."""
    return _file(workbook(_report()), _WORKBOOK, "xlsx")


def _report(*, compared: bool = False) -> Report:
    asked = asked_of(request.args)
    with reading() as record:
        made = studied(record)
        if (kreis := kreis_asked(made, asked)) is None:
            return empty_report()
        if compared:
            return comparison_report(record, both(record, made, asked, kreis))
        return coverage_report(record, made, asked, kreis)


def empty_report() -> Report:
    """A report on a record without any Kreis."""
    nothing = _("Das Register kennt noch keinen Kreis.")
    return Report(nothing, "", lang(), (), (), _("Quellen"), "", "", _("Übersicht"))


def _file(content: str | bytes, kind: str, ending: str) -> Response:
    response = Response(content, mimetype=kind)
    name = f"abdeckung-{here().stand.isoformat()}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _form(
    made: Study, asked: Asked, kreis: Place | None, fields: tuple[str, ...], default: str = "body"
) -> dict[str, Any]:
    """What the head of every page needs."""
    return {
        "asked": asked,
        "kreis": kreis,
        "fields": fields,
        "wanted": asked.wanted(default),
        "choices": choices(made, kreis),
        "only": only_options(),
        "kind_label": vocabulary().kinds[asked.wanted(default).kind].plural(lang()),
    }


def _sections(
    made: Study, asked: Asked, kreis: Place | None, title: str, sections: tuple[Section, ...],
    fields: tuple[str, ...], default: str = "body", **more: object,
) -> str:  # fmt: skip
    values = _form(made, asked, kreis, fields, default)
    return render_template("coverage/sections.html", title=title, sections=sections, **values, **more)


def _nothing(made: Study, asked: Asked) -> str:
    return _sections(made, asked, None, _("Das Register kennt noch keinen Kreis."), (), ())
