"""Why two entities may be one body, and why they may not, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from registry.services.duplicates import Ground, Reason
from web.texts import gettext as _

_WORDS: Final[dict[Reason, Callable[[Ground], str]]] = {
    Reason.SAME_NAME: lambda _ground: _("gleicher Name"),
    Reason.WITHOUT_LEGAL: lambda _ground: _("gleicher Name, andere Rechtsform"),
    Reason.WITHOUT_TOWN: lambda _ground: _("gleicher Name ohne den Ort"),
    Reason.SPELLED_OTHERWISE: lambda _ground: _("gleicher Name, anders geschrieben"),
    Reason.OTHER_ORDER: lambda _ground: _("gleiche Wörter in anderer Reihenfolge"),
    Reason.OTHER_SCRIPT: lambda _ground: _("gleicher Name in anderer Schrift"),
    Reason.ABBREVIATED: lambda _ground: _("Abkürzung"),
    Reason.INITIALS: lambda _ground: _("Anfangsbuchstaben"),
    Reason.ALIKE: lambda ground: _("ähnlicher Name, %(percent)s %%", percent=ground.percent or 0),
    Reason.SAME_TOWN: lambda _ground: _("im selben Ort"),
    Reason.SAME_EMAIL: lambda _ground: _("gleiche E-Mail"),
    Reason.SAME_PHONE: lambda _ground: _("gleiche Telefonnummer"),
    Reason.SAME_EXCHANGE: lambda _ground: _("gleicher Anschluss, andere Durchwahl"),
    Reason.SAME_HOST: lambda _ground: _("gleiche Website"),
    Reason.SAME_ADDRESS: lambda _ground: _("gleiche Anschrift"),
    Reason.SAME_IDENTIFIER: lambda _ground: _("gleiche Kennung"),
    Reason.SAME_BODY: lambda _ground: _("im selben Gremium"),
    Reason.OTHER_TOWN: lambda _ground: _("anderer Ort"),
    Reason.OTHER_NUMBER: lambda ground: _with_words(_("andere Nummer"), ground),
    Reason.OTHER_WORDS: lambda ground: _with_words(_("andere Wörter"), ground),
    Reason.PART_OF: lambda ground: _with_words(_("ein Teil des anderen"), ground),
    Reason.OTHER_KIND: lambda _ground: _("andere Art"),
    Reason.OTHER_IDENTIFIER: lambda _ground: _("andere Kennung"),
    Reason.OTHER_CONTACTS: lambda _ground: _("andere Kontaktangaben"),
}


def _with_words(text: str, ground: Ground) -> str:
    words = [f"„{word}“" for word in ground.words if word]
    return f"{text}: {' / '.join(words)}" if words else text


def ground_text(ground: Ground) -> str:
    """One reason in the reader's language: "gleiche E-Mail", "ähnlicher Name, 92 %"."""
    return _WORDS[ground.reason](ground)


def ground_texts(grounds: Iterable[Ground]) -> list[str]:
    """Several, in their order."""
    return [ground_text(one) for one in grounds]
