"""Compiled kernels over compressed rows (arrays in, arrays out). They know nothing of records, snapshots or networks.

Importing a module of this room compiles its kernels for their declared types, or loads them from the cache that lies
beside the code (or in the user's cache folder): some seconds the first time on a machine, some tens of
milliseconds each afterwards. `warm()` does it for all, so that no page has to wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

MODULES: Final = (
    "connectivity",
    "cores",
    "ranking",
    "betweenness",
    "breadth",
    "burt",
    "prediction",
    "paths",
    "meetings",
    "leiden",
    "ordering",
    "labelling",
)


def warm() -> None:
    """Compile or load every kernel. Safe to call from any thread, and cheap once done."""
    for name in MODULES:
        import_module(f"graph.kernels.{name}")
