"""How a long measure says how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Tell = Callable[[int, int], None]
"""Called as `tell(done, total)`. To stop the computation it raises; what it raises comes out of the measure."""


def _quiet(done: int, total: int) -> None:
    """Say nothing and go on."""


QUIET: Final[Tell] = _quiet


def part_of(tell: Tell, begin: int, end: int, total: int) -> Tell:
    """A tell for one step of a larger computation, which goes from `begin` to `end` of `total`."""

    def told(done: int, of: int) -> None:
        tell(begin + (end - begin) * done // max(of, 1), total)

    return told
