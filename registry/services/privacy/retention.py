"""What is kept no longer than its period: how long is set by administrators (`registry.services.keeping.settings`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from registry.model import Proposal
from registry.services.keeping.settings import Settings
from registry.services.moments import Clock, now, stamp
from registry.services.privacy.kinds import every
from registry.services.registering.drafts import KEPT as DRAFTS_END
from registry.services.registering.sending import FOLLOWED as SENDINGS_END
from registry.services.registry import Registry
from registry.store.workspace import Item, Workspace

_NONE: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class Rule:
    """Items of a kind go so many days (of a setting) after their time."""

    kind: str
    setting: str
    states: tuple[str | None, ...] = (None,)
    ahead: timedelta = _NONE
    """How far ahead of what happened the items' time lies: for kinds whose time is when they end."""


RULES: Final = (
    Rule("draft", "keep_drafts", ahead=DRAFTS_END),
    Rule("sending", "keep_sendings", ("accepted", "part", "declined", "withdrawn"), SENDINGS_END),
    Rule("mail", "keep_mails", ("sent", "failed")),
    Rule("audit", "keep_audit"),
    Rule("confirmation", "keep_rounds"),
    Rule("consent", "keep_consents"),
)
PROPOSALS: Final = "declined proposals"
_ENDED: Final = ("sending", "draft")
"""Kinds that end by themselves, whatever the period."""


def retain(registry: Registry, *, dry: bool = False, clock: Clock = now) -> dict[str, int]:
    """Remove what was kept long enough; gives how many of each kind, and of how many declined proposals the contents.

    With `dry` nothing is removed. Raises Unavailable, Conflict (run it again: what went is gone).
    """
    settings = Settings(registry.workspace)
    present = clock()
    done = {}
    for rule in RULES:
        old = list(_old(registry.workspace, rule, settings.days(rule.setting), present))
        done[rule.kind] = len(old)
        if not dry:
            _drop(registry.workspace, old)
    until = present - timedelta(days=settings.days("keep_declined"))
    ids = [one.change_set.id for one in registry.proposals("declined") if _over(one, until)]
    done[PROPOSALS] = len(ids) if dry else registry.forget(ids)
    return done


def _old(workspace: Workspace, rule: Rule, days: int, present: datetime) -> Iterator[Item]:
    before = stamp(present + rule.ahead - timedelta(days=days))
    seen: set[str] = set()
    for state in rule.states:
        for one in every(workspace, rule.kind, state=state, before=before):
            seen.add(one.id)
            yield one
    if rule.kind in _ENDED:
        yield from (one for one in every(workspace, rule.kind, before=stamp(present)) if one.id not in seen)


def _over(proposal: Proposal, until: datetime) -> bool:
    said = bool(proposal.change_set.operations or proposal.decision_note)
    return said and proposal.decided_at is not None and proposal.decided_at < until


def _drop(workspace: Workspace, items: list[Item]) -> None:
    for start in range(0, len(items), 500):
        workspace.change(drops=items[start : start + 500])
