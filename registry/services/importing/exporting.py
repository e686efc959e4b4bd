"""Tables of actors, offers, goals and documents that import back unchanged, and empty ones to fill in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from registry.model import Entity, Status, Visibility
from registry.services.importing.fields import SEEN_BY, fields
from registry.services.importing.limits import MAX_ROWS
from registry.services.importing.values import FAMILIES, Terms, area_words
from registry.services.record import Record
from registry.services.tables import Table, joined, sheet_name, xlsx_bytes
from registry.vocabulary import Vocabulary

_TIES: Final = {"town": "sitz", "area": "gebietsbezug", "tie:mitglied": "mitglied", "tie:teil_von": "teil_von"}
_PART: Final = 500
_NOT_EXPORTED: Final = frozenset(("street", "postal_code", "origin"))
_TITLES: Final = {"de": ("Akteure", "Erklärung", "Werte"), "en": ("Actors", "Explanation", "Values")}
_COLUMNS: Final = {
    "de": ("Spalte", "Was darin steht", "Beispiel", "Erlaubte Werte", "Mehrere in einer Zelle"),
    "en": ("Column", "What it holds", "Example", "Allowed values", "Several in one cell"),
}
_SEVERAL: Final = {"de": "ja, mit | dazwischen", "en": "yes, with | between them"}
_CHOSEN: Final = ("kind", "status", "visibility")


@dataclass(frozen=True)
class _Column:
    """A column of the export: the field, and for contacts who may see them."""

    key: str
    visibility: Visibility | None = None

    def head(self, lang: str) -> str:
        label = fields()[self.key].label.text(lang)
        return f"{label} ({SEEN_BY[self.visibility].text(lang)})" if self.visibility else label


def _columns() -> list[_Column]:
    found: list[_Column] = []
    for key, field in fields().items():
        if field.contact:
            found += [_Column(key, level) for level in Visibility]
        elif not field.hidden and key not in _NOT_EXPORTED:
            found.append(_Column(key))
    return found


def entity_table(record: Record, vocabulary: Vocabulary, ids: Iterable[str], lang: str, title: str = "") -> Table:
    """These actors, offers, goals and documents as a table, one a row, in this order; importing it changes nothing.

    `title` is the name of the sheet. What the record's viewer may not see is not in it. Ties that have ended are left
    out.
    """
    terms = Terms(vocabulary, area_words(record, vocabulary))
    columns = _columns()
    head = [column.head(lang) for column in columns]
    return Table(title or _TITLES[_lang(lang)][0], head, _rows(record, terms, columns, ids, _lang(lang)))


def _lang(lang: str) -> str:
    return "en" if lang == "en" else "de"


def _rows(
    record: Record, terms: Terms, columns: Sequence[_Column], ids: Iterable[str], lang: str
) -> Iterator[list[str]]:
    rest = iter(ids)
    while part := list(islice(rest, _PART)):
        found = record.entities(part)
        named = _named(record, found)
        for id in part:
            entity = found.get(id)
            if entity is not None and entity.family in FAMILIES:
                row = _Row(entity, named, terms, lang)
                yield [row.cell(column) for column in columns]


def _named(record: Record, ids: Collection[str]) -> Mapping[tuple[str, str], list[tuple[str, str]]]:
    """By subject and role of the ties of these entities, id and name of the other end."""
    ties = [row for row in record.tie_rows(ids, roles=tuple(_TIES.values())) if row.status != Status.ENDED]
    ends = {row.id: row for row in record.entity_rows({tie.object for tie in ties})} if ties else {}
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for tie in ties:
        if tie.object not in ends or ends[tie.object].family not in (*FAMILIES, "area"):
            continue
        end = (tie.object, ends[tie.object].names[0])
        if end not in found[tie.subject, tie.role]:
            found[tie.subject, tie.role].append(end)
    return found


@dataclass(frozen=True)
class _Row:
    """One entity as cells."""

    entity: Entity
    ties: Mapping[tuple[str, str], list[tuple[str, str]]]
    terms: Terms
    lang: str

    def cell(self, column: _Column) -> str:
        key = column.key
        if column.visibility:
            return joined([one.value for one in self.entity.contacts if self._fits(one.kind, one.visibility, column)])
        if key in _TIES:
            return joined([self._end(key, id, name) for id, name in self.ties.get((self.entity.id, _TIES[key]), ())])
        field = fields()[key]
        if key == "aliases":
            return joined(self.entity.aliases)
        if field.values is not None:
            value = getattr(self.entity, key)
            terms = [str(value)] if not field.many else [str(one) for one in value]
            return joined([self.terms.said(field.values, one, self.lang) for one in terms])
        return self._plain(key)

    def _fits(self, kind: str, visibility: Visibility, column: _Column) -> bool:
        return kind == column.key and visibility == column.visibility

    def _end(self, key: str, id: str, name: str) -> str:
        if key.startswith("tie:"):
            return f"{name} [{id}]"
        return name if self.terms.term("area", name) == id else id

    def _plain(self, key: str) -> str:
        entity = self.entity
        audience, summary = entity.audience, entity.summary
        cells = {
            "id": entity.id,
            "name": entity.name,
            "name_en": entity.translations.get("en", ""),
            "audience": audience.de if audience else "",
            "audience_en": audience.en if audience else "",
            "summary": summary.de if summary else "",
            "summary_en": summary.en if summary else "",
            "identifiers": joined([f"{scheme}={value}" for scheme, value in entity.identifiers.items()]),
            "start": entity.period.start or "",
            "end": entity.period.end or "",
            "size": (("ca. " if entity.size.approximate else "") + str(entity.size.count)) if entity.size else "",
        }
        return cells[key]


def template(vocabulary: Vocabulary, record: Record | None, lang: str) -> bytes:
    """An .xlsx file to fill in: the head alone, a sheet that explains every column, and the allowed values.

    With a record, its municipalities are among the values.
    """
    lang = _lang(lang)
    terms = Terms(vocabulary, area_words(record, vocabulary) if record else None)
    titles, columns = _TITLES[lang], [column for column in _columns() if column.visibility in (None, Visibility.PUBLIC)]
    values = _values(terms, record, vocabulary, lang)
    choices = {at: _range(titles[2], values, column.key) for at, column in enumerate(columns) if column.key in _CHOSEN}
    head = [column.head(lang) for column in columns]
    return xlsx_bytes(
        [
            Table(titles[0], head, (), widths=[24] * len(head), choices=choices),
            Table(titles[1], _COLUMNS[lang], _explained(columns, values, lang), widths=(28, 60, 32, 60, 24)),
            Table(titles[2], list(values), _in_columns(list(values.values())), widths=[32] * len(values)),
        ]
    )


def _values(terms: Terms, record: Record | None, vocabulary: Vocabulary, lang: str) -> dict[str, list[str]]:
    """By head of the column, the words that may stand in it."""
    found = {}
    for key in ("kind", "themes", "status", "visibility"):
        sort = fields()[key].values
        if sort is not None:
            found[fields()[key].label.text(lang)] = sorted({terms.said(sort, one, lang) for one in terms.all(sort)})
    if record is not None:
        towns = [
            row.names[0] for row in record.entity_rows() if row.family == "area" and _is_town(row.kind, vocabulary)
        ]
        found[fields()["town"].label.text(lang)] = sorted(towns)[:MAX_ROWS]
    return found


def _is_town(kind: str, vocabulary: Vocabulary) -> bool:
    return kind in vocabulary.kinds and vocabulary.is_a(kind, "gemeinde")


def _range(title: str, values: Mapping[str, list[str]], key: str) -> tuple[str, int]:
    heads = list(values)
    lang = "de" if fields()[key].label.de in heads else "en"
    head = fields()[key].label.text(lang)
    letter = chr(ord("A") + heads.index(head))
    return f"='{sheet_name(title)}'!${letter}$2:${letter}${len(values[head]) + 1}", MAX_ROWS


def _explained(columns: Iterable[_Column], values: Mapping[str, list[str]], lang: str) -> Iterator[list[str]]:
    for column in columns:
        field = fields()[column.key]
        allowed = ", ".join(values.get(column.head(lang), ()))
        several = _SEVERAL[lang] if field.many else ""
        yield [column.head(lang), field.help.text(lang), field.example[lang], allowed[:30_000], several]


def _in_columns(lists: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    for at in range(max(map(len, lists), default=0)):
        yield [one[at] if at < len(one) else "" for one in lists]
