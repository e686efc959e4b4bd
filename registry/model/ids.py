"""Opaque, stable ids: a letter for the type of statement and 100 bits in lower-case base 32.

Ids are made by us and never by a store, so that a change set whose commit was not acknowledged can be asked for.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import b32encode
from typing import Final, Literal

Prefix = Literal["e", "t", "p", "o", "c"]
"""entity, tie, post, observation, change set"""

PATTERN: Final = re.compile(r"[etpoc][a-z2-7]{20}")


def new_id(prefix: Prefix) -> str:
    """A fresh random id, for example `e3k5…` (21 characters)."""
    return prefix + _encode(secrets.token_bytes(13))


def derived_id(prefix: Prefix, *parts: str) -> str:
    """The id that the same parts always give (SHA-256, cut to 100 bits); for loading the same source twice."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return prefix + _encode(digest[:13])


def is_id(text: str) -> bool:
    """Whether the text has the form of an id (not whether anything is known under it)."""
    return PATTERN.fullmatch(text) is not None


def _encode(raw: bytes) -> str:
    return b32encode(raw).decode().lower()[:20]
