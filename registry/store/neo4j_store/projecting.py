"""Keeps the natural graph in step with the live statements, in the transaction that changes them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import Final, LiteralString, TypeVar

from registry.model import Entity, Observation, Post, Tie
from registry.store.neo4j_store import cypher, natural
from registry.store.neo4j_store.asking import Within
from registry.store.neo4j_store.natural import Properties
from registry.store.neo4j_store.reading import batched
from registry.store.port import AnyStatement
from registry.vocabulary import Vocabulary

_BATCH: Final = 2000
_Statement = TypeVar("_Statement", Entity, Post, Observation)


def project(tx: Within, old: Collection[AnyStatement], new: Collection[AnyStatement], vocabulary: Vocabulary) -> None:
    """Take away what the old statements showed and show the new ones (of which some have the same ids)."""
    kept = {one.id for one in new}
    removed = [one for one in old if one.id not in kept]
    _drop_ties(tx, [one for one in old if isinstance(one, Tie)])
    _unlink(tx, old)
    _drop(tx, cypher.DROP_POSTS, [one.id for one in removed if isinstance(one, Post)])
    _drop(tx, cypher.DROP_OBSERVATIONS, [one.id for one in removed if isinstance(one, Observation)])
    put_nodes(tx, new, vocabulary, known=[one for one in old if isinstance(one, Entity)])
    put_links(tx, new, vocabulary)
    _drop(tx, cypher.DROP_ENTITIES, [one.id for one in removed if isinstance(one, Entity)])


def put_nodes(
    tx: Within, statements: Iterable[AnyStatement], vocabulary: Vocabulary, *, known: Iterable[Entity] = ()
) -> None:
    """The nodes of entities, seats and figures; `known` are the entities as they stand now."""
    statements = tuple(statements)
    before = {one.id: natural.labels(one, vocabulary)[1:] for one in known}
    entities = [
        {
            "id": one.id,
            "before": before.get(one.id, []),
            "labels": natural.labels(one, vocabulary),
            "properties": natural.entity_properties(one, vocabulary),
        }
        for one in statements
        if isinstance(one, Entity)
    ]
    each(tx, cypher.PUT_ENTITIES, entities)
    each(tx, cypher.PUT_POSTS, _nodes(statements, Post, natural.post_properties))
    figures = partial(natural.observation_properties, vocabulary=vocabulary)
    each(tx, cypher.PUT_OBSERVATIONS, _nodes(statements, Observation, figures))


def put_links(tx: Within, statements: Iterable[AnyStatement], vocabulary: Vocabulary) -> None:
    """The relationships of these statements, whose nodes and those at the other ends are there."""
    statements = tuple(statements)
    each(tx, cypher.CITE_ENTITIES, _links(one for one in statements if isinstance(one, Entity)))
    each(tx, cypher.LINK_POSTS, _links(one for one in statements if isinstance(one, Post)))
    each(tx, cypher.LINK_OBSERVATIONS, _links(one for one in statements if isinstance(one, Observation)))
    ties = [one for one in statements if isinstance(one, Tie)]
    each(tx, cypher.PUT_TIES, [natural.tie_row(one, vocabulary) for one in ties])
    each(tx, cypher.PUT_HOLDS, _holds(ties))


def each(tx: Within, query: LiteralString, rows: Iterable[object], **parameters: object) -> None:
    """A statement for many rows, a part of them at a time."""
    for part in batched(rows, _BATCH):
        tx.do(query, rows=part, **parameters)


def _nodes(
    statements: Iterable[AnyStatement], type: type[_Statement], properties: Callable[[_Statement], Properties]
) -> list[Properties]:
    return [{"id": one.id, "properties": properties(one)} for one in statements if isinstance(one, type)]


def _links(statements: Iterable[AnyStatement]) -> Iterator[Properties]:
    return (link._asdict() for one in statements for link in natural.links(one))


def _holds(ties: Iterable[Tie]) -> list[Properties]:
    return [
        {"id": one.id, "subject": one.subject, "post": one.post, "properties": natural.holding_properties(one)}
        for one in ties
        if one.post
    ]


def _drop_ties(tx: Within, ties: Collection[Tie]) -> None:
    each(tx, cypher.DROP_TIES, ({"id": one.id, "subject": one.subject, "object": one.object} for one in ties))
    each(tx, cypher.DROP_HOLDS, _holds(ties))


def _unlink(tx: Within, statements: Iterable[AnyStatement]) -> None:
    statements = [one for one in statements if any(natural.links(one))]
    for type, query in (
        (Entity, cypher.UNLINK_ENTITIES),
        (Post, cypher.UNLINK_POSTS),
        (Observation, cypher.UNLINK_OBSERVATIONS),
    ):
        _drop(tx, query, [one.id for one in statements if isinstance(one, type)])


def _drop(tx: Within, query: LiteralString, ids: Collection[str]) -> None:
    for part in batched(ids, _BATCH):
        tx.do(query, ids=part)
