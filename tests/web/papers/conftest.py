"""The same application as one folder above, on the record of the five papers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask
from flask.testing import FlaskClient
from serving import served_on_loopback
from stores import filled

from registry.access import PUBLIC_VIEWER
from registry.opening import open_registry
from registry.services import EntityRow, Registry
from web.app import create_app


@pytest.fixture(scope="session")
def paper_registry(store_kind: str, request: pytest.FixtureRequest) -> Iterator[Registry]:
    """The five papers in a store of each kind."""
    with closing(open_registry(filled(store_kind, "papers", request))) as registry:
        yield registry


@pytest.fixture(scope="session")
def paper_rows(paper_registry: Registry) -> dict[str, EntityRow]:
    """Every entity of the papers by its preferred name."""
    with paper_registry.reading(PUBLIC_VIEWER) as record:
        return {row.names[0]: row for row in record.entity_rows()}


@pytest.fixture(scope="session")
def paper_app(paper_registry: Registry) -> Flask:
    """The application on the papers."""
    return create_app(paper_registry)


@pytest.fixture
def client(paper_app: Flask) -> FlaskClient:
    """A test client without script."""
    return paper_app.test_client()


@pytest.fixture(scope="session")
def live(paper_app: Flask) -> Iterator[str]:
    """Address of the application on a port of this machine; `open_page` opens it."""
    with served_on_loopback(paper_app) as address:
        yield address
