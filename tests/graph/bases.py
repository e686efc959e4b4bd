"""Comparing the columns that snapshots are made of."""

from __future__ import annotations

import numpy as np

from graph.base import Base
from graph.sharing.layout import laid


def assert_equal(found: Base | None, wanted: Base) -> None:
    """The same in every row, number and table."""
    assert found is not None
    one, two = laid(found), laid(wanted)
    assert one.head == two.head
    assert one.keys == two.keys
    for name, array in two.arrays.items():
        assert np.array_equal(one.arrays[name], array), name
