"""Duplicates in the record of the papers: who is in it is recognised, and no two bodies of it are taken for one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.opening import open_registry
from registry.services import Registry
from registry.services.duplicates import LIKELY, SURE, Query
from seed.loading import load_sources


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The record of the five papers; the matching is the same on every store."""
    path: Path = tmp_path_factory.mktemp("papers") / "record.db"
    with closing(open_registry(f"sqlite:///{path}", create=True)) as registry:
        load_sources(registry)
        yield registry


def first(papers: Registry, name: str, kind: str | None = None) -> tuple[str, float]:
    """Preferred name and score of the likeliest hint."""
    hint = papers.duplicates(Query(name, kind), PUBLIC_VIEWER)[0]
    with papers.reading(PUBLIC_VIEWER) as record:
        return record.entity(hint.id).name, hint.score


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        (
            "Kommunales Integrationszentrum Kreis Unna",
            "integrationszentrum",
            "Kommunales Integrationszentrum Kreis Unna",
        ),
        ("Komm. Integrationszentrum Kreis Unna", "integrationszentrum", "Kommunales Integrationszentrum Kreis Unna"),
        ("Integrationsrat der Stadt Bergkamen", "integrationsrat", "Integrationsrat Bergkamen"),
        ("IR Lünen", "integrationsrat", "Integrationsrat Lünen"),
        ("Integrationsrat Luenen", "integrationsrat", "Integrationsrat Lünen"),
        ("Kreisintegrationszentrum Metmann", None, "Kreisintegrationszentrum Mettmann"),
        ("Jobcentre Kreis Unna", "jobcenter", "JobCenter Kreis Unna"),
    ],
)
def test_who_is_in_the_papers_is_recognised(papers: Registry, typed: str, kind: str | None, name: str) -> None:
    found, score = first(papers, typed, kind)
    assert found == name
    assert score >= LIKELY


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Integrationsrat Musterhausen", "integrationsrat"),
        ("Ausländerbehörde Stadt Bergkamen", "auslaenderbehoerde"),
        ("Türkischer Elternverein Regenbogen", "verein"),
    ],
)
def test_who_is_not_in_the_papers_is_taken_for_nobody(papers: Registry, typed: str, kind: str) -> None:
    assert all(hint.score < SURE for hint in papers.duplicates(Query(typed, kind), PUBLIC_VIEWER))


def test_hardly_a_pair_of_the_papers_is_held_for_one(papers: Registry) -> None:
    """Bodies of different towns, persons of one office, a collective and its members: none of them is."""
    pairs = [pair for step in papers.likely_pairs(STAFF_VIEWER) for pair in step.pairs]
    with papers.reading(STAFF_VIEWER) as record:
        found = record.get([id for pair in pairs for id in (pair.one, pair.other)])
    kinds = [{found[pair.one].kind, found[pair.other].kind} for pair in pairs]
    assert len(pairs) <= 5
    assert not [both for both in kinds if both & {"person", "kollektiv", "arbeitsagentur", "auslaenderbehoerde"}]
