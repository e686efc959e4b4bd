"""What every store decides before it writes: whether a change set landed, is stale, or speaks of an erased person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeVar

from registry.model import ChangeSet, Conflict, Erased, NotFound, Proposal, Remove, Unavailable
from registry.rules.blotting import MARK
from registry.store.archive import ProposalRow
from registry.store.erasure import ProposalTexts
from registry.store.port import Reading

_Reading = TypeVar("_Reading", bound=Reading)


def landed(known: tuple[int, str | None] | None, change_set: ChangeSet) -> int | None:
    """The revision of a change set that is committed already, given revision and digest of what has its id.

    Raises Conflict where it was another one.
    """
    if known is None:
        return None
    revision, digest = known
    if digest not in (None, change_set.digest()):
        raise Conflict(
            "another change set is committed under this id",
            records=(change_set.id,),
            where=change_set.id,
            remedy="give the change set an id of its own",
        )
    return int(revision)


def emptied(reading: Reading, ids: Collection[str]) -> Iterator[ProposalTexts]:
    """The declined proposals among these, without what they said; those that say nothing any more are left out."""
    for row in reading.archive("proposals"):
        if isinstance(row, ProposalRow) and row.state == "declined" and row.id in ids:
            said = ChangeSet.model_validate_json(row.payload)
            nothing = said.model_copy(update={"who": MARK, "why": MARK, "operations": ()})
            if said != nothing or row.decision_note:
                yield ProposalTexts(row.number, nothing.model_dump_json(), row.decided_by, None)


def refuse_known(change_set: ChangeSet) -> Conflict:
    """The error for proposing what was proposed or committed before."""
    return Conflict("this change set is known already", records=(change_set.id,), where=change_set.id)


def refuse_erased(erased: Collection[str], change_set: ChangeSet) -> None:
    """Raises Erased where the change set writes of an erased person."""
    hit = [one.target for one in change_set.operations if one.target in erased]
    if hit:
        raise Erased(
            "the person behind this id was erased at their request",
            where=", ".join(hit),
            remedy="leave this record out; a seat can be filled by a new entry",
        )


def refuse_stale(change_set: ChangeSet, latest: Mapping[str, tuple[int, bool]]) -> None:
    """Raises Conflict where a target has moved on; `latest` has version and liveness of those ever known."""
    stale = []
    for one in change_set.operations:
        version, live = latest.get(one.target, (0, False))
        # A removed record is written anew under its latest version, never as if it had not been.
        if one.expected != version or (isinstance(one, Remove) and not live):
            stale.append(one.target)
    if stale:
        raise moved_on(stale)


def moved_on(stale: Sequence[str]) -> Conflict:
    """The error for writing over records that have moved on."""
    return Conflict(
        "the record has changed since this change was prepared",
        records=stale,
        where=", ".join(stale[:5]),
        remedy="read it again, compare, and repeat the change",
    )


def late_enough(reading: _Reading, at_least: int, where: str) -> _Reading:
    """The view, if it has this revision. Raises Unavailable."""
    if at_least and reading.revision < at_least:
        raise Unavailable(
            f"revision {at_least} is not to be seen here (the last is {reading.revision})",
            where=where,
            remedy="try again; if it stays so, the record was replaced by an older copy, or a server does not keep up",
        )
    return reading


def open_proposal(reading: Reading, id: str) -> Proposal:
    """A proposal that waits for a decision. Raises NotFound, Conflict."""
    proposal = reading.proposal(id)
    if proposal is None:
        raise NotFound("there is no such proposal", where=id, remedy="see the list of proposals")
    if proposal.state != "open":
        raise Conflict(f"the proposal is {proposal.state} already", records=(id,), where=id, remedy="reload the list")
    return proposal
