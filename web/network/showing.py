"""What the templates of the network are given beside the picture itself."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from graph.pictures.styles import NODES, LegendEntry
from graph.pictures.svg import element, node
from graph.selection import Selection
from web.addresses import same_question
from web.network.drawing import shapes
from web.network.whole import Whole
from web.site import vocabulary

_SIZE = 20.0


@dataclass(frozen=True)
class Addresses:
    """Where the same ties are to be had in other forms."""

    data: str
    still: str
    svg: str
    csv: str


def addresses() -> Addresses:
    """For the question of the present request."""
    extra = ("sortierung", "bild", "nach")
    return Addresses(
        data=same_question("network.data", *extra),
        still=same_question("network.still", *extra),
        svg=same_question("network.still", *extra, speichern="1"),
        csv=same_question("network.table", "bild", "nach"),
    )


def shape_legend(found: Selection, lang: str) -> list[tuple[LegendEntry, Markup]]:
    """Shapes of the kinds that are drawn, each with a small drawing of it."""
    return [(one, _sample(one.key)) for one in shapes(found, lang)]


def whole_legend(drawn: Whole, lang: str) -> list[tuple[str, Markup]]:
    """Colours of the kinds in the picture of everybody, each with a dot of it."""
    return [(vocabulary().kinds[one.kind].label(lang), _dot(one.colour)) for one in drawn.kinds]


def _dot(colour: str) -> Markup:
    half = _SIZE / 2
    drawn = element("circle", "", cx=half, cy=half, r=7, fill=colour)
    return _picture(drawn)


def _sample(kind: str) -> Markup:
    return _picture(node(NODES[kind], _SIZE / 2, _SIZE / 2, 7))


def _picture(drawn: str) -> Markup:
    # Made by graph.pictures.svg alone, which escapes what it is given.
    return Markup(  # noqa: S704
        element(
            "svg",
            drawn,
            width=_SIZE,
            height=_SIZE,
            viewBox=f"0 0 {_SIZE:g} {_SIZE:g}",
            aria_hidden="true",
            focusable="false",
            class_="sample",
        )
    )


def words() -> dict[str, str]:
    """What the page's script says."""
    return {
        "profile": _("Zum Profil"),
        "around": _("Umfeld zeigen"),
        "further": _("Umfeld in 2 Schritten"),
        "close": _("Auswahl schließen"),
        "tie": _("Beziehung in diesem Bild"),
        "ties": _("Beziehungen in diesem Bild"),
        "none": _("Nichts gefunden"),
        "found": _("gefunden, gezeigt wird"),
        "opens": _("Eingabetaste öffnet"),
        "placing": _("Das Bild wird geordnet …"),
        "failed": _("Das Bild konnte nicht geladen werden. Die Tabelle darunter sagt dasselbe."),
    }
