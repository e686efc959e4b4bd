"""What a form knows when it asks: the name as typed, and of place, contacts and numbers what somebody has to hand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from seed.pairs.chance import Chance
from seed.pairs.names import Name
from seed.pairs.world import FREE_HOSTS, PERSON_BOX, Actor, World
from seed.pairs.writing import Written

_KNOWN: Final = 0.65
_CHANGED: Final = 0.15
_LIKE: Final = {
    "verein": ("migrantenorganisation", "organisation", "initiative"), "migrantenorganisation": ("verein",),
    "arbeitskreis": ("arbeitsgruppe", "netzwerk"), "netzwerk": ("arbeitskreis", "buendnis"),
    "kita": ("bildungseinrichtung", "jugendeinrichtung"), "schule": ("bildungseinrichtung",),
    "beratungsstelle": ("wohlfahrtsverband", "organisation"), "wohlfahrtsverband": ("organisation", "verein"),
    "jugendeinrichtung": ("organisation",), "religionsgemeinschaft": ("verein", "migrantenorganisation"),
    "kurstraeger": ("bildungseinrichtung", "organisation"), "unternehmen": ("organisation", "kurstraeger"),
    "verwaltungseinheit": ("behoerde",),
}  # fmt: skip
"""As what else such a body may be entered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known so far of a body; everything but the name may be missing."""

    name: str
    kind: str | None = None
    areas: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    """Kind and value, as typed."""
    identifiers: tuple[tuple[str, str], ...] = ()

    @property
    def by_name(self) -> Asked:
        """The same with nothing but the name."""
        return Asked(self.name)


def asked(chance: Chance, world: World, actor: Actor, written: Written) -> Asked:
    """What somebody knows of `actor`, as they write it: a part of it, some of it no longer or not yet right."""
    contacts = [_contact(chance, world, actor.name, kind, value) for kind, value in _of(actor) if _given(chance, kind)]
    return Asked(
        name=written.text,
        kind=_kind(chance, actor.kind),
        areas=_areas(chance, world, actor.name),
        contacts=tuple(contacts),
        identifiers=tuple(_number(chance, one) for one in actor.identifiers if chance.happens(0.4)),
    )


def with_contacts_of(chance: Chance, newcomer: Actor, other: Actor, share: float) -> Actor:
    """The newcomer with each of the other's contacts in place of its own in this share of cases."""
    theirs = {one.kind: one for one in other.contacts if chance.happens(share)}
    own = [one for one in newcomer.contacts if one.kind not in theirs]
    return replace(newcomer, contacts=(*own, *theirs.values()))


def with_host_of(newcomer: Actor, other: Actor) -> Actor:
    """The newcomer with mail and web at the other's host."""
    hosts = [one.value.rpartition("@")[2] for one in other.contacts if one.kind == "email"]
    if not hosts or hosts[0] in FREE_HOSTS:
        return newcomer
    moved = []
    for one in newcomer.contacts:
        value = one.value
        if one.kind == "email":
            value = f"{value.partition('@')[0]}@{hosts[0]}"
        if one.kind == "web":
            value = f"https://www.{hosts[0]}/"
        moved.append(one.model_copy(update={"value": value}))
    return replace(newcomer, contacts=tuple(moved))


def _of(actor: Actor) -> list[tuple[str, str]]:
    return [(one.kind, one.value) for one in actor.contacts]


def _given(chance: Chance, kind: str) -> bool:
    return chance.happens(_KNOWN if kind != "address" else 0.5)


def _kind(chance: Chance, kind: str) -> str | None:
    if chance.happens(0.1):
        return None
    return chance.pick(_LIKE.get(kind, (kind,))) if chance.happens(0.12) else kind


def _areas(chance: Chance, world: World, name: Name) -> tuple[str, ...]:
    how, town = chance.number(), name.town
    if how < 0.10:
        return ()
    if how < 0.15:
        return (world.kreis(town),)
    if how < 0.18:  # the seat is in one town, the work in the next
        return (world.area(town // 10 * 10 + chance.below(10)),)
    return (world.home(name),)


def _number(chance: Chance, one: tuple[str, str]) -> tuple[str, str]:
    scheme, value = one
    how = chance.number()
    if how < 0.2:
        return scheme, value.replace(" ", "")
    if how < 0.3:
        return scheme, value.lower().replace(" ", "-")
    if how < 0.35:
        return scheme, value[:-1] + str(chance.below(10))
    return scheme, value


def _contact(chance: Chance, world: World, name: Name, kind: str, value: str) -> tuple[str, str]:
    """The contact as somebody types it; in some cases another one than the record has."""
    changed = chance.happens(_CHANGED)
    match kind:
        case "email":
            return kind, _mail(chance, value, changed=changed)
        case "phone":
            return kind, _phone(chance, world.phone(chance, name.town) if changed else value)
        case "web":
            return kind, _web(chance, value, changed=changed)
        case _:
            return kind, _address(chance, world.address(chance, name.town) if changed else value)


def _mail(chance: Chance, value: str, *, changed: bool) -> str:
    box, _, host = value.partition("@")
    if changed and chance.happens(0.5):
        host = chance.pick(FREE_HOSTS)
        box = f"{chance.pick(PERSON_BOX)}{chance.below(90)}"
    elif changed:
        box = chance.pick(("info", "kontakt", "vorstand", "hallo", chance.pick(PERSON_BOX)))
    text = f"{box}@{host}"
    how = chance.number()
    if how < 0.1:
        return text.upper() if how < 0.03 else text.capitalize()
    if how < 0.14:
        return f"mailto:{text}" if how < 0.12 else text.replace("@", " @ ")
    if how < 0.17:  # one letter of the box missing
        return text[1:]
    return text


def _phone(chance: Chance, value: str) -> str:
    area, _, number = value.partition(" ")
    if chance.happens(0.12):  # an extension, or the exchange
        number = f"{number[:-2]}-{chance.pick(('0', '10', '22', '99'))}"
    pattern = chance.pick(
        ("{a} {n}", "{a}/{n}", "({a}) {n}", "+49 {b} {n}", "0049{b}{n}", "{a}-{n}", "{a} {s}", "+49 (0){b} / {s}")
    )
    spaced = " ".join(re.findall(r"..?", number.replace("-", "")))
    return pattern.format(a=area, b=area[1:], n=number, s=spaced)


def _web(chance: Chance, value: str, *, changed: bool) -> str:
    host = re.sub(r"^https://www\.", "", value).partition("/")[0]
    if changed:
        host = chance.pick((host.replace("-", ""), f"neu-{host}", f"{chance.below(9)}{host}"))
    return chance.pick(
        ("https://www.{}/", "www.{}", "http://{}", "{}", "https://{}/start", "https://www.{}/kontakt.html")
    ).format(host)


def _address(chance: Chance, value: str) -> str:
    if chance.happens(0.4):
        value = value.replace("straße", chance.pick(("str.", "strasse", "-Str.", "str")))
    return value.rpartition(",")[0] if chance.happens(0.3) else value
