"""From a table to change sets: what every row changes, which rows can not be taken and why.

Everything is a function of the table, the order and the record: a worker that was stopped plans anew and finds left
what is not committed yet.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from registry.access import STAFF_VIEWER
from registry.model import ChangeSet, Entity, Invalid, Put, Source, Tie, derived_id
from registry.rules import check_change_set, references
from registry.services.importing.changing import Changer, with_source
from registry.services.importing.drafts import Draft, Reader
from registry.services.importing.joining import draft_key, joined_drafts
from registry.services.importing.known import Known
from registry.services.importing.matching import Match, Matcher, Progress
from registry.services.importing.plans import Order, Plan, outcomes
from registry.services.importing.problems import RowProblem
from registry.services.importing.sheets import Sheet
from registry.services.importing.tying import Tying, Wanted, made, moved, seats_of
from registry.services.importing.values import Terms, area_words
from registry.services.record import Record
from registry.services.registry import Registry

_STEP: Final = 500


def plan_steps(registry: Registry, sheet: Sheet, order: Order) -> Generator[Progress, None, Plan]:
    """Plan an import step by step; the plan is what the generator returns, and closing it earlier leaves no trace.

    Raises Refused where the mapping is not possible for this sheet.
    """
    with registry.reading(STAFF_VIEWER) as record:
        planner = _Planner(registry, record, sheet, order)
        return (yield from planner.plan())


@dataclass
class _Planner:
    """One planning, on one view of the record."""

    registry: Registry
    record: Record
    sheet: Sheet
    order: Order
    problems: list[RowProblem] = field(default_factory=list)
    puts: dict[str, Put] = field(default_factory=dict)
    before: dict[str, Entity | Tie] = field(default_factory=dict)
    owners: dict[str, Draft] = field(default_factory=dict)
    """By id of a statement the draft that says it."""

    def plan(self) -> Generator[Progress, None, Plan]:
        """Read, match, plan, check."""
        drafts = yield from self._read()
        matches = yield from self._match(drafts)
        self.problems += [match.problem for match in matches if match.problem]
        taken = [match for match in matches if match.verdict in ("same", "new")]
        kinds = yield from self._entities(taken)
        self._ties(taken, kinds)
        self._drop_problems(matches)
        self._check()
        self._drop_problems(matches)
        yield Progress("plan", len(taken), len(taken))
        return self._finish(matches)

    def _read(self) -> Generator[Progress, None, list[Draft]]:
        vocabulary = self.registry.vocabulary
        terms = Terms(vocabulary, area_words(self.record, vocabulary))
        reader = Reader.of(self.sheet, self.order.mapping, terms, vocabulary, self.order.file)
        read: list[Draft] = []
        for number, row in enumerate(self.sheet.rows):
            if number % _STEP == 0:
                yield Progress("read", number, len(self.sheet.rows))
            draft, problems = reader.draft(row)
            self.problems += problems
            if not problems:  # a row is taken as a whole or not at all
                read.append(draft)
        drafts, problems = joined_drafts(read)
        self.problems += problems
        return drafts

    def _match(self, drafts: Sequence[Draft]) -> Generator[Progress, None, list[Match]]:
        schemes = {scheme for draft in drafts for scheme in draft.identifiers}
        self.known = Known.of(self.record, schemes)
        new_ids = {draft.row: self._id("e", *map(str, _flat(draft_key(draft)))) for draft in drafts}
        mapping, vocabulary = self.order.mapping, self.registry.vocabulary
        matcher = Matcher(self.known, self.registry, self.order.decisions, new_ids, vocabulary, mapping.kind)
        return (yield from matcher.matches(drafts))

    def _id(self, prefix: str, *parts: str) -> str:
        letter = "e" if prefix == "e" else "t"
        return derived_id(letter, "import", self.order.digest, *parts)  # type: ignore[arg-type]

    def _entities(self, matches: Sequence[Match]) -> Generator[Progress, None, dict[str, str]]:
        """Plans the entities, and gives the kind of each."""
        changer = Changer(self.order.mapping, self.registry.vocabulary)
        erased = self.registry.erased()
        kinds: dict[str, str] = {}
        for at in range(0, len(matches), _STEP):
            yield Progress("plan", at, len(matches))
            part = matches[at : at + _STEP]
            present = self.record.entities({match.id for match in part if match.id and match.verdict == "same"})
            for match in part:
                if match.id in erased:
                    self.problems.append(match.draft.problem("id", "erased", match.draft.name))
                elif (kind := self._entity(changer, match, present.get(match.id or ""))) is not None:
                    kinds[match.id or ""] = kind
        return kinds

    def _entity(self, changer: Changer, match: Match, present: Entity | None) -> str | None:
        source = self._source(match.draft)
        if present is None:
            made, problems = changer.new(match.draft, match.id or "", source)
        else:
            made, problems = changer.changed(match.draft, present, source, rename=match.how == "id")
        self.problems += problems
        if problems:
            return None
        if made is not None:
            self._put(made, match.draft, present)
        entity = made or present
        return entity.kind if entity else None

    def _put(self, statement: Entity | Tie, draft: Draft, present: Entity | Tie | None) -> None:
        self.puts[statement.id] = Put(record=statement, expected=present.version if present else 0)
        self.owners[statement.id] = draft
        if present is not None:
            self.before[statement.id] = present

    def _source(self, draft: Draft) -> Source:
        locator = self.sheet.locator(draft.row)
        if note := draft.single.get("origin"):
            locator = f"{locator}; {note}"
        return Source(document=self.order.document, locator=locator[:120], as_of=self.order.as_of)

    def _ties(self, matches: Sequence[Match], kinds: Mapping[str, str]) -> None:
        tying = Tying(self.known, self.registry.vocabulary, matches)
        wanted: dict[tuple[str, str, str], Wanted] = {}
        for match in matches:
            for one in tying.wanted(match, kinds[match.id]) if match.id and match.id in kinds else ():
                if isinstance(one, RowProblem):
                    self.problems.append(one)
                else:
                    wanted.setdefault(one.key, one)
        present = tying.present(wanted.values())
        seats = seats_of(present)
        later = []
        for key, one in wanted.items():
            if key not in present and moved(one, seats):
                self.problems.append(one.problem("other_town", self.known.written.get(one.subject, "")))
            elif key not in present:
                id = self._id("t", *key)
                self._put(made(one, id, self._source(one.draft)), one.draft, None)
            elif one.since and not any(row.start == one.since for row in present[key]):
                later.append((one, present[key][0].id))
        self._since(later)

    def _since(self, later: Sequence[tuple[Wanted, str]]) -> None:
        """Ties of the record whose beginning the table knows."""
        ties = self.record.get([id for _, id in later])
        for one, id in later:
            tie = ties.get(id)
            if not isinstance(tie, Tie) or tie.period.start == one.since:
                continue
            if tie.period.start is not None:
                self.problems.append(one.problem("other_since", one.since or "", found=tie.period.start))
                continue
            sources = with_source(tie.sources, self._source(one.draft))
            data = {**dict(tie), "period": {"start": one.since, "end": tie.period.end}, "sources": sources}
            try:
                self._put(Tie.model_validate(data), one.draft, tie)
            except ValueError:
                self.problems.append(one.problem("other_since", one.since or "", found=str(tie.period)))

    def _check(self) -> None:
        """What the rules of the record would refuse is a problem of its row."""
        if not self.puts:
            return
        operations = (Put(record=self._document(), expected=0), *self.puts.values())
        trial = ChangeSet(kind="import", who=self.order.who, why="Probe", operations=operations)
        for problem in check_change_set(trial, self.record, self.registry.vocabulary):
            id = problem.where.split()[-1]
            draft = self.owners.get(id) or self._owner_near(id)
            if draft is None:  # nothing of this table, and still: better nothing than half of it
                raise Invalid.of((problem,))
            details = {"found": problem.what, "help": problem.remedy}
            self.problems.append(draft.problem(_column_of(self.puts.get(id)), "rule", "", **details))

    def _owner_near(self, id: str) -> Draft | None:
        """The draft that changes what a statement of the record refers to."""
        found = self.record.get((id,)).get(id)
        targets = [target for _, target in references(found)] if found else []
        return next((self.owners[target] for target in targets if target in self.owners), None)

    def _drop_problems(self, matches: Sequence[Match]) -> None:
        """Leave out every statement of a row with a problem, and what would refer to a new actor of such a row."""
        rows_of = {match.draft.row: match.draft.rows for match in matches}
        while True:
            bad = {row for problem in self.problems for row in rows_of.get(problem.row, (problem.row,))}
            for id in [id for id, draft in self.owners.items() if bad.intersection(draft.rows)]:
                del self.puts[id], self.owners[id]
            new = {match.id: match.draft for match in matches if match.verdict == "new"}
            lost = [
                (self.owners[id], target)
                for id, put in self.puts.items()
                for place, target in references(put.record)
                if place != "source" and target in new and target not in self.puts
            ]
            if not lost:
                return
            self.problems += [draft.problem("name", "depends", new[id].name, row=new[id].row) for draft, id in lost]

    def _document(self) -> Entity:
        return Entity(
            id=self.order.document,
            family="document",
            kind="datensammlung",
            name=self.order.title or self.order.file,
            identifiers={"sha256": self.order.digest},
            visibility=self.order.visibility,
        )

    def _finish(self, matches: Sequence[Match]) -> Plan:
        puts = self._with_document()
        entities = [put for put in puts if isinstance(put.record, Entity)]
        ties = [put for put in puts if isinstance(put.record, Tie)]
        ids = {target for put in ties for _, target in references(put.record)} | {put.record.id for put in entities}
        names = {row.id: row.names[0] for row in self.record.entity_rows(ids)}
        names |= {put.record.id: put.record.name for put in entities if isinstance(put.record, Entity)}
        return Plan(
            order=self.order,
            sheet=self.sheet,
            matches=tuple(matches),
            operations=(*entities, *ties),
            problems=tuple(sorted(self.problems, key=lambda one: one.row)),
            before={id: one for id, one in self.before.items() if id in self.puts},
            names=names,
            rows={id: draft.row for id, draft in self.owners.items()},
            counts=outcomes(matches, self.problems, self.owners.values()),
        )

    def _with_document(self) -> list[Put]:
        """The puts, the document first where it is not in the record; what was there before is written as a newer
        version."""
        if not self.puts:
            return []
        document = Put(record=self._document(), expected=0)
        puts = [*self.puts.values()]
        if self.order.document in self.record.get((self.order.document,)):
            known = True
        else:
            known = bool(self.record.history(self.order.document))
            puts.insert(0, document)
        return [self._renewed(put) for put in puts] if known else puts

    def _renewed(self, put: Put) -> Put:
        """A put of something that this file entered before and that was removed since goes on from its last version."""
        if put.expected:
            return put
        history = self.record.history(put.record.id)
        return Put(record=put.record, expected=history[-1].version) if history else put


def _column_of(put: Put | None) -> str:
    if put is None or isinstance(put.record, Entity):
        return "kind"
    role = put.record.role if isinstance(put.record, Tie) else ""
    return {"sitz": "town", "gebietsbezug": "area"}.get(role, "tie")


def _flat(key: Iterable[object]) -> list[object]:
    found: list[object] = []
    for one in key:
        found += sorted(map(str, one)) if isinstance(one, frozenset) else [one]
    return found
