"""The front page of the analysis, how far long computations are, and files for other programs."""

from web.analysis import elsewhere
from web.analysis.pages import blueprint

__all__ = ["blueprint", "elsewhere"]
