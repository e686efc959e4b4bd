"""`python -m seed.bench.duplicates`: how well and how fast duplicates are found, beside peers on the same pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import click

from registry.access import STAFF_VIEWER
from registry.services.duplicates import LIKELY
from seed.bench.duplicates.entering import index, query
from seed.bench.duplicates.running import ACTORS, PAGE, PAIRS, SEEDS, run
from seed.bench.duplicates.verdicts import Answer, Answered, answered
from seed.pairs import Asked, World, pairs


def _by_way(answers: Sequence[Answered]) -> str:
    """Of the true duplicates, the share found by each way in which the name was written otherwise."""
    every = Counter(way for one in answers if one.pair.same for way in one.pair.ways)
    found = Counter(way for one in answers if one.right and one.sure(LIKELY) for way in one.pair.ways)
    return ", ".join(f"{way} {found[way] / count:.2f} of {count}" for way, count in every.most_common())


def _calibration(answers: Sequence[Answered]) -> str:
    """Of the first answers with a score in each tenth, how many were right."""
    tenths: dict[int, list[bool]] = defaultdict(list)
    for one in answers:
        if one.answers:
            tenths[min(9, int(one.answers[0][1] * 10))].append(one.right)
    return "\n".join(
        f"  {tenth / 10:.1f}: {sum(right) / len(right):.2f} of {len(right)}" for tenth, right in sorted(tenths.items())
    )


def _explained(actors: int, seed: int, count: int) -> None:
    world = World(actors, seed)
    own, found = index(world), list(pairs(world, count, seed))

    def find(asked: Asked) -> list[Answer]:
        return [(hint.id, hint.score) for hint in own.candidates(query(asked), STAFF_VIEWER)]

    for by_name in (False, True):
        answers = answered(find, found, by_name=by_name)
        wrong = Counter(one.pair.sort for one in answers if not one.pair.same and one.sure(LIKELY))
        every = Counter(one.pair.sort for one in answers if not one.pair.same)
        taken = ", ".join(f"{sort} {wrong[sort] / count:.3f} of {count}" for sort, count in every.items())
        click.echo(f"{'the name alone' if by_name else 'all that is known'}\nfound by way: {_by_way(answers)}")
        click.echo(f"taken for the same: {taken}\nright by score:\n{_calibration(answers)}")


@click.command()
@click.option("--actors", default=ACTORS, show_default=True)
@click.option("--count", default=PAIRS, show_default=True, help="Pairs of each seed.")
@click.option("--seeds", default=",".join(map(str, SEEDS)), show_default=True, help="1 is what was tuned on.")
@click.option("--explain", is_flag=True, help="Instead: what is found and what is not, and how sure sure is.")
@click.option("--write", "to_page", is_flag=True, help=f"Write the tables into {PAGE} too.")
def bench(actors: int, count: int, seeds: str, *, explain: bool, to_page: bool) -> None:
    """Measure how well and how fast duplicates are found.

    \b
    Examples:
      python -m seed.bench.duplicates --actors 10000 --count 1000 --seeds 5
      python -m seed.bench.duplicates --write
    """
    numbers = [int(seed) for seed in seeds.split(",")]
    if explain:
        _explained(actors, numbers[0], count)
        return
    run(PAGE if to_page else None, actors, numbers, count)


if __name__ == "__main__":
    bench()
