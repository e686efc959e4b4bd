"""Data of the interactive picture: pyvis builds nodes and edges, the page draws them with vis-network at our positions.

`generate_html` is never used: it loads from other hosts and does not escape.
"""

from __future__ import annotations

from collections.abc import Callable, KeysView, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graph.pictures.labels import FONT, Labels
from graph.pictures.layout import Layout, layout
from graph.pictures.lines import UNSURE, parallel_offsets, picture_labels
from graph.pictures.styles import VIS_SHAPES, Arrow, line_legend, line_style, node_legend, node_style, status_label
from graph.pictures.twin import TwinRow, rows_of
from graph.selection import Selection
from registry.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pyvis.network import Network

MOST_NODES: Final = 3000
Words = Callable[[TwinRow], Mapping[str, str]]
_HEADS: Final[dict[Arrow, dict[str, Any]]] = {
    "filled": {"enabled": True, "type": "arrow", "scaleFactor": 0.9},
    "open": {"enabled": True, "type": "vee", "scaleFactor": 0.6},
    "bar": {"enabled": True, "type": "bar", "scaleFactor": 0.6},
    "dot": {"enabled": True, "type": "circle", "scaleFactor": 0.4},
    "none": {"enabled": False},
}
OPTIONS: Final[dict[str, Any]] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hideEdgesOnDrag": True,
        "hover": True,
        "multiselect": False,
        "keyboard": {"enabled": False},
        "tooltipDelay": 200,
    },
    "nodes": {"font": {"size": FONT}, "borderWidth": 1.5},
    "edges": {"smooth": False, "font": {"size": 11, "align": "middle"}, "selectionWidth": 1.5},
}


def picture(
    selection: Selection,
    *,
    lang: str = "de",
    placed: Layout | None = None,
    link: Callable[[str], str] | None = None,
    words: Words = lambda _row: {},
    most: int = MOST_NODES,
) -> dict[str, Any]:
    """JSON-ready data of the interactive picture. `link` makes the address of an entity's page from its id, `words`
    what else an edge is to carry.

    Keys: `nodes`, `edges`, `options` (for vis-network), `styles` (what every edge of a role group has in
    common, to be laid over
    each edge by its `group`), `groups`, `legend` (`lines` and `shapes`), `box` (left, top, width, height),
    `shown`, `total`.
    Above `most` nodes only the most connected are drawn (`shown` < `total`).
    """
    drawn = most_connected(selection, most)
    placed = placed if placed is not None and len(placed) == len(drawn) else layout(drawn)
    labels = picture_labels(drawn, placed, lang)
    network = _network()
    _add_nodes(network, drawn, placed, labels, lang, link)
    _add_edges(network, drawn, lang, _role_labels(labels), words)
    nodes, edges, *_ = network.get_network_data()
    snapshot = selection.snapshot
    roles = [snapshot.roles[one] for one in np.unique(snapshot.ties.role[drawn.ties])]
    kinds = [snapshot.kinds[one] for one in np.unique(snapshot.kind[drawn.entities])]
    return {
        "nodes": nodes,
        "edges": edges,
        "options": OPTIONS,
        "styles": {snapshot.vocabulary.roles[one].group: _edge_style(one, snapshot.vocabulary) for one in roles},
        "groups": list(placed.group_names),
        "legend": {
            "lines": [asdict(one) for one in line_legend(roles, snapshot.vocabulary, lang)],
            "shapes": [asdict(one) for one in node_legend(kinds, snapshot.vocabulary, lang)],
        },
        "box": [round(one, 1) for one in placed.box],
        "shown": len(drawn),
        "total": len(selection),
    }


def most_connected(selection: Selection, most: int) -> Selection:
    """The selection, or its most connected entities where it has more than so many."""
    if len(selection) <= most:
        return selection
    order = np.lexsort((np.arange(len(selection)), -selection.degree))[:most]
    keep = np.zeros(len(selection.snapshot), dtype=np.bool_)
    keep[selection.entities[order]] = True
    ties = np.zeros(len(selection.snapshot.ties), dtype=np.bool_)
    ties[selection.ties] = True
    return Selection.of(selection.snapshot, keep, ties)


def _network() -> Network:
    # pyvis takes a second to import (it brings IPython): only who draws pays for it. An undirected network
    # would keep one of
    # several ties between the same two.
    from pyvis.network import Network

    class Quick(Network):  # type: ignore[misc]
        """pyvis looks both ends of every tie up in a list of all nodes; these are the same in a dictionary."""

        def get_nodes(self) -> KeysView[str]:
            keys: KeysView[str] = self.node_map.keys()
            return keys

    return Quick(directed=True)


def _add_nodes(
    network: Network,
    selection: Selection,
    placed: Layout,
    labels: Labels,
    lang: str,
    link: Callable[[str], str] | None,
) -> None:
    snapshot = selection.snapshot
    for place, number in enumerate(selection.entities.tolist()):
        kind = snapshot.kind_of(number)
        style = node_style(kind, snapshot.vocabulary)
        name, kind_label = snapshot.names[number], snapshot.vocabulary.kinds[kind].label(lang)
        network.add_node(
            snapshot.ids[number],
            label=labels.text[place],
            shape=VIS_SHAPES[style.shape],
            color=style.colour,
            x=round(float(placed.x[place]), 1),
            y=round(float(placed.y[place]), 1),
            size=round(float(placed.radius[place]), 1),
            title=f"{name}\n{kind_label}",
            name=name,
            kind=kind,
            look=style.kind,
            community=int(placed.group[place]),
            ties=int(selection.degree[place]),
            labelFrom=_number(labels.scale_from[place]),
            **({"href": link(snapshot.ids[number])} if link else {}),
            **({"shapeProperties": {"borderDashes": [3, 3]}} if style.shape in {"page", "pin"} else {}),
        )


def _number(value: float) -> float | None:
    return round(float(value) + 5e-4, 3) if np.isfinite(value) else None


def _role_labels(labels: Labels) -> dict[int, dict[str, Any]]:
    rows = zip(labels.ties, labels.tie_scale_from.tolist(), strict=True)
    return {
        one.tie: {
            "label": one.text,
            "labelX": round(one.x, 1),
            "labelY": round(one.y, 1),
            "labelFrom": _number(scale_from),
        }
        for one, scale_from in rows
    }


def _add_edges(
    network: Network, selection: Selection, lang: str, roles: dict[int, dict[str, Any]], words: Words
) -> None:
    curves = parallel_offsets(*selection.ends).tolist()
    for place, row in enumerate(rows_of(selection.snapshot, selection.ties, lang)):
        network.add_edge(
            row.subject,
            row.object,
            id=row.tie,
            role=row.role,
            group=row.group,
            title=tie_title(row, lang),
            **({"faint": True} if row.status in UNSURE else {}),
            **_curve(curves[place]),
            **roles.get(place, {}),
            **words(row),
        )


def _edge_style(role: str, vocabulary: Vocabulary) -> dict[str, Any]:
    style = line_style(role, vocabulary)
    return {
        "width": style.width,
        "dashes": list(style.dashes) if style.dashes else False,
        "arrows": {"to": _HEADS[style.arrow]},
        "color": {"color": style.colour, "opacity": style.opacity},
    }


def tie_title(row: TwinRow, lang: str) -> str:
    """What a tie says between its two ends, in one line of plain text."""
    more = [row.theme_label, row.period, status_label(row.status, lang)]
    if not row.period and row.attested:
        more.append(f"attested {row.attested}" if lang == "en" else f"belegt {row.attested}")
    return " · ".join([row.role_label, *(one for one in more if one)])


def _curve(offset: float) -> dict[str, Any]:
    if not offset:
        return {}
    bend = "curvedCW" if offset > 0 else "curvedCCW"
    return {"smooth": {"enabled": True, "type": bend, "roundness": abs(offset)}}
