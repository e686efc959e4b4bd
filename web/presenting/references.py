"""Names with their pages, and places in documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import url_for

from registry.model import Entity, Flag, Source
from registry.vocabulary import Vocabulary
from web.presenting.dates import date_text
from web.texts import gettext as _

_PAGES: Final = {
    "actor": "actors.one",
    "offer": "offers.one",
    "goal": "goals.one",
    "document": "documents.one",
    "area": "areas.one",
}
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True)
class Ref:
    """A named entity with the address of its page."""

    id: str
    name: str
    family: str
    kind: str
    kind_label: str
    href: str


@dataclass(frozen=True)
class SourceRef:
    """A place in a document: `href` leads to the line on the document's source page."""

    document: str
    document_name: str
    locator: str
    as_of: str
    href: str


@dataclass(frozen=True)
class FlagNote:
    """A doubt kept with a statement."""

    kind: str
    label: str
    note: str


def entity_address(id: str, family: str) -> str:
    """Address of an entity's page."""
    return url_for(_PAGES[family], id=id)


def ref(entity: Entity, vocabulary: Vocabulary, lang: str) -> Ref:
    """An entity as a link."""
    return Ref(
        id=entity.id,
        name=entity.display_name(lang),
        family=entity.family,
        kind=entity.kind,
        kind_label=vocabulary.kinds[entity.kind].label(lang),
        href=entity_address(entity.id, entity.family),
    )


def source_refs(sources: Iterable[Source], known: Mapping[str, Entity], lang: str) -> tuple[SourceRef, ...]:
    """Sources as links; a document that the reader may not see is left out."""
    return tuple(_source_ref(one, known[one.document], lang) for one in sources if one.document in known)


def _source_ref(source: Source, document: Entity, lang: str) -> SourceRef:
    return SourceRef(
        document=document.id,
        document_name=document.display_name(lang),
        locator=source.locator,
        as_of=date_text(source.as_of, lang) if source.as_of else "",
        href=line_address(document.id, source.locator),
    )


def line_address(document: str, locator: str) -> str:
    """Address of a line on a document's source page: `?zeile=258#l258` for the first number of the locator.

    `zeile` opens the page of a long document on which the line stands, the anchor leads to it there.
    """
    line = _NUMBER.search(locator)
    if not line:
        return url_for("sources.document", id=document)
    return url_for("sources.document", id=document, zeile=line[0], _anchor=f"l{line[0]}")


def flag_notes(flags: Iterable[Flag], lang: str) -> tuple[FlagNote, ...]:
    """Doubts with their notes in the reader's language."""
    return tuple(FlagNote(one.kind, flag_label(one.kind), one.note.text(lang)) for one in flags)


def flag_label(kind: str) -> str:
    """What a doubt of this kind is called."""
    labels = {
        "contradiction": _("Widerspruch in der Quelle"),
        "doubtful": _("Lesart unsicher"),
        "inferred": _("Erschlossen"),
    }
    return labels[kind]
