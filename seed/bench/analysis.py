"""Pages of the analysis over HTTP, each for many actors, so that no kept page answers; searches for partners, ways,
surroundings of two steps, coverage, what if somebody goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import cycle
from time import sleep
from typing import Final
from urllib.parse import quote

from registry.access import STAFF_VIEWER
from seed.bench.pages import Asked, connected, measured, served
from seed.bench.record import chosen
from seed.bench.stores import Target
from seed.bench.timing import Measured

_SLOW: Final = 20
"""So many calls of pages that are about everything, and so the same every time."""
_READY: Final = 30.0


def analysis(target: Target, repeats: int) -> Iterator[Measured]:
    """Each page checked for what it is about. Raises WrongResult."""
    names, others = _names(target, repeats)
    kreis, town = _areas(target)
    with served(target.url) as serving, connected(serving) as connection:
        _settle(connection, next(iter(others)))
        for what, asked in _about_actors(names, town):
            yield measured(f"{what} over HTTP", target, connection, asked, asked[:1])
        for what, path, part in _about_everything(kreis):
            asked = [Asked(path, part)] * min(repeats, _SLOW)
            yield measured(f"{what} over HTTP", target, connection, asked, asked[:1])


def _about_actors(names: dict[str, str], town: str) -> Iterator[tuple[str, list[Asked]]]:
    ids = list(names)
    pairs = list(zip(ids, [*ids[1:], ids[0]], strict=True))
    theme = f"/de/partner?thema=gemeinsam:sprache&gebiet={town}&wer="
    yield "partner search", [Asked(f"/de/partner?wer={id}", "Punkte") for id in ids]
    yield "partner search for a theme and a town", [Asked(theme + id, "Punkte") for id in ids]
    yield "ways to another actor", [Asked(f"/de/partner/wege?von={one}&nach={two}", "<h2") for one, two in pairs]
    yield "surroundings of two steps", [Asked(f"/de/netzwerk?um={id}&schritte=2", "<h1") for id in ids[:_SLOW]]
    yield (
        "surroundings of two steps, picture and table",
        [Asked(f"/de/netzwerk?um={id}&schritte=2&bild=netz", "<h1") for id in ids[:_SLOW]],
    )
    yield (
        "what if somebody goes",
        [Asked(f"/de/zusammenhalt/was-waere-wenn?wer={id}", name) for id, name in names.items()],
    )


def _about_everything(kreis: str) -> Iterator[tuple[str, str, str]]:
    yield "coverage matrix", f"/de/abdeckung?kreis={quote(kreis)}", "<table"
    yield "gaps", f"/de/abdeckung/luecken?kreis={quote(kreis)}", "<table"
    yield "rates", f"/de/abdeckung/raten?kreis={quote(kreis)}", "<table"
    yield "report", f"/de/abdeckung/bericht?kreis={quote(kreis)}", "<table"
    yield "cut actors", "/de/zusammenhalt/bruchstellen", "<table"
    yield "network, overview", "/de/netzwerk?bild=uebersicht", "<svg"
    yield "network, picture and table", "/de/netzwerk?bild=netz&sortierung=thema", "<table"
    yield "network, matrix", "/de/netzwerk/matrix", "<table"


def _settle(connection: HTTPConnection, id: str) -> None:
    """Ask until what is read in the background (kernels, languages, contacts) is there."""
    end = cycle((f"/de/partner?wer={id}", f"/de/zusammenhalt/was-waere-wenn?wer={id}", "/de/abdeckung"))
    for _ in range(int(_READY)):
        connection.request("GET", next(end))
        connection.getresponse().read()
        sleep(0.5)


def _areas(target: Target) -> tuple[str, str]:
    """Ids of a Kreis and of one of its towns."""
    with target.registry.reading(STAFF_VIEWER) as record:
        rows = [row for row in record.entity_rows() if row.family == "area"]
    return next(row.id for row in rows if row.kind == "kreis"), next(row.id for row in rows if row.kind == "gemeinde")


def _names(target: Target, repeats: int) -> tuple[dict[str, str], dict[str, str]]:
    """Names by id of the actors to ask about, and of others."""
    with target.registry.reading(STAFF_VIEWER) as record:
        found = [{id: one.name for id, one in record.entities(ids).items()} for ids in chosen(target.region, repeats)]
    return found[0], found[1]
