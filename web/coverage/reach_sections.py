"""Whom something reaches, which towns local bodies work for, and who takes part in nothing, as sections."""

from __future__ import annotations

from collections.abc import Iterable

from graph.coverage.local import local_bodies, without_local
from graph.coverage.places import Place, mask_in
from graph.coverage.reach import Reach, Share, in_no_body
from graph.coverage.report import Cell, Section, cell
from graph.coverage.study import Study
from web.coverage.rate_sections import group_label
from web.coverage.telling import entities, entity, number, percent, places, years
from web.site import lang
from web.texts import gettext as _
from web.texts import ngettext


def reach_section(made: Study, found: Reach, kreis: Place) -> Section:
    """Which towns have one, which have none, and whom that concerns."""
    kind = made.snapshot.vocabulary.kinds[found.kind]
    rows = tuple(_share_row(one) for one in found.shares if found.known)
    notes = [_("Mit: %(names)s.", names=_names(found.having)), _("Ohne: %(names)s.", names=_names(found.lacking))]
    unknown = made.unknown_towns(kreis)
    if unknown:
        notes.append(unknown_towns(unknown))
    if found.planned:
        notes.append(_("Nur geplant (zählt als ohne): %(names)s.", names=_names(found.planned)))
    if not found.known:
        notes.append(
            _(
                "Im Kreis sind mehr bekannt, als Orten zugeordnet sind. Deshalb wird kein Anteil genannt: "
                "Auch ein Ort ohne bekannten Eintrag kann einen haben."
            )
        )
    return Section(
        id=f"reichweite-{found.kind}",
        title=_("Wer lebt in einem Ort ohne: %(kind)s?", kind=kind.label(lang())),
        means=_(
            "Anteil der Menschen in %(kreis)s, die in einer Stadt oder Gemeinde ohne eigenen Eintrag dieser Art leben.",
            kreis=kreis.name,
        ),
        means_not=_(
            "Es heißt nicht, dass diese Menschen nicht erreicht werden: Manches arbeitet für den ganzen Kreis."
        ),
        head=(_("Wer"), _("Anteil ohne"), _("Menschen ohne"), _("Menschen insgesamt"), _("Zahlen von")),
        rows=rows,
        notes=tuple(notes),
        nothing=_("Kein Anteil: Die Zahlen nach Orten fehlen."),
        numeric=frozenset({1, 2, 3}),
    )


def unknown_towns(number_: int) -> str:
    """That some towns of the Kreis are not in the record."""
    return ngettext(
        "%(num)s Ort des Kreises ist nicht im Register und fehlt hier.",
        "%(num)s Orte des Kreises sind nicht im Register und fehlen hier.",
        number_,
    )


def _names(found: Iterable[Place]) -> str:
    return ", ".join(one.name for one in found) or _("keine")


def _share_row(one: Share) -> tuple[Cell, ...]:
    missing = _("Zahlen fehlen für: %(names)s", names=", ".join(one.unknown)) if one.unknown else ""
    when = years(one.years) if one.without is not None else ""
    return (
        cell(group_label(one.group)),
        cell(_("keine Zahlen") if one.without is None else percent(one.without)),
        cell(number(one.people_without)),
        cell(number(one.people_with + one.people_without)),
        cell(when, missing),
    )


def local_section(made: Study, kreis: Place) -> Section:
    """Local bodies with the towns that they work for."""
    found = local_bodies(made.coverage, kreis.id)
    bare = without_local(made.coverage, kreis.id)
    return Section(
        id="oertlich",
        title=_("Welche örtlichen Zusammenschlüsse für welche Orte arbeiten"),
        means=_("Zusammenschlüsse, die nach den Quellen für einzelne Städte und Gemeinden arbeiten."),
        means_not=_("Was für den ganzen Kreis arbeitet, steht hier nicht."),
        head=(_("Zusammenschluss"), _("Orte")),
        rows=tuple((cell(entity(made, one.number)), cell(*places(one.towns))) for one in found),
        notes=(_("Ohne örtlichen Zusammenschluss: %(names)s.", names=_names(bare)),),
        nothing=_("Kein örtlicher Zusammenschluss ist bekannt."),
    )


def outside_section(made: Study, kreis: Place) -> Section:
    """Organisations that are in no body."""
    found = in_no_body(made.coverage, kreis).tolist()
    kinds = made.snapshot.vocabulary.kinds
    inside = mask_in(made.snapshot, made.coverage.areas, kreis.number)
    every = int((made.coverage.counted & inside & made.snapshot.of_kinds(("organisation",))).sum())
    rows = tuple((cell(entity(made, one)), cell(kinds[made.snapshot.kind_of(one)].label(lang()))) for one in found[:50])
    return Section(
        id="ausserhalb",
        title=_("Wer in keinem Zusammenschluss ist"),
        means=_(
            "Organisationen in %(kreis)s ohne bekannte Mitgliedschaft, Leitung, Moderation oder beratende Teilnahme.",
            kreis=kreis.name,
        ),
        means_not=_("Es heißt nicht, dass sie mit niemandem zusammenarbeiten."),
        head=(_("Organisation"), _("Art")),
        rows=rows,
        notes=(_("%(count)s von %(total)s Organisationen dort.", count=number(len(found)), total=number(every)),),
        nothing=_("Jede bekannte Organisation ist in einem Zusammenschluss."),
    )


def language_section(made: Study, spoken: Iterable[tuple[int, tuple[str, ...]]]) -> Section:
    """Offers by language, and that nothing is known of the groups that live there."""
    by_language: dict[str, list[int]] = {}
    for one, languages in spoken:
        for language in languages:
            by_language.setdefault(language, []).append(one)
    rows = tuple(
        (cell(language), cell(number(len(ones))), cell(*entities(made, ones)))
        for language, ones in sorted(by_language.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )
    return Section(
        id="sprachen",
        title=_("Angebote nach Sprachen"),
        means=_("In welchen Sprachen Angebote gemacht werden, soweit ihre Sprachen genannt sind."),
        means_not=_(
            "Welche Sprachen die Menschen im Kreis sprechen, steht in keiner Quelle des Registers; ein Vergleich ist "
            "deshalb nicht möglich."
        ),
        head=(_("Sprache"), _("Angebote"), _("Welche")),
        rows=rows,
        nothing=_("Von keinem Angebot sind die Sprachen im Einzelnen genannt."),
        numeric=frozenset({1}),
    )
