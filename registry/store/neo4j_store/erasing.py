"""Erasure in Neo4j: reads what speaks of a person, and writes what `plan_erasure` says."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from registry.model import ChangeSet
from registry.store.erasure import ChangeTexts, Erasure, ItemTexts, Payload, ProposalTexts, plan_erasure
from registry.store.neo4j_store import cypher
from registry.store.neo4j_store.asking import Within
from registry.store.neo4j_store.projecting import each, project
from registry.store.neo4j_store.reading import Neo4jReading, batched
from registry.store.neo4j_store.writing import (
    close,
    columns_of,
    refer_anew,
    version_of,
    write_log,
    write_versions,
)
from registry.store.rows import TYPES, decoded
from registry.vocabulary import Vocabulary


def write_erasure(tx: Within, reading: Neo4jReading, id: str, change_set: ChangeSet, vocabulary: Vocabulary) -> int:
    """Erase inside the caller's locked transaction and return the revision. Raises NotFound, Erased, Invalid."""
    plan = plan_erasure(_Held(tx), reading, id, change_set, vocabulary)
    revision = reading.revision + 1
    write_log(tx, revision, plan.log, len(plan.rewritten))
    _write_past(tx, plan)
    _write_live(tx, plan, revision, vocabulary)
    _write_texts(tx, plan)
    tx.do(cypher.MARK_ERASED, ids=list(plan.ids), revision=revision)
    return revision


class _Held:
    """Everything in the database that can speak of a person."""

    def __init__(self, tx: Within) -> None:
        self._tx = tx

    def merged_into(self, id: str) -> Collection[str]:
        """Ids of removed statements whose successor is this one."""
        return [row["id"] for row in self._tx.rows(cypher.MERGED_INTO, id=id)]

    def payloads(self) -> Iterator[Payload]:
        """Every version, live and past, that has a payload."""
        return (Payload(*row) for row in self._tx.stream(cypher.PAYLOADS))

    def changes_of(self, ids: Collection[str]) -> Collection[int]:
        """Revisions of the change sets that touched any of these statements."""
        return {row[0] for part in batched(sorted(ids)) for row in self._tx.rows(cypher.CHANGES_OF, ids=part)}

    def change_texts(self) -> Iterator[ChangeTexts]:
        """Those of every committed change set."""
        return (ChangeTexts(*row) for row in self._tx.stream(cypher.CHANGE_TEXTS))

    def proposal_texts(self) -> Iterator[ProposalTexts]:
        """Those of every proposal."""
        for row in self._tx.rows(cypher.PROPOSAL_TEXTS):
            yield ProposalTexts(*row)

    def item_texts(self) -> Iterator[ItemTexts]:
        """Every item of the workspace."""
        return (ItemTexts(*row) for row in self._tx.stream(cypher.ITEM_TEXTS))


def _write_past(tx: Within, plan: Erasure) -> None:
    """What versions said, without the person; what an anonymous one no longer refers to goes too."""
    said = {key: decoded(key[0], TYPES[key[0][0]], key[1], payload) for key, payload in plan.payloads.items()}
    payloads = [
        {"id": id, "version": version, "payload": plan.payloads[id, version], "columns": columns_of(one)}
        for (id, version), one in said.items()
    ]
    each(tx, cypher.REWRITE, payloads)
    refer_anew(tx, said.values())


def _write_live(tx: Within, plan: Erasure, revision: int, vocabulary: Vocabulary) -> None:
    """Live statements in other words, each as a version of its own."""
    new = [one.model_copy(update={"version": old.version + 1}) for old, one in plan.rewritten]
    close(tx, ((old.id, old.version, revision) for old, _ in plan.rewritten))
    write_versions(tx, [version_of(one, revision) for one in new], new)
    project(tx, [old for old, _ in plan.rewritten], new, vocabulary)


def _write_texts(tx: Within, plan: Erasure) -> None:
    tx.do(cypher.FORGET_DIGESTS, revisions=sorted(plan.digests))
    each(tx, cypher.REWRITE_CHANGES, (one._asdict() for one in plan.changes))
    each(tx, cypher.REWRITE_PROPOSALS, (one._asdict() for one in plan.proposals))
    each(tx, cypher.REWRITE_ITEMS, ({"name": f"{one.kind}/{one.id}", "payload": one.payload} for one in plan.items))
    tx.do(cypher.DROP_ITEMS, names=[f"{kind}/{id}" for kind, id in plan.dropped])
