"""What a draft makes of an entity: a new one, or the one of the record with what the file says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from registry.model import Contact, Entity, LocalText, Period, Size, Source
from registry.services.importing.cells import plainly, same_contact
from registry.services.importing.drafts import Draft
from registry.services.importing.joining import name_key
from registry.services.importing.mapping import TableMapping
from registry.services.importing.problems import RowProblem
from registry.vocabulary import Vocabulary

_SAME: Final = ("status", "visibility")
_FIELD: Final = {"period": "end", "translations": "name_en", "contacts": "email"}
"""For a field of an entity the field of the table where a problem with it is told of."""


@dataclass(frozen=True)
class Changer:
    """Applies drafts to entities, under one mapping."""

    mapping: TableMapping
    vocabulary: Vocabulary

    def new(self, draft: Draft, id: str, source: Source) -> tuple[Entity | None, list[RowProblem]]:
        """The entity that a draft enters; None with its problems where it can not be."""
        kind = draft.single.get("kind", self.mapping.kind)
        if kind is None:
            return None, [draft.problem("kind", "no_kind", draft.name)]
        empty = Entity(id=id, family=self.vocabulary.family(kind), kind=kind, name=draft.name or "?")  # type: ignore[arg-type]
        return _built(empty, {**_changes(draft, empty, replace=True), "sources": (source,)}, draft)

    def changed(
        self, draft: Draft, entity: Entity, source: Source, *, rename: bool
    ) -> tuple[Entity | None, list[RowProblem]]:
        """The entity with what the draft says; None where that is what it says already.

        A name by which the actor was not found by itself becomes another name of it; `rename`: the preferred one.
        """
        changes = _changes(draft, entity, replace=self.mapping.lists == "replace")
        changes |= self._kind(draft, entity) | _named(draft, entity, changes.get("aliases"), rename=rename)
        real = {name: value for name, value in changes.items() if not _alike(value, getattr(entity, name))}
        if not real:
            return None, []
        kind = real.get("kind")
        if kind and self.vocabulary.family(kind) != entity.family:
            return None, [draft.problem("kind", "other_family", kind, found=entity.kind)]
        return _built(entity, {**real, "sources": with_source(entity.sources, source)}, draft)

    def _kind(self, draft: Draft, entity: Entity) -> dict[str, Any]:
        """The draft's kind, unless the record knows it closer already."""
        kind = draft.single.get("kind")
        return {"kind": kind} if kind and not self.vocabulary.is_a(entity.kind, kind) else {}


def _alike(new: object, old: object) -> bool:
    """Whether two values of a field say the same: more blanks between words say nothing."""
    if isinstance(new, str) and isinstance(old, str):
        return plainly(new) == plainly(old)
    if isinstance(new, dict) and isinstance(old, dict):
        return new.keys() == old.keys() and all(_alike(value, old[key]) for key, value in new.items())
    if isinstance(new, tuple) and isinstance(old, tuple):
        return len(new) == len(old) and all(map(_alike, new, old))
    return new == old


def with_source(sources: tuple[Source, ...], source: Source) -> tuple[Source, ...]:
    """The sources with one more, which stands there once."""
    return sources if source in sources else (*sources, source)


def _built(entity: Entity, changes: dict[str, Any], draft: Draft) -> tuple[Entity | None, list[RowProblem]]:
    try:
        return Entity.model_validate({**dict(entity), **changes}), []
    except ValidationError as error:
        return None, [_problem(draft, one) for one in error.errors()]


def _problem(draft: Draft, error: Any) -> RowProblem:
    place = str(error["loc"][0]) if error["loc"] else "name"
    message = str(error["msg"]).removeprefix("Value error, ")
    return draft.problem(_FIELD.get(place, place), "value", message, found=message)


def _changes(draft: Draft, entity: Entity, *, replace: bool) -> dict[str, Any]:
    """The entity's fields of which the draft says something, as they would be then."""
    single = draft.single
    found: dict[str, Any] = {name: single[name] for name in _SAME if name in single}
    if "start" in single or "end" in single:
        found["period"] = _period(draft, entity.period)
    if "size" in single:
        number, about = single["size"]
        found["size"] = Size(count=number, approximate=about)
    if "name_en" in single:
        found["translations"] = {**entity.translations, "en": single["name_en"]}
    for name in ("audience", "summary"):
        if text := _text(draft, name, getattr(entity, name)):
            found[name] = text
    for name in ("aliases", "themes", "languages"):
        if given := draft.lists.get(name):
            found[name] = _list(getattr(entity, name), given, replace=replace)
    if draft.contacts:
        found["contacts"] = _contacts(entity.contacts, draft.contacts)
    if draft.identifiers:
        found["identifiers"] = {**entity.identifiers, **draft.identifiers}
    return found


def _period(draft: Draft, period: Period) -> dict[str, Any] | Period:
    start, end = draft.single.get("start", period.start), draft.single.get("end", period.end)
    same = (start, end) == (period.start, period.end)
    return period if same else {"start": start, "end": end}  # checked when the entity is built


def _text(draft: Draft, name: str, present: LocalText | None) -> LocalText | None:
    german, english = draft.single.get(name), draft.single.get(f"{name}_en")
    if german is None and english is None:
        return None
    old = present or LocalText(de="")
    return LocalText(de=old.de if german is None else german, en=old.en if english is None else english)


def _list(present: Sequence[str], given: Sequence[str], *, replace: bool) -> tuple[str, ...]:
    if replace:
        return tuple(dict.fromkeys(given))
    known = {plainly(one).casefold() for one in present}
    return (*present, *dict.fromkeys(one for one in given if one.casefold() not in known))


def _contacts(present: tuple[Contact, ...], given: Iterable[Contact]) -> tuple[Contact, ...]:
    """The contacts with new ones behind; one that is known keeps who may see it."""
    known = {(one.kind, same_contact(one.kind, one.value)) for one in present}
    found = list(present)
    for one in given:
        key = one.kind, same_contact(one.kind, one.value)
        if key not in known:
            known.add(key)
            found.append(one)
    return tuple(found)


def _named(draft: Draft, entity: Entity, aliases: Sequence[str] | None, *, rename: bool) -> dict[str, Any]:
    name = draft.name
    if not name or name == plainly(entity.name):
        return {}
    if rename:
        return {"name": name}
    known = {name_key(one) for one in entity.all_names()}
    if name_key(name) in known:
        return {}
    return {"aliases": (*(entity.aliases if aliases is None else aliases), name)}
