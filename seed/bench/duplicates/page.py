"""The figures as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from seed.bench.duplicates.measuring import Built, Judged, Swept
from seed.bench.table import number, short, table

MARKER: Final = "duplicates"
"""Name of the place in docs/performance.md."""
_HEADS: Final = (
    "Asked with", "Seed", "Pairs", "Precision", "Recall", "F1", "Among the first three", "CPU ms, median",
    "CPU ms, 95th percentile", "ms, 95th percentile",
)  # fmt: skip
_WORDS: Final = ("Asked with",)


def page(judged: Sequence[Judged], built: Built, swept: Swept) -> str:
    """A table of everybody who was asked, then the index and the sweep."""
    rows = table(_HEADS, map(_row, judged), words=_WORDS)
    return f"### {number(built.actors)} actors\n\n{rows}\n\n{_index(built)}\n\n{_sweep(swept)}"


def _row(one: Judged) -> list[str]:
    verdict = one.verdict
    shares = (verdict.precision, verdict.recall, verdict.f1, verdict.first_three)
    times = (one.cpu.median, one.cpu.p95, one.wall.p95)
    return [one.what, str(one.seed), number(verdict.pairs), *(f"{share:.3f}" for share in shares), *map(short, times)]


def _index(built: Built) -> str:
    return (
        f"Building the index: {built.seconds:.1f} s of one processor, {number(built.megabytes)} MiB. "
        f"Taking in one change: {short(built.update.median)} ms (95th percentile {short(built.update.p95)})."
    )


def _sweep(swept: Swept) -> str:
    verdict = swept.verdict
    return (
        f"Sweep over {number(swept.actors)} actors, {number(verdict.pairs)} of them there twice: {swept.seconds:.1f} s "
        f"of one processor, precision {verdict.precision:.3f}, recall {verdict.recall:.3f}, F1 {verdict.f1:.3f}."
    )
