"""The command `analyse`: what the pages compute, for the command line and for programs (`--json`)."""

from graph.command.root import analyse

__all__ = ["analyse"]
