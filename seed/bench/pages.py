"""The pages as a browser would ask for them: a server of its own on the loopback address, and one connection to it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import Final
from urllib.parse import quote

from registry.access import STAFF_VIEWER
from registry.opening import VARIABLE
from registry.services import Registry
from seed.bench.timing import Measured, WrongResult, timed
from seed.synthetic import Region

HOST: Final = "127.0.0.1"
NETWORK: Final = "/de/netzwerk"
_ACTOR: Final = "/de/akteure/"
_LIST: Final = "/de/akteure"
_WARMING: Final = 12
_SUGGEST: Final = "/de/suche/vorschlaege?q="
_PATIENCE: Final = 120.0


@contextlib.contextmanager
def served(url: str) -> Iterator[int]:
    """Serve a store with `integrationsnetz serve` and give its port; the server is gone afterwards."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).with_name("integrationsnetz")), "serve", "--host", HOST, "--port", str(port)]
    server = subprocess.Popen(  # noqa: S603 - our own command
        command, env={**os.environ, VARIABLE: url}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, server)
        yield port
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


def pages(registry: Registry, url: str, region: Region, repeats: int) -> Iterator[Measured]:
    """Suggestions while typing, the page of an actor, the network page (first and later), over HTTP."""
    names = _names(registry, region, repeats)
    with served(url) as port, contextlib.closing(HTTPConnection(HOST, port, timeout=_PATIENCE)) as connection:

        def measured(what: str, asked: list[_Asked], aim: float | None = None) -> Measured:
            times = timed(lambda one: _ask(connection, one.path), asked, _Asked.answered)
            return Measured(what, region.actors, tuple(times), aim)

        _warm(port, connection)
        typed = [_Asked(_SUGGEST + quote(name[: 4 + n % 20])) for n, name in enumerate(names.values())]
        yield measured("suggestions over HTTP", typed, 30.0)
        actors = [_Asked(_ACTOR + id, name) for id, name in names.items()]
        yield measured("actor page over HTTP", actors, 50.0)
        network = _Asked(NETWORK, "<h1")
        yield measured("network page over HTTP, the first", [network])
        yield measured("network page over HTTP", [network] * min(repeats, 20))


def _warm(port: int, connection: HTTPConnection) -> None:
    """Ask until every worker has its snapshot and its index: it builds them on its own when it starts."""
    for _ in range(_WARMING):
        get(port, _LIST)  # each on a connection of its own, so that every worker gets some
        get(port, _SUGGEST + "kita")
    _ask(connection, _LIST)
    _ask(connection, _SUGGEST + "kita")


@dataclass(frozen=True)
class _Asked:
    """An address, and what its page must contain."""

    path: str
    part: str = ""

    def answered(self, answer: tuple[int, str]) -> bool:
        return answer[0] == 200 and self.part in answer[1]


def _names(registry: Registry, region: Region, repeats: int) -> dict[str, str]:
    """Actors from all over the region, the large bodies among them."""
    ids = [region.id("actor", number * (region.actors // repeats)) for number in range(repeats)]
    with registry.reading(STAFF_VIEWER) as record:
        return {id: one.name for id, one in record.entities(ids).items()}
