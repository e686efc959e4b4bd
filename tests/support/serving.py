"""An application on a port of this machine, for as long as a test needs it: in this process, or as users start it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from werkzeug.serving import make_server

COMMAND = (sys.executable, "-c", "from registry.cli import main; main()", "serve")


@contextmanager
def served_on_loopback(app: Flask) -> Iterator[str]:
    """The address under which it answers; nothing of it runs any more afterwards."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Answer(NamedTuple):
    """What came back, and after how many seconds."""

    status: int
    headers: Mapping[str, str]
    text: str
    seconds: float


@dataclass
class Served:
    """`integrationsnetz serve` in processes of its own."""

    process: subprocess.Popen[str]
    port: int

    def get(self, path: str) -> Answer:
        """What it answers. Raises OSError where nobody listens."""
        began = time.monotonic()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as found:
                return _answer(found, began)
        except urllib.error.HTTPError as found:
            with found:
                return _answer(found, began)

    def until(self, status: int, path: str = "/de/", seconds: float = 60) -> Answer:
        """The first answer with this status. Raises AssertionError where none comes in time."""
        limit, last = time.monotonic() + seconds, "nothing"
        while time.monotonic() < limit:
            try:
                found = self.get(path)
            except OSError as error:
                last = str(error)
            else:
                if found.status == status:
                    return found
                last = str(found.status)
            time.sleep(0.2)
        raise AssertionError(f"{path} did not answer {status} within {seconds:.0f} seconds, but: {last}")

    def workers(self) -> set[str]:
        """The processes that answer: unchanged for as long as none was replaced."""
        pid = self.process.pid
        return set(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())


def _answer(found: urllib.error.HTTPError | object, began: float) -> Answer:
    text = found.read().decode()  # type: ignore[attr-defined]
    return Answer(found.status, dict(found.headers), text, time.monotonic() - began)  # type: ignore[attr-defined]


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


@contextmanager
def served_by_command(environment: Mapping[str, str], log: Path, *options: str) -> Iterator[Served]:
    """`integrationsnetz serve` with these variables and options; what it says goes to the log. Ended afterwards."""
    port = free_port()
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [*COMMAND, "--port", str(port), *options],
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **environment},
        )
    try:
        yield Served(process, port)
    finally:
        process.terminate()
        process.wait(timeout=30)
