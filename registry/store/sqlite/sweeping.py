"""After an erasure: the bytes leave the file too.

`secure_delete` overwrites deleted rows, but pages that were rearranged before keep remains of rows in their unused
part, and the WAL keeps old images of pages. So the file is rewritten (VACUUM) and the WAL folded in and cut to nothing.
A view that is still open can be in the way; what could not be done is remembered in the file and done later.
"""

from __future__ import annotations

from typing import Any

from registry.store.sqlite.connections import BUSY_SECONDS
from registry.store.sqlite.library import dbapi


class Sweeper:
    """Rewrites the file as often as erasures ask for it, and not more often."""

    def __init__(self) -> None:
        self._rewritten = 0
        self.pending = False

    def sweep(self, connection: Any, *, wait: int) -> None:
        """Do what is to be done, or as much as is possible within `wait` seconds for each step."""
        due = connection.execute("SELECT coalesce(max(revision), 0) FROM erased WHERE swept = 0").fetchone()[0]
        if not due:
            self.pending = False
            return
        connection.execute(f"PRAGMA busy_timeout = {wait * 1000}")
        try:
            self.pending = not self._swept(connection, due)
        except dbapi.OperationalError:  # in use, or the disk is full: `check` tells of what stays undone
            self.pending = True
        finally:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")

    def _swept(self, connection: Any, due: int) -> bool:
        if self._rewritten < due:
            connection.execute("VACUUM")
            self._rewritten = due
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            return False
        connection.execute("UPDATE erased SET swept = 1 WHERE revision <= ?", (due,))
        return True
