"""A copy of the record in a file: a SQLite store, because Neo4j's own online backup is not in every edition."""

from __future__ import annotations

import contextlib
from pathlib import Path

from registry.model import Unavailable
from registry.store.moving import move
from registry.store.port import Store
from registry.store.sqlite import SqliteStore
from registry.vocabulary import Vocabulary


def backup_to(source: Store, target: Path, vocabulary: Vocabulary, *, origin: str) -> None:
    """Move a view of the store into a new file. Raises Unavailable where the target exists or can not be written."""
    if target.exists():
        raise Unavailable("the target exists already", where=target.name, remedy="name a new file")
    half = target.with_name(f".{target.name}.part")
    try:
        half.unlink(missing_ok=True)  # of a backup that was killed
        with contextlib.closing(SqliteStore(half, vocabulary, create=True, journal="delete")) as copy:
            move(source, copy, origin=origin)
        half.rename(target)
    except OSError as error:
        raise Unavailable(
            f"the file can not be made ({error.strerror})",
            where=target.name,
            remedy="check that the folder exists and may be written",
        ) from error
    finally:
        half.unlink(missing_ok=True)  # half a copy must not pass for one
