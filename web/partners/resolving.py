"""A name that was typed becomes an id in the address, or a choice among several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from registry.services import Record
from registry.services.search.spelling import reduced_words
from web.presenting.references import Ref, ref
from web.site import here, registry, vocabulary

_MOST = 8


@dataclass(frozen=True)
class Resolved:
    """What is meant by a name: an id; else who may be meant, nobody where it is not known."""

    typed: str
    id: str = ""
    choices: tuple[Ref, ...] = ()

    @property
    def open(self) -> bool:
        """Whether something was typed that names nobody in particular."""
        return bool(self.typed) and not self.id


def resolve(record: Record, typed: str, known: str = "", families: Sequence[str] = ("actor",)) -> Resolved:
    """Whom a name means; `known` is the id that the form carried along, which it means where it is still that name."""
    if not typed:
        return Resolved("")
    named = record.entities((known,)).get(known) if known else None
    if named is not None and typed in (named.display_name(here().lang), named.name):
        return Resolved(typed, known)
    hits = registry().search(typed, here().viewer, limit=_MOST, families=tuple(families))
    found = record.entities([one.id for one in hits])
    wanted = reduced_words(typed)
    same = [id for id, one in found.items() if any(reduced_words(name) == wanted for name in one.all_names())]
    if len(same) == 1 or (len(found) == 1 and hits[0].how != "typo"):
        return Resolved(typed, same[0] if same else next(iter(found)))
    return Resolved(typed, "", tuple(ref(found[hit.id], vocabulary(), here().lang) for hit in hits if hit.id in found))


def name_in(record: Record, id: str) -> str:
    """What a form shows for an id; empty for what the reader may not see."""
    found = record.entities((id,)).get(id) if id else None
    return found.display_name(here().lang) if found is not None else ""


def resolve_both(record: Record, first: tuple[str, str], second: tuple[str, str]) -> tuple[Resolved, Resolved]:
    """Whom two fields of a form mean, each given as (name of the field that is typed in, id in the address)."""
    one, other = (_field(record, *pair) for pair in (first, second))
    return one, other


def _field(record: Record, field: str, id: str) -> Resolved:
    if field not in request.args:
        return Resolved(name_in(record, id), id)
    return resolve(record, request.args[field].strip()[:200], id)


def meant_addresses(endpoint: str, first: tuple[str, Resolved], second: tuple[str, Resolved]) -> tuple[list[str], ...]:
    """Of each of two fields, given as (argument of the address, whom it means), where each of its choices leads."""
    pairs = ((first, second), (second, first))
    return tuple(
        [_address(endpoint, {name: one.id, other_name: other.id or None}) for one in own.choices]
        for (name, own), (other_name, other) in pairs
    )


def _address(endpoint: str, values: dict[str, Any]) -> str:
    return url_for(endpoint, **values)
