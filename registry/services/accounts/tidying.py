"""Removes what has ended or was kept long enough."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from registry.services.accounts.audit import KEPT
from registry.services.moments import Clock, now, stamp
from registry.store.workspace import Workspace

AFTER: Final[dict[str, timedelta]] = {
    "session": timedelta(0),
    "link": timedelta(0),
    "count": timedelta(0),
    "audit": KEPT,
}
"""How long items of a kind are kept after their time, which is when they end or when they happened."""
MAILS: Final = timedelta(days=30)
"""How long it stays known that a mail was sent or given up."""


def tidy(workspace: Workspace, after: Mapping[str, timedelta] = AFTER, clock: Clock = now) -> dict[str, int]:
    """Remove what is to go; gives how many of each kind. Raises Unavailable, Conflict."""
    present = clock()
    done = {kind: workspace.purge(kind, stamp(present - kept)) for kind, kept in after.items()}
    return {**done, "mail": _mails(workspace, stamp(present - MAILS))}


def _mails(workspace: Workspace, before: str) -> int:
    number = 0
    for state in ("sent", "failed"):  # what waits is not dropped unseen
        while found := workspace.find("mail", state=state, until=before, limit=500):
            workspace.change(drops=found)
            number += len(found)
    return number
