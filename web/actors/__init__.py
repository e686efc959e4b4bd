"""Actors: the list with facets, and the page of one actor or body."""

from web.actors.pages import blueprint

__all__ = ["blueprint"]
