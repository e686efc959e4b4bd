"""Which SQLite library is used, and the guard against versions that can damage a file.

SQLite 3.7.0 to 3.51.2 has the WAL-reset bug: writers and checkpoints of several processes can leave a
malformed file. So the
library must be 3.51.3 or newer; an older one is accepted only with `?journal=delete` in the URL, which does
without the WAL.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any, Final

from registry.model import Unavailable

SAFE: Final = (3, 51, 3)


def driver() -> ModuleType:
    """The DB-API module: `pysqlite3`, which brings its own library, or else the one of the standard library."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3")


def guard(version: tuple[int, ...], *, wal: bool) -> None:
    """Refuse a library that is too old for the WAL. Raises Unavailable."""
    if wal and version < SAFE:
        have, need = ".".join(map(str, version)), ".".join(map(str, SAFE))
        raise Unavailable(
            f"the SQLite library here is {have}, which can damage a file that several processes write;"
            f" at least {need} is needed",
            where="SQLite library",
            remedy="install pysqlite3 (Linux x86_64), use a Python with a newer SQLite, "
            "or add ?journal=delete to the store's URL (slower, safe with older versions)",
        )


dbapi: Final[Any] = driver()
