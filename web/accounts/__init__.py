"""Signing in and out, one's own account, and the administration of accounts."""

from web.accounts import administration, auditing, forgotten, own, second, signing
from web.accounts.room import blueprint

__all__ = ["administration", "auditing", "blueprint", "forgotten", "own", "second", "signing"]
