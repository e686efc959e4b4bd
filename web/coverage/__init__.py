"""Coverage and gaps: what there is by town and theme, what is missing, rates, seats, comparison, report."""

from web.coverage.pages import blueprint

__all__ = ["blueprint"]
