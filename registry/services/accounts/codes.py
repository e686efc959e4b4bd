"""The second factor: codes that change every 30 seconds (TOTP, RFC 6238), and recovery codes for the day it is lost.

Kept within the account's item: the shared secret, the last step whose code was taken, hashes of the recovery codes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b32encode, b64encode
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any, Final

import pyotp
import segno

_STEP: Final = 30
_DRIFT: Final = 1
"""A code is good one step before and after its time, as clocks differ."""
_RECOVERY: Final = 10
ISSUER: Final = "Integrationsnetz"


def new_secret() -> str:
    """A shared secret (160 bits in base 32), not yet confirmed by a code."""
    return pyotp.random_base32()


def address_of(secret: str, email: str) -> str:
    """What an authenticator app reads from the picture: `otpauth://…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def picture_of(secret: str, email: str) -> str:
    """The same as a QR code: SVG as a data URL, which a strict policy lets an `img` show."""
    made = BytesIO()
    segno.make(address_of(secret, email), error="m").save(made, kind="svg", border=2, dark="#000", light="#fff")
    return "data:image/svg+xml;base64," + b64encode(made.getvalue()).decode()


def step_of(secret: str, code: str, moment: datetime, after: int = -1) -> int | None:
    """The time step that a code belongs to; None where it is wrong, or not after the last one that was taken."""
    given = "".join(code.split())
    present = int(moment.timestamp()) // _STEP
    if len(given) != 6 or not (given.isascii() and given.isdigit()):
        return None
    found = [
        step
        for step in range(present - _DRIFT, present + _DRIFT + 1)
        if hmac.compare_digest(pyotp.TOTP(secret).at(step * _STEP), given)
    ]
    return next((step for step in found if step > after), None)


def new_recovery_codes() -> list[str]:
    """Ten codes of 80 bits, each in four groups of four letters and digits."""
    letters = (b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(_RECOVERY))
    return ["-".join(one[at : at + 4] for at in range(0, 16, 4)) for one in letters]


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code; random as it is, a plain hash is enough."""
    plain = "".join(one for one in code.casefold() if one.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def accepted(second: Mapping[str, Any], code: str, moment: datetime) -> tuple[dict[str, Any], bool] | None:
    """The second factor after a code was taken, and whether it was a recovery code; None for a wrong code.

    Writing the result over the version that was read is what lets no code through twice.
    """
    step = step_of(second["secret"], code, moment, second["last"])
    if step is not None:
        return {**second, "last": step}, False
    spent = recovery_hash(code)
    if spent in second["recovery"]:
        return {**second, "recovery": [one for one in second["recovery"] if one != spent]}, True
    return None
