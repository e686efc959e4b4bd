"""Likely duplicates: the list to work through, two entities side by side, judging and merging them."""

from web.duplicates.pages import blueprint

__all__ = ["blueprint"]
