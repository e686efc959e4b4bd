"""The command of a worker: long work that pages have asked for, and mails."""

from __future__ import annotations

import os
import signal
from threading import Event, Thread
from types import FrameType
from typing import Final

import click

from registry.cli.options import store_option
from registry.opening import late_registry, store_url
from registry.services.jobs import HANDLERS, PERIODIC
from registry.services.tasks import Worker

_LOOKS: Final = 2.0
"""Seconds between two looks at whether the parent is still there."""


@click.command()
@store_option
@click.option(
    "--idle", default=1.0, show_default=True, type=click.FloatRange(0.1, 60), help="Seconds between two looks."
)
@click.option("--with-parent", is_flag=True, hidden=True, help="End when the process that started this one ends.")
def work(store: str | None, idle: float, with_parent: bool) -> None:
    """Do the long work that pages ask for, such as imports, and send mails; `serve` starts one of these by itself.

    \b
    Examples:
      integrationsnetz work
      integrationsnetz serve --no-worker   # where workers run elsewhere
    """
    ended = Event()

    def end(number: int, frame: FrameType | None) -> None:
        del number, frame
        ended.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, end)
    if with_parent:
        Thread(target=_watch, args=(os.getppid(), ended), daemon=True).start()
    registry = late_registry(store_url(store))
    try:
        Worker(registry, HANDLERS, PERIODIC).run(ended, idle)
    finally:
        registry.close()


def _watch(parent: int, ended: Event) -> None:
    while os.getppid() == parent and not ended.wait(_LOOKS):
        pass
    ended.set()


COMMANDS: Final = (work,)
