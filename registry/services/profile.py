"""Everything about one entity, read in few queries and put in order: what a profile shows, wherever it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from registry.model import Entity, Observation, Post, Tie
from registry.services.record import Record
from registry.store.port import AnyStatement
from registry.vocabulary import Vocabulary

Direction = Literal["out", "in"]


@dataclass(frozen=True, slots=True)
class TieGroup:
    """Ties of one role in one direction, in the order of their themes and the other end's name."""

    role: str
    direction: Direction
    """`out`: the entity is the subject; `in`: it is the object."""
    ties: tuple[Tie, ...]

    def by_theme(self) -> list[tuple[str | None, tuple[Tie, ...]]]:
        """The ties by theme, in their order; None for those without one."""
        themes = dict.fromkeys(one.theme for one in self.ties)
        return [(theme, tuple(one for one in self.ties if one.theme == theme)) for theme in themes]

    def other(self, tie: Tie) -> str:
        """Id of the other end."""
        return tie.object if self.direction == "out" else tie.subject


@dataclass(frozen=True)
class Profile:
    """An entity and what the record says about it."""

    entity: Entity
    groups: tuple[TieGroup, ...]
    seats: tuple[Post, ...]
    """Posts in this body."""
    pools: tuple[Post, ...]
    """Posts of other bodies to which this entity sends, or in whose rotation it is."""
    observations: tuple[Observation, ...]
    names: dict[str, Entity]
    """Every other entity that is mentioned, by id (documents of sources too)."""

    def holders(self, post: Post) -> tuple[Tie, ...]:
        """The ties that fill a seat of this body."""
        return tuple(tie for group in self.groups for tie in group.ties if tie.post == post.id)


def profile(record: Record, vocabulary: Vocabulary, id: str) -> Profile:
    """The profile of an entity. Raises Missing."""
    entity = record.entity(id)
    about = record.about((id,), places=("subject", "object", "body", "pool"))
    ties = [one for one in about if isinstance(one, Tie)]
    posts = [one for one in about if isinstance(one, Post)]
    observations = [one for one in about if isinstance(one, Observation)]
    names = record.entities(_mentioned([entity, *about]) - {id})
    return Profile(
        entity,
        tuple(_groups(entity, ties, names, vocabulary)),
        tuple(one for one in posts if one.body == id),
        tuple(one for one in posts if one.body != id),
        tuple(sorted(observations, key=lambda one: (one.indicator, str(one.period), one.id))),
        names,
    )


def _mentioned(statements: Iterable[AnyStatement]) -> set[str]:
    found: set[str] = set()
    for one in statements:
        found.update(source.document for source in one.sources)
        match one:
            case Tie():
                found.update((one.subject, one.object))
            case Post():
                found.update((one.body, *one.pool))
            case Observation():
                found.add(one.subject)
    return found


def _groups(entity: Entity, ties: list[Tie], names: dict[str, Entity], vocabulary: Vocabulary) -> Iterable[TieGroup]:
    themes = {key: place for place, key in enumerate(vocabulary.themes)}

    def order(tie: Tie) -> tuple[int, str, str]:
        other = names.get(tie.object if tie.subject == entity.id else tie.subject)
        return themes.get(tie.theme or "", -1), other.name.casefold() if other else "", tie.id

    for role in vocabulary.roles:
        for direction in ("out", "in"):
            chosen = [
                one
                for one in ties
                if one.role == role and (one.subject if direction == "out" else one.object) == entity.id
            ]
            if chosen:
                yield TieGroup(role, "out" if direction == "out" else "in", tuple(sorted(chosen, key=order)))


def profile_data(found: Profile) -> dict[str, Any]:
    """The profile as plain data, each tie with the name of its other end and the titles of its documents."""
    return {
        "entity": found.entity.model_dump(mode="json"),
        "ties": [
            {
                **tie.model_dump(mode="json"),
                "direction": group.direction,
                "other": {"id": group.other(tie), "name": _name(found, group.other(tie))},
                "sources": [_source_data(found, source) for source in tie.model_dump(mode="json")["sources"]],
            }
            for group in found.groups
            for tie in group.ties
        ],
        "posts": [one.model_dump(mode="json") for one in found.seats],
        "pools": [one.model_dump(mode="json") for one in found.pools],
        "observations": [one.model_dump(mode="json") for one in found.observations],
    }


def _name(found: Profile, id: str) -> str | None:
    entity = found.names.get(id)
    return entity.name if entity else None


def _source_data(found: Profile, source: dict[str, Any]) -> dict[str, Any]:
    return {**source, "title": _name(found, source["document"])}
