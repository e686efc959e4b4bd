"""The entry for those who write Python."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import networkx as nx
import pytest
from beispielkreis import fill_registry

from graph import open_network
from registry.model import Invalid, Unavailable
from registry.opening import open_registry


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a store with the Beispielkreis."""
    url = f"sqlite:///{tmp_path_factory.mktemp('entry')}/registry.db"
    with closing(open_registry(url, create=True)) as registry:
        fill_registry(registry)
    return url


def test_a_network_is_opened_measured_and_written(store: str, tmp_path: Path) -> None:
    """Snapshot, record, networks, a ranking by name, and a file that another library opens."""
    with open_network(store, stand="2012-10-30") as network:
        assert network.snapshot.stand == date(2012, 10, 30)
        contacts = network.contacts()
        best = network.top(contacts, contacts.degree, 3)
        assert [value for _, value in best] == sorted((float(one) for one in contacts.degree), reverse=True)[:3]
        assert {name for name, _ in best} <= set(network.snapshot.names)
        assert len(network.affiliation().bodies) > 0
        assert network.record.entity(network.snapshot.ids[0]).id == network.snapshot.ids[0]
        network.write(tmp_path / "network.graphml", all_times=True)
        assert len(nx.read_graphml(tmp_path / "network.graphml")) == len(network.snapshot)


def test_without_a_store_named_it_is_the_one_of_the_environment(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on the command line; the day is today, the eyes are the public's, unless said."""
    monkeypatch.setenv("INTEGRATIONSNETZ_STORE", store)
    with open_network() as seen, open_network(viewer="staff") as everything:
        assert seen.snapshot.stand == date.today()  # noqa: DTZ011 - a local day
        assert len(seen.snapshot) < len(everything.snapshot)
        assert len(seen.at(None).ties) == len(seen.snapshot.ties)


def test_what_can_not_be_opened_or_written_says_what_helps(store: str, tmp_path: Path) -> None:
    """A day that is none, a store that is not there, an ending that nobody knows."""
    with pytest.raises(Invalid, match="2012-10-30"):
        open_network(store, stand="Oktober 2012")
    with pytest.raises(Unavailable):
        open_network(f"sqlite:///{tmp_path}/nothing.db")
    with open_network(store) as network, pytest.raises(Invalid, match="gexf"):
        network.write(tmp_path / "network.docx")


def test_the_room_itself_loads_nothing() -> None:
    """An unknown name is an AttributeError, as in any module."""
    import graph

    with pytest.raises(AttributeError, match="nothing_like_it"):
        graph.nothing_like_it  # type: ignore[attr-defined]  # noqa: B018


def test_the_example_of_the_guide_runs(root: Path, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What docs/analysis.md shows works as it stands, but for the name of the store."""
    text = (root / "docs/analysis.md").read_text(encoding="utf-8")
    example = text.split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(tmp_path)
    exec(example.replace("sqlite:///data/registry.db", store), {})
    assert len(nx.read_gexf(tmp_path / "network.gexf")) > 5
