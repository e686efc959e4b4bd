"""The typed rows of a source's tables: one model a file, whose fields are the columns that the file may have."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from registry.model import Flag, LocalText, Period, Status, Visibility
from registry.model.periods import EdtfDate, EdtfEnd
from registry.model.statements import Prose, Text
from seed.cells import Contacts, Keys, Lines, Mark, Number, Pairs, SourceKey, Texts

Count = Annotated[int, Field(ge=0)]
Term = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Expected(_Frozen):
    """How many rows each table of a source must have."""

    entities: Count
    ties: Count
    posts: Count
    observations: Count


class SourceInfo(_Frozen):
    """`source.yaml`: which paper it is, how long, of when, and what its tables must come to."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
    document: SourceKey
    publisher: Text
    title: Text
    file: Text
    lines: Annotated[int, Field(ge=1)]
    date: EdtfDate | None = None
    as_of: EdtfDate | None = None
    note: Prose = ""
    expect: Expected


class Line(_Frozen):
    """What every row says besides its statement: where it stands, who may see it, what is doubtful about it."""

    visibility: Visibility = Visibility.PUBLIC
    line: Lines
    as_of: EdtfDate | None = None
    flag: Literal["contradiction", "doubtful", "inferred"] | None = None
    flag_de: Prose = ""
    flag_en: Prose = ""

    @model_validator(mode="after")
    def _flag_is_explained(self) -> Line:
        if bool(self.flag) != bool(self.flag_de):
            raise ValueError("flag and flag_de belong together: say what is doubtful and how it was read")
        return self

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The row's flag, if it has one."""
        if self.flag is None:
            return ()
        return (Flag(kind=self.flag, note=LocalText(de=self.flag_de, en=self.flag_en)),)


class _Dated(Line):
    start: EdtfDate | None = None
    end: EdtfEnd | None = None

    @model_validator(mode="after")
    def _ordered(self) -> _Dated:
        Period(start=self.start, end=self.end)
        return self

    @property
    def period(self) -> Period:
        """Start and end as the record keeps them."""
        return Period(start=self.start, end=self.end)


class EntityLine(_Dated):
    """A row of entities.csv."""

    key: SourceKey
    kind: Term
    name: Text
    aliases: Texts = ()
    name_en: Text | None = None
    size: Count | None = None
    size_approx: Mark = False
    themes: Texts = ()
    identifiers: Pairs = {}
    status: Status | None = None
    contacts: Contacts = ()
    languages: Texts = ()
    audience_de: Prose = ""
    audience_en: Prose = ""
    summary_de: Prose = ""
    summary_en: Prose = ""


class TieLine(_Dated):
    """A row of ties.csv."""

    subject: SourceKey
    role: Term
    object: SourceKey
    theme: Term | None = None
    status: Status | None = None
    post: SourceKey | None = None
    seats: Count | None = None
    wording: Text | None = None
    note_de: Prose = ""
    note_en: Prose = ""
    n: Term | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells this tie from every other one, whichever source it stands in."""
        status = self.status or Status.EXISTING
        parts = (
            self.subject,
            self.role,
            self.object,
            self.theme,
            self.start,
            self.end,
            status,
            self.post,
            self.n,
        )
        return tuple(str(part) if part else "" for part in parts)


class PostLine(_Dated):
    """A row of posts.csv."""

    key: SourceKey
    body: SourceKey
    name: Text
    name_en: Text | None = None
    kind: Literal["function", "open", "rotating"]
    role: Term
    seats: Count | None = None
    pool: Keys = ()
    per_turn: Annotated[int, Field(ge=1)] | None = None
    order: Literal["alphabetical"] | None = None
    rhythm: Literal["yearly"] | None = None
    starts: EdtfDate | None = None
    status: Status | None = None
    note_de: Prose = ""
    note_en: Prose = ""


class ObservationLine(_Dated):
    """A row of observations.csv."""

    subject: SourceKey
    indicator: Term
    value: Number | None = None
    upper: Number | None = None
    unit: Term
    approximate: Mark = False
    printed: Text | None = None
    note_de: Prose = ""
    note_en: Prose = ""
    n: Term | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells this figure from every other one of the same source."""
        parts = (self.subject, self.indicator, self.start, self.end, self.n)
        return tuple(part or "" for part in parts)
