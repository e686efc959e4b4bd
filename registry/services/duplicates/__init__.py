"""Duplicates: what in the record is like somebody who is about to be entered, how surely, and why."""

from registry.services.duplicates.entries import Entry, Query, Reach
from registry.services.duplicates.gathering import DuplicateFinder
from registry.services.duplicates.index import LIKELY, DuplicateIndex
from registry.services.duplicates.judging import Hint
from registry.services.duplicates.reasons import Ground, Reason
from registry.services.duplicates.sweeping import SURE, LikelyPair, Step, all_pairs
from registry.services.duplicates.weighing import Points

__all__ = [
    "LIKELY",
    "SURE",
    "DuplicateFinder",
    "DuplicateIndex",
    "Entry",
    "Ground",
    "Hint",
    "LikelyPair",
    "Points",
    "Query",
    "Reach",
    "Reason",
    "Step",
    "all_pairs",
]
