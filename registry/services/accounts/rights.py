"""The one place that decides what an account may do with the record.

Who may *see* what is decided by `registry.access`; `Rights.viewer` says which viewer an account is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER, Viewer
from registry.model import ChangeSet, Put, Status, Tie, Visibility
from registry.model.periods import Standing, attested_at, standing
from registry.services.accounts.account import Account, Role
from registry.services.accounts.refusals import Forbidden
from registry.services.record import Record
from registry.store.port import AnyStatement, Place
from registry.vocabulary import Vocabulary

_SUBJECT: Final[tuple[Place, ...]] = ("subject",)
_READS_ALL = frozenset({Role.STAFF, Role.ANALYST, Role.ADMINISTRATOR})
_REVIEWS = frozenset({Role.STAFF, Role.ADMINISTRATOR})
_HOLDS = frozenset({Standing.CURRENT, Standing.ATTESTED})


@dataclass(frozen=True)
class Rights:
    """What one account may do on one day; nobody's account (`role` None) may do nothing but look."""

    vocabulary: Vocabulary
    role: Role | None = None
    actors: frozenset[str] = frozenset()
    """Ids of the actors that it acts for."""
    day: date = date.min
    """On which the ties that give rights have to hold."""

    @property
    def viewer(self) -> Viewer:
        """Whose eyes these are."""
        if self.role is None:
            return PUBLIC_VIEWER
        return STAFF_VIEWER if self.may_read_all else Viewer(Visibility.NETWORK)

    @property
    def may_read_all(self) -> bool:
        """Staff, analysts, administrators."""
        return self.role in _READS_ALL

    @property
    def may_export(self) -> bool:
        """Take the whole record along, with what is not public: staff, analysts, administrators."""
        return self.role in _READS_ALL

    @property
    def may_review(self) -> bool:
        """Decide proposals, edit everything, judge duplicates, import: staff and administrators."""
        return self.role in _REVIEWS

    @property
    def may_administer(self) -> bool:
        """Look after accounts: administrators."""
        return self.role is Role.ADMINISTRATOR

    def moderated(self, record: Record) -> frozenset[str]:
        """Ids of the networks and bodies that one of its actors moderates on this day, as the record has it.

        A tie whose end is unknown counts for as long as nothing says that it ended.
        """
        if not self.actors:
            return frozenset()
        roles = self.vocabulary.roles_in("moderation")
        found = record.about(self.actors, places=_SUBJECT)
        ties = [
            one
            for one in found
            if isinstance(one, Tie) and one.role in roles and one.status is Status.EXISTING and self._holds(one)
        ]
        bodies = record.entities({one.object for one in ties})
        return frozenset(id for id, one in bodies.items() if self.vocabulary.is_a(one.kind, "body"))

    def keeps(self, record: Record) -> frozenset[str]:
        """Ids of what it looks after: its actors that are in the record, and what they moderate."""
        return frozenset(record.entities(self.actors)) | self.moderated(record)

    def may_edit(self, record: Record, id: str) -> bool:
        """Whether it may change the statement with this id, as it stands in the record."""
        if self.may_review:
            return True
        found = record.get((id,)).get(id)
        return found is not None and self.may_put(record, found)

    def may_put(self, record: Record, statement: AnyStatement) -> bool:
        """Whether it may say this: of its own entry, or of seats and memberships of what it moderates."""
        return self.may_review or self._allows(statement, self.moderated(record))

    def refused(self, record: Record, change_set: ChangeSet) -> list[str]:
        """Ids of the statements of a change set that it may not write: judged as they stand, and as they are to be."""
        if self.may_review:
            return []
        present = record.get([one.target for one in change_set.operations])
        networks = self.moderated(record)
        refused = []
        for one in change_set.operations:
            before = present.get(one.target)
            after = one.record if isinstance(one, Put) else None
            sides = [side for side in (before, after) if side is not None]
            entity = any(side.type == "entity" for side in sides)
            whole = before is not None and after is not None  # entities are made and removed by staff alone
            if not sides or (entity and not whole) or not all(self._allows(side, networks) for side in sides):
                refused.append(one.target)
        return refused

    def check(self, record: Record, change_set: ChangeSet) -> None:
        """Raises Forbidden where a change set has something that this account may not write."""
        refused = self.refused(record, change_set)
        if refused:
            raise Forbidden(
                f"this account may not change {len(refused)} of the {len(change_set.operations)} statements",
                where=", ".join(refused[:3]),
                remedy="send it in as a proposal",
            )

    def _holds(self, tie: Tie) -> bool:
        attested = attested_at([one.as_of for one in tie.sources if one.as_of], self.day)
        return standing(tie.period.start, tie.period.end, attested, self.day) in _HOLDS

    def _allows(self, statement: AnyStatement, networks: Iterable[str]) -> bool:
        if not self.viewer.sees(statement.visibility):
            return False
        kept = self.actors | frozenset(networks)
        match statement.type:
            case "entity":
                return statement.id in self.actors
            case "post":
                return statement.body in kept
            case "observation":
                return statement.subject in self.actors
            case "tie":
                return self._allows_tie(statement, frozenset(networks))

    def _allows_tie(self, tie: Tie, networks: frozenset[str]) -> bool:
        # Nobody gives themselves rights: who moderates what is said by staff alone; who leads, by those who keep it.
        role = self.vocabulary.roles.get(tie.role)
        if role is None or role.group == "moderation":
            return False
        if tie.object in networks:
            return role.group in ("membership", "advice", "leadership")
        return role.group != "leadership" and (tie.subject in self.actors or tie.object in self.actors)


def rights_of(account: Account | None, vocabulary: Vocabulary, day: date) -> Rights:
    """The rights of an account (None: of everybody) on a day."""
    if account is None or account.state != "active":
        return Rights(vocabulary)
    return Rights(vocabulary, account.role, frozenset(account.actors), day)
