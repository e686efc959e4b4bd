"""Settings of accounts, as the environment says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from registry.model import Invalid
from registry.services.accounts.sessions import Ends

IDLE: Final = "INTEGRATIONSNETZ_SESSION_IDLE"
LONGEST: Final = "INTEGRATIONSNETZ_SESSION_LONGEST"


def session_ends(environment: Mapping[str, str] = os.environ) -> Ends:
    """When sessions end: minutes in INTEGRATIONSNETZ_SESSION_IDLE and _LONGEST. Raises Invalid."""
    idle, longest = _number(environment, IDLE, 120, 7 * 1440), _number(environment, LONGEST, 720, 30 * 1440)
    return Ends(timedelta(minutes=idle), timedelta(minutes=longest))


def _number(environment: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = environment.get(name, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most:
        return int(text)
    raise Invalid("this setting is no number that fits", where=name, remedy=f"write a whole number from 1 to {most}")
