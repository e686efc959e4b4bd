"""The list of actors as a page shows it: rows, facets as links, what was chosen, sorting, pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from flask import url_for
from werkzeug.datastructures import MultiDict

from graph.listing import SORTS, ActorRow, Choice, Page, Sort, list_actors
from graph.snapshot import Snapshot
from registry.vocabulary import Vocabulary
from web.presenting.references import entity_address
from web.texts import gettext as _

SIZE: Final = 50
_FIRST: Final = 10
_DEPTH: Final = 4


@dataclass(frozen=True)
class Wanted:
    """What the address asks for, in the address's own words."""

    q: str = ""
    art: str = ""
    gebiet: str = ""
    thema: str = ""
    rolle: str = ""
    sortierung: str = "name"
    seite: int = 1

    def address(self, **changes: Any) -> str:
        """The list's address with some of this changed, without what says nothing; a new choice starts on page 1."""
        values = {**vars(self), "seite": 1, **changes}
        kept = {key: value for key, value in values.items() if value != getattr(Wanted, key)}
        return url_for("actors.index", **kept)

    def csv_address(self) -> str:
        """Address of the same list as a table file."""
        return self._file_address("actors.table")

    def xlsx_address(self) -> str:
        """Address of the same list as a workbook that can be imported."""
        return self._file_address("actors.workbook")

    def _file_address(self, endpoint: str) -> str:
        return url_for(endpoint, **{key: one for key, one in vars(self).items() if one and key != "seite"})


def wanted(arguments: MultiDict[str, str]) -> Wanted:
    """What a query asks for; a sorting or page that does not exist is the first one."""
    texts = {key: arguments.get(key, "").strip()[:200] for key in ("q", "art", "gebiet", "thema", "rolle")}
    sort = arguments.get("sortierung", "name")
    page = arguments.get("seite", 1, type=int)
    return Wanted(**texts, sortierung=sort if sort in SORTS else "name", seite=max(1, page))


def listed(snapshot: Snapshot, want: Wanted, ids: Sequence[str] | None, lang: str, *, size: int = SIZE) -> Page:
    """The rows that are wanted; `ids` are those that a search found."""
    return list_actors(
        snapshot,
        kind=want.art or None,
        area=want.gebiet or None,
        theme=want.thema or None,
        role=want.rolle or None,
        ids=ids,
        sort=cast(Sort, want.sortierung),
        page=want.seite,
        size=size,
        lang=lang,
    )


@dataclass(frozen=True)
class Row:
    """One actor of the list."""

    name: str
    href: str
    kind: str
    areas: tuple[tuple[str, str], ...]
    """(name, address) of each area."""
    themes: tuple[str, ...]
    ties: int


@dataclass(frozen=True)
class FacetChoice:
    """One value of a facet as a link; `depth` is its level among broader values."""

    label: str
    count: int
    href: str
    current: bool
    depth: int = 0


@dataclass(frozen=True)
class Facet:
    """One facet: the first choices, and those behind “more”."""

    name: str
    first: tuple[FacetChoice, ...]
    more: tuple[FacetChoice, ...]


@dataclass(frozen=True)
class Heading:
    """A column heading that sorts: `sorted` is the value of aria-sort, empty where the list is not sorted by it."""

    label: str
    href: str
    sorted: str
    numeric: bool = False


@dataclass(frozen=True)
class Listing:
    """Everything that the page of the list shows."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    facets: tuple[Facet, ...]
    chosen: tuple[tuple[str, str], ...]
    """(what was chosen, address without it)."""
    headings: tuple[Heading, ...]
    previous: str
    following: str


def listing(page: Page, want: Wanted, snapshot: Snapshot, lang: str) -> Listing:
    """A page of the list for its template."""
    vocabulary = snapshot.vocabulary
    return Listing(
        rows=tuple(_row(one, vocabulary, lang) for one in page.rows),
        total=page.total,
        page=page.page,
        pages=page.pages,
        facets=_facets(page, want),
        chosen=tuple(_chosen(want, snapshot, lang)),
        headings=_headings(want),
        previous=want.address(seite=page.page - 1) if page.page > 1 else "",
        following=want.address(seite=page.page + 1) if page.page < page.pages else "",
    )


def _row(row: ActorRow, vocabulary: Vocabulary, lang: str) -> Row:
    return Row(
        name=row.name,
        href=entity_address(row.id, vocabulary.family(row.kind)),
        kind=vocabulary.kinds[row.kind].label(lang),
        areas=tuple((name, entity_address(id, "area")) for id, name in row.areas),
        themes=tuple(vocabulary.themes[one].label(lang) for one in row.themes),
        ties=row.ties,
    )


def _facets(page: Page, want: Wanted) -> tuple[Facet, ...]:
    found = page.facets
    return (
        _facet(_("Art"), "art", _tree(found.kind), want),
        _facet(_("Gebiet"), "gebiet", _tree(found.area), want),
        _facet(_("Thema"), "thema", _tree(found.theme), want),
        _facet(_("Rolle"), "rolle", [(one, 0) for one in found.role if one.broader != "place"], want),
    )


def _facet(name: str, key: str, choices: Iterable[tuple[Choice, int]], want: Wanted) -> Facet:
    chosen = getattr(want, key)
    made = [
        FacetChoice(
            label=one.label,
            count=one.count,
            href=want.address(**{key: "" if one.key == chosen else one.key}),
            current=one.key == chosen,
            depth=depth,
        )
        for one, depth in choices
    ]
    # A choice that was made stays in sight.
    first = [one for place, one in enumerate(made) if place < _FIRST or one.current]
    return Facet(name, tuple(first), tuple(one for one in made if one not in first))


def _tree(choices: Sequence[Choice]) -> list[tuple[Choice, int]]:
    """Choices under those that contain them, each level with most rows first (as they come)."""
    keys = {one.key for one in choices}
    below: dict[str | None, list[Choice]] = {}
    for one in choices:
        below.setdefault(one.broader if one.broader in keys else None, []).append(one)

    def walk(parent: str | None, depth: int) -> Iterable[tuple[Choice, int]]:
        for one in below.get(parent, ()):
            yield one, min(depth, _DEPTH)
            if depth <= _DEPTH:
                yield from walk(one.key, depth + 1)

    return list(walk(None, 0))


def _chosen(want: Wanted, snapshot: Snapshot, lang: str) -> Iterable[tuple[str, str]]:
    vocabulary = snapshot.vocabulary
    if want.q:
        yield _("Suche: %(words)s", words=want.q), want.address(q="")
    if want.art:
        kind = vocabulary.kinds.get(want.art)
        yield (kind.plural(lang) if kind else want.art), want.address(art="")
    if want.gebiet:
        number = snapshot.index.get(want.gebiet)
        yield (snapshot.names[number] if number is not None else want.gebiet), want.address(gebiet="")
    if want.thema:
        theme = vocabulary.themes.get(want.thema)
        yield (theme.label(lang) if theme else want.thema), want.address(thema="")
    if want.rolle:
        role = vocabulary.roles.get(want.rolle)
        yield (role.noun(lang) if role else want.rolle), want.address(rolle="")


def _headings(want: Wanted) -> tuple[Heading, ...]:
    named = (
        ("name", _("Name")),
        ("kind", _("Art")),
        ("area", _("Gebiet")),
        ("", _("Themen")),
        ("ties", _("Beziehungen")),
    )
    return tuple(_heading(key, label, want) for key, label in named)


def _heading(key: str, label: str, want: Wanted) -> Heading:
    if not key:
        return Heading(label, "", "")
    # Numbers are looked at from the largest, words from A.
    turned = f"-{key}"
    first, second = (turned, key) if key == "ties" else (key, turned)
    target = second if want.sortierung == first else first
    state = {key: "ascending", turned: "descending"}.get(want.sortierung, "")
    return Heading(label, replace(want).address(sortierung=target), state, numeric=key == "ties")
