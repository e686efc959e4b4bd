"""The command `serve`: the pages on one address, by as many processes as wanted."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import subprocess
import sys
import threading
from typing import Any, Final

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.config import Config

from graph.kernels import warm as warm_kernels
from registry.access import PUBLIC_VIEWER
from registry.cli.options import opened, store_option
from registry.model import IntegrationsnetzError, Unavailable, Unreachable
from registry.opening import VARIABLE, late_registry, store_url
from registry.services.accounts.settings import session_ends
from registry.services.duplicates import Query
from registry.services.mail import site_address
from web.app import create_app
from web.following import follow, warm
from web.site import Site

THREADS: Final = 8
_LAST_STEP: Final = 5.0
"""Seconds that the worker gets to end what it is at."""
_LOG = logging.getLogger(__name__)
_MEMORY: Final = "/dev/shm"  # noqa: S108 gunicorn's heartbeat file: on a disk it can stall a worker


@click.command()
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="How many processes.")
@click.option("--worker/--no-worker", default=True, help="Whether long work and mails are done here, too (see `work`).")
@click.option(
    "--trust-proxy",
    "proxies",
    default=0,
    show_default=True,
    metavar="NUMBER",
    type=click.IntRange(0, 5),
    help="How many proxies in front of it tell the truth about visitors (X-Forwarded-For, -Proto, -Host).",
)
def serve(store: str | None, host: str, port: int, workers: int, worker: bool, proxies: int) -> None:
    """Serve the pages until Ctrl+C.

    INTEGRATIONSNETZ_ADDRESS names the address that links in mails begin with.

    \b
    Examples:
      integrationsnetz serve
      integrationsnetz serve --port 8080 --store sqlite:///data/copy.db
    """
    url, site = store_url(store), site_address()
    session_ends()  # a wrong setting is said here, not by each worker
    revision = _revision(url)
    check_free(host, port)
    shown = f"[{host}]" if ":" in host else host
    what = f" revision {revision}" if revision is not None else ""
    click.echo(f"Serving{what} at http://{shown}:{port}/ (Ctrl+C ends)")
    sys.stdout.flush()
    Server(url, host=shown, port=port, workers=workers, worker=worker, site=site, proxies=proxies).run()


def _revision(url: str) -> int | None:
    """The record's revision; None, said on standard error, where its server does not answer (yet).

    Machines start their services in any order, so that is no reason not to start. A wrong password, a missing or
    damaged store and the like do not pass by waiting: they are said here, not by each worker.
    """
    try:
        with opened(url) as registry:
            return registry.revision()
    except Unreachable as error:
        click.echo(f"Not there yet: {error}. Until then every page answers 503.", err=True)
        return None


def check_free(host: str, port: int) -> None:
    """Raises Unavailable where nothing can listen at this address."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Unavailable(
            f"nothing can listen here ({error.strerror})",
            where=f"{host}:{port}",
            remedy="end what uses this port, or name another one with --port",
        ) from error


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with threads; each worker opens its own store after the fork."""

    def __init__(self, url: str, *, host: str, port: int, workers: int, worker: bool, site: str, proxies: int) -> None:
        self._url = url
        self._config = {"ADDRESS": site, "PROXIES": proxies}
        self._worker: subprocess.Popen[bytes] | None = None
        self._settings: dict[str, Any] = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "loglevel": "warning",
            "control_socket_disable": True,
            "worker_tmp_dir": _MEMORY if os.access(_MEMORY, os.W_OK) else None,
            "graceful_timeout": 5,
            "forwarded_allow_ips": "",  # whom to believe is said by --trust-proxy alone
            "when_ready": self._start_worker if worker else None,
            "on_exit": self._end_worker if worker else None,
        }
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's settings; those that its version does not know are left out."""
        config: Config = self.cfg
        for key, value in self._settings.items():
            if key in config.settings and value is not None:
                config.set(key, value)

    def _start_worker(self, _: object) -> None:
        """One process for long work, beside those that answer pages; it ends when this one does."""
        command = [sys.executable, "-c", "from registry.cli import main; main()", "work", "--with-parent"]
        # The URL may hold a password, which everybody could read among the arguments.
        self._worker = subprocess.Popen(command, env={**os.environ, VARIABLE: self._url})  # noqa: S603 - our own command

    def _end_worker(self, _: object) -> None:
        """Nothing of this server writes to the store after its end; the next worker goes on with long work."""
        if self._worker is not None:
            self._worker.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._worker.wait(_LAST_STEP)

    def load(self) -> Flask:
        """The application of one worker; its store may come later: a worker can be replaced during an outage."""
        app = create_app(late_registry(self._url), config=self._config)
        for work in (warm_and_follow, prepare_hints):
            threading.Thread(target=work, args=(app.extensions["integrationsnetz"],), daemon=True).start()
        return app


def warm_and_follow(site: Site) -> None:
    """Be ready for the first reader, and then for those after each commit."""
    warm(site)
    warm_kernels()
    follow(site, threading.Event())


def prepare_hints(site: Site) -> None:
    """Make the index of duplicates as soon as somebody opens a form: on a large record it takes longer than a name.

    Workers in which nobody does so never need its memory.
    """
    site.hints_wanted.wait()
    try:
        site.registry.duplicates(Query("Integration"), PUBLIC_VIEWER)
    except IntegrationsnetzError as error:  # whoever asks for hints is told
        _LOG.warning("no index of duplicates yet: %s", error)
