"""Signing in and out, one's own account, and the administration of accounts."""

from web.accounts.pages import blueprint

__all__ = ["blueprint"]
