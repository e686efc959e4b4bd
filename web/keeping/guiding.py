"""What is typed into the guide of a reorganisation, and what it means in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

from registry.model import Entity, Invalid, NotFound, Period, Source, new_id
from registry.services import Record
from registry.services.importing.cells import edtf
from registry.services.keeping.ending import Occasion
from web.keeping.room import one_line, signature
from web.site import here, registry

_MOST: Final = 12
"""So many may merge or come of a split."""


@dataclass(frozen=True)
class Guide:
    """The fields of the form as they were typed."""

    what: str
    on: str = ""
    why: str = ""
    name: str = ""
    partners: str = ""
    heirs: str = ""
    document: str = ""
    locator: str = ""
    carry: frozenset[str] = frozenset()
    chosen: bool = False
    """Whether the ties that go on were shown before, so that none chosen means none."""

    @property
    def carries(self) -> bool:
        """Whether ties can go on with somebody."""
        return self.what in ("nachfolge", "fusion", "teilung")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of those that come of a split."""
        return _lines(self.heirs)

    @classmethod
    def of(cls, what: str, form: MultiDict[str, str]) -> Guide:
        """The fields of a form; empty before anything was typed."""
        texts = {
            name: form.get(name, "")[:5000]
            for name in ("on", "why", "name", "partners", "heirs", "document", "locator")
        }
        return cls(what, **texts, carry=frozenset(form.getlist("carry")), chosen="chosen" in form)


class Typed:
    """What was typed, in the record's terms."""

    def __init__(self, record: Record, entity: Entity, guide: Guide) -> None:
        self._record, self._entity, self._guide = record, entity, guide
        self.name = one_line(guide.name, 600)
        why = one_line(guide.why) or f"Umbau: {entity.name}"[:300]  # texts of change sets are German
        try:
            on = edtf(guide.on)
        except ValueError as error:
            raise Invalid("this is no date", where="on", remedy="write 2026, 03.2026 or 01.03.2026") from error
        if on == "..":
            raise Invalid("this is no date", where="on", remedy="write 2026, 03.2026 or 01.03.2026")
        self.occasion = Occasion(on, signature(), why, self._sources(on))

    @property
    def carried(self) -> frozenset[str] | None:
        """Ids of the ties that go on; None for all, as long as nobody could choose."""
        return self._guide.carry if self._guide.chosen else None

    def divided(self) -> Mapping[str, tuple[int, ...]]:
        """For a split: by tie's id, with which of those that follow it goes on."""
        found: dict[str, list[int]] = {}
        for one in sorted(self._guide.carry):
            tie, _colon, place = one.partition(":")
            if place.isascii() and place.isdigit() and int(place) < len(self._guide.names):
                found.setdefault(tie, []).append(int(place))
        return {tie: tuple(places) for tie, places in found.items()}

    def partners(self) -> list[str]:
        """Ids of the others that merge. Raises NotFound, Invalid."""
        names = _lines(self._guide.partners)
        if self._guide.what == "fusion" and not names:
            raise Invalid("nobody else is named", where="partners", remedy="name who merges with it")
        return [self._known(one, "partners", "actor").id for one in names]

    def heir(self) -> Entity:
        """Who follows: one of the record by its whole name, else a new one of the same kind. Raises Invalid."""
        name = one_line(self.name, 500)
        if not name:
            raise Invalid("nobody is named", where="heir", remedy="name who follows")
        found = self._named(name, "actor")
        if len(found) > 1:
            raise Invalid("several have this name", where="heir", remedy="give them different names first")
        return found[0] if found else self._new(name)

    def heirs(self) -> list[Entity]:
        """Those that come of a split. Raises Invalid."""
        if len(self._guide.names) < 2:
            raise Invalid("fewer than two are named", where="heirs", remedy="name each on a line of its own")
        found = [(name, self._named(name, "actor")) for name in self._guide.names]
        return [known[0] if len(known) == 1 else self._new(name) for name, known in found]

    def _new(self, name: str) -> Entity:
        if len(name) > 500:
            raise Invalid("the name is too long", where="heir", remedy="shorten it")
        return Entity(
            id=new_id("e"),
            family="actor",
            kind=self._entity.kind,
            name=name,
            period=Period(start=self.occasion.on),
            sources=self.occasion.sources,
            visibility=self._entity.visibility,
        )

    def _sources(self, on: str) -> tuple[Source, ...]:
        if not self._guide.document.strip():
            return ()
        paper = self._known(self._guide.document.strip(), "document", "document")
        return (Source(document=paper.id, locator=one_line(self._guide.locator, 120), as_of=on),)

    def _known(self, text: str, field: str, family: str) -> Entity:
        found = self._named(text, family)
        if len(found) != 1:
            raise NotFound("there is not exactly one of this name", where=field, remedy="write the name as it stands")
        return found[0]

    def _named(self, text: str, family: str) -> list[Entity]:
        """Those that are meant by an id or by a whole name."""
        hits = [one.id for one in registry().search(text, here().viewer, families=(family,))]
        found = self._record.entities({text, *hits})
        return [one for one in found.values() if one.family == family and (one.id == text or text in one.all_names())]


def read(record: Record, id: str, form: MultiDict[str, str]) -> Typed:
    """What was typed about an entity. Raises Missing, Invalid, NotFound."""
    from flask import request

    what = (request.view_args or {}).get("what", "")
    return Typed(record, record.entity(id), Guide.of(what, form))


def _lines(text: str) -> tuple[str, ...]:
    found = (one_line(one, 500) for one in text.splitlines())
    return tuple(dict.fromkeys(one for one in found if one))[:_MOST]
