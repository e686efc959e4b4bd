"""Findings become points, points a sum, and the sum a score: the share of such pairs that are one body.

score = 1 / (1 + e^-sum), the sum being the start and, for each finding, its value times its weight in weights.yaml.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from registry.model import Invalid

FILE: Final = Path(__file__).with_name("weights.yaml")
START: Final = "start"
FINDINGS: Final = (
    "shared", "slips", "other letters", "words replaced", "words added", "words left out", "part", "other number",
    "number missing", "namesakes", "same town", "within", "towns at odds", "other town", "other town by name",
    "same email", "other email", "same phone", "same exchange", "other phone", "same host", "other host",
    "same address", "other address", "same identifier", "other identifier", "same body", "other body", "other kind",
    "other person",
)  # fmt: skip


class Points(NamedTuple):
    """One summand of a score."""

    finding: str
    value: float
    points: float


@lru_cache(maxsize=4)
def weights(path: Path = FILE) -> Mapping[str, float]:
    """Points for each finding. Raises Invalid where one is missing, unknown or no number."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = set(data) if isinstance(data, dict) else set()
    if names != {START, *FINDINGS}:
        wrong = ", ".join(sorted(names ^ {START, *FINDINGS}))
        raise Invalid(f"missing or unknown: {wrong}", where=path.name, remedy="name each finding of weighing.py once")
    for name, value in data.items():
        if not isinstance(value, int | float):
            raise Invalid(f"{value!r} is no number", where=f"{path.name} ({name})", remedy="write points, such as -1.5")
    return {str(name): float(value) for name, value in data.items()}


def weigh(findings: Mapping[str, float]) -> tuple[Points, ...]:
    """The summands of a score, the start first; findings that are not there count nothing."""
    each = weights()
    found = (Points(name, value, value * each[name]) for name, value in findings.items() if value)
    return Points(START, 1.0, each[START]), *found


def total(findings: Mapping[str, float]) -> float:
    """The sum of the points, without naming the summands."""
    each = weights()
    return each[START] + sum(value * each[name] for name, value in findings.items())


def score(points: float) -> float:
    """The sum as a share, 0 … 1."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, points))))
