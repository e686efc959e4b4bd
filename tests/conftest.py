"""What every test may use, and how we test.

Policy
- A test's name and docstring say in one sentence what must hold. A test that cannot fail is deleted.
- Real things: a real SQLite file, a real Neo4j server, a real browser, the real papers; no mocks of our own code.
  Where a rule holds for all inputs, hypothesis looks for the one that breaks it.
- A warning is an error. An exception to that is narrow, names its warning and stands in pyproject.toml.
- What a test needs and does not find (a browser, Java, the papers) makes it skip with a plain reason on somebody's own
  machine, and fail in CI (`CI` set): there, everything is tested or nothing is green.
- No test talks to another host than 127.0.0.1, and none depends on the order in which tests run.
- Tests live in tests/<room>/test_*.py; no file name occurs twice.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings
from neo4j_server import VARIABLE, Database, Neo4jPool, OwnServer
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Quiet, so that nothing but the page under test asks for anything.
CHROMIUM_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)

# The same examples in every run of CI, and no verdict from a machine that happens to be busy.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("own", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "own")


def unavailable(reason: str) -> NoReturn:
    """Skip with the reason; in CI, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason} (in CI this is an error)", pytrace=False)
    pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests first: whoever is done with theirs takes some of the quick ones that others still have."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def papers() -> Path:
    """The folder of the papers that the first contents come from; it lies beside the checkout."""
    folder = ROOT.parent / "shared" / "sources"
    if not folder.is_dir():
        unavailable("the papers are not there: put them into ../shared/sources beside the checkout")
    return folder


@pytest.fixture(scope="session")
def neo4j_servers() -> Iterator[Neo4jPool]:
    """Real Neo4j servers by name, started when they are asked for; see tests/support/neo4j_server.py."""
    pool = Neo4jPool(os.environ.get(VARIABLE, ""), unavailable)
    yield pool
    pool.close()


@pytest.fixture
def neo4j_scratch(neo4j_servers: Neo4jPool) -> Database:
    """A Neo4j database without any data, for this test alone."""
    return neo4j_servers.empty("scratch")


@pytest.fixture
def neo4j_faults(neo4j_servers: Neo4jPool) -> OwnServer:
    """A Neo4j server without any data that this test may stop, suspend and kill."""
    server = neo4j_servers.own("faults")
    server.wipe()
    return server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run; each test makes its own context in it."""
    program = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if program is None:
        unavailable("no Chromium was found: install it (Debian: apt-get install chromium)")
    # Asked first, because a driver that cannot start says so in no words that would help.
    driver = [sys.executable, "-m", "playwright", "--version"]
    if subprocess.run(driver, capture_output=True, check=False).returncode:
        unavailable("Playwright's driver does not start: install libatomic1 (Debian: apt-get install libatomic1)")
    # Chromium's sandbox does not work for root.
    flags = [*CHROMIUM_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(CHROMIUM_FLAGS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, headless=True, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """axe-core as text: `page.evaluate(axe_source)` gets it past a strict Content-Security-Policy."""
    return (ROOT / "tests" / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
