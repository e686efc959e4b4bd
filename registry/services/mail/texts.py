"""What mails say, in German and English: `texts/*.yaml`, with `$name` where something is filled in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent / "texts"
LANGUAGES: Final = ("de", "en")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's subject and text, without whom it goes to."""

    key: str
    subject: str
    body: str


def letter(key: str, lang: str, **values: str) -> Letter:
    """The text with this key in a language (German where it has none), filled in.

    Raises KeyError for an unknown key and for a value that the text wants and does not get.
    """
    found = texts()[key]
    parts = {name: Template(both.get(lang) or both["de"]).substitute(values) for name, both in found.items()}
    return Letter(key, " ".join(parts["subject"].split()), parts["body"].strip() + "\n")


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, dict[str, str]]]:
    """All texts: by key, `subject` or `body`, and language."""
    found: dict[str, Any] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        found |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return found
