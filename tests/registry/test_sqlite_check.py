"""`check` finds every planted damage and names the record; `backup` makes a whole copy while others write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from record_making import (
    changed,
    create,
    document,
    edit,
    everything,
    live,
    netzwerk,
    observation,
    post,
    remove,
    source,
    tie,
    verein,
)

from registry.model import Unavailable
from registry.store.sqlite import SqliteStore
from registry.store.sqlite.library import dbapi
from registry.vocabulary import Vocabulary


@pytest.fixture
def store(tmp_path: Path, vocabulary: Vocabulary) -> Iterator[SqliteStore]:
    """A store in which everything occurs: all types, past versions, a removal, a proposal."""
    paper, network, one, gone = document(), netzwerk(), verein(themes=("gemeinsam:sprache",)), verein("Weg")
    told = (source(paper, as_of="2012"),)
    member = tie(one, "mitglied", network, sources=told, theme="gemeinsam:bildung")
    seat = post(network, pool=(one.id,))
    with closing(SqliteStore(tmp_path / "registry.db", vocabulary, create=True)) as opened:
        opened.commit(create(paper, network, one, gone, member, seat, observation(network)))
        opened.commit(edit(changed(live(opened, one), name="Anders")))
        opened.commit(remove(live(opened, gone)))
        opened.propose(create(verein("Vorschlag")))
        assert opened.check() == []
        yield opened


DAMAGES = {
    "name column": ("UPDATE entities SET names = '[\"Fremd\"]' WHERE id = (SELECT min(id) FROM entities)", "columns"),
    "kind column": ("UPDATE entities SET kind = 'schule' WHERE kind = 'verein'", "columns"),
    "family column": ("UPDATE entities SET family = 'area' WHERE kind = 'verein'", "columns"),
    "theme column": ("UPDATE entities SET themes = '[]' WHERE kind = 'verein'", "columns"),
    "status column": ("UPDATE entities SET status = 'ended' WHERE kind = 'verein'", "columns"),
    "period column": ("UPDATE entities SET start = '1999' WHERE kind = 'verein'", "columns"),
    "visibility column": ("UPDATE entities SET visibility = 'staff' WHERE kind = 'verein'", "columns"),
    "attested column": ("UPDATE entities SET attested = '1999' WHERE kind = 'verein'", "columns"),
    "entity without columns": ("DELETE FROM entities WHERE kind = 'verein'", "columns"),
    "tie's role column": ("UPDATE ties SET role = 'vorsitz'", "columns"),
    "tie's theme column": ("UPDATE ties SET theme = NULL", "columns"),
    "tie's visibility column": ("UPDATE ties SET visibility = 'network'", "columns"),
    "tie's attested column": ("UPDATE ties SET attested = ''", "columns"),
    "tie without columns": ("DELETE FROM ties", "columns"),
    "reference missing": ("DELETE FROM refs WHERE place = 'pool'", "references"),
    "reference too many": ("INSERT INTO refs VALUES ('exx', 'txx', 'subject')", "references"),
    "reference elsewhere": ("UPDATE refs SET target = 'exx' WHERE place = 'body'", "references"),
    "version missing": ("DELETE FROM versions WHERE version = 1 AND payload IS NOT NULL", "history"),
    "all versions missing": ("DELETE FROM versions WHERE type = 'observation'", "history"),
    "version without content": ("UPDATE versions SET payload = NULL WHERE version = 1", "history"),
    "version with two contents": (
        """UPDATE versions SET payload = (SELECT payload FROM statements s WHERE s.id = versions.id)
        WHERE version = 2 AND removed = 0""",
        "history",
    ),
    "live statement of an old version": ("UPDATE statements SET version = 1 WHERE version = 2", "history"),
    "live statement of a version to come": ("UPDATE statements SET version = 9 WHERE type = 'tie'", "history"),
    "removed record alive": (
        "INSERT INTO statements SELECT id, type, 1, payload FROM versions WHERE payload LIKE '%\"Weg\"%'",
        "history",
    ),
    "live statement gone": ("DELETE FROM statements WHERE type = 'observation'", "history"),
    "revision missing": ("DELETE FROM change_sets WHERE revision = 2", "integrity"),
    "change that touched less": ("UPDATE change_sets SET touched = touched + 1 WHERE revision = 1", "history"),
    "change without a date": ("UPDATE change_sets SET at = 'gestern' WHERE revision = 1", "integrity"),
    "past version unreadable": ("UPDATE versions SET payload = '{\"name\":' WHERE payload IS NOT NULL", "integrity"),
    "statement unreadable": ("UPDATE statements SET payload = 'x' WHERE type = 'tie'", "integrity"),
    "statement of another id": (
        "UPDATE statements SET payload = replace(payload, id, 'e' || substr(id, 2, 19) || 'a') WHERE type = 'entity'",
        "integrity",
    ),
    "statement of no known type": ("UPDATE statements SET type = 'post?' WHERE type = 'post'", "integrity"),
    "proposal unreadable": ("UPDATE proposals SET payload = '{}'", "integrity"),
    "rule broken": ("UPDATE statements SET payload = replace(payload, '\"verein\"', '\"unbekannt\"')", "kind"),
    "end that dangles": (
        """UPDATE statements SET payload = replace(payload, json_extract(payload, '$.subject'), 'e' || substr(id, 2))
        WHERE type = 'tie'""",
        "reference",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_planted_damage_is_found(store: SqliteStore, tmp_path: Path, damage: str) -> None:
    sql, rule = DAMAGES[damage]
    with closing(dbapi.connect(str(tmp_path / "registry.db"), isolation_level=None)) as connection:
        assert connection.execute(sql).rowcount > 0
    found = store.check()
    assert rule in {one.rule for one in found}
    assert all(one.where and one.what and one.remedy for one in found)


def test_a_backup_opens_checks_clean_and_has_everything(
    store: SqliteStore, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    store.backup(tmp_path / "copy.db")
    with closing(SqliteStore(tmp_path / "copy.db", vocabulary)) as copy:
        assert copy.check() == []
        with copy.read() as new, store.read() as old:
            assert everything(new) == everything(old)
            assert (new.revision, new.changes(), new.proposals()) == (old.revision, old.changes(), old.proposals())


def test_a_backup_while_others_write_is_the_record_at_one_revision(
    store: SqliteStore, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            one, other = verein(), netzwerk()
            store.commit(create(one, other, tie(one, "mitglied", other)))

    thread = Thread(target=write)
    thread.start()
    try:
        for number in range(5):
            store.backup(tmp_path / f"copy{number}.db")
    finally:
        stop.set()
        thread.join()
    for number in range(5):
        with closing(SqliteStore(tmp_path / f"copy{number}.db", vocabulary)) as copy:
            assert copy.check() == []
            with copy.read() as reading:
                assert len(reading.changes(limit=-1)) == reading.revision >= 3


def test_a_backup_leaves_an_existing_file_as_it_is(store: SqliteStore, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("wichtig")
    with pytest.raises(Unavailable, match="exists"):
        store.backup(target)
    with pytest.raises(Unavailable, match="exists"):
        store.backup(tmp_path)
    assert target.read_text() == "wichtig"


def test_a_backup_into_a_missing_folder_says_so_and_leaves_nothing(store: SqliteStore, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        store.backup(tmp_path / "nowhere" / "copy.db")
    assert "folder" in caught.value.remedy
    assert not (tmp_path / "nowhere").exists()


def test_payloads_are_stored_without_defaults(store: SqliteStore, tmp_path: Path) -> None:
    with closing(dbapi.connect(str(tmp_path / "registry.db"))) as connection:
        rows = connection.execute("SELECT payload FROM statements").fetchall()
    assert all("version" not in json.loads(payload) and "visibility" not in payload for (payload,) in rows)
