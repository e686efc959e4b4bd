"""The answer to „What if …“: who falls off, which bodies and seats are left without, and who could follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from graph.holding.cut_picture import cut_svg
from graph.holding.following import Candidate, Reason
from graph.holding.seats import SeatLoss, entity_ids
from graph.holding.what_if import Going, TaskLoss
from graph.snapshot import Snapshot
from registry.services import Record
from web.holding.sheets import Known, who
from web.presenting.references import Ref, entity_address
from web.site import lang
from web.texts import gettext as _
from web.texts import ngettext

NAMED: Final = 40
"""So many of a part are named on the page."""
PARTS: Final = 150
"""So many parts are listed one by one."""
MEMBERS: Final = 120
Named = tuple[Ref | str, ...]


@dataclass(frozen=True)
class Follower:
    """Somebody who could follow, with the reasons in words."""

    ref: Ref | str
    why: str


@dataclass(frozen=True)
class Without:
    """A body that would be left without moderation or leadership."""

    target: Ref | str
    task: str
    beside: Named
    followers: tuple[Follower, ...]


@dataclass(frozen=True)
class SeatLine:
    """A seat and what would become of it."""

    body: Ref | str
    href: str
    name: str
    fate: str
    left: Named
    due: Named


@dataclass(frozen=True)
class Part:
    """Actors that would fall off together; at most `NAMED` of them by name."""

    count: int
    named: Named

    @property
    def hidden(self) -> int:
        """How many are not named."""
        return self.count - len(self.named)


@dataclass(frozen=True)
class Answer:
    """Everything on the page but the form."""

    ref: Ref | str
    sentence: str
    figures: tuple[tuple[str, int], ...]
    parts: tuple[Part, ...]
    """The largest, at most `PARTS`."""
    more: tuple[int, int]
    """How many more parts there are, and with how many actors."""
    without: tuple[Without, ...]
    seats: tuple[SeatLine, ...]
    shared: Named
    orphans: tuple[tuple[str, Ref | str], ...]
    """What nobody else offers, carries or is responsible for: the role, and what it is."""
    only_here: Part
    pictures: tuple[Markup, Markup]


def answer(record: Record, found: Going) -> Answer:
    """What if somebody goes, for the page."""
    snapshot = found.snapshot
    known = Known.of(record, {*_named(found), *entity_ids(found.seats)})

    def names(entities: Iterable[int]) -> Named:
        return tuple(known.link(who(snapshot, one)) for one in entities)

    return Answer(
        ref=known.link(who(snapshot, found.entity)),
        sentence=_sentence(found),
        figures=_figures(found),
        parts=tuple(Part(len(one), names(one[:NAMED].tolist())) for one in found.falling.pieces[:PARTS]),
        more=_more(found),
        without=tuple(_without(snapshot, one, known) for one in found.tasks),
        seats=tuple(_seat(snapshot, one, known) for one in found.seats),
        shared=names(found.shared),
        orphans=tuple((_role(snapshot, one.role), known.link(who(snapshot, one.entity))) for one in found.orphans),
        only_here=Part(len(found.only_here), names(found.only_here[:MEMBERS])),
        pictures=_pictures(found),
    )


def _named(found: Going) -> Iterator[str]:
    ids = found.snapshot.ids
    yield ids[found.entity]
    for piece in found.falling.pieces[:PARTS]:
        yield from (ids[one] for one in piece[:NAMED].tolist())
    for loss in found.tasks:
        yield ids[loss.target]
        yield from (ids[one] for one in (*loss.beside, *(one.entity for one in loss.candidates)))
    yield from (ids[one.entity] for one in found.orphans)
    yield from (ids[one] for one in (*found.shared, *found.only_here[:MEMBERS]))


def _more(found: Going) -> tuple[int, int]:
    rest = found.falling.pieces[PARTS:]
    return len(rest), sum(len(one) for one in rest)


def _role(snapshot: Snapshot, role: str) -> str:
    noun: str = snapshot.vocabulary.roles[role].noun(lang())
    return noun


def _sentence(found: Going) -> str:
    name = found.snapshot.names[found.entity]
    bodies = {one.target for one in found.tasks}
    empty = [one for one in found.seats if one.fate in ("empty", "unsent")]
    return _(
        "Ginge %(name)s, %(first)s, %(second)s und %(third)s.",
        name=name,
        first=_falling_off(found.falling.lost),
        second=_unsteered(len(bodies)),
        third=_unfilled(len(empty)),
    )


def _falling_off(count: int) -> str:
    if not count:
        return _("hinge alles Übrige weiter zusammen wie jetzt")
    return ngettext(
        "hinge %(num)s anderer Akteur nicht mehr mit dem größten Rest zusammen",
        "hingen %(num)s andere Akteure nicht mehr mit dem größten Rest zusammen",
        count,
    )


def _unsteered(count: int) -> str:
    if not count:
        return _("verlöre nichts seine Moderation oder Leitung")
    return ngettext(
        "hätte %(num)s Stelle keine Moderation oder Leitung mehr",
        "hätten %(num)s Stellen keine Moderation oder Leitung mehr",
        count,
    )


def _unfilled(count: int) -> str:
    if not count:
        return _("bliebe kein Sitz deshalb leer")
    return ngettext(
        "bliebe %(num)s Sitz ohne jemanden, der ihn hat oder besetzt",
        "blieben %(num)s Sitze ohne jemanden, der sie hat oder besetzt",
        count,
    )


def _figures(found: Going) -> tuple[tuple[str, int], ...]:
    return (
        (_("Kontakte"), found.contacts),
        (_("Akteure fielen ab"), found.falling.lost),
        (_("in Teilen"), len(found.falling.pieces)),
        (_("Paare erreichten sich nicht mehr"), found.falling.pairs),
        (_("ohne Moderation"), len(found.lost("moderation"))),
        (_("ohne Leitung"), len(found.lost("leadership"))),
        (_("betroffene Sitze"), len(found.seats)),
    )


def _without(snapshot: Snapshot, loss: TaskLoss, known: Known) -> Without:
    return Without(
        target=known.link(who(snapshot, loss.target)),
        task=task_word(loss.task),
        beside=tuple(known.link(who(snapshot, one)) for one in loss.beside),
        followers=tuple(_follower(snapshot, one, known) for one in loss.candidates),
    )


def task_word(task: str) -> str:
    """Moderation or leadership, in words."""
    return _("Moderation") if task == "moderation" else _("Leitung")


def _follower(snapshot: Snapshot, one: Candidate, known: Known) -> Follower:
    return Follower(known.link(who(snapshot, one.entity)), "; ".join(reason_text(why) for why in one.reasons))


def reason_text(reason: Reason) -> str:
    """Why somebody could follow."""
    if reason.why == "deals":
        return ngettext(
            "moderiert oder leitet %(num)s weitere Stelle",
            "moderiert oder leitet %(num)s weitere Stellen",
            reason.count,
        )
    return {
        "steers": _("moderiert oder leitet dort schon"),
        "pool": _("die Regel des Sitzes nennt sie"),
        "colleague": _("dieselbe Stelle"),
        "member": _("wirkt dort mit"),
        "kind": _("von derselben Art"),
    }[reason.why]


def _seat(snapshot: Snapshot, loss: SeatLoss, known: Known) -> SeatLine:
    post = loss.seat.post

    def link(id: str) -> Ref | str:
        number = snapshot.index.get(id)
        return known.refs.get(id) or (snapshot.names[number] if number is not None else id)

    return SeatLine(
        body=link(post.body),
        href=f"{entity_address(post.body, 'actor')}#sitze",
        name=post.display_name(lang()),
        fate=_fate(loss.fate),
        left=tuple(link(one) for one in loss.left),
        due=tuple(link(one) for one in loss.seat.due),
    )


def _fate(fate: str) -> str:
    return {
        "gone": _("fällt mit dem Zusammenschluss weg"),
        "empty": _("fällt leer"),
        "fewer": _("bleibt besetzt, mit einem weniger"),
        "unsent": _("niemand mehr, der ihn besetzt"),
        "smaller": _("einer weniger, der ihn besetzen kann"),
    }[fate]


def _pictures(found: Going) -> tuple[Markup, Markup]:
    """For a wide and for a narrow screen."""

    def address(id: str) -> str:
        return entity_address(id, "actor")

    def drawn(*, narrow: bool) -> Markup:
        # Names are escaped by the drawing itself.
        return Markup(cut_svg(found, address, lang(), narrow=narrow, prefix="cut-narrow" if narrow else "cut"))  # noqa: S704

    return drawn(narrow=False), drawn(narrow=True)
