"""The application factory: puts pages, languages, headers and errors together around an opened registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from registry.services import Registry
from web import assets, context, errors, headers, health, languages, protection, rights
from web.addresses import with_query
from web.site import install

PAGES: Final = (
    "web.start",
    "web.actors",
    "web.areas",
    "web.changes",
    "web.network",
    "web.analysis",
    "web.partners",
    "web.coverage",
    "web.offers",
    "web.goals",
    "web.documents",
    "web.sources",
    "web.registering",
    "web.review",
    "web.keeping",
    "web.privacy",
    "web.duplicates",
    "web.importing",
    "web.holding",
    "web.tasks",
    "web.accounts",
)


def create_app(registry: Registry, *, config: Mapping[str, Any] | None = None) -> Flask:
    """An application that serves this registry. `config` overrides Flask's settings."""
    app = Flask("web", root_path=str(assets.FOLDER.parent))
    app.config.update(MAX_CONTENT_LENGTH=1_000_000)
    app.config.update(config or {})
    app.url_map.strict_slashes = False  # an address copied with a slash too many is meant all the same
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    install(app.extensions, registry)
    # In this order a request is looked at: does the store answer, did one of our pages make it, who asks, may they?
    for part in (languages, assets, headers, errors, health, protection, context, rights):
        part.install(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint, url_prefix=languages.PREFIX)
    app.add_url_rule("/", "root", _root)
    return app


def _root() -> ResponseReturnValue:
    address = url_for("start.page", lang=languages.preferred())
    response = redirect(with_query(address, request.args.items(multi=True)))
    response.headers["Vary"] = "Accept-Language"
    return response


def _blueprints() -> Iterator[Blueprint]:
    for name in PAGES:
        found = import_module(name).blueprint
        if not isinstance(found, Blueprint):
            raise TypeError(f"{name}.blueprint is not a blueprint")
        yield found
