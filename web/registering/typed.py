"""What comes with a form besides the entry itself, and the rows that a button adds or takes away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from flask import request

from registry.services.registering import ContactField, Form, TieField, typed_form

Action = Literal["send", "save", "contact", "tie", "look"]
_ACTIONS: Final[tuple[Action, ...]] = ("send", "save", "contact", "tie", "look")


@dataclass(frozen=True, slots=True)
class Typed:
    """One form as it was sent: the entry, the sender, what is to be done."""

    form: Form
    email: str = ""
    note: str = ""
    """For the registering staff; from those who edit themselves, why."""
    draft: str = ""
    action: Action = "send"
    new_anyway: bool = False
    """Said after likely duplicates were shown: it is none of them."""
    rows: tuple[int, int] = (0, 0)
    """Empty rows for contacts and for ties, besides those that are filled in."""


def typed_in() -> Typed:
    """What the present request carries."""
    fields = {name: request.form.getlist(name) for name in request.form}
    asked = request.form.get("aktion", "send")
    action: Action = next((one for one in _ACTIONS if one == asked), "send")
    found = Typed(
        form=typed_form(fields),
        email=request.form.get("email", "").strip()[:320],
        note=request.form.get("note", "").strip(),
        draft=request.form.get("draft", "").strip()[:100],
        action=action,
        new_anyway=bool(request.form.get("new_anyway")),
    )
    return replace(found, rows=(int(action == "contact"), int(action == "tie")))


def sentence(text: str, most: int = 300) -> str:
    """What somebody typed as a reason, on one line and without characters that are no text."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:most].strip()


def with_rows(typed: Typed) -> Form:
    """The form with rows to type into: those that were asked for, and one of each where there would be none."""
    form = typed.form
    contacts = max(typed.rows[0], int(not form.contacts))
    ties = max(typed.rows[1], int(not form.ties))
    return replace(
        form,
        contacts=(*form.contacts, *(ContactField() for _ in range(contacts))),
        ties=(*form.ties, *(TieField() for _ in range(ties))),
    )
