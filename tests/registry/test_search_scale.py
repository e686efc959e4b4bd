"""Many names: none is lost to wrong letters, umlaut spellings, word order or while it is being typed.

The names are put together by a seeded generator from invented places and ordinary words; none is meant to be
anybody's. Run as a program this file measures instead of testing:

    python tests/registry/test_search_scale.py 50000
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator
from functools import lru_cache

import pytest

from registry.services.search import IndexEntry, LiveIndex, NameIndex

FRONT = """
    Am Bal Ber Bir Bör Dar Dör El Fal Fin Gar Glin Grün Ham Hei Hol Kal Kör Lan Lin Lül Mar Möl Nie Ober Pan Quar
    Ral Rös Sal Schil Schön Stei Tal Tün Ul Vor Wal Wes Zel Zör
"""
MIDDLE = "ber den gen ken lin mer nau ren sel ter wig"
BACK = "aue bach berg brück burg dorf feld furt hagen hausen heim hofen kirchen lage loh moor rode stedt tal weiler"
THEMES = """
    Ausbildung Begegnung Bildung Ehrenamt Elternarbeit Familie Flüchtlingshilfe Frauen Freizeit Gesundheit
    Gewaltprävention Heimatpflege Inklusion Integration Jugend Kultur Mehrsprachigkeit Mädchenarbeit Nachbarschaft
    Patenschaften Schule Senioren Sport Sprache Sprachförderung Stadtteilarbeit Straßensozialarbeit Teilhabe
    Väterarbeit Wohnen Zusammenleben Übergang
"""
TREES = "Ahorn Birken Buchen Eichen Erlen Eschen Linden Pappel Tannen Ulmen Weiden Kastanien"
PARTS = "Mitte Nord Süd Altstadt Neustadt Westend Hafen" + THEMES
FORMS = (
    "Integrationsrat {town}",
    "Arbeitskreis {theme} {town}",
    "AK {theme} und {part} {town}",
    "Netzwerk {theme} {town}",
    "Verein für {theme} und {part} {town} e.V.",
    "{theme}-Initiative {town} e. V.",
    "Förderverein der {tree}schule {town} e.V.",
    "{tree}-Grundschule {town}",
    "Gesamtschule {town}-{part}",
    "Städtische Kita {tree}weg {town}",
    "Kindertageseinrichtung {tree}straße {town}",
    "Evangelische Jugend {town}, Gruppe {theme}",
    "Sportgemeinschaft {town} {part}",
    "{town}er {theme} gGmbH",
    "Runder Tisch {theme} {part} {town}",
    "Kulturverein {part} {town}",
    "{own} – Verein für {theme} {town}",
    "{own}-Stiftung {town}",
    "Haus {own} {town}",
)


@lru_cache(maxsize=2)
def synthetic_names(size: int, seed: int = 1) -> tuple[str, ...]:
    """`size` different names of bodies that do not exist."""
    chance = random.Random(seed)
    middles = ["", "", "", *MIDDLE.split()]

    def invented(more: str) -> str:
        return chance.choice(FRONT.split()) + more + chance.choice(BACK.split())

    towns = sorted({invented(chance.choice(middles)) for _ in range(60 + size // 60)})
    found: dict[str, None] = {}
    while len(found) < size:
        name = chance.choice(FORMS).format(
            town=chance.choice(towns),
            part=chance.choice(PARTS.split()),
            theme=chance.choice(THEMES.split()),
            tree=chance.choice(TREES.split()),
            # Names of their own make the many rare words that real registers have.
            own=invented(chance.choice(middles) + chance.choice(middles)),
        )
        found[name] = None
    return tuple(found)


def misspelled(text: str, errors: int, chance: random.Random) -> str:
    """`text` with so many letters wrong, missing, doubled or swapped with the next."""
    letters = list(text)
    for _ in range(errors):
        at = chance.choice([n for n, letter in enumerate(letters) if letter.isalpha()])
        kind = chance.randrange(4)
        if kind == 0:
            letters[at] = chance.choice("abcdefghijklmnopqrstuvwxyz")
        elif kind == 1:
            del letters[at]
        elif kind == 2:
            letters.insert(at, chance.choice("abcdefghijklmnopqrstuvwxyz"))
        else:
            letters[at : at + 2] = reversed(letters[at : at + 2])
    return "".join(letters)


def typed(text: str) -> Iterator[str]:
    """What stands in the field after each key."""
    return (text[:size] for size in range(1, len(text) + 1))


@lru_cache(maxsize=1)
def small() -> tuple[tuple[str, ...], NameIndex]:
    names = synthetic_names(5_000)
    return names, NameIndex(IndexEntry(f"e{number}", (name,)) for number, name in enumerate(names))


def recall(queries: list[tuple[str, str]], index: NameIndex) -> float:
    """Share of (query, name) whose name is among the ten best."""
    found = sum(name in [hit.name for hit in index.search(query)] for query, name in queries)
    return found / len(queries)


@pytest.mark.parametrize(("errors", "least"), [(0, 1.0), (1, 0.98), (2, 0.95)])
def test_a_name_is_among_the_ten_best_in_spite_of_wrong_letters(errors: int, least: float) -> None:
    names, index = small()
    chance = random.Random(errors)
    queries = [(misspelled(name, errors, chance), name) for name in chance.sample(names, 300)]
    assert recall(queries, index) >= least


def test_umlaut_spellings_find_the_name_first() -> None:
    names, index = small()
    chance = random.Random(3)
    odd = [name for name in names if any(letter in name for letter in "äöüß")]
    for name in chance.sample(odd, 100):
        for spelling in (str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}), str.maketrans("äöüß", "aous")):
            query = name.replace("ß", "ss").translate(spelling)
            assert index.search(query)[0].name == name, query


def test_the_order_of_the_words_does_not_matter() -> None:
    names, index = small()
    chance = random.Random(4)
    queries = []
    for name in chance.sample(names, 200):
        words = name.replace(",", "").split()
        chance.shuffle(words)
        queries.append((" ".join(words), name))
    assert recall(queries, index) >= 0.99


def test_beginnings_of_all_words_find_the_name() -> None:
    names, index = small()
    chance = random.Random(5)
    queries = [(" ".join(word[:6] for word in name.split()), name) for name in chance.sample(names, 200)]
    assert recall(queries, index) >= 0.93


def test_every_key_typed_answers_and_the_whole_name_comes_first() -> None:
    names, index = small()
    for name in random.Random(6).sample(names, 20):
        for query in typed(name):
            assert index.search(query), query
        assert index.search(name)[0].name == name


def test_an_updated_index_of_many_answers_as_one_built_afresh() -> None:
    """Where far more names fit than are looked at closely, the same ones have to be."""
    names = [IndexEntry(f"e{number}", (name,)) for number, name in enumerate(synthetic_names(4_000))]
    changed = [IndexEntry(old.id, new.names) for old, new in zip(names[:800], names[3_000:3_800], strict=True)]
    live = LiveIndex(names[:3_000], 1).updated(changed, [entry.id for entry in names[800:900]], 2)
    fresh = NameIndex([*changed, *names[900:3_000]])
    chance = random.Random(8)
    for entry in chance.sample(names, 40):
        for query in (entry.names[0], misspelled(entry.names[0], 2, chance), entry.names[0][:5], entry.names[0][:2]):
            assert live.search(query) == fresh.search(query), query


def measure(size: int) -> None:
    """Prints times in milliseconds and recall for `size` names, ours and rapidfuzz's `ratio` over all of them."""
    names = synthetic_names(size)
    entries = [IndexEntry(f"e{number}", (name,)) for number, name in enumerate(names)]
    start = time.perf_counter()
    index = NameIndex(entries)
    print(f"built {size} names in {time.perf_counter() - start:.2f} s")
    chance = random.Random(7)
    sample = chance.sample(names, 200)
    keys = [query for name in sample[:60] for query in typed(name)]
    _report("every key of 60 names", index, [(query, None) for query in keys])
    for errors in (0, 1, 2):
        queries = [(misspelled(name, errors, chance), name) for name in sample]
        _report(f"whole names, {errors} wrong letters", index, list(queries))
        _report_peer(names, queries)
    wrong = [query for name in sample[:60] for query in typed(misspelled(name, 1, chance))]
    _report("every key of 60 names, 1 wrong letter", index, [(query, None) for query in wrong])
    live = LiveIndex(entries, 1)
    start = time.perf_counter()
    live = live.updated([IndexEntry(f"e{number}", (f"Neuer Name {number}",)) for number in range(1000)], [], 2)
    live = live.updated([IndexEntry("neu", ("Musterverein",))], [], 3)
    print(f"1,000 entries changed, then one more: {1000 * (time.perf_counter() - start):.0f} ms together")
    _report("whole names with that overlay", live, [(name, name) for name in sample])


def _report(what: str, index: NameIndex | LiveIndex, queries: list[tuple[str, str | None]]) -> None:
    times, found = [], 0
    for query, name in queries:
        start = time.perf_counter()
        hits = index.search(query)
        times.append(1000 * (time.perf_counter() - start))
        found += name in [hit.name for hit in hits]
    share = f", recall@10 {found / len(queries):.3f}" if queries[0][1] else ""
    print(f"{what}: n {len(times)}, {_spread(times)}{share}")


def _report_peer(names: tuple[str, ...], queries: list[tuple[str, str]]) -> None:
    from rapidfuzz import fuzz, process

    times, found = [], 0
    for query, name in queries:
        start = time.perf_counter()
        best = process.extract(query, names, scorer=fuzz.ratio, limit=10)
        times.append(1000 * (time.perf_counter() - start))
        found += name in [one[0] for one in best]
    print(f"    rapidfuzz ratio over all: {_spread(times)}, recall@10 {found / len(queries):.3f}")


def _spread(times: list[float]) -> str:
    ordered = sorted(times)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    return f"p50 {statistics.median(ordered):.2f}, p95 {p95:.2f}, max {ordered[-1]:.2f} ms"


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
