"""What each measure means and what it does not mean, in a sentence each, for whoever reads the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Definition:
    """For people who have not read about network analysis."""

    means: str
    does_not_mean: str


DEFINITIONS: Final[dict[str, Definition]] = {
    "betweenness": Definition(
        "Of all pairs of other actors, the share whose shortest connections pass through this one.",
        "Not how much anybody mediates in fact: only that contacts on record lead through here.",
    ),
    "harmonic": Definition(
        "How near everyone else is: the mean of one over the number of steps, 0 where no path leads.",
        "Not how well somebody is informed, and low where contacts are merely not on record.",
    ),
    "pagerank": Definition(
        "The share of time at this actor of somebody who follows contacts at random.",
        "Not importance: large bodies come first because they have many members.",
    ),
    "core_number": Definition(
        "The largest k for which the actor belongs to a part in which everyone has at least k contacts within it.",
        "Not a rank: actors with the same number stand equally deep.",
    ),
    "lost": Definition(
        "How many others would no longer hang together with the largest rest if this actor were gone.",
        "Not that they would be alone: contacts that are not on record do not count.",
    ),
    "constraint": Definition(
        "How much somebody's contacts know each other through common bodies; low is free to bring people together.",
        "Not how free anybody is in deciding; few contacts give high values by themselves.",
    ),
    "effective_size": Definition(
        "The number of contacts through bodies, less those that lead to the same people anyway.",
        "Not how many people somebody knows.",
    ),
    "community": Definition(
        "Groups of actors with more contacts among each other than chance would give (Leiden's method).",
        "Not a membership: the borders are drawn by a computation and can shift with a few contacts.",
    ),
    "partners": Definition(
        "Whom one has not met in a body, though most contacts stand between (resource allocation).",
        "Not that they would suit each other: themes and places are not looked at here.",
    ),
}
