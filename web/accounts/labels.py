"""Names of roles, states and events for readers."""

from __future__ import annotations

from registry.services.accounts import Role
from web.texts import gettext as _


def roles() -> dict[str, str]:
    """Roles, from the one that may least."""
    return {
        Role.MEMBER: _("Mitglied: pflegt den eigenen Eintrag und moderierte Netzwerke"),
        Role.ANALYST: _("Auswertung: liest alles, exportiert"),
        Role.STAFF: _("Registerstelle: prüft und bearbeitet alles"),
        Role.ADMINISTRATOR: _("Verwaltung: wie die Registerstelle, dazu die Konten"),
    }


def states() -> dict[str, str]:
    """States of an account."""
    return {"invited": _("eingeladen"), "active": _("aktiv"), "closed": _("geschlossen")}


def events() -> dict[str, str]:
    """Events of the audit."""
    return {
        "signed-in": _("Angemeldet"),
        "sign-in-failed": _("Anmeldung gescheitert"),
        "code-failed": _("Falscher Code"),
        "signed-out": _("Abgemeldet"),
        "sessions-ended": _("Andere Sitzungen beendet"),
        "password-set": _("Passwort festgelegt"),
        "password-asked": _("Neues Passwort angefordert"),
        "address-asked": _("Neue E-Mail-Adresse angefordert"),
        "address-changed": _("E-Mail-Adresse geändert"),
        "second-factor-on": _("Zweiter Faktor eingeschaltet"),
        "second-factor-off": _("Zweiter Faktor ausgeschaltet"),
        "recovery-code-used": _("Wiederherstellungscode benutzt"),
        "invited": _("Eingeladen"),
        "role-changed": _("Rolle oder Akteure geändert"),
        "closed": _("Konto geschlossen"),
        "reopened": _("Konto wieder geöffnet"),
        "exported": _("Daten exportiert"),
        "data-taken": _("Eigene Daten heruntergeladen"),
    }
