"""What workers do: the handlers of tasks by name, and what is due every now and then. Services add their lines here."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from registry.services import sweeping
from registry.services.accounts.tidying import tidy
from registry.services.importing import jobs as importing
from registry.services.importing.room import Imports
from registry.services.mail import Outbox, send_due, smtp
from registry.services.privacy.retention import retain
from registry.services.registry import Registry
from registry.services.tasks import Handler, Periodic, Queue


def _mail(registry: Registry) -> None:
    """Send what is due, where a server for mails is named."""
    server = smtp()
    if server is not None:
        send_due(Outbox(registry.workspace), server)


def _tidy(registry: Registry) -> None:
    """Remove what has ended or was kept long enough."""
    tidy(registry.workspace)
    retain(registry)
    Imports(registry.workspace).purge()
    Queue(registry.workspace).purge()


HANDLERS: Final[dict[str, Handler]] = {sweeping.TASK: sweeping.look_for_duplicates, **importing.HANDLERS}
PERIODIC: Final[tuple[Periodic, ...]] = (
    Periodic("mail", timedelta(seconds=20), _mail),
    Periodic("tidy", timedelta(days=1), _tidy),
)
