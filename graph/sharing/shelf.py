"""The folder in which the processes of a machine share the columns of one registry."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.base import Base
from graph.rows import Followed
from graph.sharing import files
from registry.model import Visibility
from registry.services.derived import Folder

_NAME: Final = re.compile(r"([a-z]+)-([0-9]{12})-([a-z2-7]+)\.snapshot")


@dataclass(frozen=True)
class Entry:
    """What the name of a file says of it."""

    path: Path
    level: str
    revision: int
    mark: str


class Shelf:
    """Keeps the latest columns of each level. Whatever goes wrong with a file, there is the record to make it from."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def latest(self, record: Followed, level: Visibility, revision: int) -> Base | None:
        """The latest columns that were kept of this record, of this revision or an older one; mapped, not read.

        None from before an erasure, and of what the record was before it was brought back from a backup.
        """
        erased = record.erased_count()
        for one in self._entries():
            if one.level == level and one.revision <= revision and record.mark(one.revision) == one.mark:
                found = files.read(one.path)
                if found is not None and (found.erased, found.revision, found.mark) == (erased, one.revision, one.mark):
                    return found
        return None

    def keep(self, base: Base) -> Base:
        """Write these columns and remove all others of their level; gives them as mapped from the file.

        Not where somebody has been erased since they were taken, and not where the folder can not be used: then the
        columns are given back as they are.
        """
        if not base.mark:
            return base
        with contextlib.suppress(OSError), self._folder.locked() as folder:
            if folder is None or self._folder.erased_after(base.revision):
                return base
            path = folder / f"{base.level}-{base.revision:012d}-{base.mark}.snapshot"
            passing = path.with_suffix(".part")
            try:
                passing.unlink(missing_ok=True)  # left by a process that was killed
                files.write(base, passing)
                passing.replace(path)
            finally:
                passing.unlink(missing_ok=True)
            self._clear(base, path)
            return files.read(path) or base
        return base

    def turn(self, level: Visibility) -> contextlib.AbstractContextManager[object]:
        """While one process takes columns anew, others that would do the same wait, but not for ever."""
        return self._folder.turn(str(level))

    def _entries(self) -> Iterator[Entry]:
        """What lies there, latest first."""
        found = ((path, _NAME.fullmatch(path.name)) for path in self._folder.files())
        entries = (Entry(path, name[1], int(name[2]), name[3]) for path, name in found if name)
        return iter(sorted(entries, key=lambda one: -one.revision))

    def _clear(self, base: Base, kept: Path) -> None:
        """Other files of this level, and those of any level from before an erasure."""
        for one in self._entries():
            older = one.revision <= base.revision and one.level != base.level
            if one.path != kept and (one.level == base.level or (older and self._from_before_erasure(one, base))):
                one.path.unlink(missing_ok=True)

    @staticmethod
    def _from_before_erasure(entry: Entry, base: Base) -> bool:
        found = files.read(entry.path)
        return found is None or found.erased != base.erased
