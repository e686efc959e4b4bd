"""Answers as sections of text and tables: shown as a page, printed as a tagged PDF, taken along as a workbook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Final

from registry.services.tables import Table, xlsx_bytes

WIDEST: Final = 60
"""Letters that a column of a workbook is at most wide."""
WIDEST_PRINTED: Final = 18
"""Columns that a table on paper can have."""
_PRINTED: Final = ("title", "means", "means_not", "head", "notes", "nothing", "picture", "alt")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_WHOLE: Final = re.compile(r"[+-]?\d{1,3}([.,]\d{3})*|\d+")


@dataclass(frozen=True)
class Item:
    """A piece of text, and the page that it leads to, where there is one."""

    text: str
    href: str = ""
    on_page: bool = False
    """Whether it is only a way to another page, and what it says is said already: left out on paper."""


Cell = tuple[Item, ...]


@dataclass(frozen=True)
class Section:
    """One question with its answer. `means` and `means_not` are the definition for a reader without training."""

    id: str
    title: str
    means: str
    means_not: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """The first cell of a row names it."""
    notes: tuple[str, ...] = ()
    """What must be known of the figures: years, what is missing, what is approximate."""
    nothing: str = ""
    """What is said where there are no rows."""
    picture: str = ""
    """SVG of the same figures; the table says everything that it shows."""
    alt: str = ""
    """The picture in a sentence, for whoever does not see it."""
    numeric: frozenset[int] = frozenset()
    """Columns of numbers."""


@dataclass(frozen=True)
class Report:
    """A document of several sections. All texts are in `lang`."""

    title: str
    subtitle: str
    lang: str
    sections: tuple[Section, ...]
    sources: tuple[str, ...]
    """Documents that the figures come from, with lines."""
    sources_title: str
    means_title: str
    means_not_title: str
    overview_title: str
    too_wide: str = ""
    """What a printed report says instead of a table with more than `WIDEST_PRINTED` columns."""
    tables: tuple[Table, ...] = ()
    """Plain numbers for those who go on calculating: further sheets of the workbook."""


def cell(*parts: str | Item) -> Cell:
    """A cell of these texts."""
    return tuple(one if isinstance(one, Item) else Item(one) for one in parts if one)


def plain(found: Cell) -> str:
    """A cell as text, without control characters."""
    return _CONTROL.sub(" ", ", ".join(one.text for one in found if not one.on_page))


def pdf(report: Report) -> bytes:
    """The report as a tagged PDF (PDF/UA-1). All texts go in as data; nothing of them is taken for markup.

    Where a name is in letters that no font here has, it is tagged all the same but does not call itself PDF/UA, which
    forbids a letter that cannot be shown.
    """
    import typst

    source = files("graph.coverage").joinpath("report.typ").read_bytes()
    inputs = {"data": json.dumps(_data(report))}
    try:
        return bytes(typst.compile(source, sys_inputs=inputs, pdf_standards="ua-1"))
    except typst.TypstError:
        return bytes(typst.compile(source, sys_inputs=inputs))


def _data(report: Report) -> dict[str, object]:
    sections = [
        {
            **{key: getattr(one, key) for key in _PRINTED},
            "rows": [[plain(found) for found in row] for row in one.rows],
            "numeric": sorted(one.numeric),
        }
        for one in report.sections
    ]
    plain_texts = {
        key: getattr(report, key) for key in ("title", "subtitle", "lang", "sources", "sources_title", "too_wide")
    }
    return {**plain_texts, "sections": sections, "widest": WIDEST_PRINTED}


def workbook(report: Report) -> bytes:
    """The report as a workbook: an overview with definitions and sources, and a sheet for each table."""
    tables = [*(_sheet(one) for one in report.sections if one.rows), *report.tables]
    # Numbered, because names of sheets are cut: two of them may begin alike.
    numbered = (replace(one, name=f"{at} {one.name}") for at, one in enumerate(tables, start=1))
    return xlsx_bytes([_overview(report), *numbered])


def _overview(report: Report) -> Table:
    rows = [[one.title, one.means, one.means_not, " ".join(one.notes)] for one in report.sections]
    rows += [["", "", "", ""], *([report.sources_title, one, "", ""] for one in report.sources)]
    head = [f"{report.title} – {report.subtitle}", report.means_title, report.means_not_title, ""]
    return Table(report.overview_title, head, rows, widths=(44, WIDEST, WIDEST, WIDEST))


def _sheet(section: Section) -> Table:
    rows = [[_number(plain(found), at in section.numeric) for at, found in enumerate(row)] for row in section.rows]
    return Table(section.title, section.head, rows, widths=tuple(_widths(section.head, rows)))


def _number(text: str, numeric: bool) -> str | int:
    """A whole number of a column of numbers, whatever parts its thousands; anything else stays text."""
    return int(re.sub(r"[.,]", "", text)) if numeric and _WHOLE.fullmatch(text) else text


def _widths(head: Iterable[str], rows: list[list[str | int]]) -> Iterator[int]:
    for at, title in enumerate(head):
        longest = max((len(str(row[at])) for row in rows), default=0)
        yield min(max(longest, len(title), 8) + 2, WIDEST)
