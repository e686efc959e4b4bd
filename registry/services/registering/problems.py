"""What can be wrong with a field of a form, as values that a page says in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Wrong(StrEnum):
    """What is wrong with one field."""

    MISSING = "missing"
    TOO_LONG = "too long"
    TOO_MANY = "too many"
    NO_TEXT = "no text"
    """Control characters, or nothing but blanks."""
    UNKNOWN = "unknown"
    """No value of the vocabulary, or nothing of this name in the record."""
    SEVERAL = "several"
    """More than one thing of this name; `choices` are their ids."""
    UNLIKE = "unlike"
    """Nothing of this name, but `choices` of others like it."""
    NO_EMAIL = "no email"
    NO_PHONE = "no phone"
    NO_ADDRESS = "no web address"
    NO_POSTAL_CODE = "no postal code"
    NO_DATE = "no date"
    ENDS_EARLY = "ends before it begins"
    UNFIT = "unfit"
    """The role does not take one of its ends."""
    SELF = "self"
    TWICE = "twice"
    NO_CONSENT = "no consent"
    NOTHING = "nothing changed"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing that is wrong. `field` is a name of `Form`, with a row's number from 0 after a colon: `contacts:2`."""

    field: str
    wrong: Wrong
    value: str = ""
    choices: tuple[str, ...] = ()
    """Ids to choose from."""
