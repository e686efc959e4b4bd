"""What a statement refers to, and the latest date for which its sources attest it."""

from __future__ import annotations

from collections.abc import Iterator

from registry.model import Entity, Observation, Post, Tie
from registry.model.periods import bounds

AnyStatement = Entity | Tie | Post | Observation


def references(statement: AnyStatement) -> Iterator[tuple[str, str]]:
    """Pairs of (place, id) for everything the statement refers to.

    Places are `subject`, `object`, `post`, `body`, `pool` and `source`.
    """
    match statement:
        case Tie():
            yield "subject", statement.subject
            yield "object", statement.object
            if statement.post:
                yield "post", statement.post
        case Post():
            yield "body", statement.body
            for member in statement.pool:
                yield "pool", member
        case Observation():
            yield "subject", statement.subject
        case Entity():
            pass
    for source in statement.sources:
        yield "source", source.document


def attested(statement: AnyStatement) -> tuple[str, ...]:
    """The dates for which its sources attest a statement, each once, earliest first; empty where none is dated."""
    dates = {source.as_of for source in statement.sources if source.as_of}
    return tuple(sorted(dates, key=lambda text: (*bounds(text), text)))
