"""The page of an actor or body: facts, ties by section, seats, figures, neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.names import sort_key
from registry.model import Contact, Entity, Status, Tie
from web.actors.material import MOST, Material
from web.actors.seats import SeatCount, SeatLine, seat_count, seat_lines
from web.presenting.dates import period_text
from web.presenting.observations import Figure, figures
from web.presenting.references import FlagNote, Ref, SourceRef, flag_notes, source_refs
from web.presenting.standings import StandingNote, standing_note
from web.presenting.ties import TieGroup, TieLine, View, tie_groups
from web.texts import gettext as _

_ACTING: Final = ("moderation", "leadership", "membership", "advice")
_INNER: Final = ("leitung", "mitglieder", "beratend")
_STEERING: Final = ("moderation", "leadership")


@dataclass(frozen=True)
class Section:
    """Ties that belong together, by role. `id` is the anchor."""

    id: str
    title: str
    groups: tuple[TieGroup, ...]

    @property
    def count(self) -> int:
        """How many ties it stands for, shown or cut."""
        return sum(len(one.lines) + one.hidden for one in self.groups)

    def table_id(self, group: TieGroup) -> str:
        """Anchor of the table of one of its groups."""
        return f"{self.id}-{group.role}-{group.direction}"


@dataclass(frozen=True)
class ContactLine:
    """One way to reach the actor; `href` is empty where it is no link."""

    kind: str
    value: str
    href: str


@dataclass(frozen=True)
class Head:
    """Who it is."""

    ref: Ref
    is_body: bool
    is_person: bool
    is_document: bool
    standing: StandingNote
    aliases: tuple[str, ...]
    translations: tuple[tuple[str, str], ...]
    summary: str
    period: str
    size: str
    themes: tuple[tuple[str, str], ...]
    """(key, label)."""
    areas: tuple[Ref, ...]
    identifiers: tuple[tuple[str, str], ...]
    contacts: tuple[ContactLine, ...]
    languages: tuple[str, ...]
    audience: str
    sources: tuple[SourceRef, ...]
    flags: tuple[FlagNote, ...]


@dataclass(frozen=True)
class Neighbour:
    """Someone that the actor is tied to, with every role between the two."""

    ref: Ref
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """Everything on the page, apart from the picture."""

    head: Head
    inner: tuple[Section, ...]
    """What goes on in it: who leads, who is a member."""
    sections: tuple[Section, ...]
    """What it does elsewhere."""
    seats: tuple[SeatLine, ...]
    seat_count: SeatCount
    elsewhere: tuple[SeatLine, ...]
    """Seats in other bodies that it holds or sends to."""
    past: tuple[TieLine, ...]
    """Ties that do not stand at the Stand."""
    figures: tuple[Figure, ...]
    neighbours: tuple[Neighbour, ...]


def profile(found: Material, view: View, whole: Sequence[str] = ()) -> Profile:
    """The page of what was read, with its groups cut but for the roles in `whole`."""
    entity = found.entity
    groups = tie_groups(found.ties, entity.id, view, totals=found.totals)
    present = tuple(_present(one, whole) for one in groups)
    present = tuple(one for one in present if one.lines)
    sections = _sections(present)
    seats = seat_lines(found.posts, found.ties, view)
    return Profile(
        head=head(entity, found.ties, view),
        inner=tuple(one for one in sections if one.id in _INNER),
        sections=tuple(one for one in sections if one.id not in _INNER),
        seats=seats,
        seat_count=seat_count(seats),
        elsewhere=seat_lines(found.held.values(), found.holders, view),
        past=tuple(line for group in groups for line in group.lines if not line.standing.shown)[: 4 * MOST],
        figures=figures(found.observations, view),
        neighbours=_neighbours(present),
    )


def _present(group: TieGroup, whole: Sequence[str]) -> TieGroup:
    """The lines of a group that stand at the Stand, cut where they are too many."""
    standing = [one for one in group.lines if one.standing.shown]
    unread = group.hidden if group.direction == "in" else 0
    shown = standing if group.role in whole else standing[:MOST]
    return replace(group, lines=tuple(shown), hidden=len(standing) - len(shown) + unread)


def _sections(groups: Sequence[TieGroup]) -> tuple[Section, ...]:
    def pick(*names: str, direction: str | None = None) -> tuple[TieGroup, ...]:
        chosen = [one for one in groups if one.group in names and direction in (None, one.direction)]
        return tuple(sorted(chosen, key=lambda one: names.index(one.group)))

    made = (
        Section("leitung", _("Leitung und Moderation"), pick(*_STEERING, direction="in")),
        Section("mitglieder", _("Mitglieder"), pick("membership", direction="in")),
        Section("beratend", _("Beratend dabei"), pick("advice", direction="in")),
        Section("mitwirkung", _("Mitwirkung in Gremien und Netzwerken"), pick(*_ACTING, direction="out")),
        Section("angebote", _("Angebote"), pick("offer")),
        Section("ziele", _("Ziele"), pick("goal")),
        Section("beratungen", _("Beratungen und Beschlüsse"), pick("deliberation")),
        Section("zusammenarbeit", _("Zusammenarbeit und Unterstützung"), pick("support")),
        Section("aufbau", _("Aufbau und Nachfolge"), pick("structure")),
        Section("ort", _("Ort"), pick("place")),
    )
    return tuple(one for one in made if one.groups)


def head(entity: Entity, ties: Iterable[Tie], view: View) -> Head:
    """Who an entity is, as far as the viewer's record says."""
    lang, vocabulary = view.lang, view.vocabulary
    document = entity.family == "document"
    # A document is of its date; it does not end with it.
    status = Status.EVENT if document and entity.status is Status.EXISTING else entity.status
    return Head(
        ref=view.ref(entity.id),
        is_body=vocabulary.is_a(entity.kind, "body"),
        is_person=vocabulary.is_a(entity.kind, "person"),
        is_document=document,
        standing=standing_note(entity.period, status, entity.sources, view.stand, lang),
        aliases=_aliases(entity, lang),
        translations=tuple(sorted(entity.translations.items())),
        summary=entity.summary.text(lang) if entity.summary else "",
        period=period_text(entity.period, lang),
        size=_size(entity, lang),
        themes=tuple((key, view.theme(key)) for key in entity.themes),
        areas=_areas(entity, ties, view),
        identifiers=tuple(entity.identifiers.items()),
        contacts=tuple(_contact(one) for one in entity.contacts),
        languages=entity.languages,
        audience=entity.audience.text(lang) if entity.audience else "",
        sources=source_refs(entity.sources, view.known, lang),
        flags=flag_notes(entity.flags, lang),
    )


def _aliases(entity: Entity, lang: str) -> tuple[str, ...]:
    """Other names; earlier ones with the time in which they were the name."""
    former = {one.name: period_text(one.period, lang) for one in entity.former}
    return tuple(f"{one} ({former[one]})" if former.get(one) else one for one in entity.aliases)


def _size(entity: Entity, lang: str) -> str:
    from babel.numbers import format_decimal

    if entity.size is None:
        return ""
    count = format_decimal(entity.size.count, locale=lang)
    return _("rund %(value)s", value=count) if entity.size.approximate else count


def _areas(entity: Entity, ties: Iterable[Tie], view: View) -> tuple[Ref, ...]:
    places = view.vocabulary.roles_in("place")
    ids = {one.object for one in ties if one.subject == entity.id and one.role in places}
    return tuple(sorted((view.ref(one) for one in ids), key=lambda one: sort_key(one.name)))


def _contact(contact: Contact) -> ContactLine:
    labels = {
        "phone": _("Telefon"),
        "fax": _("Fax"),
        "email": _("E-Mail"),
        "web": _("Internet"),
        "address": _("Anschrift"),
    }
    return ContactLine(labels[contact.kind], contact.value, contact_address(contact))


def contact_address(contact: Contact) -> str:
    """What a contact links to: only mail, telephone and web addresses of the usual form do."""
    value = contact.value.strip()
    match contact.kind:
        case "email" if "@" in value and " " not in value:
            return f"mailto:{value}"
        case "phone":
            digits = "".join(one for one in value if one.isdigit() or one == "+")
            return f"tel:{digits}" if digits else ""
        case "web" if " " not in value:
            return value if value.startswith(("http://", "https://")) else f"https://{value}"
    return ""


def _neighbours(groups: Iterable[TieGroup]) -> tuple[Neighbour, ...]:
    found: dict[str, tuple[Ref, dict[str, None]]] = {}
    for line in (line for group in groups for line in group.lines):
        if line.other.family in ("actor", "offer", "goal"):
            found.setdefault(line.other.id, (line.other, {}))[1][line.role_label] = None
    made = (Neighbour(ref, tuple(roles)) for ref, roles in found.values())
    return tuple(sorted(made, key=lambda one: sort_key(one.ref.name)))
