"""Draws pairs: half of them one body written twice, half of them two bodies, most of those easily taken for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from seed.pairs.asking import Asked, asked, with_contacts_of, with_host_of
from seed.pairs.chance import Chance
from seed.pairs.names import Name
from seed.pairs.world import Actor, World, key, townless
from seed.pairs.writing import Written, written

Sort = Literal["same", "sister", "elsewhere", "branch", "owner", "successor", "stranger"]
SHARES: Final[dict[Sort, float]] = {
    "same": 0.50, "sister": 0.17, "elsewhere": 0.13, "branch": 0.06, "owner": 0.04, "successor": 0.04, "stranger": 0.06,
}  # fmt: skip
"""What the other body is: itself; another of the same town that differs in one word; one of the same name in another
town; a part or friend of it; what it is a part of; what has taken its place; somebody else altogether."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What was entered, one actor of the record, and whether it is that one; else the record has no such actor."""

    asked: Asked
    known: str
    same: bool
    sort: Sort
    ways: tuple[str, ...]
    """In which ways the name was written otherwise than by its owner."""
    by_name: bool
    """Whether the name alone can tell: nobody of the same name in another town, or the town is in what was entered."""


def pairs(world: World, count: int, seed: int) -> Iterator[Pair]:
    """So many pairs on this world; each actor of the record is in one at most, as long as they last."""
    chance = Chance(seed, world.seed, world.size, 2)
    drawn = _Drawer(chance, world)
    for number in range(count):
        yield drawn.pair(f"{seed}/{number}")


def _borne(actor: Actor) -> set[str]:
    """The names that an actor goes by, without its town."""
    return {townless(actor.name), *(alias.casefold().replace("-", "") for alias in actor.aliases)}


class _Drawer:
    def __init__(self, chance: Chance, world: World) -> None:
        self.chance, self.world = chance, world
        self.bearers = Counter(name for actor in world.actors for name in _borne(actor))
        self.rest = iter(chance.order(world.actors))
        self.owned = iter(chance.order([actor for actor in world.actors if actor.id in world.owners]))

    def pair(self, id: str) -> Pair:
        """One pair; draws again where a newcomer would be somebody who is in the record already."""
        while True:
            sort = self.chance.weighted(SHARES)
            known = next(self.owned if sort == "owner" else self.rest)
            if sort == "same":
                return self._pair(known, known, sort)
            newcomer = self._newcomer(known, sort, id)
            if newcomer is not None:
                return self._pair(known, newcomer, sort)

    def _pair(self, known: Actor, meant: Actor, sort: Sort) -> Pair:
        how = written(self.chance, meant.name)
        what = asked(self.chance, self.world, meant, how)
        return Pair(what, known.id, known is meant, sort, how.ways, self._tells(meant.name, how, known is meant))

    def _tells(self, name: Name, how: Written, same: bool) -> bool:
        return how.says_town or self.bearers[townless(name)] == (1 if same else 0)

    def _newcomer(self, known: Actor, sort: Sort, id: str) -> Actor | None:
        name = self._name(known, sort)
        if name is None or key(name) in self.world.taken:
            return None
        return self._dressed(self.world.dressed(self.chance, name, id), known, sort)

    def _name(self, known: Actor, sort: Sort) -> Name | None:
        chance, naming = self.chance, self.world.naming
        names: dict[str, Callable[[], Name | None]] = {
            "sister": lambda: naming.sister(chance, known.name),
            "elsewhere": lambda: naming.elsewhere(chance, known.name),
            "branch": lambda: naming.branch(chance, known.name),
            "owner": lambda: self.world.owners[known.id],
            "successor": lambda: naming.draw(chance, known.town, known.kind),
            "stranger": lambda: naming.draw(chance, self.world.town(chance)),
        }
        return names[sort]()

    def _dressed(self, newcomer: Actor, known: Actor, sort: Sort) -> Actor:
        """With what such a body has in common with the other: a house, a host, a telephone."""
        match sort:
            case "sister" if self.chance.happens(0.25):
                return with_contacts_of(self.chance, newcomer, known, 0.4)
            case "elsewhere" if self.chance.happens(0.3):
                return with_host_of(newcomer, known)
            case "branch" | "owner" if self.chance.happens(0.7):
                return with_contacts_of(self.chance, with_host_of(newcomer, known), known, 0.3)
            case "successor":
                return with_contacts_of(self.chance, newcomer, known, 0.6)
        return newcomer
