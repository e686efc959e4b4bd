"""The record of the benchmark: made-up actors with names, places, contacts and identifiers, no two the same body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from registry.model import Contact, Visibility, derived_id
from seed.pairs.chance import Chance
from seed.pairs.names import TOWNS_PER_KREIS, Name, Naming, lists
from seed.pairs.writing import tidy

FREE_HOSTS: Final = ("freipost.example", "mailfix.example", "postbote.example", "briefe.example", "schnellpost.example")
"""Where anybody has a mailbox."""
_BOXES: Final = ("info", "kontakt", "post", "mail", "vorstand", "buero", "team", "verwaltung")
_OWN_HOST: Final = {
    "verein": 0.55, "migrantenorganisation": 0.4, "schule": 0.6, "kita": 0.3, "arbeitskreis": 0.05, "netzwerk": 0.3,
    "verwaltungseinheit": 0.0, "beratungsstelle": 0.2, "religionsgemeinschaft": 0.5, "jugendeinrichtung": 0.4,
    "wohlfahrtsverband": 0.1, "kurstraeger": 0.8, "unternehmen": 0.9,
}  # fmt: skip
_TOWN_HOST: Final = frozenset({"schule", "kita", "arbeitskreis", "netzwerk", "verwaltungseinheit", "jugendeinrichtung"})
_TOWN_SIZES: Final = {number: 1 / (1 + number) for number in range(TOWNS_PER_KREIS)}
_BARE: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
PERSON_BOX: Final = ("e.muster", "m.beispiel", "k.probe", "beispiel", "anna.muster", "p.platzhalter", "muster-ali")


@dataclass(frozen=True)
class Actor:
    """A made-up actor. `town` is the number of the town where it is."""

    id: str
    name: Name
    title: str
    """The preferred name as the register has it."""
    aliases: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    """Ids of the areas where the register says that it is; of some it does not say."""
    contacts: tuple[Contact, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        """A kind of the vocabulary."""
        return self.name.kind

    @property
    def town(self) -> int:
        """Where it is."""
        return self.name.town

    @property
    def names(self) -> tuple[str, ...]:
        """The preferred one first."""
        return (self.title, *self.aliases)


class World:
    """So many actors (at least 100) in one town for about 250 of them, reproducible by `seed`."""

    def __init__(self, actors: int, seed: int) -> None:
        if actors < 100:
            raise ValueError(f"a world has at least 100 actors, not {actors}")
        self.size, self.seed = actors, seed
        self.kreise = max(2, round(actors / 2500))
        self.naming = Naming(self.kreise)

    @cached_property
    def actors(self) -> tuple[Actor, ...]:
        """The record."""
        return tuple(actor for actor, _ in self._drawn)

    @cached_property
    def owners(self) -> dict[str, Name]:
        """By the id of a branch in the record, the name of its owner, who is not in it."""
        return {actor.id: owner for actor, owner in self._drawn if owner is not None}

    @cached_property
    def taken(self) -> frozenset[tuple[str, int]]:
        """Names (without legal form, in lower case) and towns of all actors."""
        return frozenset(key(actor.name) for actor in self.actors)

    def area(self, town: int) -> str:
        """The id of a town's area."""
        return derived_id("e", "pairs", "town", str(town))

    def kreis(self, town: int) -> str:
        """The id of the area of the town's Kreis."""
        return derived_id("e", "pairs", "kreis", str(town // TOWNS_PER_KREIS))

    def home(self, name: Name) -> str:
        """The id of the area where a body of this name is: a town, or the Kreis where its name says so."""
        return self.kreis(name.town) if "{kreis}" in name.pattern else self.area(name.town)

    def areas(self) -> Iterator[tuple[str, str, str, str | None]]:
        """Id, kind, name and the area above, of all Kreise and towns."""
        for town, name in enumerate(self.naming.towns):
            if town % TOWNS_PER_KREIS == 0:
                yield self.kreis(town), "kreis", f"Kreis {name}", None
            yield self.area(town), "stadt", name, self.kreis(town)

    def town(self, chance: Chance) -> int:
        """The first towns of a Kreis are the larger ones."""
        return chance.below(self.kreise) * TOWNS_PER_KREIS + chance.weighted(_TOWN_SIZES)

    def contacts(self, chance: Chance, name: Name) -> tuple[Contact, ...]:
        """Ways to reach a body of this name; a part of them is not for everyone."""
        host, own = self._host(chance, name)
        found: list[Contact] = []
        if chance.happens(0.7):
            found.append(Contact(kind="email", value=f"{_box(chance, name, own=own)}@{host}"))
        if chance.happens(0.75):
            found.append(Contact(kind="phone", value=self.phone(chance, name.town)))
        if own and chance.happens(0.9):
            found.append(Contact(kind="web", value=f"https://www.{host}/"))
        elif host not in FREE_HOSTS and chance.happens(0.3):
            found.append(Contact(kind="web", value=f"https://www.{host}/{_slug(name)[:20]}"))
        if chance.happens(0.65):
            found.append(Contact(kind="address", value=self.address(chance, name.town)))
        return tuple(_hidden(chance, one) for one in found)

    def phone(self, chance: Chance, town: int) -> str:
        """A number with the area code of the town; no such code is given out."""
        return f"019{town:03d} {100 + chance.below(900)}{10 + chance.below(90)}"

    def address(self, chance: Chance, town: int) -> str:
        """A street and a house; some houses are shared by many."""
        place = f"00{town:03d} {self.naming.towns[town]}"
        if chance.happens(0.06):
            return f"Haus der Vereine, Marktstraße 1, {place}"
        street = str(chance.pick(lists()["streets"])).replace("|", "")
        return f"{street} {1 + chance.below(120)}, {place}"

    def identifiers(self, chance: Chance, name: Name) -> tuple[tuple[str, str], ...]:
        """A number in a register, for some."""
        if name.kind in ("verein", "migrantenorganisation", "religionsgemeinschaft") and chance.happens(0.3):
            return (("vr", f"VR {100 + chance.below(60_000)}"),)
        if name.kind == "schule" and chance.happens(0.6):
            return (("schulnummer", str(100_000 + chance.below(100_000))),)
        return ()

    def dressed(self, chance: Chance, name: Name, id: str, *, branch: bool = False) -> Actor:
        """An actor of this name with all that belongs to it."""
        title = tidy(chance, name).text if chance.happens(0.25) else name.text
        aliases = tuple(_aliases(chance, name, branch=branch))
        areas = (self.home(name),) if chance.happens(0.92) else ()
        return Actor(id, name, title, aliases, areas, self.contacts(chance, name), self.identifiers(chance, name))

    @cached_property
    def _drawn(self) -> list[tuple[Actor, Name | None]]:
        chance = Chance(self.seed, self.size, 1)
        taken: set[tuple[str, int]] = set()
        found: list[tuple[Actor, Name | None]] = []
        while len(found) < self.size:
            name = self.naming.draw(chance, self.town(chance))
            owner = name if chance.happens(0.03) else None
            if owner is not None:
                name = self.naming.branch(chance, owner)
            if key(name) in taken or (owner is not None and key(owner) in taken):
                continue
            taken |= {key(name)} | ({key(owner)} if owner is not None else set())
            id = derived_id("e", "pairs", str(self.seed), str(self.size), str(len(found)))
            found.append((self.dressed(chance, name, id, branch=owner is not None), owner))
        return found

    def _host(self, chance: Chance, name: Name) -> tuple[str, bool]:
        """A host, and whether it is the body's own."""
        if chance.happens(_OWN_HOST[name.kind]):
            return f"{_slug(name)}.example", True
        if umbrella := name.fills.get("umbrella"):
            return f"{_plain(umbrella)}.example", False
        if name.kind in _TOWN_HOST or chance.happens(0.1):
            return f"{_plain(self.naming.towns[name.town])}.example", False
        return chance.pick(FREE_HOSTS), False


def key(name: Name) -> tuple[str, int]:
    """What no two actors have in common: with or without its town in it, a name means one body of a town."""
    return townless(name), name.town


def townless(name: Name) -> str:
    """What is left of a name without its town: what several towns may have."""
    core = [part.text for part in name.parts if part.role not in ("legal", "legal2", "town", "kreis")]
    return " ".join(core).casefold().replace("|", "").replace("-", "")


def _slug(name: Name) -> str:
    """How such a body would call its site."""
    own = name.fills.get("proper") or name.fills.get("foreign") or name.fills.get("school") or ""
    kind = name.fills.get("motype") or name.pattern.split()[0]
    words = [own] if own and own.isascii() else [name.fills.get("origin", "")[:6], kind if "{" not in kind else "", own]
    site = "-".join(word for word in map(_plain, [*words, name.fills["town"]]) if word)
    return site[:40] or "seite"


def _plain(text: str) -> str:
    lower = text.replace("|", "").casefold().translate(_BARE)
    return "".join(letter for letter in lower if letter.isascii() and (letter.isalnum() or letter == "-")).strip("-")


def _box(chance: Chance, name: Name, *, own: bool) -> str:
    if own:
        return chance.pick(_BOXES)
    if chance.happens(0.25):
        return f"{chance.pick(PERSON_BOX)}{chance.below(90)}"
    return _slug(name)[:24] + (str(chance.below(100)) if chance.happens(0.2) else "")


def _hidden(chance: Chance, contact: Contact) -> Contact:
    if chance.happens(0.75):
        return contact
    return contact.model_copy(update={"visibility": chance.pick((Visibility.NETWORK, Visibility.STAFF))})


def _aliases(chance: Chance, name: Name, *, branch: bool) -> Iterator[str]:
    """What such a body is called besides: its initials, its own word alone, its name in its own script."""
    core = [part for part in name.parts if part.role not in ("legal", "legal2", "town", "kreis")]
    if len(core) > 2 and chance.happens(0.12):
        pieces = [piece for part in core for piece in part.text.replace("-", "|").replace(" ", "|").split("|")]
        yield "".join(piece[0].upper() for piece in pieces if piece[:1].isalpha() and len(piece) > 3)[:6] or "XY"
    own = name.fills.get("proper") or name.fills.get("foreign")
    if branch:  # its owner's own word is not its name
        return
    if own and chance.happens(0.15):
        yield own
    script = next((one[0] for one in lists()["foreign"] if own and own.split()[0] in one[1:]), None)
    if script and chance.happens(0.25):
        yield script
