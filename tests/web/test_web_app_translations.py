"""Every German text of the pages has an English one, and the compiled catalogue is the present one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from beispielkreis import ID
from flask.testing import FlaskClient

CATALOGUE = Path("web/translations/en/LC_MESSAGES/messages.po")
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]


def test_every_text_of_code_and_templates_has_an_english_one(root: Path) -> None:
    """Nothing that a reader sees is left untranslated, and nothing is waiting for a check."""
    with (root / CATALOGUE).open("rb") as file:
        catalogue = read_po(file, locale="en")
    missing = []
    for name, line, message, *_ in extract_from_dir(root / "web", METHODS):
        found = catalogue.get(message[0] if isinstance(message, tuple) else message)
        texts = found.string if found and isinstance(found.string, tuple) else (found.string if found else "",)
        if not found or not all(texts) or found.fuzzy:
            missing.append(f"web/{name}:{line}: {message!r}")
    assert not missing, "\n".join(missing[:20])


def test_the_compiled_catalogue_is_made_from_the_present_texts(root: Path) -> None:
    """What the pages show is what the readable catalogue says (`make translations`)."""
    with (root / CATALOGUE).open("rb") as file:
        written = BytesIO()
        write_mo(written, read_po(file, locale="en"))
    with (root / CATALOGUE).with_suffix(".mo").open("rb") as file:
        compiled = {str(one.id): one.string for one in read_mo(file) if one.id}
    written.seek(0)
    assert compiled == {str(one.id): one.string for one in read_mo(written) if one.id}


def test_translations_keep_the_placeholders(root: Path) -> None:
    """A text with `%(name)s` has the same names in English: otherwise a page would fail or lose a value."""
    with (root / CATALOGUE).open("rb") as file:
        catalogue = read_po(file, locale="en")
    wrong = [one.id for one in catalogue if one.id and any(True for _ in one.check(catalogue))]
    assert not wrong


def test_an_english_page_has_no_german_frame(client: FlaskClient) -> None:
    """Navigation, headings and labels are English; names from the record may stay German."""
    text = client.get(f"/en/akteure/{ID['netzwerk']}").text
    for german in ("Mitglieder", "Sitze", "Quelle", "Startseite", "Änderungen", "belegt", "Zum Inhalt"):
        assert german not in text, german
    for english in ("Members", "Seats", "Source", "Recent changes", "attested 2012", "Skip to content"):
        assert english in text, english
