"""What is refused to people: too little right, too many attempts, a link that is not good any more."""

from __future__ import annotations

from registry.model import IntegrationsnetzError, NotFound


class Forbidden(IntegrationsnetzError):
    """This account (or nobody's) may not do this."""


class TooMany(IntegrationsnetzError):
    """Too many attempts; `wait` says after how many seconds the next one is looked at."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__("too many attempts", remedy=f"wait {wait} seconds, then try again")


class NotSignedIn(IntegrationsnetzError):
    """E-mail address, password or code are not right; which of them is told to nobody."""

    def __init__(self) -> None:
        super().__init__("the sign-in was refused", remedy="check address, password and code")


class Spent(NotFound):
    """A link that was used, has ended, or was never made here."""

    def __init__(self) -> None:
        super().__init__("this link is not good any more", remedy="ask for a new one")
