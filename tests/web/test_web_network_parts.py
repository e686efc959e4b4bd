"""Small parts of the network and list pages, whatever they are given."""

from __future__ import annotations

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from web.addresses import with_arguments
from web.network.asking import FIRST_GROUPS, GROUPS, SORTS, asked_of
from web.sources.locators import first_lines, spans
from web.sources.saying import paged
from web.tables import csv_file


@given(places=st.lists(st.tuples(st.integers(1, 9999), st.integers(0, 30)), min_size=1, max_size=6))
def test_a_locator_is_read_as_it_was_written(places: list[tuple[int, int]]) -> None:
    """Single lines and spans come back in their order."""
    written = "Z. " + "; ".join(f"{first}-{first + more}" if more else str(first) for first, more in places)
    assert spans(written) == tuple((first, first + more) for first, more in places)


@given(text=st.text(max_size=60))
def test_a_locator_without_lines_stands_at_line_nought(text: str) -> None:
    """Any text gives at least one line, each once."""
    found = first_lines(text)
    assert found
    assert len(found) == len(set(found))


@given(
    entries=st.lists(st.tuples(st.integers(0, 60), st.text("abc", min_size=1, max_size=2)), max_size=200),
    size=st.integers(1, 40),
)
def test_pages_of_a_source_hold_every_line_whole_and_in_order(entries: list[tuple[int, str]], size: int) -> None:
    """Lines never go back a page, pages have no gaps, and only a line that is too long alone overfills one."""
    places = paged(entries, size)
    assert set(places) == {line for line, _id in entries}
    in_order = [places[line] for line in sorted(places)]
    assert in_order == sorted(in_order)
    assert set(in_order) == set(range(1, max(in_order, default=0) + 1))
    for page in set(in_order):
        lines = [line for line in places if places[line] == page]
        filled = sum(1 for line, _id in entries if places[line] == page)
        assert filled <= size or len(lines) == 1


@given(
    arguments=st.dictionaries(
        st.sampled_from(["art", "gruppe", "rolle", "schritte", "teil", "nach", "bild", "sortierung", "seite"]),
        st.text(max_size=12),
    )
)
def test_any_address_of_the_network_is_read(arguments: dict[str, str]) -> None:
    """Whatever stands in it, what is asked for is within what there is."""
    asked = asked_of(MultiDict(arguments))
    assert asked.sort in SORTS
    assert asked.steps in (1, 2)
    assert asked.page >= 1
    assert set(asked.groups) <= set(GROUPS)


def test_what_is_shown_at_first_gives_way_to_what_is_asked_for() -> None:
    """Without a choice four groups are shown; a single role or surroundings show their own."""
    assert asked_of(MultiDict()).shown_groups == FIRST_GROUPS
    assert asked_of(MultiDict({"rolle": "vorsitz"})).shown_groups == ()
    assert asked_of(MultiDict({"um": "e1"})).shown_groups == ()
    assert asked_of(MultiDict([("gruppe", "advice"), ("rolle", "vorsitz")])).shown_groups == ()


def test_an_address_with_another_argument_begins_on_its_first_page(app: Flask) -> None:
    """Changing the question drops the page, turning the page keeps the question."""
    with app.test_request_context("/de/netzwerk?gruppe=advice&gruppe=support&seite=3"):
        assert with_arguments(sortierung="rolle") == "/de/netzwerk?gruppe=advice&gruppe=support&sortierung=rolle"
        assert with_arguments("tabelle", seite=4) == "/de/netzwerk?gruppe=advice&gruppe=support&seite=4#tabelle"
        assert with_arguments(gruppe=None) == "/de/netzwerk"


@given(cell=st.text(max_size=20))
def test_no_cell_of_a_table_file_is_a_formula(cell: str) -> None:
    """A spreadsheet takes no cell for a formula."""
    text = csv_file("x", ("a",), [(cell,)]).get_data(as_text=True).removeprefix("\ufeff").split("\r\n", 1)[1]
    assert not text.lstrip('"').startswith(("=", "+", "-", "@", "\t"))
