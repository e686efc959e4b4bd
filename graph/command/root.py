"""The group `analyse`. Each question is a module of its own beside this one and stands in `QUESTIONS`."""

from __future__ import annotations

from typing import Final

import click

QUESTIONS: Final[tuple[click.Command, ...]] = ()


@click.group()
def analyse() -> None:
    """Answer questions about the network: the same figures as the pages, with --json for programs."""


for _question in QUESTIONS:
    analyse.add_command(_question)
