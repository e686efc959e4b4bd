"""The forms by their name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from graph.formats.content import Content
from graph.formats.tables import edges, node_link, nodes
from graph.formats.xml import gexf, graphml


@dataclass(frozen=True)
class Format:
    """A form of file: how it is written, its ending and its media type."""

    write: Callable[[Content], Iterator[str]]
    """Gives the file piece by piece, to be written as UTF-8."""
    ending: str
    media: str


FORMATS: Final[dict[str, Format]] = {
    "gexf": Format(gexf, "gexf", "application/gexf+xml"),
    "graphml": Format(graphml, "graphml", "application/graphml+xml"),
    "nodes": Format(nodes, "nodes.csv", "text/csv"),
    "edges": Format(edges, "edges.csv", "text/csv"),
    "json": Format(node_link, "json", "application/json"),
}
