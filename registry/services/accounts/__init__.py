"""People and rights: accounts, signing in, links, limits, audit.

Items of the kinds `account`, `login`, `session`, `link`, `count`, `audit` and `secret`.
"""

from registry.services.accounts.account import Account, Role
from registry.services.accounts.keeping import Accounts
from registry.services.accounts.refusals import Forbidden, NotSignedIn, Spent, TooMany
from registry.services.accounts.rights import Rights, rights_of
from registry.services.accounts.sessions import Ends, Session, Sessions
from registry.services.moments import Clock, moment, now, stamp

__all__ = [
    "Account",
    "Accounts",
    "Clock",
    "Ends",
    "Forbidden",
    "NotSignedIn",
    "Rights",
    "Role",
    "Session",
    "Sessions",
    "Spent",
    "TooMany",
    "moment",
    "now",
    "rights_of",
    "stamp",
]
