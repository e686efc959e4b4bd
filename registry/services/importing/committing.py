"""Commits a plan part by part, so that it can be stopped in between and gone on with."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from registry.services.importing.matching import Progress
from registry.services.importing.plans import Plan
from registry.services.registry import Registry

_Result = TypeVar("_Result")


def commit_steps(registry: Registry, plan: Plan) -> Generator[Progress, None, int | None]:
    """Commit the plan's change sets; gives word before each and after the last, and returns the last revision.

    None where there is nothing to change. Each part is written as a whole or not at all; stopped in between, the parts
    before stay, and planning anew finds left what is missing. A part that was committed already is not written again.
    Raises what `Registry.commit` raises: Conflict where somebody changed a record meanwhile (plan anew).
    """
    parts = plan.parts()
    revision = None
    for number, part in enumerate(parts):
        yield Progress("commit", number, len(parts))
        revision = registry.commit(part)
    yield Progress("commit", len(parts), len(parts))
    return revision


def finished(steps: Generator[Progress, None, _Result], tell: Callable[[Progress], object] | None = None) -> _Result:
    """Runs steps to their end and gives their result; `tell` gets word of progress, and stops them by raising."""
    while True:
        try:
            progress = next(steps)
        except StopIteration as stop:
            result: _Result = stop.value
            return result
        if tell is not None:
            try:
                tell(progress)
            except BaseException:
                steps.close()
                raise
