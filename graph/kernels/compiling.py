"""How kernels are compiled: for declared types only, without the interpreter's lock, kept for the next process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
from numba import types

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _array(of: Any, dimensions: int = 1) -> Any:
    # Read-only in the declaration: it takes both, and arrays mapped from a file can only be read.
    return types.Array(of, dimensions, "C", readonly=True)


INT32: Final = _array(types.int32)
INT64: Final = _array(types.int64)
FLOAT: Final = _array(types.float64)
FLOATS: Final = _array(types.float64, 2)
BOOL: Final = _array(types.boolean)
OUT_INT32: Final = types.Array(types.int32, 1, "C")
OUT_INT64: Final = types.Array(types.int64, 1, "C")
OUT_FLOAT: Final = types.Array(types.float64, 1, "C")
OUT_INT32S: Final = types.Array(types.int32, 2, "C")
OUT_FLOATS: Final = types.Array(types.float64, 2, "C")
OUT_WORD: Final = types.Array(types.uint64, 1, "C")
OUT_BOOL: Final = types.Array(types.boolean, 1, "C")
integer: Final = types.int64
word: Final = types.uint64
real: Final = types.float64
yes_no: Final = types.boolean


def kernel(*arguments: Any) -> Callable[[_Function], _Function]:
    """Compile a function for arguments of these types, once; with other types it raises TypeError.

    Not parallel: two cores are shared with the pages. The result type follows from the code.
    """

    def compiled(function: _Function) -> _Function:
        try:
            return cast("_Function", numba.njit(arguments, cache=True, nogil=True)(function))
        except RuntimeError:  # no folder to keep it in: compiled for this process only
            return cast("_Function", numba.njit(arguments, nogil=True)(function))

    return compiled
