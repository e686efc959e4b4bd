"""Signing in: address and password, then a code where the account asks for one. Every attempt counts."""

from __future__ import annotations

from dataclasses import dataclass

from registry.model import Conflict
from registry.services.accounts import codes, limits
from registry.services.accounts.account import Account, login_id
from registry.services.accounts.audit import Audit
from registry.services.accounts.keeping import Accounts
from registry.services.accounts.limits import Limits
from registry.services.accounts.passwords import hashed, matches, stale
from registry.services.accounts.refusals import NotSignedIn
from registry.services.accounts.sessions import Session, Sessions, Stage
from registry.services.moments import Clock, now
from registry.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What came of a right password: the token of a new session, and whether a code is still asked for."""

    account: Account
    token: str
    stage: Stage


class SigningIn:
    """Every verb raises TooMany where there were too many attempts, and Unavailable as the store does."""

    def __init__(self, workspace: Workspace, sessions: Sessions, clock: Clock = now) -> None:
        self._sessions = sessions
        self._clock = clock
        self._accounts = Accounts(workspace, clock)
        self._audit = Audit(workspace, clock)
        self._limits = Limits(workspace, clock)

    def enter(self, email: str, password: str, *, network: str, device: str = "", instead: str = "") -> SignedIn:
        """Begin a session for this address and password. Raises NotSignedIn, which does not tell what was wrong.

        `network` is what `network_of` says; the session of the token `instead` ends.
        """
        who = login_id(email)
        self._limits.attempt(limits.SIGN_IN_NETWORK, network)
        self._limits.attempt(limits.SIGN_IN_HERE, who, network)
        self._limits.attempt(limits.SIGN_IN_ACCOUNT, who)
        account = self._accounts.by_email(email)
        kept = account.item.data["password"] if account and account.state == "active" else None
        if not matches(kept, password) or account is None:
            self._audit.note("sign-in-failed", account)
            raise NotSignedIn
        self._renew(account, password)
        stage: Stage = "half" if account.second_factor else "full"
        token = self._sessions.begin(account, stage, device=device, instead=instead)
        if stage == "full":
            self._audit.note("signed-in", account)
        return SignedIn(account, token, stage)

    def confirm(self, session: Session, token: str, code: str) -> SignedIn:
        """The code for a session whose password was right; a new session takes its place. Raises NotSignedIn."""
        self._limits.attempt(limits.CODE, session.account.id)
        account = session.account
        second = account.item.data.get("second")
        found = codes.accepted(second, code, self._clock()) if second else None
        if found is None:
            self._audit.note("code-failed", account)
            raise NotSignedIn
        changed, recovered = found
        try:
            account = self._accounts.write(account, second=changed)
        except Conflict as error:  # the same code at the same moment, in another window
            raise NotSignedIn from error
        if recovered:
            self._audit.note("recovery-code-used", account)
        self._audit.note("signed-in", account)
        return SignedIn(account, self._sessions.begin(account, device=session.device, instead=token), "full")

    def knows(self, account: Account, password: str) -> bool:
        """Whether this is the present password, asked again before something that matters. Counts as an attempt."""
        self._limits.attempt(limits.PASSWORD, account.id)
        return matches(account.item.data["password"], password)

    def leave(self, session: Session | None, token: str) -> None:
        """End a session."""
        self._sessions.end(token)
        if session is not None and session.stage == "full":
            self._audit.note("signed-out", session.account)

    def _renew(self, account: Account, password: str) -> None:
        if not stale(account.item.data["password"]):
            return
        try:
            self._accounts.write(account, password=hashed(password))
        except Conflict:  # somebody else has changed the account: the next sign-in renews it
            return
