"""The blueprint."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from registry.services.accounts import Account, Forbidden
from web.site import here

blueprint: Final = Blueprint("privacy", __name__)


def own_account() -> Account:
    """The account of whoever asks. Raises Forbidden where there is none."""
    account = here().account
    if account is None:
        raise Forbidden("this needs an account")
    return account
