"""`analyse partners` and `analyse ways`: who fits a question and why, and who can introduce one to another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import click

from graph.command.asking import Asked, asked, question_options
from graph.command.places import printed
from graph.partners.asking import KEYS, WEIGHTS, Asker, Question, weighed
from graph.partners.facts import read_facts
from graph.partners.finding import Found, Suggestion, find
from graph.partners.ground import ground
from graph.partners.prediction import DEFAULT
from graph.partners.ways import Way, best_ways, lanes
from registry.model import Invalid
from registry.services.registering.languages import tag_of

_DECIMALS: Final = 4
_NUMBER: Final = re.compile(r"\d{1,2}(\.\d{1,3})?")


@click.command("partners")
@question_options
@click.option("--for", "asker", default="", help="Who is looking: name or id of an actor.")
@click.option("--our-area", default="", help="Instead: everyone in this area …")
@click.option("--our-theme", default="", help="… who works on this theme.")
@click.option("--theme", multiple=True, help="Key of a theme, such as gemeinsam:sprache; any of several.")
@click.option("--area", multiple=True, help="Name or id of an area, with its parts; any of several.")
@click.option("--kind", multiple=True, help="A kind of the vocabulary, with narrower ones; any of several.")
@click.option("--language", default="", help="Name or tag of a language.")
@click.option("--audience", default="", help="Words of a target group.")
@click.option("--strict", is_flag=True, help="Only who fulfils all of this.")
@click.option("--only-new", is_flag=True, help="Leave out who is connected with the asker already.")
@click.option("--weight", "weights", multiple=True, metavar="REASON=POINTS", help=f"Of {', '.join(KEYS)}.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many suggestions.")
def partners_command(
    store: str | None, stand: datetime | None, viewer: str, as_json: bool, asker: str, our_area: str, our_theme: str,
    theme: tuple[str, ...], area: tuple[str, ...], kind: tuple[str, ...], language: str, audience: str, strict: bool,
    only_new: bool, weights: tuple[str, ...], limit: int,
) -> None:  # fmt: skip
    """Who fits as a partner, best first, each with the reasons and their points.

    \b
    Examples:
      integrationsnetz analyse partners --for "KI Kreis Unna" --theme gemeinsam:sprache
      integrationsnetz analyse partners --our-area Bergkamen --our-theme gemeinsam:bildung --weight kreis=3 --json
    """
    with asked(store, stand, viewer) as here:
        question = Question(
            asker=Asker(_named(here, asker, "--for"), _named(here, our_area, "--our-area", "area"), our_theme),
            themes=tuple(_known(one, here.registry.vocabulary.themes, "--theme") for one in theme),
            areas=tuple(_named(here, one, "--area", "area") for one in area),
            kinds=tuple(_known(one, here.registry.vocabulary.kinds, "--kind") for one in kind),
            language=_language(language),
            audience=audience,
            strict=strict,
            only_new=only_new,
            weights=weighed(dict(map(_weight, weights))),
        )
        found = find(ground(here.snapshot), question, read_facts(here.record), size=limit)
        printed(here, as_json, _answer(here, question, found), lambda: _lines(here, found))


@click.command("ways")
@question_options
@click.argument("start")
@click.argument("end")
@click.option("--limit", default=3, show_default=True, type=click.IntRange(1, 20), help="How many ways.")
def ways_command(
    store: str | None, stand: datetime | None, viewer: str, as_json: bool, start: str, end: str, limit: int
) -> None:
    """The best ways from START to END (names or ids of actors), by kind and freshness of their ties."""
    with asked(store, stand, viewer) as here:
        ends = _named(here, start, "START"), _named(here, end, "END")
        found = best_ways(lanes(ground(here.snapshot)), *ends, limit)
        ways = [
            {"cost": round(one.cost, _DECIMALS), "entities": list(one.entities), "ties": list(one.ties)}
            for one in found
        ]
        printed(here, as_json, {"definition": "ways", "ways": ways}, lambda: _way_lines(here, found))


def _named(here: Asked, text: str, where: str, family: str = "actor") -> str:
    """The id of what is named. Raises Invalid where nothing is, or several are."""
    if not text or text in here.snapshot.index:
        return text
    wanted = text.casefold()
    fits = here.snapshot.of_kinds((family,))
    ids = [
        here.snapshot.ids[number]
        for number, names in enumerate(here.snapshot.all_names)
        if fits[number] and any(name.casefold() == wanted for name in names)
    ]
    if len(ids) == 1:
        return ids[0]
    remedy = f"give one of the ids {', '.join(ids)}" if ids else "search for the name with: integrationsnetz search"
    raise Invalid(f"{text!r} names {'several' if ids else 'nothing'} in the record", where=where, remedy=remedy)


def _known(key: str, terms: Mapping[str, object], where: str) -> str:
    if key not in terms:
        raise Invalid(f"{key!r} is not in the vocabulary", where=where, remedy="see docs/reference/vocabulary.md")
    return key


def _language(text: str) -> str:
    tag = tag_of(text) if text else ""
    if tag is None:
        raise Invalid(f"{text!r} is no language that is known", where="--language", remedy="write its name or tag")
    return tag


def _weight(text: str) -> tuple[str, float]:
    key, _, points = text.partition("=")
    if key in WEIGHTS and _NUMBER.fullmatch(points):
        return key, float(points)
    raise Invalid(f"{text!r} is no weight", where="--weight", remedy=f"write REASON=POINTS, such as {KEYS[0]}=5")


def _answer(here: Asked, question: Question, found: Found) -> dict[str, object]:
    return {
        "definition": "partners",
        "nearness": DEFAULT,
        "weights": dict(question.weights),
        "total": found.total,
        "askers": found.askers,
        "fulfil": dict(found.alone),
        "without": dict(found.without),
        "suggestions": [_suggestion(here, one) for one in found.suggestions],
    }


def _suggestion(here: Asked, one: Suggestion) -> dict[str, object]:
    number = here.snapshot.index[one.id]
    return {
        "id": one.id,
        "name": here.snapshot.names[number],
        "kind": here.snapshot.kind_of(number),
        "score": round(one.score, _DECIMALS),
        "reasons": [
            {
                "key": reason.key,
                "points": round(reason.points, _DECIMALS),
                "strength": round(reason.strength, _DECIMALS),
                "count": reason.count,
                "entities": list(reason.entities),
                "ties": list(reason.ties),
                "terms": list(reason.terms),
                "said": reason.said,
            }
            for reason in one.reasons
        ],
    }


def _lines(here: Asked, found: Found) -> list[str]:
    names = here.snapshot.names
    lines = [f"{found.total} fit"]
    for one in found.suggestions:
        lines.append(f"{one.score:6.2f}  {names[here.snapshot.index[one.id]]}")
        for reason in one.reasons:
            named = ", ".join([*(names[here.snapshot.index[id]] for id in reason.entities), *reason.terms])
            lines.append(
                f"        {reason.points:5.2f} {reason.key:<10} {named}{f' ({reason.said})' if reason.said else ''}"
            )
    return lines


def _way_lines(here: Asked, ways: Sequence[Way]) -> list[str]:
    names = here.snapshot.names
    lines = [f"{way.cost:6.2f}  " + " – ".join(names[here.snapshot.index[id]] for id in way.entities) for way in ways]
    return lines or ["no way is attested on this date"]
