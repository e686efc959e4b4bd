"""Sources: which documents are cited, and what each says, line by line."""

from web.sources.pages import blueprint

__all__ = ["blueprint"]
