"""Documents and deliberations: the list with its time line, and the page of one document."""

from web.documents.pages import blueprint

__all__ = ["blueprint"]
