"""Decisions about proposals: accepted whole or in part, sent back with a question, declined with a reason.

Whoever decides first claims the proposal's item (compare-and-set), so that the second gets Conflict before anything
is written. What is about to be done stands in the claim; every step can be repeated without harm. So a decision whose
process was lost half-way is carried to its end by whoever looks at the proposal next (`resume`):

1. claim: the item is `deciding`, with what is taken and what is left as change sets that have their ids already;
2. what is taken is committed (a repeated commit writes nothing);
3. what is left, where it stays open, is proposed anew, and so is never nowhere;
4. the first proposal is declined, with a note of what became of it;
5. the item says how it ended, and its sender is told in the same write.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, Literal

from registry.model import ChangeSet, Conflict, Erased, Invalid, NotFound, Operation, Proposal, derived_id
from registry.services.moments import Clock, moment, now, stamp
from registry.services.registering import consent_of, ensure_documents, keep_consent
from registry.services.registering.sending import WAITING, Message, Sending, Sendings, Telling
from registry.services.registry import Registry
from registry.services.reviewing.lines import Parts
from registry.services.reviewing.proposals import case_of
from registry.store.workspace import overtaken

Rest = Literal["decline", "keep"]
"""What becomes of what is left: declined with the reason, or a proposal of its own."""
ALIVE: Final = timedelta(seconds=60)
"""So long a decision is taken to be under way; then its process was lost."""


class Decisions:
    """Every verb raises Conflict where somebody else decided or wrote first, and Unavailable as the store does."""

    def __init__(self, registry: Registry, clock: Clock = now) -> None:
        self._registry, self._clock = registry, clock
        self._sendings = Sendings(registry, clock)

    def case(self, id: str, version: int | None = None) -> tuple[Proposal, Sending]:
        """An open proposal and what is kept beside it, at the version that its page has shown.

        Raises NotFound where there is no such proposal, Conflict where it is decided or has moved on.
        """
        proposal = self._registry.proposal(id)
        if proposal is None:
            raise NotFound("there is no such proposal", where=id, remedy="look into the queue")
        case = case_of(self._registry, proposal.change_set)
        if proposal.state != "open" or (version is not None and case.item.version != version):
            raise overtaken([case.item.name])
        return proposal, case

    def accept(self, proposal: Proposal, case: Sending, who: str, tell: Telling | None = None) -> int:
        """Take all of it as it was sent in; gives the revision. Raises what `commit` raises; it then stays open."""
        ensure_documents(self._registry)
        claimed = self._claim(case, "accept", who)
        try:
            revision = self._registry.decide(proposal.change_set.id, "accepted", who)
        except (Conflict, Invalid, Erased):
            self._release(claimed)
            raise
        self._close(claimed, "accepted", [proposal.change_set.id], tell)
        return revision or 0

    def accept_part(
        self,
        proposal: Proposal,
        case: Sending,
        parts: Parts,
        who: str,
        *,
        rest: Rest = "decline",
        reason: str = "",
        tell: Telling | None = None,
    ) -> ChangeSet:
        """Take a part (see `part`) by a change set of its own. Raises what `commit` raises; all then stays open."""
        if parts.left and rest == "decline" and not reason.strip():
            raise Invalid("a reason is missing", where="reason", remedy="say why the rest is not taken")
        ensure_documents(self._registry)
        taken = _piece(proposal.change_set, "part", parts.taken, who)
        kept = rest == "keep" and bool(parts.left)
        left = _piece(proposal.change_set, "rest", parts.left, proposal.change_set.who) if kept else None
        claimed = self._claim(case, "part", who, taken=_data(taken), left=_data(left), reason=reason.strip())
        try:
            self._registry.commit(taken)
        except (Conflict, Invalid, Erased):
            self._release(claimed)
            raise
        self._finish(claimed, tell)
        return taken

    def decline(self, proposal: Proposal, case: Sending, who: str, reason: str, tell: Telling | None = None) -> None:
        """Take nothing of it. Raises Invalid without a reason."""
        if not reason.strip():
            raise Invalid("a reason is missing", where="reason", remedy="say why it is declined")
        claimed = self._claim(case, "decline", who, reason=reason.strip())
        self._declined(proposal.change_set.id, who, reason.strip())
        self._close(claimed, "declined", [], tell, reason.strip())

    def send_back(self, case: Sending, question: str, tell: Telling | None = None) -> Sending:
        """Ask the sender. Raises Invalid without a question, and where nobody can be asked."""
        if not question.strip() or not case.email:
            what = "a question is missing" if case.email else "nobody can be asked: it was not sent in by form"
            raise Invalid(what, where="question", remedy="write the question, or decide")
        messages = case.said(Message("staff", question.strip(), stamp(self._clock())))
        return self._sendings.write(case, tell, state="question", messages=messages)

    def resume(self, case: Sending, tell: Telling | None = None) -> None:
        """Bring a decision to its end whose process was lost; nothing happens where none was.

        One that was begun a moment ago is left to whoever carries it out. Raises Conflict where it has come on since.
        """
        if case.state not in WAITING or not case.item.version or self._is_fresh(case):
            return
        proposal = self._registry.proposal(case.item.owner)
        state = proposal.state if proposal else "open"
        if case.state == "deciding" and case.deciding["verdict"] == "part":
            self._resume_part(case, tell)
        elif state != "open":
            made = [case.item.owner] if state == "accepted" else []
            self._close(case, "accepted" if made else "declined", made, tell, str(case.deciding.get("reason", "")))
        elif case.state == "deciding":
            self._release(case)

    def _is_fresh(self, case: Sending) -> bool:
        begun = case.deciding.get("at")
        return case.state == "deciding" and begun is not None and moment(begun) + ALIVE > self._clock()

    def _resume_part(self, case: Sending, tell: Telling | None) -> None:
        try:
            self._registry.commit(ChangeSet.model_validate(case.deciding["taken"]))
        except (Conflict, Invalid, Erased):
            self._release(case)
        else:
            self._finish(case, tell)

    def _finish(self, case: Sending, tell: Telling | None) -> None:
        """Everything after the commit of a part; harmless a second time."""
        begun = case.deciding
        left = ChangeSet.model_validate(begun["left"]) if begun["left"] else None
        taken = begun["taken"]["id"]
        if left is not None:
            self._proposed(left)
        self._declined(case.item.owner, begun["who"], f"in Teilen übernommen: {taken}. {begun['reason']}".strip())
        if left is None:
            self._close(case, "part", [taken], tell, begun["reason"])
        else:
            self._consent(case, taken)
            said = case.said(Message("staff", begun["reason"], stamp(self._clock()))) if begun["reason"] else None
            more = {"messages": said} if said else {}
            changes = [*case.changes, taken]
            self._sendings.write(
                case, tell, owner=left.id, state="open", change_set=_data(left), deciding={}, changes=changes, **more
            )

    def _claim(self, case: Sending, verdict: str, who: str, **data: Any) -> Sending:
        begun = {"verdict": verdict, "who": who, "at": stamp(self._clock()), **data}
        if case.state == "deciding":
            raise overtaken([case.item.name])
        return self._sendings.write(case, state="deciding", deciding=begun)

    def _release(self, case: Sending) -> None:
        self._sendings.write(case, state="open", deciding={})

    def _proposed(self, change_set: ChangeSet) -> None:
        try:
            self._registry.propose(change_set)
        except Conflict:  # a lost process came so far
            if self._registry.proposal(change_set.id) is None:
                raise

    def _declined(self, id: str, who: str, note: str) -> None:
        try:
            self._registry.decide(id, "declined", who, note)
        except Conflict:  # a lost process came so far
            found = self._registry.proposal(id)
            if found is None or found.state != "declined":
                raise

    def _close(
        self,
        case: Sending,
        state: Literal["accepted", "part", "declined"],
        made: Sequence[str],
        tell: Telling | None,
        reason: str = "",
    ) -> None:
        for id in made[:1]:
            self._consent(case, id)
        said = {"messages": case.said(Message("staff", reason, stamp(self._clock())))} if reason else {}
        self._sendings.close(case, state, tell, changes=[*case.changes, *made], **said)

    def _consent(self, case: Sending, change: str) -> None:
        """The consent that came with the form, for an entity that is in the record now."""
        if case.about:
            keep_consent(self._registry.workspace, consent_of(case.form, case.about, stamp(self._clock()), change))


def _piece(change_set: ChangeSet, name: str, operations: tuple[Operation, ...], who: str) -> ChangeSet:
    """A part of a proposal as a change set, under an id that follows from what is in it."""
    bare = change_set.model_copy(update={"operations": operations, "who": who})
    return bare.model_copy(update={"id": derived_id("c", name, change_set.id, bare.digest())})


def _data(change_set: ChangeSet | None) -> dict[str, Any] | None:
    return change_set.model_dump(mode="json") if change_set is not None else None
