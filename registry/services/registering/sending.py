"""What a visitor sends in: confirmed by mail before it reaches the queue, then followed by a private link.

Items of the kind `sending`. What is proposed is the change set that the store keeps as a proposal; the item beside it
knows who is to be told, what was asked and answered, and how far it has come. It belongs to (`owner`) the proposal
that is open for it, so that it is found from there. Its time is when it ends (unconfirmed, or decided long ago); the
daily tidying removes it then.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

from itsdangerous import BadSignature, URLSafeSerializer

from registry.model import ChangeSet, Conflict, Invalid, NotFound
from registry.services.accounts.secret import key
from registry.services.mail import Letter, Outbox
from registry.services.moments import Clock, now, stamp
from registry.services.registering.fields import Form
from registry.services.registry import Registry
from registry.store.workspace import Item, Workspace

KIND: Final = "sending"
UNCONFIRMED: Final = timedelta(days=7)
"""So long a confirmation is waited for; then nothing of it is left."""
FOLLOWED: Final = timedelta(days=180)
"""So long after the decision the private link shows it."""
_LONGEST: Final = 5000
_MOST: Final = 50
State = Literal["unconfirmed", "open", "question", "deciding", "accepted", "part", "declined", "withdrawn"]
WAITING: Final[tuple[State, ...]] = ("open", "question", "deciding")
Telling = Callable[[str], Letter]
"""Makes a letter of what stands in the address of the private link."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that was said: a question or a decision by the staff, an answer by the sender."""

    by: Literal["staff", "sender"]
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending as it is kept."""

    item: Item = field(repr=False)

    @property
    def id(self) -> str:
        """Opaque; the private link is made of it."""
        return self.item.id

    @property
    def state(self) -> State:
        """How far it has come."""
        found: State = self.item.state  # type: ignore[assignment]
        return found

    @property
    def title(self) -> str:
        """What it is about, in the sender's words."""
        return str(self.item.data["title"])

    @property
    def about(self) -> str:
        """Id of the entity that is corrected, or entered."""
        return str(self.item.data["about"])

    @property
    def change_set(self) -> ChangeSet:
        """What was sent in, as it was. Raises pydantic.ValidationError where it was blotted since."""
        return ChangeSet.model_validate(self.item.data["change_set"])

    @property
    def form(self) -> Form:
        """The form that was sent in."""
        return Form.from_data(self.item.data.get("form", {}))

    @property
    def email(self) -> str:
        """Who is told; empty where nobody is to be."""
        return str(self.item.data.get("email", ""))

    @property
    def lang(self) -> str:
        """The language in which the sender is written to."""
        return str(self.item.data.get("lang", "de"))

    @property
    def note(self) -> str:
        """What the sender has to say beside the form."""
        return str(self.item.data.get("note", ""))

    @property
    def received(self) -> str:
        """When it was sent in (UTC)."""
        return str(self.item.data["received"])

    @property
    def messages(self) -> tuple[Message, ...]:
        """Questions, answers and reasons, oldest first."""
        return tuple(Message(**one) for one in self.item.data.get("messages", ()))

    @property
    def changes(self) -> tuple[str, ...]:
        """Ids of the change sets that came of it."""
        return tuple(self.item.data.get("changes", ()))

    @property
    def deciding(self) -> dict[str, Any]:
        """What is being carried out at this moment, or was when a process was lost; empty where nothing is."""
        return dict(self.item.data.get("deciding") or {})

    def said(self, message: Message) -> list[dict[str, str]]:
        """The messages with one more, for the item."""
        kept = [*self.messages, message]
        return [{"by": one.by, "text": one.text, "at": one.at} for one in kept[-_MOST:]]


class Sendings:
    """Every verb raises Unavailable as the store does; those that write raise Conflict where somebody was quicker."""

    def __init__(
        self, registry: Registry, clock: Clock = now, secret: Callable[[], str] = lambda: secrets.token_hex(16)
    ) -> None:
        self._registry, self._clock, self._secret = registry, clock, secret
        self._outbox = Outbox(registry.workspace, clock)

    @property
    def _workspace(self) -> Workspace:
        return self._registry.workspace

    def send(self, change_set: ChangeSet, form: Form, *, about: str, email: str, note: str, lang: str) -> Item:
        """A sending that waits for its confirmation, still to be written (see `keep`)."""
        data = {
            "change_set": change_set.model_dump(mode="json"),
            "form": form.as_data(),
            "about": about,
            "title": form.name,
            "email": email,
            "note": note[:_LONGEST],
            "lang": lang,
            "received": stamp(self._clock()),
        }
        until = stamp(self._clock() + UNCONFIRMED)
        return Item(KIND, self._secret(), data, change_set.id, "unconfirmed", until)

    def keep(self, item: Item, tell: Telling, drops: Sequence[Item] = ()) -> Sending:
        """Write a new sending together with the mail that asks for its confirmation; `drops`: its draft."""
        mail = self._outbox.item(item.data["email"], tell(self.token(item.id)), owner=item.id)
        written = self._workspace.change([item, mail], drops)
        return Sending(written[0])

    def token(self, id: str) -> str:
        """What stands in the address of the private link."""
        return str(URLSafeSerializer(key(self._workspace), salt=KIND).dumps(id))

    def follow(self, token: str) -> Sending:
        """The sending of a private link. Raises NotFound for a link that is not ours, or of which nothing is left."""
        try:
            id = str(URLSafeSerializer(key(self._workspace), salt=KIND).loads(token))
        except BadSignature as error:
            raise _unknown() from error
        return self.one(id)

    def one(self, id: str) -> Sending:
        """A sending by its id. Raises NotFound."""
        item = self._workspace.get(KIND, [id]).get(id)
        if item is None or ("" < item.at < stamp(self._clock())):
            raise _unknown()
        return Sending(item)

    def confirm(self, sending: Sending) -> Sending:
        """The sender has the mail: it is proposed now, and stands in the queue. A second time changes nothing.

        Raises Conflict where it was withdrawn meanwhile, Erased where it writes of an erased person.
        """
        if sending.state != "unconfirmed":
            return sending
        try:
            self._registry.propose(sending.change_set)
        except Conflict:  # a process was lost between this and the next step, or the button was pressed twice
            if self._registry.proposal(sending.change_set.id) is None:
                raise
        return self.write(sending, state="open", at="")

    def answer(self, sending: Sending, text: str) -> Sending:
        """The sender's answer to a question; it is the staff's turn again. Raises Invalid where there is no text."""
        plain = _checked(text)
        if sending.state not in ("question", "open"):
            raise Conflict("this is decided already", where="sending", remedy="send in a correction")
        messages = sending.said(Message("sender", plain, stamp(self._clock())))
        return self.write(sending, state="open", messages=messages)

    def withdraw(self, sending: Sending) -> Sending:
        """The sender wants nothing of it any more. Raises Conflict where it is decided already."""
        if sending.state in ("open", "question"):
            self._registry.decide(sending.item.owner, "declined", "Absender", "zurückgezogen")
        elif sending.state != "unconfirmed":
            raise Conflict("this is decided already", where="sending", remedy="send in a correction")
        return self.close(sending, "withdrawn")

    def close(self, sending: Sending, state: State, tell: Telling | None = None, **data: Any) -> Sending:
        """It is decided: kept for a while to be looked at, without the form and its change set."""
        until = stamp(self._clock() + FOLLOWED)
        return self.write(sending, tell, state=state, at=until, form={}, change_set={}, deciding={}, **data)

    def write(self, sending: Sending, tell: Telling | None = None, **changes: Any) -> Sending:
        """Write a sending and, where its sender is to be told of it, the mail. Raises Conflict."""
        puts = [sending.item.changed(**changes)]
        if tell is not None and sending.email:
            puts.append(self._outbox.item(sending.email, tell(self.token(sending.id)), owner=sending.id))
        return Sending(self._workspace.change(puts)[0])

    def of_proposals(self, ids: Collection[str]) -> dict[str, Sending]:
        """The sendings of open proposals by the ids of these."""
        found = [one for state in WAITING for one in self._all(state)]
        return {one.owner: Sending(one) for one in found if one.owner in ids}

    def of_proposal(self, change_set: ChangeSet, title: str = "", about: str = "") -> Sending:
        """The sending of a proposal; one that nobody sent in gets an item of its own, still to be written."""
        found = self._workspace.find(KIND, owner=change_set.id, limit=1)
        if found:
            return Sending(found[0])
        data = {
            "change_set": {},
            "title": title,
            "about": about,
            "received": stamp(change_set.at),
        }
        return Sending(Item(KIND, change_set.id, data, change_set.id, "open"))

    def _all(self, state: State) -> list[Item]:
        found: list[Item] = []
        after: tuple[str, str] | None = None
        while part := self._workspace.find(KIND, state=state, after=after, limit=500):
            found += part
            after = part[-1].at, part[-1].id
        return found


def _checked(text: str) -> str:
    plain = text.strip()
    if not plain or len(plain) > _LONGEST:
        raise Invalid("there is no text, or too much", where="text", remedy=f"write up to {_LONGEST} letters")
    return plain


def _unknown() -> NotFound:
    return NotFound("there is no such sending (any more)", where="sending", remedy="look into the mail you were sent")
