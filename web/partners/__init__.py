"""Partners: who fits a question and why, the way to them, who stands between two networks, a list to take along."""

from web.partners import bridging, leading, pages, taking  # noqa: F401 - their views belong to the blueprint
from web.partners.room import blueprint

__all__ = ["blueprint"]
