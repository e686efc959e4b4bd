"""The tables of the measures: CPU seconds of each engine, ratios, aims, memory, and how each measure grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, NamedTuple

import numpy as np

from seed.bench.measures_kinds import KINDS, Kind
from seed.bench.table import number, table

_OWN: Final = "compiled"
_LIBRARIES: Final = ("networkx", "igraph", "scipy", "networkit")
_LARGE: Final = 50_000
_FASTER: Final = 40
"""At least so many times as fast as networkx, where that takes over a second at 50,000 actors."""
WHOLE: Final = {50_000: (30.0, 400), 500_000: (200.0, 1500)}
"""CPU seconds and megabytes that the full set should stay below."""


class Took(NamedTuple):
    """CPU seconds, or `more` than these."""

    seconds: float
    more: bool = False


@dataclass(frozen=True)
class Cell:
    """What one engine took for one measure, in seconds."""

    kind: Kind
    engine: str
    times: tuple[float, ...]
    wall: tuple[float, ...] = ()
    made: float = 0.0
    megabytes: int | None = None
    reason: str = ""
    least: float | None = None
    """Of what was ended: so many seconds it had reckoned by then, without making its graph."""

    @property
    def took(self) -> Took | None:
        """How long it takes, as far as that is known."""
        if self.times:
            return Took(self.cpu)
        return None if self.least is None else Took(self.least, more=True)

    @property
    def cpu(self) -> float:
        """Median of the CPU seconds."""
        return median(self.times)


@dataclass(frozen=True)
class Size:
    """Everything that was measured at one size."""

    actors: int
    about: str
    cells: tuple[Cell, ...]

    def cell(self, kind: Kind, engine: str) -> Cell | None:
        """What this engine took, if it was measured."""
        return next((one for one in self.cells if one.kind == kind and one.engine == engine), None)


def page(sizes: Sequence[Size]) -> str:
    """A table for each size, and one of growth where there are at least two."""
    parts = [_size(one) for one in sizes]
    return "\n\n".join([*parts, *([_growth(sizes)] if len(sizes) > 1 else [])])


def _size(size: Size) -> str:
    heads = ["CPU s", *_LIBRARIES, "compiled", "MB, compiled", "networkx / compiled", "best library / compiled", "Aims"]
    rows = [_row(size, kind) for kind in KINDS if size.cell(kind, _OWN) and kind.key != "graph"]
    return "\n\n".join(
        [
            f"### Measures at {number(size.actors)} actors",
            f"{size.about}.",
            table(heads, rows, words=("CPU s", "Aims")),
        ]
    )


def _row(size: Size, kind: Kind) -> list[str]:
    cells = {engine: size.cell(kind, engine) for engine in (*_LIBRARIES, _OWN)}
    own = cells[_OWN]
    took = {engine: one.took for engine, one in cells.items() if one and one.took}
    best = min((took[engine] for engine in _LIBRARIES if engine in took), default=None)
    return [
        kind.label,
        *(_shown(cells[engine]) for engine in (*_LIBRARIES, _OWN)),
        "" if own is None or own.megabytes is None else number(own.megabytes),
        _ratio(took.get("networkx"), own),
        _ratio(best, own),
        ", ".join(_aims(size.actors, own, took.get("networkx"), best)),
    ]


def _shown(one: Cell | None) -> str:
    return "" if one is None else one.reason or seconds(one.cpu)


def seconds(value: float) -> str:
    """With no more digits than mean something."""
    if value >= 10:
        return number(round(value))
    return f"{value:.1f}" if value >= 1 else f"{value:.3f}" if value >= 0.01 else f"{value:.4f}"


def _ratio(other: Took | None, own: Cell | None) -> str:
    if other is None or own is None or not own.times:
        return ""
    return f"{'> ' if other.more else ''}{other.seconds / max(own.cpu, 1e-6):.1f}"


def _aims(actors: int, own: Cell | None, networkx: Took | None, best: Took | None) -> list[str]:
    if own is None or not own.times:
        return ["**missed**"]
    aims = {"as fast as the best": _as_fast(own.cpu, best)}
    if actors == _LARGE and networkx is not None and networkx.seconds > 1:
        aims[f"{_FASTER} × networkx"] = _as_fast(_FASTER * own.cpu, networkx)
    if own.kind.key == "whole" and actors in WHOLE:
        time, memory = WHOLE[actors]
        aims[f"{time:.0f} s"] = own.cpu < time
        aims[f"{memory} MB"] = None if own.megabytes is None else own.megabytes < memory
    return [f"{what} {'met' if kept else '**missed**'}" for what, kept in aims.items() if kept is not None]


def _as_fast(own: float, other: Took | None) -> bool | None:
    """None where that is not known: there is no other, or it was ended before it had taken so long."""
    if other is None or (other.more and own > other.seconds):
        return None
    return own <= other.seconds


def _growth(sizes: Sequence[Size]) -> str:
    heads = ["compiled, CPU s", *(number(one.actors) for one in sizes), "exponent"]
    rows = []
    for kind in KINDS:
        own = [one.cell(kind, _OWN) for one in sizes]
        times = [one.cpu if one and one.times else None for one in own]
        known = [(size.actors, time) for size, time in zip(sizes, times, strict=True) if time]
        if len(known) > 1 and kind.key != "graph":
            shown = ["" if time is None else seconds(time) for time in times]
            rows.append([kind.label, *shown, f"{exponent(known):.2f}"])
    return "\n\n".join(
        ["### How the measures grow", "Time grows as actors to the exponent.", table(heads, rows, words=(heads[0],))]
    )


def exponent(known: Sequence[tuple[int, float]]) -> float:
    """Slope of the logarithm of the time over that of the size, by least squares."""
    sizes, times = np.log([size for size, _ in known]), np.log([time for _, time in known])
    return float(np.polyfit(sizes, times, 1)[0])
