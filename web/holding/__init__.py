"""What holds the network together, for a council member: what a number means, what it does not mean, list, picture."""

from web.holding.pages import blueprint

__all__ = ["blueprint"]
