"""Moments as items carry them: ISO 8601 in UTC to the second, so that their order is that of their letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

Clock = Callable[[], datetime]
_FORM: Final = "%Y-%m-%dT%H:%M:%SZ"


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as text: `2026-11-21T14:00:00Z`."""
    return moment.astimezone(UTC).strftime(_FORM)


def moment(text: str) -> datetime:
    """What `stamp` wrote. Raises ValueError for anything else."""
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
