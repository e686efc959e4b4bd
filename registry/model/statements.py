"""The four kinds of statement: entity, tie, post, observation. Immutable, typed, sourced, with visibility and
version."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from registry.model.periods import UNKNOWN, EdtfDate, Period

Text = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True, pattern=r"^[^\x00-\x1f]*$")
]
Prose = Annotated[str, StringConstraints(max_length=5000, strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.:/-]*$", max_length=120)]
Number = int | Annotated[float, Field(allow_inf_nan=False)]
EntityId = Annotated[str, StringConstraints(pattern=r"^e[a-z2-7]{20}$")]
TieId = Annotated[str, StringConstraints(pattern=r"^t[a-z2-7]{20}$")]
PostId = Annotated[str, StringConstraints(pattern=r"^p[a-z2-7]{20}$")]
ObservationId = Annotated[str, StringConstraints(pattern=r"^o[a-z2-7]{20}$")]


class Visibility(StrEnum):
    """Who may see a statement or a field: everyone, people of the network, registering staff."""

    PUBLIC = "public"
    NETWORK = "network"
    STAFF = "staff"


class Status(StrEnum):
    """What a source says of a statement's being: it exists, is expected, planned, proposed, has ended, was one
    event."""

    EXISTING = "existing"
    EXPECTED = "expected"
    PLANNED = "planned"
    PROPOSED = "proposed"
    ENDED = "ended"
    EVENT = "event"


class StatementType(StrEnum):
    """The four kinds of statement."""

    ENTITY = "entity"
    TIE = "tie"
    POST = "post"
    OBSERVATION = "observation"


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LocalText(_Value):
    """A short text in German and, where it was translated, English."""

    de: Prose
    en: Prose = ""

    def text(self, lang: str) -> str:
        """The text in this language, or the German one where there is no translation."""
        return self.en if lang == "en" and self.en else self.de


class Source(_Value):
    """Where a statement stands: a document entity, a place in it (`Z. 258`), and the date for which it says so."""

    document: EntityId
    locator: Annotated[str, StringConstraints(max_length=120)] = ""
    as_of: EdtfDate | None = None


class Flag(_Value):
    """A doubt kept with the statement: `contradiction` in the source, `doubtful` reading, `inferred` by us."""

    kind: Literal["contradiction", "doubtful", "inferred"]
    note: LocalText


class Contact(_Value):
    """One way to reach an entity, with its own visibility."""

    kind: Literal["phone", "fax", "email", "web", "address"]
    value: Text
    visibility: Visibility = Visibility.PUBLIC


class Size(_Value):
    """How many a collective is made of, as its source counts them."""

    count: Annotated[int, Field(ge=0)]
    approximate: bool = False


class FormerName(_Value):
    """A name that an entity had once, and when; it stands among the aliases, too."""

    name: Text
    period: Period = UNKNOWN


class _Statement(_Value):
    sources: tuple[Source, ...] = ()
    flags: tuple[Flag, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    version: Annotated[int, Field(ge=0)] = 0


class Entity(_Statement):
    """An actor, offer, goal, document or area. `family` follows from `kind` and is checked against the vocabulary."""

    type: Literal["entity"] = "entity"
    id: EntityId
    family: Literal["actor", "offer", "goal", "document", "area"]
    kind: Key
    name: Text
    aliases: tuple[Text, ...] = ()
    former: tuple[FormerName, ...] = ()
    """Earlier preferred names, the first one first."""
    translations: dict[str, Text] = Field(default_factory=dict)
    """Names in other languages by BCP 47 tag."""
    size: Size | None = None
    themes: tuple[Key, ...] = ()
    identifiers: dict[str, Text] = Field(default_factory=dict)
    """Value by scheme, for example `ags`: `05978000` (text: leading zeros count), `vorlage`: `50/025/2021`."""
    period: Period = UNKNOWN
    status: Status = Status.EXISTING
    contacts: tuple[Contact, ...] = ()
    languages: tuple[Text, ...] = ()
    """BCP 47 tags of the languages in which an offer is given, where they are named."""
    audience: LocalText | None = None
    summary: LocalText | None = None

    def display_name(self, lang: str) -> str:
        """The name in this language, or the preferred one."""
        return self.translations.get(lang, self.name)

    def all_names(self) -> tuple[str, ...]:
        """Preferred name first, then aliases, then names in other languages."""
        return (self.name, *self.aliases, *self.translations.values())


class Tie(_Statement):
    """`subject` –role→ `object`: a record of its own, of which an edge in a picture is only a view."""

    type: Literal["tie"] = "tie"
    id: TieId
    subject: EntityId
    role: Key
    object: EntityId
    period: Period = UNKNOWN
    status: Status = Status.EXISTING
    theme: Key | None = None
    post: PostId | None = None
    """The seat that this tie fills."""
    seats: Annotated[int, Field(ge=0)] | None = None
    """How many representatives, where the source counts them."""
    wording: Text | None = None
    """The term as printed, where it is finer than the role (`Vorberatung`)."""
    note: LocalText | None = None


class Post(_Statement):
    """A seat in a body that exists without its holder.

    `function`: bound to an office of one of `pool`; `open`: any fitting holder; `rotating`: `per_turn` of
    `pool` at a time, in `order`, changing with `rhythm`. What the source does not say is None.
    """

    type: Literal["post"] = "post"
    id: PostId
    body: EntityId
    name: Text
    translations: dict[str, Text] = Field(default_factory=dict)
    kind: Literal["function", "open", "rotating"]
    role: Key
    seats: Annotated[int, Field(ge=0)] | None = None
    pool: tuple[EntityId, ...] = ()
    per_turn: Annotated[int, Field(ge=1)] | None = None
    order: Literal["alphabetical"] | None = None
    rhythm: Literal["yearly"] | None = None
    starts: EdtfDate | None = None
    period: Period = UNKNOWN
    status: Status = Status.EXISTING
    note: LocalText | None = None

    def display_name(self, lang: str) -> str:
        """The name in this language, or the preferred one."""
        return self.translations.get(lang, self.name)


class Observation(_Statement):
    """A figure about an entity: indicator, period, value and unit, and the text as printed."""

    type: Literal["observation"] = "observation"
    id: ObservationId
    subject: EntityId
    indicator: Key
    period: Period = UNKNOWN
    value: Number | None = None
    """None where the source names the figure and does not give it."""
    upper: Number | None = None
    """Upper end where the source gives a range."""
    unit: Key
    approximate: bool = False
    printed: Text | None = None
    note: LocalText | None = None


Statement = Annotated[Entity | Tie | Post | Observation, Field(discriminator="type")]

_ADAPTER: TypeAdapter[Entity | Tie | Post | Observation] = TypeAdapter(Statement)
_MODELS: dict[str, type[Entity] | type[Tie] | type[Post] | type[Observation]] = {
    "entity": Entity,
    "tie": Tie,
    "post": Post,
    "observation": Observation,
}


def statement_json(statement: Entity | Tie | Post | Observation) -> str:
    """The statement as compact JSON without defaults and without its version (which the store keeps beside it)."""
    return statement.model_dump_json(exclude_defaults=True, exclude={"version"})


def parse_statement(kind: str, payload: str | bytes, version: int) -> Entity | Tie | Post | Observation:
    """The statement that `statement_json` wrote. Raises pydantic.ValidationError where it is not one."""
    return _MODELS[kind].model_validate_json(payload).model_copy(update={"version": version})


def validate_statement(data: object) -> Entity | Tie | Post | Observation:
    """A statement from plain data with a `type`. Raises pydantic.ValidationError with every error at once."""
    return _ADAPTER.validate_python(data)
