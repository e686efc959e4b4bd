"""How far long work is, for any page that has begun some: a part of a page that renews itself, and a way to stop it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.model import NotFound
from registry.services.tasks import Queue, Task
from web.rights import needs
from web.site import here, registry

blueprint = Blueprint("tasks", __name__)


def queue() -> Queue:
    """The tasks of the registry."""
    return Queue(registry().workspace)


def _mine(id: str) -> Task:
    """A task that this reader may see: their own, and those of everybody who reviews. Raises NotFound."""
    task, account = queue().get(id), here().account
    if here().rights.may_review or (account is not None and task.owner == account.id):
        return task
    raise NotFound("there is no such task", where=id)


@blueprint.get("/aufgabe/<id>")
@needs("account")
def part(id: str) -> ResponseReturnValue:
    """The state of a task, as a part of a page; when it has ended, the page is to be loaded again."""
    task = _mine(id)
    response = render_template("parts/task_state.html", task=task)
    ended = task.state not in ("waiting", "running")
    return response, 200, {"HX-Refresh": "true"} if ended and request.headers.get("HX-Request") else {}


@blueprint.post("/aufgabe/<id>/anhalten")
@needs("account")
def stop(id: str) -> ResponseReturnValue:
    """Ask for a task to be stopped."""
    queue().stop(_mine(id).id)
    return redirect(_local(request.form.get("zurueck", "")) or url_for("tasks.part", id=id), code=303)


def _local(address: str) -> str:
    """An address of these pages; empty for anything else."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else ""
