"""The reader of the sources: what is right becomes typed rows and statements; what is wrong is named with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.model import Entity, Invalid, Observation, Post, Problem, Status, Tie
from registry.vocabulary import load_vocabulary
from seed.building import Contents, build, entity_id, post_id
from seed.cells import line_ranges, number, pairs, split
from seed.reading import SOURCES, read_sources

WriteSource = Callable[..., Path]
VOCABULARY = load_vocabulary()


def contents(folder: Path) -> Contents:
    return build(read_sources(folder, VOCABULARY), VOCABULARY)


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(Invalid) as caught:
        contents(folder)
    return caught.value.problems


def test_sound_source_becomes_statements(write_source: WriteSource) -> None:
    """Every row becomes one statement with its source's document, line and Stand."""
    found = contents(write_source())
    verein = found.statements[entity_id("x/verein")]
    assert isinstance(verein, Entity)
    assert (verein.family, verein.kind, verein.name) == ("actor", "verein", "Musterverein")
    assert [(one.kind, one.value) for one in verein.contacts] == [
        ("phone", "000 12345"),
        ("email", "post@verein.example"),
    ]
    assert [(one.document, one.locator, one.as_of) for one in verein.sources] == [
        (entity_id("x/doc"), "Z. 4; 6-7", "2012-10-30")
    ]
    post = found.statements[post_id("x/post/vorsitz")]
    assert isinstance(post, Post)
    assert post.pool == (entity_id("x/verein"), entity_id("x/person"))
    chair = next(one for one in found.statements.values() if isinstance(one, Tie) and one.role == "vorsitz")
    assert (chair.post, chair.status, chair.flags[0].kind) == (post.id, Status.EXISTING, "doubtful")
    figure = next(one for one in found.statements.values() if isinstance(one, Observation))
    assert (figure.value, figure.approximate, figure.printed, figure.period.start) == (25, True, "rund 25", "2010")
    assert len(found.statements) == 10


def test_documents_come_first(write_source: WriteSource) -> None:
    """What sources refer to stands before everything that refers to it."""
    first = next(iter(contents(write_source()).statements.values()))
    assert first.id == entity_id("x/doc")


def test_a_table_that_is_not_read_is_the_only_problem(write_source: WriteSource, sound: dict[str, str]) -> None:
    """Keys of a table with a wrong column are not reported as unknown as well."""
    found = problems(write_source(entities=sound["entities"].replace("aliases", "nickname", 1)))
    assert [one.where for one in found] == ["x-2012/entities.csv:1 (nickname)"]


BAD = [
    ("entities", "aliases", "nickname", "unknown column 'nickname'", "x-2012/entities.csv:1 (nickname)"),
    ("entities", ",line\n", ",aliases\n", "column 'line' is missing", "x-2012/entities.csv:1 (line)"),
    ("entities", "aliases", "name_en", "stands twice", "x-2012/entities.csv:1 (name_en)"),
    ("entities", "x/verein,verein", "x/verein,klub", "unknown kind 'klub'", "x-2012/entities.csv:5 (kind)"),
    ("entities", "x/verein,verein", "X Verein,verein", "should match pattern", "x-2012/entities.csv:5 (key)"),
    ("entities", "phone=000 12345", "phone", "not of the form name=value", "x-2012/entities.csv:5 (contacts)"),
    ("entities", "phone=000", "pigeon=000", "phone", "x-2012/entities.csv:5 (contacts)"),
    ("entities", ",4;6-7", ",4;6-", "not of the form 256", "x-2012/entities.csv:5 (line)"),
    ("entities", ",4;6-7", ",7-6", "ends before it begins", "x-2012/entities.csv:5 (line)"),
    ("entities", ",4;6-7", ",4;11", "line 11 is not in the paper, which has 10", "x-2012/entities.csv:5 (line)"),
    ("entities", ",4;6-7", ",0", "line 0 is not in the paper", "x-2012/entities.csv:5 (line)"),
    ("entities", ",4;6-7", ",", "the cell is empty, but must not be", "x-2012/entities.csv:5 (line)"),
    ("entities", ",4;6-7", "", "6 cells under 7 columns", "x-2012/entities.csv:5"),
    ("entities", "x/person,person", "x/verein,person", "says the same as", "x-2012/entities.csv:6 (key)"),
    ("ties", "mitglied", "mitgleid", "did you mean mitglied", "x-2012/ties.csv:3 (role)"),
    ("ties", ",2010,", ",2010-13,", "month", "x-2012/ties.csv:3 (start)"),
    ("ties", ",2010,", ",bald,", "is not a date", "x-2012/ties.csv:3 (start)"),
    ("ties", ",2010,,", ",2010,2009,", "ends (2009) before it begins (2010)", "x-2012/ties.csv:3 (row)"),
    ("ties", "glied,x/netz,,", "glied,x/netz,un:nix,", "unknown theme 'un:nix'", "x-2012/ties.csv:3 (theme)"),
    ("ties", "mitglied,x/netz", "mitglied,x/nirgends", "unknown key 'x/nirgends'", "x-2012/ties.csv:3 (object)"),
    ("ties", "x/post/vorsitz", "x/post/nichts", "unknown key 'x/post/nichts'", "x-2012/ties.csv:4 (post)"),
    ("ties", "doubtful,Unklar gedruckt.", "doubtful,", "flag and flag_de belong together", "x-2012/ties.csv:4 (row)"),
    ("ties", "doubtful", "wrong", "'contradiction', 'doubtful' or 'inferred'", "x-2012/ties.csv:4 (flag)"),
    ("ties", "x/verein,mitglied,x/netz", "x/netz,mitglied,x/area", "not take a kreis as object", "x-2012/ties.csv:3"),
    ("posts", "x/netz,Vorsitz", "x/niemand,Vorsitz", "unknown key 'x/niemand'", "x-2012/posts.csv:2 (body)"),
    ("posts", "|x/person", "|x/keiner", "unknown key 'x/keiner'", "x-2012/posts.csv:2 (pool)"),
    ("posts", "function", "leihweise", "'function', 'open' or 'rotating'", "x-2012/posts.csv:2 (kind)"),
    ("observations", ",25,", ",25,5,", "10 cells under 9 columns", "x-2012/observations.csv:2"),
    ("observations", ",25,", ",viele,", "is not a number", "x-2012/observations.csv:2 (value)"),
    ("observations", "persons", "percent", "is given in persons, not percent", "x-2012/observations.csv:2 (unit)"),
    ("observations", ",1,rund", ",ja,rund", "neither 1 nor empty", "x-2012/observations.csv:2 (approximate)"),
    ("observations", "beschaeftigte", "laune", "unknown indicator 'laune'", "x-2012/observations.csv:2 (indicator)"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "what", "where"), BAD)
def test_bad_cell_is_named(
    write_source: WriteSource, sound: dict[str, str], table: str, old: str, new: str, what: str, where: str
) -> None:
    """A wrong cell is refused with file, line, column, what is wrong and what helps."""
    assert old in sound[table]
    found = problems(write_source(**{table: sound[table].replace(old, new, 1)}))
    hit = [one for one in found if what in one.what + one.remedy and one.where == where]
    assert hit, [str(one) for one in found]
    assert hit[0].remedy


def test_every_problem_at_once(write_source: WriteSource, sound: dict[str, str]) -> None:
    """Mistakes in several files are all reported in one go."""
    ties = sound["ties"].replace("mitglied", "mitgleid").replace(",2-3,", ",99,")
    observations = sound["observations"].replace("beschaeftigte", "laune")
    found = problems(write_source(ties=ties, observations=observations))
    assert {one.where.rpartition(" ")[0] for one in found} == {
        "x-2012/ties.csv:2",
        "x-2012/ties.csv:3",
        "x-2012/observations.csv:2",
    }


def test_unmet_count(write_source: WriteSource, sound: dict[str, str]) -> None:
    """A table with fewer rows than source.yaml expects is refused with both numbers."""
    folder = write_source()
    path = folder / "x-2012" / "observations.csv"
    path.write_text(sound["observations"].splitlines()[0] + "\n", encoding="utf-8")
    found = problems(folder)
    assert [(one.rule, one.where) for one in found] == [("count", "x-2012/observations.csv")]
    assert "0 rows, but source.yaml expects 1" in found[0].what


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("publisher: Kreis Muster\n", "", "(publisher)"),
        ("lines: 10", "lines: many", "(lines)"),
        ("lines: 10", "lines: 10\nauthor: x", "(author)"),
        ("x/doc", "x/none", "(document)"),
        ("id: x-2012", "id: y-2012", "(id)"),
        ("id: x-2012", "id: [x", ":"),
        ('as_of: "2012-10-30"', 'as_of: "irgendwann"', "(as_of)"),
    ],
)
def test_bad_source_yaml(write_source: WriteSource, old: str, new: str, where: str) -> None:
    """A wrong source.yaml is refused with the field that is wrong."""
    folder = write_source()
    path = folder / "x-2012" / "source.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert any(one.where.startswith("x-2012/source.yaml") and where in one.where for one in problems(folder))


def test_missing_source_yaml(write_source: WriteSource) -> None:
    """A folder without source.yaml is refused."""
    folder = write_source()
    (folder / "x-2012" / "source.yaml").unlink()
    assert "missing" in problems(folder)[0].what


def test_no_source_at_all(tmp_path: Path) -> None:
    """A folder without any source is an error and not an empty record."""
    with pytest.raises(Invalid, match="no source"):
        read_sources(tmp_path / "nothing", VOCABULARY)


def test_file_in_another_encoding(write_source: WriteSource, sound: dict[str, str]) -> None:
    """A file that is not UTF-8 is refused by name and not read as rubbish."""
    folder = write_source()
    text = sound["entities"].replace("Musterverein", "Müsterverein")
    (folder / "x-2012" / "entities.csv").write_bytes(text.encode("latin-1"))
    assert problems(folder)[0].where == "x-2012/entities.csv"


def test_byte_order_mark_is_no_part_of_a_column(write_source: WriteSource, sound: dict[str, str]) -> None:
    """A file saved with a byte order mark reads the same."""
    folder = write_source()
    expected = contents(folder).statements
    (folder / "x-2012" / "entities.csv").write_bytes(b"\xef\xbb\xbf" + sound["entities"].encode())
    assert contents(folder).statements == expected


SECOND = """id: y-2020
document: x/doc2
publisher: Kreis Muster
title: Zweites
file: none.txt
lines: 5
as_of: "2020"
expect: {entities: 2, ties: 1, posts: 0, observations: 1}
"""
OTHER = {
    "entities": "key,kind,name,aliases,line\nx/doc2,konzept,Zweites,,1\nx/verein,verein,Musterverein,MV,2\n",
    "ties": "subject,role,object,start,status,line\nx/verein,mitglied,x/netz,2010,existing,3\n",
    "posts": "key,body,name,kind,role,line\n",
    "observations": "subject,indicator,start,end,value,unit,line\nx/verein,beschaeftigte,2010,2010,30,persons,4\n",
}


def test_rows_of_two_sources_merge(write_source: WriteSource) -> None:
    """The same key in two sources is one entity with both sources; an equal tie is one; figures stay apart."""
    write_source()
    found = contents(write_source("y-2020", yaml=SECOND, **OTHER)).statements
    verein = found[entity_id("x/verein")]
    assert isinstance(verein, Entity)
    assert verein.aliases == ("MV",)
    assert [one.as_of for one in verein.sources] == ["2012-10-30", "2020"]
    members = [one for one in found.values() if isinstance(one, Tie) and one.role == "mitglied"]
    assert [len(one.sources) for one in members] == [2]
    assert sorted(one.value or 0 for one in found.values() if isinstance(one, Observation)) == [25, 30]


@pytest.mark.parametrize(
    ("old", "new", "column"), [("verein,Must", "schule,Must", "kind"), ("Musterver", "Ander", "name")]
)
def test_sources_that_disagree(write_source: WriteSource, old: str, new: str, column: str) -> None:
    """Two sources that give one key different kinds or names are refused, naming both rows."""
    write_source()
    folder = write_source("y-2020", yaml=SECOND, **{**OTHER, "entities": OTHER["entities"].replace(old, new)})
    found = problems(folder)
    assert [one.where for one in found] == [f"y-2020/entities.csv:3 ({column})"]
    assert "x-2012/entities.csv:5" in found[0].what


def test_sources_of_the_repository_are_sound() -> None:
    """The five papers' tables are readable and keep every rule of the record."""
    found = read_sources(SOURCES, VOCABULARY)
    assert [one.info.id for one in found] == ["ac-2024", "me-2015", "me-2021", "me-folien", "un-2012"]
    assert len(build(found, VOCABULARY).statements) > 1500


@given(st.lists(st.text("abcäß =,;", min_size=1).map(str.strip).filter(bool)))
def test_split_gives_back_what_was_joined(values: list[str]) -> None:
    """Values joined by `|` come back, whatever else they contain."""
    assert list(split("|".join(values))) == values


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.from_regex(r"[a-z0-9=]{1,8}", fullmatch=True)))
def test_pairs_give_back_what_was_joined(values: dict[str, str]) -> None:
    """name=value pairs come back, also where a value contains an equals sign."""
    assert pairs("|".join(f"{name}={value}" for name, value in values.items())) == values


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False, width=16))
def test_number_keeps_value_and_kind(value: float) -> None:
    """A printed number comes back as the same number, whole ones as integers."""
    text = repr(value)
    if "e" in text:
        return
    assert number(text) == value
    assert isinstance(number(text), int) == isinstance(value, int)


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(0, 9)), min_size=1))
def test_line_ranges_give_back_what_was_written(parts: list[tuple[int, int]]) -> None:
    """Every range of a line cell comes back with first and last line."""
    wanted = [(first, first + more) for first, more in parts]
    text = ";".join(str(first) if first == last else f"{first}-{last}" for first, last in wanted)
    assert line_ranges(text) == wanted
