"""The tables of how people write: writing.yaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

_FILE: Final = Path(__file__).with_name("writing.yaml")


@lru_cache(maxsize=1)
def tables() -> dict[str, Any]:
    """The data file as it stands."""
    data: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return data
