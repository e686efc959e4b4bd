"""Stores by their URLs: which scheme opens what, and that no secret leaves a URL."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest
from record_making import create, verein

from registry.model import Invalid
from registry.opening import open_registry, open_store, origin, without_secret
from registry.store.sqlite import SqliteStore


def test_a_store_can_be_opened_without_a_registry_around_it(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/a.db", create=True)) as store:
        assert isinstance(store, SqliteStore)
        assert store.commit(create(verein())) == 1


@pytest.mark.parametrize("url", ["mysql://host/db", "neo4k://host", "neo4j:host", "bolt", ""])
def test_a_url_of_no_known_scheme_is_refused_with_both_forms(url: str) -> None:
    for opening in (open_store, open_registry):
        with pytest.raises(Invalid) as caught:
            opening(url)
        assert "sqlite:///" in caught.value.remedy
        assert "neo4j://" in caught.value.remedy


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("neo4j://leser:geheim@host:7687/record", "neo4j://host:7687/record"),
        ("neo4j+s://leser:ge/he@im#x@host", "neo4j+s://host"),
        ("bolt://host:7687", "bolt://host:7687"),
        ("sqlite:///data/a@b.db", "sqlite:///data/a@b.db"),
        ("leser:geheim@host", "host"),
        ("nonsense", "nonsense"),
    ],
)
def test_user_and_password_are_never_shown(url: str, shown: str) -> None:
    assert without_secret(url) == shown


def test_the_origin_of_a_move_is_the_same_wherever_one_stands_and_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link.db").symlink_to(tmp_path / "a b.db")
    names = ["sqlite:///a b.db", "sqlite:///a%20b.db", "sqlite:///./a b.db?journal=delete", "sqlite:///link.db"]
    absolute = f"sqlite:///{os.path.realpath(tmp_path)}/a b.db"
    assert {origin(url) for url in (*names, absolute)} == {absolute}
    assert origin("neo4j://a:b@host:7687/db") == "neo4j://host:7687/db"
