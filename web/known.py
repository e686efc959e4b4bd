"""What was known of offers, goals and documents at a Stand: also what is over by then, or only planned."""

from __future__ import annotations

import numpy as np

from graph.columns import STANDINGS, BoolArray
from graph.snapshot import Snapshot
from registry.model.periods import Standing

_AHEAD = [STANDINGS.index(one) for one in (Standing.NOT_YET, Standing.UNATTESTED)]


def known_by_then(snapshot: Snapshot) -> BoolArray:
    """Which entities there were or had been at the Stand: a document of a certain day is not over the day after."""
    return np.asarray(~np.isin(snapshot.standing, _AHEAD) | snapshot.entity_shown, dtype=np.bool_)
