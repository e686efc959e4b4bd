"""Review: the queue of what was sent in, one proposal as a diff on the network, the decision; undoing and comparing."""

from web.review import deciding, pages, taking_back
from web.review.room import blueprint

__all__ = ["blueprint", "deciding", "pages", "taking_back"]
