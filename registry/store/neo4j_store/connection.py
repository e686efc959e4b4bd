"""One driver for each process, and its errors in the project's words."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final, LiteralString, TypeVar

from neo4j import READ_ACCESS, Driver, GraphDatabase, ManagedTransaction, Query, Record, Session, unit_of_work
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from registry.model import Damaged, Unavailable, Unreachable
from registry.store.neo4j_store.address import Address
from registry.store.neo4j_store.asking import Within

_Result = TypeVar("_Result")

# What the driver says of its attempts names hosts, and would come before the one sentence of ours; who wants it adds a
# handler.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

# A visitor waits for a page: a server that does not answer is said to be away within five seconds.
_CONNECT_SECONDS: Final = 2.0
_ACQUIRE_SECONDS: Final = 2.0
_READING: Final = {"max_transaction_retry_time": 1.5, "initial_retry_delay": 0.2}
"""A server that hangs is tried twice: the driver counts the seconds of its repetitions from the first failure on."""
_RETRY_SECONDS: Final = 4.0
_READ_SECONDS: Final = 60.0
_WRITE_SECONDS: Final = 900.0
"""Longest time of a change: a large import on a slow server, not a wait."""


class Connection:
    """The driver of one store; a forked child makes its own."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._closed = False
        self._lock = threading.Lock()
        self._inherited: list[Driver | None] = []
        self._start()

    def _start(self) -> None:
        self._process = os.getpid()
        self._driver: Driver | None = None
        # What this process has written its next reading sees, on whichever server of a cluster that is.
        self._bookmarks = GraphDatabase.bookmark_manager()

    def _ready(self) -> Driver:
        if self._closed:
            raise Unavailable("the store is closed", remedy="open it again")
        if self._process != os.getpid():
            # A driver that is thrown away says farewell on its connections, which are the parent's still.
            self._inherited.append(self._driver)
            self._lock = threading.Lock()
            self._start()
        with self._lock:
            if self._driver is None:
                self._driver = self._made()
            return self._driver

    def _made(self) -> Driver:
        with translated():
            return GraphDatabase.driver(
                self.address.uri,
                auth=(self.address.user, self.address.password),
                connection_timeout=_CONNECT_SECONDS,
                connection_acquisition_timeout=_ACQUIRE_SECONDS,
                max_transaction_retry_time=_RETRY_SECONDS,
                # A connection that has been idle is tried before it is used: the server may have been restarted.
                liveness_check_timeout=2.0,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
                user_agent="integrationsnetz",
            )

    def session(self, **settings: Any) -> Session:
        """A session on the store's database."""
        return self._ready().session(
            database=self.address.database, bookmark_manager=self._bookmarks, fetch_size=2000, **settings
        )

    def rows(self, query: LiteralString, **parameters: object) -> list[Record]:
        """All rows of a reading query, repeated while the trouble passes by itself."""

        @unit_of_work(timeout=_READ_SECONDS)
        def read(transaction: ManagedTransaction) -> list[Record]:
            return list(transaction.run(query, parameters))

        with translated(), self.session(**_READING) as session:
            return session.execute_read(read)

    def stream(self, query: LiteralString, **parameters: object) -> Iterator[Record]:
        """The rows of a reading query as they come: for answers that are not to stand in memory as a whole."""
        with translated(), self.session(default_access_mode=READ_ACCESS) as session:
            yield from session.run(Query(query), parameters)

    def run(self, query: LiteralString) -> None:
        """A statement that needs a transaction of its own, such as one on the schema."""
        with translated(), self.session() as session:
            session.run(Query(query)).consume()

    def write(self, work: Callable[[Within], _Result]) -> _Result:
        """Do the work in one writing transaction, repeated while the trouble passes by itself.

        The work recognises what it has done already: where the connection broke while the commit was on its way,
        nobody knows whether it landed, and the work is done once more.
        """

        @unit_of_work(timeout=_WRITE_SECONDS)
        def timed(transaction: ManagedTransaction) -> _Result:
            return work(Within(transaction))

        with translated():
            try:
                with self.session() as session:
                    return session.execute_write(timed)
            except IncompleteCommit:
                with self.session() as session:
                    return session.execute_write(timed)

    def close(self) -> None:
        """Close every connection of this process; those of a parent are left to it."""
        self._closed = True
        if self._driver is not None and self._process == os.getpid():
            self._driver.close()


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turns the driver's errors into the project's, with what helps. They name neither the host nor the account."""
    try:
        yield
    except AuthError as error:
        raise _unavailable("Neo4j refuses the user or the password", "check the user and the password") from error
    except (ServiceUnavailable, SessionExpired, ConnectionAcquisitionTimeoutError) as error:
        raise Unreachable(
            "the Neo4j server does not answer",
            where="Neo4j",
            remedy="start it, or wait until it is up again; nothing half is written",
        ) from error
    except ConfigurationError as error:
        raise _unavailable(f"the store's URL does not work ({error})", "correct the store's URL") from error
    except Neo4jError as error:
        raise _refused(error) from error
    except DriverError as error:
        raise _unavailable(f"Neo4j can not be asked ({type(error).__name__})", "see the cause and try again") from error
    except OSError as error:
        raise Unreachable(
            "the Neo4j server can not be reached", where="Neo4j", remedy="check its address and the network"
        ) from error


_REMEDIES: Final = {
    "DatabaseNotFound": ("this database does not exist on the server", "make it, or name another in the store's URL"),
    "Forbidden": ("the user may not do this", "give the user the right to read, write and change the schema"),
    "AuthenticationRateLimit": (
        "Neo4j refuses this user for some seconds after several wrong passwords",
        "check the user and the password, and try again a little later",
    ),
    "MemoryPoolOutOfMemory": ("the server lacks memory for this", "give it more memory, or do it in smaller parts"),
    "OutOfMemory": ("the server lacks memory for this", "give it more memory, or do it in smaller parts"),
    "OutOfDiskSpace": ("the server's disk is full", "free space on it; nothing of this change was written"),
    "WriteOnAccessModeFullDisk": ("the server's disk is full", "free space on it; nothing of this change was written"),
    "TransactionLogError": (
        "the server can not write its transaction log",
        "free space on its disk and start it again; nothing half is written",
    ),
    "TransactionTimedOut": ("the server took too long", "try again; look at what else it is doing"),
    "LockAcquisitionTimeout": ("another process has been writing for long", "try again"),
    "ReadOnly": ("the database may only be read", "name the server that may be written to, or allow it to be"),
    "NotALeader": ("this server of the cluster may not be written to", "use a URL that begins with neo4j://"),
}


def _refused(error: Neo4jError) -> Unavailable | Damaged:
    code = error.code or ""
    if "DatabaseUnavailable" in code:
        return Unreachable(
            "the database is not available", where="Neo4j", remedy="start it, or wait until it is up again"
        )
    for sign, (what, remedy) in _REMEDIES.items():
        if sign in code:
            return _unavailable(what, remedy)
    if code.endswith(("Schema.ConstraintValidationFailed", "Statement.EntityNotFound")):
        return Damaged(
            f"the graph is not as it should be ({code})", where="Neo4j", remedy="run `integrationsnetz check`"
        )
    return _unavailable(f"Neo4j refuses ({code})", "see the server's log, and try again")


def _unavailable(what: str, remedy: str) -> Unavailable:
    return Unavailable(what, where="Neo4j", remedy=remedy)
