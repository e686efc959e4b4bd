"""While the store does not answer, one request at a time finds out whether it does again; others are told at once.

A store that is gone says so quickly. One that hangs lets every request wait for seconds, until no thread is left
for anything else, not even for a style sheet.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Final

PATIENCE: Final = 1.0
"""Seconds: an answer that fails sooner costs nothing and is left alone."""
PAUSE: Final = 3.0
"""Seconds between two requests that find out."""


class Outage:
    """What one process knows of the store; safe among threads."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """`clock` gives seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._until: float | None = None

    def refuses(self) -> bool:
        """Whether a request is to be told at once. Of those that come after a pause, the first is let through."""
        with self._lock:
            if self._until is None:
                return False
            waiting = self._clock() < self._until
            if not waiting:
                self._until = self._clock() + PAUSE
            return waiting

    def lasts(self) -> bool:
        """Whether the store did not answer when it was last asked."""
        return self._until is not None

    def failed(self, since: float) -> None:
        """The store was asked at this moment of the clock and has not answered."""
        if self.lasts() or self._clock() - since > PATIENCE:
            with self._lock:
                self._until = self._clock() + PAUSE

    def answered(self) -> None:
        """The store answers."""
        self._until = None
