"""The live statements as a graph that people can read: nodes and relationships with plain properties.

What a statement does not say is absent. `from` and `to` are EDTF dates, `to` is `..` where the end is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from registry.model import Entity, Observation, Period, Post, Tie
from registry.store.port import AnyStatement
from registry.vocabulary import Vocabulary

Properties = dict[str, Any]
STRUCTURE: Final = frozenset(
    {"Entity", "Post", "Observation", "Registry", "Published", "ChangeSet", "Version", "Record", "Proposal", "Erased"}
)
"""Labels that no kind may have."""
LINKS: Final = frozenset({"CITES", "SEAT_IN", "POOL", "OBSERVES", "HOLDS", "WROTE", "REFERS"})
"""Types of relationship that no role may have."""


class Link(NamedTuple):
    """A relationship from a node of ours that is not a tie: to a source, a body, a pool, what was counted."""

    id: str
    type: str
    target: str
    properties: Properties


@lru_cache(maxsize=1024)
def label(key: str) -> str:
    """The label of a kind: `ki_zentrum` gives `KiZentrum`."""
    return "".join(part[:1].upper() + part[1:] for part in key.split("_"))


def labels(entity: Entity, vocabulary: Vocabulary) -> list[str]:
    """`Entity`, and the kind with everything broader up to the family."""
    return ["Entity", *(label(key) for key in vocabulary.lineage(entity.kind))]


def kind_labels(vocabulary: Vocabulary) -> list[str]:
    """Every label that a kind gives."""
    return [label(key) for key in vocabulary.kinds]


def _said(properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if value not in (None, [], "")}


def _period(period: Period) -> Properties:
    return {"from": period.start, "to": period.end}


def _shared(statement: AnyStatement) -> Properties:
    return {
        "id": statement.id,
        "visibility": str(statement.visibility),
        "version": statement.version,
        "flags": [one.kind for one in statement.flags],
    }


def entity_properties(entity: Entity) -> Properties:
    """What an entity's node says."""
    return _said(
        {
            **_shared(entity),
            **_period(entity.period),
            **{f"name_{tag}": name for tag, name in entity.translations.items()},
            **{f"id_{scheme}": value for scheme, value in entity.identifiers.items()},
            "name": entity.name,
            "kind": entity.kind,
            "aliases": list(entity.aliases),
            "themes": list(entity.themes),
            "languages": list(entity.languages),
            "status": str(entity.status),
            "size": entity.size.count if entity.size else None,
            "size_approximate": entity.size.approximate or None if entity.size else None,
            "audience": entity.audience.de if entity.audience else None,
            "summary": entity.summary.de if entity.summary else None,
            "contacts": [f"{one.kind}: {one.value}" for one in entity.contacts if one.visibility == "public"],
        }
    )


def tie_properties(tie: Tie) -> Properties:
    """What a tie's relationship says; its sources stand in it, because a relationship can not point to a node."""
    return _said(
        {
            **_shared(tie),
            **_period(tie.period),
            "role": tie.role,
            "status": str(tie.status),
            "theme": tie.theme,
            "post": tie.post,
            "seats": tie.seats,
            "wording": tie.wording,
            "note": tie.note.de if tie.note else None,
            "sources": [one.document for one in tie.sources],
            "locators": [one.locator for one in tie.sources] if any(one.locator for one in tie.sources) else None,
            "as_of": max((one.as_of for one in tie.sources if one.as_of), default=None),
        }
    )


def post_properties(post: Post) -> Properties:
    """What a seat's node says."""
    return _said(
        {
            **_shared(post),
            **_period(post.period),
            **{f"name_{tag}": name for tag, name in post.translations.items()},
            "name": post.name,
            "kind": post.kind,
            "role": post.role,
            "seats": post.seats,
            "per_turn": post.per_turn,
            "order": post.order,
            "rhythm": post.rhythm,
            "starts": post.starts,
            "status": str(post.status),
            "note": post.note.de if post.note else None,
        }
    )


def observation_properties(observation: Observation) -> Properties:
    """What a figure's node says."""
    return _said(
        {
            **_shared(observation),
            **_period(observation.period),
            "indicator": observation.indicator,
            "value": observation.value,
            "upper": observation.upper,
            "unit": observation.unit,
            "approximate": observation.approximate or None,
            "printed": observation.printed,
            "note": observation.note.de if observation.note else None,
        }
    )


def links(statement: AnyStatement) -> Iterator[Link]:
    """The relationships of an entity's, seat's or figure's node besides the ties."""
    match statement:
        case Post():
            yield Link(statement.id, "SEAT_IN", statement.body, {})
            for member in statement.pool:
                yield Link(statement.id, "POOL", member, {})
        case Observation():
            yield Link(statement.id, "OBSERVES", statement.subject, {})
        case Tie():
            return
    for one in statement.sources:
        yield Link(statement.id, "CITES", one.document, _said({"locator": one.locator, "as_of": one.as_of}))


def tie_row(tie: Tie, vocabulary: Vocabulary) -> Properties:
    """What is needed to write a tie's relationship."""
    return {
        "id": tie.id,
        "subject": tie.subject,
        "object": tie.object,
        "type": vocabulary.roles[tie.role].relationship,
        "properties": tie_properties(tie),
    }
