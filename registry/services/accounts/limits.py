"""How often something may be tried: counters in the store, so that all processes count together.

A window begins with the first attempt that falls into it by the clock, so that at worst twice the number passes around
the change of two windows. What is counted (addresses of networks and people) is blinded with the registry's key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Final

from registry.services.accounts.refusals import TooMany
from registry.services.accounts.secret import blinded
from registry.services.moments import Clock, now, stamp
from registry.store.workspace import Workspace

_QUARTER: Final = timedelta(minutes=15)
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` attempts within each `window`."""

    name: str
    most: int
    window: timedelta


SIGN_IN_HERE: Final = Limit("sign-in of an account from a network", 10, _QUARTER)
SIGN_IN_NETWORK: Final = Limit("sign-in from a network", 60, _QUARTER)
SIGN_IN_ACCOUNT: Final = Limit("sign-in of an account", 100, _HOUR)
"""High, because it lets others keep somebody out: with 100 an hour a password of our length is not guessed."""
CODE: Final = Limit("code of an account", 10, _QUARTER)
RESET_ACCOUNT: Final = Limit("forgotten password of an account", 3, _HOUR)
RESET_NETWORK: Final = Limit("forgotten password from a network", 20, _HOUR)
PASSWORD: Final = Limit("present password of an account", 10, _QUARTER)


class Limits:
    """Counts attempts. Every verb raises Unavailable as the store does."""

    def __init__(self, workspace: Workspace, clock: Clock = now) -> None:
        self._workspace = workspace
        self._clock = clock

    def attempt(self, limit: Limit, *who: str) -> None:
        """Count one more attempt of this network, account or both. Raises TooMany where it is one too many."""
        present = self._clock()
        seconds = int(limit.window.total_seconds())
        window = int(present.timestamp()) // seconds
        end = datetime.fromtimestamp((window + 1) * seconds, UTC)
        id = blinded(self._workspace, limit.name, str(window), *who)
        if self._workspace.count(id, stamp(end)) > limit.most:
            raise TooMany(ceil((end - present).total_seconds()))


def network_of(address: str | None) -> str:
    """What counts as one network: an IPv4 address, the /64 of an IPv6 one; `-` where there is none."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return "-"
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((found, 64), strict=False))
    return str(found)
