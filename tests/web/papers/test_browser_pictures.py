"""Every picture that the server has drawn can be taken along as SVG and as PNG."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from registry.services import EntityRow

Opener = Callable[..., Page]


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        ("/de/akteure/{KI}", ("svg", "png")),
        ("/de/dokumente", ("svg", "png")),
        ("/de/netzwerk?bild=uebersicht", ("svg", "png")),
        ("/de/abdeckung", ("png",)),
        ("/de/zusammenhalt/bruchstellen", ("png",)),
        ("/de/zusammenhalt/gemeinschaften", ("png",)),
        ("/de/zusammenhalt/staende?vorher=2012-12-01", ("png",)),
    ],
)
def test_a_picture_is_saved_as_it_is_seen(
    open_page: Opener, paper_rows: dict[str, EntityRow], path: str, forms: tuple[str, ...]
) -> None:
    """The SVG stands on its own, without links; the PNG is one."""
    page = open_page(path.replace("{KI}", paper_rows["Kommunales Integrationszentrum Kreis Unna"].id))
    group = page.get_by_role("group", name="Bild speichern").first
    expect(group).to_be_visible(timeout=30_000)
    for form in forms:
        with page.expect_download() as taken:
            group.get_by_role("button", name=form.upper()).click()
        data = taken.value.path().read_bytes()
        if form == "png":
            assert data.startswith(b"\x89PNG")
            assert len(data) > 2000
        else:
            drawn = ET.fromstring(data)
            assert not list(drawn.iter("{http://www.w3.org/2000/svg}a"))
            assert list(drawn.iter("{http://www.w3.org/2000/svg}text"))
