"""The group `analyse`. Each question is a module of its own beside this one and stands in `QUESTIONS`."""

from __future__ import annotations

from typing import Final

import click

from graph.command.comparison import comparison_command
from graph.command.coverage import coverage_command, gaps_command
from graph.command.holding import holding_command
from graph.command.measures import measures_command
from graph.command.network import network_command
from graph.command.partners import partners_command, ways_command
from graph.command.rates import local_bodies_command, rates_command, reach_command
from graph.command.seats import composition_command, turns_command
from graph.command.what_if import what_if_command

QUESTIONS: Final[tuple[click.Command, ...]] = (
    partners_command,
    ways_command,
    coverage_command,
    gaps_command,
    rates_command,
    reach_command,
    local_bodies_command,
    turns_command,
    composition_command,
    comparison_command,
    holding_command,
    what_if_command,
    measures_command,
    network_command,
)


@click.group()
def analyse() -> None:
    """Answer questions about the network: the same figures as the pages, with --json for programs."""


for _question in QUESTIONS:
    analyse.add_command(_question)
