"""Mails to those who sent something in."""

from __future__ import annotations

from typing import Final

from registry.services.mail import Letter, letter
from registry.services.registering import Sending
from registry.services.registering.sending import Telling
from web.outside import base, outside

_TEXTS: Final = {
    "accept": "sending-accepted",
    "part": "sending-part",
    "decline": "sending-declined",
    "question": "sending-question",
}


def telling(case: Sending, verdict: str, text: str = "") -> Telling | None:
    """Makes the letter about a decision; None where nobody is to be told, or no link can be made."""
    key = _TEXTS.get(verdict)
    if key is None or not case.email or not base():
        return None

    def tell(token: str) -> Letter:
        link = outside("registering.follow", lang=case.lang, token=token)
        said = text or str(case.deciding.get("reason", ""))
        return letter(key, case.lang, title=case.title, link=link, text=said)

    return tell
