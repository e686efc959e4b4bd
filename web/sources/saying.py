"""What a document says, line by line: every statement that cites it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from graph.names import sort_key
from graph.pictures.styles import LINES, status_label
from registry.model import Entity, Observation, Post, Tie
from registry.services import AnyStatement, Record
from web.presenting.dates import period_text
from web.presenting.observations import value_text
from web.presenting.references import FlagNote, Ref, flag_notes
from web.presenting.ties import View
from web.sources.citing import TYPES, Citations

_TYPES: Final = ("entity", "tie", "post", "observation")
_GROUPS: Final = (*(one for one in LINES if one != "place"), "place")
SIZE: Final = 500
"""Statements on one page; a line is never divided."""


@dataclass(frozen=True)
class Saying:
    """One statement in words: `subject` `verb` `object`, then `more`; without an object, `more` says the rest."""

    id: str
    type: str
    group: str
    """Role group of a tie, else empty."""
    subject: Ref
    verb: str
    object: Ref | None
    more: tuple[str, ...]
    also: str
    """The whole locator, where the statement cites other lines too."""
    flags: tuple[FlagNote, ...]


@dataclass(frozen=True)
class Line:
    """One line of the document; number 0 where the source names none."""

    number: int
    says: tuple[Saying, ...]


@dataclass(frozen=True)
class Reading:
    """A page of a document, line by line."""

    lines: tuple[Line, ...]
    page: int
    pages: int
    total: int
    """Entries on all pages."""
    index: tuple[tuple[int, int], ...]
    """(line, page on which it stands) of every line."""


def chosen_entries(cited: Citations, types: str, doubts: bool) -> list[tuple[int, str]]:
    """The entries of one type of statement (all for ''), of those with a doubt alone where asked for."""
    return [
        (line, id)
        for line, id in cited.entries
        if (not types or TYPES.get(id[0]) == types) and (not doubts or id in cited.doubtful)
    ]


def paged(entries: Sequence[tuple[int, str]], size: int = SIZE) -> dict[int, int]:
    """On which page each line stands, from 1: a page ends with the line that fills it."""
    counts: dict[int, int] = {}
    for line, _id in entries:
        counts[line] = counts.get(line, 0) + 1
    found, page, filled = {}, 1, 0
    for line, count in sorted(counts.items()):
        if filled and filled + count > size:
            page, filled = page + 1, 0
        found[line] = page
        filled += count
    return found


def reading_of(
    record: Record, document: str, entries: Sequence[tuple[int, str]], page: int, line: int | None, view: View
) -> Reading:
    """A page of a document; the one with `line` where that is given. Reads two batches."""
    places = paged(entries)
    pages = max(places.values(), default=1)
    page = min(places.get(line, page) if line is not None else page, pages)
    here = [(number, id) for number, id in entries if places[number] == page]
    got = record.get({id for _number, id in here})
    known = record.entities({end for one in got.values() for end in _ends(one)})
    view = View(known, view.vocabulary, view.lang, view.stand)
    by_line: dict[int, list[Saying]] = {}
    for number, id in here:
        if id in got:
            by_line.setdefault(number, []).append(saying(got[id], document, view))
    lines = tuple(Line(number, tuple(sorted(says, key=_weight))) for number, says in by_line.items())
    return Reading(lines, page, pages, len(entries), tuple(sorted(places.items())))


def _weight(one: Saying) -> tuple[int, int, tuple[str, str]]:
    """Who is named first, then what is said of them, the roles that stand out before others and places last."""
    return (_TYPES.index(one.type), _GROUPS.index(one.group) if one.group else 0, sort_key(one.subject.name))


def _ends(statement: AnyStatement) -> Iterable[str]:
    match statement:
        case Tie():
            return (statement.subject, statement.object)
        case Post():
            return (statement.body, *statement.pool)
        case Observation():
            return (statement.subject,)
    return (statement.id,)


def saying(statement: AnyStatement, document: str, view: View) -> Saying:
    """A statement in words. `view` knows what it names."""
    subject, verb, object_, more = _words(statement, view)
    locators = [one.locator for one in statement.sources if one.document == document]
    text = "; ".join(one for one in locators if one)
    return Saying(
        id=statement.id,
        type=statement.type,
        group=view.vocabulary.roles[statement.role].group if isinstance(statement, Tie) else "",
        subject=subject,
        verb=verb,
        object=object_,
        more=tuple(one for one in more if one),
        also=text if ";" in text or "-" in text else "",
        flags=flag_notes(statement.flags, view.lang),
    )


def _words(statement: AnyStatement, view: View) -> tuple[Ref, str, Ref | None, list[str]]:
    match statement:
        case Tie():
            return _tie_words(statement, view)
        case Post():
            return _post_words(statement, view)
        case Observation():
            return _figure_words(statement, view)
        case _:
            return _entity_words(statement, view)


def _tie_words(tie: Tie, view: View) -> tuple[Ref, str, Ref | None, list[str]]:
    role = view.vocabulary.roles[tie.role]
    more = [
        _("Thema %(theme)s", theme=view.theme(tie.theme)) if tie.theme else "",
        period_text(tie.period, view.lang),
        status_label(str(tie.status), view.lang) if tie.status not in ("existing", "event") else "",
        _seats(tie.seats),
        _("im Wortlaut: „%(wording)s“", wording=tie.wording) if tie.wording else "",
        tie.note.text(view.lang) if tie.note else "",
    ]
    return view.ref(tie.subject), role.label(view.lang), view.ref(tie.object), more


def _seats(count: int | None) -> str:
    return "" if count is None else ngettext("%(num)s Sitz", "%(num)s Sitze", count)


def _entity_words(entity: Entity, view: View) -> tuple[Ref, str, Ref | None, list[str]]:
    ref = view.ref(entity.id)
    more = [
        ref.kind_label,
        _size(entity),
        _("auch: %(names)s", names="; ".join(entity.aliases)) if entity.aliases else "",
        ", ".join(view.theme(one) for one in entity.themes),
        period_text(entity.period, view.lang),
        status_label(str(entity.status), view.lang) if entity.status not in ("existing", "event") else "",
        "; ".join(
            f"{scheme.upper() if scheme == 'ags' else scheme}: {value}" for scheme, value in entity.identifiers.items()
        ),
    ]
    return ref, "", None, more


def _size(entity: Entity) -> str:
    if entity.size is None:
        return ""
    count = str(entity.size.count)
    return _("rund %(value)s", value=count) if entity.size.approximate else count


def _post_words(post: Post, view: View) -> tuple[Ref, str, Ref | None, list[str]]:
    kinds = {"function": _("an ein Amt gebunden"), "open": _("offen"), "rotating": _("wechselnd")}
    pool = ", ".join(view.known[one].display_name(view.lang) for one in post.pool if one in view.known)
    more = [
        kinds[post.kind],
        _seats(post.seats),
        _("aus: %(names)s", names=pool) if pool else "",
        status_label(str(post.status), view.lang) if post.status != "existing" else "",
        post.note.text(view.lang) if post.note else "",
    ]
    return view.ref(post.body), _("hat den Sitz „%(name)s“", name=post.display_name(view.lang)), None, more


def _figure_words(figure: Observation, view: View) -> tuple[Ref, str, Ref | None, list[str]]:
    indicator = view.vocabulary.indicators[figure.indicator].label(view.lang)
    value = value_text(figure, view.lang)
    more = [period_text(figure.period, view.lang), figure.note.text(view.lang) if figure.note else ""]
    return view.ref(figure.subject), f"{indicator}: {value}", None, more
