"""The registry's own key, made when it is first needed: an item of the kind `secret`.

It signs links and blinds what counters count. It lies in the store, so that all processes have the same one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from registry.model import Conflict
from registry.store.workspace import Item, Workspace

KIND: Final = "secret"
_ID: Final = "key"


def key(workspace: Workspace) -> bytes:
    """256 random bits, always the same ones. Raises Unavailable."""
    item = workspace.get(KIND, [_ID]).get(_ID) or _made(workspace)
    return bytes.fromhex(item.data["key"])


def blinded(workspace: Workspace, *parts: str) -> str:
    """A name for what the parts say, from which nobody without the key finds them again."""
    return hmac.new(key(workspace), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def _made(workspace: Workspace) -> Item:
    try:
        return workspace.change([Item(KIND, _ID, {"key": secrets.token_hex(32)})])[0]
    except Conflict:  # another process was quicker
        return workspace.get(KIND, [_ID])[_ID]
