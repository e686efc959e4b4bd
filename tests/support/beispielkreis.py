"""A small made-up record for tests of the pages: a Kreis with a network, two councils, seats, offers and doubts.

`fill_registry(registry)` writes it by change sets; `ID["ki"]` is the id of an entity by its short name.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from record_making import create, edit, entity, entity_id, note, observation, post, remove, source, tie

from registry.model import Contact, Entity, Flag, LocalText, Period, Size
from registry.model.changes import ChangeSet
from registry.services import Registry

_NAMES = [
    "land",
    "kreis",
    "stadt",
    "dorf",
    "konzept",
    "vorlage",
    "ki",
    "verein",
    "formel",
    "alt",
    "neu",
    "person",
    "netzwerk",
    "rat_stadt",
    "rat_dorf",
    "gross",
    "kurs",
    "ziel",
    "ausschuss",
    "geheim",
    "doppelt",
    "vorgaenger",
    "kollektiv",
]
ID = {name: entity_id(name) for name in _NAMES}
MANY = [entity_id(f"viele {number}") for number in range(60)]
"""Members of the large network, more than a page shows at once."""
DATE = "2012-10-30"
POSTS = {"leitung": "p" + "a" * 20, "wechsel": "p" + "b" * 20, "offen": "p" + "c" * 20}
TIES = {"moderation": "t" + "a" * 20, "ehemals": "t" + "b" * 20, "geplant": "t" + "c" * 20}

PERSON_CONTACTS = (
    Contact(kind="phone", value="000 555"),
    Contact(kind="phone", value="000 999", visibility="staff"),
)


def _told(line: int | str = 1, as_of: str = DATE) -> tuple[Any, ...]:
    return (source(ID["konzept"], f"Z. {line}", as_of),)


def _made(key: str, kind: str, name: str, *, line: int = 1, **fields: Any) -> Entity:
    return entity(kind, name, **{"id": ID[key], "sources": _told(line), **fields})


def _entities() -> list[Entity]:
    area = {"family": "area"}
    return [
        _made("land", "land", "Beispielland", **area),
        _made("kreis", "kreis", "Beispielkreis", **area, identifiers={"ags": "00978"}),
        _made("stadt", "stadt", "Musterstadt", **area),
        _made("dorf", "gemeinde", "Probedorf", **area),
        _made(
            "konzept", "konzept", "Beispielkonzept 2012", family="document", translations={"en": "Example concept 2012"}
        ),
        _made("vorlage", "vorlage", "Vorlage 12/345", family="document", identifiers={"vorlage": "12/345"}),
        _made(
            "ki",
            "integrationszentrum",
            "Kommunales Integrationszentrum Beispielkreis",
            line=215,
            aliases=("KI Beispielkreis",),
            translations={"en": "Municipal integration centre of Beispielkreis"},
            themes=("gemeinsam:sprache", "gemeinsam:schule"),
            contacts=(
                Contact(kind="email", value="ki@beispiel.example"),
                Contact(kind="phone", value="000 / 123", visibility="staff"),
            ),
            summary=LocalText(de="Ansprechstelle im Beispielkreis.", en="Point of contact in Beispielkreis."),
        ),
        _made("vorgaenger", "verwaltungseinheit", "Beispielstelle (Vorgängerin)"),
        _made(
            "verein",
            "verein",
            "Musterverein Beispielstadt",
            line=20,
            aliases=("MVB",),
            flags=(
                Flag(
                    kind="doubtful", note=LocalText(de="Der Name ist schlecht lesbar.", en="The name is hard to read.")
                ),
            ),
        ),
        _made("formel", "verein", '=HYPERLINK("x") Verein'),
        _made("neu", "verein", "Neuverein Probedorf"),
        _made(
            "person",
            "person",
            "Erika Beispielperson",
            contacts=(
                Contact(kind="phone", value="000 555"),
                Contact(kind="phone", value="000 999", visibility="staff"),
            ),
        ),
        _made("netzwerk", "netzwerk", "Netzwerk Sprache Beispielkreis", line=276, themes=("gemeinsam:sprache",)),
        _made("rat_stadt", "integrationsrat", "Integrationsrat Musterstadt", themes=("gemeinsam:teilhabe",)),
        _made("rat_dorf", "integrationsrat", "Integrationsrat Probedorf", themes=("gemeinsam:teilhabe",)),
        _made("gross", "netzwerk", "Großes Netzwerk der Beispiele"),
        _made("kollektiv", "kollektiv", "Vereine im Beispielkreis", size=Size(count=46, approximate=True)),
        _made("ausschuss", "ausschuss", "Beispielausschuss"),
        _made("kurs", "kurs", "Beispielkurs Deutsch", family="offer", translations={"en": "Example course German"}),
        _made("ziel", "ziel", "Sprache für alle", family="goal", translations={"en": "Language for all"}),
        _made("geheim", "verein", "Verborgener Verein", visibility="staff"),
        _made("doppelt", "verein", "Musterverein Beispielstatt"),
    ]


def _ties() -> list[Any]:
    i = ID
    event = {"status": "event"}
    doubt = (Flag(kind="contradiction", note=note("An anderer Stelle heißt es anders.")),)
    return [
        tie(i["kreis"], "teil_von", i["land"], sources=_told()),
        tie(i["stadt"], "teil_von", i["kreis"], sources=_told()),
        tie(i["dorf"], "teil_von", i["kreis"], sources=_told()),
        tie(i["ki"], "gebietsbezug", i["kreis"], sources=_told(3)),
        tie(i["verein"], "sitz", i["stadt"], sources=_told(20)),
        tie(i["rat_stadt"], "gebietsbezug", i["stadt"], sources=_told()),
        tie(i["rat_dorf"], "gebietsbezug", i["dorf"], sources=_told()),
        tie(i["ki"], "moderation", i["netzwerk"], id=TIES["moderation"], theme="gemeinsam:sprache", sources=_told(258)),
        tie(i["ki"], "nachfolge", i["vorgaenger"], period=Period(start="2013"), sources=_told()),
        tie(i["ki"], "beratend", i["rat_stadt"], sources=_told(90)),
        tie(i["verein"], "mitglied", i["netzwerk"], sources=_told(277), wording="Sprecherin"),
        tie(i["rat_stadt"], "mitglied", i["netzwerk"], status="expected", sources=_told(295), flags=doubt),
        tie(
            i["formel"],
            "mitglied",
            i["netzwerk"],
            id=TIES["ehemals"],
            period=Period(start="2005", end="2006"),
            sources=_told(),
        ),
        tie(
            i["neu"],
            "mitglied",
            i["netzwerk"],
            id=TIES["geplant"],
            status="planned",
            period=Period(start="2014"),
            sources=_told(),
        ),
        tie(i["person"], "vorsitz", i["netzwerk"], post=POSTS["leitung"], sources=_told(299)),
        tie(i["person"], "beschaeftigt", i["ki"], sources=_told(301)),
        tie(i["ki"], "bietet_an", i["kurs"], sources=_told(40)),
        tie(i["verein"], "beteiligt", i["ziel"], sources=_told(50)),
        tie(
            i["ausschuss"],
            "beschliesst",
            i["vorlage"],
            period=Period(start="2015-04-02", end="2015-04-02"),
            sources=_told(),
            **event,
        ),
        *(tie(one, "mitglied", i["gross"], sources=_told()) for one in MANY),
    ]


def _others() -> list[Any]:
    turns = {"kind": "rotating", "seats": 1, "per_turn": 1, "order": "alphabetical", "rhythm": "yearly"}
    return [
        post(
            ID["netzwerk"], "Vorsitz", id=POSTS["leitung"], kind="function", role="vorsitz", seats=1, sources=_told(299)
        ),
        post(
            ID["netzwerk"],
            "Vertretung der Integrationsräte",
            id=POSTS["wechsel"],
            pool=(ID["rat_stadt"], ID["rat_dorf"]),
            sources=_told(295),
            **turns,
        ),
        post(ID["netzwerk"], "Vertretung der Schulen", id=POSTS["offen"], seats=2, sources=_told(296)),
        observation(
            ID["stadt"],
            indicator="bevoelkerung",
            unit="persons",
            value=49011,
            printed="49 011",
            period=Period.on("2011"),
            sources=_told(39),
        ),
        observation(
            ID["stadt"],
            indicator="anteil_mit_mh",
            unit="percent",
            value=25.3,
            printed="25,3 %",
            period=Period.on("2011"),
            sources=_told(39),
            flags=(Flag(kind="contradiction", note=note("Aus den Zahlen ergibt sich 24,8 %.")),),
        ),
        observation(ID["kollektiv"], indicator="anzahl", unit="count", value=46, approximate=True, sources=_told(60)),
    ]


@cache
def change_sets() -> tuple[ChangeSet, ...]:
    """The change sets that make the record, in order; always the same ones, so that two stores get the same record.

    It is loaded, an association is renamed, another is merged into it.
    """
    many = [entity("verein", f"Verein Nr. {n:02} (Beispiel)", id=one, sources=_told()) for n, one in enumerate(MANY)]
    entities = [*_entities(), *many]
    written = {one.id: one.model_copy(update={"version": 1}) for one in entities}
    club, double = written[ID["verein"]], written[ID["doppelt"]]
    renamed = club.model_copy(update={"aliases": (*club.aliases, "Musterverein")})
    return (
        create(*entities, kind="seed", why="Beispielkreis geladen"),
        create(*_ties(), *_others(), kind="seed", why="Beziehungen des Beispielkreises geladen"),
        edit(renamed, why="Kurzname ergänzt"),
        remove(double, successor=club.id, kind="merge", why="Doppelt erfasst"),
    )


def fill_registry(registry: Registry) -> None:
    """Write the record."""
    for one in change_sets():
        registry.commit(one)


__all__ = ["DATE", "ID", "MANY", "POSTS", "TIES", "change_sets", "fill_registry"]
