"""The topics that are asked of the desk, because they take seconds in a large record; and the figures of the front."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from flask import url_for
from flask_babel import format_decimal
from markupsafe import Markup

from graph.desk import Answer
from graph.holding.bars_picture import MOST as BARS
from graph.holding.bars_picture import Bar
from graph.holding.brokers import Broker, Brokers, find_brokers
from graph.holding.community_picture import MOST, community_name, community_overview
from graph.holding.ground import Ground
from graph.holding.groups import Communities, Community, find_communities
from graph.holding.places import core, isolated
from graph.pictures.drawing import overview_svg
from web.holding.sheets import Row, Sheet, Who
from web.holding.topics import Figure, Topic
from web.presenting.references import entity_address
from web.site import desk, here, lang, site, vocabulary
from web.texts import gettext as _

Values = dict[str, object]
_NAMED: Final = 12


def brokers(ground: Ground) -> tuple[Topic | None, Values]:
    """Who connects others."""
    answer: Answer[Brokers] = desk().ask(ground.snapshot, "brokers", lambda tell: find_brokers(ground, tell))
    return (_brokers(answer.value) if answer.value else None), {"answer": answer}


def _brokers(found: Brokers) -> Topic:
    heads = (_("Wer"), _("Art"), _("Kontakte"), _("Anteil der kürzesten Wege"), _("Einengung"), _("wirksame Größe"))
    sampled = found.sources < found.of
    note = _(
        "Geschätzt aus den Wegen von %(sources)s zufällig gezogenen Akteuren; ± sagt, wie genau das ist (95 %%).",
        sources=found.sources,
    )
    best = Sheet("mittler", _("Über wen die kurzen Wege führen"), heads, [_row(one) for one in found.actors])
    named = [_row(one) for one in found.persons]
    return Topic(
        figures=(
            (_("Akteure"), found.of),
            (_("mit kürzesten Wegen über sich"), len(found.actors) + len(found.persons)),
        ),
        sheets=(
            replace(best, note=note if sampled else ""),
            Sheet("personen", _("Personen in einer Funktion"), heads, named, note=_("Nach Namen.")),
        ),
        bars=tuple(_bar(one) for one in found.actors[:BARS]),
        caption=_("Anteil der kürzesten Wege zwischen je zwei anderen, die über diese Stelle führen."),
    )


def _bar(one: Broker) -> Bar:
    said = f"{format_decimal(100 * one.betweenness, '0.0')} %"
    return Bar(one.name, url_for("holding.what_if", wer=one.id), (one.betweenness,), said)


def _row(one: Broker) -> Row:
    share = f"{format_decimal(100 * one.betweenness, '0.00')} %"
    if one.error:
        share = f"{share} ± {format_decimal(100 * one.error, '0.00')}"
    label = vocabulary().kinds[one.kind].label(lang())
    tight, size = format_decimal(one.constraint, "0.00"), format_decimal(one.effective, "0.0")
    return Who(one.id, one.name), label, one.contacts, share, tight, size


def groups(ground: Ground) -> tuple[Topic | None, Values]:
    """Communities, with their picture."""
    answer: Answer[Communities] = desk().ask(
        ground.snapshot, "communities", lambda tell: find_communities(ground, tell)
    )
    found = answer.value
    return (_groups(found) if found else None), {"answer": answer, "picture": _picture(ground, answer) if found else ""}


def _groups(found: Communities) -> Topic:
    heads = (
        _("Gemeinschaft"),
        _("Akteure"),
        _("Kontakte innen"),
        _("Kontakte nach außen"),
        _("am stärksten verbunden"),
    )
    pairs = [(_name(found.groups[one]), _name(found.groups[other]), count) for one, other, count in found.between]
    return Topic(
        figures=(
            (_("Gemeinschaften"), len(found.groups)),
            (_("Modularität"), format_decimal(found.modularity, "0.00")),
            (_("Akteure ohne Kontakt"), found.apart),
        ),
        sheets=(
            Sheet("gemeinschaften", _("Die Gemeinschaften"), heads, [_group(one) for one in found.groups]),
            Sheet(
                "dazwischen",
                _("Kontakte zwischen den Gemeinschaften"),
                (_("Gemeinschaft"), _("Gemeinschaft"), _("Kontakte")),
                pairs,
            ),
        ),
    )


def _group(one: Community) -> Row:
    return _name(one), one.size, one.inner, one.outer, tuple(Who(*member) for member in one.members[:_NAMED])


def _name(one: Community) -> str:
    return community_name(one, vocabulary(), lang())


def _picture(ground: Ground, answer: Answer[Communities]) -> Markup:
    found = answer.value
    # Links carry the language, and the Stand where one is asked for.
    key = ("holding-communities", answer.revision, lang(), here().stand_given)

    def drawn() -> Markup:
        overview = community_overview(found, vocabulary(), lang())  # type: ignore[arg-type]
        centres = {str(one.number): entity_address(one.members[0][0], "actor") for one in found.groups[:MOST]}  # type: ignore[union-attr]
        # Names are escaped by the drawing itself.
        return Markup(overview_svg(overview, centres.get, lang(), title=_("Gemeinschaften")))  # noqa: S704

    picture: Markup = site().snapshots.derived(ground.snapshot, key, drawn)
    return picture


SLOW: Final[dict[str, Callable[[Ground], tuple[Topic | None, Values]]]] = {"mittler": brokers, "gemeinschaften": groups}
"""By key of `graph.holding.meanings`."""


def front(ground: Ground) -> dict[str, tuple[Figure, ...]]:
    """The most telling figures of each topic that is there at once."""
    shells = core(ground)
    return {
        "rollen": (
            (_("hängen an genau einer Stelle"), len(ground.load.single)),
            (_("ohne bekannte Moderation und Leitung"), len(ground.load.without)),
        ),
        "bruchstellen": ((_("Schnittakteure"), int(ground.cuts.articulation.sum())),),
        "kern": ((_("Akteure im Kern"), len(shells.core)), (_("am Rand (Kernzahl 1)"), len(shells.edge))),
        "ohne-kontakt": ((_("ohne Kontakt"), len(isolated(ground))),),
    }


__all__ = ["SLOW", "front"]
