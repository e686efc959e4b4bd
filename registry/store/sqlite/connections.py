"""Connections to one file: one for reading and one for writing in each thread, opened on first use."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

from registry.model import Damaged, Unavailable
from registry.store.sqlite.library import dbapi, guard

APPLICATION_ID: Final = 0x494E545A
"""'INTZ', in the file's header: tells our files from other SQLite files."""
BUSY_SECONDS: Final = 30
_SMALLEST: Final = 512
"""Bytes of the smallest page: SQLite takes a shorter file for an empty one and would write over it."""
Journal = Literal["wal", "delete"]


class Connections:
    """Opens, configures and closes the connections of one store; a forked child opens its own."""

    def __init__(self, path: Path, *, journal: Journal = "wal") -> None:
        guard(dbapi.sqlite_version_info, wal=journal == "wal")
        self.path = path
        self._journal = journal
        self._inherited: list[object] = []
        self._closed = False
        self._start()

    def _start(self) -> None:
        """Without a connection, in this process."""
        self._process = os.getpid()
        self._local = threading.local()
        self._all: list[tuple[threading.Thread, Any]] = []
        self._lock = threading.Lock()

    def _leave_parents(self) -> None:
        """In a forked child: SQLite forbids even to close there what the parent opened, so it is kept and not used."""
        if self._process != os.getpid():
            self._inherited.append(self._all)
            self._start()

    def get(self, purpose: Literal["read", "write"]) -> Any:
        """This thread's connection for the purpose. Raises Unavailable or Damaged."""
        if self._closed:
            raise Unavailable("the store is closed", remedy="open it again")
        self._leave_parents()
        connection = getattr(self._local, purpose, None)
        if connection is None:
            connection = self._open()
            setattr(self._local, purpose, connection)
        return connection

    def _open(self) -> Any:
        with translated(self.path):
            connection = dbapi.connect(
                str(self.path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._configure(connection)
            except BaseException:
                connection.close()
                raise
        with self._lock:
            self._close_those_of_ended_threads()
            self._all.append((threading.current_thread(), connection))
        return connection

    def _configure(self, connection: Any) -> None:
        _refuse_foreign(connection, self.path)  # before anything is set: another program's file stays as it is
        connection.execute(f"PRAGMA journal_mode = {self._journal}")
        # A kill is not a power cut: FULL is what keeps an acknowledged commit through one.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA journal_size_limit = 67108864")
        connection.execute("PRAGMA cache_size = -65536")

    def _close_those_of_ended_threads(self) -> None:
        for thread, connection in self._all:
            if not thread.is_alive():
                connection.close()
        self._all = [one for one in self._all if one[0].is_alive()]

    def close(self) -> None:
        """Close every connection that this process opened."""
        self._leave_parents()
        self._closed = True
        with self._lock:
            for _, connection in self._all:
                connection.close()
            self._all.clear()


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read and write: the record has personal data.

    What SQLite lays beside it (WAL, shared memory) gets the same permissions. Raises FileExistsError, OSError.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _refuse_foreign(connection: Any, path: Path) -> None:
    if 0 < path.stat().st_size < _SMALLEST:
        raise Damaged("the file is too short to be a database", where=path.name, remedy="name another file")
    # The owner is read last: another process may be making the store at this moment.
    tables = int(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if owner != APPLICATION_ID and (version or tables):
        raise Damaged(
            "this SQLite file belongs to another program, or its header is damaged",
            where=path.name,
            remedy="name another file as the store, or restore the last backup",
        )


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns the driver's errors into the project's, with what helps."""
    try:
        yield
    except dbapi.OperationalError as error:
        raise _unavailable(str(error), path) from error
    except dbapi.ProgrammingError as error:
        if "closed" not in str(error):
            raise
        raise Unavailable("the store was closed meanwhile", where=path.name, remedy="open it again") from error
    except dbapi.DatabaseError as error:
        raise _damaged(str(error), path) from error
    except UnicodeDecodeError as error:
        if b"malformed" not in error.object:
            raise
        # The driver could not read SQLite's own message, which quotes what is damaged.
        raise _damaged(error.object.decode(errors="replace"), path) from error


def _damaged(text: str, path: Path) -> Damaged:
    return Damaged(
        f"the file is damaged or no SQLite database ({text})",
        where=path.name,
        remedy="restore the last backup; keep the damaged file aside for recovery",
    )


def _unavailable(text: str, path: Path) -> Unavailable | Damaged:
    remedies = {
        "unable to open": "check that the folder exists and may be read and written",
        "readonly": "make the file and its folder writable for this user",
        "read-only": "make the file and its folder writable for this user",
        "disk is full": "free space on the disk; nothing of this change was written",
        "locked": "another process has been writing for long; try again",
        "no such table": "run `integrationsnetz init` on this file",
    }
    if "malformed" in text or "disk I/O" in text:
        return Damaged(f"the file is damaged ({text})", where=path.name, remedy="restore the last backup")
    remedy = next((advice for sign, advice in remedies.items() if sign in text), "see the cause and try again")
    return Unavailable(text, where=path.name, remedy=remedy)


@contextlib.contextmanager
def transaction(connection: Any, *, write: bool) -> Iterator[None]:
    """One transaction; a writing one takes the lock at once, so that it never has to turn from reader into writer."""
    connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    try:
        yield
        connection.execute("COMMIT")  # may fail too: without the WAL a reader can be in the way
    except BaseException:
        with contextlib.suppress(dbapi.ProgrammingError):  # closed meanwhile, which rolled back
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise
