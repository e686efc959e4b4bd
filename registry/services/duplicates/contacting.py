"""Contacts and numbers in the form in which they are compared: one spelling for one telephone, mailbox, site, house."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from rapidfuzz.distance import Prefix

from registry.services.duplicates.wording import terms
from registry.services.search.spelling import plain, reduced_words

_COUNTRY: Final = re.compile(r"^(?:\+|00)49")
_STREET: Final = re.compile(r"(?:strasse|str)\b\.?")
_HOUSE: Final = re.compile(r"\b(\d+\s?[a-z]?)\b")
_POSTAL: Final = re.compile(r"\b\d{5}\b")
_EXTENSION: Final = 3
_LEAST_DIGITS: Final = 6


class Key(NamedTuple):
    """One thing by which two bodies can be found to be one: its sort and its one spelling."""

    sort: str
    """email, phone, host, address, body, or id:scheme."""
    value: str


def keys_of_contact(kind: str, value: str) -> tuple[Key, ...]:
    """What of a contact is compared, none where it is empty or no such thing."""
    match kind:
        case "email":
            return _mail(value)
        case "phone" | "fax":
            return _phone(value)
        case "web":
            host = _host(value)
            return (Key("host", host),) if host else ()
        case "address":
            return _address(value)
    return ()


def key_of_identifier(scheme: str, value: str) -> Key | None:
    """The number without blanks, dots and leading letters of its scheme; None where nothing is left."""
    text = re.sub(r"[^a-z0-9]", "", plain(value))
    text = text.removeprefix(re.sub(r"[^a-z0-9]", "", scheme.lower()))
    return Key(f"id:{scheme}", text) if text else None


def _mail(value: str) -> tuple[Key, ...]:
    text = re.sub(r"\s", "", value).lower().removeprefix("mailto:")
    box, sign, host = text.partition("@")
    if not box or not sign or "." not in host:
        return ()
    own = () if host in terms().free_hosts else (Key("host", _bare(host)),)
    return (Key("email", f"{box}@{host}"), *own)


def _phone(value: str) -> tuple[Key, ...]:
    text = _COUNTRY.sub("0", re.sub(r"[^\d+-]", "", value.replace("(0)", "")).strip("-"))
    digits = re.sub(r"\D", "", text).lstrip("0")
    if len(digits) < _LEAST_DIGITS:
        return ()
    return (Key("phone", digits),)


def same_exchange(one: str, other: str) -> bool:
    """Whether two telephone numbers may differ in their extension alone, which has one digit, two or three."""
    common = Prefix.similarity(one, other)
    return common >= _LEAST_DIGITS and max(len(one), len(other)) - common <= _EXTENSION


def _host(value: str) -> str:
    text = re.sub(r"^[a-z]+://", "", value.strip().lower())
    host = re.split(r"[/?#:]", text, maxsplit=1)[0].rpartition("@")[2]
    bare = _bare(host)
    return bare if "." in bare and bare not in terms().free_hosts else ""


def _bare(host: str) -> str:
    return host.strip(".").removeprefix("www.")


def _address(value: str) -> tuple[Key, ...]:
    """Street and house number; the town, which is compared as a place, is left out."""
    text = _POSTAL.sub(" , ", plain(value).replace("\n", ","))
    for piece in re.split(r"[,;]", text):
        house = _HOUSE.search(piece)
        if house:
            street = "".join(reduced_words(_STREET.sub("str", piece[: house.start()])))
            if street:
                return (Key("address", f"{street} {house[1].replace(' ', '')}"),)
    return ()
