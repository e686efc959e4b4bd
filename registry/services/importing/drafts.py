"""What each row says, as values of the record; every cell that can not be understood is a problem of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from registry.model import Contact, Visibility
from registry.model.ids import is_id
from registry.model.periods import OPEN
from registry.services.importing.cells import Reference, cleaned, contact, count, edtf, garbled, plainly, reference
from registry.services.importing.fields import Target, ValueSort, fields, target
from registry.services.importing.mapping import LEFT_OUT, TableMapping, check_mapping
from registry.services.importing.problems import RowProblem
from registry.services.importing.sheets import Row, Sheet
from registry.services.importing.values import POSTAL, Terms, term_of, words_of
from registry.services.tables import parted
from registry.vocabulary import Vocabulary

NEW: Final = frozenset(("neu", "new", "+"))
"""What stands in the column of ids where an actor is new, whoever is like it."""
_CODE: Final = re.compile(r"(?:[A-Z]{1,2}-)?\d{5}")
_TEXT: Final = 500
_PROSE: Final = frozenset(("audience", "audience_en", "summary", "summary_en"))
_PLAIN: Final = frozenset(("name", "name_en", "street", "postal_code", "origin", *_PROSE))
_DATES: Final = frozenset(("start", "end"))


@dataclass(frozen=True, slots=True)
class TieDraft:
    """A tie that a row speaks of: with whom, in which role, from when; `inverse` where it runs from the other."""

    role: str
    inverse: bool
    other: Reference
    column: str
    since: str | None = None


@dataclass
class Draft:
    """What one row says, or several rows of the same actor together."""

    row: int
    single: dict[str, Any] = field(default_factory=dict)
    """By field: name, kind, start, size …; and where each stands, in `columns`."""
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Aliases, themes, languages, towns, areas."""
    contacts: tuple[Contact, ...] = ()
    identifiers: dict[str, str] = field(default_factory=dict)
    ties: tuple[TieDraft, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    """By field, the head of its column: where problems of this field are told of."""
    rows: tuple[int, ...] = ()
    """All rows that it is made of, once they are joined."""

    @property
    def name(self) -> str:
        """The name, '' where the row has none."""
        return str(self.single.get("name", ""))

    @property
    def id(self) -> str | None:
        """The id that the row gives."""
        return self.single.get("id")

    def problem(self, field: str, rule: str, value: object = "", **details: object) -> RowProblem:
        """A problem of a field, told of in its column (or that of the name)."""
        column = self.columns.get(field) or self.columns.get("name") or self.columns.get("id", "")
        return RowProblem(self.row, column, str(value), rule, details)


@dataclass(frozen=True)
class Reader:
    """Understands the rows of one sheet."""

    sheet: Sheet
    mapping: TableMapping
    terms: Terms
    targets: tuple[tuple[int, str, Target], ...]

    @classmethod
    def of(cls, sheet: Sheet, mapping: TableMapping, terms: Terms, vocabulary: Vocabulary, where: str) -> Reader:
        """For this sheet and mapping. Raises Refused where the mapping is not possible."""
        check_mapping(mapping, sheet.header, vocabulary, where)
        found = [(column, head, target(text)) for column, head, text in mapping.targets(sheet.header)]
        return cls(sheet, mapping, terms, tuple(found))

    def draft(self, row: Row) -> tuple[Draft, list[RowProblem]]:
        """What a row says, and each cell of it that is wrong."""
        draft = Draft(row.number, rows=(row.number,))
        problems: list[RowProblem] = []
        since: dict[tuple[str, bool], str] = {}
        for column, head, found in self.targets:
            cell = cleaned(row.cell(column))
            rule = self.sheet.faults.get((row.number, column)) or ("garbled" if garbled(cell) else None)
            draft.columns.setdefault(found.field, head)
            if rule:
                problems.append(RowProblem(row.number, head, cell, rule))
            elif cell:
                read = _Cell(self, draft, head, cell, found, since, problems)
                read.understand()
        draft.ties = tuple(_dated(one, since) for one in draft.ties)
        _finish(draft, self.mapping.contacts)
        return draft, problems


@dataclass
class _Cell:
    """One cell while it is understood."""

    reader: Reader
    draft: Draft
    head: str
    text: str
    found: Target
    since: dict[tuple[str, bool], str]
    problems: list[RowProblem]

    def understand(self) -> None:
        name = self.found.field
        field = fields().get(name)
        if name in _PLAIN:
            self._plain(name)
        elif name in _DATES or name == "since":
            self._date(name)
        elif field is not None and field.values is not None:
            self._values(name, field.values, field.many)
        elif field is not None and field.contact:
            self._contacts(name)
        else:
            _OTHERS[name](self)

    def wrong(self, rule: str, value: str, **details: object) -> None:
        self.problems.append(RowProblem(self.draft.row, self.head, value, rule, details))

    def _plain(self, name: str) -> None:
        text = self.text if name in _PROSE else plainly(self.text)
        most = 5000 if name in _PROSE else _TEXT
        if len(text) > most:
            self.wrong("too_long", text, most=most)
        elif name == "postal_code" and not _CODE.fullmatch(text):
            self.wrong("postal_code", text)
        elif text:
            self.draft.single[name] = text

    def _date(self, name: str) -> None:
        try:
            found = edtf(self.text)
        except ValueError:
            self.wrong("date", self.text)
            return
        if found == OPEN and name != "end":
            self.wrong("date", self.text)
        elif name == "since":
            self.since[self.found.scheme, self.found.inverse] = found
        else:
            self.draft.single[name] = found

    def _values(self, name: str, sort: ValueSort, many: bool) -> None:
        found: list[str] = []
        for word in words_of(sort, many, self.text, self.reader.terms):
            term = term_of(sort, word, self.reader.mapping, self.reader.terms)
            if term is None:
                near = ", ".join(self.reader.terms.near(sort, word)[:3]) or "–"
                self.wrong(f"unknown_{sort}", word, near=near)
            elif term != LEFT_OUT and term not in found:
                found.append(term)
        if name == "town":
            self.draft.single.setdefault("town_written", POSTAL.sub("", plainly(self.text)))
        if many:
            self.draft.lists[name] = (*self.draft.lists.get(name, ()), *found)
        elif found:
            self.draft.single[name] = found[0]

    def _contacts(self, kind: str) -> None:
        for part in parted(self.text) if kind != "address" else _addresses(self.text):
            try:
                value = contact(kind, part)
            except ValueError:
                self.wrong(f"contact_{kind}" if kind in ("email", "web") else "contact", part)
                continue
            level = self.found.visibility or self.reader.mapping.contacts
            made = Contact.model_validate({"kind": kind, "value": value, "visibility": level})
            self.draft.contacts = (*self.draft.contacts, made)

    def id(self) -> None:
        text = self.text.strip("[] ")
        if text.casefold() in NEW:
            self.draft.single["new"] = True
        elif is_id(text) and text.startswith("e"):
            self.draft.single["id"] = text
        else:
            self.wrong("id", self.text)

    def names(self) -> None:
        found = tuple(map(plainly, parted(self.text)))
        for one in found:
            if len(one) > _TEXT:
                self.wrong("too_long", one, most=_TEXT)
        self.draft.lists["aliases"] = tuple(one for one in found if len(one) <= _TEXT)

    def identifiers(self) -> None:
        for part in parted(self.text):
            scheme, sign, value = map(plainly, part.partition("="))
            if sign and value and scheme and len(value) <= _TEXT:
                self._identifier(scheme, value)
            else:
                self.wrong("identifier", part)

    def identifier(self) -> None:
        value = plainly(self.text)
        if len(value) > _TEXT:
            self.wrong("too_long", value, most=_TEXT)
        else:
            self._identifier(self.found.scheme, value)

    def _identifier(self, scheme: str, value: str) -> None:
        if self.draft.identifiers.setdefault(scheme, value) != value:
            self.wrong("twice", value, other=self.draft.identifiers[scheme])

    def size(self) -> None:
        try:
            self.draft.single["size"] = count(self.text)
        except ValueError:
            self.wrong("number", self.text)

    def tie(self) -> None:
        for part in parted(self.text):
            other = reference(part)
            since = None
            try:
                since = edtf(other.since) if other.since else None
            except ValueError:
                self.wrong("date", other.since)
            made = TieDraft(self.found.scheme, self.found.inverse, other, self.head, since)
            self.draft.ties = (*self.draft.ties, made)


_OTHERS: Final[Mapping[str, Callable[[_Cell], None]]] = {
    "id": _Cell.id,
    "aliases": _Cell.names,
    "identifiers": _Cell.identifiers,
    "identifier": _Cell.identifier,
    "identifier:vr": _Cell.identifier,
    "size": _Cell.size,
    "tie": _Cell.tie,
}


def _addresses(text: str) -> Sequence[str]:
    """An address has semicolons and line breaks of its own."""
    return parted(text) if "|" in text else (", ".join(filter(None, map(str.strip, text.splitlines()))),)


def _dated(tie: TieDraft, since: Mapping[tuple[str, bool], str]) -> TieDraft:
    given = tie.since or since.get((tie.role, tie.inverse))
    return TieDraft(tie.role, tie.inverse, tie.other, tie.column, given)


def _finish(draft: Draft, level: Visibility) -> None:
    """Street and postal code make an address, together with the town as written."""
    street, code = draft.single.pop("street", None), draft.single.pop("postal_code", None)
    town = draft.single.pop("town_written", None)
    if street:
        place = " ".join(filter(None, (code, town)))
        value = ", ".join(filter(None, (street, place)))[:_TEXT]
        made = Contact(kind="address", value=value, visibility=level)
        draft.contacts = (*draft.contacts, made)


def drafts(reader: Reader) -> Iterator[tuple[Draft, list[RowProblem]]]:
    """What each row says, one after the other."""
    return map(reader.draft, reader.sheet.rows)
