"""What a form offers to choose from: kinds, roles, themes."""

from __future__ import annotations

from typing import Final

from registry.vocabulary import Role, Vocabulary

_GROUPS: Final = ("membership", "advice", "moderation", "leadership", "support", "structure")
_PRIVATE: Final = ("person", "kollektiv", "funktion")
"""Nobody enters a person without an account: what is known of persons comes from documents, or by staff."""
_NOT_IN_FORM: Final = ("nachfolge", "ansprechpartner", "beschaeftigt", "sprecher")


def kinds_offered(vocabulary: Vocabulary, family: str = "actor", *, everyone: bool = True) -> tuple[str, ...]:
    """Kinds to choose from; the family itself is none. `everyone`: those that need no account."""
    found = (kind for kind in vocabulary.narrower(family) if kind != family)
    return tuple(one for one in found if not (everyone and _private(one, vocabulary)))


def roles_offered(vocabulary: Vocabulary, family: str = "actor", *, everyone: bool = True) -> tuple[Role, ...]:
    """Roles in which an entity of this family can be tied to others."""
    return tuple(
        role
        for role in vocabulary.roles.values()
        if role.group in _GROUPS
        and any(vocabulary.family(kind) == family for kind in role.subject)
        and not role.dated
        and not (everyone and role.key in _NOT_IN_FORM)
        and {"body", "organisation", "actor", "offer"} & {*role.object}
    )


def themes_offered(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The common themes, by which Kreise are compared."""
    return tuple(key for key in vocabulary.themes if key.startswith("gemeinsam:"))


def _private(kind: str, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.is_a(kind, one) for one in _PRIVATE if one in vocabulary.kinds)
