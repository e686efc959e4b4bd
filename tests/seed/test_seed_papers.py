"""The sources against the papers: each row's line exists and says what the row states; no sentence was copied.

Reads ../shared/sources beside the checkout. Without it the tests of the papers' text are skipped, and fail in CI.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry.vocabulary import load_vocabulary
from seed.cells import line_ranges
from seed.reading import SOURCES, SourceTables, read_sources
from seed.rows import EntityLine, ObservationLine, PostLine, TieLine
from seed.tables import Placed

VOCABULARY = load_vocabulary()
LONGEST_COMMON_RUN = 11
"""Twelve words in a row are a sentence, or most of one. Proper names and titles may be longer: see NAMES."""
NAMES = {"name", "aliases", "title", "file", "key"}
NUMBER_WORDS = {
    "ein": 1, "eine": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "elf": 11, "zwölf": 12,
}  # fmt: skip
GENERIC = {"kreis", "kreises", "unna", "mettmann", "aachen", "stadteregion", "integration", "kommunale"}
"""Words of so many names that finding them says little; they count where a name has no other."""
SPELLED = str.maketrans("äöüß", "aous")
FILLERS = {
    "der", "die", "das", "den", "dem", "des", "und", "oder", "für", "in", "im", "von", "vom", "zu", "zum", "zur", "mit",
    "an", "am", "auf", "aus", "bei", "nach", "durch", "ein", "eine", "einer", "the", "of", "and", "for", "a",
}  # fmt: skip


@cache
def sources() -> list[SourceTables]:
    return read_sources(SOURCES, VOCABULARY)


@cache
def lines_of(folder: Path, file: str) -> tuple[str, ...]:
    return tuple((folder / file).read_text(encoding="utf-8").split("\n"))


@cache
def entities() -> dict[str, list[EntityLine]]:
    found: dict[str, list[EntityLine]] = {}
    for source in sources():
        for one in source.entities:
            found.setdefault(one.row.key, []).append(one.row)
    return found


def plain(text: str) -> str:
    """Lower case, without accents, umlauts and ß as one letter: inflected and compound forms meet."""
    spelled = text.lower().translate(SPELLED)
    return "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))


@cache
def words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", plain(text)))


def telling(texts: Iterable[str]) -> set[str]:
    """The words that say something, of all these texts."""
    return {word for text in texts for word in words(text)} - {plain(word) for word in FILLERS}


def stands_in(word: str, text: str) -> bool:
    """Whether the word is in the line: short ones as a word, longer ones also inflected or within a compound."""
    if len(word) < 5:
        return word in words(text)
    return any(word[: max(5, len(word) - 2)] in other for other in words(text))


def cited(folder: Path, source: SourceTables, row: Any) -> list[str]:
    paper = lines_of(folder, source.info.file)
    return [paper[number - 1] for first, last in line_ranges(row.line) for number in range(first, last + 1)]


def names(key: str) -> Iterator[str]:
    for row in entities()[key]:
        yield from (row.name, *row.aliases)


def role_words(role: str) -> Iterator[str]:
    term = VOCABULARY.roles[role]
    yield from (role, term.label("de"), term.inverse("de"), term.noun("de"))


def digits(text: str) -> set[str]:
    """Numbers of a line without the signs between their digits: `49 011`, `400.000` and `25,3` become plain digits."""
    found = set(re.findall(r"\d+", text))
    found |= {re.sub(r"\D", "", one) for one in re.findall(r"\d{1,3}(?:[ .\u00a0]\d{3})+|\d+,\d+", text)}
    return found | {str(NUMBER_WORDS[word]) for word in re.findall(r"\w+", text.lower()) if word in NUMBER_WORDS}


def says(text: str, statement: Any) -> bool:
    """Whether a line of the paper contains a word (for a figure: the number) of what a row states."""
    match statement:
        case EntityLine():
            wanted = telling((statement.name, *statement.aliases))
            wanted = wanted - GENERIC or wanted
        case TieLine():
            given = (*names(statement.subject), *names(statement.object), *role_words(statement.role))
            wanted = telling((*given, statement.wording or ""))
        case PostLine():
            wanted = telling((statement.name, *names(statement.body)))
        case ObservationLine() if statement.value is None and statement.printed is None:
            wanted = telling(names(statement.subject))
        case ObservationLine():
            return says_figure(text, statement)
        case _:
            raise AssertionError(statement)
    return any(stands_in(word, text) for word in wanted)


def says_figure(text: str, row: ObservationLine) -> bool:
    if row.printed and " ".join(words(row.printed)) in " ".join(words(text)):
        return True
    values = [value for value in (row.value, row.upper) if value is not None]
    return any(re.sub(r"\D", "", f"{value:g}" if value < 1e5 else str(value)) in digits(text) for value in values)


def placed_rows() -> Iterator[tuple[SourceTables, Placed[Any]]]:
    for source in sources():
        for placed in source.rows():
            yield source, placed


def test_papers_are_the_ones_that_were_read(papers: Path) -> None:
    """Each source names a paper that is there and has the length that its line numbers were taken from."""
    for source in sources():
        assert len(lines_of(papers, source.info.file)) == source.info.lines, source.info.id


def test_every_statement_stands_in_its_line(papers: Path) -> None:
    """Each row cites a line that contains a word of what it states, or says how it was inferred."""
    unfounded = [
        f"{placed.where}: {placed.row.line}"
        for source, placed in placed_rows()
        if placed.row.flag != "inferred"
        and not any(says(line, placed.row) for line in cited(papers, source, placed.row))
    ]
    assert not unfounded


def test_no_line_is_cited_that_is_empty(papers: Path) -> None:
    """A line cited alone has words in it; only within a range may an empty one stand."""
    empty = [
        f"{placed.where}: {first}"
        for source, placed in placed_rows()
        for first, last in line_ranges(placed.row.line)
        if not any(words(line) for line in lines_of(papers, source.info.file)[first - 1 : last])
    ]
    assert not empty


def test_no_sentence_of_the_papers_stands_in_the_tables(papers: Path) -> None:
    """Outside of proper names and titles, no cell shares a run of twelve words with any paper."""
    size = LONGEST_COMMON_RUN + 1
    runs = {
        tuple(all_words[start : start + size])
        for source in sources()
        for all_words in [words(" ".join(lines_of(papers, source.info.file)))]
        for start in range(len(all_words) - size + 1)
    }
    copied = [
        where
        for where, text in cells()
        for found in [words(text)]
        if any(tuple(found[start : start + size]) in runs for start in range(len(found) - size + 1))
    ]
    assert not copied


def cells() -> Iterator[tuple[str, str]]:
    """Every cell that is no name, and every text of source.yaml."""
    for path in sorted(SOURCES.glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (
                    (f"{path.parent.name}/{path.name}: {text}", text) for name, text in row.items() if name not in NAMES
                )
    for path in sorted(SOURCES.glob("*/source.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from ((f"{path}: {name}", str(text)) for name, text in data.items() if name not in NAMES)


def test_the_check_finds_what_is_not_there(papers: Path) -> None:
    """The check itself can fail: a name and a number that no line contains are not found."""
    line = lines_of(papers, sources()[-1].info.file)[257]
    assert not says(line, EntityLine(key="x", kind="verein", name="Musterverein Beispielstadt", line="258"))
    row = ObservationLine(subject="x", indicator="anzahl", value=4711, unit="count", printed="4711", line="258")
    assert not says(line, row)


# --- what the papers say, written down by hand from them ---

MODERATIONS = {
    "elementarbereich": [
        "AK Rucksack KiTa Kreis Unna",
        "AK Hocus & Lotus Kreis Unna",
        "AK Griffbereit Kreis Unna",
    ],
    "schule": [
        "Verbund Bildung durch Sprache & Schrift (BiSS) Kreis Unna",
        "AK Rucksack Schule Kreis Unna",
        "DaZ-Forum Kreis Unna",
    ],
    "kommunale-integration": [
        "Netzwerk Kommunale Integration Kreis Unna",
        "Netzwerk der sechs gewählten Integrationsräte im Kreis Unna",
        "Flüchtlingsrat im Kreis Unna",
        "Interreligiöses Frauennetzwerk Kamen-Bergkamen",
    ],
    "demokratie-frauen": [
        "AK SoR-SmC für den Kreis Unna",
        "Regionalkonferenz der SoR-SmC-Schulen Kreis Unna",
        "Netzwerk Im Namen der Ehre gegen Zwangsheirat und Gewalt in der Familie Kreis Unna",
    ],
}
MEMBERSHIPS = {
    "elementarbereich": [
        "IKEEP KI-Verbund NRW",
        "Elternnetzwerk NRW",
        "Facharbeitskreis Interkulturelle Väterarbeit NRW",
        "Kooperationstreffen der Familienzentren Kreis Unna",
        "Bildungskonferenz Kreis Unna",
        "AK Ü1",
        "Modellprojekt KeKiz Kreis Unna",
    ],
    "schule": [
        "AKSE KI-Verbund NRW",
        "AK Seiteneinsteiger KI-Verbund NRW",
        "Lenkungsgruppe Rucksack Schule NRW",
        "Bundes-/Landesweiter Verbund BiSS",
        "Kompetenzteam Kreis Unna",
        "Bibliothek & Schule -Bildungspartner NRW",
    ],
    "schule-beruf": [
        "AK Schule/Beruf KI Verbund NRW",
        "Steuerungsgruppe AK Schule/Beruf KI Verbund NRW",
        "AK StuBo Kreis Unna",
        "AK Elternbildung Übergang Schule/Beruf KI-Verbund NRW",
        "Beirat Schule/Beruf d. Stiftung Weiterbildung Kreis Unna",
        "AK Übergang Schule/Hochschule Kreis Unna",
    ],
    "kommunale-integration": [
        "KGSt-Vergleichsring Integration",
        "AKM KI-Verbund NRW",
        "Zukunftsdialog Kreis Unna",
        "Lüner Dialog",
        "Integrationsgruppe Schwerte",
        "Steuerungsgruppe Nachhaltigkeitsstrategie Kreis Unna",
        "Bergkamener Integrationsnetzwerk (B.I.N)",
        "Große AG der Wohlfahrtsverbände Kreis Unna",
        "Interreligiöses Frauennetzwerk Unna",
        "AK der KOMM-IN-Kreise",
        "KI-Verbund NRW, Leiterkreis",
    ],
}
PARTICIPATION = [
    "Städte gegen Extremismus",
    "Arbeitskreise und Bündnisse gegen Rechtsextremismus im Kreis Unna, in Dortmund und Hamm",
    "Beratungsnetzwerk Rechtsextremismus im RB Arnsberg",
    "AK SoR-SmC NRW/Bund",
    "Mädchen- und Frauennetzwerk Unna und Bergkamen",
    "Netzwerk Selbstbestimmungsrecht junger Migrantinnen NRW",
]
SIX = ["Bergkamen", "Bönen", "Kamen", "Lünen", "Schwerte", "Unna"]


def ties(**wanted: str | None) -> list[TieLine]:
    """All ties of all sources with these values."""
    rows = [one.row for source in sources() for one in source.ties]
    return [row for row in rows if all(getattr(row, column) == value for column, value in wanted.items())]


def same_bodies(keys: list[str], printed: list[str]) -> bool:
    """Whether these entities are the printed ones: each known by that name or alias, none missing, none more."""
    left = list(keys)
    for name in printed:
        hit = [key for key in left if name in set(names(key))]
        if len(hit) != 1:
            return False
        left.remove(hit[0])
    return not left


@pytest.mark.parametrize(
    "theme", ["elementarbereich", "schule", "schule-beruf", "kommunale-integration", "demokratie-frauen"]
)
def test_moderations_of_the_ki_by_theme(theme: str) -> None:
    """The KI Kreis Unna moderates exactly what the table says under a theme; under Schule / Beruf that is nothing."""
    found = [row.object for row in ties(subject="un/ki", role="moderation", theme=f"un-ki:{theme}")]
    assert same_bodies(found, MODERATIONS.get(theme, [])), found


@pytest.mark.parametrize(
    "theme", ["elementarbereich", "schule", "schule-beruf", "kommunale-integration", "demokratie-frauen"]
)
def test_memberships_of_the_ki_by_theme(theme: str) -> None:
    """The KI Kreis Unna is a member of exactly what the table says under a theme."""
    found = [row.object for row in ties(subject="un/ki", role="mitglied", theme=f"un-ki:{theme}")]
    assert same_bodies(found, MEMBERSHIPS.get(theme, [])), found


def test_the_ki_moderates_and_is_member_of_nothing_else() -> None:
    """No moderation or membership of the KI Kreis Unna stands outside the themes of its tables."""
    roles = {"moderation": MODERATIONS, "mitglied": MEMBERSHIPS}
    for role, table in roles.items():
        assert len(ties(subject="un/ki", role=role)) == sum(map(len, table.values()))


def test_participation_against_extremism_is_no_membership() -> None:
    """Taking part in the coalitions against extremism is kept as participation."""
    found = [row.object for row in ties(subject="un/ki", role="mitwirkung", theme="un-ki:demokratie-frauen")]
    assert same_bodies(found, PARTICIPATION), found


def test_advice_in_the_integration_councils_is_no_membership() -> None:
    """The KI advises the six councils and is a member of none of them."""
    advised = [row.object for row in ties(subject="un/ki", role="beratend")]
    assert same_bodies(advised, [f"Integrationsrat {town}" for town in SIX]), advised
    joined = {row.object for row in ties(subject="un/ki", role="mitglied")}
    assert not joined & set(advised)


def posts(body: str) -> list[PostLine]:
    return [one.row for source in sources() for one in source.posts if one.row.body == body]


def test_rotating_seats_of_the_network() -> None:
    """Two of six councils a year in alphabetical order, one of three agencies a year; the first year stays unknown."""
    rotating = {len(row.pool): row for row in posts("un/body/netzwerk-ki") if row.kind == "rotating"}
    assert set(rotating) == {1, 6}
    councils, agencies = rotating[6], rotating[1]
    assert (councils.per_turn, councils.seats, councils.order, councils.rhythm) == (2, 2, "alphabetical", "yearly")
    assert same_bodies(list(councils.pool), [f"Integrationsrat {town}" for town in SIX])
    assert (agencies.per_turn, agencies.order, agencies.rhythm) == (1, None, "yearly")
    assert [row.size for row in entities()[agencies.pool[0]]] == [3]
    assert {row.starts for row in rotating.values()} == {None}


def test_members_of_the_network_are_only_expected() -> None:
    """Every member of the Netzwerk Kommunale Integration is expected, not existing; chair and management exist."""
    members = ties(object="un/body/netzwerk-ki", role="mitglied")
    assert len(members) == 11
    assert {row.status for row in members} == {"expected"}
    assert [row.subject for row in ties(object="un/body/netzwerk-ki", role="vorsitz")] == ["un/person/sparbrod"]
    assert [row.subject for row in ties(object="un/body/netzwerk-ki", role="geschaeftsfuehrung")] == [
        "un/person/raupach"
    ]
    assert [row.subject for row in ties(object="un/body/netzwerk-ki", role="moderation")] == ["un/ki"]


def test_a_network_is_member_of_a_network() -> None:
    """The network of the six councils sends members into the Netzwerk Kommunale Integration."""
    found = [row.subject for row in ties(object="un/body/netzwerk-ki", role="mitglied")]
    assert "un/body/netzwerk-integrationsraete" in found


def test_the_ki_succeeds_the_raa() -> None:
    """KI and RAA are two entities, the one succeeding the other."""
    assert [row.object for row in ties(subject="un/ki", role="nachfolge")] == ["un/raa"]


def test_towns_with_a_council_and_without() -> None:
    """Kreis Unna: six councils of ten towns; Kreis Mettmann: six councils and a committee, three towns unnamed."""
    kinds = {key: rows[0].kind for key, rows in entities().items()}
    councils = {key for key, kind in kinds.items() if kind == "integrationsrat"}
    assert same_bodies([key for key in councils if key.startswith("un/")], [f"Integrationsrat {town}" for town in SIX])
    mettmann = ["Erkrath", "Hilden", "Langenfeld", "Mettmann", "Ratingen", "Velbert"]
    assert same_bodies(
        [key for key in councils if key.startswith("me/")], [f"Integrationsrat {town}" for town in mettmann]
    )
    committees = [key for key, kind in kinds.items() if kind == "integrationsausschuss"]
    assert same_bodies(committees, ["Integrationsausschuss Monheim a.R."])


def members(body: str) -> set[str]:
    return {row.subject for row in ties(object=body, role="mitglied")}


def test_who_sits_in_the_two_bodies_of_mettmann() -> None:
    """The Bundesamt sits in the Koordinierungskreis and not in the Arbeitskreis; the police sits in both."""
    circle, working_group = members("me/koordinierungskreis-integration"), members("me/ak-integrationskonzept")
    assert "org/bamf" in circle - working_group
    assert "me/kreispolizeibehoerde" in circle & working_group
    assert "me/integrationsbeauftragte" in circle - working_group
    assert [row.subject for row in ties(object="me/koordinierungskreis-integration", role="leitung")] == [
        "me/person/richter"
    ]


def test_nobody_is_invented() -> None:
    """Not one Migrantenorganisation and not one Wohlfahrtsverband stands as a single body: the papers name none."""
    assert not [
        key for key, rows in entities().items() if rows[0].kind in ("migrantenorganisation", "wohlfahrtsverband")
    ]


def test_homonyms_are_kept_apart() -> None:
    """Unna and Mettmann the towns are not the Kreise, and each Kreis has its own centre and job centre."""
    kinds = {key: rows[0].kind for key, rows in entities().items()}
    areas = {"un/area/unna-stadt": "stadt", "un/area/kreis-unna": "kreis", "me/area/mettmann-stadt": "stadt"}
    assert {key: kinds.get(key) for key in areas} == areas
    assert kinds["me/area/kreis-mettmann"] == "kreis"
    for kind in ("integrationszentrum", "jobcenter"):
        assert sorted(key.split("/")[0] for key in kinds if kinds[key] == kind) == ["ac", "me", "un"]


def test_goals_of_aachen_come_with_years() -> None:
    """Three dimensions, and two milestones, of 2025 and of 2026, for each of the three goals."""
    rows = [one[0] for key, one in entities().items() if one[0].kind in ("zieldimension", "meilenstein")]
    assert sum(row.kind == "zieldimension" for row in rows) == 3
    aachen = [row for row in rows if row.key.startswith("ac/") and row.kind == "meilenstein"]
    assert sorted(row.start or "" for row in aachen) == ["2025"] * 3 + ["2026"] * 3


def test_contradictions_are_kept_with_a_flag() -> None:
    """A printed share or sum that the paper's own numbers do not give stands as printed, with a flag."""
    rows = [one.row for source in sources() for one in source.observations]
    flagged = [row for row in rows if row.flag == "contradiction"]
    said = {(row.subject, row.indicator, row.value) for row in flagged}
    assert ("un/area/luenen", "anteil_mit_mh", 34.6) in said
    assert ("un/area/kreis-unna", "auslaender", 27720) in said
    assert all(row.printed and row.flag_de and row.flag_en for row in flagged)
