"""The network as a whole, when it is too large for the usual picture: drawn by WebGL at positions from the server."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from graph.desk import Answer
from graph.networks import of_selection
from graph.pictures.layout import Layout
from graph.pictures.remembering import Places
from graph.pictures.settling import settled
from graph.pictures.styles import NODES, NodeStyle, node_style
from graph.selection import Selection
from web.network.asking import Asked
from web.site import desk, site

LARGE: Final = 3000
"""Above so many actors the usual picture stops being pleasant (and shows the most connected only)."""
MOST: Final = 60_000
"""Above so many a browser takes too long, too."""
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Whole:
    """A picture as JSON, and which shapes are in it: all that its page needs, whatever revision it is of."""

    text: str
    actors: int
    ties: int
    kinds: tuple[NodeStyle, ...]


def whole_picture(found: Selection, asked: Asked) -> Answer[Whole]:
    """The picture, or how far it is. Positions take seconds for thousands of actors, once."""
    places = site().places
    return desk().ask(found.snapshot, ("whole", asked.what), lambda tell: _drawn(found, asked, places, tell))


def _drawn(found: Selection, asked: Asked, places: Places, tell: Tell) -> Whole:
    name = f"{found.snapshot.level} whole {asked.what!r}"
    made, after = settled(found, places.of(name), tell)
    places.keep(name, after)
    styles = tuple(NODES[key] for key in NODES if key in _looks(found).values())
    data = _data(found, made, styles)
    return Whole(json.dumps(data, separators=(",", ":"), ensure_ascii=False), len(found), len(found.ties), styles)


def _looks(found: Selection) -> dict[int, str]:
    """The style of each kind that occurs, by its number in the snapshot."""
    snapshot = found.snapshot
    return {
        number: node_style(kind, snapshot.vocabulary).kind
        for number, kind in enumerate(snapshot.kinds)
        if snapshot.vocabulary.family(kind) == "actor"
    }


def _data(found: Selection, made: Layout, styles: tuple[NodeStyle, ...]) -> dict[str, Any]:
    """Columns: one entry an actor, one entry a pair of actors with a tie."""
    snapshot, looks = found.snapshot, _looks(found)
    keys = [one.kind for one in styles]
    first, second, weight = of_selection(found).edges
    return {
        "ids": found.ids,
        "names": found.names,
        "x": [round(one, 1) for one in made.x.tolist()],
        "y": [round(-one, 1) for one in made.y.tolist()],  # sigma's y grows upwards
        "size": [round(one, 1) for one in made.radius.tolist()],
        "kind": [keys.index(looks[one]) for one in snapshot.kind[found.entities].tolist()],
        "colours": [one.colour for one in styles],
        "first": first.tolist(),
        "second": second.tolist(),
        "weight": weight.astype(int).tolist(),
    }
