"""What a view needs of whoever asks for it, declared beside the view and enforced before any of them runs.

    @blueprint.post("/zusendungen/<id>")
    @needs("staff")
    def decide(id: str) -> ResponseReturnValue: ...

A view that only reads and declares nothing is for everyone. One that takes anything but GET and declares nothing is
refused to everyone: forgetting must not open a door.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from registry.services.accounts import Forbidden
from web.site import here, reading

Need = Literal["public", "account", "moderator", "analyst", "staff", "administrator"]
"""`account`: whoever is signed in; `moderator`: who moderates a network at present, and staff; `analyst`: who may
read all (analysts, staff, administrators); `staff`: who may review (staff, administrators)."""
READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_MARK: Final = "_needs"
_View = TypeVar("_View", bound=Callable[..., Any])


def needs(need: Need = "public", *, public: bool = False) -> Callable[[_View], _View]:
    """Declare what a view needs; `needs("public")` and `needs(public=True)` open what is not GET to everyone."""

    def mark(view: _View) -> _View:
        setattr(view, _MARK, "public" if public else need)
        return view

    return mark


def need_of(app: Flask, endpoint: str, method: str) -> Need | None:
    """What an endpoint needs for a method; None where nobody may use it. What it can be asked for, everyone may ask."""
    if method == "OPTIONS":
        return "public"
    declared: Need | None = getattr(app.view_functions.get(endpoint), _MARK, None)
    return declared or ("public" if method in READS else None)


def fulfils(need: Need) -> bool:
    """Whether whoever asks has what is needed. For menus and parts of pages, too."""
    if need == "public":
        return True
    account, rights = here().account, here().rights
    if account is None:
        return False
    match need:
        case "account":
            return True
        case "analyst":
            return rights.may_read_all
        case "staff":
            return rights.may_review
        case "administrator":
            return rights.may_administer
        case _:
            return rights.may_review or _moderates()


def _moderates() -> bool:
    with reading() as record:
        return bool(here().rights.moderated(record))


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    need = need_of(current_app, request.endpoint, request.method)
    if need is not None and fulfils(need):
        return None
    if need is None or here().account is not None or request.method not in READS:
        raise Forbidden("this needs other rights", where=request.endpoint)
    return redirect(url_for("accounts.sign_in", next=_address_here()), code=302)


def _address_here() -> str:
    return request.full_path if request.query_string else request.path


def install(app: Flask) -> None:
    """Let an application ask before every view."""
    app.before_request(_enforce)
    app.jinja_env.globals["fulfils"] = fulfils
