"""A seat of a body: making one, and correcting what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from registry.model import ChangeSet, Invalid, NotFound, Post, Put, new_id
from registry.services.record import Record

GROUPS: Final = ("membership", "moderation", "leadership", "advice")
"""Groups of roles that a seat can stand for."""
FIELDS: Final = (
    *("name", "translations", "kind", "role", "seats", "pool"),
    *("per_turn", "order", "rhythm", "starts", "period", "status"),
)
"""What can be said of a seat by hand; its sources, doubts and visibility stay as they are."""


def post_of(record: Record, body: str, post: str) -> Post:
    """A seat of this body. Raises NotFound where there is none under this id."""
    found = record.get((post,)).get(post)
    if isinstance(found, Post) and found.body == body:
        return found
    raise NotFound("there is no such seat", where=post, remedy="open it from the page of its body")


def put_post(record: Record, body: str, post: str | None, said: Mapping[str, Any], who: str, why: str) -> ChangeSet:
    """Make a seat of a body, or (`post`) correct one; `said` has values of `FIELDS`.

    Raises NotFound, Missing for an unknown body, and Invalid (`where` is the field) for what a seat can not be.
    """
    entity = record.entity(body)
    old = post_of(record, body, post) if post else None
    kept = old.model_dump() if old else {"id": new_id("p"), "body": body, "visibility": entity.visibility}
    try:
        made = Post.model_validate(kept | {name: said[name] for name in FIELDS if name in said})
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid(str(first["msg"]), where=str(first["loc"][0]), remedy="correct this field") from error
    if old is not None and made == old:
        raise Invalid("nothing was changed", where="name", remedy="change a field, or leave the page")
    version = old.version if old else 0
    return ChangeSet(
        kind="edit" if old else "create", who=who, why=why, operations=(Put(record=made, expected=version),)
    )
