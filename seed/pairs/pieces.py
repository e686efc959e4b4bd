"""Ways of writing a name otherwise that change its pieces: legal form, town, order, compounds, script, numbers.

Each is a function of the pieces; where it has nothing to change it gives back what it got.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from seed.pairs.chance import Chance
from seed.pairs.names import Part, lists
from seed.pairs.tables import tables

SMALL_WORDS: Final = frozenset({"für", "der", "die", "das", "und", "in", "im", "zur", "von", "am", "aus", "des"})
_OFTEN_LEFT_OUT: Final = frozenset({"Stadt", "Evangelische", "Evangelischer", "Katholische"})
_NO_CORE: Final = frozenset({"legal", "legal2", "town", "kreis"})

Pieces = list[Part]


def _legal(chance: Chance, parts: Pieces) -> Pieces:
    at = next((n for n, part in enumerate(parts) if part.role in ("legal", "legal2")), None)
    if at is None:
        return [*parts, Part(chance.pick(("e.V.", "e. V.", "eV")), "legal")]
    others = tables()["legal"].get(parts[at].text, [""])
    return [*parts[:at], Part(chance.pick(others), "legal"), *parts[at + 1 :]]


def _town(chance: Chance, parts: Pieces) -> Pieces:
    """The town left out, put elsewhere, or said in another way."""
    at = next((n for n, part in enumerate(parts) if part.role == "town"), None)
    if at is None:
        return parts
    town = parts[at].text
    rest = _without_hanging([*parts[:at], *parts[at + 1 :]], at)
    how = chance.below(5)
    if how == 0 and len([part for part in rest if part.role not in _NO_CORE]) > 1:
        return rest
    if how == 1:
        return [Part(chance.pick(tables()["town_first"]).format(town).strip(), "town"), *rest]
    if how == 2 and town[-1] not in "0123456789":
        return [Part(re.sub(r"(e|en)$", "", town) + "er", "town"), *rest]
    return [*rest, Part(chance.pick(tables()["town"]).format(town), "town")]


def _without_hanging(parts: Pieces, at: int) -> Pieces:
    """Without the "in", "der Stadt" that stood before what was taken out."""
    while at and parts[at - 1].text in ("in", "der", "Stadt", "im", "Kreis") and parts[at - 1].role == "word":
        at -= 1
        parts = [*parts[:at], *parts[at + 1 :]]
    return parts


def _order(chance: Chance, parts: Pieces) -> Pieces:
    legal = [part for part in parts if part.role.startswith("legal")]
    core = [part for part in parts if not part.role.startswith("legal") and part.text not in ("–", ",")]
    # Nobody breaks off at "für" or "und".
    cuts = [n for n in range(1, len(core)) if not {core[n - 1].text, core[n].text} & SMALL_WORDS]
    if not cuts:
        return parts
    cut = chance.pick(cuts)
    sign = [Part(chance.pick((",", "–", "")), "word")]
    return [*core[cut:], *sign, *core[:cut], *legal]


def _compound(chance: Chance, parts: Pieces) -> Pieces:
    """Eltern-Verein, Eltern Verein for Elternverein, and Deutsch Türkischer for Deutsch-Türkischer."""
    places = [n for n, part in enumerate(parts) if "|" in part.text or "-" in part.text]
    if not places:
        return parts
    at = chance.pick(places)
    text = parts[at].text
    if "|" in text:
        head, _, tail = text.partition("|")
        new = head + chance.pick(("-", " ", "- ")) + tail[:1].upper() + tail[1:]
    else:
        new = text.replace("-", chance.pick((" ", "", " - ")))
    return [*parts[:at], Part(new, parts[at].role), *parts[at + 1 :]]


def _drop(chance: Chance, parts: Pieces) -> Pieces:
    """One word is left out, one of those that tell least: who leaves out the rest speaks of nobody in particular."""
    own = any(part.role in ("proper", "foreign") for part in parts)
    droppable = {"carrier", *(("word", "origin", "motype", "group") if own else ())}
    core = [n for n, part in enumerate(parts) if part.role in droppable or part.text in _OFTEN_LEFT_OUT]
    core = [n for n in core if parts[n].text not in {*SMALL_WORDS, "–", ","}]
    if len([part for part in parts if part.role not in _NO_CORE and part.text not in SMALL_WORDS]) < 3 or not core:
        return parts
    if any(part.text == "–" for part in parts) and any(part.role in ("proper", "foreign") for part in parts):
        at = next(n for n, part in enumerate(parts) if part.text == "–")
        return [*parts[:at], *(part for part in parts[at:] if part.role in _NO_CORE)]
    at = chance.pick(core)
    return [*parts[:at], *parts[at + 1 :]]


def _script(chance: Chance, parts: Pieces) -> Pieces:
    """A foreign word in its own letters, or in those of another way of writing them."""
    at = next((n for n, part in enumerate(parts) if part.role == "foreign"), None)
    if at is None:
        return parts
    word, _, more = parts[at].text.partition(" ")
    forms = next((one for one in lists()["foreign"] if word in one or parts[at].text in one), None)
    if forms is None or len(forms) < 2:
        return parts
    new = f"{chance.pick([one for one in forms if one != word])} {more if word in forms else ''}".strip()
    return [*parts[:at], Part(new, "foreign"), *parts[at + 1 :]]


def _number(chance: Chance, parts: Pieces) -> Pieces:
    at = next((n for n, part in enumerate(parts) if part.role in ("number", "number2")), None)
    if at is None:
        return parts
    return [*parts[:at], Part(chance.pick(tables()["numbers"][parts[at].text]), "number"), *parts[at + 1 :]]


def _initials(chance: Chance, parts: Pieces) -> Pieces:
    """TEV Musterbach for Türkischer Elternverein Musterbach, or both."""
    core = [part for part in parts if part.role not in _NO_CORE and part.text not in SMALL_WORDS]
    if len(core) < 2:
        return parts
    pieces = [piece for part in core for piece in re.split(r"[|\-\s]", part.text) if piece[:1].isalpha()]
    if len(pieces) < 3:
        return parts
    short = "".join(piece[0].upper() for piece in pieces)
    if chance.happens(0.6):
        return [*parts, Part(f"({short})", "word")] if chance.happens(0.5) else [Part(f"{short} –", "word"), *parts]
    return [Part(short, "word"), *(part for part in parts if part.role in ("town", "kreis", "legal"))]


OF_PIECES: Final[dict[str, Callable[[Chance, Pieces], Pieces]]] = {
    "legal form": _legal, "town": _town, "order": _order, "compound": _compound, "left out": _drop, "script": _script,
    "number": _number, "initials": _initials,
}  # fmt: skip
