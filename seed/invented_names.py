"""Names for the synthetic region: plainly made up, and varied enough for a search to have something to do."""

from __future__ import annotations

from itertools import product
from typing import Final

_FRONT: Final = ("", "Neu", "Alt", "Ober", "Unter", "Groß", "Klein", "Nieder")
_MADE_UP: Final = ("Muster", "Beispiel", "Probe", "Kunst", "Modell", "Platzhalter", "Schein", "Attrappen", "Rechen")
_LANDSCAPE: Final = (
    "dorf", "bach", "hausen", "feld", "stadt", "berg", "tal", "furt", "moor", "wald", "au", "heim", "kirchen",
    "brück", "see", "born", "rath", "lohe", "höhe", "münde",
)  # fmt: skip
_ABOUT: Final = (
    "Begegnung", "Sprache und Bildung", "Nachbarschaft", "Vielfalt", "Teilhabe", "Elternarbeit", "Jugend und Sport",
    "interkulturelle Öffnung", "Mädchen und Frauen", "Ausbildung", "Gesundheit", "Ehrenamt", "Flucht und Ankommen",
    "Lesen und Schreiben", "Musik", "Garten", "Seniorinnen und Senioren", "Mehrsprachigkeit", "Antidiskriminierung",
    "frühe Bildung", "Übergang Schule – Beruf", "Wohnen im Quartier", "Theater", "Straßenfußball",
)  # fmt: skip
_FORMS: Final = {
    "netzwerk": "Netzwerk", "arbeitskreis": "Arbeitskreis", "arbeitsgruppe": "AG", "steuerungsgruppe": "Lenkungskreis",
    "runder_tisch": "Runder Tisch", "buendnis": "Bündnis", "konferenz": "Konferenz", "verein": "Verein",
    "migrantenorganisation": "Internationaler Kreis", "schule": "Gesamtschule", "kita": "Kita",
    "beratungsstelle": "Beratungsstelle", "verwaltungseinheit": "Fachstelle", "wohlfahrtsverband": "Hilfswerk",
    "kurstraeger": "Kursträger", "religionsgemeinschaft": "Gemeinschaft", "jugendeinrichtung": "Jugendtreff",
    "unternehmen": "Werkstatt",
}  # fmt: skip


def towns(count: int) -> list[str]:
    """That many different names of towns, always the same ones; from the 1,441st on they carry a number."""
    plain = [
        f"{front}{made_up.lower() if front else made_up}{end}"
        for front, end, made_up in product(_FRONT, _LANDSCAPE, _MADE_UP)
    ]
    return [plain[n % len(plain)] + (f" {n // len(plain) + 1}" if n >= len(plain) else "") for n in range(count)]


def actor_name(kind: str, town: str, topic: int, number: int) -> str:
    """For example *Arbeitskreis Vielfalt Musterbach 00017*; the number keeps names apart."""
    return f"{_FORMS[kind]} {_ABOUT[topic % len(_ABOUT)]} {town} {number:05d}"


def short_name(kind: str, town: str, number: int) -> str:
    """An alias such as an office would use: initials, town and number."""
    return f"{_FORMS[kind][:2].upper()}-{town[:4]}-{number}"
