"""Leiden's method in a process of its own: igraph holds the interpreter while it works, and every page would wait."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from typing import Final

import numpy as np

from graph.columns import IntArray
from graph.communities import communities
from graph.measures.telling import Tell

SMALL: Final = 30_000
"""Up to so many edges (about 60 ms) it is not worth a process."""
_LOOK: Final = 0.2


def communities_apart(count: int, first: IntArray, second: IntArray, tell: Tell) -> IntArray:
    """As `graph.communities.communities`. What `tell` raises ends the process and comes out.

    Raises RuntimeError where the process fails.
    """
    if len(first) <= SMALL:
        return communities(count, first, second)
    path = os.pathsep.join(one for one in sys.path if one)
    with tempfile.TemporaryFile() as question:
        question.write(_packed(np.array([count]), first, second))
        question.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own module, no words of others
            [sys.executable, "-m", __name__],
            stdin=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        with child:
            try:
                return _answer(child, tell)
            finally:
                child.kill()


def _answer(child: subprocess.Popen[bytes], tell: Tell) -> IntArray:
    while True:
        tell(0, 0)
        try:
            found, errors = child.communicate(timeout=_LOOK)
        except subprocess.TimeoutExpired:
            continue
        if child.returncode:
            raise RuntimeError(f"communities were not found: {errors.decode(errors='replace')[-500:]}")
        (group,) = _unpacked(found, 1)
        return group.astype(np.int32)


def _packed(*arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    for one in arrays:
        np.save(stream, one, allow_pickle=False)
    return stream.getvalue()


def _unpacked(data: bytes, count: int) -> list[np.ndarray]:
    stream = io.BytesIO(data)
    return [np.load(stream, allow_pickle=False) for _ in range(count)]


def main() -> None:
    """Read count, first and second from standard input, write the communities to standard output."""
    count, first, second = _unpacked(sys.stdin.buffer.read(), 3)
    sys.stdout.buffer.write(_packed(communities(int(count[0]), first, second)))


if __name__ == "__main__":
    main()
