"""The command line: its root and the commands on the record; other rooms add theirs through entry points."""

from registry.cli.root import main

__all__ = ["main"]
