"""The front page of the analysis, and the state of what is being computed."""

from web.analysis.pages import blueprint

__all__ = ["blueprint"]
