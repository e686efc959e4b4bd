"""A plan in words: one line a change, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from registry.model import Entity, Tie
from registry.model.statements import statement_json
from registry.services.importing.plans import Plan
from registry.vocabulary import Vocabulary

_LONGEST = 60
_OUTCOMES = {
    "new": "new",
    "changed": "changed",
    "unchanged": "unchanged",
    "left_out": "left out",
    "problem": "with problems",
}


def summary(plan: Plan) -> str:
    """How many rows become what: `12 rows: 3 new, 1 changed, 8 unchanged`."""
    parts = [f"{plan.counts[key]} {text}" for key, text in _OUTCOMES.items() if plan.counts.get(key)]
    entities = sum(isinstance(one.record, Entity) for one in plan.operations if one.op == "put")
    ties = len(plan.operations) - entities
    statements = f"; {entities} entities and {ties} ties to write" if plan.operations else "; nothing to write"
    return f"{len(plan.sheet.rows)} rows: {', '.join(parts) or 'none'}{statements}"


def change_lines(plan: Plan, vocabulary: Vocabulary, lang: str) -> Iterator[str]:
    """What every operation changes: `+` is new, `~` is changed, with the row that says it."""
    for one in plan.operations:
        if one.op != "put":
            continue
        record, row = one.record, plan.rows.get(one.record.id)
        place = f"  (row {row})" if row else ""
        if isinstance(record, Tie):
            sign = "~" if record.id in plan.before else "+"
            yield f"{sign} {_tie(record, plan, vocabulary, lang)}{place}"
        elif isinstance(record, Entity):
            before = plan.before.get(record.id)
            yield from _entity(record, before if isinstance(before, Entity) else None, place, vocabulary, lang)


def _tie(tie: Tie, plan: Plan, vocabulary: Vocabulary, lang: str) -> str:
    subject, target = (plan.names.get(id, id) for id in (tie.subject, tie.object))
    since = f" ({tie.period})" if str(tie.period) else ""
    return f"{subject} – {vocabulary.roles[tie.role].label(lang)} → {target}{since}"


def _entity(entity: Entity, before: Entity | None, place: str, vocabulary: Vocabulary, lang: str) -> Iterator[str]:
    if before is None:
        yield f"+ {vocabulary.kinds[entity.kind].label(lang)}: {entity.name}{place}"
        return
    yield f"~ {before.name}{place}"
    for name in type(entity).model_fields:
        old, new = getattr(before, name), getattr(entity, name)
        if name not in ("version", "sources") and old != new:
            yield f"    {name}: {_short(before, name)} → {_short(entity, name)}"


def _short(entity: Entity, name: str) -> str:
    bare = Entity(id=entity.id, family=entity.family, kind=entity.kind, name=entity.name)
    if name in ("name", "kind"):
        return str(getattr(entity, name))
    text = statement_json(bare.model_copy(update={name: getattr(entity, name)}))
    marker = f'"{name}":'
    found = text[text.index(marker) + len(marker) : -1] if marker in text else "–"
    return found if len(found) <= _LONGEST else found[: _LONGEST - 1] + "…"
