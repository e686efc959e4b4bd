"""Languages by their names: what somebody types as “Türkisch” or “Turkish” is the tag `tr`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from babel import Locale

COMMON: Final = (
    "de", "en", "ar", "bg", "ckb", "el", "es", "fa", "fr", "hr", "it", "ku", "pl", "fa-AF", "ps", "pt", "ro", "ru",
    "sq", "sr", "ti", "tr", "uk", "ur", "vi",
)  # fmt: skip
"""Offered to choose from; every other one can be typed."""
_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_MORE: Final = {"kurmandschi": "ku", "kurmanci": "ku", "sorani": "ckb", "farsi": "fa"}


def tag_of(text: str) -> str | None:
    """The BCP 47 tag of a language by its German, English or own name, or the tag itself; None where it is none."""
    plain = text.strip()
    if _TAG.fullmatch(plain) and plain.split("-")[0] in _tags():
        return plain
    return _names().get(plain.casefold())


def name_of(tag: str, lang: str) -> str:
    """What the language is called in `lang`; the tag where it has no name there."""
    names = Locale.parse(lang).languages
    return str(names.get(tag.replace("-", "_"), tag))


@lru_cache(maxsize=1)
def _tags() -> frozenset[str]:
    return frozenset(str(tag) for tag in Locale.parse("en").languages)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    found: dict[str, str] = dict(_MORE)
    for lang in ("en", "de"):
        for tag, name in Locale.parse(lang).languages.items():
            found[str(name).casefold()] = str(tag).replace("_", "-")
    for tag in COMMON:
        own = Locale.parse(tag).get_language_name(tag) if tag in ("de", "en", "tr", "pl", "fr", "es", "it") else None
        if own:
            found.setdefault(own.casefold(), tag)
    return found
