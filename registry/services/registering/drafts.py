"""What is being typed, saved as one goes: items of the kind `draft`.

They end a month after the last touch; the daily tidying removes what has ended.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from registry.model import Conflict, NotFound
from registry.services.moments import Clock, now, stamp
from registry.services.registering.fields import Form
from registry.store.workspace import Item, Workspace

KIND: Final = "draft"
KEPT: Final = timedelta(days=30)
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that is not finished. Its id is the secret of its private link."""

    item: Item

    @property
    def id(self) -> str:
        """Random; whoever knows it may go on with the draft."""
        return self.item.id

    @property
    def form(self) -> Form:
        """What was typed."""
        return Form.from_data(self.item.data["form"])

    @property
    def about(self) -> str:
        """Id of the entity that is being corrected; empty for a new one."""
        return str(self.item.data.get("about", ""))

    @property
    def note(self) -> str:
        """What was typed for the registering staff."""
        return str(self.item.data.get("note", ""))


class Drafts:
    """Every verb raises Unavailable as the store does."""

    def __init__(
        self, workspace: Workspace, clock: Clock = now, secret: Callable[[], str] = lambda: secrets.token_urlsafe(24)
    ) -> None:
        self._workspace, self._clock, self._secret = workspace, clock, secret

    def get(self, id: str) -> Draft:
        """One draft. Raises NotFound where there is none (any more)."""
        found = self._workspace.get(KIND, [id]).get(id)
        if found is None or found.at < stamp(self._clock()):
            raise NotFound("there is no such draft (any more)", where="draft", remedy="begin anew")
        return Draft(found)

    def save(self, form: Form, about: str = "", note: str = "", *, id: str = "", owner: str = "") -> Draft:
        """Save over the draft with this id, or as a new one.

        Where it was saved from another window at the same moment, or is not there any more, this becomes a draft of
        its own: neither of the two is lost.
        """
        present = self._workspace.get(KIND, [id]).get(id) if id else None
        kept = Item(KIND, self._secret(), owner=owner) if present is None else present
        data: dict[str, object] = {"form": form.as_data(), "about": about, "note": note}
        try:
            return self._written(kept, data)
        except Conflict:
            return self._written(Item(KIND, self._secret(), owner=owner), data)

    def _written(self, item: Item, data: dict[str, object]) -> Draft:
        until = stamp(_ended(self._clock()))
        (written,) = self._workspace.change([item.changed(at=until, **data)])
        return Draft(written)

    def of(self, owner: str) -> list[Draft]:
        """The drafts of an account, those touched last first."""
        found = self._workspace.find(KIND, owner=owner, latest_first=True, limit=_SHOWN)
        return [Draft(one) for one in found if one.at >= stamp(self._clock())]

    def drop(self, id: str) -> None:
        """Delete a draft; nothing happens where there is none, or where it was saved again at this moment."""
        found = self._workspace.get(KIND, [id]).get(id)
        if found is not None:
            try:
                self._workspace.change(drops=[found])
            except Conflict:
                return


def _ended(present: datetime) -> datetime:
    return present + KEPT
