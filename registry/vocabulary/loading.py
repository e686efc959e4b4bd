"""Reads the vocabulary's YAML files; a wrong file is refused with its name, the line, the reason and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from registry.model import Invalid, Problem
from registry.vocabulary.terms import Indicator, Kind, Role, Scheme, Theme, Vocabulary

FOLDER = Path(__file__).parent
_Term = TypeVar("_Term", bound=BaseModel)
_Lines = dict[tuple[str, ...], int]


@lru_cache(maxsize=4)
def load_vocabulary(folder: Path = FOLDER) -> Vocabulary:
    """The vocabulary in `folder` (kinds, roles, indicators and themes/*.yaml).

    Raises Invalid with every problem found: a file that is no YAML, an unknown or missing field, a key twice,
    a reference to a kind or theme that does not exist, a circle of broader kinds.
    """
    problems: list[Problem] = []
    kinds = _terms(folder / "kinds.yaml", Kind, problems)
    roles = _terms(folder / "roles.yaml", Role, problems)
    indicators = _terms(folder / "indicators.yaml", Indicator, problems)
    schemes: dict[str, Scheme] = {}
    themes: dict[str, Theme] = {}
    for path in sorted((folder / "themes").glob("*.yaml")):
        _read_scheme(path, schemes, themes, problems)
    problems += _dangling(kinds, roles, themes)
    if problems:
        raise Invalid.of(problems)
    return Vocabulary(kinds, roles, indicators, schemes, themes)


def _terms(path: Path, model: type[_Term], problems: list[Problem]) -> dict[str, _Term]:
    data, lines = _read(path, problems)
    found: dict[str, _Term] = {}
    for key, fields in data.items():
        term = _build(model, {"key": key}, fields, path, (key,), lines, problems)
        if term is not None:
            found[key] = term
    return found


def _read_scheme(path: Path, schemes: dict[str, Scheme], themes: dict[str, Theme], problems: list[Problem]) -> None:
    data, lines = _read(path, problems)
    entries = data.pop("themes", {})
    key = data.pop("scheme", path.stem)
    if key != path.stem:
        problems.append(_problem(path, lines, ("scheme",), f"scheme {key!r} in a file of another name"))
    scheme = _build(Scheme, {"key": key}, data, path, (), lines, problems)
    if scheme is not None:
        schemes[key] = scheme
    for name, fields in (entries or {}).items():
        extra = {"key": f"{key}:{name}", "scheme": key}
        theme = _build(Theme, extra, fields, path, ("themes", name), lines, problems)
        if theme is not None:
            if theme.broader:
                theme = theme.model_copy(update={"broader": f"{key}:{theme.broader}"})
            themes[theme.key] = theme


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
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        problems.append(Problem("vocabulary", path.name, "the file is missing", "put it back"))
        return {}, lines
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        problems.append(Problem("vocabulary", where, "this is not YAML", "correct the syntax near this line"))
        return {}, lines
    if not isinstance(node, yaml.MappingNode):
        problems.append(Problem("vocabulary", path.name, "the file has no keys", "give it key: fields"))
        return {}, lines
    for at, line, twice in _walk(node, ()):
        if twice:
            problems.append(Problem("vocabulary", f"{path.name}:{line}", f"{at[-1]!r} stands twice", "keep one"))
        lines.setdefault(at, line)
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {str(key): value for key, value in data.items()}, lines


def _walk(node: yaml.MappingNode, at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int, bool]]:
    seen: set[str] = set()
    for key, value in node.value:
        here = (*at, str(key.value))
        yield here, key.start_mark.line + 1, key.value in seen
        seen.add(key.value)
        if isinstance(value, yaml.MappingNode):
            yield from _walk(value, here)


def _dangling(kinds: dict[str, Kind], roles: dict[str, Role], themes: dict[str, Theme]) -> list[Problem]:
    found: list[Problem] = []

    def say(file: str, key: str, name: str, known: Callable[[str], bool]) -> None:
        if not known(name):
            found.append(Problem("vocabulary", f"{file} ({key})", f"{name!r} is not defined", "define or correct it"))

    for key, kind in kinds.items():
        if kind.broader:
            say("kinds.yaml", key, kind.broader, kinds.__contains__)
    found += [
        Problem("vocabulary", f"kinds.yaml ({key})", "its broader kinds form a circle", "break it")
        for key in _circles(kinds)
    ]
    for key, role in roles.items():
        for name in (*role.subject, *role.object):
            say("roles.yaml", key, name, kinds.__contains__)
    for key, theme in themes.items():
        for name in (*theme.same_as, *([theme.broader] if theme.broader else [])):
            say(f"themes/{theme.scheme}.yaml", key, name, themes.__contains__)
    return found


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
