"""Reviewing: a proposal as a diff on the network, and the decision about it."""

from registry.services.reviewing.deciding import Decisions, Rest
from registry.services.reviewing.effects import Coverage, SeatEffect
from registry.services.reviewing.lines import Line, Parts, lines_of, part
from registry.services.reviewing.proposals import Queued, Review, case_of, diff, query_of, queue
from registry.services.reviewing.rebasing import Rebased, rebased
from registry.services.reviewing.surroundings import Surroundings, around

__all__ = [
    "Coverage",
    "Decisions",
    "Line",
    "Parts",
    "Queued",
    "Rebased",
    "Rest",
    "Review",
    "SeatEffect",
    "Surroundings",
    "around",
    "case_of",
    "diff",
    "lines_of",
    "part",
    "query_of",
    "queue",
    "rebased",
]
