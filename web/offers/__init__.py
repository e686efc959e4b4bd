"""Offers: the list with its filters, and the page of one offer."""

from web.offers.pages import blueprint

__all__ = ["blueprint"]
