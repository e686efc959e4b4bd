"""A profile as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from registry.model import Entity, Flag, Post, Source, Tie
from registry.services.profile import Profile, TieGroup
from registry.vocabulary import Vocabulary

_WORDS = {
    "de": {
        "aliases": "auch",
        "size": "Anzahl",
        "approximate": "etwa",
        "seats": "Sitze",
        "pools": "Entsendet in / im Wechsel für",
        "figures": "Zahlen",
        "attested": "belegt",
        "rotating": "wechselnd",
        "function": "an eine Funktion gebunden",
        "open": "offen",
        "of": "von",
        "alphabetical": "alphabetisch",
        "yearly": "jährlich",
        "start_unknown": "Beginn nicht genannt",
        "expected": "voraussichtlich",
        "planned": "geplant",
        "proposed": "vorgeschlagen",
        "ended": "beendet",
        "event": "Termin",
        "contradiction": "Widerspruch",
        "doubtful": "zweifelhaft",
        "inferred": "erschlossen",
    },
    "en": {
        "aliases": "also",
        "size": "number",
        "approximate": "about",
        "seats": "Seats",
        "pools": "Sends to / takes turns in",
        "figures": "Figures",
        "attested": "attested",
        "rotating": "rotating",
        "function": "bound to a function",
        "open": "open",
        "of": "of",
        "alphabetical": "alphabetical",
        "yearly": "yearly",
        "start_unknown": "start not given",
        "expected": "expected",
        "planned": "planned",
        "proposed": "proposed",
        "ended": "ended",
        "event": "event",
        "contradiction": "contradiction",
        "doubtful": "doubtful",
        "inferred": "inferred",
    },
}


def profile_text(found: Profile, vocabulary: Vocabulary, lang: str) -> str:
    """Head, ties by role and theme, seats and figures; each line with its documents and lines."""
    lines = [*_head(found, vocabulary, lang)]
    for group in found.groups:
        lines += ["", *_group(found, group, vocabulary, lang)]
    for title, posts in (("seats", found.seats), ("pools", found.pools)):
        if posts:
            lines += ["", f"{_WORDS[lang][title]} ({len(posts)})"]
            lines += [f"  {_post(found, one, lang)}{_sources(found, one.sources)}" for one in posts]
    if found.observations:
        lines += ["", f"{_WORDS[lang]['figures']} ({len(found.observations)})"]
        for one in found.observations:
            label = vocabulary.indicators[one.indicator].label(lang)
            value = one.printed or ("–" if one.value is None else str(one.value))
            period = f" {one.period}" if str(one.period) else ""
            lines.append(f"  {label}{period}: {value}{_flags(one.flags, lang)}{_sources(found, one.sources)}")
    return "\n".join(lines)


def _head(found: Profile, vocabulary: Vocabulary, lang: str) -> Iterator[str]:
    entity, words = found.entity, _WORDS[lang]
    yield entity.display_name(lang)
    yield f"  {vocabulary.kinds[entity.kind].label(lang)} · {entity.id} · v{entity.version}{_state(entity, lang)}"
    if entity.aliases:
        yield f"  {words['aliases']}: {', '.join(entity.aliases)}"
    if entity.size:
        about = f"{words['approximate']} " if entity.size.approximate else ""
        yield f"  {words['size']}: {about}{entity.size.count}"
    if entity.summary:
        yield f"  {entity.summary.text(lang)}"
    for contact in entity.contacts:
        yield f"  {contact.kind}: {contact.value}"
    if entity.sources or entity.flags:
        yield f" {_sources(found, entity.sources)}{_flags(entity.flags, lang)}"


def _group(found: Profile, group: TieGroup, vocabulary: Vocabulary, lang: str) -> Iterator[str]:
    role = vocabulary.roles[group.role]
    heading = role.label(lang) if group.direction == "out" else role.inverse(lang)
    yield f"{role.noun(lang)} – {heading} ({len(group.ties)})"
    for theme, ties in group.by_theme():
        indent = "  "
        if theme is not None:
            yield f"  {vocabulary.themes[theme].label(lang)}"
            indent = "    "
        for tie in ties:
            yield f"{indent}{_tie(found, group, tie, lang)}"


def _tie(found: Profile, group: TieGroup, tie: Tie, lang: str) -> str:
    other = found.names.get(group.other(tie))
    name = other.display_name(lang) if other else group.other(tie)
    wording = f" [{tie.wording}]" if tie.wording else ""
    note = f" – {tie.note.text(lang)}" if tie.note else ""
    return f"{name}{wording}{_state(tie, lang)}{note}{_flags(tie.flags, lang)}{_sources(found, tie.sources)}"


def _post(found: Profile, post: Post, lang: str) -> str:
    words = _WORDS[lang]
    parts = [words[post.kind]]
    if post.per_turn and post.pool:
        parts.append(f"{post.per_turn} {words['of']} {len(post.pool)}")
    parts += [words[one] for one in (post.order, post.rhythm) if one]
    if post.kind == "rotating" and post.starts is None:
        parts.append(words["start_unknown"])
    pool = ", ".join(found.names[id].display_name(lang) for id in post.pool if id in found.names)
    seats = f"{post.seats} × " if post.seats else ""
    holders = ", ".join(found.names[one.subject].name for one in found.holders(post) if one.subject in found.names)
    held = f" = {holders}" if holders else ""
    body = f"{found.names[post.body].display_name(lang)}: " if post.body in found.names else ""
    detail = f" ({'; '.join(parts)}{': ' + pool if pool else ''})"
    return f"{body}{seats}{post.display_name(lang)}{detail}{held}{_state(post, lang)}"


def _state(statement: Entity | Tie | Post, lang: str) -> str:
    status = "" if statement.status == "existing" else f" · {_WORDS[lang][statement.status]}"
    period = f" · {statement.period}" if str(statement.period) else ""
    return f"{status}{period}"


def _flags(flags: Iterable[Flag], lang: str) -> str:
    return "".join(f" [{_WORDS[lang][one.kind]}: {one.note.text(lang)}]" for one in flags)


def _sources(found: Profile, sources: tuple[Source, ...]) -> str:
    return "".join(f"  ({_source(found, one)})" for one in sources)


def _source(found: Profile, source: Source) -> str:
    document = found.names.get(source.document)
    title = document.name if document else source.document
    stand = f", {source.as_of}" if source.as_of else ""
    return f"{title}{', ' + source.locator if source.locator else ''}{stand}"
