"""Change sets and versions in words: what was touched, and what a version changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import url_for

from registry.model import Entity, Observation, Period, Post, Tie
from registry.services import AnyStatement, Touched, Version
from registry.vocabulary import Vocabulary
from web.presenting.dates import period_text
from web.presenting.references import entity_address, flag_label
from web.texts import gettext as _

_LONGEST: Final = 300
_SILENT: Final = ("version", "type", "id", "family")
_IDS: Final = ("subject", "object", "body", "pool")


@dataclass(frozen=True)
class TouchedLine:
    """One statement that a change set touched."""

    type: str
    name: str
    href: str
    version: int
    removed: bool


@dataclass(frozen=True)
class Difference:
    """One field that a version changed; `before` is empty in the first version."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionLine:
    """One version of a record and the change that wrote it."""

    number: int
    removed: bool
    at: datetime
    who: str
    why: str
    change: str
    """Address of the change set."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Names:
    """How statements are called: the entities that they name, the words, the language."""

    known: Mapping[str, Entity]
    vocabulary: Vocabulary
    lang: str

    def entity(self, id: str) -> str:
        """Name of an entity; its id where it is not known (any more)."""
        return self.known[id].display_name(self.lang) if id in self.known else id

    def statement(self, statement: AnyStatement) -> str:
        """A statement in a line."""
        match statement:
            case Entity():
                return statement.display_name(self.lang)
            case Tie():
                role = self.vocabulary.roles[statement.role].label(self.lang)
                return f"{self.entity(statement.subject)} – {role} – {self.entity(statement.object)}"
            case Post():
                return f"{statement.display_name(self.lang)} ({self.entity(statement.body)})"
            case Observation():
                indicator = self.vocabulary.indicators[statement.indicator].label(self.lang)
                return f"{indicator}: {self.entity(statement.subject)}"


def type_label(type: str) -> str:
    """What a kind of statement is called."""
    return {"entity": _("Eintrag"), "tie": _("Beziehung"), "post": _("Sitz"), "observation": _("Zahl")}[type]


def ends(statement: AnyStatement) -> set[str]:
    """Ids of the entities that name a statement."""
    match statement:
        case Tie():
            return {statement.subject, statement.object}
        case Post():
            return {statement.body}
        case Observation():
            return {statement.subject}
        case _:
            return set()


def named(statement: AnyStatement) -> set[str]:
    """Ids of all entities that a statement's fields name."""
    pool = set(statement.pool) if isinstance(statement, Post) else set()
    return ends(statement) | pool | {source.document for source in statement.sources}


def touched_lines(
    touched: Iterable[Touched], found: Mapping[str, AnyStatement], names: Names
) -> tuple[TouchedLine, ...]:
    """What a change set touched; what is no longer there, or not for this reader, has only its kind."""
    return tuple(_touched(one, found.get(one.id), names) for one in touched)


def _touched(touched: Touched, statement: AnyStatement | None, names: Names) -> TouchedLine:
    name = names.statement(statement) if statement is not None else _("(nicht mehr im Register)")
    return TouchedLine(type_label(touched.type), name, _address(statement), touched.version, touched.removed)


def _address(statement: AnyStatement | None) -> str:
    if statement is None:
        return ""
    if isinstance(statement, Entity):
        return entity_address(statement.id, statement.family)
    return url_for("changes.history", id=statement.id)


def version_lines(versions: Iterable[Version], names: Names) -> tuple[VersionLine, ...]:
    """The versions of a record, newest first, each with the fields that it changed."""
    lines: list[VersionLine] = []
    before: dict[str, str] = {}
    for one in versions:
        after = _fields(one.statement, names)
        lines.append(
            VersionLine(
                number=one.version,
                removed=one.statement is None,
                at=one.change.at,
                who=one.change.who,
                why=one.change.why,
                change=url_for("changes.one", id=one.change.id),
                differences=_differences(before, after) if one.statement is not None else (),
            )
        )
        before = after
    return tuple(reversed(lines))


def field_texts(statement: AnyStatement, names: Names) -> dict[str, str]:
    """What a statement says, field by field, in words."""
    return {_field(key): text for key, text in _fields(statement, names).items()}


def field_labels(*keys: str) -> tuple[str, ...]:
    """What fields are called."""
    return tuple(map(_field, keys))


def texts_by_key(statement: AnyStatement | None, names: Names) -> dict[str, str]:
    """What a statement says in words, by the names of its fields; empty for none."""
    return _fields(statement, names)


def field_label(key: str) -> str:
    """What a field of a statement is called."""
    return _field(key)


def differences(before: AnyStatement | None, after: AnyStatement | None, names: Names) -> tuple[Difference, ...]:
    """The fields in which two versions of a statement differ."""
    return _differences(_fields(before, names), _fields(after, names))


def _fields(statement: AnyStatement | None, names: Names) -> dict[str, str]:
    if statement is None:
        return {}
    data = statement.model_dump(mode="json", exclude_defaults=True)
    return {key: _text(key, value, names) for key, value in data.items() if key not in _SILENT}


def _text(key: str, value: Any, names: Names) -> str:
    text = _one(key, value, names) if not isinstance(value, list) else "; ".join(_one(key, one, names) for one in value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _one(key: str, value: Any, names: Names) -> str:
    """One value of a field in words; keys of the vocabulary and ids by what they are called."""
    if isinstance(value, dict):
        return _several(key, value, names)
    words, lang = names.vocabulary, names.lang
    match value:
        case str() if key == "kind" and value in words.kinds:
            return words.kinds[value].label(lang)
        case str() if key == "role" and value in words.roles:
            return words.roles[value].noun(lang)
        case str() if key in ("theme", "themes") and value in words.themes:
            return words.themes[value].label(lang)
        case str() if key == "status":
            return _status(value)
        case str() if key in _IDS:
            return names.entity(value)
    return str(value)


def _several(key: str, value: dict[str, Any], names: Names) -> str:
    """A value of several parts in words: a source, a contact, a period, a text in two languages."""
    lang = names.lang
    match value:
        case {"document": document}:
            return f"{names.entity(document)}, {value.get('locator', '')} {value.get('as_of', '')}".strip(" ,")
        case {"name": str() as name, "period": period} if key == "former":
            return f"{name} ({period_text(Period.model_validate(period), lang)})"
        case {"kind": kind, "value": reached}:
            seen = _visibility(value.get("visibility", "public"))
            return f"{_contact_kind(kind)}: {reached}{f' ({seen})' if seen else ''}"
        case {"start": _start} | {"end": _start}:
            return period_text(Period.model_validate(value), lang)
        case {"kind": str() as kind, "note": {"de": _german} as note} if key == "flags":
            return f"{flag_label(kind)}: {_one('note', note, names)}"
        case {"de": german}:
            return str(value.get("en") or german) if lang == "en" else str(german)
    return ", ".join(f"{name}: {_one(name, one, names)}" for name, one in value.items() if one is not None)


def _contact_kind(kind: str) -> str:
    kinds = {
        "email": _("E-Mail"),
        "phone": _("Telefon"),
        "fax": _("Fax"),
        "web": _("Internet"),
        "address": _("Anschrift"),
    }
    return kinds.get(kind, kind)


def _visibility(visibility: str) -> str:
    return {"network": _("für das Netzwerk"), "staff": _("nur die Registerstelle")}.get(visibility, "")


def _status(value: str) -> str:
    words = {
        "existing": _("besteht"),
        "expected": _("erwartet"),
        "planned": _("geplant"),
        "proposed": _("vorgeschlagen"),
        "ended": _("beendet"),
        "event": _("Ereignis"),
    }
    return words.get(value, value)


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Difference, ...]:
    changed = [
        key for key in (*before, *(one for one in after if one not in before)) if before.get(key) != after.get(key)
    ]
    return tuple(Difference(_field(key), before.get(key, ""), after.get(key, "")) for key in changed)


def _field(key: str) -> str:
    labels = {
        "name": _("Name"),
        "kind": _("Art"),
        "aliases": _("Auch genannt"),
        "former": _("Frühere Namen"),
        "translations": _("Name in anderen Sprachen"),
        "themes": _("Themen"),
        "theme": _("Thema"),
        "contacts": _("Kontakt"),
        "period": _("Zeitraum"),
        "status": _("Status"),
        "sources": _("Quellen"),
        "flags": _("Zweifel"),
        "summary": _("Beschreibung"),
        "identifiers": _("Kennungen"),
        "size": _("Größe"),
        "role": _("Rolle"),
        "subject": _("Von"),
        "object": _("Zu"),
        "note": _("Anmerkung"),
        "visibility": _("Sichtbarkeit"),
    }
    return labels.get(key, key)
