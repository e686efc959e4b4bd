"""What a form for an actor holds, as typed: flat, JSON-able, made of a page's fields or of what the record says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from registry.model import Visibility

MOST_ROWS: Final = 40
"""Of contacts and of ties; those beyond are refused, never dropped in silence."""
_LINES: Final = ("aliases",)
_LISTS: Final = ("themes", "languages")
_ROWS: Final = ("contacts", "ties")
Typed = Mapping[str, Sequence[str]]
"""The fields of a page: every value that each name has."""


@dataclass(frozen=True, slots=True)
class ContactField:
    """One way to reach it, and who may see that."""

    kind: str = "email"
    value: str = ""
    visibility: str = Visibility.PUBLIC.value


@dataclass(frozen=True, slots=True)
class TieField:
    """“member of … since …”: `id` is empty for a new one, `wrong` where it is said never to have been."""

    role: str = "mitglied"
    other: str = ""
    """Id of the other end; empty while only its name is known."""
    other_name: str = ""
    since: str = ""
    """EDTF where it is understood, else as typed; `until`, too."""
    until: str = ""
    id: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One actor as a form has it. Nothing in it is checked yet."""

    kind: str = ""
    name: str = ""
    aliases: tuple[str, ...] = ()
    town: str = ""
    """Name of a town as typed."""
    area: str = ""
    """Id of the area that is meant; empty while only the town or the postal code is known."""
    street: str = ""
    postal_code: str = ""
    themes: tuple[str, ...] = ()
    audience: str = ""
    languages: tuple[str, ...] = ()
    """BCP 47 tags, or names of languages as typed."""
    contacts: tuple[ContactField, ...] = ()
    consent: bool = False
    consent_by: str = ""
    """Whose consent it is: a name or an office."""
    consent_for: str = ""
    consent_until: str = ""
    summary: str = ""
    ties: tuple[TieField, ...] = ()
    versions: Mapping[str, int] | None = None
    """The version that each statement had of which the form was made, by id; None for a new actor."""

    def as_data(self) -> dict[str, Any]:
        """The same in what JSON can say, without what is empty."""
        data = asdict(self)
        data["versions"] = None if self.versions is None else dict(self.versions)
        return {key: list(value) if isinstance(value, tuple) else value for key, value in data.items() if value}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Form:
        """The form that `as_data` gave; what another release wrote and is not known any more is left aside."""
        names = {one.name for one in fields(cls)}
        given: dict[str, Any] = {key: value for key, value in data.items() if key in names}
        for key in (*_LINES, *_LISTS):
            given[key] = tuple(given.get(key, ()))
        given["contacts"] = tuple(ContactField(**one) for one in given.get("contacts", ()))
        given["ties"] = tuple(TieField(**one) for one in given.get("ties", ()))
        return cls(**given)


def typed_form(typed: Typed) -> Form:
    """The form that a page's fields hold. Never raises: what is wrong with it, `check` says."""
    single = {
        one.name: _first(typed, one.name)
        for one in fields(Form)
        if one.name not in (*_LINES, *_LISTS, *_ROWS, "consent", "versions")
    }
    if single["area"] and _first(typed, "area_picked") == single["town"]:
        single["town"] = ""  # chosen from what was offered for this name: its own name takes its place
    return Form(
        **single,
        aliases=_kept(line for text in typed.get("aliases", ()) for line in text.splitlines()),
        themes=_kept(typed.get("themes", ())),
        languages=_kept(part for text in typed.get("languages", ()) for part in text.replace(";", ",").split(",")),
        consent=bool(_first(typed, "consent")),
        contacts=tuple(_contacts(typed)),
        ties=tuple(_ties(typed)),
        versions=_versions(_first(typed, "versions")),
    )


def versions_text(versions: Mapping[str, int] | None) -> str:
    """The versions as one hidden field carries them: `e…:3 t…:1`."""
    return " ".join(f"{id}:{number}" for id, number in sorted((versions or {}).items()))


def _versions(text: str) -> dict[str, int] | None:
    pairs = (part.partition(":") for part in text.split()[: 10 * MOST_ROWS])
    found = {id: int(number) for id, _, number in pairs if number.isascii() and number.isdigit() and len(number) < 9}
    return found or None


def _first(typed: Typed, name: str) -> str:
    values = typed.get(name, ())
    return values[0].strip() if values else ""


def _kept(values: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in values if one.strip()))


def _rows(typed: Typed, prefix: str, names: Sequence[str]) -> list[dict[str, str]]:
    """Rows of fields that are named alike: `contact-kind`, `contact-value` …; a short column ends in empty fields."""
    columns = {name: typed.get(f"{prefix}-{name}", ()) for name in names}
    length = max(map(len, columns.values()))
    return [
        {name: column[at].strip() if at < len(column) else "" for name, column in columns.items()}
        for at in range(length)
    ]


def _contacts(typed: Typed) -> list[ContactField]:
    rows = _rows(typed, "contact", ("kind", "value", "visibility"))
    return [ContactField(**row) for row in rows if row["value"]]


def _ties(typed: Typed) -> list[TieField]:
    wrong = set(typed.get("tie-wrong", ()))
    names = ("role", "other", "other_name", "since", "until", "id", "picked")
    found = []
    for row in _rows(typed, "tie", names):
        role, other, name, since, until, id, picked = (row[one] for one in names)
        if id or other or name:
            one = TieField(role, other, name, since, until, id, wrong=bool(id) and id in wrong)
            found.append(_as_picked(one, picked))
    return found


def _as_picked(tie: TieField, picked: str) -> TieField:
    """An id stands for the name with which it was chosen: for another name the other end is to be found anew."""
    return tie if tie.id or not tie.other or picked == tie.other_name else replace(tie, other="")
