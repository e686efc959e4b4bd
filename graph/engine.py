"""igraph gives the same answer for the same question, in any thread."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import igraph

_SEED = 20121030
# igraph draws its random numbers from one generator for the whole process.
_LOCK = threading.Lock()


@contextmanager
def seeded() -> Iterator[None]:
    """Inside, igraph's random numbers start from the same place, and no other thread draws any."""
    with _LOCK:
        igraph.set_random_number_generator(random.Random(_SEED))  # noqa: S311 - pictures, not secrets
        yield
