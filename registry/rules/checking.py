"""Checks a change set as a whole: each statement on its own, its references, and what a change would leave dangling."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Protocol

from registry.model import ChangeSet, Entity, Observation, Post, Problem, Put, Remove, Status, Tie
from registry.rules.references import AnyStatement, references
from registry.vocabulary import Role, Vocabulary


class RecordView(Protocol):
    """What the rules need to know of the record that a change set enters."""

    def get(self, ids: Collection[str]) -> dict[str, AnyStatement]:
        """Live statements by id."""
        ...

    def about(self, ids: Collection[str]) -> list[AnyStatement]:
        """Live statements that refer to any of these ids."""
        ...


def check_change_set(change_set: ChangeSet, record: RecordView, vocabulary: Vocabulary) -> list[Problem]:
    """Every rule that the record would break if this change set were committed; empty where none.

    Sees the record as it would be afterwards: a tie may refer to an entity that the same change set creates.
    """
    after = _After(change_set, record)
    problems = list(_twice(change_set))
    for operation in change_set.operations:
        if isinstance(operation, Put):
            problems += check_statement(operation.record, after.find, vocabulary)
        else:
            problems += _left_behind(operation, after)
    problems += _bent(after, vocabulary)
    return problems


class _After:
    """The record as it would be after the change set."""

    def __init__(self, change_set: ChangeSet, record: RecordView) -> None:
        self.record = record
        self.put = {one.record.id: one.record for one in change_set.operations if isinstance(one, Put)}
        self.removed = {one.id for one in change_set.operations if isinstance(one, Remove)}
        wanted = {target for one in self.put.values() for _, target in references(one)}
        wanted |= {one.successor for one in change_set.operations if isinstance(one, Remove) and one.successor}
        self.before = record.get(wanted | set(self.put))

    def find(self, id: str) -> AnyStatement | None:
        if id in self.put:
            return self.put[id]
        return None if id in self.removed else self.before.get(id)

    def about(self, ids: Collection[str]) -> Iterator[AnyStatement]:
        """What would still refer to these ids."""
        for one in self.record.about(ids):
            if one.id not in self.removed and one.id not in self.put:
                yield one
        for one in self.put.values():
            if any(target in ids for _, target in references(one)):
                yield one


def _twice(change_set: ChangeSet) -> Iterator[Problem]:
    seen: set[str] = set()
    for operation in change_set.operations:
        if operation.target in seen:
            yield Problem(
                "duplicate_id",
                operation.target,
                "the change set touches this record twice",
                "give each record one operation (and each new record an id of its own)",
            )
        seen.add(operation.target)


def _left_behind(removal: Remove, after: _After) -> Iterator[Problem]:
    if removal.successor is not None and after.find(removal.successor) is None:
        what = f"its successor {removal.successor} is not in the record"
        yield Problem("reference", removal.id, what, "name what it was merged into, or no successor")
    for one in after.about((removal.id,)):
        places = ", ".join(sorted({place for place, target in references(one) if target == removal.id}))
        yield Problem(
            "dangling",
            removal.id,
            f"{one.type} {one.id} still refers to it ({places})",
            "remove or move what refers to it in the same change set",
        )


def _bent(after: _After, vocabulary: Vocabulary) -> Iterator[Problem]:
    """What stays as it is, but refers to something that gets another kind, or to a seat that gets another body."""
    changed = {id for id, new in after.put.items() if _turns(after.before.get(id), new)}
    if not changed:
        return
    untouched = [one for one in after.about(tuple(changed)) if one.id not in after.put]
    others = after.record.get({target for one in untouched for _, target in references(one)})

    def find(id: str) -> AnyStatement | None:
        return after.find(id) or others.get(id)

    for one in untouched:
        yield from check_statement(one, find, vocabulary)


def _turns(old: AnyStatement | None, new: AnyStatement) -> bool:
    """Whether what refers to a statement has to be looked at again."""
    if isinstance(old, Entity) and isinstance(new, Entity):
        return old.kind != new.kind
    return isinstance(old, Post) and isinstance(new, Post) and old.body != new.body


Find = Callable[[str], AnyStatement | None]


def check_statement(statement: AnyStatement, find: Find, vocabulary: Vocabulary) -> Iterator[Problem]:
    """The rules that one statement breaks, given how to find what it refers to."""
    yield from _sources(statement, find)
    match statement:
        case Entity():
            yield from _entity(statement, vocabulary)
        case Tie():
            yield from _tie(statement, find, vocabulary)
        case Post():
            yield from _post(statement, find, vocabulary)
        case Observation():
            yield from _observation(statement, find, vocabulary)


def _sources(statement: AnyStatement, find: Find) -> Iterator[Problem]:
    for source in statement.sources:
        document = find(source.document)
        if not (isinstance(document, Entity) and document.family == "document"):
            yield _problem(
                "source",
                statement,
                f"its source {source.document} is no document of the record",
                "cite a document",
            )


def _entity(entity: Entity, vocabulary: Vocabulary) -> Iterator[Problem]:
    if entity.kind not in vocabulary.kinds:
        yield _problem("kind", entity, f"unknown kind {entity.kind!r}", _known(vocabulary.kinds))
    elif vocabulary.family(entity.kind) != entity.family:
        family = vocabulary.family(entity.kind)
        yield _problem(
            "kind",
            entity,
            f"kind {entity.kind} belongs to family {family}, not {entity.family}",
            "correct the family",
        )
    yield from (_unknown_theme(entity, theme) for theme in entity.themes if theme not in vocabulary.themes)


def _tie(tie: Tie, find: Find, vocabulary: Vocabulary) -> Iterator[Problem]:
    if tie.theme is not None and tie.theme not in vocabulary.themes:
        yield _unknown_theme(tie, tie.theme)
    if tie.subject == tie.object:
        yield _problem("self_tie", tie, "both ends are the same", "a tie needs two different ends")
    role = vocabulary.roles.get(tie.role)
    if role is None:
        yield _problem("role", tie, f"unknown role {tie.role!r}", _known(vocabulary.roles))
    else:
        yield from _ends(tie, role, find, vocabulary)
    if tie.post is not None:
        yield from _seat(tie, tie.post, find)


def _ends(tie: Tie, role: Role, find: Find, vocabulary: Vocabulary) -> Iterator[Problem]:
    kinds: list[str] = []
    for end, id, allowed in (("subject", tie.subject, role.subject), ("object", tie.object, role.object)):
        entity = find(id)
        if not isinstance(entity, Entity):
            yield _problem("reference", tie, f"its {end} {id} is not in the record", "add it first, or correct the id")
        elif entity.kind in vocabulary.kinds:
            kinds.append(entity.kind)
            if not vocabulary.fits(entity.kind, allowed):
                yield _problem(
                    "end_kind",
                    tie,
                    f"role {role.key} does not take a {entity.kind} as {end} ({entity.name})",
                    f"its {end} may be: {', '.join(allowed)}",
                )
    if role.same_family and len({vocabulary.family(kind) for kind in kinds}) > 1:
        yield _problem("end_kind", tie, f"role {role.key} needs both ends of one family", "correct an end")
    if role.dated and tie.period.start is None and tie.status not in (Status.PLANNED, Status.PROPOSED):
        yield _problem("dated", tie, f"role {role.key} needs its date", "give the day, month or year")


def _seat(tie: Tie, post_id: str, find: Find) -> Iterator[Problem]:
    post = find(post_id)
    if not isinstance(post, Post):
        yield _problem("reference", tie, f"its seat {post_id} is not in the record", "add the post first")
    elif post.body != tie.object:
        yield _problem("seat", tie, "the seat belongs to another body than the tie's object", "correct one of them")


def _post(post: Post, find: Find, vocabulary: Vocabulary) -> Iterator[Problem]:
    body = find(post.body)
    if not isinstance(body, Entity):
        yield _problem("reference", post, f"its body {post.body} is not in the record", "add it first")
    elif body.family != "actor" or vocabulary.is_person(body.kind):
        yield _problem("end_kind", post, f"{body.name} is a {body.kind} and has no seats", "name the body")
    for id in post.pool:
        member = find(id)
        if not isinstance(member, Entity) or member.family != "actor":
            yield _problem("reference", post, f"{id} in its pool is no actor of the record", "correct the pool")
    if post.role not in vocabulary.roles:
        yield _problem("role", post, f"unknown role {post.role!r}", _known(vocabulary.roles))
    if post.kind != "rotating" and (post.per_turn or post.order or post.rhythm or post.starts):
        yield _problem("post", post, "only a rotating post has per_turn, order, rhythm and starts", "make it rotating")


def _observation(observation: Observation, find: Find, vocabulary: Vocabulary) -> Iterator[Problem]:
    if not isinstance(find(observation.subject), Entity):
        yield _problem(
            "reference",
            observation,
            f"its subject {observation.subject} is not in the record",
            "add it first",
        )
    indicator = vocabulary.indicators.get(observation.indicator)
    if indicator is None:
        yield _problem(
            "indicator",
            observation,
            f"unknown indicator {observation.indicator!r}",
            _known(vocabulary.indicators),
        )
    elif indicator.unit != observation.unit:
        yield _problem(
            "unit",
            observation,
            f"{indicator.key} is given in {indicator.unit}, not {observation.unit}",
            "correct the unit",
        )


def _unknown_theme(statement: AnyStatement, theme: str) -> Problem:
    return _problem("theme", statement, f"unknown theme {theme!r}", "use scheme:key from registry/vocabulary/themes")


def _problem(rule: str, statement: AnyStatement, what: str, remedy: str) -> Problem:
    return Problem(rule, f"{statement.type} {statement.id}", what, remedy)


def _known(terms: Collection[str]) -> str:
    return "use one of: " + ", ".join(sorted(terms))
