"""Columns of the record as files that all processes of a machine share: written once, mapped by everyone."""

from graph.sharing.shelf import Shelf

__all__ = ["Shelf"]
