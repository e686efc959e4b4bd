"""Small sources on disk and registries to load them into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from stores import KINDS, empty

from registry.opening import open_registry
from registry.services import Registry

TABLES = ("entities", "ties", "posts", "observations")
ENTITIES = """key,kind,name,aliases,name_en,contacts,line
x/doc,konzept,Musterkonzept,,,,1
x/area,kreis,Musterkreis,,,,2
x/netz,netzwerk,Netz Beispiel,Beispielnetz,Example network,,3
x/verein,verein,Musterverein,,,phone=000 12345|email=post@verein.example,4;6-7
x/person,person,Erika Beispiel,Frau Beispiel,,,8
"""
TIES = """subject,role,object,theme,start,end,status,post,seats,note_de,line,flag,flag_de
x/netz,gebietsbezug,x/area,,,,,,,,2-3,,
x/verein,mitglied,x/netz,,2010,,,,,,5,,
x/person,vorsitz,x/netz,,,,,x/post/vorsitz,1,Der Vorsitz liegt bei Erika Beispiel.,8,doubtful,Unklar gedruckt.
"""
POSTS = """key,body,name,kind,role,seats,pool,line
x/post/vorsitz,x/netz,Vorsitz,function,vorsitz,1,x/verein|x/person,8
"""
OBSERVATIONS = """subject,indicator,start,end,value,unit,approximate,printed,line
x/verein,beschaeftigte,2010,2010,25,persons,1,rund 25,9
"""
SOURCE_YAML = """id: {id}
document: x/doc
publisher: Kreis Muster
title: Musterkonzept
file: none.txt
lines: 10
date: "2012-10-30"
as_of: "2012-10-30"
expect: {{entities: {0}, ties: {1}, posts: {2}, observations: {3}}}
"""
SOUND = {"entities": ENTITIES, "ties": TIES, "posts": POSTS, "observations": OBSERVATIONS}
WriteSource = Callable[..., Path]


@pytest.fixture
def sound() -> dict[str, str]:
    """The tables of the sound little source."""
    return dict(SOUND)


@pytest.fixture
def write_source(tmp_path: Path) -> WriteSource:
    """Writes the sound little source, with tables and source.yaml given in place of its own; gives all sources."""

    def write(name: str = "x-2012", *, yaml: str = "", **tables: str) -> Path:
        folder = tmp_path / "sources" / name
        folder.mkdir(parents=True, exist_ok=True)
        filled = {**SOUND, **tables}
        counts = [max(filled[table].strip().count("\n"), 0) for table in TABLES]
        for table, text in filled.items():
            (folder / f"{table}.csv").write_text(text, encoding="utf-8")
        (folder / "source.yaml").write_text(yaml or SOURCE_YAML.format(*counts, id=name), encoding="utf-8")
        return folder.parent

    return write


@pytest.fixture(scope="session", params=KINDS)
def store_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of store, one after the other."""
    kind: str = request.param
    return kind


@pytest.fixture
def url(store_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The URL of a place where there is no store yet."""
    return empty(store_kind, tmp_path, request)


@pytest.fixture
def empty_registry(url: str) -> Iterator[Registry]:
    """A new registry in a store of its own."""
    with closing(open_registry(url, create=True)) as registry:
        yield registry
