"""Whatever is typed into the forms of keeping and personal data: a plain answer, and nothing half written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing

import pytest
from beispielkreis import ID, POSTS, fill_registry
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from signing_in import signed_in

from registry.access import STAFF_VIEWER
from registry.opening import open_registry
from registry.services import Registry
from registry.services.keeping.rounds import Rounds
from web.app import create_app

CASES = int(os.environ.get("INTEGRATIONSNETZ_FUZZ", "40"))
ANSWERS = (200, 303, 400, 404, 409, 410, 422)
NETWORK, CLUB, PERSON = (f"/de/akteure/{ID[one]}" for one in ("netzwerk", "verein", "person"))
FORMS = {
    f"{NETWORK}/plaetze/{POSTS['wechsel']}/wechsel": ("on", "why", "holders", "gezeigt", "schreiben"),
    f"{NETWORK}/plaetze/{POSTS['offen']}/besetzen": ("who", "since", "why"),
    f"{NETWORK}/bestaetigung": ("email", "language"),
    **{
        f"{CLUB}/umbau/{what}": (
            "name",
            "partners",
            "heirs",
            "on",
            "why",
            "document",
            "locator",
            "carry",
            "chosen",
            "gezeigt",
        )
        for what in ("name", "aufloesung", "nachfolge", "fusion", "teilung")
    },
    f"{PERSON}/einwilligung": ("by", "purpose", "wording", "given", "until", "contacts"),
    "/de/verwaltung/einstellungen": ("confirm_after", "keep_mails", "controller", "measures"),
}
TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["2026", "01.03.2026", "..", "9999", "0000", "2026-02-30", "\x00", "a\nb", "x" * 700, ID["verein"], "e" * 21]
    ),
)


@pytest.fixture(scope="module")
def kreis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The Beispielkreis in a file of one's own."""
    with closing(open_registry(f"sqlite:///{tmp_path_factory.mktemp('fuzz')}/registry.db", create=True)) as opened:
        fill_registry(opened)
        yield opened


@pytest.fixture(scope="module")
def admin(kreis: Registry) -> FlaskClient:
    """Somebody who may everything."""
    app = create_app(kreis, config={"ADDRESS": "https://register.example"})
    return signed_in(app.test_client(), kreis, "administrator")


@pytest.fixture(scope="module")
def link(kreis: Registry) -> str:
    """Address of a round about the network."""
    found: list[str] = []

    def address(token: str) -> str:
        found.append(f"/de/bestaetigen/{token}")
        return found[-1]

    Rounds(kreis).ask(ID["netzwerk"], "m@example.org", address)
    return found[-1]


@settings(max_examples=CASES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_form_breaks_whatever_is_typed(kreis: Registry, admin: FlaskClient, data: st.DataObject) -> None:
    """Neither 500 nor a change where the answer is not that it was made."""
    address = data.draw(st.sampled_from(sorted(FORMS)))
    typed = {name: data.draw(TEXTS) for name in FORMS[address] if data.draw(st.booleans())}
    before = kreis.revision()
    answer = admin.post(address, data=typed)
    assert answer.status_code in ANSWERS, (address, typed)
    if answer.status_code != 303:
        assert kreis.revision() == before


@settings(max_examples=CASES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    ids=st.lists(
        st.one_of(st.sampled_from([ID["verein"], ID["netzwerk"], "t" + "a" * 20]), st.text(max_size=30)), max_size=4
    ),
    verdict=st.sampled_from(["confirmed", "ended", "wrong", "", "anders"]),
    since=TEXTS,
    text=TEXTS,
    version=st.sampled_from(["1", "2", "-1", "x", "²", "9" * 30]),
    every=st.booleans(),
)
def test_no_answer_to_a_round_breaks_anything(
    kreis: Registry,
    admin: FlaskClient,
    link: str,
    ids: list[str],
    verdict: str,
    since: str,
    text: str,
    version: str,
    *,
    every: bool,
) -> None:
    """Made-up ids, versions, dates and texts come to nothing."""
    with kreis.reading(STAFF_VIEWER) as record:
        ties = [one.id for one in record.about([ID["netzwerk"]], places=["object"])]
    form: dict[str, object] = {"id": [*ids, *ties[:2]]}
    for one in [*ids, *ties[:2]]:
        form |= {f"v-{one}": verdict, f"since-{one}": since, f"text-{one}": text, f"version-{one}": version}
    answer = admin.post(link, data={**form, **({"alle": "1"} if every else {})})
    assert answer.status_code in ANSWERS, form
