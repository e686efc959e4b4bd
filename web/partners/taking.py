"""The list to take along: the chosen actors with what of their contacts the reader may see, as page and as table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from graph.names import sort_key
from graph.snapshot import Snapshot
from registry.model import Entity
from registry.services import Record
from web.actors.profile import contact_address
from web.partners.room import blueprint
from web.presenting.references import Ref, ref
from web.site import here, reading, snapshot, vocabulary
from web.tables import csv_file
from web.texts import gettext as _

MOST: Final = 200
_ORDER: Final = ("email", "phone", "web", "address", "fax")
_PLACES: Final = 3


@dataclass(frozen=True)
class Reach:
    """One way to reach somebody, as far as the reader may see it; `href` is empty where it is no link."""

    kind: str
    value: str
    href: str


@dataclass(frozen=True)
class Taken:
    """One line of the list."""

    ref: Ref
    areas: tuple[str, ...]
    contacts: tuple[Reach, ...]

    def values(self, kind: str) -> str:
        """The contacts of a kind in one cell."""
        return ", ".join(one.value for one in self.contacts if one.kind == kind)


@blueprint.get("/partner/liste")
def taken() -> ResponseReturnValue:
    """The chosen actors with their contacts."""
    ids = _asked()
    with reading() as record:
        rows = _taken(record, snapshot(record), ids)
    mails = sorted({one.value for row in rows for one in row.contacts if one.kind == "email" and one.href})
    mailto = f"mailto:?bcc={quote(','.join(mails), safe='@,')}" if mails else ""
    csv = url_for("partners.taken_table", id=[row.ref.id for row in rows])
    return render_template("partners/taken.html", rows=rows, asked=len(ids), mails=mails, mailto=mailto, csv=csv)


@blueprint.get("/partner/liste.csv")
def taken_table() -> ResponseReturnValue:
    """The same list as a table file."""
    with reading() as record:
        rows = _taken(record, snapshot(record), _asked())
    head = (_("Name"), _("Art"), _("Gebiet"), _("E-Mail"), _("Telefon"), _("Internet"), _("Anschrift"), _("Kennung"))
    lines = [
        (row.ref.name, row.ref.kind_label, ", ".join(row.areas), *map(row.values, _ORDER[:4]), row.ref.id)
        for row in rows
    ]
    return csv_file(f"partner-{here().stand.isoformat()}", head, lines)


def _asked() -> list[str]:
    """Ids in the address, each once."""
    return list(dict.fromkeys(one[:40] for one in request.args.getlist("id")))[:MOST]


def _taken(record: Record, current: Snapshot, ids: Sequence[str]) -> list[Taken]:
    """What the reader may see of these, by name; who is not visible is not there."""
    known = record.entities(ids) if ids else {}
    rows = [_line(known[id], current) for id in ids if id in known]
    return sorted(rows, key=lambda one: sort_key(one.ref.name))


def _line(entity: Entity, current: Snapshot) -> Taken:
    contacts = sorted(entity.contacts, key=lambda one: _ORDER.index(one.kind))
    return Taken(
        ref=ref(entity, vocabulary(), here().lang),
        areas=area_names(current, entity.id),
        contacts=tuple(Reach(one.kind, one.value, contact_address(one)) for one in contacts),
    )


def area_names(current: Snapshot, id: str) -> tuple[str, ...]:
    """Names of the areas in which an entity is seated or works, a few of them."""
    from numpy import int32, searchsorted

    if id not in current.index:
        return ()
    first, second = current.direct_areas
    number = int32(current.index[id])
    own = second[searchsorted(first, number) : searchsorted(first, number, "right")]
    return tuple(current.names[one] for one in own[:_PLACES].tolist())
