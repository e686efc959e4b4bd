"""Ways of writing a name otherwise that change its text: slips, short forms, umlauts, quotation marks.

Each is a function of the text; where it has nothing to change it gives back what it got.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from seed.pairs.chance import Chance
from seed.pairs.names import lists
from seed.pairs.tables import tables

_EXPANDED: Final = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_BARE: Final = {"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "Ä": "A", "Ö": "O", "Ü": "U"}


def typo(chance: Chance, text: str) -> str:
    """One slip of the finger, of the ear, or of a scan."""
    places = [n for n, letter in enumerate(text) if letter.isalpha()]
    at = chance.pick(places)
    letter = text[at]
    match chance.weighted(
        {"key": 3, "missing": 2.5, "twice": 1.5, "swapped": 2.5, "extra": 1, "sound": 2.5, "scan": 1}
    ):
        case "key":
            near = tables()["keys"].get(letter.lower(), "e")
            other: str = chance.pick(near)
            return text[:at] + (other.upper() if letter.isupper() else other) + text[at + 1 :]
        case "missing":
            return text[:at] + text[at + 1 :]
        case "twice":
            return text[:at] + letter + text[at:]
        case "swapped":
            return text[:at] + text[at + 1 : at + 2] + letter + text[at + 2 :]
        case "extra":
            return text[:at] + chance.pick("enristadhu") + text[at:]
        case "sound":
            return _exchanged(chance, text, tables()["sounds"])
        case _:
            return _exchanged(chance, text, tables()["scans"])


def _exchanged(chance: Chance, text: str, pairs: list[list[str]]) -> str:
    fitting = [(one, other) for one, other in pairs if one in text]
    if not fitting:
        return text
    one, other = chance.pick(fitting)
    at = chance.pick([found.start() for found in re.finditer(re.escape(one), text)])
    return text[:at] + other + text[at + len(one) :]


def _short(chance: Chance, text: str) -> str:
    return _by_table(chance, text, tables()["short"])


def _also(chance: Chance, text: str) -> str:
    return _by_table(chance, text, tables()["also_called"])


def _by_table(chance: Chance, text: str, table: dict[str, list[str]]) -> str:
    fitting = [word for word in table if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)]
    if not fitting:
        return text
    word = chance.pick(fitting)
    new: str = chance.pick(table[word])
    return re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _: new, text, count=1)


def _cut(chance: Chance, text: str) -> str:
    """Long words broken off before a vowel, with a full stop: Kult. for Kulturzentrum."""
    words = [word for word in re.findall(r"[^\W\d_]{8,}", text) if word[0].isupper()]
    if not words:
        return text
    word = chance.pick(words)
    places = [n for n in range(3, min(len(word) - 2, 9)) if word[n] in "aeiouäöü" and word[n - 1] not in "aeiouäöü"]
    return text.replace(word, word[: chance.pick(places)] + ".", 1) if places else text


def _und(chance: Chance, text: str) -> str:
    return re.sub(r"\bund\b", lambda _: chance.pick(tables()["und"]), text)


def _small(chance: Chance, text: str) -> str:
    return _by_table(chance, text, tables()["small"])


def _umlauts(chance: Chance, text: str) -> str:
    return expanded(text) if chance.happens(0.75) else "".join(_BARE.get(letter, letter) for letter in text)


def expanded(text: str) -> str:
    return "".join(_EXPANDED.get(letter, letter) for letter in text)


def _quotes(chance: Chance, text: str) -> str:
    """A name of its own in quotation marks, as on letter-heads."""
    own = [
        word for word in [*lists()["propers"], *(one for forms in lists()["foreign"] for one in forms)] if word in text
    ]
    if not own:
        return text
    word = max(own, key=len)
    before, after = chance.pick((("„", "“"), ('"', '"'), ("»", "«"), ("'", "'")))
    return text.replace(word, before + word + after, 1)


def _case(chance: Chance, text: str) -> str:
    return text.lower() if chance.happens(0.6) else text.upper()


def _extra(chance: Chance, text: str) -> str:
    if chance.happens(0.6):
        return f"{text} {chance.pick(tables()['extra_end'])}"
    return f"{chance.pick(tables()['extra_front'])} {text}"


def _inflection(chance: Chance, text: str) -> str:
    """Türkische for Türkischer, Elternvereins for Elternverein."""
    words = [word for word in re.findall(r"[^\W\d_]{6,}", text) if word[0].isupper()]
    if not words:
        return text
    word = chance.pick(words)
    bare = re.sub(r"(er|es|en|e|s|n)$", "", word)
    new = bare + chance.pick([end for end in ("", "e", "er", "en", "es", "s") if bare + end != word])
    return text.replace(word, new, 1)


OF_TEXT: Final[dict[str, Callable[[Chance, str], str]]] = {
    "typo": typo, "short form": _short, "cut": _cut, "also called": _also, "und": _und, "small words": _small,
    "umlauts": _umlauts, "quotes": _quotes, "case": _case, "extra": _extra, "inflection": _inflection,
}  # fmt: skip
