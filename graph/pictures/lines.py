"""Where the lines of a picture run: bent where several join the same two, and labelled at their middle."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np

from graph.columns import STATUSES, IntArray
from graph.pictures.labels import Labels, TieLabel, visible_labels
from graph.pictures.layout import Layout
from graph.pictures.styles import line_style, status_label
from graph.selection import Selection
from graph.snapshot import Snapshot
from registry.model import Status

UNSURE = frozenset({Status.EXPECTED, Status.PLANNED, Status.PROPOSED})


def parallel_offsets(subject: IntArray, object_: IntArray) -> np.ndarray:
    """For each tie how far it bends so that several between the same two stay apart: 0 for straight, positive clockwise
    as seen from its own subject, at most 0.5.
    """
    total = Counter(zip(np.minimum(subject, object_).tolist(), np.maximum(subject, object_).tolist(), strict=True))
    seen: Counter[tuple[int, int]] = Counter()
    found = np.zeros(len(subject))
    for place, (one, other) in enumerate(zip(subject.tolist(), object_.tolist(), strict=True)):
        pair = (min(one, other), max(one, other))
        step = seen[pair] - (total[pair] - 1) / 2
        seen[pair] += 1
        bend = step * min(0.24, 1.0 / total[pair])
        found[place] = round(bend if one <= other else -bend, 3)
    return found


def role_text(snapshot: Snapshot, role: int, status: int, lang: str) -> str:
    """What is written beside a tie: the role where it stands out, and what is not certain yet; often nothing."""
    known, state = snapshot.vocabulary.roles[snapshot.roles[role]], STATUSES[status]
    if state in UNSURE:
        return f"{known.label(lang)} ({status_label(state, lang)})"
    return known.label(lang) if line_style(known.key, snapshot.vocabulary).labelled else ""


def role_labels(selection: Selection, placed: Layout, lang: str) -> list[TieLabel]:
    """The labels of ties, each at the middle of its line."""
    subject, object_ = selection.ends
    bends = parallel_offsets(subject, object_)
    text = cache(lambda role, status: role_text(selection.snapshot, role, status, lang))
    ties = selection.snapshot.ties
    kinds = zip(ties.role[selection.ties].tolist(), ties.status[selection.ties].tolist(), strict=True)
    found = []
    for place, (role, status) in enumerate(kinds):
        if said := text(role, status):
            one, other, bend = int(subject[place]), int(object_[place]), float(bends[place])
            dx, dy = placed.x[other] - placed.x[one], placed.y[other] - placed.y[one]
            x = (placed.x[one] + placed.x[other]) / 2 - dy * bend / 2
            y = (placed.y[one] + placed.y[other]) / 2 + dx * bend / 2
            free = float(np.hypot(dx, dy) - placed.radius[one] - placed.radius[other])
            found.append(TieLabel(place, float(x), float(y), said, max(free, 0.0)))
    return found


def picture_labels(selection: Selection, placed: Layout, lang: str) -> Labels:
    """All labels of a picture, of nodes and of ties."""
    return visible_labels(placed, selection.names, role_labels(selection, placed, lang))
