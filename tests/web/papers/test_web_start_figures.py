"""The start page counts what the network shows."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(("figure", "group"), [("Mitgliedschaften", "Mitgliedschaft"), ("Moderationen", "Moderation")])
def test_the_start_page_counts_what_the_networks_filter_counts(client: FlaskClient, figure: str, group: str) -> None:
    """Taking part in a workshop is no membership, neither here nor there."""
    start = re.search(rf"<dt>{figure}</dt><dd>(\d+)</dd>", client.get("/de/").text)
    network = re.search(rf'<span>{group} <span class="count">\((\d+)\)', client.get("/de/netzwerk").text)
    assert start
    assert network
    assert start[1] == network[1]
