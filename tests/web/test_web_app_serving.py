"""The command `serve`: real processes on a real port."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from beispielkreis import fill_registry
from signing_in import signed_in

from registry.opening import open_registry
from web.app import create_app
from web.command import prepare_hints

COMMAND = (sys.executable, "-c", "from registry.cli import main; main()", "serve")


@pytest.fixture
def store(tmp_path: Path) -> str:
    """URL of a store with the Beispielkreis."""
    url = f"sqlite:///{tmp_path}/beispiel.db"
    registry = open_registry(url, create=True)
    fill_registry(registry)
    registry.close()
    return url


@pytest.fixture
def port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


def fetched(port: int, path: str) -> str:
    """A page of the server, as soon as it answers."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                text: str = answer.read().decode()
                return text
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within ten seconds")


def test_serve_answers_from_several_processes_and_ends_when_told(store: str, port: int) -> None:
    """It says its address, answers, and leaves nothing behind."""
    arguments = ("--store", store, "--port", str(port), "--workers", "2")
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert json.loads(fetched(port, "/health"))["revision"] == 4
            assert "Integrationsnetz" in fetched(port, "/de/")
        finally:
            server.terminate()
            said, complained = server.communicate(timeout=20)
    assert f"http://127.0.0.1:{port}/" in said
    assert "Traceback" not in complained
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_serving_does_what_is_due_now_and_then_too(store: str, port: int) -> None:
    """One more process looks after tasks and mails; with `--no-worker` there is none."""
    for more, done in ((("--no-worker",), False), ((), True)):
        arguments = ("--store", store, "--port", str(port), "--workers", "1", *more)
        with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
            try:
                fetched(port, "/health")
                assert _looked_after(store, seconds=30 if done else 3) == done
            finally:
                server.terminate()
                server.communicate(timeout=20)  # returns when everybody who could write there has ended


def _looked_after(store: str, seconds: float) -> bool:
    end = time.monotonic() + seconds
    with closing(open_registry(store)) as registry:
        while not (found := registry.workspace.find("periodic")) and time.monotonic() < end:
            time.sleep(0.1)
    return bool(found)


def test_the_index_of_duplicates_is_made_when_somebody_opens_a_form(store: str) -> None:
    """Not before: a worker that only shows pages does without it."""
    with closing(open_registry(store)) as registry:
        app = create_app(registry)
        site = app.extensions["integrationsnetz"]
        preparing = threading.Thread(target=prepare_hints, args=(site,), daemon=True)
        preparing.start()
        client = signed_in(app.test_client(), registry, "staff")
        assert client.get("/de/akteure").status_code == 200
        preparing.join(0.5)
        assert preparing.is_alive()
        assert client.get("/de/eintraege/neu").status_code == 200
        preparing.join(30)
        assert not preparing.is_alive()


def test_a_port_in_use_is_said_and_fails(store: str) -> None:
    """One sentence with a remedy, and an exit status that is not 0."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = subprocess.run(
            [*COMMAND, "--store", store, "--port", str(taken.getsockname()[1])],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 6
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_store_is_said_and_fails(tmp_path: Path, port: int) -> None:
    """Serving makes no store: it names what does."""
    done = subprocess.run(
        [*COMMAND, "--store", f"sqlite:///{tmp_path}/fehlt.db", "--port", str(port)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 6
    assert "load" in done.stderr
    assert not list(tmp_path.iterdir())
