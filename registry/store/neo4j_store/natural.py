"""The live statements as a graph that people can read: nodes and relationships with plain properties.

What a statement does not say is absent. `from` and `to` are EDTF dates, `to` is `..` where the end is open;
`from_date` is the first day that `from` can mean, `to_date` the last one that `to` can mean. What people read
(names of themes and indicators) stands beside the keys of the vocabulary, in German like the names.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from neo4j.time import Date

from registry.model import Entity, Invalid, Observation, Period, Post, Problem, Tie
from registry.model.periods import OPEN, bounds
from registry.rules import attested
from registry.store.port import AnyStatement
from registry.vocabulary import Vocabulary

Properties = dict[str, Any]
STRUCTURE: Final = frozenset(
    {"Entity", "Post", "Observation", "Registry", "Published", "ChangeSet", "Version", "Record", "Proposal", "Erased"}
    | {"Item"}
)
"""Labels that no kind may have."""
LINKS: Final = frozenset({"CITES", "SEAT_IN", "POOL", "OBSERVES", "HOLDS", "WROTE", "REFERS"})
"""Types of relationship that no role may have."""
_FORM: Final = 1
"""Grows where this module shows the same statement in another way than before."""
_LIMIT: Final = 2**63
_GREATEST: Final = 10**308


def fingerprint(vocabulary: Vocabulary) -> str:
    """Changes with whatever the graph takes from the vocabulary, so that a graph of another one is made anew."""
    taken = {
        "form": _FORM,
        "kinds": {key: vocabulary.lineage(key) for key in vocabulary.kinds},
        "roles": {key: role.relationship for key, role in vocabulary.roles.items()},
        "themes": {key: (one.label("de"), vocabulary.common_themes(key)) for key, one in vocabulary.themes.items()},
        "indicators": {key: one.label("de") for key, one in vocabulary.indicators.items()},
    }
    return hashlib.sha256(json.dumps(taken, sort_keys=True).encode()).hexdigest()


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


def refuse_clashes(vocabulary: Vocabulary) -> None:
    """Raises Invalid for a vocabulary in which a kind or role is called like something else in the graph."""
    if problems := list(_clashes(vocabulary)):
        raise Invalid.of(problems)


def _clashes(vocabulary: Vocabulary) -> Iterator[Problem]:
    taken = dict.fromkeys(STRUCTURE, "something else in Neo4j")
    for key, name in zip(vocabulary.kinds, kind_labels(vocabulary), strict=True):
        if name in taken:
            yield Problem("vocabulary", f"kinds.yaml ({key})", f"its label {name} is {taken[name]}", "rename the kind")
        taken[name] = f"that of {key}"
    for role in vocabulary.roles.values():
        if role.relationship in LINKS:
            what = f"the relationship {role.relationship} is something else in Neo4j"
            yield Problem("vocabulary", f"roles.yaml ({role.key})", what, "give it another relationship")


def _said(properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if value not in (None, [], "")}


def _period(period: Period) -> Properties:
    first = bounds(period.start)[0] if period.start else None
    last = bounds(period.end)[1] if period.end and period.end != OPEN else None
    return {
        "from": period.start,
        "to": period.end,
        "from_date": Date.from_ordinal(first.toordinal()) if first else None,
        "to_date": Date.from_ordinal(last.toordinal()) if last else None,
    }


def _number(value: int | float | None) -> int | float | None:
    """The number as the database can hold it: a whole one beyond 64 bits roughly, one beyond all floats not at all."""
    if not isinstance(value, int) or abs(value) < _LIMIT:
        return value
    return float(value) if abs(value) < _GREATEST else None


def _named(prefix: str, values: Iterable[tuple[str, str]]) -> Properties:
    """A property for each key; no name of a property may hold U+0000."""
    return {f"{prefix}_{key}".replace("\0", "\ufffd"): value for key, value in values}


def _theme_names(keys: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    return [vocabulary.themes[key].label("de") for key in keys if key in vocabulary.themes]


def _common_themes(keys: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """Names of the themes of the common scheme that these correspond to, each once: comparable across Kreise."""
    common = dict.fromkeys(one for key in keys for one in vocabulary.common_themes(key))
    return sorted(_theme_names(common, vocabulary))


def _shared(statement: AnyStatement) -> Properties:
    return {
        "id": statement.id,
        "visibility": str(statement.visibility),
        "version": statement.version,
        "flags": [one.kind for one in statement.flags],
    }


def entity_properties(entity: Entity, vocabulary: Vocabulary) -> Properties:
    """What an entity's node says."""
    return _said(
        {
            **_shared(entity),
            **_period(entity.period),
            **_named("name", entity.translations.items()),
            **_named("id", entity.identifiers.items()),
            "name": entity.name,
            "kind": entity.kind,
            "aliases": list(entity.aliases),
            "themes": list(entity.themes),
            "theme_names": _theme_names(entity.themes, vocabulary),
            "common_themes": _common_themes(entity.themes, vocabulary),
            "languages": list(entity.languages),
            "status": str(entity.status),
            "size": _number(entity.size.count) if entity.size else None,
            "size_approximate": entity.size.approximate or None if entity.size else None,
            "audience": entity.audience.de if entity.audience else None,
            "summary": entity.summary.de if entity.summary else None,
            "contacts": [f"{one.kind}: {one.value}" for one in entity.contacts if one.visibility == "public"],
        }
    )


def tie_properties(tie: Tie, vocabulary: Vocabulary) -> Properties:
    """What a tie's relationship says; its sources stand in it, because a relationship can not point to a node."""
    themes = [tie.theme] if tie.theme else []
    return _said(
        {
            **_shared(tie),
            **_period(tie.period),
            "role": tie.role,
            "status": str(tie.status),
            "theme": tie.theme,
            "theme_name": next(iter(_theme_names(themes, vocabulary)), None),
            "common_themes": _common_themes(themes, vocabulary),
            "post": tie.post,
            "seats": _number(tie.seats),
            "wording": tie.wording,
            "note": tie.note.de if tie.note else None,
            "sources": [one.document for one in tie.sources],
            "locators": [one.locator for one in tie.sources] if any(one.locator for one in tie.sources) else None,
            "as_of": next(reversed(attested(tie)), None),
        }
    )


def holding_properties(tie: Tie) -> Properties:
    """What the relationship from a holder to the seat says of the tie that fills it."""
    return _said({"id": tie.id, "status": str(tie.status), "visibility": str(tie.visibility), **_period(tie.period)})


def post_properties(post: Post) -> Properties:
    """What a seat's node says."""
    return _said(
        {
            **_shared(post),
            **_period(post.period),
            **_named("name", post.translations.items()),
            "name": post.name,
            "kind": post.kind,
            "role": post.role,
            "seats": _number(post.seats),
            "per_turn": _number(post.per_turn),
            "order": post.order,
            "rhythm": post.rhythm,
            "starts": post.starts,
            "status": str(post.status),
            "note": post.note.de if post.note else None,
        }
    )


def observation_properties(observation: Observation, vocabulary: Vocabulary) -> Properties:
    """What a figure's node says; its name is the indicator's."""
    indicator = vocabulary.indicators.get(observation.indicator)
    return _said(
        {
            **_shared(observation),
            **_period(observation.period),
            "name": indicator.label("de") if indicator else None,
            "indicator": observation.indicator,
            "value": _number(observation.value),
            "upper": _number(observation.upper),
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
        "properties": tie_properties(tie, vocabulary),
    }
