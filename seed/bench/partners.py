"""`python -m seed.bench.partners`: how many hidden ties each measure of nearness finds, and how long a search takes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import mean, stdev
from time import process_time
from typing import Any, Final

import click
import numpy as np
import numpy.typing as npt

from graph.columns import BoolArray
from graph.partners.asking import Asker, Question
from graph.partners.bridges import bridges
from graph.partners.finding import find, scores
from graph.partners.ground import Ground, ground
from graph.partners.prediction import MEASURES, Measure
from graph.partners.signals import Sight
from graph.partners.ways import best_ways, lanes
from graph.snapshot import take_snapshot
from registry.access import PUBLIC_VIEWER
from registry.model import Entity
from registry.opening import open_registry
from registry.services import EntityRow, TieRow
from registry.store.rows import entity_row, tie_row
from registry.vocabulary import Vocabulary, load_vocabulary
from seed.bench.partners_hiding import Hidden, Kept, Scores, draws, found_by
from seed.bench.table import between, number, short, surroundings, table, write
from seed.bench.timing import Measured
from seed.loading import load_sources
from seed.synthetic import Region

PAGE: Final = Path("docs/performance.md")
MARKER: Final = "partners"
ACTORS: Final = 50_000
SEEDS: Final = (1, 2, 3)
ASKED: Final = 300
PAPER_DRAWS: Final = 40
"""A tenth of the papers' contacts is a few dozen, so that it takes many draws to say anything."""
STAND: Final = date(2024, 12, 31)
_TOGETHER: Final = 64
_NAMES: Final = {
    "popularity": "popularity (number of contacts)",
    "common_neighbours": "common neighbours",
    "adamic_adar": "Adamic–Adar",
    "resource_allocation": "resource allocation",
    "three_steps": "walks of three steps",
    "degree_normalised": "L3, degree-normalised",
    "spread": "resource allocation, two modes",
    "combined": "L3 + resource allocation (**default**)",
    "finder": "the finder, all default weights",
}
_SIDES: Final = ((False, "who takes part asks"), (True, "the body asks"))


@dataclass(frozen=True)
class Recalled:
    """One measure on one record, asked from one side: recall at 10 of each draw."""

    record: str
    side: str
    measure: str
    shares: tuple[float, ...]
    sought: int
    """How many ties were sought in all draws."""


def recalls(record: str, rows: Kept, stand: date | None, seeds: Sequence[int], most: int = ASKED) -> Iterator[Recalled]:
    """Each measure, from both sides, on the same draws."""
    found: dict[tuple[str, str], list[float]] = {}
    sought = dict.fromkeys((side for _, side in _SIDES), 0)
    for draw in draws(rows, stand, load_vocabulary(), seeds):
        for by_body, side in _SIDES:
            here = draw.asked(by_body=by_body, most=most)
            sought[side] += here.count
            for name in _NAMES if here.count else ():
                found.setdefault((side, name), []).append(_share(here, name, draw.seed))
    for (side, name), shares in sorted(found.items(), key=lambda one: one[0][0] != _SIDES[0][1]):
        yield Recalled(record, side, name, tuple(shares), sought[side])


def _share(here: Hidden, name: str, seed: int) -> float:
    order = np.random.default_rng(seed + 2).permutation(len(here.ground))
    found = sum(found_by(here, place, values, order) for place, values in _scored(here, name))
    return found / here.count


def _scored(here: Hidden, name: str) -> Iterator[tuple[int, Scores]]:
    """The scores of everyone for each asker."""
    if name == "finder":
        for place, asker in enumerate(here.askers.tolist()):
            yield place, scores(Sight(here.ground, _asking(here.ground, asker), None))
        return
    for start in range(0, len(here.askers), _TOGETHER):
        part = here.askers[start : start + _TOGETHER]
        columns = np.zeros((len(here.ground), len(part)), dtype=np.float32)
        columns[part, np.arange(len(part))] = 1.0
        found: Any = np.ascontiguousarray(_measure(name)(here.ground.touch, columns).T)
        yield from ((start + at, row.astype(np.float64)) for at, row in enumerate(found))


def _measure(name: str) -> Measure:
    return MEASURES[name]


def _asking(here: Ground, number: int) -> Question:
    return Question(asker=Asker(actor=here.snapshot.ids[number]))


def region_rows(actors: int, vocabulary: Vocabulary, seed: int = 1) -> Kept:
    """The rows of a synthetic region, made without a store."""
    entities: list[EntityRow] = []
    ties: list[TieRow] = []
    for one in Region(actors, seed, vocabulary).statements():
        if isinstance(one, Entity):
            entities.append(entity_row(one))
        else:
            ties.append(tie_row(one))
    return Kept(entities, ties)


def paper_rows(folder: Path) -> Kept:
    """The rows of the five papers, loaded into a store in this folder."""
    with closing(open_registry(f"sqlite:///{folder}/papers.db", create=True)) as registry:
        load_sources(registry)
        with registry.reading(PUBLIC_VIEWER) as record:
            return Kept(tuple(record.entity_rows()), tuple(record.tie_rows()))


def searches(rows: Kept, actors: int) -> list[Measured]:
    """What each question takes of one processor from a warm snapshot, asked 40 times of others."""
    here = ground(take_snapshot(rows, STAND, load_vocabulary()))
    asked = _questions(here)
    return [
        *(_timed(what, actors, questions, lambda one: find(here, one, None)) for what, questions in asked.items()),
        *_between(here, actors),
    ]


def _questions(here: Ground) -> dict[str, list[Question]]:
    snapshot = here.snapshot
    chosen = [snapshot.ids[one] for one in _drawn(here, here.eligible, 40)]
    towns = [snapshot.ids[one] for one in _drawn(here, snapshot.of_kinds(("gemeinde",)), 40)]
    theme = ("gemeinsam:bildung",)
    return {
        "partners of an actor": [Question(asker=Asker(one)) for one in chosen],
        "partners for a theme, by an actor": [
            Question(asker=Asker(one), themes=theme, kinds=("organisation",)) for one in chosen
        ],
        "partners for a theme, by a town and a theme": [
            Question(asker=Asker(area=one, theme=theme[0]), themes=theme, strict=True) for one in towns
        ],
    }


def _between(here: Ground, actors: int) -> Iterator[Measured]:
    """The ways between two actors, and the bridges between two bodies."""
    ids, open_ = here.snapshot.ids, lanes(here)
    pairs = _drawn(here, here.eligible, 80).reshape(-1, 2)
    yield _timed(
        "four ways between two actors", actors, pairs, lambda two: best_ways(open_, ids[two[0]], ids[two[1]], 4)
    )
    bodies = _drawn(here, here.size > 1, 80)
    couples = bodies[: len(bodies) // 2 * 2].reshape(-1, 2)
    yield _timed("bridges between two bodies", actors, couples, lambda two: bridges(here, ids[two[0]], ids[two[1]]))


def _drawn(here: Ground, mask: BoolArray, most: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(1).permutation(np.flatnonzero(mask & here.snapshot.entity_shown))[:most]


def _timed(
    what: str, actors: int, asked: Sequence[Any] | npt.NDArray[Any], answer: Callable[[Any], object]
) -> Measured:
    answer(asked[0])  # what is made once is made
    times = []
    for one in asked:
        start = process_time()
        answer(one)
        times.append((process_time() - start) * 1000)
    return Measured(what, actors, tuple(times))


def page(found: Sequence[Recalled], times: Sequence[Measured]) -> str:
    """Both tables as Markdown."""
    columns = list(dict.fromkeys((one.record, one.side) for one in found))
    cells: Mapping[tuple[str, str, str], Recalled] = {(one.record, one.side, one.measure): one for one in found}
    rows = [[label, *(_cell(cells[record, side, name]) for record, side in columns)] for name, label in _NAMES.items()]
    titles = [
        f"{record}, {side} (ties sought: {number(cells[record, side, 'popularity'].sought)})"
        for record, side in columns
    ]
    recall = table(["Recall at 10", *titles], rows, words=("Recall at 10",))
    timed = [[one.what, number(one.actors), str(len(one.times)), short(one.median), short(one.p95)] for one in times]
    heads = ["What, CPU ms", "Actors", "Repeats", "median", "95th percentile"]
    return f"{recall}\n\n{table(heads, timed, words=heads[:1])}"


def _cell(one: Recalled) -> str:
    spread = f" ± {stdev(one.shares) / len(one.shares) ** 0.5:.3f}" if len(one.shares) > 1 else ""
    return f"{mean(one.shares):.3f}{spread}"


def run(to: Path | None, actors: int = ACTORS, seeds: Sequence[int] = SEEDS, asked: int = ASKED) -> None:
    """Measure, print, and write to the page where one is given. Raises Invalid."""
    if to:
        between(to.read_text(encoding="utf-8"), MARKER, where=to.name)
    rows = region_rows(actors, load_vocabulary())
    region = f"region of {number(actors)}"
    found = list(_told(lambda: recalls(region, rows, STAND, seeds, asked)))
    with tempfile.TemporaryDirectory() as folder:
        found += _told(lambda: recalls("papers", paper_rows(Path(folder)), None, range(1, PAPER_DRAWS + 1)))
    text = f"{page(found, searches(rows, actors))}\n\n{surroundings()}"
    click.echo(text)
    if to:
        write(to, text, MARKER)


def _told(results: Callable[[], Iterator[Recalled]]) -> Iterator[Recalled]:
    for one in results():
        click.echo(f"{one.record}, {one.side}, {one.measure}: {_cell(one)}", err=True)
        yield one


@click.command()
@click.option("--actors", default=ACTORS, show_default=True)
@click.option("--seeds", default=",".join(map(str, SEEDS)), show_default=True, help="One draw of hidden ties each.")
@click.option("--asked", default=ASKED, show_default=True, help="At most so many askers of each draw.")
@click.option("--write", "to_page", is_flag=True, help=f"Write the tables into {PAGE} too.")
def bench(actors: int, seeds: str, asked: int, *, to_page: bool) -> None:
    """Measure how many hidden ties are found among the first ten suggestions, and how long a search takes.

    \b
    Examples:
      python -m seed.bench.partners --actors 5000 --seeds 1
      python -m seed.bench.partners --write
    """
    run(PAGE if to_page else None, actors, [int(one) for one in seeds.split(",")], asked)


if __name__ == "__main__":
    bench()
