"""Which column says what: proposed from the heads, corrected by people, remembered as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from registry.model import Visibility
from registry.services.importing.fields import ValueSort, fields, head_key, known_heads, target
from registry.services.importing.problems import Refused
from registry.services.importing.reading.shaping import BETWEEN
from registry.vocabulary import Vocabulary

LEFT_OUT: Final = ""
"""The target of a column that is not imported, and the term of a value that is not."""
REASONS: Final = {"de": "Fehler beim Import", "en": "Problems of the import"}
"""Head of the column that a file of rejected rows has beside its own."""
_HINT: Final = re.compile(r"\s*\((?:max|optional|pflicht|falls|z\. ?b|freiwillig|required|if )[^)]*\)", re.IGNORECASE)
_NEUTRAL: Final = frozenset(
    (
        *("kontakt", "kontaktdaten", "stammdaten", "allgemein", "allgemeines", "organisation", "verein", "adresse"),
        *("anschrift", "sitz", "angaben", "daten", "contact", "general", "address", "akteur", "einrichtung"),
    )
)
"""Groups of heads below which a head means what it means alone (below `Ansprechperson` it does not)."""


class TableMapping(BaseModel):
    """How a table is understood. It can be kept as JSON for the next file from the same source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, str] = Field(default_factory=dict)
    """Target (see `fields.py`) by head of a column; '' where it is left out, no entry where nobody has decided."""
    values: dict[ValueSort, dict[str, str]] = Field(default_factory=dict)
    """By sort and `value_key`, the term or id that a value stands for; '' where it is left out."""
    kind: str | None = None
    """The kind of new actors in rows that name none."""
    contacts: Visibility = Visibility.STAFF
    """Who may see contacts of columns that do not say so: nobody's contact becomes public unseen."""
    lists: Literal["add", "replace"] = "add"
    """Whether lists (other names, themes, languages) are added to those of the record or replace them."""

    def targets(self, header: Iterable[str]) -> Iterator[tuple[int, str, str]]:
        """Number, head and target of the columns that are imported."""
        for column, head in enumerate(header):
            if found := self.columns.get(head, LEFT_OUT):
                yield column, head, found


def parse_mapping(data: str | bytes, where: str) -> TableMapping:
    """A mapping from its JSON. Raises Refused naming the first field that is wrong."""
    try:
        return TableMapping.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "file"
        raise Refused("mapping", f"{where} ({place})", found=first["msg"]) from error


def value_key(text: str) -> str:
    """What values of cells are remembered by."""
    return " ".join(text.split()).casefold()


def propose_mapping(
    header: Iterable[str], vocabulary: Vocabulary, remembered: TableMapping | None = None
) -> TableMapping:
    """The columns whose heads are understood; what was remembered counts first. Nothing is guessed from contents.

    Where two columns would say the same single thing, the first does, and nothing is proposed for the other.
    """
    base = remembered or TableMapping()
    before = {head_key(head): found for head, found in base.columns.items()}
    known = known_heads(vocabulary)
    columns: dict[str, str] = {}
    for head in header:
        found = before.get(head_key(head), _proposed(head, known))
        if found is not None and (not found or _many(found) or found not in columns.values()):
            columns[head] = found
    return base.model_copy(update={"columns": columns})


def _proposed(head: str, known: Mapping[str, str]) -> str | None:
    if head in REASONS.values():
        return LEFT_OUT
    plain = _HINT.sub("", head)
    group, between, own = plain.rpartition(BETWEEN)
    if not between:
        return known.get(head_key(plain))
    whole = known.get(head_key(f"{group} {own}"))
    return whole or (known.get(head_key(own)) if head_key(group) in _NEUTRAL else None)


def _many(text: str) -> bool:
    found = target(text)
    return found.field == "tie" or (found.field in fields() and fields()[found.field].many)


def check_mapping(mapping: TableMapping, header: Iterable[str], vocabulary: Vocabulary, where: str) -> None:
    """Raises Refused for targets that are none, unknown roles and kinds, one target twice, and where no column has
    names or ids."""
    seen: dict[str, str] = {}
    for _, head, text in mapping.targets(header):
        place = f"{where}, column {head}"
        if not is_target(text, vocabulary):
            raise Refused("target", place, found=text)
        if text in seen and not _many(text):
            raise Refused("target_twice", place, found=text, other=seen[text])
        seen[text] = head
    if not seen.keys() & {"name", "id"}:
        raise Refused("no_name", where)
    if mapping.kind is not None and mapping.kind not in vocabulary.kinds:
        raise Refused("default_kind", where, found=mapping.kind)


def is_target(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text names something that a column can hold."""
    try:
        found = target(text)
    except ValueError:
        return False
    return found.field not in ("tie", "since") or found.scheme in vocabulary.roles
