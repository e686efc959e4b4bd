"""The ties of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from graph.base import Dating
from graph.columns import STATUSES, IntArray
from graph.sequences import Column, Ids
from graph.standings import attested_column, standings


@dataclass(frozen=True, eq=False)
class Ties:
    """The ties as columns, all of the same length, ordered by id."""

    ids: Ids
    subject: IntArray
    object: IntArray
    role: IntArray
    """Index into `Snapshot.roles`."""
    theme_keys: Column[str]
    themes: tuple[str, ...]
    """Of the snapshot."""
    dating: Dating
    stand: date | None

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def theme(self) -> IntArray:
        """Index into `Snapshot.themes`, -1 for none."""
        place = {key: number for number, key in enumerate(self.themes)}
        return self.theme_keys.mapped(place.__getitem__)

    @cached_property
    def status(self) -> IntArray:
        """Index into `STATUSES`."""
        return self.dating.status.mapped(STATUSES.index)

    @cached_property
    def standing(self) -> IntArray:
        """Index into `STANDINGS` at the Stand, NO_STAND without one."""
        return standings(self.dating, self.stand)

    @property
    def start(self) -> Column[str]:
        """EDTF date, None where it is unknown."""
        return self.dating.start

    @property
    def end(self) -> Column[str]:
        """EDTF date, `..` for open, None where it is unknown."""
        return self.dating.end

    @cached_property
    def attested(self) -> Column[str]:
        """The date of its sources that counts at the Stand (see `attested_at`)."""
        return attested_column(self.dating, self.stand)
