"""Reads the vocabulary's YAML files; a wrong file is refused with its name, the line, the reason and the remedy."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from registry.model import Invalid, Problem
from registry.vocabulary.terms import (
    Collective,
    Composition,
    Family,
    Indicator,
    Kind,
    Label,
    Role,
    RoleGroup,
    Scheme,
    Theme,
    Vocabulary,
)

FOLDER = Path(__file__).parent
FAMILIES: tuple[str, ...] = get_args(Family)
_Term = TypeVar("_Term", bound=BaseModel)
_Lines = dict[tuple[str, ...], int]
_DEEPEST = 8  # no term is nested so deep; an anchor that stands within itself would never end


@lru_cache(maxsize=4)
def load_vocabulary(folder: Path = FOLDER) -> Vocabulary:
    """The vocabulary in `folder` (kinds, groups, roles, indicators, collectives, composition and themes/*.yaml).

    Raises Invalid with every problem found: a file that is no YAML, an unknown or missing field, a key twice,
    a reference to a kind, group or theme that does not exist, a circle of broader kinds, a code with two meanings.
    """
    problems: list[Problem] = []
    lines: dict[str, _Lines] = {}
    kinds = _terms(folder / "kinds.yaml", Kind, problems, lines)
    groups = _terms(folder / "groups.yaml", RoleGroup, problems, lines)
    roles = _terms(folder / "roles.yaml", Role, problems, lines)
    indicators = _terms(folder / "indicators.yaml", Indicator, problems, lines)
    schemes: dict[str, Scheme] = {}
    themes: dict[str, Theme] = {}
    for path in sorted((folder / "themes").glob("*.yaml")):
        lines[path.name] = _read_scheme(path, schemes, themes, problems)
    collectives = _terms(folder / "collectives.yaml", Collective, problems, lines)
    compositions = _terms(folder / "composition.yaml", Composition, problems, lines)
    problems += _dangling(kinds, groups, roles, themes, lines)
    problems += _unknown_members(kinds, roles, collectives, compositions, lines)
    problems += _ambiguous(groups, roles, lines)
    problems += _same_relationship(roles, lines)
    if problems:
        raise Invalid.of(problems)
    return Vocabulary(kinds, groups, roles, indicators, schemes, themes, collectives, compositions)


def _terms(path: Path, model: type[_Term], problems: list[Problem], all_lines: dict[str, _Lines]) -> dict[str, _Term]:
    data, lines = _read(path, problems)
    all_lines[path.name] = lines
    found: dict[str, _Term] = {}
    for key, fields in data.items():
        term = _build(model, {"key": key}, fields, path, (key,), lines, problems)
        if term is not None:
            found[key] = term
    return found


def _read_scheme(path: Path, schemes: dict[str, Scheme], themes: dict[str, Theme], problems: list[Problem]) -> _Lines:
    data, lines = _read(path, problems)
    entries = data.pop("themes", None) or {}
    key = str(data.pop("scheme", path.stem))
    if key != path.stem:
        problems.append(_problem(path, lines, ("scheme",), f"scheme {key!r} in a file of another name"))
    scheme = _build(Scheme, {"key": key}, data, path, (), lines, problems)
    if scheme is not None:
        schemes[key] = scheme
    if not isinstance(entries, dict):
        problems.append(_problem(path, lines, ("themes",), "the themes need keys, such as sprache: {label: …}"))
        return lines
    for name, fields in ((str(name), fields) for name, fields in entries.items()):
        extra = {"key": f"{key}:{name}", "scheme": key}
        theme = _build(Theme, extra, fields, path, ("themes", name), lines, problems)
        if theme is not None:
            if theme.broader:
                theme = theme.model_copy(update={"broader": f"{key}:{theme.broader}"})
            themes[theme.key] = theme
    return lines


def _build(
    model: type[_Term],
    extra: dict[str, str],
    fields: object,
    path: Path,
    at: tuple[str, ...],
    lines: _Lines,
    problems: list[Problem],
) -> _Term | None:
    if not isinstance(fields, dict):
        problems.append(_problem(path, lines, at, "a term needs its fields, such as label: {de: …, en: …}"))
        return None
    try:
        return model.model_validate({**fields, **extra})
    except ValidationError as error:
        for one in error.errors():
            place = (*at, *(str(part) for part in one["loc"]))
            problems.append(_problem(path, lines, place, f"{'.'.join(map(str, one['loc']))}: {one['msg']}"))
        return None


def _problem(path: Path, lines: _Lines, at: tuple[str, ...], what: str) -> Problem:
    line = next((lines[at[:size]] for size in range(len(at), -1, -1) if at[:size] in lines), 1)
    where = f"{path.name}:{line}" + (f" ({'/'.join(at)})" if at else "")
    return Problem("vocabulary", where, what, "correct this line of the vocabulary file")


def _read(path: Path, problems: list[Problem]) -> tuple[dict[str, Any], _Lines]:
    lines: _Lines = {}
    try:
        text = path.read_text(encoding="utf-8")
        node, data = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except FileNotFoundError:
        problems.append(Problem("vocabulary", path.name, "the file is missing", "put it back"))
        return {}, lines
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        problems.append(Problem("vocabulary", where, "this is not YAML", "correct the syntax near this line"))
        return {}, lines
    if not isinstance(node, yaml.MappingNode) or not isinstance(data, dict):
        problems.append(Problem("vocabulary", path.name, "the file has no keys", "give it key: fields"))
        return {}, lines
    for at, line, twice in _walk(node, ()):
        if twice:
            problems.append(Problem("vocabulary", f"{path.name}:{line}", f"{at[-1]!r} stands twice", "keep one"))
        lines.setdefault(at, line)
    return {str(key): value for key, value in data.items()}, lines


def _walk(node: yaml.MappingNode, at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int, bool]]:
    seen: set[str] = set()
    for key, value in node.value:
        here = (*at, str(key.value))
        yield here, key.start_mark.line + 1, here[-1] in seen
        seen.add(here[-1])
        if isinstance(value, yaml.MappingNode) and len(here) < _DEEPEST:
            yield from _walk(value, here)


def _dangling(
    kinds: dict[str, Kind],
    groups: dict[str, RoleGroup],
    roles: dict[str, Role],
    themes: dict[str, Theme],
    lines: dict[str, _Lines],
) -> Iterator[Problem]:
    """References between terms that lead nowhere, circles, and kinds of no family."""
    yield from _families(kinds, lines["kinds.yaml"])
    for file, at, names, known in _references(kinds, groups, roles, themes):
        for name in names:
            if name not in known:
                yield _problem(Path(file), lines[file], at, f"{name!r} is not defined")


def _families(kinds: dict[str, Kind], lines: _Lines) -> Iterator[Problem]:
    file = Path("kinds.yaml")
    for key, kind in kinds.items():
        if not kind.broader and key not in FAMILIES:
            yield _problem(file, lines, (key,), f"broader is missing; only {', '.join(FAMILIES)} have none")
    for key in _circles(kinds):
        yield _problem(file, lines, (key, "broader"), "its broader kinds form a circle")


def _references(
    kinds: dict[str, Kind], groups: dict[str, RoleGroup], roles: dict[str, Role], themes: dict[str, Theme]
) -> Iterator[tuple[str, tuple[str, ...], Iterable[str], Container[str]]]:
    """File, place in it, what is named there, and what may be."""
    for key, kind in kinds.items():
        yield "kinds.yaml", (key, "broader"), _given(kind.broader), kinds
    for key, role in roles.items():
        yield "roles.yaml", (key, "group"), (role.group,), groups
        yield "roles.yaml", (key, "subject"), role.subject, kinds
        yield "roles.yaml", (key, "object"), role.object, kinds
    for key, theme in themes.items():
        at = ("themes", key.removeprefix(f"{theme.scheme}:"))
        yield f"{theme.scheme}.yaml", (*at, "same_as"), theme.same_as, themes
        yield f"{theme.scheme}.yaml", (*at, "broader"), _given(theme.broader), themes


def _unknown_members(
    kinds: Container[str],
    roles: Container[str],
    collectives: dict[str, Collective],
    compositions: dict[str, Composition],
    lines: dict[str, _Lines],
) -> Iterator[Problem]:
    """Kinds and roles of collectives and target compositions that are not defined."""
    named: list[tuple[str, str, Iterable[str], Container[str]]] = [
        ("collectives", one, (one,), kinds) for one in collectives
    ]
    for key, one in compositions.items():
        named.append(("composition", key, (*one.kinds, *(kind for need in one.needs for kind in need.kinds)), kinds))
        named.append(("composition", key, (need.role for need in one.needs), roles))
    for file, key, names, known in named:
        for name in names:
            if name not in known:
                yield _problem(Path(f"{file}.yaml"), lines[f"{file}.yaml"], (key,), f"{name!r} is not defined")


def _ambiguous(groups: dict[str, RoleGroup], roles: dict[str, Role], lines: dict[str, _Lines]) -> Iterator[Problem]:
    """Codes of the matrix that would mean two things in one language."""
    seen: dict[tuple[str, str], str] = {}
    coded: list[tuple[str, str, Label | None]] = [("groups.yaml", key, one.code) for key, one in groups.items()]
    coded += [("roles.yaml", key, one.code) for key, one in roles.items()]
    for file, key, code in coded:
        for lang in ("de", "en") if code else ():
            text = code.text(lang) if code else ""
            if seen.setdefault((lang, text), f"{file} {key}") != f"{file} {key}":
                yield _problem(
                    Path(file), lines[file], (key, "code"), f"{text!r} is the code of {seen[lang, text]} too"
                )


def _same_relationship(roles: dict[str, Role], lines: dict[str, _Lines]) -> Iterator[Problem]:
    """Types of ties that would mean two roles."""
    seen: dict[str, str] = {}
    for key, role in roles.items():
        if seen.setdefault(role.relationship, key) != key:
            text = f"{role.relationship} is the relationship of {seen[role.relationship]} too"
            yield _problem(Path("roles.yaml"), lines["roles.yaml"], (key, "relationship"), text)


def _given(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


def _circles(kinds: dict[str, Kind]) -> list[str]:
    found = []
    for key, kind in kinds.items():
        seen, here = {key}, kind.broader
        while here is not None and here in kinds and here not in seen:
            seen.add(here)
            here = kinds[here].broader
        if here is not None and here in seen:
            found.append(key)
    return found
