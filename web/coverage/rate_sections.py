"""Rates, reach and who takes part in nothing, as sections."""

from __future__ import annotations

from collections.abc import Iterable

from graph.coverage.density import Density, Ratio, Row
from graph.coverage.drawing import Bar, interval_picture
from graph.coverage.figures import GROUPS, Figure, Group
from graph.coverage.report import Cell, Item, Section, cell
from graph.coverage.study import Study
from registry.model import Source
from registry.services.tables import Cell as Value
from registry.services.tables import Table
from web.coverage.telling import day, interval, number, place_item, years
from web.presenting.references import line_address
from web.site import here, lang
from web.texts import gettext as _


def group_label(group: Group) -> str:
    """Whom a figure counts."""
    return {
        "all": _("Einwohner"),
        "background": _("Personen mit Migrationshintergrund"),
        "foreign": _("Ausländische Bevölkerung"),
    }[group]


def rate_section(made: Study, found: Density) -> Section:
    """So many for every 1,000 people, town by town, with intervals drawn and in words."""
    label = made.snapshot.vocabulary.kinds[found.kind].plural(lang())
    return Section(
        id=f"raten-{found.kind}",
        title=_("%(kind)s je 1.000 Einwohner", kind=label),
        means=_(
            "Wie viele es für je 1.000 Menschen gibt. In Klammern steht der Bereich, in dem der wahre Wert mit 95 % "
            "Sicherheit liegt, wenn man den Zufall mitrechnet: Bei kleinen Anzahlen ist er weit."
        ),
        means_not=_(
            "Es heißt nicht, wie viele Menschen erreicht werden, und nicht, wie groß oder gut die Einrichtungen sind. "
            "Überschneiden sich zwei Bereiche, sagt der Unterschied wenig."
        ),
        head=(
            *(_("Ort"), _("Anzahl"), *(_("je 1.000: %(who)s", who=group_label(one)) for one in GROUPS)),
            *(_("gegen alle Orte des Kreises"), _("gegen vergleichbare Orte")),
        ),
        rows=tuple(_rate_row(made, one) for one in found.rows),
        notes=(_method(), *_rate_notes(made, found)),
        picture=_picture(found, label),
        alt=_("%(kind)s je 1.000 Einwohner", kind=label),
        numeric=frozenset({1}),
    )


def _rate_row(made: Study, row: Row) -> tuple[Cell, ...]:
    name = place_item(row.place)
    head = Item(_("%(name)s mit allen Orten", name=name.text), name.href) if row.place.whole else name
    return (
        cell(head),
        cell(_count(row)),
        *(cell(_rate(row, group), _people(row, group)) for group in GROUPS),
        cell(_ratio(row, row.to_kreis)),
        cell(_ratio(row, row.to_alike), *(_alike(made, row))),
    )


def _count(row: Row) -> str:
    """What is known to be there: where most are known as a whole only, none here means nothing."""
    if row.obstacle != "spread" or row.place.whole:
        return number(row.count.value)
    return _("mindestens %(number)s", number=number(row.count.value)) if row.count.value else _("nicht bekannt")


def _rate(row: Row, group: Group) -> str:
    rate = row.rates[group]
    if rate is not None:
        return interval(rate)
    return _("Zahl fehlt") if row.figures[group] is None else _("nach Orten nicht bekannt")


def _people(row: Row, group: Group) -> str:
    figure = row.figures[group]
    return _("bei %(people)s", people=number(figure.value)) if figure is not None and row.rates[group] else ""


def _ratio(row: Row, found: Ratio) -> str:
    if row.place.whole:
        return "–"
    reason = {
        "figure": _("Zahl fehlt"),
        "spread": _("nach Orten nicht bekannt"),
        "people": _("dort nichts zu erwarten"),
    }
    return interval(found[0], 2) if found[0] is not None else reason.get(found[1], "–")


def _alike(made: Study, row: Row) -> list[Item]:
    names = [made.snapshot.names[made.snapshot.index[one]] for one in row.alike]
    return [Item(_("mit: %(names)s", names=", ".join(names)))] if names else []


def _method() -> str:
    return _(
        "Bereiche: exakt nach Poisson (Garwood 1936), 95 %. „Gegen alle Orte des Kreises“ ist die Anzahl geteilt durch "
        "die, die beim Durchschnitt aller Orte zu erwarten wäre (indirekt standardisiert; 1 heißt wie dort). "
        "Vergleichbar sind die bis zu fünf Orte mit der nächsten Einwohnerzahl, höchstens doppelt oder halb so groß."
    )


def _rate_notes(made: Study, found: Density) -> Iterable[str]:
    yield _(
        "Bevölkerungszahlen: %(years)s; gezählt wird zum Stand %(day)s.",
        years=years(found.years),
        day=day(here().stand),
    )
    for row in found.rows:
        yield from _row_notes(made, row)
    if any(row.obstacle == "spread" for row in found.rows):
        yield _(
            "Die Anzahl für den Kreis ist nur als Gesamtheit bekannt. Wo sie liegen, sagen die Quellen nicht; deshalb "
            "haben die Orte keine Raten."
        )
    known = [figure for row in found.rows for figure in row.figures.values() if figure is not None]
    if len(known) < len(found.rows) * len(GROUPS):
        missing = [row.place.name for row in found.rows if None in row.figures.values()]
        yield _("Zahlen fehlen für: %(names)s. Dort wird nicht geteilt.", names=", ".join(missing))
    yield from _doubts(found, known)


def _row_notes(made: Study, row: Row) -> Iterable[str]:
    if row.count.collective > row.count.named:
        names = ", ".join(made.names(row.count.collectives))
        about = (
            _("rund %(count)s", count=number(row.count.collective))
            if row.count.approximate
            else number(row.count.collective)
        )
        yield _(
            "%(place)s: %(count)s sind nur als Gesamtheit gezählt („%(names)s“), einzeln bekannt sind %(named)s.",
            place=row.place.name,
            count=about,
            names=names,
            named=number(row.count.named),
        )


def _doubts(found: Density, known: list[Figure]) -> Iterable[str]:
    name = {row.place.id: row.place.name for row in found.rows}
    for mark, text in (
        ("approximate", _("Nur ungefähr angegeben: %(names)s.")),
        ("later", _("Erst nach dem Stand gezählt: %(names)s.")),
        ("contradicted", _("Die Quelle widerspricht sich bei den Zahlen von: %(names)s.")),
    ):
        names = dict.fromkeys(name[one.area] for one in known if getattr(one, mark))
        if names:
            yield text % {"names": ", ".join(names)}


def _picture(found: Density, label: str) -> str:
    bars = [Bar(row.place.name, rate, interval(rate)) for row in found.rows if (rate := row.rates["all"]) is not None]
    if len(bars) < 2:
        return ""
    kreis = found.kreis.rates["all"]
    said = _("Ein Punkt je Ort mit seinem Bereich; gestrichelt der Kreis. Dieselben Zahlen stehen in der Tabelle.")
    title = _("%(kind)s je 1.000 Einwohner", kind=label)
    return interval_picture(bars, title, said, kreis.value if kreis else None, f"rates-{found.kind}")


def figure_sources(found: Density) -> dict[str, Source]:
    """The sources of the figures of a table, by document and locator."""
    figures = [figure for row in found.rows for figure in row.figures.values() if figure is not None]
    return {f"{one.document} {one.locator}": one for figure in figures for one in figure.sources}


def source_item(made: Study, one: Source) -> Item:
    """A source as a link to its line."""
    number_ = made.snapshot.index.get(one.document)
    name = made.snapshot.names[number_] if number_ is not None else _("Dokument nicht einsehbar")
    return Item(
        f"{name}, {one.locator}".rstrip(", "), line_address(one.document, one.locator) if number_ is not None else ""
    )


def rate_table(made: Study, found: Density) -> Table:
    """The same as plain numbers, for those who go on calculating."""
    label = made.snapshot.vocabulary.kinds[found.kind].plural(lang())
    groups = [(head, group) for group in GROUPS for head in _columns(group)]
    head = (_("Ort"), _("Anzahl"), _("einzeln bekannt"), _("als Gesamtheit"), *(one for one, _group in groups))
    rows = [
        [row.place.name, row.count.value, row.count.named, row.count.collective, *_numbers(row)] for row in found.rows
    ]
    return Table(_("Zahlen: %(kind)s", kind=label), head, rows, widths=(30, *(18 for _column in head[1:])))


def _columns(group: Group) -> tuple[str, ...]:
    who = group_label(group)
    return (who, _("Jahr"), _("je 1.000: %(who)s", who=who), _("von"), _("bis"))


def _numbers(row: Row) -> Iterable[Value]:
    for group in GROUPS:
        figure, rate = row.figures[group], row.rates[group]
        yield from (figure.value, figure.year) if figure else (None, None)
        yield from (rate.value, rate.low, rate.high) if rate else (None, None, None)
