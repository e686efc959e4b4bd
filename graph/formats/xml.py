"""GEXF 1.3 (dynamic) and GraphML, written piece by piece."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final
from xml.sax.saxutils import quoteattr

from graph.formats.content import Attribute, Content, parts

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, however it is written."""
_SPELL: Final = ("first", "last")
CREATOR: Final = "Integrationsnetz"


def quoted(text: str) -> str:
    """A text as the value of an XML attribute, with its quotes."""
    return quoteattr(_FORBIDDEN.sub("", text))


def gexf(content: Content) -> Iterator[str]:
    """GEXF 1.3 as Gephi documents it: periods as `start` and `end` (days, both inclusive; none where unknown),
    parallel ties told apart by their `kind`: the role, with the theme where the tie has one.
    """
    yield (
        f'{_HEAD}<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
        f"<meta lastmodifieddate={quoted((content.stand or datetime.now().astimezone().date()).isoformat())}>"
        f"<creator>{CREATOR}</creator><description>{_said(content)}</description></meta>\n"
        '<graph mode="dynamic" defaultedgetype="directed" timeformat="date" timerepresentation="interval">\n'
    )
    yield _declared("node", _static(content.entity_attributes))
    yield _declared("edge", _static(content.tie_attributes))
    yield f'<nodes count="{len(content.ids)}">\n'
    yield from _gexf_nodes(content)
    yield f'</nodes>\n<edges count="{len(content.tie_ids)}">\n'
    yield from _gexf_edges(content)
    yield "</edges>\n</graph>\n</gexf>\n"


def _said(content: Content) -> str:
    at = f"Stand {content.stand.isoformat()}" if content.stand else "alle Zeiten"
    return f"Revision {content.revision}, {at}, {content.level}"


def _static(attributes: Sequence[Attribute]) -> list[Attribute]:
    return [one for one in attributes if one.name not in _SPELL]


def _declared(of: str, attributes: Sequence[Attribute]) -> str:
    lines = "".join(f'<attribute id="{one.name}" title="{one.name}" type="string"/>\n' for one in attributes)
    return f'<attributes class="{of}" mode="static">\n{lines}</attributes>\n'


def _gexf_nodes(content: Content) -> Iterator[str]:
    values = _static(content.entity_attributes)
    spells = [content.attribute(one) for one in _SPELL]
    for rows in parts(len(content.ids)):
        heads = zip(content.ids[rows], map(quoted, content.labels[rows]), _spells(spells, rows), strict=True)
        told = _told(values, rows, "attvalue")
        yield "".join(
            f'<node id="{id}" label={label}{spell}><attvalues>{said}</attvalues></node>\n'
            for (id, label, spell), said in zip(heads, told, strict=True)
        )


def _gexf_edges(content: Content) -> Iterator[str]:
    values = _static(content.tie_attributes)
    spells = [content.attribute(one, of_ties=True) for one in _SPELL]
    label = content.attribute("role_label", of_ties=True)
    for rows in parts(len(content.tie_ids)):
        ends = (
            (content.ids[a], content.ids[b]) for a, b in zip(content.source[rows], content.target[rows], strict=True)
        )
        words = zip(_kinds(content, rows), label.values(quoted, '""', rows), strict=True)
        heads = zip(content.tie_ids[rows], ends, words, strict=True)
        told = zip(_spells(spells, rows), _told(values, rows, "attvalue"), strict=True)
        yield "".join(
            f'<edge id="{id}" source="{a}" target="{b}" kind="{kind}" label={name}{spell}>'
            f"<attvalues>{said}</attvalues></edge>\n"
            for (id, (a, b), (kind, name)), (spell, said) in zip(heads, told, strict=True)
        )


def _kinds(content: Content, rows: slice) -> Iterator[str]:
    """What tells parallel ties apart."""
    roles = content.attribute("role", of_ties=True).values(_text, "", rows)
    themes = content.attribute("theme", of_ties=True).values(lambda one: f" {_text(one)}", "", rows)
    return map("".join, zip(roles, themes, strict=True))


def _spells(attributes: Sequence[Attribute], rows: slice) -> Iterator[str]:
    forms = (lambda day: f' start="{day}"', lambda day: f' end="{day}"')
    found = [one.values(form, "", rows) for one, form in zip(attributes, forms, strict=True)]
    return map("".join, zip(*found, strict=True))


def _told(attributes: Sequence[Attribute], rows: slice, element: str) -> Iterator[str]:
    """The attributes of each row; an attribute without a value is left out."""

    def form(name: str) -> Callable[[str], str]:
        if element == "attvalue":
            return lambda text: f'<attvalue for="{name}" value={quoted(text)}/>'
        return lambda text: f'<data key="{name}">{_text(text)}</data>'

    return map("".join, zip(*(one.values(form(one.name), "", rows) for one in attributes), strict=True))


def _text(text: str) -> str:
    return quoted(text)[1:-1]


def graphml(content: Content) -> Iterator[str]:
    """GraphML; keys of ties begin with `tie_`, because a key is for one kind of element.

    The id of a tie stands in its data, too (`tie`): some readers count edges anew.
    """
    yield f'{_HEAD}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield '<key id="label" for="node" attr.name="label" attr.type="string"/>\n'
    yield _keys("node", "", content.entity_attributes)
    yield '<key id="tie" for="edge" attr.name="tie" attr.type="string"/>\n'
    yield _keys("edge", "tie_", content.tie_attributes)
    for name in ("revision", "stand", "level"):
        yield f'<key id="graph_{name}" for="graph" attr.name="{name}" attr.type="string"/>\n'
    yield f'<graph id="integrationsnetz" edgedefault="directed">\n{_graph_data(content)}'
    for rows in parts(len(content.ids)):
        told = _told(content.entity_attributes, rows, "data")
        heads = zip(content.ids[rows], content.labels[rows], told, strict=True)
        yield "".join(
            f'<node id="{id}"><data key="label">{_text(label)}</data>{said}</node>\n' for id, label, said in heads
        )
    yield from _graphml_edges(content)
    yield "</graph>\n</graphml>\n"


def _graph_data(content: Content) -> str:
    told = {"revision": content.revision, "stand": content.stand or "", "level": content.level}
    return "".join(f'<data key="graph_{name}">{value}</data>\n' for name, value in told.items())


def _keys(of: str, prefix: str, attributes: Sequence[Attribute]) -> str:
    return "".join(
        f'<key id="{prefix}{one.name}" for="{of}" attr.name="{one.name}" attr.type="string"/>\n' for one in attributes
    )


def _graphml_edges(content: Content) -> Iterator[str]:
    prefixed = [Attribute(f"tie_{one.name}", one.keys, one.codes) for one in content.tie_attributes]
    for rows in parts(len(content.tie_ids)):
        ends = zip(content.source[rows], content.target[rows], strict=True)
        heads = zip(content.tie_ids[rows], ends, _told(prefixed, rows, "data"), strict=True)
        yield "".join(
            f'<edge id="{id}" source="{content.ids[a]}" target="{content.ids[b]}">'
            f'<data key="tie">{id}</data>{said}</edge>\n'
            for id, (a, b), said in heads
        )
