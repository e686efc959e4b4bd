"""The vocabulary as shipped is complete; a wrong file is refused with file, line, reason and remedy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from registry.model import Invalid
from registry.vocabulary import FOLDER, Vocabulary, load_vocabulary

PAPER_ROLES = (
    "mitglied",
    "beratend",
    "moderation",
    "co_moderation",
    "vorsitz",
    "geschaeftsfuehrung",
    "leitung",
    "federfuehrung",
    "sprecher",
    "traegerschaft",
    "kooperation",
    "foerderung",
    "bietet_an",
    "teil_von",
    "nachfolge",
    "ansprechpartner",
    "gebietsbezug",
    "sitz",
    "beraet",
    "beschliesst",
    "beteiligt",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped vocabulary, to be spoiled."""
    shutil.copytree(FOLDER, tmp_path / "vocabulary", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "vocabulary"


def _refused(folder: Path) -> Invalid:
    with pytest.raises(Invalid) as caught:
        load_vocabulary(folder)
    for one in caught.value.problems:
        assert one.remedy
        assert re.match(r"[\w.-]+\.yaml", one.where), one.where
    return caught.value


def test_the_copy_itself_is_accepted(folder: Path, vocabulary: Vocabulary) -> None:
    assert load_vocabulary(folder) == vocabulary


@pytest.mark.parametrize("role", PAPER_ROLES)
def test_every_role_that_the_papers_need_is_there(vocabulary: Vocabulary, role: str) -> None:
    assert role in vocabulary.roles


def test_every_role_has_labels_in_both_directions_and_languages_and_all_four_mappings(vocabulary: Vocabulary) -> None:
    for role in vocabulary.roles.values():
        labels = [text(lang) for text in (role.label, role.inverse, role.noun) for lang in ("de", "en")]
        assert all(labels), role.key
        assert role.label("de") != role.inverse("de") or role.key == "kooperation", role.key
        assert all((role.maps.org, role.maps.popolo, role.maps.oparl, role.maps.schema_)), role.key
        assert role.subject, role.key
        assert role.object, role.key


def test_every_kind_has_labels_and_one_of_five_families(vocabulary: Vocabulary) -> None:
    for key, kind in vocabulary.kinds.items():
        assert all(text(lang) for text in (kind.label, kind.plural) for lang in ("de", "en")), key
        assert vocabulary.family(key) in {"actor", "offer", "goal", "document", "area"}


def test_every_theme_and_indicator_has_labels_in_both_languages(vocabulary: Vocabulary) -> None:
    for one in (*vocabulary.themes.values(), *vocabulary.indicators.values(), *vocabulary.schemes.values()):
        assert one.label("de")
        assert one.label("en")


def test_every_group_of_roles_has_labels_and_is_used(vocabulary: Vocabulary) -> None:
    for one in vocabulary.groups.values():
        assert all(one.label(lang) for lang in ("de", "en")), one.key
    assert {role.group for role in vocabulary.roles.values()} == set(vocabulary.groups)


def test_only_persons_are_persons(vocabulary: Vocabulary) -> None:
    assert [key for key in vocabulary.kinds if vocabulary.is_person(key)] == ["person"]
    assert not vocabulary.is_person("unbekannt")


@pytest.mark.parametrize(("key", "code"), [("leitung", "{de: V, en: X}"), ("leitung", "{de: X, en: Mod}")])
def test_a_code_of_the_matrix_never_means_two_things(folder: Path, key: str, code: str) -> None:
    """Neither in one language nor in the other; the line of the second is named."""
    path = folder / "roles.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(f"{key}:\n", f"{key}:\n  code: {code}\n"), encoding="utf-8"
    )
    (problem,) = _refused(folder).problems
    assert f"({key}/code)" in problem.where
    assert "code of" in problem.what


def test_a_role_of_an_unknown_group_is_refused(folder: Path) -> None:
    path = folder / "roles.yaml"
    text = path.read_text(encoding="utf-8").replace("group: advice", "group: rat", 1)
    path.write_text(text, encoding="utf-8")
    (problem,) = _refused(folder).problems
    assert "'rat' is not defined" in problem.what


def test_questions_about_kinds_follow_the_broader_ones(vocabulary: Vocabulary) -> None:
    assert vocabulary.lineage("arbeitsgruppe") == ("arbeitsgruppe", "arbeitskreis", "body", "actor")
    assert vocabulary.is_a("migrantenorganisation", "verein") or vocabulary.is_a(
        "migrantenorganisation", "organisation"
    )
    assert not vocabulary.is_a("verein", "body")
    assert vocabulary.fits("arbeitsgruppe", ("verein", "body"))
    assert not vocabulary.fits("arbeitsgruppe", ())
    assert set(vocabulary.narrower("arbeitskreis")) == {"arbeitskreis", "arbeitsgruppe"}
    assert set(vocabulary.narrower("actor")) == {key for key in vocabulary.kinds if vocabulary.family(key) == "actor"}


def test_roles_are_asked_for_by_what_they_count_as(vocabulary: Vocabulary) -> None:
    assert "moderation" in vocabulary.roles_in("moderation")
    assert "mitglied" not in vocabulary.roles_in("moderation", "leadership", "advice")
    assert vocabulary.roles_in("membership", "moderation") == (
        vocabulary.roles_in("membership") | vocabulary.roles_in("moderation")
    )


def test_themes_correspond_to_common_ones(vocabulary: Vocabulary) -> None:
    assert vocabulary.common_themes("gemeinsam:sprache") == ("gemeinsam:sprache",)
    assert vocabulary.common_themes("un-ki:schule") == ("gemeinsam:schule",)
    assert vocabulary.common_themes("un-ki:unbekannt") == ()


_ROLE = "neu: {group: advice, label: {de: a, en: b}, inverse: {de: a, en: b}, noun: {de: a, en: b}, "
_ROLE += "subject: [actor], object: [actor], maps: {org: '-', popolo: '-', oparl: '-', schema: '-'}}\n"

# What is put into which file, behind which line, and what the error has to say.
ADDED = {
    "unknown field of a role": ("roles.yaml", "  nuon: {de: x, en: y}\n", "nuon"),
    "role twice": ("roles.yaml", "mitglied: {}\n", "stands twice"),
    "role without fields": ("roles.yaml", "neu: 5\n", "needs its fields"),
    "role with a key of no form": (
        "roles.yaml",
        _ROLE.replace("neu", "Neue Rolle", 1),
        "key",
    ),
    "relationship of two roles": (
        "roles.yaml",
        _ROLE.replace("advice,", "advice, relationship: MODERIERT,", 1),
        "MODERIERT is the relationship of moderation too",
    ),
    "relationship of no form": (
        "roles.yaml",
        _ROLE.replace("advice,", "advice, relationship: 'A]->(x)', ", 1),
        "relationship",
    ),
    "role for an unknown kind": (
        "roles.yaml",
        _ROLE.replace("[actor]", "[aktor]", 1),
        "'aktor' is not defined",
    ),
    "role of no group": (
        "roles.yaml",
        _ROLE.replace("advice", "spass"),
        "group",
    ),
    "role with a missing mapping": (
        "roles.yaml",
        _ROLE.replace("oparl: '-', ", ""),
        "oparl",
    ),
    "kind without English": (
        "kinds.yaml",
        "neu: {broader: actor, label: {de: a}, plural: {de: a, en: b}}\n",
        "label.en",
    ),
    "kind with an empty label": (
        "kinds.yaml",
        "neu: {broader: actor, label: {de: '', en: b}, plural: {de: a, en: b}}\n",
        "label.de",
    ),
    "kind whose label is no text": (
        "kinds.yaml",
        "neu: {broader: actor, label: {de: a, en: No}, plural: {de: a, en: b}}\n",
        "label.en",
    ),
    "kind of an unknown broader": (
        "kinds.yaml",
        "neu: {broader: akteur, label: {de: a, en: b}, plural: {de: a, en: b}}\n",
        "'akteur' is not defined",
    ),
    "kind of no family": ("kinds.yaml", "neu: {label: {de: a, en: b}, plural: {de: a, en: b}}\n", "broader is missing"),
    "kind in a circle": (
        "kinds.yaml",
        "neu: {broader: neu, label: {de: a, en: b}, plural: {de: a, en: b}}\n",
        "circle",
    ),
    "indicator of no unit": ("indicators.yaml", "neu: {label: {de: a, en: b}, unit: meilen}\n", "unit"),
    "theme that corresponds to nothing": (
        "themes/un-ki.yaml",
        "  neu: {label: {de: a, en: b}, same_as: ['gemeinsam:tanzen']}\n",
        "'gemeinsam:tanzen' is not defined",
    ),
    "theme of an unknown broader": (
        "themes/un-ki.yaml",
        "  neu: {label: {de: a, en: b}, broader: tanzen}\n",
        "'un-ki:tanzen' is not defined",
    ),
    "theme twice": ("themes/un-ki.yaml", "  schule: {label: {de: a, en: b}}\n", "stands twice"),
    "theme whose key is a number": ("themes/un-ki.yaml", "  2012: {label: {de: a}}\n", "label.en"),
    "theme without fields": ("themes/un-ki.yaml", "  neu: Tanzen\n", "needs its fields"),
}  # fmt: skip


@pytest.mark.parametrize("case", ADDED)
def test_a_wrong_term_is_refused_with_its_file_line_and_reason(folder: Path, case: str) -> None:
    name, text, reason = ADDED[case]
    path = folder / name
    content = path.read_text(encoding="utf-8")
    path.write_text(content + text, encoding="utf-8")
    error = _refused(folder)
    line = content.count("\n") + 1
    assert error.where.startswith(f"{path.name}:{line}"), error.where
    assert reason in f"{error.where} {error.what}"


NO_YAML = {
    "an open bracket": ("a: [b\nc: d\n", "roles.yaml:"),
    "a tab": ("a:\n\tb: c\n", "roles.yaml:2"),
    "a list": ("- a\n- b\n", "roles.yaml"),
    "nothing": ("", "roles.yaml"),
    "a text": ("Rollen\n", "roles.yaml"),
    "a foreign object": ("a: !!python/object:os.system {}\n", "roles.yaml:1"),
    "an impossible date": ("a: 2012-99-99\n", "roles.yaml"),
    "a key that is a list": ("? [a, b]\n: c\n", "roles.yaml"),
    "a circle of anchors": ("a: &x\n  b: *x\n", "roles.yaml"),
}


@pytest.mark.parametrize("case", NO_YAML)
def test_what_is_no_vocabulary_file_is_refused(folder: Path, case: str) -> None:
    content, where = NO_YAML[case]
    (folder / "roles.yaml").write_text(content, encoding="utf-8")
    assert _refused(folder).where.startswith(where)


def test_a_file_in_another_encoding_is_refused(folder: Path) -> None:
    (folder / "roles.yaml").write_bytes("# Träger\n".encode("cp1252"))
    assert _refused(folder).where.startswith("roles.yaml")


@pytest.mark.parametrize("name", ["kinds.yaml", "roles.yaml", "indicators.yaml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert any(one.where == name and "missing" in one.what for one in _refused(folder).problems)


def test_a_scheme_has_the_name_of_its_file(folder: Path) -> None:
    (folder / "themes" / "un-ki.yaml").rename(folder / "themes" / "anders.yaml")
    error = _refused(folder)
    assert any(one.where.startswith("anders.yaml:2") and "another name" in one.what for one in error.problems)


def test_themes_that_are_a_list_are_refused_with_their_line(folder: Path) -> None:
    (folder / "themes" / "neu.yaml").write_text("scheme: neu\nlabel: {de: a, en: b}\nthemes: [a, b]\n")
    assert _refused(folder).where.startswith("neu.yaml:3")


def test_every_wrong_line_is_told_at_once(folder: Path) -> None:
    with (folder / "kinds.yaml").open("a", encoding="utf-8") as file:
        file.write("neu: {broader: nichts, label: {de: a, en: b}, plural: {de: a, en: b}}\nneuer: {broader: actor}\n")
    with (folder / "indicators.yaml").open("a", encoding="utf-8") as file:
        file.write("neu: {unit: euro}\n")
    found = {one.where.split(":")[0] for one in _refused(folder).problems}
    assert found == {"kinds.yaml", "indicators.yaml"}


def test_a_new_role_is_an_edit_of_a_file(folder: Path) -> None:
    with (folder / "roles.yaml").open("a", encoding="utf-8") as file:
        file.write(
            _ROLE.replace("neu", "patenschaft", 1).replace("{de: a, en: b}, noun", "{de: Pate, en: sponsored by}, noun")
        )
    assert load_vocabulary(folder).roles["patenschaft"].inverse("en") == "sponsored by"
