"""Two Stände or two Kreise side by side, as sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.coverage.comparison import Comparison, Line, Side, compare
from graph.coverage.density import Density, Row
from graph.coverage.figures import GROUPS
from graph.coverage.places import Place
from graph.coverage.report import Cell, Item, Section, cell
from graph.coverage.study import Study
from registry.model import NotFound
from registry.services import Record
from web.coverage.asking import Asked, studied
from web.coverage.rate_sections import group_label
from web.coverage.telling import cell_words, day, entities, interval, number
from web.site import lang
from web.texts import gettext as _


@dataclass(frozen=True)
class Both:
    """The two that are compared: the reader's Kreis and Stand, and another of either."""

    left: Study
    right: Study
    first: Place
    second: Place
    kind: str
    densities: tuple[Density, Density]
    """The rates of both."""


def both(record: Record, made: Study, asked: Asked, kreis: Place) -> Both:
    """What an address compares. Raises NotFound for a second Kreis that there is not."""
    other = studied(record, asked.other_stand) if asked.other_stand else made
    second = other.kreis(asked.other_kreis or kreis.id)
    if second is None:
        raise NotFound(_("Diesen Kreis gibt es nicht."), where="zweiter", remedy=_("Wählen Sie einen aus der Liste."))
    kind = asked.wanted().kind
    first = made.density(kind, kreis)
    same = other is made and second.id == kreis.id
    return Both(made, other, kreis, second, kind, (first, first if same else other.density(kind, second)))


def comparison_sections(pair: Both) -> tuple[Section, ...]:
    """Theme by theme, rates, and how each Kreis divides its themes; for two Stände what came and went."""
    ids = (pair.first.id, pair.second.id)
    found = compare(pair.left.coverage, pair.right.coverage, ids, pair.kind, lang())
    label = pair.left.snapshot.vocabulary.kinds[pair.kind].plural(lang())
    last = _changed(pair.left, pair.right, found) if found.same_kreis else _crosswalk(found)
    return (_themes(found, label), _rates(pair, found, label), last)


def _rates(pair: Both, found: Comparison, label: str) -> Section:
    sides = zip(pair.densities, (found.left, found.right), strict=True)
    return Section(
        id="raten",
        title=_("%(kind)s je 1.000 Einwohner", kind=label),
        means=_(
            "Wie viele es in jedem der beiden Kreise für je 1.000 Menschen gibt, mit dem Bereich, den der Zufall lässt."
        ),
        means_not=_(
            "Überschneiden sich die Bereiche, sagt der Unterschied wenig. Ohne Bevölkerungszahl wird nicht geteilt."
        ),
        head=(_("Ort"), _("Anzahl"), *(group_label(one) for one in GROUPS)),
        rows=tuple(_rate_row(one.kreis, side_name(side)) for one, side in sides),
        numeric=frozenset({1}),
    )


def _rate_row(row: Row, name: str) -> tuple[Cell, ...]:
    rates = (row.rates[one] for one in GROUPS)
    return (
        cell(name),
        cell(number(row.count.value)),
        *(cell(_("Zahl fehlt") if one is None else interval(one)) for one in rates),
    )


def side_name(found: Side) -> str:
    """What a column is headed with: the Kreis and the Stand."""
    stand = found.coverage.snapshot.stand
    name = found.kreis.name if found.kreis else "–"
    return f"{name}, {day(stand)}" if stand else name


def _themes(found: Comparison, label: str) -> Section:
    sides = side_name(found.left), side_name(found.right)
    rows = [(cell(_("insgesamt")), *(cell(number(one.total)) for one in (found.left, found.right)), cell(""))]
    rows += [_line(one) for one in found.lines]
    return Section(
        id="themen",
        title=_("%(kind)s nach Themen: %(left)s und %(right)s", kind=label, left=sides[0], right=sides[1]),
        means=_("Wie viele es zu jedem gemeinsamen Thema gibt, im Kreis und allen seinen Orten."),
        means_not=_(
            "Mehr ist nicht besser: Ein Kreis kann viel in einem Zusammenschluss tun, und die Quellen sind "
            "verschieden ausführlich."
        ),
        head=(_("Thema"), *sides, _("Unterschied")),
        rows=tuple(rows),
        numeric=frozenset({3}),
    )


def _line(one: Line) -> tuple[Cell, ...]:
    difference = one.right.sure - one.left.sure
    sign = "+" if difference > 0 else ""
    said = f"{sign}{number(difference)}" if difference else _("gleich")
    return cell(one.theme.label), cell(cell_words(one.left)), cell(cell_words(one.right)), cell(said)


def _crosswalk(found: Comparison) -> Section:
    rows = tuple(
        (cell(one.theme.label), cell(*one.left_own), cell(*one.right_own))
        for one in found.lines
        if one.left_own or one.right_own
    )
    return Section(
        id="entsprechungen",
        title=_("Wie die Kreise ihre Themen teilen"),
        means=_("Welche Handlungsfelder der Papiere zu welchem gemeinsamen Thema zählen; in Klammern die Einteilung."),
        means_not=_("Die Zuordnung ist unsere: Die Papiere vergleichen sich nicht miteinander."),
        head=(_("Gemeinsames Thema"), _kreis(found.left), _kreis(found.right)),
        rows=rows,
        nothing=_("Keiner der beiden Kreise hat eine eigene Einteilung."),
    )


def _kreis(found: Side) -> str:
    return found.kreis.name if found.kreis else "–"


def _changed(left: Study, right: Study, found: Comparison) -> Section:
    rows = [
        *((cell(_("neu")), cell(one)) for one in _names(right, found.arrived)),
        *((cell(_("nicht mehr")), cell(one)) for one in _names(left, found.gone)),
    ]
    return Section(
        id="veraendert",
        title=_("Was kam und was ging"),
        means=_("Was zum zweiten Stand belegt ist und zum ersten nicht, und umgekehrt."),
        means_not=_("Es heißt nicht, dass es erst dann entstand: Vielleicht nennt es nur keine frühere Quelle."),
        head=(_("Befund"), _("Wer oder was")),
        rows=tuple(rows),
        nothing=_("Zwischen beiden Ständen hat sich nichts geändert."),
    )


def _names(made: Study, ids: Iterable[str]) -> Iterable[Item]:
    numbers = [made.snapshot.index[one] for one in ids]
    return entities(made, numbers, most=len(numbers))
