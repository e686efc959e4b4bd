"""The folder for files that are made from the record and can be made again: snapshots that processes share.

They hold names. So they are their owner's alone, and whoever erases a person removes them before it is called done.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from registry.model import Unavailable

VARIABLE: Final = "INTEGRATIONSNETZ_CACHE"
_PATIENCE: Final = 60.0
_PAUSE: Final = 0.02
_NOTE: Final = "."
"""What the folder's own files begin with."""
_ERASURE: Final = f"{_NOTE}erasure"


def folder_of(url: str) -> Folder:
    """Where files made from the store with this URL lie: beside an SQLite file, else nowhere.

    INTEGRATIONSNETZ_CACHE names another place, in which each store has a folder of its own.
    """
    parts = urlsplit(url)
    file = Path(unquote(parts.path[1:])).resolve() if parts.scheme == "sqlite" else None
    named = os.environ.get(VARIABLE)
    if not named:
        return Folder(file.with_name(file.name + ".derived"), file) if file is not None else Folder(None)
    origin = str(file) if file is not None else url.partition("?")[0]
    return Folder(Path(named) / hashlib.sha256(origin.encode()).hexdigest()[:16])


class Folder:
    """The folder of one store. Where there is none or it can not be used, it is as good as empty."""

    def __init__(self, path: Path | None, store: Path | None = None) -> None:
        """With a store beside it, only who owns the store's file makes the folder: others could not empty it."""
        self.path = path
        self._store = store

    def files(self) -> list[Path]:
        """What lies there, but for the folder's own notes."""
        if self.path is None or not _is_safe(self.path):
            return []
        try:
            return sorted(one for one in self.path.iterdir() if not one.name.startswith(_NOTE))
        except OSError:
            return []

    @contextmanager
    def locked(self) -> Iterator[Path | None]:
        """The folder while nobody else writes to it or removes from it; None where it can not be used.

        Raises OSError.
        """
        path = self._made()
        if path is None:
            yield None
            return
        with _locked(path / f"{_NOTE}lock", wait=None):
            yield path

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """One process after the other; who has waited for a minute goes on as well."""
        path = self._made()
        if path is None:
            yield
            return
        with _locked(path / f"{_NOTE}turn-{name}", wait=_PATIENCE):
            yield

    def erased_after(self, revision: int) -> bool:
        """Whether somebody was erased by a later revision than this."""
        try:
            return self.path is not None and int((self.path / _ERASURE).read_text(encoding="ascii")) > revision
        except (OSError, ValueError):
            return False

    def forget(self, revision: int) -> None:
        """Remove all files: this revision has erased somebody. Files of older ones are not written any more.

        Raises Unavailable where one stays.
        """
        try:
            with self.locked() as path:
                if path is not None:
                    (path / _ERASURE).write_text(str(revision), encoding="ascii")
                elif self.path is not None and self.path.exists():
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
                for one in self.files():
                    one.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(
                f"the person is erased, but files made from the record before can not be removed ({error.strerror})",
                where=self.path.name if self.path else "",
                remedy="remove this folder",
            ) from error

    def _made(self) -> Path | None:
        """The folder, made where there is none; None where it can not be used."""
        if self.path is None:
            return None
        with suppress(OSError):
            if self._store is None or self._store.stat().st_uid == os.geteuid():
                self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.path if _is_safe(self.path) and os.access(self.path, os.W_OK) else None


def _is_safe(folder: Path) -> bool:
    """Whether the folder is ours and nobody else may put files there."""
    try:
        found = folder.stat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


@contextmanager
def _locked(path: Path, *, wait: float | None) -> Iterator[None]:
    """Hold a lock file; without one after `wait` seconds. Ends with the process, however it ends."""
    file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if wait is None:
            fcntl.flock(file, fcntl.LOCK_EX)
        else:
            _patiently(file, time.monotonic() + wait)
        yield
    finally:
        os.close(file)


def _patiently(file: int, until: float) -> None:
    while time.monotonic() < until:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(_PAUSE)
        else:
            return
