"""Which words tell of a person, and what is left of a text without them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_making import netzwerk, note, person, post, tie, verein
from statement_strategies import statements

from registry.model import Contact, Visibility, statement_json
from registry.rules.blotting import MARK, anonymous, blot_json, blot_text, blotted, near, words_of
from registry.store.port import AnyStatement

ONE = person(
    "Zyxandra Quorvelle",
    aliases=("Xanthippq",),
    contacts=(Contact(kind="email", value="zq@beispiel.invalid"),),
    identifiers={"personalnummer": "98127-4711"},
)
WORDS = words_of([ONE])


@pytest.mark.parametrize(
    ("text", "wide", "close"),
    [
        ("Frau Zyxandra Quorvelle sprach", f"Frau {MARK} sprach", f"Frau {MARK} sprach"),
        ("laut ZYXANDRA\n QUORVELLES Bericht", f"laut {MARK} Bericht", f"laut {MARK} Bericht"),
        ("an zq@beispiel.invalid", f"an {MARK}", f"an {MARK}"),
        ("Nr. 98127-4711.", f"Nr. {MARK}.", f"Nr. {MARK}."),
        ("Xanthippq war da", "Xanthippq war da", f"{MARK} war da"),
        ("Frau Quorvelle", "Frau Quorvelle", f"Frau {MARK}"),
        ("Quorvelleweg", "Quorvelleweg", "Quorvelleweg"),
    ],
)
def test_full_names_and_contacts_go_everywhere_single_words_only_near_the_person(
    text: str, wide: str, close: str
) -> None:
    assert (blot_text(text, WORDS.wide), blot_text(text, WORDS.close)) == (wide, close)


def test_of_nobody_nothing_is_known_and_nothing_goes() -> None:
    assert blot_text("Ein Text, leer \n oder nicht", words_of([]).close) == "Ein Text, leer \n oder nicht"


def test_near_is_what_refers_to_the_person_and_the_seat_that_they_fill() -> None:
    network, other = netzwerk(), verein()
    seat, free = post(network), post(network)
    held, beside = tie(ONE, "leitung", network, post=seat.id), tie(other, "mitglied", network, post=free.id)
    assert near([network, other, seat, free, held, beside], {ONE.id}) == {held.id, seat.id}


def test_what_is_left_of_a_person_says_nothing_but_that_there_was_one() -> None:
    left = anonymous(ONE.id, Visibility.STAFF, 4)
    assert (left.id, left.visibility, left.version, left.kind) == (ONE.id, "staff", 4, "person")
    assert blot_text(statement_json(left), WORDS.close) == statement_json(left)


def test_keys_and_ids_stay_whatever_they_look_like() -> None:
    words = words_of([person("Leitung Public"), person("Doubtful Verein")])
    held = tie(ONE, "leitung", netzwerk(), note=note("die Leitung, ganz public"))
    found = blotted(held, words.close)
    assert (found.role, found.visibility, found.subject) == ("leitung", "public", ONE.id)
    assert found.note == note(f"die {MARK}, ganz {MARK}")


@given(statements, st.sampled_from(["Quorvelle", "Zyxandra Quorvelle"]))
def test_blotting_is_the_same_for_statements_and_for_their_json_and_leaves_a_statement(
    statement: AnyStatement, name: str
) -> None:
    one = statement.model_copy(update={"sources": (), "flags": ()})
    if one.type == "entity":
        one = one.model_copy(update={"name": f"Haus {name}"})
    found = blotted(one, WORDS.close)
    assert json.loads(statement_json(found)) == json.loads(blot_json(statement_json(one), WORDS.close))
    assert "quorvelle" not in statement_json(found).lower()
    assert blotted(found, WORDS.close) == found
