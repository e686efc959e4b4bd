"""A table becomes change sets that say what the file says and nothing else, and a second time nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from record_making import create, document, entity, netzwerk, person, tie, verein
from workbooks import of_xml

from registry.access import PUBLIC_VIEWER, STAFF_VIEWER
from registry.model import Contact, Entity, Period, Tie, Visibility, new_id
from registry.opening import open_registry
from registry.services import Record, Registry
from registry.services.editing import merge, undo
from registry.services.importing import (
    Order,
    Plan,
    Progress,
    Refused,
    TableMapping,
    change_lines,
    commit_steps,
    entity_table,
    finished,
    open_table,
    plan_steps,
    propose_mapping,
    propose_values,
    rejected_rows,
    summary,
    template,
)
from registry.services.importing.values import Terms, area_words
from registry.services.tables import Table, csv_text, xlsx_bytes
from registry.store.port import AnyStatement

WHO = "Registerstelle Beispielkreis"
TOWN = entity("gemeinde", "Beispielstadt", family="area", identifiers={"ags": "00978001"})
VILLAGE = entity("gemeinde", "Probedorf", family="area")
NETWORK = netzwerk("Netzwerk Beispielkreis")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Registry]:
    """A registry in SQLite with two municipalities and a network."""
    with closing(open_registry(f"sqlite:///{tmp_path}/small.db", create=True)) as opened:
        opened.commit(create(TOWN, VILLAGE, NETWORK))
        yield opened


def order_for(registry: Registry, data: str | bytes, name: str = "liste.csv", **fields: object) -> tuple[Order, bytes]:
    """An order with the proposed mapping, and the file's bytes."""
    raw = data.encode() if isinstance(data, str) else data
    table = open_table(raw, name, registry.vocabulary)
    mapping = propose_mapping(table.sheet.header, registry.vocabulary).model_copy(
        update={key: value for key, value in fields.items() if key in TableMapping.model_fields}
    )
    rest = {key: value for key, value in fields.items() if key not in TableMapping.model_fields}
    return Order.model_validate({"file": name, "digest": table.digest, "who": WHO, "mapping": mapping, **rest}), raw


def planned(registry: Registry, data: str | bytes, name: str = "liste.csv", **fields: object) -> Plan:
    """The plan of a table; fields of the mapping or of the order."""
    order, raw = order_for(registry, data, name, **fields)
    return finished(plan_steps(registry, open_table(raw, name, registry.vocabulary).sheet, order))


def imported(registry: Registry, data: str | bytes, name: str = "liste.csv", **fields: object) -> Plan:
    """Plan and commit."""
    plan = planned(registry, data, name, **fields)
    finished(commit_steps(registry, plan))
    return plan


def by_name(registry: Registry, name: str) -> Entity:
    """The one entity of this name."""
    with registry.reading(STAFF_VIEWER) as record:
        [row] = [row for row in record.entity_rows() if row.names[0] == name]
        return record.entity(row.id)


def ties_of(registry: Registry, id: str) -> set[tuple[str, str]]:
    """Role and other end of the ties from an entity."""
    with registry.reading(STAFF_VIEWER) as record:
        return {(row.role, row.object) for row in record.tie_rows((id,))}


def rules(plan: Plan) -> list[tuple[int, str, str]]:
    """Row, column and rule of every problem."""
    return [(one.row, one.column, one.rule) for one in plan.problems]


FULL = (
    "Name;Art;Ort;Themen;Sprachen;E-Mail (öffentlich);Telefon;Gegründet am;Mitglied von;VR-Nr\r\n"
    "Musterverein Garten e. V.;e. V.;Beispielstadt;Sprache | Sport;Deutsch, Türkisch;garten@example.org;02303 000;"
    "01.02.2012;Netzwerk Beispielkreis (seit 2013);VR 0001\r\n"
)


def test_a_row_becomes_an_actor_with_all_that_it_says(registry: Registry) -> None:
    """Name, kind, place, themes, languages, contacts, dates, identifiers and memberships, each with file and row."""
    registry.commit(create(TOWN, VILLAGE, NETWORK))
    plan = imported(registry, FULL.encode("cp1252"), as_of="2024-05")
    assert plan.problems == ()
    made = by_name(registry, "Musterverein Garten e. V.")
    assert made.kind == "verein"
    assert made.themes == ("gemeinsam:sprache", "gemeinsam:sport")
    assert made.languages == ("de", "tr")
    assert made.period == Period(start="2012-02-01")
    assert made.identifiers == {"vr": "VR 0001"}
    assert made.contacts == (
        Contact(kind="email", value="garten@example.org"),
        Contact(kind="phone", value="02303 000", visibility=Visibility.STAFF),
    )
    assert ties_of(registry, made.id) == {("sitz", TOWN.id), ("mitglied", NETWORK.id)}
    assert [(one.locator, one.as_of) for one in made.sources] == [("liste, Zeile 2", "2024-05")]
    with registry.reading(STAFF_VIEWER) as record:
        document = record.entity(made.sources[0].document)
        ties = [one for one in record.about((made.id,)) if isinstance(one, Tie)]
    assert (document.name, document.family, document.visibility) == ("liste.csv", "document", "staff")
    assert {one.sources for one in ties} == {made.sources}
    assert {one.period.start for one in ties if one.role == "mitglied"} == {"2013"}


def test_importing_the_same_file_again_changes_nothing(registry: Registry) -> None:
    """The second plan has no operations, however the first one was committed."""
    registry.commit(create(TOWN, VILLAGE, NETWORK))
    first = imported(registry, FULL)
    revision = registry.revision()
    second = imported(registry, FULL)
    assert first.operations
    assert second.operations == ()
    assert second.counts == {"unchanged": 1, "problem": 0}
    assert registry.revision() == revision


def test_a_saved_again_file_changes_nothing(small: Registry) -> None:
    """Other bytes with the same contents find the actors by name and town."""
    imported(small, FULL)
    assert planned(small, FULL + "\r\n").operations == ()


def test_a_repeated_commit_is_the_same_one(small: Registry) -> None:
    """The parts of one plan committed twice are in the history once."""
    plan = imported(small, FULL)
    revision = small.revision()
    finished(commit_steps(small, plan))
    assert small.revision() == revision


def table_of(number: int) -> str:
    """A table of that many new associations, each a member of the network."""
    rows = [f"Musterverein {at} Beispielstadt;Verein;Beispielstadt;Netzwerk Beispielkreis" for at in range(number)]
    return "\n".join(["Name;Art;Ort;Mitglied von", *rows])


def test_an_import_that_was_stopped_goes_on_where_it_was(small: Registry) -> None:
    """Stopped between two parts, what is committed stays; the same order plans the rest and nothing twice."""
    data = table_of(12)
    steps = commit_steps(small, planned(small, data, part=10))
    assert [next(steps).done for _ in range(3)] == [0, 1, 2]
    steps.close()
    with small.reading(STAFF_VIEWER) as record:
        assert record.counts()["entity"] == 3 + 13
    rest = planned(small, data, part=10)
    assert 0 < len(rest.operations) < 37
    finished(commit_steps(small, rest))
    with small.reading(STAFF_VIEWER) as record:
        assert record.counts() == {"entity": 3 + 13, "tie": 24, "post": 0, "observation": 0}
    assert planned(small, data, part=10).operations == ()
    assert small.check() == []


def test_planning_can_be_stopped_by_whoever_is_told_of_it(small: Registry) -> None:
    """An error in the callback of progress ends it, and nothing is written."""
    order, raw = order_for(small, table_of(3))
    revision = small.revision()

    class StopError(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.step == "match":
            raise StopError

    with pytest.raises(StopError):
        finished(plan_steps(small, open_table(raw, "liste.csv", small.vocabulary).sheet, order), stop)
    assert small.revision() == revision


def test_an_order_survives_as_json(small: Registry) -> None:
    """A worker that has the file and the order's JSON makes the same change sets."""
    order, raw = order_for(small, FULL, decisions={2: "new"}, as_of="2024")
    sheet = open_table(raw, "liste.csv", small.vocabulary).sheet
    again = Order.model_validate_json(order.model_dump_json())
    ids = [[one.id for one in finished(plan_steps(small, sheet, each)).parts()] for each in (order, again)]
    assert ids[0] == ids[1] != []


def test_an_empty_cell_changes_nothing(small: Registry) -> None:
    """What the file does not say stays as the record has it; lists are added to."""
    old = verein(
        "Musterverein Garten", themes=("gemeinsam:sport",), summary={"de": "Beispiel"}, period={"start": "1999"}
    )
    small.commit(create(old, tie(old, "sitz", TOWN)))
    plan = imported(
        small, "Name;Ort;Themen;Kurzbeschreibung;Beginn;Ende\nMusterverein Garten;Beispielstadt;Sprache;;;2020\n"
    )
    new = by_name(small, "Musterverein Garten")
    assert plan.counts["changed"] == 1
    assert new.themes == ("gemeinsam:sport", "gemeinsam:sprache")
    assert new.summary == old.summary
    assert new.period == Period(start="1999", end="2020")
    assert len(new.sources) == 1
    assert [one for one in change_lines(plan, small.vocabulary, "de") if "themes" in one]


def test_lists_can_be_replaced(small: Registry) -> None:
    """With `replace` a list of the file is the list."""
    old = verein("Musterverein Garten", themes=("gemeinsam:sport",))
    small.commit(create(old))
    imported(small, f"Kennung;Themen\n{old.id};Sprache\n", lists="replace")
    assert by_name(small, "Musterverein Garten").themes == ("gemeinsam:sprache",)


def test_a_row_with_an_id_is_about_that_actor_and_may_rename_it(small: Registry) -> None:
    """By id nothing else is looked at."""
    old = verein("Musterverein Garten")
    small.commit(create(old))
    imported(small, f"Kennung;Name\n{old.id};Musterverein Gartenbau\n")
    assert by_name(small, "Musterverein Gartenbau").id == old.id


def test_an_id_that_was_merged_is_about_what_it_was_merged_into(small: Registry) -> None:
    """A list that was exported before a merge still fits."""
    kept, dropped = verein("Musterverein Garten"), verein("Gartenverein Beispiel")
    small.commit(create(kept, dropped))
    small.commit_prepared(lambda record: merge(record, kept.id, dropped.id, WHO, "dasselbe"))
    plan = planned(small, f"Kennung;Beginn\n{dropped.id};2012\n")
    assert [one.id for one in plan.matches] == [kept.id]


def test_an_identifier_tells_who_it_is_whatever_the_name(small: Registry) -> None:
    """The number in a register counts before names; the other name is kept as one."""
    old = verein("Musterverein Garten", identifiers={"vr": "VR 0001"})
    small.commit(create(old))
    imported(small, "Name;VR-Nr\nGrüner Daumen Beispiel;vr-0001\n")
    assert by_name(small, "Musterverein Garten").aliases == ("Grüner Daumen Beispiel",)


@pytest.mark.parametrize("name", ["Musterverein Garten e. V.", "MUSTERVEREIN  GARTEN", "Musterverein Gärten"])
def test_the_same_name_in_the_same_town_is_the_same(small: Registry, name: str) -> None:
    """Case, blanks, umlauts and legal form make no other actor, and no other name either."""
    old = verein("Musterverein Gaerten" if "ä" in name else "Musterverein Garten")
    small.commit(create(old, tie(old, "sitz", TOWN)))
    assert planned(small, f"Name;Art;Ort\n{name};Verein;59000 Beispielstadt\n").operations == ()


def test_the_same_name_in_another_town_is_another(small: Registry) -> None:
    """Two associations of one name in two towns are two."""
    old = verein("Musterverein Garten")
    small.commit(create(old, tie(old, "sitz", VILLAGE)))
    plan = imported(small, "Name;Art;Ort\nMusterverein Garten;Verein;Beispielstadt\n")
    assert [one.verdict for one in plan.matches] == ["new"]


def test_what_is_unsure_is_not_taken_until_somebody_decides(small: Registry) -> None:
    """The same name without a town is asked about; the decision is an id, `new` or `skip`."""
    old = verein("Musterverein Garten")
    small.commit(create(old, tie(old, "sitz", TOWN)))
    data = "Name;Art\nMusterverein Garten;Verein\n"
    open_question = planned(small, data)
    assert rules(open_question) == [(2, "Name", "unsure")]
    assert open_question.operations == ()
    assert [one.id for one in open_question.matches[0].candidates] == [old.id]
    assert old.id in open_question.problems[0].text("de")
    assert planned(small, data, decisions={2: old.id}).operations == ()
    assert len(planned(small, data, decisions={2: "new"}).operations) == 2
    assert planned(small, data, decisions={2: "skip"}).counts == {"left_out": 1, "problem": 0}


def test_a_likely_duplicate_is_asked_about(small: Registry) -> None:
    """Another spelling in the same town with the same e-mail is no new actor unseen."""
    old = verein("Türkischer Elternverein Beispielstadt", contacts=(Contact(kind="email", value="eltern@example.org"),))
    small.commit(create(old, tie(old, "sitz", TOWN)))
    plan = planned(small, "Name;Art;Ort;E-Mail\nElternverein, türkisch;Verein;Beispielstadt;eltern@example.org\n")
    assert rules(plan) == [(2, "Name", "unsure")]
    assert plan.matches[0].candidates[0].hint is not None


def test_the_word_new_in_the_column_of_ids_decides(small: Registry) -> None:
    """What stands in the corrected file of rejected rows is a decision."""
    old = verein("Musterverein Garten")
    small.commit(create(old, tie(old, "sitz", TOWN)))
    plan = imported(small, "Name;Art;Kennung\nMusterverein Garten;Verein;neu\n")
    assert plan.counts["new"] == 1
    assert planned(small, "Name;Art;Kennung\nMusterverein Garten;Verein;neu\n").operations == ()


def test_rows_of_the_same_actor_are_one(small: Registry) -> None:
    """One row a membership: the actor is entered once, with all of them."""
    small.commit(create(netzwerk("Arbeitskreis Beispiel")))
    data = (
        "Name;Art;Mitglied von\nMusterverein Garten;Verein;Netzwerk Beispielkreis\n"
        "Musterverein Garten e.V.;Verein;Arbeitskreis Beispiel\n"
    )
    plan = imported(small, data)
    assert plan.problems == ()
    assert plan.counts["new"] == 2
    made = by_name(small, "Musterverein Garten")
    assert {role for role, _ in ties_of(small, made.id)} == {"mitglied"}
    assert len(ties_of(small, made.id)) == 2


def test_rows_that_contradict_each_other_are_told_of(small: Registry) -> None:
    """Two beginnings of the same actor: the later row says which one it contradicts; neither is taken."""
    plan = planned(small, "Name;Art;Beginn\nMusterverein Garten;Verein;2012\nMusterverein Garten;Verein;2013\n")
    assert rules(plan) == [(3, "Beginn", "contradiction")]
    assert "row 2" in plan.problems[0].what("en")


def test_a_tie_to_another_row_of_the_table_is_made(small: Registry) -> None:
    """An Arbeitskreis and its members can come in one file, whatever their order."""
    plan = imported(
        small, "Name;Art;Mitglied von\nMusterverein Garten;Verein;Arbeitskreis Beispiel\nArbeitskreis Beispiel;AK;\n"
    )
    assert plan.problems == ()
    made = by_name(small, "Musterverein Garten")
    assert ties_of(small, made.id) == {("mitglied", by_name(small, "Arbeitskreis Beispiel").id)}


def test_a_name_that_two_have_is_asked_about(small: Registry) -> None:
    """One in the record and one in the table: the cell has to say which, by id, this time and the next."""
    data = (
        f"Name;Art;Ort;Mitglied von\nNetzwerk Beispielkreis;Netzwerk;Probedorf;\nMusterverein;Verein;;{NETWORK.name}\n"
    )
    small.commit(create(tie(NETWORK, "sitz", TOWN)))
    assert rules(planned(small, data)) == [(3, "Mitglied von", "other_ambiguous")]
    imported(small, data)
    assert rules(planned(small, data)) == [(3, "Mitglied von", "other_ambiguous")]
    assert rules(planned(small, data.replace(f";;{NETWORK.name}", f";;[{NETWORK.id}]"))) == []


def test_a_tie_from_the_other_is_made(small: Registry) -> None:
    """The column of the responsible body makes a tie from that body."""
    body = verein("Musterträger Beispiel")
    small.commit(create(body))
    imported(small, "Name;Art;Träger\nMusterkita Beispiel;Kita;Musterträger Beispiel\n")
    assert ties_of(small, body.id) == {("traegerschaft", by_name(small, "Musterkita Beispiel").id)}


def test_what_depends_on_a_rejected_row_is_rejected_too(small: Registry) -> None:
    """No tie leads to an actor that is not taken."""
    plan = planned(
        small,
        "Name;Art;Mitglied von;Beginn;Ende\nMusterverein Garten;Verein;Arbeitskreis Beispiel;;\n"
        "Arbeitskreis Beispiel;AK;;2012;2010\n",
    )
    assert rules(plan) == [(2, "Name", "depends"), (3, "Ende", "value")]
    assert plan.operations == ()


def test_a_known_membership_is_not_made_again_and_learns_its_beginning(small: Registry) -> None:
    """The tie of the record gets the date and the source; its id stays."""
    old = verein("Musterverein Garten")
    member = tie(old, "mitglied", NETWORK)
    small.commit(create(old, member))
    plan = imported(small, "Name;Mitglied von;Mitglied seit\nMusterverein Garten;Netzwerk Beispielkreis;03/2010\n")
    with small.reading(STAFF_VIEWER) as record:
        found = record.get((member.id,))[member.id]
    assert isinstance(found, Tie)
    assert found.period.start == "2010-03"
    assert found.sources[0].locator == "liste, Zeile 2"
    assert len(plan.operations) == 2
    again = planned(small, "Name;Mitglied von\nMusterverein Garten;Netzwerk Beispielkreis (seit 2009)\n")
    assert rules(again) == [(2, "Mitglied von", "other_since")]


CASES = [
    ("Name;Art\n;Verein\n", "Name", "name_missing"),
    ("Name;Art\nMusterverein;Foobar\n", "Art", "unknown_kind"),
    ("Name;Ort\nMusterverein;Nirgendwo\n", "Ort", "unknown_area"),
    ("Name;Themen\nMusterverein;Quantenphysik\n", "Themen", "unknown_theme"),
    ("Name;Sprachen\nMusterverein;Klingelingisch\n", "Sprachen", "unknown_language"),
    ("Name;Status\nMusterverein;vielleicht\n", "Status", "unknown_status"),
    ("Name;Sichtbarkeit\nMusterverein;manche\n", "Sichtbarkeit", "unknown_visibility"),
    ("Name;Beginn\nMusterverein;1.2.12\n", "Beginn", "date"),
    ("Name;Beginn\nMusterverein;31.02.2012\n", "Beginn", "date"),
    ("Name;Beginn\nMusterverein;offen\n", "Beginn", "date"),
    ("Name;E-Mail\nMusterverein;at example.org\n", "E-Mail", "contact_email"),
    ("Name;Internet\nMusterverein;javascript:alert(1)\n", "Internet", "contact_web"),
    ("Name;Telefon\nMusterverein;siehe oben\n", "Telefon", "contact"),
    ("Name;PLZ\nMusterverein;1234\n", "PLZ", "postal_code"),
    ("Name;Anzahl\nMusterverein;viele\n", "Anzahl", "number"),
    ("Name;Andere Kennungen\nMusterverein;0815\n", "Andere Kennungen", "identifier"),
    ("Name;VR-Nr;Andere Kennungen\nMusterverein;1;vr=2\n", "Andere Kennungen", "twice"),
    ("Name;Kennung\nMusterverein;0815\n", "Kennung", "id"),
    (f"Name;Kennung\nMusterverein;{new_id('e')}\n", "Kennung", "id_unknown"),
    ("Name;Mitglied von\nMusterverein;Niemand Beispiel\n", "Mitglied von", "other_unknown"),
    ("Name;Mitglied von\nMusterverein;Netzwerk Beispielkreis (seit gestern)\n", "Mitglied von", "date"),
    ("Name;Ort\nM\ufffdnchner Verein;Beispielstadt\n", "Name", "garbled"),
    ("Name;Ort\nGrÃ¼ner Verein;Beispielstadt\n", "Name", "garbled"),
    (f"Name;Ort\n{'x' * 501};Beispielstadt\n", "Name", "too_long"),
    ("Name;Art;ist tätig in;leitet\nMusterkurs;Kurs;Beispielstadt;Netzwerk Beispielkreis\n", "leitet", "rule"),
]


@pytest.mark.parametrize(
    ("data", "column", "rule"), CASES, ids=[f"{rule}-{number}" for number, (*_, rule) in enumerate(CASES)]
)
def test_a_wrong_cell_is_told_of_by_row_and_column(small: Registry, data: str, column: str, rule: str) -> None:
    """Each kind of mistake has its own sentence in both languages; the row is not taken."""
    plan = planned(small, data, kind="verein")
    assert rules(plan) == [(2, column, rule)]
    assert plan.operations == ()
    assert plan.counts == {"problem": 1} or plan.counts.get("problem") == 1
    for lang in ("de", "en"):
        assert plan.problems[0].what(lang)
        assert plan.problems[0].remedy(lang)
        assert "{" not in plan.problems[0].text(lang)


def test_every_problem_of_a_table_is_told_of_at_once(small: Registry) -> None:
    """Not only the first, and good rows are taken all the same."""
    plan = planned(small, "Name;Art;Beginn;E-Mail\nA Beispiel;x;y;z\nB Beispiel;Verein;2012;\nC Beispiel;Verein;;q\n")
    assert [(row, rule) for row, _, rule in rules(plan)] == [
        (2, "unknown_kind"),
        (2, "date"),
        (2, "contact_email"),
        (4, "contact_email"),
    ]
    assert [one.target for one in plan.operations][1:] == [plan.matches[0].id]


def test_rejected_rows_can_be_corrected_and_imported(small: Registry) -> None:
    """The file has the rows as they were, their reasons and a column for ids; corrected, it is taken whole."""
    old = verein("Musterverein Garten")
    small.commit(create(old, tie(old, "sitz", TOWN)))
    rows = ["Musterverein Lesen;Verein;1.2.12", "Musterverein Tanz;Verein;2012", "Musterverein Garten;Verein;"]
    data = "\n".join(["Name;Art;Beginn", *rows])
    plan = imported(small, data)
    table = rejected_rows(plan, "de")
    assert table is not None
    text = "".join(csv_text(table))
    assert "Tanz" not in text
    assert "Fehler beim Import" in text
    corrected = text.replace('1.2.12";', '1.2.2012";').replace(
        'Garten";"Verein";"";""', f'Garten";"Verein";"";"{old.id}"'
    )
    again = imported(small, corrected, "korrigiert.csv")
    assert again.problems == ()
    assert by_name(small, "Musterverein Lesen").period.start == "2012-02-01"
    assert rejected_rows(again, "de") is None


def test_formulas_without_result_keep_their_row_out(small: Registry) -> None:
    """The cell is named; nothing is imported for it."""
    text = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    rows = (
        f'<row r="1">{text.format("A1", "Name")}{text.format("B1", "Beginn")}</row>'
        f'<row r="2">{text.format("A2", "Musterverein")}<c r="B2"><f>1+1</f></c></row>'
    )
    plan = planned(small, of_xml(rows), "liste.xlsx", kind="verein")
    assert rules(plan) == [(2, "Beginn", "no_result")]


def test_values_can_be_told_what_they_stand_for(small: Registry) -> None:
    """An unknown word is asked about with terms that are like it; what was said is remembered in the mapping."""
    data = "Name;Art;Themen\nA Beispiel;Bürgerbus;Bewegung, Sprache\nB Beispiel;bürgerbus;Sport\n"
    order, raw = order_for(small, data)
    sheet = open_table(raw, "liste.csv", small.vocabulary).sheet
    with small.reading(STAFF_VIEWER) as record:
        terms = Terms(small.vocabulary, area_words(record, small.vocabulary))
    asked = propose_values(sheet, order.mapping, terms)
    assert [(one.sort, one.value, one.count, one.term) for one in asked[:2]] == [
        ("kind", "Bürgerbus", 2, None),
        ("theme", "Bewegung", 1, None),
    ]
    values = {"kind": {"bürgerbus": "verein"}, "theme": {"bewegung": "gemeinsam:sport"}}
    imported(small, data, values=values)
    assert by_name(small, "A Beispiel").themes == ("gemeinsam:sport", "gemeinsam:sprache")


def test_a_mapping_is_remembered_for_the_next_file(small: Registry) -> None:
    """What people said of a head counts before what is known of it, also that a column is left out."""
    mine = TableMapping(columns={"Foo": "name", "Name": ""}, values={"kind": {"x": "verein"}})
    found = propose_mapping(
        ["foo", "Name", "Ort"], small.vocabulary, TableMapping.model_validate_json(mine.model_dump_json())
    )
    assert found.columns == {"foo": "name", "Name": "", "Ort": "town"}
    assert found.values == mine.values


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"Name": "nonsense"}, "target"),
        ({"Name": "tie:nonsense"}, "target"),
        ({"Name": "name@public"}, "target"),
        ({"Ort": "town"}, "no_name"),
        ({"Name": "name", "Ort": "name"}, "target_twice"),
    ],
)
def test_an_impossible_mapping_is_refused(small: Registry, columns: dict[str, str], rule: str) -> None:
    """Unknown targets and roles, one target twice, no column for names."""
    with pytest.raises(Refused) as caught:
        planned(small, "Name;Ort\nA;B\n", columns=columns)
    assert caught.value.rule == rule


def test_an_undone_import_can_be_made_again(small: Registry) -> None:
    """What was removed is entered under the same ids, as their next version."""
    plan = imported(small, FULL)
    [part] = plan.parts()
    small.commit_prepared(lambda record: undo(record, part.id, WHO, "falsche Datei"))
    again = imported(small, FULL)
    assert len(again.operations) == len(plan.operations)
    assert by_name(small, "Musterverein Garten e. V.").version == 3
    assert small.check() == []


def test_a_person_who_was_erased_is_not_entered_again(small: Registry) -> None:
    """Neither by the same file nor by their id."""
    data = "Name;Art\nErika Beispielperson;Person in Funktion\n"
    imported(small, data)
    small.erase(by_name(small, "Erika Beispielperson").id, WHO, "Art. 17")
    assert [rule for *_, rule in rules(planned(small, data))] == ["erased"]


def test_a_closer_kind_of_the_record_stays(small: Registry) -> None:
    """A list that says association does not take from an actor that it is a migrant organisation."""
    old = entity("migrantenorganisation", "Musterverein Garten")
    small.commit(create(old))
    assert planned(small, "Name;Art\nMusterverein Garten;Verein\n").operations == ()
    assert len(planned(small, "Name;Art\nMusterverein Garten;Schule\n").operations) == 2


def test_a_known_contact_keeps_who_may_see_it(small: Registry) -> None:
    """The same number in another spelling is not a second one."""
    old = verein("Musterverein Garten", contacts=(Contact(kind="phone", value="02303/00-00", visibility="network"),))
    small.commit(create(old))
    assert planned(small, "Name;Telefon (öffentlich)\nMusterverein Garten;+49 2303 0000\n").operations == ()


def test_street_postal_code_and_town_make_an_address(small: Registry) -> None:
    """The address is one contact; the town is where the actor is."""
    imported(small, "Name;Straße;PLZ;Ort\nMusterverein Garten;Musterweg 1;00001;Beispielstadt\n", kind="verein")
    [address] = by_name(small, "Musterverein Garten").contacts
    assert (address.kind, address.value) == ("address", "Musterweg 1, 00001 Beispielstadt")


def test_a_file_in_words(small: Registry) -> None:
    """The summary counts rows, the lines say each change with its row."""
    plan = planned(small, FULL)
    assert summary(plan) == "1 rows: 1 new; 2 entities and 2 ties to write"
    lines = list(change_lines(plan, small.vocabulary, "de"))
    assert "+ Verein: Musterverein Garten e. V.  (row 2)" in lines
    assert "+ Musterverein Garten e. V. – ist Mitglied in → Netzwerk Beispielkreis (2013/)  (row 2)" in lines


def test_a_template_can_be_filled_in_and_imported(small: Registry) -> None:
    """Its head is understood in full, and its examples are what a row may say."""
    for lang in ("de", "en"):
        with small.reading(STAFF_VIEWER) as record:
            data = template(small.vocabulary, record, lang)
        with pytest.raises(Refused) as caught:
            open_table(data, "vorlage.xlsx", small.vocabulary)
        assert caught.value.rule == "no_rows"
        explained = open_table(
            data, "vorlage.xlsx", small.vocabulary, sheet="Erklärung" if lang == "de" else "Explanation", header_row=1
        )
        heads = [row.cells[0] for row in explained.sheet.rows]
        examples = [row.cell(2) for row in explained.sheet.rows]
        mapping = propose_mapping(heads, small.vocabulary)
        assert list(mapping.columns) == heads
        filled = xlsx_bytes([Table("Akteure", heads, [examples])])
        plan = planned(small, filled, f"vorlage-{lang}.xlsx")
        assert plan.problems == ()
        assert plan.counts["new"] == 1


def _everything(record: Record) -> dict[str, AnyStatement]:
    return {row.id: record.entity(row.id) for row in record.entity_rows()}


def test_an_export_of_the_record_imports_back_unchanged(small: Registry) -> None:
    """Everything but areas, with all that a table can say of it: nothing to write, in both formats and languages."""
    full = verein(
        "Musterverein Garten; Lesen | Tanz",
        aliases=("MV;G", "a|b", "c\\d"),
        translations={"en": "Example club"},
        themes=("gemeinsam:sprache", "ac-themenfelder:bildung"),
        identifiers={"vr": "VR 1", "x": "a=b|c"},
        period={"start": "2012~", "end": ".."},
        status="planned",
        contacts=(
            Contact(kind="email", value="a@example.org", visibility="staff"),
            Contact(kind="phone", value="+49 2303 000"),
            Contact(kind="address", value="Musterweg 1; Hinterhaus", visibility="network"),
        ),
        languages=("tr", "kmr", "gsg"),
        audience={"de": "=Familien", "en": "Families"},
        summary={"de": "Zeile 1\nZeile 2"},
        visibility="network",
    )
    goal = entity("leitziel", "Ein Beispielziel", family="goal")
    step = entity("meilenstein", "Ein Schritt dorthin", family="goal", status="planned")
    paper = document(period={"start": "2012-10"})
    bare, someone = entity("kollektiv", "46 MSO", size={"count": 46, "approximate": True}), person()
    twin = verein("Musterverein Garten; Lesen | Tanz")
    ties = (tie(full, "sitz", TOWN), tie(full, "gebietsbezug", VILLAGE), tie(full, "mitglied", NETWORK))
    parts = (tie(step, "teil_von", goal), tie(step, "gebietsbezug", TOWN))
    small.commit(create(full, bare, someone, twin, *ties, goal, step, paper, *parts))
    for lang in ("de", "en"):
        with small.reading(STAFF_VIEWER) as record:
            ids = [row.id for row in record.entity_rows() if row.family != "area"]
            table = entity_table(record, small.vocabulary, ids, lang)
            rows = [list(row) for row in table.rows]
        again = Table(table.name, table.head, rows)
        for name, data in (("a.csv", "".join(csv_text(again)).encode()), ("a.xlsx", xlsx_bytes([again]))):
            plan = planned(small, data, name)
            assert plan.problems == ()
            assert plan.operations == ()
            assert plan.counts["unchanged"] == len(ids)


def test_goals_and_documents_come_in_with_what_they_are_part_of(small: Registry) -> None:
    """A plan that is called like a network is not taken for it, and a goal is part of a goal, not of a body."""
    small.commit(create(entity("leitziel", "Sprache lernen", family="goal"), document(name=NETWORK.name)))
    table = f"""Name;Art;ist Teil von;Mitglied von;Beginn
Sprachkurse in jedem Ort;Meilenstein;Sprache lernen;;2026
Vorlage 1/2026;Vorlage;{NETWORK.name};;01.02.2026
Musterverein Rose;Verein;;{NETWORK.name};
"""
    plan = imported(small, table)
    assert plan.problems == ()
    with small.reading(STAFF_VIEWER) as record:
        rows = {row.names[0]: row for row in record.entity_rows() if row.id != NETWORK.id}
        ties = {(tie.subject, tie.role, tie.object) for tie in record.tie_rows()}
    paper = next(row for row in rows.values() if row.names[0] == NETWORK.name)
    assert rows["Sprachkurse in jedem Ort"].family == "goal"
    assert rows["Vorlage 1/2026"].family == "document"
    assert (rows["Sprachkurse in jedem Ort"].id, "teil_von", rows["Sprache lernen"].id) in ties
    assert (rows["Vorlage 1/2026"].id, "teil_von", paper.id) in ties
    assert (rows["Musterverein Rose"].id, "mitglied", NETWORK.id) in ties


def test_an_export_shows_its_viewer_no_more_than_pages_do(small: Registry) -> None:
    """Contacts for staff and hidden actors are not in the table of the public."""
    shown = verein(
        "Musterverein Garten", contacts=(Contact(kind="email", value="intern@example.org", visibility="staff"),)
    )
    hidden = verein("Geheimverein Beispiel", visibility="staff")
    small.commit(create(shown, hidden))
    with small.reading(PUBLIC_VIEWER) as record:
        table = entity_table(record, small.vocabulary, [shown.id, hidden.id], "de")
        text = "".join(csv_text(table))
    assert "Musterverein Garten" in text
    assert "intern@example.org" not in text
    assert "Geheimverein" not in text
