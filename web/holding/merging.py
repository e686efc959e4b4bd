"""The answer to „What if these two merge“: who is in both, who would have to decide what, what comes together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.holding.merging import Merging
from graph.holding.seats import Seat
from graph.snapshot import Snapshot
from registry.services import Record
from web.holding.answering import NAMED, Named, task_word
from web.holding.sheets import Known, who
from web.presenting.references import Ref, entity_address
from web.site import lang
from web.texts import gettext as _
from web.texts import ngettext


@dataclass(frozen=True)
class MergerAnswer:
    """What if two bodies merge, for the page."""

    first: Ref | str
    second: Ref | str
    sentence: str
    figures: tuple[tuple[str, int | str], ...]
    groups: tuple[tuple[str, Named, int], ...]
    """Heading, names, and how many more there are."""
    steering: tuple[tuple[str, Named, Named, bool], ...]
    """Task, who does it in the first and in the second, whether it has to be decided."""
    seats: tuple[tuple[str, str, Ref | str, bool], ...]
    """Name, address, body, and whether there would be two of its kind."""
    themes: tuple[str, ...]
    apart: str


def merger_answer(record: Record, found: Merging) -> MergerAnswer:
    """What if these two merge, for the page."""
    snapshot = found.snapshot
    lists = (found.both, found.only_first, found.only_second)
    steering = [one for _task, first, second in found.steering for one in (*first, *second)]
    numbers = {found.first, found.second, *steering, *(one for many in lists for one in many[:NAMED])}
    known = Known.of(record, {snapshot.ids[one] for one in numbers})

    def names(entities: Iterable[int]) -> Named:
        return tuple(known.link(who(snapshot, one)) for one in entities)

    one, other = snapshot.names[found.first], snapshot.names[found.second]
    heads = (_("In beiden"), _("Nur in: %(name)s", name=one), _("Nur in: %(name)s", name=other))
    return MergerAnswer(
        first=known.link(who(snapshot, found.first)),
        second=known.link(who(snapshot, found.second)),
        sentence=ngettext(
            "%(both)s der %(num)s Mitglieder sind heute in beiden; sie hätten einen Termin weniger.",
            "%(both)s der %(num)s Mitglieder sind heute in beiden; sie hätten einen Termin weniger.",
            found.size,
            both=len(found.both),
        ),
        figures=(
            (_("Mitglieder zusammen"), found.size),
            (_("in beiden"), len(found.both)),
            (_("Ähnlichkeit"), f"{100 * found.jaccard:.0f} %"),
        ),
        groups=tuple(
            (head, names(many[:NAMED]), max(len(many) - NAMED, 0)) for head, many in zip(heads, lists, strict=True)
        ),
        steering=tuple(
            (task_word(task), names(first), names(second), bool(found.contested(task)))
            for task, first, second in found.steering
        ),
        seats=tuple(_seat(seat, twice, known) for seat, twice in found.seats),
        themes=tuple(_theme(snapshot, key) for key in found.themes),
        apart=_apart(found),
    )


def _seat(seat: Seat, twice: bool, known: Known) -> tuple[str, str, Ref | str, bool]:
    body = seat.post.body
    return seat.post.display_name(lang()), f"{entity_address(body, 'actor')}#sitze", known.refs.get(body, body), twice


def _theme(snapshot: Snapshot, key: str) -> str:
    term = snapshot.vocabulary.themes.get(key)
    return term.label(lang()) if term else key


def _apart(found: Merging) -> str:
    if found.apart is None:
        return ""
    return _(
        "Bisher hängen beide nicht zusammen: Zwei Teile mit %(one)s und %(other)s Akteuren würden einer.",
        one=found.apart[0],
        other=found.apart[1],
    )
