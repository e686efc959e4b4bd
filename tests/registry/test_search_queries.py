"""What people type finds whom they mean, on the names of the five papers (search_queries.yaml)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry.services.search import Hit, IndexEntry, NameIndex

DATA: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("search_queries.yaml").read_text(encoding="utf-8"))
ENTRIES = [IndexEntry(f"n{number:03}", tuple(names)) for number, names in enumerate(DATA["names"])]
PREFERRED = {entry.id: entry.names[0] for entry in ENTRIES}
CASES = [
    pytest.param(case["query"], case["first"], id=f"{group}: {case['query']}")
    for group, cases in DATA["queries"].items()
    for case in cases
]


@lru_cache(maxsize=1)
def index() -> NameIndex:
    return NameIndex(ENTRIES)


def first(hits: list[Hit]) -> str | None:
    return PREFERRED[hits[0].id] if hits else None


@pytest.mark.parametrize(("query", "expected"), CASES)
def test_the_one_that_was_meant_comes_first(query: str, expected: str) -> None:
    hits = index().search(query)
    assert first(hits) == expected, [(hit.name, hit.score, hit.how) for hit in hits[:4]]
