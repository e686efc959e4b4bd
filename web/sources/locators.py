"""Places in a document, as sources write them: `Z. 254; 258-259`."""

from __future__ import annotations

import re
from typing import Final

_SPAN: Final = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")
_HIGHEST: Final = 10**7


def spans(locator: str) -> tuple[tuple[int, int], ...]:
    """First and last line of each place, in its order: `Z. 254; 258-259` gives (254, 254) and (258, 259)."""
    found = []
    for one in _SPAN.finditer(locator):
        first = int(one[1])
        last = int(one[2] or first)
        if first < _HIGHEST:
            found.append((first, max(first, last)))
    return tuple(found)


def first_lines(locator: str) -> tuple[int, ...]:
    """The lines at which the places of a locator begin, each once; line 0 where it names none."""
    return tuple(dict.fromkeys(first for first, _last in spans(locator))) or (0,)
