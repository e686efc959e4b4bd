"""Whatever is in a record or a table: exports import back unchanged, and no table raises anything but Invalid.

For more cases: `IMPORT_EXAMPLES=2000 pytest tests/registry/test_importing_properties.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from record_making import create, entity, netzwerk, remove, tie, verein

from registry.access import STAFF_VIEWER
from registry.model import Contact, Entity, Invalid, new_id
from registry.opening import open_registry
from registry.services import Registry
from registry.services.importing import (
    Order,
    Plan,
    change_lines,
    commit_steps,
    entity_table,
    finished,
    open_table,
    plan_steps,
    propose_mapping,
    rejected_rows,
)
from registry.services.importing.cells import contact, edtf, reference
from registry.services.importing.fields import fields
from registry.services.importing.values import FAMILIES
from registry.services.tables import Table, csv_text, harmless, joined, parted, restored, xlsx_bytes
from registry.vocabulary import load_vocabulary

EXAMPLES = int(os.environ.get("IMPORT_EXAMPLES", "60"))
# Examples are small already, and making them smaller takes a store for each.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
FUZZ = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), phases=PHASES)
QUICK = settings(max_examples=EXAMPLES * 8, suppress_health_check=list(HealthCheck))
WORDS = load_vocabulary()
TOWN = entity("gemeinde", "Beispielstadt", family="area")
NETWORK = netzwerk("Netzwerk Beispielkreis")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """One registry for all examples; each adds actors of its own and takes them out again."""
    place: Path = tmp_path_factory.mktemp("properties")
    with closing(open_registry(f"sqlite:///{place}/registry.db", create=True)) as opened:
        opened.commit(create(TOWN, NETWORK, verein("Musterverein Garten")))
        yield opened


def planned(registry: Registry, data: bytes, name: str) -> Plan:
    table = open_table(data, name, registry.vocabulary, header_row=1)
    mapping = propose_mapping(table.sheet.header, registry.vocabulary)
    order = Order(file=name, digest=table.digest, who="Probe", mapping=mapping)
    return finished(plan_steps(registry, table.sheet, order))


LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffe\uffff\ufffd§„”ŸÃ")
TEXTS = st.one_of(
    st.text(LETTERS, min_size=1, max_size=20),
    st.text(st.sampled_from("=+-@'\";,|\\ aÄ1("), min_size=1, max_size=8),
).filter(lambda text: text.strip() != "")
NAMES = TEXTS.map(lambda text: f"Muster {text}".strip())
PROSE = TEXTS.map(str.strip)
CONTACTS = st.one_of(
    st.builds(Contact, kind=st.just("email"), value=st.sampled_from(["a@example.org", "b.c@example.org"])),
    st.builds(Contact, kind=st.just("phone"), value=st.sampled_from(["02303 000", "+49 (0)2303/1-0"])),
    st.builds(Contact, kind=st.just("web"), value=st.sampled_from(["https://example.org/?a=b|c;d", "example.org"])),
    st.builds(Contact, kind=st.just("address"), value=PROSE.map(lambda text: f"Musterweg 1; {text}")),
)
ACTORS = st.builds(
    lambda **given: Entity(id=new_id("e"), family=WORDS.family(given["kind"]), **given),
    kind=st.sampled_from([key for key in WORDS.kinds if WORDS.family(key) in FAMILIES]),
    name=NAMES,
    aliases=st.lists(NAMES, max_size=3, unique_by=str.casefold).map(tuple),
    translations=st.one_of(st.just({}), st.builds(lambda text: {"en": text}, NAMES)),
    themes=st.lists(st.sampled_from(list(WORDS.themes)), max_size=3, unique=True).map(tuple),
    identifiers=st.dictionaries(st.sampled_from(["vr", "x", "ags"]), PROSE, max_size=2),
    period=st.sampled_from([{}, {"start": "2012"}, {"start": "2012-02", "end": ".."}, {"end": "2020~"}]),
    status=st.sampled_from(["existing", "planned", "ended", "event"]),
    languages=st.lists(st.sampled_from(["de", "tr", "kmr", "ar-001", "zh-Hant"]), max_size=3, unique=True).map(tuple),
    contacts=st.lists(CONTACTS, max_size=3, unique_by=lambda one: (one.kind, one.value)).map(tuple),
    audience=st.one_of(st.none(), st.builds(lambda de, en: {"de": de, "en": en}, PROSE, PROSE)),
    summary=st.one_of(st.none(), st.builds(lambda de: {"de": de}, PROSE)),
    visibility=st.sampled_from(["public", "network", "staff"]),
)  # fmt: skip


@FUZZ
@given(st.lists(ACTORS, min_size=1, max_size=4), st.sampled_from(["de", "en"]), st.sampled_from(["csv", "xlsx"]))
def test_any_export_imports_back_unchanged(shared: Registry, actors: list[Entity], lang: str, form: str) -> None:
    """Whatever actors, offers, goals and documents hold, their table gives not one operation and not one problem."""
    ties = [tie(one, "sitz" if one.family == "actor" else "gebietsbezug", TOWN) for one in actors]
    ties += [tie(one, "mitglied", NETWORK) for one in actors[:2] if one.family == "actor"]
    ties += [tie(one, "teil_von", two) for one, two in pairwise(actors) if one.family == two.family]
    shared.commit(create(*actors, *ties))
    try:
        with shared.reading(STAFF_VIEWER) as record:
            table = entity_table(record, WORDS, [one.id for one in actors], lang)
            table = Table(table.name, table.head, [list(row) for row in table.rows])
        data = "".join(csv_text(table)).encode() if form == "csv" else xlsx_bytes([table])
        plan = planned(shared, data, f"export.{form}")
        assert [one.text("en") for one in plan.problems] == []
        assert list(change_lines(plan, WORDS, "en")) == []
        assert plan.counts["unchanged"] == len(actors)
    finally:
        with shared.reading(STAFF_VIEWER) as record:
            found = record.get([one.id for one in (*actors, *ties)])
        shared.commit(remove(*found.values()))


HEADS = [field.label.de for field in fields().values()] + [
    "E-Mail (öffentlich)",
    "Mitglied seit",
    "Irgendwas",
    "kooperiert mit",
]
# fmt: off
SAMPLES = [
    "", "neu", "Verein", "Beispielstadt", "Sprache | Sport", "2012", "31.12.2012 - heute", "Musterverein Garten", "[e]",
    "Netzwerk Beispielkreis (seit 2012)", "a@example.org", "Person in Funktion", "x=y", "ca. 12", "Kreis", "46", "=1+1",
    "Muster A", "Muster B", new_id("e"), f"[{NETWORK.id}]", "öffentlich", "Kurs", "Akteur", "offen",
]
# fmt: on
CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12), st.sampled_from(SAMPLES)
)
TABLES = st.lists(st.sampled_from(HEADS), min_size=1, max_size=6, unique=True).flatmap(
    lambda heads: st.tuples(
        st.just(["Name", *(head for head in heads if head != "Name")]),
        st.lists(st.lists(CELLS, min_size=len(heads) + 1, max_size=len(heads) + 1), min_size=1, max_size=5),
    )
)


@settings(FUZZ, max_examples=EXAMPLES * 2)
@given(TABLES)
def test_any_table_is_planned_or_invalid(shared: Registry, table: tuple[list[str], list[list[str]]]) -> None:
    """Cells of any kind below any heads: every problem has its sentences, and what is planned keeps the rules."""
    heads, rows = table
    data = "".join(csv_text(Table("Liste", heads, rows))).encode()
    with suppress(Invalid):
        plan = planned(shared, data, "liste.csv")
        assert all(one.text(lang) for one in plan.problems for lang in ("de", "en"))
        assert (rejected_rows(plan, "de") is None) == (not plan.problems)
        assert sum(plan.counts.values()) == len(plan.sheet.rows)
        assert sum(len(part.operations) for part in plan.parts()) == len(plan.operations)


@settings(FUZZ, max_examples=EXAMPLES // 2)
@given(TABLES)
def test_what_is_planned_is_what_the_record_takes(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[list[str], list[list[str]]]
) -> None:
    """A commit of any plan is accepted, and the same table changes nothing afterwards."""
    heads, rows = table
    data = "".join(csv_text(Table("Liste", heads, rows))).encode()
    place = tmp_path_factory.mktemp("taken")
    with closing(open_registry(f"sqlite:///{place}/registry.db", create=True)) as registry, suppress(Invalid):
        registry.commit(create(TOWN, NETWORK, verein("Musterverein Garten")))
        try:
            plan = planned(registry, data, "liste.csv")
        except Invalid:
            return
        taken = finished(commit_steps(registry, plan))
        assert (taken is None) == (not plan.operations)
        assert registry.check() == []
        again = planned(registry, data, "liste.csv")
        assert [
            one for one in again.operations if again.rows.get(one.target) not in {p.row for p in plan.problems}
        ] == []


@QUICK
@given(st.lists(st.text(max_size=8).map(str.strip).filter(lambda one: one and "\x00" not in one), max_size=5))
def test_several_values_come_back_from_one_cell(values: list[str]) -> None:
    """Whatever signs are in them."""
    assert parted(joined(values)) == tuple(values)


@QUICK
@given(st.text(st.one_of(st.sampled_from("'=+-@\t\r\n ＝"), st.characters()), max_size=6))
def test_a_cell_kept_from_being_a_formula_comes_back(text: str) -> None:
    """Apostrophes that were there before stay."""
    assert restored(harmless(text)) == text


@QUICK
@given(st.one_of(st.text(max_size=30), st.text(st.sampled_from("0123456789.-/ ~ca[]()seitJan@:"), max_size=30)))
def test_no_cell_raises_anything_but_a_value_error(text: str) -> None:
    """Dates, contacts and references of any text."""
    reference(text)
    for understand in (edtf, *(lambda one, kind=kind: contact(kind, one) for kind in ("email", "phone", "web", "fax"))):
        with suppress(ValueError):
            assert understand(text)
