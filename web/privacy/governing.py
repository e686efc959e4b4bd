"""Settings of the registry, and the register of processing that is filled from them."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import Conflict, Invalid
from registry.services.keeping.settings import SETTINGS, Settings
from registry.services.privacy.processing import register_of_processing, unset
from web.privacy.room import blueprint
from web.rights import needs
from web.site import lang, registry
from web.texts import gettext as _


@blueprint.get("/verwaltung/verarbeitung")
@needs("analyst")
def processing() -> ResponseReturnValue:
    """The register of processing (Art. 30), to print."""
    settings = Settings(registry().workspace)
    missing = [SETTINGS[key].label.text(lang()) for key in unset(settings)]
    return render_template(
        "privacy/processing.html", sections=register_of_processing(settings, lang()), missing=missing
    )


@blueprint.get("/verwaltung/einstellungen")
@needs("administrator")
def settings() -> ResponseReturnValue:
    """Every setting with its value."""
    return _page(Settings(registry().workspace).all())


@blueprint.post("/verwaltung/einstellungen")
@needs("administrator")
def set_settings() -> ResponseReturnValue:
    """Set them, all or nothing."""
    typed = {key: request.form.get(key, "")[:3000] for key in SETTINGS if key in request.form}
    shown = {**Settings(registry().workspace).all(), **typed}
    try:
        Settings(registry().workspace).set(typed)
    except Invalid as error:
        most = SETTINGS[error.where].most
        told = _("Eine Zahl von Tagen, von 1 bis %(most)s.", most=most)
        wrong = told if SETTINGS[error.where].sort == "days" else _("Der Text ist zu lang.")
        return _page(shown, {error.where: wrong}), 422
    except Conflict:
        return _page(
            shown, {"form": _("Jemand anderes hat eben etwas geändert. Prüfen Sie es und speichern Sie noch einmal.")}
        ), 409
    return redirect(url_for("privacy.settings", gespeichert=1, stand=None), code=303)


def _page(values: dict[str, str], errors: dict[str, str] | None = None) -> str:
    return render_template("privacy/settings.html", settings=SETTINGS, values=values, errors=errors or {})
