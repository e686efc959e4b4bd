"""Why two bodies may be one, and why they may not: values that a page can say in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from registry.services.duplicates.comparing import Comparison, names_a_part
from registry.services.duplicates.wording import Word, terms
from registry.services.search.folding import fold


class Reason(StrEnum):
    """What speaks for it, then what speaks against it."""

    SAME_NAME = "same name"
    WITHOUT_LEGAL = "same name without legal form"
    WITHOUT_TOWN = "same name without town"
    SPELLED_OTHERWISE = "same name spelled otherwise"
    OTHER_ORDER = "same words in another order"
    OTHER_SCRIPT = "same name in another script"
    ABBREVIATED = "abbreviation"
    INITIALS = "initials"
    ALIKE = "like name"
    SAME_TOWN = "same town"
    SAME_EMAIL = "same email"
    SAME_PHONE = "same phone"
    SAME_EXCHANGE = "same exchange"
    SAME_HOST = "same host"
    SAME_ADDRESS = "same address"
    SAME_IDENTIFIER = "same identifier"
    SAME_BODY = "same body"

    OTHER_TOWN = "other town"
    OTHER_NUMBER = "other number"
    OTHER_WORDS = "other words"
    PART_OF = "part of"
    OTHER_KIND = "other kind"
    OTHER_IDENTIFIER = "other identifier"
    OTHER_CONTACTS = "other contacts"


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason with its figures. `percent`: how like the names are; `words`: what it is about, theirs last."""

    reason: Reason
    percent: int | None = None
    words: tuple[str, ...] = ()


_FACTS_FOR: Final = (
    Reason.SAME_EMAIL, Reason.SAME_PHONE, Reason.SAME_EXCHANGE, Reason.SAME_HOST, Reason.SAME_ADDRESS,
    Reason.SAME_IDENTIFIER, Reason.SAME_BODY, Reason.SAME_TOWN,
)  # fmt: skip
_LIKE: Final = 0.6
"""Names less like each other are not called like."""


def reasons_for(comparison: Comparison | None, findings: Mapping[str, float], name: str) -> tuple[Ground, ...]:
    """What speaks for it, names first; `name` is the record's."""
    facts = (Ground(sort) for sort in _FACTS_FOR if findings.get(sort.value))
    return *(_about_names(comparison, name) if comparison else ()), *facts


def _about_names(one: Comparison, name: str) -> Iterator[Ground]:
    if _in_other_script(one.named.name) != _in_other_script(name):
        yield Ground(Reason.OTHER_SCRIPT, _percent(one), (one.named.name, name))
    elif one.row.reading:
        yield Ground(Reason.ABBREVIATED, _percent(one), (one.named.name, name))
    elif one.initials:
        yield Ground(Reason.INITIALS, None, (one.named.name, name))
    elif one.mine or one.theirs or one.named.core != one.row.core:
        if one.alike >= _LIKE:
            yield Ground(Reason.ALIKE, _percent(one))
    else:
        yield _same(one, name)


def _same(one: Comparison, name: str) -> Ground:
    if [word.stem for word in one.named.words] != [word.stem for word in one.row.words]:
        return Ground(Reason.OTHER_ORDER)
    if one.named.areas != one.row.areas:
        return Ground(Reason.WITHOUT_TOWN)
    if one.named.legal != one.row.legal:
        return Ground(Reason.WITHOUT_LEGAL, None, tuple(sorted({*one.named.legal} ^ {*one.row.legal})))
    return Ground(Reason.SAME_NAME if set(fold(one.named.name)) == set(fold(name)) else Reason.SPELLED_OTHERWISE)


def _percent(one: Comparison) -> int:
    """Never 100 for names that differ."""
    return min(99, round(100 * one.alike))


def _in_other_script(name: str) -> bool:
    """Whether a word is written in letters from beyond the Latin scripts; one letter, an Ω say, is no word."""
    beyond = (letter > "\u024f" and not "\u1e00" <= letter <= "\u1eff" for letter in name if letter.isalpha())
    return sum(beyond) > 1


def reasons_against(comparison: Comparison | None, findings: Mapping[str, float]) -> tuple[Ground, ...]:
    """What speaks against it."""
    return tuple(_against(comparison, findings))


def _against(one: Comparison | None, findings: Mapping[str, float]) -> Iterator[Ground]:
    if findings.get("other town") or findings.get("other town by name"):
        yield Ground(Reason.OTHER_TOWN)
    if one is not None:
        yield from _against_names(one, findings)
    for sort in (Reason.OTHER_KIND, Reason.OTHER_IDENTIFIER):
        if findings.get(sort.value):
            yield Ground(sort)
    if any(findings.get(f"other {sort}") for sort in ("email", "phone", "host", "address")):
        yield Ground(Reason.OTHER_CONTACTS)


def _against_names(one: Comparison, findings: Mapping[str, float]) -> Iterator[Ground]:
    if findings.get("other number") or findings.get("number missing"):
        yield Ground(Reason.OTHER_NUMBER, None, _texts(one, lambda word: word.number))
    if findings.get("part"):
        yield Ground(Reason.PART_OF, None, _texts(one, names_a_part))
    if findings.get("words replaced"):
        yield Ground(Reason.OTHER_WORDS, None, _texts(one, _tells))


def _tells(word: Word) -> bool:
    return not word.number and word.stem not in terms().extras


def _texts(one: Comparison, wanted: Callable[[Word], bool]) -> tuple[str, ...]:
    return tuple(" ".join(word.text for word in words if wanted(word)) for words in (one.mine, one.theirs))
