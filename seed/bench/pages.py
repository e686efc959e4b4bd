"""The pages as a browser would ask for them: a server of its own on the loopback address, and one connection to it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Final
from urllib.parse import quote

from registry.access import STAFF_VIEWER
from registry.opening import VARIABLE
from seed.bench.aims import ACTOR_PAGE, SUGGESTIONS
from seed.bench.record import chosen
from seed.bench.server import HOST, children, free_port, peak_megabytes
from seed.bench.stores import Target
from seed.bench.timing import Measured, WrongResult, timed

NETWORK: Final = "/de/netzwerk"
_ACTOR: Final = "/de/akteure/"
_LIST: Final = "/de/akteure"
_WARMING: Final = 12
_SUGGEST: Final = "/de/suche/vorschlaege?q="
_PATIENCE: Final = 600.0
"""Seconds: the first pages of a very large record wait for its snapshot."""


@dataclass(frozen=True)
class Serving:
    """Pages that are being served."""

    port: int
    pid: int

    def peak_megabytes(self) -> int | None:
        """The most memory that one of its workers has taken; None where the system does not tell."""
        found = [one for one in map(peak_megabytes, children(self.pid)) if one is not None]
        return max(found, default=None)


@contextlib.contextmanager
def served(url: str, workers: int = 2) -> Iterator[Serving]:
    """Serve a store with `integrationsnetz serve`; the server is gone afterwards."""
    port = free_port()
    program = Path(sys.executable).with_name("integrationsnetz")
    command = [str(program), "serve", "--host", HOST, "--port", str(port), "--workers", str(workers), "--no-worker"]
    server = subprocess.Popen(  # noqa: S603 - our own command
        command, env={**os.environ, VARIABLE: url}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, server)
        yield Serving(port, server.pid)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    end = monotonic() + _PATIENCE
    while monotonic() < end:
        if server.poll() is not None:
            raise WrongResult(f"the server ended with exit code {server.returncode}")
        with contextlib.suppress(OSError):
            if get(port, "/health")[0] == 200:
                return
        sleep(0.2)
    raise WrongResult("the server does not answer")


def get(port: int, path: str) -> tuple[int, str]:
    """Status and body of one request on a connection of its own."""
    with contextlib.closing(HTTPConnection(HOST, port, timeout=_PATIENCE)) as connection:
        return _ask(connection, path)


def _ask(connection: HTTPConnection, path: str) -> tuple[int, str]:
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, response.read().decode("utf-8", "replace")


def pages(target: Target, repeats: int) -> Iterator[Measured]:
    """Suggestions while typing, the page of an actor, the network page (first and later), over HTTP."""
    with served(target.url) as serving, connected(serving) as connection:
        yield suggestions(target, connection, repeats)
        yield actor_page(target, connection, repeats)
        network = Asked(NETWORK, "<h1")
        yield measured("network page over HTTP, the first", target, connection, [network])
        yield measured("network page over HTTP", target, connection, [network] * min(repeats, 20))


@contextlib.contextmanager
def connected(serving: Serving) -> Iterator[HTTPConnection]:
    """One connection to pages whose workers are warm."""
    with contextlib.closing(HTTPConnection(HOST, serving.port, timeout=_PATIENCE)) as connection:
        _warm(serving.port, connection)
        yield connection


def suggestions(target: Target, connection: HTTPConnection, repeats: int) -> Measured:
    """What is suggested while the beginnings of actors' names are typed."""
    typed = [[name[: 4 + n % 20] for n, name in enumerate(names.values())] for names in _names(target, repeats)]
    asked, others = ([Asked(_SUGGEST + quote(words)) for words in part] for part in typed)
    return measured(SUGGESTIONS, target, connection, asked, others)


def actor_page(target: Target, connection: HTTPConnection, repeats: int) -> Measured:
    """The pages of actors from all over the region."""
    asked, others = ([Asked(_ACTOR + id, name) for id, name in names.items()] for names in _names(target, repeats))
    return measured(ACTOR_PAGE, target, connection, asked, others)


def measured(
    what: str, target: Target, connection: HTTPConnection, asked: list[Asked], others: Iterable[Asked] = ()
) -> Measured:
    """How long these pages take, after `others` were asked for. Raises WrongResult where one lacks its part."""
    for one in others:
        _ask(connection, one.path)
    found = timed(lambda one: _ask(connection, one.path), asked, Asked.answered)
    return Measured(what, target.region.actors, found.times, store=target.store, answers=found.answers)


def _warm(port: int, connection: HTTPConnection) -> None:
    """Ask until every worker has its snapshot and its index: it builds them on its own when it starts."""
    for _ in range(_WARMING):
        get(port, _LIST)  # each on a connection of its own, so that every worker gets some
        get(port, _SUGGEST + "kita")
    _ask(connection, _LIST)
    _ask(connection, _SUGGEST + "kita")


@dataclass(frozen=True)
class Asked:
    """An address, and what its page must contain."""

    path: str
    part: str = ""

    def answered(self, answer: tuple[int, str]) -> bool:
        """Whether it does."""
        return answer[0] == 200 and self.part in answer[1]


def _names(target: Target, repeats: int) -> list[dict[str, str]]:
    """Names by id of the actors to ask for, and of others to warm up with."""
    with target.registry.reading(STAFF_VIEWER) as record:
        return [{id: one.name for id, one in record.entities(ids).items()} for ids in chosen(target.region, repeats)]
