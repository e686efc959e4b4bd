"""What is computed from frozen snapshots of the record: projections, measures, drawing and graph file formats.

`from graph import open_network` is the entry for those who write Python (docs/analysis.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.entry import OpenNetwork, open_network

__all__ = ["OpenNetwork", "open_network"]


def __getattr__(name: str) -> object:
    # Only who asks for the entry loads what it needs: everything else imports its own module.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from graph import entry

    return getattr(entry, name)
