"""The form of a seat: what it is, how many there are, and, where it rotates, by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Invalid, Post
from registry.services.importing.cells import edtf
from registry.services.keeping.posts import GROUPS, post_of, put_post
from web.keeping.room import actor_named, blueprint, commit, one_line, signature
from web.presenting.references import ref
from web.rights import needs
from web.site import lang, reading, vocabulary
from web.texts import gettext as _

_NUMBERS: Final = ("seats", "per_turn")
_MOST: Final = 10_000


@blueprint.get("/akteure/<id>/plaetze/neu")
@needs("staff")
def post_form(id: str) -> ResponseReturnValue:
    """An empty form for a new seat."""
    return _page(id, None, _empty())


@blueprint.post("/akteure/<id>/plaetze/neu")
@needs("staff")
def make_post(id: str) -> ResponseReturnValue:
    """Make the seat."""
    return _written(id, None)


@blueprint.get("/akteure/<id>/plaetze/<post>/bearbeiten")
@needs("staff")
def edit_post_form(id: str, post: str) -> ResponseReturnValue:
    """The form with what is said of a seat."""
    with reading() as record:
        found = post_of(record, id, post)
        names = [one.name for one in record.entities(found.pool).values()]
    return _page(id, found, _typed_of(found, names))


@blueprint.post("/akteure/<id>/plaetze/<post>/bearbeiten")
@needs("staff")
def edit_post(id: str, post: str) -> ResponseReturnValue:
    """Correct the seat."""
    return _written(id, post)


def _written(id: str, post: str | None) -> ResponseReturnValue:
    said, errors = _said(request.form)
    if not errors:
        try:
            why = one_line(request.form.get("why", "")) or ("Sitz geändert" if post else "Sitz eingetragen")
            made = commit(lambda record: put_post(record, id, post, said, signature(), why))
            return redirect(url_for("changes.one", id=made.id, stand=None), code=303)
        except Invalid as error:
            errors = {_field(error): _("So kann das nicht stehen bleiben. Ändern Sie diese Angabe.")}
    with reading() as record:
        found = post_of(record, id, post) if post else None
    return _page(id, found, request.form, errors), 422


def _field(error: Invalid) -> str:
    return {"translations": "name_en", "period": "until"}.get(error.where, error.where) if error.where else "name"


def _said(typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What the form says as fields of a post, and what is wrong by field."""
    errors: dict[str, str] = {}
    name, english = one_line(typed.get("name", ""), 500), one_line(typed.get("name_en", ""), 500)
    if not name:
        errors["name"] = _("Der Name des Sitzes fehlt.")
    said: dict[str, Any] = {"name": name, "translations": {"en": english} if english else {}}
    said |= {
        "kind": typed.get("kind", "open"),
        "role": typed.get("role", ""),
        "status": typed.get("status", "existing"),
    }
    if said["role"] not in dict(_roles()):
        errors["role"] = _("Wählen Sie, was der Sitz bedeutet.")
    rotating = said["kind"] == "rotating"
    said["order"] = "alphabetical" if rotating and typed.get("order") == "alphabetical" else None
    said["rhythm"] = "yearly" if rotating and typed.get("rhythm") == "yearly" else None
    for key in _NUMBERS:
        said[key] = _number(typed.get(key, ""), key, errors) if rotating or key == "seats" else None
    dates = {key: _date(typed.get(key, ""), key, errors) for key in ("starts", "since", "until")}
    said["starts"] = dates["starts"] if rotating else None
    said["period"] = {"start": dates["since"], "end": dates["until"]}
    said["pool"] = _pool(typed.get("pool", ""), errors)
    return said, errors


def _number(text: str, key: str, errors: dict[str, str]) -> int | None:
    text = text.strip()
    least = 1 if key == "per_turn" else 0
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= _MOST:
        return int(text)
    errors[key] = _("Das ist keine Anzahl. Schreiben Sie eine Zahl, oder nichts, wenn sie nicht bekannt ist.")
    return None


def _date(text: str, key: str, errors: dict[str, str]) -> str | None:
    if not text.strip():
        return None
    try:
        return edtf(text)
    except ValueError:
        errors[key] = _("Das ist kein Datum. Schreiben Sie 2026, 03.2026 oder 01.03.2026.")
        return None


def _pool(text: str, errors: dict[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    for line in filter(None, map(one_line, text.splitlines()[:500])):
        id = actor_named(line)
        if id is None:
            name = line[:80]
            errors["pool"] = _("„%(name)s“ ist im Register nicht bekannt oder nicht eindeutig.", name=name)
        elif id not in found:
            found.append(id)
    return tuple(found)


def _roles() -> list[tuple[str, str]]:
    words = vocabulary()
    return [(key, words.roles[key].noun(lang())) for key in words.roles if key in words.roles_in(*GROUPS)]


def _empty() -> dict[str, str]:
    return {"kind": "open", "role": "mitglied", "status": "existing"}


def _typed_of(post: Post, pool: list[str]) -> dict[str, str]:
    def text(value: object) -> str:
        return "" if value is None else str(value)

    return {
        "name": post.name,
        "name_en": post.translations.get("en", ""),
        "kind": post.kind,
        "role": post.role,
        "status": str(post.status),
        "seats": text(post.seats),
        "per_turn": text(post.per_turn),
        "order": text(post.order),
        "rhythm": text(post.rhythm),
        "starts": text(post.starts),
        "since": text(post.period.start),
        "until": text(post.period.end),
        "pool": "\n".join(pool),
    }


def _page(id: str, post: Post | None, typed: Mapping[str, str], errors: Mapping[str, str] | None = None) -> str:
    with reading() as record:
        body = ref(record.entity(id), vocabulary(), lang())
    return render_template("keeping/post.html", body=body, post=post, typed=typed, errors=errors or {}, roles=_roles())
