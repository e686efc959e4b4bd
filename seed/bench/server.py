"""A Neo4j server of its own for a benchmark, in a folder of its own; and how much memory a process has taken."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from registry.model import Unavailable

HOST: Final = "127.0.0.1"
SCRIPT: Final = Path(__file__).resolve().parents[2] / "scripts" / "neo4j_server.py"


@dataclass(frozen=True)
class Memory:
    """What the server may take, in Java's words (`512m`, `2g`): for its heap, and for pages of its files."""

    heap: str = "2g"
    page_cache: str = "1g"


@dataclass(frozen=True)
class Server:
    """A server that runs and is empty."""

    url: str
    """With user and password: for processes of the benchmark only."""
    pid: int
    home: Path


@contextlib.contextmanager
def server(home: Path, memory: Memory) -> Iterator[Server]:
    """Start a server in this folder; it is stopped afterwards. Raises Unavailable with the reason where none starts."""
    if not SCRIPT.exists():
        raise Unavailable("a server is started by the project's own checkout only", where="Neo4j")
    options = ["--heap", memory.heap, "--page-cache", memory.page_cache, "--port", str(free_port())]
    try:
        started = _script("start", home, *options)
        if started.returncode:
            raise Unavailable(started.stderr.strip().partition("\n")[0] or "the server did not start", where="Neo4j")
        password = (home / "password").read_text(encoding="utf-8").strip()
        state = _state(home)
        yield Server(f"bolt://neo4j:{quote(password, safe='')}@{HOST}:{state['bolt']}", state["pid"], home)
    finally:
        # Nothing in it is kept, so it need not end in good order, which can take minutes.
        with contextlib.suppress(OSError, ValueError):
            os.kill(_state(home)["pid"], signal.SIGKILL)
        _script("stop", home)


def _state(home: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads((home / "server.json").read_text(encoding="utf-8"))
    return found


def _script(command: str, home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, str(SCRIPT), command, "--home", str(home), *options]
    return subprocess.run(line, capture_output=True, text=True, check=False)  # noqa: S603 - our own script


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def peak_megabytes(pid: int) -> int | None:
    """The most memory that a process has taken so far; None where the system does not tell."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    return None


def children(pid: int) -> list[int]:
    """The processes that a process has started and that still run."""
    with contextlib.suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    return []
