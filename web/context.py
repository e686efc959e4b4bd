"""What every template may use beside its own values."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask, g, request, url_for
from flask_babel import lazy_gettext as _

from registry.model import Damaged, Unavailable
from web.rights import Need, fulfils
from web.site import here, lang, registry, site, vocabulary

_MENU: Final = (
    ("start.page", _("Start")),
    ("actors.index", _("Akteure")),
    ("network.page", _("Netzwerk")),
    ("analysis.index", _("Analyse")),
    ("offers.index", _("Angebote")),
    ("goals.index", _("Ziele")),
    ("documents.index", _("Dokumente")),
    ("sources.index", _("Quellen")),
)
_WORK: Final[tuple[tuple[str, Any, Need], ...]] = (
    ("review.index", _("Zusendungen"), "staff"),
    ("duplicates.index", _("Dubletten"), "staff"),
    ("importing.index", _("Importe"), "staff"),
    ("keeping.unconfirmed", _("Unbestätigt"), "analyst"),
    ("accounts.index", _("Konten"), "administrator"),
    ("privacy.processing", _("Verarbeitung"), "analyst"),
    ("privacy.settings", _("Einstellungen"), "administrator"),
)
"""What people who are signed in find in a second row: endpoint, label, what it needs."""


@dataclass(frozen=True)
class MenuItem:
    """One entry of the navigation."""

    label: str
    href: str
    current: bool


def menu() -> list[MenuItem]:
    """The navigation."""
    room = (request.endpoint or "").split(".", 1)[0]
    return [MenuItem(str(label), url_for(endpoint), endpoint.split(".", 1)[0] == room) for endpoint, label in _MENU]


def work() -> list[MenuItem]:
    """The second row of the navigation; empty for who is not signed in, and on pages made without the store."""
    if here().account is None or g.get("silent"):
        return []
    rows = [(url_for(endpoint), str(label)) for endpoint, label, need in _WORK if fulfils(need)]
    return [MenuItem(label, href, _within(href)) for href, label in rows]


def _within(href: str) -> bool:
    """Whether the present page is the one with this address, or one below it."""
    path = href.partition("?")[0]
    return request.path == path or request.path.startswith(path + "/")


def revision() -> int | None:
    """Number of the last commit; None where the store does not answer, so that an error page can still be made."""
    if site().outage.lasts() and not g.get("asks"):
        return None
    try:
        return registry().revision()
    except (Unavailable, Damaged):
        g.silent = True
        site().outage.failed(g.get("began", monotonic()))
        return None


def _values() -> dict[str, Any]:
    return {
        "here": here(),
        "lang": lang(),
        "menu": menu,
        "work": work,
        "revision": revision,
        "vocabulary": vocabulary(),
    }


def _other_arguments(*without: str) -> list[tuple[str, str]]:
    """Query arguments of this page that a form has to carry on as hidden fields."""
    return [(key, value) for key, value in request.args.items(multi=True) if key not in without]


def _address_plain() -> str:
    """The address of this page without its query: what a form sends its fields to."""
    return request.path


def _address_today() -> str:
    """The address of this page, with its query, at the present Stand."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "stand"]
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _address_with(key: str, value: str) -> str:
    """The address of this page with one more query argument."""
    return f"{request.path}?{urlencode([*request.args.items(multi=True), (key, value)])}"


def _address_again() -> str:
    """The address of this page, with its query."""
    return request.full_path if request.query_string else request.path


def _stand_day() -> str:
    return here().stand.isoformat()


def install(app: Flask) -> None:
    """Give an application's templates these values."""
    app.context_processor(_values)
    app.before_request(_check_stand)
    app.jinja_env.globals.update(
        other_arguments=_other_arguments,
        address_again=_address_again,
        address_plain=_address_plain,
        address_today=_address_today,
        address_with=_address_with,
        stand_day=_stand_day,
    )


def _check_stand() -> None:
    # Before any view: a Stand that is no date is refused on every page alike, and addresses made later keep a good one.
    if request.endpoint != "static":
        here()
