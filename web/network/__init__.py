"""The network: the interactive picture, its overview and its text twin, and the membership matrix."""

from web.network.pages import blueprint

__all__ = ["blueprint"]
