"""The list of actors as a CSV file that spreadsheets open without harm."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from graph.listing import ActorRow
from registry.services.tables import harmless
from registry.vocabulary import Vocabulary
from web.texts import gettext as _

BYTE_ORDER_MARK: Final = "\ufeff"


def actor_table(rows: Iterable[ActorRow], vocabulary: Vocabulary, lang: str) -> Iterator[str]:
    """The file's text in pieces: UTF-8 with a mark, semicolons (what German spreadsheets expect), one actor a line."""
    yield BYTE_ORDER_MARK
    yield _line((_("Name"), _("Art"), _("Gebiet"), _("Themen"), _("Beziehungen"), _("Kennung")))
    for row in rows:
        areas = ", ".join(name for _id, name in row.areas)
        themes = ", ".join(vocabulary.themes[one].label(lang) for one in row.themes)
        yield _line((row.name, vocabulary.kinds[row.kind].label(lang), areas, themes, str(row.ties), row.id))


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerow([harmless(one) for one in cells])
    return buffer.getvalue()
