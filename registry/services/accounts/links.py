"""Signed links that work once: items of the kind `link`.

What stands in the address is a random name signed with the registry's key, nothing about anybody; the item keeps only
the hash of that name. A forged link meets the signature and never the store; a used or ended one meets no item.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from itsdangerous import BadSignature, URLSafeSerializer

from registry.services.accounts.refusals import Spent
from registry.services.accounts.secret import key
from registry.services.moments import Clock, moment, now, stamp
from registry.store.workspace import Item, Workspace

KIND: Final = "link"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that is still good."""

    item: Item = field(repr=False)

    @property
    def owner(self) -> str:
        """Whom or what it is for: id of an account, an entity, an item."""
        return self.item.owner

    @property
    def data(self) -> Mapping[str, Any]:
        """What was given along when it was made."""
        return self.item.data

    @property
    def ends(self) -> datetime:
        """From when on it is not good any more."""
        return moment(self.item.at)


class Links:
    """Every verb raises Unavailable as the store does."""

    def __init__(self, workspace: Workspace, clock: Clock = now) -> None:
        self._workspace = workspace
        self._clock = clock

    def make(self, purpose: str, owner: str, lasts: timedelta, data: Mapping[str, Any] | None = None) -> str:
        """Keep a link and give what stands in its address (about 80 letters, digits, `-`, `_` and `.`)."""
        token, item = self.prepare(purpose, owner, lasts, data)
        self._workspace.change([item])
        return token

    def prepare(
        self, purpose: str, owner: str, lasts: timedelta, data: Mapping[str, Any] | None = None
    ) -> tuple[str, Item]:
        """The same with an item that is still to be written, together with what belongs to it."""
        name = secrets.token_urlsafe(24)
        item = Item(KIND, _hash(name), dict(data or {}), owner, purpose, stamp(self._clock() + lasts))
        return self._signer(purpose).dumps(name), item

    def look(self, token: str, purpose: str) -> Link:
        """The link, unused. Raises Spent where it was used, has ended, is for something else, or not ours."""
        try:
            name = self._signer(purpose).loads(token)
        except BadSignature as error:
            raise Spent from error
        id = _hash(str(name))
        item = self._workspace.get(KIND, [id]).get(id)
        if item is None or item.state != purpose or item.at <= stamp(self._clock()):
            raise Spent
        return Link(item)

    def of(self, purpose: str, owner: str) -> list[Item]:
        """Items of the links of somebody for a purpose, to be dropped with whatever takes their place."""
        return self._workspace.find(KIND, owner=owner, state=purpose)

    def _signer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(key(self._workspace), salt=f"link/{purpose}")


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
