"""The topics that are computed at once: figures and lists of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.holding.doubles import doubles
from graph.holding.ground import Ground
from graph.holding.places import core, isolated, weak
from graph.snapshot import Snapshot
from web.holding.sheets import Lines, Row, Sheet, Who, who
from web.site import lang
from web.texts import gettext as _

Figure = tuple[str, int | float | str]


@dataclass(frozen=True)
class Topic:
    """What a topic has to show: figures with their names, and lists."""

    figures: tuple[Figure, ...]
    sheets: tuple[Sheet, ...]


def roles(ground: Ground) -> Topic:
    """Who moderates and leads how much; bodies with nobody, or with one."""
    found, snapshot, steering = ground.load, ground.snapshot, ground.steering
    moderates, leads = steering.count_of_targets("moderation"), steering.count_of_targets("leadership")

    def busy(entities: Iterable[int]) -> list[Row]:
        return [(who(snapshot, one), int(moderates[one]), int(leads[one])) for one in entities]

    def single() -> Iterator[Row]:
        for one in found.single.tolist():
            by = {*steering.actors_of(one, "moderation"), *steering.actors_of(one, "leadership")}
            yield who(snapshot, one), kind(snapshot, one), tuple(who(snapshot, other) for other in by)

    heads = (_("Wer"), _("moderiert"), _("leitet"))
    return Topic(
        figures=(
            (_("Zusammenschlüsse"), len(ground.circles.bodies)),
            (_("hängen an genau einer Stelle"), len(found.single)),
            (_("ohne bekannte Moderation und Leitung"), len(found.without)),
        ),
        sheets=(
            Sheet("last", _("Wer wie viele moderiert oder leitet"), heads, busy(found.actors.tolist())),
            Sheet(
                "personen",
                _("Personen in einer Funktion"),
                heads,
                busy(found.persons.tolist()),
                note=_("Nach Namen; gezeigt wird nur, was ein öffentliches Dokument über die Funktion sagt."),
            ),
            Sheet(
                "eine",
                _("Zusammenschlüsse, die an genau einer Stelle hängen"),
                (_("Zusammenschluss"), _("Art"), _("Moderation oder Leitung")),
                list(single()),
            ),
            Sheet(
                "keine",
                _("Zusammenschlüsse ohne bekannte Moderation und Leitung"),
                (_("Zusammenschluss"), _("Art")),
                listed(snapshot, found.without.tolist()),
            ),
            Sheet(
                "ohne-moderation",
                _("Zusammenschlüsse ohne bekannte Moderation (ohne Gremien)"),
                (_("Zusammenschluss"), _("Art")),
                listed(snapshot, found.unmoderated.tolist()),
            ),
        ),
    )


def breaks(ground: Ground) -> Topic:
    """Cut actors and bridges."""
    found, snapshot = weak(ground), ground.snapshot
    persons = snapshot.of_kinds(("person",))
    rows = list(zip(found.cut.tolist(), found.lost.tolist(), found.pieces.tolist(), strict=True))
    heads = (_("Ohne wen"), _("Art"), _("fielen ab (Akteure)"), _("zerfiele in Teile"))

    def cut(*, person: bool) -> list[Row]:
        chosen = [one for one in rows if bool(persons[one[0]]) == person]
        if person:
            chosen.sort(key=lambda one: int(snapshot.name_rank[one[0]]))
        return [(who(snapshot, one), kind(snapshot, one), lost, pieces) for one, lost, pieces in chosen]

    bridges: list[Row] = [(who(snapshot, one), who(snapshot, other), count) for one, other, count in found.bridges]
    return Topic(
        figures=(
            (_("Akteure"), len(ground.network)),
            (_("größter zusammenhängender Teil"), int(ground.cuts.sizes.max(initial=0))),
            (_("Schnittakteure"), len(found.cut)),
            (_("Brücken zwischen Teilen"), len(found.bridges)),
            (_("Akteure an einem einzigen Kontakt"), found.ends),
        ),
        sheets=(
            Sheet("schnittakteure", _("Ohne wen ein Teil abfiele"), heads, cut(person=False)),
            Sheet("personen", _("Personen in einer Funktion"), heads, cut(person=True), note=_("Nach Namen.")),
            Sheet(
                "bruecken",
                _("Kontakte, an denen ein ganzer Teil hängt"),
                (_("Zwischen"), _("und"), _("Akteure auf der kleineren Seite")),
                bridges,
            ),
        ),
    )


def cores(ground: Ground) -> Topic:
    """Core and periphery."""
    found, snapshot = core(ground), ground.snapshot
    degree = ground.network.degree[ground.network.place]
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
    )


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


__all__ = ["TOPICS", "Figure", "Topic", "Who", "percent"]
