"""The SQLite adapter of the port."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from registry.model import ChangeSet, Problem, Unavailable
from registry.store.archive import Progress, unfinished
from registry.store.deciding import emptied, late_enough, open_proposal, refuse_erased, refuse_known
from registry.store.port import Reading
from registry.store.sqlite.checking import check_file, check_record
from registry.store.sqlite.connections import Connections, Journal, make_private, transaction, translated
from registry.store.sqlite.erasing import write_erasure
from registry.store.sqlite.library import dbapi
from registry.store.sqlite.migrations import migrate, schema_version
from registry.store.sqlite.reading import SqliteReading
from registry.store.sqlite.receiving import SqliteReceiving, origin_of
from registry.store.sqlite.sweeping import Sweeper
from registry.store.sqlite.workspace import SqliteWorkspace
from registry.store.sqlite.writing import write_change_set
from registry.vocabulary import Vocabulary

_SWEEP_SECONDS: Final = 2


class SqliteStore:
    """One file in WAL mode. Any number of threads and processes may read and write through their own instances."""

    def __init__(
        self,
        path: Path,
        vocabulary: Vocabulary,
        *,
        create: bool = False,
        receiving: bool = False,
        journal: Journal = "wal",
    ) -> None:
        """Open the file and bring its schema up to date; with `receiving`, also where a move into it is unfinished.

        Raises Unavailable where the file is missing (and `create` is not set), can not be opened, a move into it is
        unfinished, or the library is too old; Damaged where it is no SQLite file of ours.
        """
        if not create and not (path.is_file() and path.stat().st_size):
            raise _missing(path)
        self._vocabulary = vocabulary
        self._path = path
        self._receiving = receiving
        self._sweeper = Sweeper()
        self._connections = Connections(path, journal=journal)
        self.workspace = SqliteWorkspace(self._looking, self._writing)
        if create:
            _make(path)
        try:
            with translated(path):
                self._prepare(create=create)
        except BaseException:
            self._connections.close()
            raise

    def _prepare(self, *, create: bool) -> None:
        connection = self._connections.get("write")
        # A file that was cut to nothing must not come back as an empty record.
        if not create and schema_version(connection) == 0:
            raise _missing(self._path)
        migrate(connection)
        self._refuse_unfinished(connection, receiving=self._receiving)
        self._sweep(wait=0)  # what a killed process may have left undone

    def _refuse_unfinished(self, connection: Any, *, receiving: bool = False) -> None:
        """Raises Unavailable while a record is moved into the file, except for the instance that is `receiving` it."""
        origin = origin_of(connection)
        if origin is not None and not receiving:
            raise unfinished(self._path.name, origin)

    @contextlib.contextmanager
    def _reading(self, at_least: int) -> Iterator[SqliteReading]:
        connection = self._connections.get("read")
        with translated(self._path):
            if connection.in_transaction:  # a view inside a view of the same thread is the same view
                yield SqliteReading(connection)
            else:
                with transaction(connection, write=False):
                    # SQLite fixes the view at the first question (this one), the port at its opening.
                    self._refuse_unfinished(connection, receiving=self._receiving)
                    yield late_enough(SqliteReading(connection), at_least, self._path.name)

    @contextlib.contextmanager
    def _looking(self) -> Iterator[Any]:
        """The connection of this thread's open view, else in a view of its own."""
        with self._reading(0):
            yield self._connections.get("read")

    def read(self, at_least: int = 0) -> contextlib.AbstractContextManager[Reading]:
        """Open a consistent view."""
        return self._reading(at_least)

    @contextlib.contextmanager
    def _taking(self) -> Iterator[Any]:
        connection = self._connections.get("write")
        with translated(self._path), transaction(connection, write=True):
            yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Any]:
        with self._taking() as connection:
            self._refuse_unfinished(connection)
            yield connection
        if self._sweeper.pending:
            self._sweep(wait=0)

    def commit(self, change_set: ChangeSet) -> int:
        """Write a change set, all or nothing, and return its revision."""
        with self._writing() as connection:
            return write_change_set(connection, change_set, self._vocabulary)

    def propose(self, change_set: ChangeSet) -> None:
        """Keep a change set that is not committed yet."""
        with self._writing() as connection:
            refuse_erased(SqliteReading(connection).erased(), change_set)
            known = "SELECT 1 FROM proposals WHERE id = :id UNION SELECT 1 FROM change_sets WHERE id = :id"
            if connection.execute(known, {"id": change_set.id}).fetchone():
                raise refuse_known(change_set)
            connection.execute(
                "INSERT INTO proposals (id, payload) VALUES (?, ?)",
                (change_set.id, change_set.model_dump_json()),
            )

    def decide(self, id: str, verdict: Literal["accepted", "declined"], who: str, note: str = "") -> int | None:
        """Decide an open proposal; accepting commits it in the same transaction."""
        with self._writing() as connection:
            proposal = open_proposal(SqliteReading(connection), id)
            revision = None
            if verdict == "accepted":
                revision = write_change_set(connection, proposal.change_set, self._vocabulary)
            connection.execute(
                "UPDATE proposals SET state = ?, decided_by = ?, decided_at = ?, decision_note = ?, revision = ?"
                " WHERE id = ?",
                (verdict, who, datetime.now(UTC).isoformat(), note or None, revision, id),
            )
            return revision

    def forget(self, ids: Collection[str]) -> int:
        """Take out of these declined proposals what they said."""
        with self._writing() as connection:
            found = list(emptied(SqliteReading(connection), ids))
            rows = ((one.payload, one.number) for one in found)
            connection.executemany("UPDATE proposals SET payload = ?, decision_note = NULL WHERE number = ?", rows)
        return len(found)

    def erase(self, id: str, who: str, why: str) -> int:
        """Remove a person's data from the record, its history and all proposals."""
        change_set = ChangeSet(kind="erase", who=who, why=why, operations=())
        with self._writing() as connection:
            revision = write_erasure(connection, id, change_set, self._vocabulary)
        self._sweep(wait=_SWEEP_SECONDS)
        return revision

    def _sweep(self, *, wait: int) -> None:
        with translated(self._path):
            self._sweeper.sweep(self._connections.get("write"), wait=wait)

    def backup(self, target: Path) -> None:
        """Copy the store to a new file while others go on (SQLite's online backup)."""
        source = self._connections.get("write")
        with translated(self._path):
            self._refuse_unfinished(source)
        try:
            make_private(target)
        except FileExistsError as error:
            raise Unavailable("the target exists already", where=target.name, remedy="name a new file") from error
        except OSError as error:
            raise _unwritable(target, error) from error
        try:
            with translated(target), contextlib.closing(dbapi.connect(str(target))) as copy:
                source.backup(copy)
        except BaseException:
            target.unlink(missing_ok=True)  # half a copy must not pass for one
            raise

    def check(self, progress: Progress | None = None) -> list[Problem]:
        """Integrity of the file and every rule of the model."""
        connection = self._connections.get("read")
        with translated(self._path), transaction(connection, write=False):
            self._refuse_unfinished(connection)
            found = list(check_file(connection))
            return found or list(check_record(connection, self._vocabulary, progress or _silent))

    def receive(self) -> SqliteReceiving:
        """Take over the record of another store; from now on this instance is the one that receives."""
        self._receiving = True
        return SqliteReceiving(self._path.name, self._taking, lambda: self._sweep(wait=_SWEEP_SECONDS))

    def close(self) -> None:
        """Close all connections of this process."""
        self._connections.close()


def _silent(done: int, total: int) -> None:
    """Tells nobody."""


def _make(path: Path) -> None:
    """The file, where there is none."""
    try:
        make_private(path)
    except FileExistsError:
        return
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> Unavailable:
    return Unavailable(
        f"the file can not be made ({error.strerror})",
        where=path.name,
        remedy="check that the folder exists and may be written",
    )


def _missing(path: Path) -> Unavailable:
    return Unavailable(
        "there is no store at this place" if not path.exists() else "there is no record in this file",
        where=path.name,
        remedy="run `integrationsnetz init` or `integrationsnetz load` first, or restore the last backup",
    )
