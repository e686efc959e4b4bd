"""The interactive picture's data for a request, the still picture, and the overview of a large one."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from graph.cache import SnapshotCache
from graph.desk import Answer, Tell
from graph.pictures.drawing import network_svg, overview_svg
from graph.pictures.layout import Layout, silent
from graph.pictures.overview import By, Overview, overview
from graph.pictures.picture import MOST_NODES, most_connected, picture
from graph.pictures.remembering import Places
from graph.pictures.settling import settled
from graph.pictures.styles import LegendEntry, node_legend
from graph.pictures.twin import TwinRow
from graph.selection import Selection
from registry.model import Unavailable
from web.addresses import same_question
from web.network.asking import BYS, Asked
from web.network.twin import period_of
from web.presenting.references import entity_address
from web.site import desk, site

MOST_AT_ONCE = 300
"""Above so many actors an overview comes first, and placing them takes longer than a page may."""
_PATIENCE: Final = 20.0
"""So many seconds a file may take."""
_ANY: Final = "__id__"


def placed(found: Selection, what: Hashable, wait: float = 0.2) -> Answer[Layout]:
    """Positions of what the picture draws, computed once; who was drawn before stays where they were.

    Large ones are placed at the desk, which answers how far it is after `wait` seconds; they are never of another
    revision, as a picture is drawn of one.
    """
    drawn, places = most_connected(found, MOST_NODES), site().places
    if len(drawn) <= MOST_AT_ONCE:
        made = site().snapshots.derived(found.snapshot, ("placed", what), lambda: _settled(drawn, what, places))
        return Answer("", made)
    answer = desk().ask(found.snapshot, ("placed", what), lambda tell: _settled(drawn, what, places, tell), wait)
    return replace(answer, value=None) if answer.stale else answer


def _settled(drawn: Selection, what: Hashable, places: Places, tell: Tell = silent) -> Layout:
    # Whatever the Stand: two Stände side by side are to be compared.
    name = f"{drawn.snapshot.level} {what!r}"
    made, after = settled(drawn, places.of(name), tell)
    places.keep(name, after)
    return made


def picture_data(found: Selection, spots: Layout, asked: Asked, lang: str) -> dict[str, Any]:
    """What the page's script draws: `graph.pictures.picture` with the words that the panel says for each tie."""
    snapshot = found.snapshot
    pages = cache(lambda family: entity_address(_ANY, family))
    more = cache(lambda theme, period: _more(theme, period, lang))

    def address(id: str) -> str:
        return pages(snapshot.family_of(snapshot.index[id])).replace(_ANY, id)

    def words(row: TwinRow) -> dict[str, str]:
        role = snapshot.vocabulary.roles[row.role]
        return {"out": row.role_label, "back": role.inverse(lang), "more": more(row.theme_label, row.period)}

    data = picture(found, lang=lang, placed=spots, link=address, words=words)
    kinds = snapshot.vocabulary.kinds
    for node in data["nodes"]:
        node["kindLabel"] = kinds[node["kind"]].label(lang)
    data["centre"] = asked.centre or None
    return data


def _more(theme: str, period: str, lang: str) -> str:
    return " · ".join(one for one in (theme, period_of(period, lang)) if one)


def shapes(found: Selection, lang: str) -> tuple[LegendEntry, ...]:
    """Which shape means which kind, for the kinds that are drawn."""
    snapshot = found.snapshot
    return node_legend({snapshot.kind_of(one) for one in found.entities.tolist()}, snapshot.vocabulary, lang)


def still_picture(found: Selection, asked: Asked, lang: str, title: str) -> str:
    """The same picture as SVG, without links, to be saved. Raises Unavailable where placing it takes too long."""
    spots = placed(found, asked.what, wait=_PATIENCE).value
    if spots is None:
        raise Unavailable("the picture is not placed yet", remedy="try again in a minute, or choose a smaller part")
    svg = network_svg(most_connected(found, MOST_NODES), None, lang, placed=spots, title=title)
    # On its own the file has no page to take the face from.
    return svg.replace('font-family="inherit"', 'font-family="Fira Sans, Arial, sans-serif"', 1)


@dataclass(frozen=True)
class OverviewPicture:
    """Groups, the ties between them, the drawing, and where each group leads."""

    by: str
    drawn: Overview
    svg: str
    links: dict[str, str]


def wants_overview(found: Selection, asked: Asked) -> bool:
    """Whether an overview comes before the picture of single actors."""
    return asked.view == "uebersicht" or (asked.view == "" and len(found) > MOST_AT_ONCE)


def overview_picture(cache: SnapshotCache, found: Selection, asked: Asked, lang: str) -> OverviewPicture:
    """The overview as asked for; else by town, or by community where everything is in one town."""
    by = asked.by or ("ort" if len(_grouped(cache, found, asked, "town", lang).groups) > 2 else "gemeinschaft")
    drawn = _grouped(cache, found, asked, BYS[by], lang)
    links = {one.key: _group_address(by, one.key) for one in drawn.groups if one.key not in ("", "rest")}
    return OverviewPicture(by, drawn, overview_svg(drawn, links.get, lang), links)


def _grouped(cache: SnapshotCache, found: Selection, asked: Asked, by: str, lang: str) -> Overview:
    kind: By = by  # type: ignore[assignment]
    return cache.derived(found.snapshot, ("overview", asked.what, by, lang), lambda: overview(found, kind, lang))


def _group_address(by: str, key: str) -> str:
    name = {"ort": "gebiet", "thema": "thema", "gemeinschaft": "teil"}[by]
    return same_question("network.page", "nach", "bild", "sortierung", **{name: key})
