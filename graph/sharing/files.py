"""One base as one file: a head that says what it is, and arrays that are used as they lie there.

    8 bytes   INTZSNAP
    5 x u64   length of the head, its CRC-32; length, exclusive or and sum of all that follows the head
    head      JSON: revision, level, mark, values of the columns, place of each array
    arrays    each at a multiple of 64 bytes, in this machine's order of bytes

A file that is not whole, not ours or of another form is no file: its columns are made anew from the record.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import sys
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np

from graph.base import Base
from graph.sharing.layout import Arrays, laid, put_together

FORM: Final = 1
"""Counts up with every change of what stands in a file or how names are sorted."""
_MAGIC: Final = b"INTZSNAP"
_PRELUDE: Final = struct.Struct("<8s5Q")
_ALIGNED: Final = 64
_KINDS: Final = "Siu"


def write(base: Base, path: Path) -> None:
    """Make the file, for its owner alone, and wait until it lies on the disk. Raises OSError."""
    parts = laid(base)
    places, size = _places(parts.arrays)
    body = np.zeros(size, dtype=np.uint8)
    for (_, _, _, offset), array in zip(places, parts.arrays.values(), strict=True):
        body[offset : offset + array.nbytes] = np.frombuffer(np.ascontiguousarray(array).tobytes(), dtype=np.uint8)
    told = {"form": FORM, "order": sys.byteorder, **parts.head, "keys": parts.keys, "arrays": places}
    head = _padded(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(_PRELUDE.pack(_MAGIC, len(head), zlib.crc32(head), *_sums(body)))
        file.write(head)
        file.write(body.data)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> Base | None:
    """The base in a file, mapped; None where there is none that can be used."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_uid != os.geteuid():
                return None
            # Copied on writing: nobody changes the file, and compiled code takes the arrays as any others.
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        return _read(data)
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return None


def _read(data: mmap.mmap) -> Base | None:
    magic, length, crc, *sums = _PRELUDE.unpack_from(data)
    start = _PRELUDE.size + length
    if magic != _MAGIC or start > len(data) or zlib.crc32(head := data[_PRELUDE.size : start]) != crc:
        return None
    told = json.loads(head)
    body = np.frombuffer(data, dtype=np.uint8, offset=start)
    if (told["form"], told["order"]) != (FORM, sys.byteorder) or list(_sums(body)) != sums:
        return None
    arrays = {name: _array(body, dtype, count, offset) for name, dtype, count, offset in told["arrays"]}
    return put_together(told, told["keys"], arrays)


def _array(body: np.ndarray[Any, Any], dtype: str, count: int, offset: int) -> np.ndarray[Any, Any]:
    kind = np.dtype(dtype)
    if kind.kind not in _KINDS:
        raise ValueError(dtype)
    return body[offset : offset + count * kind.itemsize].view(kind)


def _places(arrays: Arrays) -> tuple[list[tuple[str, str, int, int]], int]:
    """Of each array its name, type, length and place; and the size of all."""
    places, offset = [], 0
    for name, array in arrays.items():
        places.append((name, array.dtype.str, len(array), offset))
        offset = _rounded(offset + array.nbytes)
    return places, offset


def _padded(head: bytes) -> bytes:
    return head + b" " * (_rounded(_PRELUDE.size + len(head)) - _PRELUDE.size - len(head))


def _rounded(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED


def _sums(body: np.ndarray[Any, Any]) -> tuple[int, int, int]:
    """Quicker than the disk: a page of zeros, a cut end or a changed byte are noticed."""
    words = body.view(np.uint64)
    return len(body), int(np.bitwise_xor.reduce(words)), int(np.add.reduce(words))
