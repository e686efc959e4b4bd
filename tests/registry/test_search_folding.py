"""Names come down to the same words however they are spelled, punctuated and abbreviated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.model import Invalid
from registry.services.search import fold, folded, words
from registry.services.search.folding import MAX_READINGS, readings
from registry.services.search.terms import FILE, load_terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bönen", "Boenen"),
        ("Bönen", "BONEN"),
        ("Bo\u0308nen", "Bönen"),
        ("Große Straße", "grosse strasse"),
        ("STRAẞE", "Straße"),
        ("Hocus & Lotus", "Hocus und Lotus"),
        ("Hocus + Lotus", "hocus lotus"),
        ("B.I.N", "BIN"),
        ("B. I. N.", "bin"),
        ("Wel-KOMM-In", "Wel KOMM IN"),
        ("Kamen–Bergkamen", "Kamen-Bergkamen"),
        ("„Im Namen der Ehre“", "im namen der ehre"),
        ("Musterpartner*innen", "Musterpartner:innen"),
        ("Musterpartner/-innen", "MusterpartnerInnen"),
        ("PC’s", "PC"),
        ("Союз", "Soyuz"),
        ("Şiir Evi", "siir evi"),
        ("Café", "Cafe"),
        ("ｇｒüｎ", "grün"),
    ],
)
def test_spellings_of_one_name_have_the_same_words(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(("one", "other"), [("Unna", "Una"), ("Stadt Unna", "Kreis Unna"), ("Kamen", "Bergkamen")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert words(one) != words(other)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Musterverein e.V.", "ev"),
        ("Musterverein e. V.", "ev"),
        ("Musterverein eV", "ev"),
        ("musterverein ev", "ev"),
        ("Musterverein (eingetragener Verein)", "ev"),
        ("Musterverein gGmbH", "ggmbh"),
        ("Gemeinnützige Gesellschaft mit beschränkter Haftung Musterverein", "ggmbh"),
        ("Musterverein GmbH", "gmbh"),
        ("Musterverein UG (haftungsbeschränkt)", "ug"),
        ("Musterverein AöR", "aor"),
        ("Musterverein A.ö.R.", "aor"),
        ("Musterverein, Anstalt des öffentlichen Rechts", "aor"),
        ("Gemeinnütziger Musterverein", "gemeinnutzig"),
    ],
)
def test_the_legal_form_is_recognised_and_set_aside(written: str, key: str) -> None:
    found = folded(written)
    assert (found.words, found.legal) == (("musterverein",), (key,))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ev. Musterkirche", ("ev", "musterkirche")),
        ("AöR Musterstadt", ("aor", "musterstadt")),
        ("Muster AG", ("muster", "ag")),
        ("KG Musterstadt Nord", ("kg", "musterstadt", "nord")),
        ("e.V.", ("ev",)),
        ("GmbH", ("gmbh",)),
        ("und", ("und",)),
    ],
)
def test_what_only_looks_like_a_legal_form_or_is_all_there_is_stays(written: str, expected: tuple[str, ...]) -> None:
    assert words(written) == expected


def test_spellings_tell_apart_what_the_words_confuse() -> None:
    assert words("Neue Wege") == words("Neu Wege")
    assert set(fold("Neue Wege")).isdisjoint(fold("Neu Wege"))
    assert fold("Bönen e.V.") == ("boenen", "bonen")
    assert fold("Boenen") == ("boenen",)


def test_hyphenated_words_are_known_as_one_too() -> None:
    assert folded("AK der KOMM-IN-Kreise").joined == ("komminkreise",)


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("AK Muster", "arbeitskreis muster"),
        ("Arbeitskreis Muster", "ak muster"),
        ("AG Muster", "arbeitsgemeinschaft muster"),
        ("AG Muster", "arbeitsgruppe muster"),
        ("KI Musterkreis", "kommunales integrationszentrum musterkreis"),
        ("Leiter des Kommunalen Integrationszentrums", "leiter des ki"),
        ("Kommunales Integrationszentrum (KI) Musterkreis", "ki musterkreis"),
        ("Integrationsräte im Musterkreis", "ir im musterkreis"),
        ("Bundesamt für Migration und Flüchtlinge", "bamf"),
        ("BAMF", "bundesamt fur migration fluchtlinge"),
        ("Musterheim a.R.", "musterheim am rhein"),
        ("St. Muster", "sankt muster"),
        ("Ev. Musterheim", "evangelisch musterheim"),
        ("Kita Musterstr. 5", "kindertageseinrichtung musterstrasse 5"),
        ("Kindertagesstätte Musterstraße", "kita musterstr"),
        ("AK SoR-SmC", "arbeitskreis schule ohne rassismus schule mit courage"),
    ],
)
def test_abbreviations_are_read_in_both_directions(written: str, reading: str) -> None:
    assert reading in [" ".join(found) for found in readings(words(written))]


@given(st.text())
def test_any_text_folds_to_plain_words(text: str) -> None:
    found = folded(text)
    for word in (*found.words, *found.legal, *found.joined):
        assert re.fullmatch(r"[a-z0-9]+", word)
    assert len(readings(found.words)) <= MAX_READINGS
    assert fold(text)


@given(st.text("aeouäöüßstr", min_size=1, max_size=12), st.data())
def test_the_beginning_of_a_word_stays_its_beginning(word: str, data: st.DataObject) -> None:
    """Else a name would vanish from the answers while it is being typed."""
    begin = word[: data.draw(st.integers(1, len(word)))]
    whole, part = words(f"x{word}"), words(f"x{begin}")
    assert whole[0].startswith(part[0])


def test_the_data_file_has_no_abbreviation_twice() -> None:
    """Two entries with one short form would make the second one dead."""
    text = FILE.read_text(encoding="utf-8").split("\nendings:")[0]
    short = [one for line in re.findall(r"short: \[(.*)\]", text) for one in line.split(", ")]
    assert len(short) == len(set(short))


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (("abbreviations:", "abbreviation:"), "abbreviations.yaml", "wrong sections"),
        (("    long: [Arbeitskreis]", "    lang: [Arbeitskreis]"), ":12 (abbreviations)", "unknown key 'lang'"),
        (("    long: [Arbeitskreis]\n", ""), ":12 (abbreviations)", "long is missing"),
        (("long: [Arbeitskreis]", "long: ['-']"), ":12 (abbreviations) long", "'-' is no text"),
        (("  - short: [AK]", "  - AK\n  - short: [AK]"), ":12 (abbreviations)", "an entry needs keys"),
        (("abbreviations:", "abbreviations: ["), "abbreviations.yaml", "not YAML"),
        (("endings:\n  - short", "endings:\n    short"), "(endings)", "a list is needed"),
        (("stop_words: [der,", "stop_words: [1,"), "(stop_words)", "1 is no text"),
    ],
)
def test_a_wrong_data_file_is_refused_with_place_and_reason(
    tmp_path: Path, change: tuple[str, str], where: str, what: str
) -> None:
    path = tmp_path / "abbreviations.yaml"
    path.write_text(FILE.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        load_terms(path)
    assert where in caught.value.where
    assert what in caught.value.what
    assert caught.value.remedy
