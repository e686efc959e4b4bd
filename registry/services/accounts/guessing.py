"""Which new passwords are refused: too short, or too easily guessed.

A rule in place of a list: what is left of a password after the words that everybody thinks of first, the words about
its owner, and letters that follow from the one before (repeats, abc, 123, qwertz) were taken out must not
be too little.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from registry.model import Invalid, Problem

SHORTEST: Final = 12
LONGEST: Final = 200
_LEFT: Final = 7
"""At least so many letters that do not follow from others."""
_ROWS: Final = (
    "1234567890",
    "qwertzuiopü",
    "qwertyuiop",
    "asdfghjklöä",
    "yxcvbnm",
    "zxcvbnm",
    "azertyuiop",
    "abcdefghijklmnopqrstuvwxyz",
)
_FOLLOWING: Final = frozenset(
    row[at : at + 2][::way] for row in _ROWS for at in range(len(row) - 1) for way in (1, -1)
) | {"90", "09"}
_FIRST_THOUGHTS: Final = (
    "integrationsnetz",
    "integration",
    "registerstelle",
    "passwort",
    "password",
    "kennwort",
    "geheimnis",
    "geheim",
    "willkommen",
    "welcome",
    "administrator",
    "admin",
    "hallo",
    "login",
    "letmein",
    "iloveyou",
    "ichliebedich",
    "schatz",
    "deutschland",
    "fruehling",
    "frühling",
    "sommer",
    "herbst",
    "winter",
)
_LOOKALIKE: Final = str.maketrans("0134578@$!", "oieastbasi")


def refuse_guessable(password: str, about: Iterable[str] = ()) -> None:
    """Raises Invalid where a password is too short, too long or too easily guessed; `about`: names, address."""
    problem = weakness(password, about)
    if problem is not None:
        raise Invalid.of([problem])


def weakness(password: str, about: Iterable[str] = ()) -> Problem | None:
    """What is wrong with a new password; `rule` is `short`, `long` or `guessable`."""
    if len(password) < SHORTEST:
        return _problem("short", f"the password has fewer than {SHORTEST} characters")
    if len(password) > LONGEST:
        return _problem("long", f"the password has more than {LONGEST} characters")
    folded = unicodedata.normalize("NFKC", password).casefold()
    known = sorted({*_FIRST_THOUGHTS, *_words(about)}, key=len, reverse=True)
    if min(_unforeseen(_without(form, known)) for form in (folded, folded.translate(_LOOKALIKE))) < _LEFT:
        return _problem("guessable", "the password is too easily guessed")
    return None


def _problem(rule: str, what: str) -> Problem:
    return Problem(rule, "password", what, "take four or five words that have nothing to do with each other")


def _words(about: Iterable[str]) -> set[str]:
    return {word for text in about for word in re.split(r"[\W_]+", text.casefold()) if len(word) > 2}


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(word, " ")
    return text


def _unforeseen(text: str) -> int:
    """How many letters and digits follow neither from the one before nor from an earlier part that they repeat."""
    number, before = 0, ""
    for at, one in enumerate(text):
        follows = before == one or before + one in _FOLLOWING
        repeats = at > 1 and text[at - 2 : at + 1] in text[:at]
        if one.isalnum() and not follows and not repeats:
            number += 1
        before = one
    return number
