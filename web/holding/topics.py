"""The topics that are computed at once: figures and lists of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from flask import url_for

from graph.columns import IntArray
from graph.holding.bars_picture import MOST, Bar
from graph.holding.doubles import Double, doubles
from graph.holding.ground import Ground
from graph.holding.places import Weak, core, isolated, weak
from graph.snapshot import Snapshot
from web.holding.sheets import Lines, Row, Sheet, who
from web.languages import number
from web.site import lang
from web.texts import gettext as _

Figure = tuple[str, int | float | str]


@dataclass(frozen=True)
class Topic:
    """What a topic has to show: figures with their names, and lists."""

    figures: tuple[Figure, ...]
    sheets: tuple[Sheet, ...]
    bars: tuple[Bar, ...] = ()
    """What the picture shows: the first lines of the first list."""
    caption: str = ""


def roles(ground: Ground) -> Topic:
    """Who moderates and leads how much; bodies with nobody, or with one."""
    found, steering = ground.load, ground.steering
    moderates, leads = steering.count_of_targets("moderation"), steering.count_of_targets("leadership")
    actors = found.actors.tolist()
    bars = [_bar(ground.snapshot, one, (int(moderates[one]), int(leads[one]))) for one in actors[:MOST]]
    return Topic(
        figures=(
            (_("Zusammenschlüsse"), len(ground.circles.bodies)),
            (_("hängen an genau einer Stelle"), len(found.single)),
            (_("ohne bekannte Moderation und Leitung"), len(found.without)),
        ),
        sheets=(*_busy(ground), *_bodies(ground)),
        bars=tuple(bars),
        caption=_("Gefüllt: wie viele sie moderiert; umrandet: wie viele sie leitet."),
    )


def _bar(snapshot: Snapshot, entity: int, parts: tuple[int, ...]) -> Bar:
    href = url_for("holding.what_if", wer=snapshot.ids[entity])
    return Bar(snapshot.names[entity], href, parts, " + ".join(number(one) for one in parts if one))


def _busy(ground: Ground) -> tuple[Sheet, ...]:
    """Who moderates or leads how many: actors by number, persons by name."""
    found, snapshot, steering = ground.load, ground.snapshot, ground.steering
    moderates, leads = steering.count_of_targets("moderation"), steering.count_of_targets("leadership")

    def rows(entities: IntArray) -> Lines:
        return Lines(entities.tolist(), lambda one: (who(snapshot, one), int(moderates[one]), int(leads[one])))

    heads = (_("Wer"), _("moderiert"), _("leitet"))
    note = _("Nach Namen; gezeigt wird nur, was ein öffentliches Dokument über die Funktion sagt.")
    return (
        Sheet("last", _("Wer wie viele moderiert oder leitet"), heads, rows(found.actors)),
        Sheet("personen", _("Personen in einer Funktion"), heads, rows(found.persons), note=note),
    )


def _bodies(ground: Ground) -> tuple[Sheet, ...]:
    """Bodies with one and with nobody."""
    found, snapshot, steering = ground.load, ground.snapshot, ground.steering

    def single(body: int) -> Row:
        by = {*steering.actors_of(body, "moderation"), *steering.actors_of(body, "leadership")}
        return who(snapshot, body), kind(snapshot, body), tuple(who(snapshot, one) for one in by)

    heads = (_("Zusammenschluss"), _("Art"))
    return (
        Sheet(
            "eine",
            _("Zusammenschlüsse, die an genau einer Stelle hängen"),
            (*heads, _("Moderation oder Leitung")),
            Lines(found.single.tolist(), single),
        ),
        Sheet(
            "keine",
            _("Zusammenschlüsse ohne bekannte Moderation und Leitung"),
            heads,
            listed(snapshot, found.without.tolist()),
        ),
        Sheet(
            "ohne-moderation",
            _("Zusammenschlüsse ohne bekannte Moderation (ohne Gremien)"),
            heads,
            listed(snapshot, found.unmoderated.tolist()),
        ),
    )


def breaks(ground: Ground) -> Topic:
    """Cut actors and bridges."""
    found, snapshot = weak(ground), ground.snapshot
    heads = (_("Zwischen"), _("und"), _("Akteure auf der kleineren Seite"))
    bridges: list[Row] = [(who(snapshot, one), who(snapshot, other), count) for one, other, count in found.bridges]
    others = np.flatnonzero(~snapshot.of_kinds(("person",))[found.cut])[:MOST]
    return Topic(
        figures=(
            (_("Akteure"), len(ground.network)),
            (_("größter zusammenhängender Teil"), int(ground.cuts.sizes.max(initial=0))),
            (_("Schnittakteure"), len(found.cut)),
            (_("Brücken zwischen Teilen"), len(found.bridges)),
            (_("Akteure an einem einzigen Kontakt"), found.ends),
        ),
        sheets=(
            *_cut(snapshot, found),
            Sheet("bruecken", _("Kontakte, an denen ein ganzer Teil hängt"), heads, bridges),
        ),
        bars=tuple(_bar(snapshot, int(found.cut[at]), (int(found.lost[at]),)) for at in others.tolist()),
        caption=_("Wie viele andere ohne diese Stelle nicht mehr mit dem größten Rest zusammenhingen."),
    )


def _cut(snapshot: Snapshot, found: Weak) -> tuple[Sheet, ...]:
    """Cut actors by what hangs on them; persons by name."""
    person = snapshot.of_kinds(("person",))[found.cut]
    named = np.flatnonzero(person)
    named = named[np.argsort(snapshot.name_rank[found.cut[named]])]

    def row(at: int) -> Row:
        entity = int(found.cut[at])
        return who(snapshot, entity), kind(snapshot, entity), int(found.lost[at]), int(found.pieces[at])

    heads = (_("Ohne wen"), _("Art"), _("fielen ab (Akteure)"), _("zerfiele in Teile"))
    others = Lines(np.flatnonzero(~person).tolist(), row)
    return (
        Sheet("schnittakteure", _("Ohne wen ein Teil abfiele"), heads, others),
        Sheet("personen", _("Personen in einer Funktion"), heads, Lines(named.tolist(), row), note=_("Nach Namen.")),
    )


def cores(ground: Ground) -> Topic:
    """Core and periphery."""
    found, snapshot = core(ground), ground.snapshot
    degree = np.zeros(len(snapshot), dtype=np.int32)
    degree[ground.network.entities] = ground.network.degree
    inner = sorted(found.core.tolist(), key=lambda one: int(snapshot.name_rank[one]))
    edge = sorted(found.edge.tolist(), key=lambda one: int(snapshot.name_rank[one]))
    heads = (_("Wer"), _("Art"), _("Kontakte"))

    def rows(entities: list[int]) -> list[Row]:
        return [(who(snapshot, one), kind(snapshot, one), int(degree[one])) for one in entities]

    return Topic(
        figures=(
            (_("Kernzahl des Kerns"), found.deepest),
            (_("Akteure im Kern"), len(inner)),
            (_("am Rand (Kernzahl 1)"), len(edge)),
            (_("ohne Kontakt"), dict(found.shells).get(0, 0)),
        ),
        sheets=(
            Sheet("kern", _("Im Kern"), heads, rows(inner)),
            Sheet("schalen", _("Alle Schalen"), (_("Kernzahl"), _("Akteure")), list(found.shells)),
            Sheet("rand", _("Am Rand"), heads, rows(edge)),
        ),
        bars=tuple(
            Bar(_("Kernzahl %(number)s", number=shell), None, (count,), number(count)) for shell, count in found.shells
        ),
        caption=_("Wie viele Akteure jede Kernzahl haben, von innen nach außen."),
    )


def double(ground: Ground) -> Topic:
    """Bodies with nearly the same members."""
    found, snapshot = doubles(ground.circles), ground.snapshot
    rows: list[Row] = [
        (
            who(snapshot, one.first),
            who(snapshot, one.second),
            one.common,
            f"{one.first_size} / {one.second_size}",
            percent(one.overlap),
            percent(one.jaccard),
        )
        for one in found
    ]
    known = int((ground.circles.sizes >= 2).sum())
    heads = (_("Zusammenschluss"), _("Zusammenschluss"), _("gemeinsam"), _("Mitglieder"))
    return Topic(
        figures=(
            (_("Zusammenschlüsse"), len(ground.circles.bodies)),
            (_("davon mit mindestens zwei bekannten Mitgliedern"), known),
            (_("Paare mit weitgehend denselben"), len(found)),
        ),
        sheets=(
            Sheet("paare", _("Weitgehend dieselben Mitglieder"), (*heads, _("Überdeckung"), _("Ähnlichkeit")), rows),
        ),
        bars=tuple(_pair(snapshot, one) for one in found[:MOST]),
        caption=_("Gefüllt: gemeinsame Mitglieder; umrandet: die übrigen Mitglieder beider."),
    )


def _pair(snapshot: Snapshot, one: Double) -> Bar:
    rest = one.first_size + one.second_size - 2 * one.common
    names = f"{snapshot.names[one.first]} / {snapshot.names[one.second]}"
    href = url_for("holding.what_if", wer=snapshot.ids[one.first], mit=snapshot.ids[one.second])
    return Bar(names, href, (one.common, rest), percent(one.overlap))


def alone(ground: Ground) -> Topic:
    """Actors without a contact."""
    found, snapshot = isolated(ground), ground.snapshot
    return Topic(
        figures=((_("Akteure"), len(ground.network)), (_("ohne Kontakt"), len(found))),
        sheets=(Sheet("allein", _("Ohne belegten Kontakt"), (_("Wer"), _("Art")), listed(snapshot, found.tolist())),),
    )


TOPICS: Final[dict[str, Callable[[Ground], Topic]]] = {
    "rollen": roles,
    "bruchstellen": breaks,
    "kern": cores,
    "doppelt": double,
    "ohne-kontakt": alone,
}
"""By key of `graph.holding.meanings`."""


def kind(snapshot: Snapshot, entity: int) -> str:
    """What kind an entity is of, in the reader's language."""
    label: str = snapshot.vocabulary.kinds[snapshot.kind_of(entity)].label(lang())
    return label


def listed(snapshot: Snapshot, entities: Sequence[int]) -> Lines:
    """Entities with their kinds."""
    return Lines(entities, lambda one: (who(snapshot, one), kind(snapshot, one)))


def percent(share: float) -> str:
    """A share as the reader's language writes it."""
    return f"{np.round(100 * share):.0f} %" if lang() == "de" else f"{np.round(100 * share):.0f}%"


__all__ = ["TOPICS", "Figure", "Topic", "percent"]
