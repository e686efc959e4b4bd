"""Remembers places of pictures for all processes of a machine, in the folder of files that can be made again."""

from __future__ import annotations

import contextlib
import hashlib
import io
import threading
import zipfile
from typing import Final

import numpy as np

from graph.pictures.settling import NOTHING, Remembered
from registry.services.derived import Folder

_KEPT: Final = 64
"""So many pictures are remembered; of the others the oldest go."""
_PREFIX: Final = "places-"


class Places:
    """Of each picture (`name`: what it shows, and to whom) where everybody stood. Holds ids and numbers, no names."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._held: dict[str, Remembered] = {}

    def of(self, name: str) -> Remembered:
        """The latest places that any process has kept; none where there are none, or the file is damaged."""
        key = _key(name)
        for path in self._folder.files():
            if path.name == key:
                with contextlib.suppress(OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
                    return _read(path.read_bytes())
        with self._lock:
            return self._held.get(key, NOTHING)

    def keep(self, name: str, places: Remembered) -> None:
        """Remember these. Where the folder can not be used, this process remembers them alone."""
        key = _key(name)
        with self._lock:
            self._held.pop(key, None)
            self._held[key] = places
            while len(self._held) > _KEPT:
                del self._held[next(iter(self._held))]
        with contextlib.suppress(OSError), self._folder.locked() as folder:
            if folder is None:
                return
            for left in folder.glob(f".{_PREFIX}*.part"):  # nobody else writes now: of one that was killed
                left.unlink(missing_ok=True)
            passing = folder / f".{key}.part"
            passing.touch(mode=0o600)
            passing.write_bytes(_written(places))
            passing.replace(folder / key)
            files = sorted(folder.glob(f"{_PREFIX}*"), key=lambda one: one.stat().st_mtime)
            for old in files[:-_KEPT]:
                old.unlink(missing_ok=True)


def _key(name: str) -> str:
    return f"{_PREFIX}{hashlib.sha256(name.encode()).hexdigest()[:24]}.npz"


def _written(places: Remembered) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, ids=places.ids, places=places.places)
    return buffer.getvalue()


def _read(data: bytes) -> Remembered:
    """Raises ValueError, KeyError or BadZipFile for anything that `_written` has not written."""
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        ids, places = held["ids"], held["places"]
    if ids.dtype.kind != "S" or places.shape != (len(ids), 2) or not np.isfinite(places).all():
        raise ValueError("these are no places")
    return Remembered(ids, places.astype(np.float64))
