"""Two languages: the first part of the address says which, and German is the language of the texts in the code."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask, g, request, url_for
from flask_babel import Babel

from web.addresses import with_query
from web.site import LANGUAGES, here, lang

PREFIX = "/<any(de,en):lang>"


def install(app: Flask) -> None:
    """Teach an application its two languages, and to keep language and Stand in every address it makes."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "de")
    Babel(app, locale_selector=lang)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_keep_language_and_stand)
    app.jinja_env.filters["number"] = number
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.globals["address_in"] = address_in


def preferred() -> str:
    """The language that the reader's browser asks for, German where it asks for neither."""
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _take_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
    del endpoint
    given = (values or {}).pop("lang", None)
    first = request.path.split("/", 2)[1]
    g.lang = given or (first if first in LANGUAGES else preferred())


def _keep_language_and_stand(endpoint: str, values: dict[str, Any]) -> None:
    if not _has_language(endpoint):
        return
    values.setdefault("lang", lang())
    if "here" in g and g.here.stand_given:
        values.setdefault("stand", g.here.stand.isoformat())


def _has_language(endpoint: str) -> bool:
    from flask import current_app

    return current_app.url_map.is_endpoint_expecting(endpoint, "lang")


def address_in(other: str) -> str:
    """The address of the present page, with its query, in another language."""
    if request.endpoint is None or not _has_language(request.endpoint):
        return url_for("start.page", lang=other)
    address = url_for(request.endpoint, **{**(request.view_args or {}), "lang": other})
    return with_query(address, request.args.items(multi=True))


def number(value: float) -> str:
    """A number as the reader's language writes it."""
    return str(format_decimal(value, locale=lang()))


def day(value: date | datetime) -> str:
    """A day as the reader's language writes it: 30.10.2012, 30 Oct 2012."""
    return str(format_date(value, "dd.MM.yyyy" if here().lang == "de" else "d MMM yyyy", locale=lang()))


def moment(value: datetime) -> str:
    """A moment as the reader's language writes it, by the server's clock: 30.10.2012, 14:05; 30 Oct 2012, 14:05."""
    form = "dd.MM.yyyy, HH:mm" if here().lang == "de" else "d MMM yyyy, HH:mm"
    return str(format_datetime(value.astimezone(), form, locale=lang()))
