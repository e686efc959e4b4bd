"""Tables with the column names of Gephi, and JSON in the node-link form of networkx and D3."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Final

from graph.formats.content import Attribute, Content, columns, parts
from registry.services.tables import harmless

_EDGE_HEAD: Final = ("Source", "Target", "Type", "Id", "Label")


def nodes(content: Content) -> Iterator[str]:
    """The entities as CSV (commas, UTF-8): `Id`, `Label`, then the attributes.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    yield _lines([("Id", "Label", *(one.name for one in content.entity_attributes))])
    for rows in parts(len(content.ids)):
        cells = columns(content.entity_attributes, harmless, rows)
        yield _lines(zip(content.ids[rows], map(harmless, content.labels[rows]), *cells, strict=True))


def edges(content: Content) -> Iterator[str]:
    """The ties as CSV: `Source`, `Target`, `Type` (all Directed), `Id`, `Label` (the role), then the attributes."""
    attributes = [one for one in content.tie_attributes if one.name != "role_label"]
    label = content.attribute("role_label", of_ties=True)
    yield _lines([(*_EDGE_HEAD, *(one.name for one in attributes))])
    for rows in parts(len(content.tie_ids)):
        source = (content.ids[one] for one in content.source[rows])
        target = (content.ids[one] for one in content.target[rows])
        fixed = (("Directed",) * len(content.tie_ids[rows]), content.tie_ids[rows], label.values(harmless, "", rows))
        yield _lines(zip(source, target, *fixed, *columns(attributes, harmless, rows), strict=True))


def _lines(rows: Iterator[Sequence[str]] | Sequence[Sequence[str]] | zip[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def node_link(content: Content) -> Iterator[str]:
    """JSON as `networkx.node_link_graph(data, edges="edges")` reads it; an attribute without a value is null."""
    graph = {
        "revision": content.revision,
        "stand": content.stand.isoformat() if content.stand else None,
        "level": content.level,
    }
    yield f'{{"directed": true, "multigraph": true, "graph": {json.dumps(graph)}, "nodes": ['
    yield from _objects(_node_heads(content), content.entity_attributes, len(content.ids))
    yield '], "edges": ['
    yield from _objects(_edge_heads(content), content.tie_attributes, len(content.tie_ids))
    yield "]}\n"


def _node_heads(content: Content) -> list[str]:
    pairs = zip(content.ids, content.labels, strict=True)
    return [f'"id": "{id}", "label": {_json(label)}' for id, label in pairs]


def _edge_heads(content: Content) -> list[str]:
    ends = zip(content.source, content.target, content.tie_ids, strict=True)
    return [f'"source": "{content.ids[a]}", "target": "{content.ids[b]}", "key": "{id}"' for a, b, id in ends]


def _objects(heads: list[str], attributes: Sequence[Attribute], size: int) -> Iterator[str]:
    """Objects with a comma between them."""
    for rows in parts(size):
        lists = [[f'"{one.name}": {value}' for value in one.values(_json, "null", rows)] for one in attributes]
        made = (
            f"{{{head}, {', '.join(rest)}}}" for head, rest in zip(heads[rows], zip(*lists, strict=True), strict=True)
        )
        yield (",\n" if rows.start else "\n") + ",\n".join(made)


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
