"""What `check` looks for in every store: each live statement against the rules, and what is held beside it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from registry.model import Problem, StatementType
from registry.rules import check_statement, references
from registry.store.archive import Progress
from registry.store.port import AnyStatement, Reading
from registry.vocabulary import Vocabulary

_TOLD: Final = 2000
"""After so many statements there is word of how far it is."""
_SHOWN: Final = 20
"""So many problems of one sort are told."""
RESTORE: Final = "restore the last backup"
RELOAD: Final = "load an export into a new store"


class Checked:
    """The live statements, read once with word of how far it is: a third of the work is reading, a third the rules."""

    def __init__(self, reading: Reading, progress: Progress) -> None:
        """Raises Damaged where a statement can not be understood."""
        self._progress = progress
        self._size = sum(reading.counts().values())
        self._done = itertools.count()
        self.statements = {one.id: one for type in StatementType for one in self._counted(reading.scan(type))}

    def _counted(self, statements: Iterable[AnyStatement]) -> Iterator[AnyStatement]:
        for one in statements:
            if (number := next(self._done)) % _TOLD == 0:
                self._progress(number, 3 * self._size)
            yield one

    def broken_rules(self, vocabulary: Vocabulary) -> Iterator[Problem]:
        """Every rule that a statement breaks."""
        for one in self._counted(self.statements.values()):
            yield from check_statement(one, self.statements.get, vocabulary)

    def wrong_columns(self, stored: Mapping[str, object], right: Mapping[str, object]) -> Iterator[Problem]:
        """Columns for lists, as they are held and as they should be, by id."""
        for id in sorted(stored.keys() | right.keys(), key=str):
            if stored.get(id) != right.get(id):
                yield Problem("columns", str(id), "the list columns differ from the statement", RELOAD)

    def wrong_references(self, stored: Iterable[tuple[str, str, str]]) -> Iterator[Problem]:
        """References as they are held: (target, id, place)."""
        right = {(target, one.id, place) for one in self.statements.values() for place, target in references(one)}
        for target, source, place in sorted(set(stored) ^ right, key=str)[:_SHOWN]:
            what = f"the reference ({place}) to {target} is not what the statement says"
            yield Problem("references", str(source), what, RELOAD)

    def end(self) -> None:
        """All is done."""
        self._progress(3 * self._size, 3 * self._size)


def history_problem(id: object, what: str) -> Problem:
    """Something is wrong with the versions or change sets that are held."""
    return Problem("history", str(id), what, RESTORE)
