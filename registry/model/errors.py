"""One small hierarchy: every error says what is wrong, where, and what helps.

`what`, `where` and `remedy` are plain sentences for people; nothing personal belongs in them, because they
reach logs and pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of a check: the rule's key, where it was broken, what is wrong and what helps."""

    rule: str
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} → {self.remedy}"


class IntegrationsnetzError(Exception):
    """Root of everything this project raises on purpose."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head} → {self.remedy}" if self.remedy else head


class Invalid(IntegrationsnetzError):
    """Input that breaks a rule; `problems` has every one that was found, not only the first."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "", problems: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(what, where=where, remedy=remedy)

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Invalid:
        """The error for one or more problems; its own text is that of the first."""
        found = tuple(problems)
        first = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        return cls(first.what + more, where=first.where, remedy=first.remedy, problems=found)


class NotFound(IntegrationsnetzError):
    """Nothing is known under this id or name."""


class Conflict(IntegrationsnetzError):
    """A record has moved on since the change set was made; `records` are the ids that did."""

    def __init__(self, what: str, *, records: Iterable[str] = (), where: str = "", remedy: str = "") -> None:
        self.records = tuple(records)
        super().__init__(what, where=where, remedy=remedy)


class Erased(IntegrationsnetzError):
    """The person behind this id was erased; nothing may be written about them under it again."""


class Unavailable(IntegrationsnetzError):
    """The store cannot answer now (missing, locked, read-only, full, too old a library)."""


class Unreachable(Unavailable):
    """The store's server does not answer; it may do so again without anybody's help, as when it is being started."""


class Damaged(IntegrationsnetzError):
    """The store answers, but what it holds is not whole."""
