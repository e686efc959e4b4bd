"""Texts of a snapshot as arrays that stay as they lie in memory or in a mapped file; each is made when it is asked for.

They read like tuples: by number, by slice, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import index
from typing import Any, Final, Generic, SupportsIndex, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int32]
Starts = NDArray[np.int64]
_Item = TypeVar("_Item")
_Key = TypeVar("_Key")
_MANY: Final = 100
"""From so many texts on it pays to take the whole of them at once."""
_OFTEN: Final = 1000
"""After so many searches for an id a dictionary is quicker, which costs as many bytes as thousands of searches."""


class Lazy(Sequence[_Item]):
    """A sequence that compares with others by what it holds; slices are tuples."""

    def _at(self, place: int) -> _Item:
        raise NotImplementedError

    @overload
    def __getitem__(self, place: SupportsIndex) -> _Item: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[_Item, ...]: ...
    def __getitem__(self, place: SupportsIndex | slice) -> _Item | tuple[_Item, ...]:
        if isinstance(place, slice):
            return tuple(self._at(one) for one in range(*place.indices(len(self))))
        number, size = index(place), len(self)
        if not -size <= number < size:
            raise IndexError(number)
        return self._at(number + size if number < 0 else number)

    def __iter__(self) -> Iterator[_Item]:
        return map(self._at, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        more = ", …" if len(self) > 3 else ""
        return f"{type(self).__name__}({', '.join(map(repr, self[:3]))}{more})"


class Ids(Lazy[str]):
    """Ids in ascending order, as an array of bytes of one width."""

    def __init__(self, array: NDArray[np.bytes_]) -> None:
        self.array = array
        self._searches = 0
        self._numbers: dict[str, int] = {}

    @classmethod
    def of(cls, ids: Sequence[str]) -> Ids:
        """From texts, which must be in order."""
        return cls(np.array([one.encode() for one in ids], dtype=np.bytes_) if ids else np.empty(0, "S1"))

    def __len__(self) -> int:
        return len(self.array)

    def _at(self, place: int) -> str:
        text: bytes = self.array[place]
        return text.decode()

    def __iter__(self) -> Iterator[str]:
        return (one.decode() for one in self.array.tolist())

    def several(self, places: NDArray[np.integer[Any]]) -> list[str]:
        """The ids at these places; for thousands several times as quick as one by one."""
        return [one.decode() for one in self.array[places].tolist()]

    def number(self, id: object) -> int:
        """The place of an id, -1 where it is not among them."""
        if not isinstance(id, str):
            return -1
        if self._numbers:
            return self._numbers.get(id, -1)
        self._searches += 1
        if self._searches > _OFTEN:
            self._numbers = {one: number for number, one in enumerate(self)}
        wanted = id.encode()
        if len(wanted) > self.array.itemsize or not len(self):
            return -1
        place = int(self.array.searchsorted(wanted))
        return place if place < len(self) and self._at(place) == id else -1

    def finder(self) -> Callable[[str], int]:
        """A quick function from an id to its place, -1 where it is not among them; for who asks for very many."""
        numbers = {one: number for number, one in enumerate(self)}
        return lambda id: numbers.get(id, -1)

    def numbers(self, wanted: NDArray[np.bytes_]) -> IntArray:
        """The places of many ids, -1 for those that are not among them."""
        if not len(self):
            return np.full(len(wanted), -1, dtype=np.int32)
        places = np.minimum(np.searchsorted(self.array, wanted), len(self) - 1)
        return np.where(self.array[places] == wanted, places, -1).astype(np.int32)

    def __contains__(self, id: object) -> bool:
        return self.number(id) >= 0


class Numbers(Mapping[str, int]):
    """The number of each id."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def __getitem__(self, id: str) -> int:
        number = self._ids.number(id)
        if number < 0:
            raise KeyError(id)
        return number

    def __contains__(self, id: object) -> bool:
        return self._ids.number(id) >= 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


@dataclass(frozen=True, eq=False, repr=False)
class NameLists(Lazy[tuple[str, ...]]):
    """The names of each entity, as one text in UTF-8: name j is `blob[offsets[j]:offsets[j + 1]]`, those of entity i
    are the names `starts[i]:starts[i + 1]`.
    """

    starts: Starts
    offsets: Starts
    blob: NDArray[np.uint8]

    @classmethod
    def of(cls, lists: Sequence[tuple[str, ...]]) -> NameLists:
        """From texts."""
        texts = [one.encode() for names in lists for one in names]
        return cls(
            _sums([len(one) for one in lists]),
            _sums([len(one) for one in texts]),
            np.frombuffer(b"".join(texts), dtype=np.uint8),
        )

    @classmethod
    def joined(cls, parts: Sequence[NameLists]) -> NameLists:
        """One after the other."""
        counts = [np.diff(one.starts) for one in parts]
        lengths = [np.diff(one.offsets) for one in parts]
        none = np.empty(0, dtype=np.int64)
        blob = np.concatenate([np.empty(0, dtype=np.uint8), *(one.blob for one in parts)])
        return cls(_sums(np.concatenate([none, *counts])), _sums(np.concatenate([none, *lengths])), blob)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def text(self, name: int) -> str:
        """One name by its own number."""
        return self.blob[self.offsets[name] : self.offsets[name + 1]].tobytes().decode()

    def _at(self, place: int) -> tuple[str, ...]:
        return tuple(map(self.text, range(int(self.starts[place]), int(self.starts[place + 1]))))

    def taken(self, others: NameLists, source: NDArray[np.int64]) -> NameLists:
        """Of the entities of this and then of the others, those at these places, in this order."""
        lists = _Lists.joined(
            _Lists(self.starts, _lengths(self.offsets)), _Lists(others.starts, _lengths(others.offsets))
        )
        names = lists.taken(source)
        which = _Lists(lists.starts, np.arange(len(lists.flat))).taken(source).flat
        blobs = _Lists.joined(_Lists(self.offsets, self.blob), _Lists(others.offsets, others.blob))
        return NameLists(names.starts, _sums(names.flat), blobs.taken(which).flat)


class First(Lazy[str]):
    """The preferred name of each entity."""

    def __init__(self, lists: NameLists) -> None:
        self._lists = lists

    def __len__(self) -> int:
        return len(self._lists)

    def _at(self, place: int) -> str:
        return self._lists.text(int(self._lists.starts[place]))

    def __iter__(self) -> Iterator[str]:
        return iter(self.several(np.arange(len(self))))

    def several(self, places: NDArray[np.integer[Any]]) -> list[str]:
        """The names at these places; for thousands several times as quick as one by one."""
        firsts = self._lists.starts[places]
        ends = zip(self._lists.offsets[firsts].tolist(), self._lists.offsets[firsts + 1].tolist(), strict=True)
        blob = self._lists.blob.tobytes() if len(places) > _MANY else None
        if blob is None:
            return [self._lists.blob[start:end].tobytes().decode() for start, end in ends]
        return [blob[start:end].decode() for start, end in ends]


@dataclass(frozen=True, eq=False, repr=False)
class Column(Lazy[_Key | None], Generic[_Key]):
    """A value of each statement, as a number among the values that occur (`keys`, in order), -1 for none."""

    keys: tuple[_Key, ...]
    codes: IntArray

    @classmethod
    def of(cls, values: Sequence[_Key | None]) -> Column[_Key]:
        """From the values themselves."""
        coder = Coder[_Key]()
        coder.add(values)
        return coder.column()

    def __len__(self) -> int:
        return len(self.codes)

    def _at(self, place: int) -> _Key | None:
        code = int(self.codes[place])
        return self.keys[code] if code >= 0 else None

    def __iter__(self) -> Iterator[_Key | None]:
        return map((*self.keys, None).__getitem__, self.codes.tolist())

    def mapped(self, numbers: Callable[[_Key], int], none: int = -1) -> IntArray:
        """For each statement the number that belongs to its value."""
        found = [*map(numbers, self.keys), none]
        return np.array(found, dtype=np.int32).take(self.codes, mode="wrap")

    def taken(self, others: Column[_Key], source: NDArray[np.int64]) -> Column[_Key]:
        """Of the values of this and then of the others, those at these places, in this order."""
        place: dict[_Key, int] = {key: number for number, key in enumerate(self.keys)}
        for key in others.keys:
            place.setdefault(key, len(place))
        codes = np.concatenate((self.codes, others.mapped(place.__getitem__)))[source]
        return Column(tuple(place), codes).in_order()

    def in_order(self) -> Column[_Key]:
        """The same with those values alone that occur, in order: equal to what is made from the values."""
        used = np.bincount(self.codes[self.codes >= 0], minlength=len(self.keys)) > 0
        if used.all() and all(one < two for one, two in zip(self.keys, self.keys[1:], strict=False)):  # type: ignore[operator]
            return self
        keys: list[Any] = sorted(key for key, kept in zip(self.keys, used.tolist(), strict=True) if kept)
        place = {key: number for number, key in enumerate(keys)}
        return Column(tuple(keys), self.mapped(lambda key: place.get(key, -1)))


class Coder(Generic[_Key]):
    """Makes a column of values that come in parts."""

    def __init__(self) -> None:
        self._place: dict[_Key | None, int] = {None: -1}
        self._parts = [np.empty(0, dtype=np.int32)]

    def add(self, values: Sequence[_Key | None]) -> None:
        """The next values."""
        place = self._place
        codes = (place.setdefault(one, len(place) - 1) for one in values)
        self._parts.append(np.fromiter(codes, dtype=np.int32, count=len(values)))

    def column(self, order: NDArray[np.int64] | None = None) -> Column[_Key]:
        """All of them, or those at these places in this order."""
        keys = tuple(key for key in self._place if key is not None)
        codes = np.concatenate(self._parts)
        return Column(keys, codes if order is None else codes[order]).in_order()


@dataclass(frozen=True)
class _Lists:
    """Lists one behind the other: list i is `flat[starts[i]:starts[i + 1]]`."""

    starts: Starts
    flat: NDArray[Any]

    @classmethod
    def joined(cls, first: _Lists, second: _Lists) -> _Lists:
        starts = np.concatenate((first.starts, second.starts[1:] + first.starts[-1]))
        return cls(starts, np.concatenate((first.flat, second.flat)))

    def taken(self, source: NDArray[np.int64]) -> _Lists:
        """The lists at these places. They are copied in runs: where little changed, there are few."""
        if not len(source):
            return _Lists(np.zeros(1, dtype=np.int64), self.flat[:0])
        breaks = np.flatnonzero(np.diff(source) != 1) + 1
        firsts = source[np.concatenate(([0], breaks))]
        lasts = source[np.concatenate((breaks - 1, [len(source) - 1]))]
        runs = zip(self.starts[firsts].tolist(), self.starts[lasts + 1].tolist(), strict=True)
        return _Lists(
            _sums(self.starts[source + 1] - self.starts[source]), np.concatenate([self.flat[a:b] for a, b in runs])
        )


def _lengths(offsets: Starts) -> NDArray[np.int64]:
    return np.diff(offsets)


def _sums(lengths: Sequence[int] | NDArray[np.int64]) -> Starts:
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts
