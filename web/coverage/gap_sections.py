"""The gaps as sections: themes and towns without a body or an offer, bodies without moderation, what is unsure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from flask import url_for

from graph.coverage.drawing import cell_text
from graph.coverage.gaps import Gaps, ThemeGap
from graph.coverage.report import Cell, Item, Section, cell
from graph.coverage.study import Study
from web.coverage.telling import entities, entity, number, place_item
from web.presenting.dates import day_text
from web.site import lang
from web.texts import gettext as _

MOST: Final = 50
"""So many entries of a list are shown; the heading says how many there are."""


def gap_sections(made: Study, found: Gaps) -> tuple[Section, ...]:
    """Everything that is missing, the themes first."""
    return (
        _missing(found, found.no_body, "body", _("Themen und Orte ohne Zusammenschluss"), _("kein Zusammenschluss")),
        _moderation(made, found),
        _missing(found, found.no_offer, "offer", _("Themen und Orte ohne Angebot"), _("kein Angebot")),
        _listed(
            made,
            "geplant",
            _("Nur geplant"),
            _("Zusammenschlüsse und Angebote, die zum Stand nur erwartet, geplant oder vorgeschlagen sind."),
            _("Es heißt nicht, dass sie nie entstanden sind: Das Register kennt nur keine Quelle dafür."),
            found.only_planned.tolist(),
        ),
        _listed(
            made,
            "beratend",
            _("Nur beratende Teilnahme bekannt"),
            _("Zusammenschlüsse, von denen das Register niemanden als Mitglied, Leitung oder Moderation kennt."),
            _("Es heißt nicht, dass sie keine Mitglieder haben: Die Quellen nennen sie nur nicht."),
            found.only_advisory.tolist(),
        ),
        _unconfirmed(made, found),
    )


def _missing(found: Gaps, gaps: Iterable[ThemeGap], kind: str, title: str, nowhere: str) -> Section:
    rows = tuple(_missing_row(found, one, kind, nowhere) for one in gaps)
    return Section(
        id=f"ohne-{kind}",
        title=title,
        means=_(
            "Themen, zu denen es in einem Ort nichts Eigenes gibt. Was für den ganzen Kreis arbeitet, steht daneben."
        ),
        means_not=_("Es heißt nicht, dass dort niemand an dem Thema arbeitet, nur dass das Register niemanden kennt."),
        head=(_("Thema"), _("Orte ohne eigenes"), _("Im ganzen Kreis"), _("Für den Kreis insgesamt")),
        rows=rows,
        nothing=_("Zu jedem Thema gibt es in jedem Ort etwas."),
    )


def _missing_row(found: Gaps, gap: ThemeGap, kind: str, nowhere: str) -> tuple[Cell, ...]:
    kreis = found.kreis.id if found.kreis else ""
    where: dict[str, Any] = {"kreis": kreis, "art": kind, "einteilung": found.scheme, "spalte": gap.theme.key}
    every = len(gap.towns) == gap.of > 1
    towns = [Item(one.name, url_for("coverage.cell", ort=one.id, **where), on_page=every) for one in gap.towns]
    towns += [Item(_("%(name)s (nur geplant)", name=one.name), place_item(one).href) for one in gap.planned]
    shown = [Item(_("alle %(count)s Orte", count=gap.of)), *towns] if every else towns
    whole = Item(cell_text(gap.whole, lang()), url_for("coverage.cell", ort=kreis, **where)) if kreis else Item("")
    return (
        cell(Item(gap.theme.label, url_for("coverage.index", kreis=kreis, art=kind, einteilung=found.scheme))),
        cell(*shown),
        cell(nowhere if gap.nowhere else _("an anderer Stelle vorhanden")),
        cell(whole),
    )


def _moderation(made: Study, found: Gaps) -> Section:
    rows = tuple(
        (
            cell(one.theme.label),
            cell(number(one.bodies)),
            cell(number(one.moderated)),
            cell(_("nichts ist moderiert") if not one.moderated else ""),
        )
        for one in sorted(found.themes, key=lambda one: one.moderated > 0)
    )
    bare = found.no_moderation.tolist()
    names = ", ".join(one.text for one in entities(made, bare, MOST))
    text = _("Ohne bekannte Moderation (%(count)s): %(names)s", count=number(len(bare)), names=names)
    return Section(
        id="moderation",
        title=_("Themen, in denen nichts moderiert wird"),
        means=_(
            "Zu jedem Thema: wie viele Zusammenschlüsse es gibt und zu wie vielen jemand als Moderation bekannt ist."
        ),
        means_not=_(
            "Ohne bekannte Moderation heißt nicht ohne Leitung: Vorsitz und Geschäftsführung zählen hier nicht."
        ),
        head=(_("Thema"), _("Zusammenschlüsse"), _("davon moderiert"), _("Befund")),
        rows=rows,
        notes=(_("Ein übergeordnetes Thema zählt seine Unterthemen mit."), *((text,) if bare else ())),
        nothing=_("Zu keinem Thema ist ein Zusammenschluss bekannt."),
        numeric=frozenset({1, 2}),
    )


def _listed(made: Study, id_: str, title: str, means: str, means_not: str, numbers: list[int]) -> Section:
    kinds = made.snapshot.vocabulary.kinds
    rows = tuple(
        (cell(entity(made, one)), cell(kinds[made.snapshot.kind_of(one)].label(lang()))) for one in numbers[:MOST]
    )
    return Section(
        id=id_,
        title=title,
        means=means,
        means_not=means_not,
        head=(_("Name"), _("Art")),
        rows=rows,
        notes=_cut(len(numbers)),
        nothing=_("Nichts davon."),
    )


def _unconfirmed(made: Study, found: Gaps) -> Section:
    numbers = sorted(found.unconfirmed.tolist(), key=lambda one: (int(made.coverage.said[one]), one))
    kinds = made.snapshot.vocabulary.kinds
    rows = tuple(
        (
            cell(entity(made, one)),
            cell(kinds[made.snapshot.kind_of(one)].label(lang())),
            cell(_said(int(made.coverage.said[one]))),
        )
        for one in numbers[:MOST]
    )
    share = _(
        "%(count)s von %(total)s sind seit über einem Jahr nicht bestätigt.",
        count=number(len(numbers)),
        total=number(found.total),
    )
    return Section(
        id="unbestaetigt",
        title=_("Seit über einem Jahr nicht bestätigt"),
        means=_("Zusammenschlüsse und Angebote, die keine Quelle und keine Rückmeldung im Jahr vor dem Stand belegt."),
        means_not=_("Es heißt nicht, dass es sie nicht mehr gibt: Es hat nur niemand gefragt oder geantwortet."),
        head=(_("Name"), _("Art"), _("Zuletzt belegt")),
        rows=rows,
        notes=(share, *_cut(len(numbers))),
        nothing=_("Alles ist im Jahr vor dem Stand belegt."),
    )


def _said(ordinal: int) -> str:
    return day_text(date.fromordinal(ordinal), lang()) if ordinal else _("ohne Datum")


def _cut(count: int) -> tuple[str, ...]:
    if count <= MOST:
        return ()
    return (_("Gezeigt sind %(most)s von %(count)s.", most=number(MOST), count=number(count)),)
