"""Starts the programs of writer_process.py and talks to them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUPPORT = Path(__file__).parent
ROOT = SUPPORT.parent.parent


@contextmanager
def started(program: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A program in a process of its own; killed at the end, if it still runs."""
    paths = os.pathsep.join((str(ROOT), str(SUPPORT)))
    process = subprocess.Popen(
        [sys.executable, str(SUPPORT / "writer_process.py"), program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line(process: subprocess.Popen[str]) -> list[str]:
    """The words of the next line that the process says; empty where it has ended."""
    assert process.stdout is not None
    return process.stdout.readline().split()


def rest(process: subprocess.Popen[str]) -> str:
    """What else the process has said until its end; `communicate` would miss what was read ahead with a line."""
    assert process.stdout is not None
    said = process.stdout.read()
    process.wait()
    return said
