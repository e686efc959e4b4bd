"""The report: everything about the coverage of a Kreis, as sections with definitions and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from graph.coverage.density import Density
from graph.coverage.drawing import cell_text, heat_map
from graph.coverage.gaps import gaps
from graph.coverage.grid import Grid, grid
from graph.coverage.places import Place, mask_in
from graph.coverage.report import Report, Section, cell
from graph.coverage.study import Study
from registry.services import Record
from registry.services.tables import Cell as Value
from registry.services.tables import Table
from web.coverage.asking import Asked
from web.coverage.comparing import Both, comparison_sections
from web.coverage.gap_sections import gap_sections
from web.coverage.rate_sections import figure_sources, rate_section, rate_table, source_item
from web.coverage.reach_sections import language_section, local_section, outside_section, reach_section
from web.coverage.seat_sections import seat_sections
from web.coverage.telling import day, number, row_name, state_text
from web.site import here, lang
from web.texts import gettext as _

COUNCIL = "integrationsrat"
ORGANISATION = "migrantenorganisation"


def coverage_report(record: Record, made: Study, asked: Asked, kreis: Place) -> Report:
    """The report on a Kreis; `asked.kind` adds rates and reach of that kind."""
    table = grid(made.coverage, asked.wanted(), lang())
    kinds = dict.fromkeys([COUNCIL, *([asked.kind] if asked.kind in made.snapshot.vocabulary.kinds else [])])
    rated = [made.density(one, kreis) for one in dict.fromkeys([ORGANISATION, *kinds])]
    sections = [
        *(reach_section(made, made.reach(one, kreis), kreis) for one in kinds),
        *(rate_section(made, one) for one in rated),
        matrix_section(table),
        *gap_sections(made, gaps(made.coverage, kreis.id, table.wanted.scheme, lang())),
        local_section(made, kreis),
        outside_section(made, kreis),
        language_section(made, spoken(record, made, kreis)),
        *seat_sections(record, made, kreis),
    ]
    return _report(
        record,
        _("Abdeckung und Lücken: %(name)s", name=kreis.name),
        tuple(sections),
        (*_figure_sources(made, rated), *_documents(record, made, kreis)),
        (matrix_table(table), *(rate_table(made, one) for one in rated)),
    )


def comparison_report(record: Record, pair: Both) -> Report:
    """The report on two Stände or two Kreise."""
    rated = pair.densities
    sides = [(pair.left, pair.first), (pair.right, pair.second)]
    documents = [one for side in dict.fromkeys(sides) for one in _documents(record, *side)]
    return _report(
        record,
        _("Vergleich: %(first)s und %(second)s", first=pair.first.name, second=pair.second.name),
        comparison_sections(pair),
        tuple(dict.fromkeys([*_figure_sources(pair.left, rated), *documents])),
        tuple(rate_table(pair.left, one) for one in rated),
    )


def _report(
    record: Record, title: str, sections: tuple[Section, ...], sources: tuple[str, ...], tables: tuple[Table, ...]
) -> Report:
    at = _("Stand %(day)s, Revision %(number)s des Registers", day=day(here().stand), number=number(record.revision))
    return Report(
        title=title,
        subtitle=at,
        lang=lang(),
        sections=sections,
        sources=sources,
        sources_title=_("Quellen"),
        means_title=_("Was es heißt"),
        means_not_title=_("Was es nicht heißt"),
        overview_title=_("Übersicht"),
        too_wide=_("Diese Tabelle ist für eine Seite zu breit; sie steht auf der Webseite und in der XLSX-Datei."),
        tables=tables,
    )


def matrix_section(table: Grid) -> Section:
    """The matrix with themes in rows, which fits on paper."""
    rows = tuple(
        (cell(column.label), *(cell(cell_text(row[at], lang())) for row in table.cells))
        for at, column in enumerate(table.columns)
    )
    return Section(
        id="matrix",
        title=_("Matrix: Themen und Orte"),
        means=_("In jeder Zelle, wie viele Zusammenschlüsse oder andere Einträge der gewählten Art es gibt."),
        means_not=_(
            "– nichts bekannt; gepl. nur geplant; ges. nur als Gesamtheit gezählt; b nur beratende Teilnahme bekannt; "
            "? seit über einem Jahr nicht bestätigt. Eine leere Zelle heißt nicht, dass niemand an dem Thema arbeitet."
        ),
        head=(_("Thema"), *(row_name(one) for one in table.rows)),
        rows=rows,
        nothing=_("Es gibt keinen Ort oder kein Thema."),
        picture=heat_map(table, lang(), _("Matrix der Abdeckung"), _("Dieselben Zahlen stehen in der Tabelle.")),
        alt=_("Matrix der Abdeckung"),
    )


def matrix_table(table: Grid) -> Table:
    """The matrix as plain numbers, one cell a row, for those who go on calculating."""
    head = (
        *(_("Ort"), _("Thema"), _("bekannt"), _("nur geplant"), _("als Gesamtheit"), _("davon moderiert")),
        *(_("seit über einem Jahr nicht bestätigt"), _("Befund")),
    )
    rows: list[list[Value]] = [
        [
            *(row_name(place), column.label, one.sure, one.unsure, one.collective, one.moderated, one.due),
            state_text(one.state),
        ]
        for place, cells in zip(table.rows, table.cells, strict=True)
        for column, one in zip(table.columns, cells, strict=True)
    ]
    return Table(_("Zahlen: %(kind)s", kind=_("Matrix")), head, rows, widths=(30, 36, 12, 12, 14, 14, 18, 36))


def spoken(record: Record, made: Study, kreis: Place) -> Iterable[tuple[int, tuple[str, ...]]]:
    """Offers of a Kreis with the languages in which they are given, where these are named."""
    inside = mask_in(made.snapshot, made.coverage.areas, kreis.number)
    offers = np.flatnonzero(made.coverage.counted & inside & made.snapshot.of_kinds(("offer",))).tolist()
    known = record.entities([made.snapshot.ids[one] for one in offers])
    for one in offers:
        offer = known.get(made.snapshot.ids[one])
        if offer is not None and offer.languages:
            yield one, offer.languages


def _figure_sources(made: Study, rated: Iterable[Density]) -> list[str]:
    found = {key: source for one in rated for key, source in figure_sources(one).items()}
    return [source_item(made, found[key]).text for key in sorted(found)]


def _documents(record: Record, made: Study, kreis: Place) -> list[str]:
    """Documents that the bodies and offers of a Kreis cite, with how many cite them."""
    counted = made.coverage.counted & made.snapshot.of_kinds(("body", "offer"))
    inside = np.flatnonzero(counted & mask_in(made.snapshot, made.coverage.areas, kreis.number))
    known = record.entities([made.snapshot.ids[one] for one in inside.tolist()])
    cited = Counter(document for one in known.values() for document in {source.document for source in one.sources})
    index = made.snapshot.index
    return [
        _("%(name)s (%(count)s Einträge)", name=made.snapshot.names[index[one]], count=number(count))
        for one, count in cited.most_common()
        if one in index
    ]
