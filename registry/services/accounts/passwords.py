"""Passwords: argon2id with the parameters that OWASP names first, and what is too easily guessed.

Cost: 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet); hashes with others are renewed at the next
sign-in. Lists of leaked passwords are not shipped: see `registry.services.accounts.guessing` for the rule instead.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODY: Final = "$argon2id$v=19$m=19456,t=2,p=1$rUr2lwqUHMzzHlt+a3YJYQ$qVP8cQ0eZwt2YDeCZfzUFR950wWBf4R4CF/U5VUF1j8"
"""Compared with where there is no account, so that the answer takes as long."""


def hashed(password: str) -> str:
    """The hash to keep."""
    return _HASHER.hash(_plain(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password; without a hash it never is, and that takes as long."""
    try:
        _HASHER.verify(kept or _NOBODY, _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def stale(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _plain(password: str) -> str:
    # One keyboard writes ä as one letter, another as two.
    return unicodedata.normalize("NFKC", password)
