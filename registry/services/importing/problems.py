"""What is wrong with a file or with a row of it, in German and English; the words stand in `problems.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from registry.model import Invalid, Problem

_FILE: Final = Path(__file__).with_name("problems.yaml")


class Refused(Invalid):
    """A file that is not taken. `what` and `remedy` are English; `said(lang)` has both languages."""

    def __init__(self, rule: str, where: str, **details: object) -> None:
        self.rule, self.details = rule, details
        what, remedy = said(rule, details, "en")
        problem = Problem(rule, where, what, remedy)
        super().__init__(what, where=where, remedy=remedy, problems=(problem,))

    def said(self, lang: str) -> tuple[str, str]:
        """What is wrong and what helps, in this language."""
        return said(self.rule, self.details, lang)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one cell: the row's number in the sheet, the column's head, and what stands there."""

    row: int
    column: str
    value: str
    rule: str
    details: Mapping[str, object] = field(default_factory=dict)

    def what(self, lang: str = "en") -> str:
        """What is wrong."""
        return said(self.rule, self._all, lang)[0]

    def remedy(self, lang: str = "en") -> str:
        """What helps."""
        return said(self.rule, self._all, lang)[1]

    def text(self, lang: str = "en") -> str:
        """Column, what is wrong and what helps, as it stands in a file of rejected rows."""
        return f"{self.column}: {self.what(lang)} → {self.remedy(lang)}"

    @property
    def _all(self) -> dict[str, object]:
        value = self.value if len(self.value) <= 80 else self.value[:79] + "…"
        return {"value": value, "column": self.column, **self.details}


def said(rule: str, details: Mapping[str, object], lang: str) -> tuple[str, str]:
    """The sentence and the remedy of a rule, with the details in their places."""
    texts = _texts()[rule]
    key = lang if lang == "en" else "de"
    return texts["what"][key].format_map(details), texts["remedy"][key].format_map(details)


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return data
