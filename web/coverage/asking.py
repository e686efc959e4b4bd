"""What a reader asks of the coverage: a Kreis, a kind, a theme, whose themes; and the study that answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from werkzeug.datastructures import MultiDict

from graph.coverage.comparison import used_themes
from graph.coverage.grid import COMMON, Only, Wanted
from graph.coverage.places import Place
from graph.coverage.study import Study, study
from registry.model import NotFound
from registry.services import Record
from web.site import here, lang, parse_stand, site, snapshot, vocabulary
from web.texts import gettext as _

LONGEST: Final = 120
ONLY: Final[dict[str, Only]] = {
    "moderiert": "moderated",
    "bestaetigt": "confirmed",
    "mitglieder": "joined",
    "sicher": "sure",
}
"""Words of the address, and what they leave."""


@dataclass(frozen=True)
class Asked:
    """One address of these pages, read. Empty strings mean: not asked for."""

    kreis: str = ""
    kind: str = ""
    theme: str = ""
    by: str = ""
    scheme: str = ""
    place: str = ""
    """Id of a town or of the Kreis itself, for a cell."""
    column: str = ""
    body: str = ""
    """Id of a body that is compared with a target composition."""
    model: str = ""
    """Key of that composition."""
    only: str = ""
    """What is counted alone: a key of ONLY, in the words of the address."""
    other_kreis: str = ""
    other_stand: date | None = None

    def wanted(self, default: str = "body") -> Wanted:
        """The matrix that is asked for."""
        return Wanted(
            kreis=self.kreis,
            kind=self.kind if self.kind in vocabulary().kinds else default,
            theme=self.theme,
            by="kind" if self.by == "art" else "theme",
            scheme=self.scheme if self.scheme in vocabulary().schemes else COMMON,
            only=ONLY.get(self.only, ""),
        )


def asked_of(arguments: MultiDict[str, str]) -> Asked:
    """Read an address. Keys that do not exist find nothing; a second Stand that is no day raises NoDay."""
    names = ("kreis", "art", "thema", "nach", "einteilung", "ort", "spalte")
    given = (
        arguments.get(one, "").strip()[:LONGEST] for one in (*names, "zusammenschluss", "muster", "nur", "zweiter")
    )
    kreis, kind, theme, by, scheme, place, column, body, model, only, other = given
    second = parse_stand(arguments.get("vergleich", "").strip())
    return Asked(kreis, kind, theme, by, scheme, place, column, body, model, only, other, second)


def studied(record: Record, stand: date | None = None) -> Study:
    """The study of this record at the reader's Stand, or at another; made once per revision."""
    current = snapshot(record) if stand is None else site().snapshots.snapshot(record, stand, vocabulary())
    return site().snapshots.derived(current, "coverage", lambda: study(record, current))


def kreis_asked(made: Study, asked: Asked) -> Place | None:
    """The Kreis that is asked about; None for a record without any. Raises NotFound for one that there is not."""
    found = made.kreis(asked.kreis)
    if found is None and asked.kreis:
        raise NotFound(_("Diesen Kreis gibt es nicht."), where="kreis", remedy=_("Wählen Sie einen aus der Liste."))
    return found


Option = tuple[str, str]


def only_options() -> tuple[Option, ...]:
    """What may be counted alone, in words."""
    return (
        ("moderiert", _("jemand moderiert")),
        ("bestaetigt", _("im letzten Jahr bestätigt ist")),
        ("mitglieder", _("mehr als beratende Teilnahme hat")),
        ("sicher", _("nicht nur geplant ist")),
    )


@dataclass(frozen=True)
class Choices:
    """What the form offers: pairs (key, text)."""

    kreise: tuple[Option, ...]
    kinds: tuple[Option, ...]
    themes: tuple[Option, ...]
    schemes: tuple[Option, ...]


def choices(made: Study, kreis: Place | None) -> Choices:
    """The Kreise, kinds, themes and divisions of themes that the record has."""
    key = ("coverage choices", here().lang, kreis.id if kreis else "")
    return site().snapshots.derived(made.snapshot, key, lambda: _choices(made, kreis))


def _choices(made: Study, kreis: Place | None) -> Choices:
    terms = vocabulary()
    used = {one.partition(":")[0] for one in used_themes(made.coverage, kreis.id if kreis else "")}
    common = [one for one in terms.themes.values() if one.scheme == COMMON]
    return Choices(
        kreise=tuple((one.id, one.name) for one in made.coverage.kreise),
        kinds=tuple(_kinds(made)),
        themes=tuple((one.key, one.label(lang())) for one in common),
        schemes=tuple((key, terms.schemes[key].label(lang())) for key in (COMMON, *sorted(used))),
    )


def _kinds(made: Study) -> list[Option]:
    """Kinds of actors and offers that occur, also only together; as in the vocabulary, moved in by their depth."""
    terms = vocabulary()
    there = {made.snapshot.kinds[one] for one in np.unique(made.snapshot.kind[made.coverage.counted]).tolist()}
    there |= {one.kind for one in made.coverage.collectives}
    wanted = {more for one in there for more in terms.lineage(one)}
    return [
        (key, "\u2003" * (len(terms.lineage(key)) - 1) + term.plural(lang()))
        for key, term in terms.kinds.items()
        if key in wanted and terms.family(key) in ("actor", "offer")
    ]
