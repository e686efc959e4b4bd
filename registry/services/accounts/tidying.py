"""Removes what has ended by itself; what is kept for a period is `registry.services.privacy.retention`'s."""

from __future__ import annotations

from typing import Final

from registry.services.moments import Clock, now, stamp
from registry.store.workspace import Workspace

AT_THEIR_END: Final = ("session", "link", "count")
"""Kinds of items whose time is when they end."""


def tidy(workspace: Workspace, clock: Clock = now) -> dict[str, int]:
    """Remove what has ended; gives how many of each kind. Raises Unavailable."""
    return {kind: workspace.purge(kind, stamp(clock())) for kind in AT_THEIR_END}
