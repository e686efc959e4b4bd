"""Removes what has ended or was kept long enough."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from registry.services.accounts.settings import audit_kept
from registry.services.moments import Clock, now, stamp
from registry.store.workspace import Workspace

AT_THEIR_END: Final = ("session", "link", "count", "draft", "sending")
"""Kinds of items whose time is when they end."""
MAILS: Final = timedelta(days=30)
"""How long it stays known that a mail was sent or given up."""


def tidy(workspace: Workspace, audit: timedelta | None = None, clock: Clock = now) -> dict[str, int]:
    """Remove what is to go; gives how many of each kind. Raises Unavailable, Conflict.

    `audit`: how long it is kept; as the environment says where it is not given.
    """
    present = clock()
    done = {kind: workspace.purge(kind, stamp(present)) for kind in AT_THEIR_END}
    kept = audit_kept() if audit is None else audit
    return {
        **done,
        "audit": workspace.purge("audit", stamp(present - kept)),
        "mail": _mails(workspace, stamp(present - MAILS)),
    }


def _mails(workspace: Workspace, before: str) -> int:
    number = 0
    for state in ("sent", "failed"):  # what waits is not dropped unseen
        while found := workspace.find("mail", state=state, until=before, limit=500):
            workspace.change(drops=found)
            number += len(found)
    return number
