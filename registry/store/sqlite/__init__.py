"""The default store: one SQLite file, many processes, nothing to install. Choose it unless one machine is outgrown."""

from registry.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
