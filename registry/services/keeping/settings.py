"""What an administrator can set, kept in the store: items of the kind `setting`, one for each key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from registry.model import Invalid, LocalText, NotFound
from registry.store.workspace import Item, Workspace

KIND: Final = "setting"
_LONGEST: Final = 2000
Sort = Literal["days", "text"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set. `days` is a number from 1, `text` a text for the register of processing."""

    key: str
    sort: Sort
    default: str
    label: LocalText
    most: int = 36_500
    """The most days: what ends by itself is not kept longer."""


def _days(key: str, default: int, de: str, en: str, most: int = 36_500) -> Setting:
    return Setting(key, "days", str(default), LocalText(de=de, en=en), most)


def _text(key: str, de: str, en: str) -> Setting:
    return Setting(key, "text", "", LocalText(de=de, en=en))


SETTINGS: Final[Mapping[str, Setting]] = {
    one.key: one
    for one in (
        _days("confirm_after", 365, "Bestätigung fällig nach (Tage)", "Confirmation due after (days)"),
        _days("keep_declined", 90, "Abgelehnte Vorschläge behalten (Tage)", "Keep declined proposals (days)"),
        _days("keep_drafts", 30, "Entwürfe behalten (Tage)", "Keep drafts (days)", 30),
        _days("keep_sendings", 180, "Erledigte Zusendungen behalten (Tage)", "Keep settled sendings (days)", 180),
        _days("keep_mails", 30, "Verschickte Mails behalten (Tage)", "Keep mails that were sent (days)", 30),
        _days("keep_audit", 180, "Anmeldungen und Ausfuhren behalten (Tage)", "Keep sign-ins and exports (days)", 180),
        _days("keep_rounds", 400, "Abgelaufene Bestätigungsrunden behalten (Tage)", "Keep ended rounds (days)"),
        _days("keep_consents", 1095, "Abgelaufene Einwilligungen behalten (Tage)", "Keep ended consents (days)"),
        _text("controller", "Verantwortliche Stelle (Name, Anschrift)", "Controller (name, address)"),
        _text("representative", "Vertretung der verantwortlichen Stelle", "Representative of the controller"),
        _text("contact", "Ansprechstelle für Betroffene", "Contact for people concerned"),
        _text("officer", "Datenschutzbeauftragte/r", "Data protection officer"),
        _text("authority", "Zuständige Aufsichtsbehörde", "Supervisory authority"),
        _text("legal_basis", "Rechtsgrundlagen", "Legal bases"),
        _text("hosting", "Betrieb und Auftragsverarbeitung", "Hosting and processors"),
        _text("measures", "Weitere technische und organisatorische Maßnahmen", "Further measures"),
    )
}
"""By key, in the order of the page."""


class Settings:
    """Every verb raises Unavailable as the store does."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def all(self) -> dict[str, str]:
        """Every value by key, as set or as it is by default."""
        kept = self._workspace.get(KIND, list(SETTINGS))
        return {key: str(kept[key].data["value"]) if key in kept else one.default for key, one in SETTINGS.items()}

    def days(self, key: str) -> int:
        """A number of days."""
        return int(self.text(key))

    def text(self, key: str) -> str:
        """A value as text. Raises NotFound for an unknown key."""
        setting = _known(key)
        kept = self._workspace.get(KIND, [key]).get(key)
        return str(kept.data["value"]) if kept else setting.default

    def set(self, values: Mapping[str, str]) -> None:
        """Set these, all or nothing; an empty value is the default again. Raises NotFound, Invalid, Conflict."""
        checked = {key: _checked(_known(key), value.strip()) for key, value in values.items()}
        kept = self._workspace.get(KIND, list(checked))
        puts, drops = [], []
        for key, value in checked.items():
            item = kept.get(key, Item(KIND, key))
            if value != SETTINGS[key].default:
                puts.append(item.changed(value=value))
            elif item.version:
                drops.append(item)
        self._workspace.change(puts, drops)


def _known(key: str) -> Setting:
    if key not in SETTINGS:
        raise NotFound("there is no such setting", where=key, remedy="take one of " + ", ".join(SETTINGS))
    return SETTINGS[key]


def _checked(setting: Setting, value: str) -> str:
    if not value:
        return setting.default
    if setting.sort == "text":
        if len(value) > _LONGEST:
            raise Invalid(f"the text has more than {_LONGEST} characters", where=setting.key, remedy="shorten it")
        return value
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= setting.most):
        what = f"this is no number of days from 1 to {setting.most}"
        raise Invalid(what, where=setting.key, remedy=f"write {setting.default}")
    return str(int(value))
