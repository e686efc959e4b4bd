"""Which kinds of items there are beside the record, and what they are for: the ground of reports and register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from registry.model import LocalText
from registry.store.workspace import Item, Workspace

KINDS: Final[Mapping[str, LocalText]] = {
    "account": LocalText(de="Konten: Name, E-Mail-Adresse, Rolle", en="Accounts: name, e-mail address, role"),
    "login": LocalText(de="Anmeldenamen als Prüfsummen", en="Sign-in names as hashes"),
    "session": LocalText(de="Sitzungen angemeldeter Menschen", en="Sessions of people who are signed in"),
    "link": LocalText(de="Einmalige Adressen als Prüfsummen", en="One-time links as hashes"),
    "count": LocalText(de="Zähler gegen zu viele Versuche", en="Counters against too many attempts"),
    "audit": LocalText(de="Anmeldungen, Ausfuhren, Rollenwechsel", en="Sign-ins, exports, changes of roles"),
    "secret": LocalText(de="Schlüssel des Registers", en="The registry's keys"),
    "judgement": LocalText(de="Urteile über mögliche Dubletten", en="Judgements of likely duplicates"),
    "mail": LocalText(de="Mails, die das Register verschickt", en="Mails that the registry sends"),
    "task": LocalText(de="Lange Arbeiten und ihr Stand", en="Long work and how far it is"),
    "draft": LocalText(de="Angefangene Formulare", en="Forms that are not finished"),
    "sending": LocalText(de="Zusendungen und Rückfragen dazu", en="What was sent in, and questions about it"),
    "confirmation": LocalText(de="Bestätigungsrunden", en="Rounds of confirmation"),
    "consent": LocalText(de="Einwilligungen", en="Consents"),
    "mapping": LocalText(de="Zuordnungen von Spalten", en="Mappings of columns"),
    "import": LocalText(de="Eingelesene Dateien in Arbeit", en="Files that are being imported"),
    "setting": LocalText(de="Einstellungen", en="Settings"),
}
"""By kind, in the order of the register."""
HIDDEN: Final = frozenset({"password", "second", "key"})
"""Names within data whose values are nobody's business, not even their owner's: they are shown as `kept`."""
_PAGE: Final = 500
FIRST: Final = ("", "~")
"""A page that begins after this leaves out what has no time."""


def every(workspace: Workspace, kind: str, *, state: str | None = None, before: str | None = None) -> Iterator[Item]:
    """All items of a kind (in a state); with `before` only those whose time has come before this moment."""
    after = FIRST if before is not None else None
    while found := _page(workspace, kind, state, before, after):
        yield from (one for one in found if before is None or one.at < before)
        after = (found[-1].at, found[-1].id)


def _page(
    workspace: Workspace, kind: str, state: str | None, before: str | None, after: tuple[str, str] | None
) -> list[Item]:
    if before is None:
        return workspace.find(kind, state=state, after=after, limit=_PAGE)
    return workspace.find(kind, state=state, until=before, after=after, limit=_PAGE)
