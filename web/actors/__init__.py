"""Actors: the list with facets, the page of one actor or body, and its ties in time."""

from web.actors import pages, timing
from web.actors.room import blueprint

__all__ = ["blueprint", "pages", "timing"]
