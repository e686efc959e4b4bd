"""Numbered steps of the schema, forward only; each is applied whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from registry.model import Unavailable
from registry.store.sqlite.connections import APPLICATION_ID, transaction
from registry.store.sqlite.library import dbapi

FOLDER = Path(__file__).parent


def steps(folder: Path = FOLDER) -> list[Path]:
    """The steps in order; the n-th leads from schema version n-1 to n."""
    return sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def migrate(connection: Any, folder: Path = FOLDER) -> int:
    """Bring the schema up to date and return its version.

    Each step and its version number are written in one transaction, so a kill leaves the file at the old or
    the new version.
    Raises Unavailable where the file was made by a newer release.
    """
    target = len(steps(folder))
    version = schema_version(connection)
    if version == target:
        return version
    if version > target:
        raise Unavailable(
            f"the file has schema {version}, this release knows {target}",
            where="schema version",
            remedy="install the newer release",
        )
    for number in range(version, target):
        with transaction(connection, write=True):
            if schema_version(connection) == number:
                _apply(connection, steps(folder)[number], number + 1)
    return target


def schema_version(connection: Any) -> int:
    """The file's schema version; 0 where nothing was made in it yet."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _apply(connection: Any, step: Path, version: int) -> None:
    pending = ""
    for line in step.read_text(encoding="utf-8").splitlines(keepends=True):
        pending += line
        if dbapi.complete_statement(pending):
            connection.execute(pending)
            pending = ""
    connection.execute(pending)  # what stands after the last semicolon: a comment, or an error that must show
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
