"""What the rules of accounts refuse, said at the field in the reader's language."""

from __future__ import annotations

from registry.model import Conflict, Invalid
from web.texts import gettext as _


def said(error: Invalid | Conflict) -> dict[str, str]:
    """The sentence by the name of its field; `form` where it belongs to none."""
    rules = [(one.rule, one.where) for one in error.problems] if isinstance(error, Invalid) else []
    found = {where: _of_rule(rule) for rule, where in rules}
    return found or {error.where or "form": _of_field(error)}


def _of_rule(rule: str) -> str:
    sentences = {
        "short": _("Das Passwort braucht mindestens 12 Zeichen."),
        "long": _("Das Passwort darf höchstens 200 Zeichen haben."),
        "guessable": _(
            "Das Passwort ist zu leicht zu erraten. Nehmen Sie vier, fünf Wörter, die nichts miteinander zu tun haben."
        ),
    }
    return sentences[rule]


def _of_field(error: Invalid | Conflict) -> str:
    sentences = {
        "email": _("Zu dieser Adresse gibt es schon ein Konto.")
        if isinstance(error, Conflict)
        else _("Das ist keine E-Mail-Adresse. Schreiben Sie sie wie name@example.org."),
        "new": _("Das ist schon die Adresse dieses Kontos."),
        "name": _("Der Name braucht 1 bis 120 Zeichen und darf kein @ enthalten; er steht in der Änderungsgeschichte."),
        "role": _("Das ist das letzte Konto, das Konten verwaltet. Geben Sie zuerst einem anderen diese Rolle."),
        "actors": _("Diese Auswahl geht nicht: Es dürfen höchstens 200 Akteure sein, die im Register stehen."),
        "code": _("Dieser Code gilt nicht. Nehmen Sie den, den Ihre App jetzt zeigt."),
        "account": _("Dieses Konto ist geschlossen."),
    }
    return sentences.get(error.where, _("Das wurde eben von anderer Seite geändert. Laden Sie die Seite neu."))
