"""What is kept about somebody who has an account, for themselves (Art. 15 and 20 DSGVO)."""

from __future__ import annotations

from typing import Any, Final

from registry.services.accounts.account import Account
from registry.services.accounts.audit import Audit
from registry.services.moments import stamp
from registry.store.workspace import Workspace

_OWNED: Final = ("session", "link", "mail", "draft", "task", "judgement", "mapping", "import")
"""Kinds of items that belong to an account; its audit is asked for by itself."""
_SECRET: Final = frozenset({"password", "second"})


def kept_about(workspace: Workspace, account: Account) -> dict[str, Any]:
    """Everything that is kept under an account, ready for JSON; of secrets only that they are there."""
    data = {key: value for key, value in account.item.data.items() if key not in _SECRET}
    entries = Audit(workspace).of(account)
    return {
        "account": {
            **data,
            "id": account.id,
            "state": account.state,
            "password": "kept as a hash" if account.item.data["password"] else "none",
            "second_factor": "on" if account.second_factor else "off",
        },
        "audit": [{"at": stamp(one.at), "event": one.event, "detail": one.detail} for one in entries],
        **{kind: _items(workspace, kind, account.id) for kind in _OWNED},
    }


def _items(workspace: Workspace, kind: str, owner: str) -> list[dict[str, Any]]:
    found = workspace.find(kind, owner=owner, limit=10_000)
    return [{"at": one.at, "state": one.state, **one.data} for one in found]
