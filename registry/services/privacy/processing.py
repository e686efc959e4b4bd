"""The register of processing (Art. 30 DSGVO), from what the program does and what administrators have set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from registry.services.keeping.settings import Settings
from registry.services.privacy.kinds import KINDS

FILE: Final = Path(__file__).with_name("processing.yaml")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing with its value; `value` is empty where nobody has set it."""

    label: str
    value: str
    days: int | None = None
    """For a period, in place of `value`."""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the register."""

    title: str
    lines: tuple[str, ...]
    rows: tuple[Row, ...]


def register_of_processing(settings: Settings, lang: str) -> tuple[Section, ...]:
    """The register in a language. Raises Unavailable."""
    values = settings.all()
    return tuple(_section(one, values, lang) for one in _file())


def unset(settings: Settings) -> list[str]:
    """Keys of the settings that the register asks for and nobody has set, in its order."""
    values = settings.all()
    return [row["setting"] for one in _file() for row in one.get("rows", ()) if not values.get(row.get("setting"), "x")]


def _section(found: Mapping[str, Any], values: Mapping[str, str], lang: str) -> Section:
    lines = [one[lang] for one in found.get("lines", ())]
    if found.get("kinds"):
        lines += [one.text(lang) for one in KINDS.values()]
    return Section(found["title"][lang], tuple(lines), tuple(_rows(found, values, lang)))


def _rows(found: Mapping[str, Any], values: Mapping[str, str], lang: str) -> Iterator[Row]:
    for one in found.get("rows", ()):
        if "days" in one:
            yield Row(one[lang], "", int(values[one["days"]]))
        else:
            yield Row(one[lang], values[one["setting"]])


@lru_cache(maxsize=1)
def _file() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found
