"""What each figure means and what it does not mean, in a sentence each, for people who do not know network analysis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from registry.model import LocalText


@dataclass(frozen=True)
class Meaning:
    """The explanation of one topic. `definition` is for those who want to check: how it is computed, and from where."""

    key: str
    """Also the last part of the address of its page."""
    title: LocalText
    means: LocalText
    means_not: LocalText
    definition: LocalText


@cache
def meanings() -> dict[str, Meaning]:
    """Every topic by key, in the order of the file. Raises KeyError and pydantic.ValidationError for a wrong file."""
    written = yaml.safe_load(files(__package__).joinpath("meanings.yaml").read_text(encoding="utf-8"))
    return {key: _meaning(key, one, written["contact"]) for key, one in written["topics"].items()}


def _meaning(key: str, written: dict[str, Any], contact: dict[str, str]) -> Meaning:
    definition = written.get("definition", {"de": "", "en": ""})
    if written["contact"]:
        definition = {lang: f"{definition[lang]} {contact[lang]}".strip() for lang in definition}
    texts = {name: LocalText.model_validate(written[name]) for name in ("title", "means", "means_not")}
    return Meaning(key, definition=LocalText.model_validate(definition), **texts)
