"""What administrators have typed about an account, so that nothing of it is lost when it is shown again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from registry.services.accounts import Account, Role


@dataclass(frozen=True)
class Typed:
    """The fields of the form."""

    email: str = ""
    name: str = ""
    language: str = "de"
    role: str = str(Role.MEMBER)
    actors: tuple[str, ...] = ()
    search: str = ""
    searching: bool = False
    """Whether actors are only looked up; nothing is to be written yet."""
    was: str = ""
    """Role and actors as they were when the form was opened."""


def typed_of(account: Account) -> Typed:
    """The form as it opens for an account."""
    was = " ".join((account.role, *account.actors))
    return Typed(account.email, account.name, account.language, account.role, account.actors, was=was)


def typed_in() -> Typed:
    """The form as it was sent."""
    form = request.form
    role = form.get("role", "")
    return Typed(
        email=form.get("email", "")[:320],
        name=form.get("name", "")[:200],
        language=form.get("language", "de")[:2],
        role=role if role in list(Role) else str(Role.MEMBER),
        actors=tuple(form.getlist("actors")[:500]),
        search=form.get("suche", "").strip()[:200],
        searching="suchen" in form,
        was=form.get("was", "")[:10_000],
    )
