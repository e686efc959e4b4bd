"""Goals: the tree of each paper, and the page of one goal."""

from web.goals.pages import blueprint

__all__ = ["blueprint"]
