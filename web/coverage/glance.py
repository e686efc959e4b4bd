"""What stands out in a Kreis, in sentences that lead to their pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import url_for

from graph.coverage.gaps import Gaps, gaps
from graph.coverage.places import Place
from graph.coverage.reach import Reach
from graph.coverage.report import Item
from graph.coverage.seats import BodySeats, body_seats
from graph.coverage.study import Study
from registry.services import Record
from web.coverage.reporting import COUNCIL
from web.coverage.telling import number, percent
from web.site import here, lang, site
from web.texts import gettext as _
from web.texts import ngettext


def glance(record: Record, made: Study, kreis: Place, scheme: str) -> tuple[Item, ...]:
    """Sentences with the figures that a council member asks for first."""
    found = site().snapshots.derived(
        made.snapshot,
        ("coverage gaps", kreis.id, scheme, lang()),
        lambda: gaps(made.coverage, kreis.id, scheme, lang()),
    )
    seats = body_seats(record, made.coverage, here().stand, kreis)
    return (*_council(made.reach(COUNCIL, kreis), kreis), *_gaps(found, kreis), *_seats(seats, kreis))


def _link(page: str, kreis: Place, anchor: str = "", **more: Any) -> str:
    return url_for(f"coverage.{page}", kreis=kreis.id, _anchor=anchor or None, **more)


def _council(found: Reach, kreis: Place) -> Iterator[Item]:
    lacking = [*found.planned, *found.lacking]
    if not lacking or not found.known:
        return
    names = ", ".join(one.name for one in lacking)
    text = ngettext(
        "%(num)s Ort hat keinen Integrationsrat: %(names)s.",
        "%(num)s Orte haben keinen Integrationsrat: %(names)s.",
        len(lacking),
        names=names,
    )
    share = next(one.without for one in found.shares if one.group == "background")
    if share is not None:
        text += " " + _("Dort leben %(share)s der Menschen mit Migrationshintergrund.", share=percent(share))
    yield Item(text, _link("reach_page", kreis, art=COUNCIL))


def _gaps(found: Gaps, kreis: Place) -> Iterator[Item]:
    bare = [one.theme.label for one in found.unmoderated_themes]
    if bare:
        text = ngettext("In %(num)s Thema mit Zusammenschlüssen ist keiner moderiert: %(names)s.",
                        "In %(num)s Themen mit Zusammenschlüssen ist keiner moderiert: %(names)s.", len(bare),
                        names=", ".join(bare))  # fmt: skip
        yield Item(text, _link("gaps_page", kreis, "moderation", einteilung=found.scheme))
    nowhere = sum(one.nowhere for one in found.no_body)
    if nowhere:
        text = ngettext("Zu %(num)s Thema gibt es im ganzen Kreis keinen Zusammenschluss.",
                        "Zu %(num)s Themen gibt es im ganzen Kreis keinen Zusammenschluss.", nowhere)  # fmt: skip
        yield Item(text, _link("gaps_page", kreis, "ohne-body", einteilung=found.scheme))
    if len(found.unconfirmed):
        text = _("%(count)s von %(total)s Zusammenschlüssen und Angeboten sind seit über einem Jahr nicht bestätigt.",
                 count=number(len(found.unconfirmed)), total=number(found.total))  # fmt: skip
        yield Item(text, _link("gaps_page", kreis, "unbestaetigt"))


def _seats(found: Iterable[BodySeats], kreis: Place) -> Iterator[Item]:
    bodies = list(found)
    empty = sum(one.empty for one in bodies)
    if empty:
        text = ngettext("%(num)s Sitz ist leer.", "%(num)s Sitze sind leer.", empty)
        yield Item(text, _link("seats_page", kreis, "sitze"))
    for body in bodies:
        for rota in body.rotas:
            if rota.due is not None:
                names = ", ".join(rota.names[one].display_name(lang()) for one in rota.due.holders)
                text = _("Als Nächste an der Reihe (%(body)s): %(names)s.", body=body.body.display_name(lang()),
                         names=names)  # fmt: skip
                yield Item(text, _link("seats_page", kreis, "wechsel"))
