"""Importing tables: upload, columns, values, matches, problems, changes, writing."""

from web.importing.pages import blueprint

__all__ = ["blueprint"]
