"""A clock that a test sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 21, 14, tzinfo=UTC)


class SetClock:
    """Stands still until it is moved on."""

    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """The moment that it shows."""
        return self.moment

    def on(self, more: timedelta) -> None:
        """Move it on."""
        self.moment += more
