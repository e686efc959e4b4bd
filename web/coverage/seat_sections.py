"""Target and actual composition, seats, and whose turn it is, as sections."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from flask import url_for

from graph.coverage.composition import Compared, Filled, Member, compare_with, targets, tie_seats
from graph.coverage.places import Place, mask_in
from graph.coverage.report import Cell, Item, Section, cell
from graph.coverage.seats import BodySeats, body_seats
from graph.coverage.study import Study
from registry.model import Entity, Tie
from registry.services import Record
from registry.services.keeping.rota import Rota
from registry.services.keeping.seats import SeatStanding
from registry.vocabulary import Composition
from web.coverage.asking import Asked, Option
from web.coverage.telling import entities, entity, number
from web.presenting.dates import period_text
from web.presenting.references import entity_address, line_address
from web.site import here, lang
from web.texts import gettext as _


def seat_sections(record: Record, made: Study, kreis: Place, asked: Asked | None = None) -> tuple[Section, ...]:
    """Bodies beside the composition that a paper gives them, then every seat of the record, then the turns.

    Where a body and a model are asked for, these come first.
    """
    pairs = [*_chosen(made, asked), *targets(made.coverage, kreis)]
    compared = [_compared(record, made, *one) for one in dict.fromkeys((body, model.key) for body, model in pairs)]
    bodies = body_seats(record, made.coverage, here().stand, kreis)
    return (*(target_section(made, one) for one in compared), _seats(made, bodies), turn_section(bodies))


def _chosen(made: Study, asked: Asked | None) -> list[tuple[int, Composition]]:
    body = made.snapshot.index.get(asked.body) if asked else None
    model = made.snapshot.vocabulary.compositions.get(asked.model) if asked else None
    fits = body is not None and made.coverage.bodies[body]
    return [(body, model)] if body is not None and model is not None and fits else []


def _compared(record: Record, made: Study, body: int, model: str) -> Compared:
    told = record.about([made.snapshot.ids[body]], places=["object"])
    composition = made.snapshot.vocabulary.compositions[model]
    return compare_with(made.coverage, body, composition, tie_seats(told))


def models(made: Study) -> list[Option]:
    """The target compositions that a body can be compared with."""
    return [(key, one.label(lang())) for key, one in made.snapshot.vocabulary.compositions.items()]


def comparable(made: Study, kreis: Place) -> list[Option]:
    """The bodies of a Kreis of a kind that some composition is for, by name."""
    kinds = {kind for one in made.snapshot.vocabulary.compositions.values() for kind in one.kinds}
    inside = mask_in(made.snapshot, made.coverage.areas, kreis.number)
    numbers = np.flatnonzero(made.coverage.bodies & inside & made.snapshot.of_kinds(kinds))
    ordered = numbers[np.argsort(made.snapshot.name_rank[numbers])].tolist()
    return [(made.snapshot.ids[one], made.snapshot.names[one]) for one in ordered]


def target_section(made: Study, found: Compared) -> Section:
    """One body beside a composition."""
    composition = found.composition
    name = made.snapshot.names[found.body]
    document = made.snapshot.names.index(composition.document) if composition.document in made.snapshot.names else None
    others = [one.number for one in found.others]
    notes = [_("Fehlende Sitze: %(count)s.", count=number(found.empty))]
    if not found.own:
        notes.append(_("Die Quelle sagt das nicht von diesem Zusammenschluss; er wird nur mit dem Muster verglichen."))
    if others:
        names = ", ".join(made.names(others))
        notes.append(_("Außerdem dabei, ohne dass das Muster es verlangt: %(names)s.", names=names))
    return Section(
        id=f"soll-{made.snapshot.ids[found.body]}-{composition.key}",
        title=_("Soll und Ist: %(name)s", name=name),
        means=_(
            "Wer nach „%(source)s“ einen Sitz haben soll, und wen das Register zum Stand dort kennt.",
            source=composition.document,
        ),
        means_not=_("Es heißt nicht, dass diese Besetzung die richtige ist, nur dass die Quelle sie so vorsieht."),
        head=(_("Vorgesehen"), _("Sitze"), _("Besetzt"), _("Wer"), _("Befund"), _("Wer infrage kommt"), _("Quelle")),
        rows=tuple(_need_row(made, one, document) for one in found.needs),
        notes=tuple(notes),
        numeric=frozenset({1, 2}),
    )


def _need_row(made: Study, one: Filled, document: int | None) -> tuple[Cell, ...]:
    need = one.need
    locator = _("Z. %(lines)s", lines=need.lines)
    href = line_address(made.snapshot.ids[document], f"Z. {need.lines}") if document is not None else ""
    return (
        cell(need.label(lang())),
        cell(number(need.seats) if need.seats else _("nicht gezählt")),
        cell(number(one.taken)),
        cell(*(_member(made, who) for who in one.members)),
        cell(_state(one)),
        cell(*entities(made, one.candidates)),
        cell(Item(locator, href)),
    )


def _member(made: Study, one: Member) -> Item:
    found = entity(made, one.number)
    return Item(f"{found.text} ({number(one.size)})", found.href) if one.size > 1 else found


def _state(one: Filled) -> str:
    if one.empty:
        return _("%(count)s fehlen", count=number(one.empty)) if one.members else _("niemand")
    return _("nur erwartet") if one.only_expected else _("besetzt")


def _seats(made: Study, bodies: Iterable[BodySeats]) -> Section:
    rows = tuple(_seat_row(made, body, one) for body in bodies for one in body.seats)
    return Section(
        id="sitze",
        title=_("Alle Sitze"),
        means=_("Jeder Sitz, den das Register kennt, mit denen, die ihn zum Stand haben."),
        means_not=_("Ein Sitz ohne Angabe ist nicht sicher leer: Vielleicht nennt nur keine Quelle, wer ihn hat."),
        head=(
            *(_("Zusammenschluss"), _("Sitz"), _("Zahl"), _("Besetzt"), _("Erwartet"), _("Leer"), _("Abgelaufen")),
            _("Aus wem der Sitz besetzt wird"),
        ),
        rows=rows,
        nothing=_("Von keinem Zusammenschluss sind Sitze bekannt."),
        numeric=frozenset({2, 3, 4, 5, 6}),
    )


def _seat_row(made: Study, body: BodySeats, one: SeatStanding) -> tuple[Cell, ...]:
    return (
        cell(Item(body.body.display_name(lang()), url_for("keeping.seats", id=body.body.id))),
        cell(one.post.display_name(lang())),
        cell(number(one.post.seats) if one.post.seats is not None else _("nicht gezählt")),
        cell(number(_taken(one.held))),
        cell(number(_taken(one.expected))),
        cell(_("unbekannt") if one.empty is None else number(one.empty)),
        cell(number(len(one.expired))),
        cell(*entities(made, _pool(made, one))),
    )


def _pool(made: Study, one: SeatStanding) -> list[int]:
    """Who could take an empty seat: its pool, without those who have it or are expected to."""
    taken = {tie.subject for tie in (*one.held, *one.expected)}
    index = made.snapshot.index
    return [index[id_] for id_ in one.post.pool if id_ in index and id_ not in taken] if one.empty != 0 else []


def _taken(ties: Iterable[Tie]) -> int:
    return sum(1 if one.seats is None else one.seats for one in ties)


def turn_section(bodies: Iterable[BodySeats]) -> Section:
    """Whose turn it is in the rotating seats."""
    rows = tuple(row for body in bodies for rota in body.rotas for row in _turn_rows(body, rota))
    return Section(
        id="wechsel",
        title=_("Wer in den wechselnden Sitzen an der Reihe ist"),
        means=_(
            "Was aus der Regel des Sitzes folgt: wie viele aus wem, in welcher Reihenfolge, wie oft gewechselt wird."
        ),
        means_not=_("Es heißt nicht, dass die Genannten den Sitz schon haben oder annehmen."),
        head=(_("Zusammenschluss"), _("Sitz"), _("Zeit"), _("Wer"), _("Befund")),
        rows=rows,
        nothing=_("Es gibt keine wechselnden Sitze."),
    )


def _turn_rows(body: BodySeats, rota: Rota) -> Iterable[tuple[Cell, ...]]:
    name = Item(body.body.display_name(lang()), url_for("keeping.seats", id=body.body.id))
    post = rota.post.display_name(lang())
    for one in (*rota.recorded, *rota.computed):
        who = [_who(rota.names[id_]) for id_ in one.holders]
        when = period_text(one.period, lang()) or _("Jahr nicht gesagt")
        state = _("als Nächste an der Reihe") if one is rota.due else ""
        yield cell(name), cell(post), cell(when), cell(*who), cell(state)
    if rota.obstacle:
        why = {
            "order": _("Die Reihenfolge ist nicht gesagt."),
            "collective": _("Die Einzelnen sind nicht genannt."),
            "size": _("Wie viele zugleich, ist nicht gesagt."),
            "pool": _("Aus wem gewechselt wird, ist nicht gesagt."),
        }[rota.obstacle]
        yield cell(name), cell(post), cell("–"), cell(*(_who(rota.names[one]) for one in rota.waiting)), cell(why)


def _who(one: Entity) -> Item:
    return Item(one.display_name(lang()), entity_address(one.id, one.family))
