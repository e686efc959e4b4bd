"""What a vocabulary is made of, and the questions it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from registry.model.statements import Key

Family = Literal["actor", "offer", "goal", "document", "area"]
_FAMILIES: Final = get_args(Family)
_NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Term(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(_Term):
    """A text in both languages of the pages."""

    de: _NonEmpty
    en: _NonEmpty

    def text(self, lang: str) -> str:
        """The English text for `en`, the German one for everything else."""
        return self.en if lang == "en" else self.de


class StandardTerms(_Term):
    """What a term corresponds to in W3C ORG, Popolo, OParl 1.1 and schema.org; `-` where there is nothing."""

    org: _NonEmpty
    popolo: _NonEmpty
    oparl: _NonEmpty
    schema_: Annotated[str, Field(alias="schema")]


class Kind(_Term):
    """A kind of entity; `broader` is None for the five families."""

    key: Key
    broader: str | None = None
    label_: Annotated[Label, Field(alias="label")]
    plural_: Annotated[Label, Field(alias="plural")]
    maps: StandardTerms | None = None

    def label(self, lang: str) -> str:
        """Singular label."""
        return self.label_.text(lang)

    def plural(self, lang: str) -> str:
        """Plural label."""
        return self.plural_.text(lang)


class RoleGroup(_Term):
    """What roles count as: membership, moderation …"""

    key: Key
    label_: Annotated[Label, Field(alias="label")]
    code: Label | None = None
    """Stands in a cell of the membership matrix; groups without one are not in it."""

    def label(self, lang: str) -> str:
        """Heads what the group holds."""
        return self.label_.text(lang)


class Role(_Term):
    """A role of ties, with its labels in both directions and the kinds each end may have."""

    key: Key
    group: str
    code: Label | None = None
    """Its own in the membership matrix, where it is told apart within its group."""
    label_: Annotated[Label, Field(alias="label")]
    inverse_: Annotated[Label, Field(alias="inverse")]
    noun_: Annotated[Label, Field(alias="noun")]
    relationship_: Annotated[str, Field(alias="relationship", pattern=r"^[A-Z][A-Z0-9_]*$")] = ""
    subject: tuple[str, ...]
    object: tuple[str, ...]
    same_family: bool = False
    dated: bool = False
    maps: StandardTerms

    @property
    def relationship(self) -> str:
        """Type of such ties in a graph database, `MODERIERT`; the key in capitals where the file names none."""
        return self.relationship_ or self.key.upper()

    def label(self, lang: str) -> str:
        """Reads subject → object: *moderiert*."""
        return self.label_.text(lang)

    def inverse(self, lang: str) -> str:
        """Reads object → subject: *moderiert von*."""
        return self.inverse_.text(lang)

    def noun(self, lang: str) -> str:
        """Heads a list of such ties: *Moderation*."""
        return self.noun_.text(lang)


class Indicator(_Term):
    """What an observation counts, and in which unit."""

    key: Key
    label_: Annotated[Label, Field(alias="label")]
    unit: Literal["persons", "percent", "count", "languages", "euro", "years"]

    def label(self, lang: str) -> str:
        """The indicator's name."""
        return self.label_.text(lang)


class Theme(_Term):
    """A theme of one scheme; `key` is `scheme:name`, `same_as` the crosswalk to other schemes."""

    key: Key
    scheme: str
    broader: str | None = None
    label_: Annotated[Label, Field(alias="label")]
    same_as: tuple[str, ...] = ()

    def label(self, lang: str) -> str:
        """The theme's name."""
        return self.label_.text(lang)


class Scheme(_Term):
    """A set of themes as one Kreis and paper divides the field."""

    key: Key
    label_: Annotated[Label, Field(alias="label")]
    area: str | None = None

    def label(self, lang: str) -> str:
        """The scheme's name."""
        return self.label_.text(lang)


class Collective(_Term):
    """How papers name a number of actors of one kind together: what the name of such a collective begins with."""

    key: Key
    names: tuple[_NonEmpty, ...]


class Need(_Term):
    """What a body should have: somebody of one of these kinds (or the office that the label names) in a role."""

    label_: Annotated[Label, Field(alias="label")]
    role: str = "mitglied"
    kinds: tuple[str, ...]
    names: tuple[_NonEmpty, ...] = ()
    """Where the kinds alone would let others in: a part of the name of whoever is meant."""
    seats: Annotated[int, Field(ge=1)] | None = None
    """How many; None where the source does not say."""
    lines: _NonEmpty
    """Where the source says it."""

    def label(self, lang: str) -> str:
        """Who is meant."""
        return self.label_.text(lang)

    def means(self, name: str) -> bool:
        """Whether somebody of this name may be meant."""
        return not self.names or any(one in name for one in self.names)


class Composition(_Term):
    """A target composition as a paper has it: for bodies of these kinds, written for those of these names."""

    key: Key
    label_: Annotated[Label, Field(alias="label")]
    kinds: tuple[str, ...]
    names: tuple[_NonEmpty, ...] = ()
    """Preferred names or aliases of the bodies that the source says it of; others are compared on request."""
    document: _NonEmpty
    """Preferred name of the document that says it."""
    paper: Key
    """Short id of that document among the sources."""
    needs: tuple[Need, ...]

    def label(self, lang: str) -> str:
        """The composition's name."""
        return self.label_.text(lang)


@dataclass(frozen=True)
class Vocabulary:
    """All terms by key. Made by `load_vocabulary`, which guarantees that every reference in it resolves."""

    kinds: Mapping[str, Kind]
    groups: Mapping[str, RoleGroup]
    roles: Mapping[str, Role]
    indicators: Mapping[str, Indicator]
    schemes: Mapping[str, Scheme]
    themes: Mapping[str, Theme] = field(default_factory=dict)
    collectives: Mapping[str, Collective] = field(default_factory=dict)
    """By kind of what they are made of."""
    compositions: Mapping[str, Composition] = field(default_factory=dict)

    @cached_property
    def _ancestors(self) -> dict[str, tuple[str, ...]]:
        return {key: self._walk(key) for key in self.kinds}

    def _walk(self, key: str) -> tuple[str, ...]:
        found = [key]
        while (broader := self.kinds[found[-1]].broader) is not None:
            found.append(broader)
        return tuple(found)

    def lineage(self, kind: str) -> tuple[str, ...]:
        """The kind and everything broader, narrowest first. Raises KeyError for an unknown kind."""
        return self._ancestors[kind]

    def family(self, kind: str) -> str:
        """The family of a kind: actor, offer, goal, document or area."""
        return self._ancestors[kind][-1]

    def is_a(self, kind: str, ancestor: str) -> bool:
        """Whether `kind` is `ancestor` or narrower."""
        return ancestor in self._ancestors[kind]

    def is_person(self, kind: str) -> bool:
        """Whether entities of this kind are persons, who can be erased and have no seats to give. False if unknown."""
        return kind in self.kinds and self.is_a(kind, "person")

    def fits(self, kind: str, allowed: Iterable[str]) -> bool:
        """Whether an entity of this kind may stand where these kinds are allowed."""
        lineage = self._ancestors[kind]
        return any(one in lineage for one in allowed)

    def collective_kind(self, name: str) -> str | None:
        """The kind of what a collective of this name is made of, by how the name begins; None where it is not known.

        *Integrationsräte im Kreis Unna* are Integrationsräte: the plural of a kind, or another word of its entry in
        `collectives.yaml`, at the beginning and followed by a blank or the end.
        """
        return next(
            (kind for word, kind in self._collective_words if name == word or name.startswith(f"{word} ")), None
        )

    @cached_property
    def _collective_words(self) -> tuple[tuple[str, str], ...]:
        countable = (key for key in self.kinds if self.family(key) in ("actor", "offer") and key not in _FAMILIES)
        words = {self.kinds[key].plural("de"): key for key in countable}
        words.update((name, one.key) for one in self.collectives.values() for name in one.names)
        return tuple(sorted(words.items(), key=lambda pair: (-len(pair[0]), pair[0])))

    def narrower(self, kind: str) -> tuple[str, ...]:
        """The kind and every narrower one, in the order of the file."""
        return tuple(key for key in self.kinds if self.is_a(key, kind))

    def roles_in(self, *groups: str) -> frozenset[str]:
        """Keys of the roles that belong to one of these groups."""
        return frozenset(key for key, role in self.roles.items() if role.group in groups)

    def common_themes(self, theme: str) -> tuple[str, ...]:
        """The themes of the scheme `gemeinsam` that a theme corresponds to (itself where it is one)."""
        if theme.startswith("gemeinsam:"):
            return (theme,)
        found = self.themes.get(theme)
        return found.same_as if found else ()
