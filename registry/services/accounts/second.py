"""Switching the second factor on and off."""

from __future__ import annotations

import re

from registry.model import Invalid
from registry.services.accounts import codes
from registry.services.accounts.account import Account
from registry.services.accounts.keeping import Accounts
from registry.services.moments import Clock, now


def switch_on(accounts: Accounts, account: Account, secret: str, code: str, clock: Clock = now) -> list[str]:
    """Ask for codes of this secret from now on; gives the recovery codes, which are shown this once.

    Raises Invalid where the code is not of this secret, Conflict.
    """
    step = codes.step_of(secret, code, clock()) if re.fullmatch("[A-Z2-7]{32}", secret) else None
    if step is None:
        raise Invalid("this code is not right", where="code", remedy="take the one that the app shows now")
    recovery = codes.new_recovery_codes()
    kept = {"secret": secret, "last": step, "recovery": [codes.recovery_hash(one) for one in recovery]}
    accounts.write(account, second=kept)
    return recovery


def switch_off(accounts: Accounts, account: Account) -> Account:
    """Ask for a password alone from now on. Raises Conflict."""
    return accounts.write(account, second=None)
