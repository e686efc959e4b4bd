"""Runs a Neo4j server for whoever works on this: one for this checkout, in data/neo4j.

    python scripts/neo4j_server.py start [options]         start it, wait until it is ready, say where it is
    python scripts/neo4j_server.py use [options] -- …      run a command on it as the store, starting it if needed
    python scripts/neo4j_server.py admin -- …              neo4j-admin's commands, on its files
    python scripts/neo4j_server.py stop                    stop it and wait until it has

It runs on after the command, until it is stopped. `make neo4j` and `make run STORE=neo4j` call this.
"""

import argparse
import json
import logging
import os
import secrets
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from neo4j_jars import ROOT, Trouble, jars, java, locked
from neo4j_process import HOST, USER, NotYet, Settings, free_port, is_free, launch, runs, stop, wait_until_ready

HOME = ROOT / "data" / "neo4j"
BOLT, HTTP = 7687, 7474


@dataclass(frozen=True)
class State:
    """What was started last: it may have ended since."""

    pid: int
    bolt: int
    http: int | None

    @property
    def uri(self) -> str:
        """Where the server is, for the driver and for the store."""
        return f"neo4j://{HOST}:{self.bolt}"


class Place:
    """The folder of the server: its data and logs, its password, and what was started last."""

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.password_file = self.home / "password"

    def prepare(self) -> None:
        """Make the folder and a random password; both are their owner's alone."""
        for folder in (self.home.parent, self.home):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.password_file.exists():
            handle = os.open(self.password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(24) + "\n")

    @property
    def password(self) -> str:
        return self.password_file.read_text(encoding="utf-8").strip()

    @property
    def state(self) -> State | None:
        try:
            return State(**json.loads((self.home / "server.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    @state.setter
    def state(self, state: State) -> None:
        (self.home / "server.json").write_text(json.dumps(asdict(state)) + "\n", encoding="utf-8")

    @property
    def running(self) -> State | None:
        state = self.state
        return state if state and runs(state.pid, self.home) else None


def start(place: Place, options: argparse.Namespace) -> tuple[State, bool]:
    """The server, ready, and whether it ran already. Raises Trouble."""
    place.prepare()
    with locked(place.home / "lock"):
        running = place.running
        state = running or _launched(place, options)
        try:
            wait_until_ready(place.home, state.bolt, state.pid, place.password, options.wait)
        except NotYet as trouble:
            remedy = "It is still starting: 'make neo4j' waits for it again, 'make neo4j-stop' ends it."
            raise Trouble(f"{trouble}\n{remedy}") from None
    return state, running is not None


def _launched(place: Place, options: argparse.Namespace) -> State:
    last = place.state
    bolt = _port(options.port, [last.bolt if last else BOLT, BOLT])
    http = _port(None, [last.http if last and last.http else HTTP, HTTP]) if options.http else None
    settings = Settings(place.home, bolt, options.heap, options.page_cache, http)
    state = State(launch(settings).pid, bolt, http)
    place.state = state
    return state


def _port(asked: int | None, wanted: list[int]) -> int:
    """The port that was asked for, else one of those that are wanted, else any that is free. Raises Trouble."""
    if asked is None:
        return next(filter(is_free, wanted), None) or free_port()
    if not is_free(asked):
        raise Trouble(f"Port {asked} is taken by another program: name another one, or none to have one chosen.")
    return asked


def say_start(place: Place, options: argparse.Namespace) -> None:
    """Start it and say where it is and how to use it."""
    state, already = start(place, options)
    print(f"Neo4j {'runs already' if already else 'runs'}: {state.uri}")
    print(f"  user {USER}, password in {_short(place.password_file)}, log in {_short(place.home / 'logs')}")
    if state.http:
        print(f"  Neo4j Browser: http://{HOST}:{state.http}/browser/ (connect to {state.uri})")
    elif options.http:
        print("  Neo4j Browser is not served, as it was started without: make neo4j-stop, then make neo4j HTTP=1")
    print("  make run STORE=neo4j serves the pages on it; make neo4j-stop stops it")


def say_stop(place: Place, _: argparse.Namespace) -> None:
    """Stop it, wait until it has, and say so. Raises Trouble where it does not stop."""
    running = place.running
    if running is None:
        print("Neo4j does not run.")
    elif stop(running.pid, place.home):
        print("Neo4j has stopped.")
    else:
        raise Trouble(f"Neo4j does not stop: end it by 'kill -9 {running.pid}'; what was committed stays.")


def use(place: Place, options: argparse.Namespace) -> None:
    """Become the command, with the environment in which this server is the store."""
    state, already = start(place, options)
    if not already:
        print(f"Neo4j runs: {state.uri} (make neo4j-stop stops it)", file=sys.stderr, flush=True)
    environment = {name: value for name, value in os.environ.items() if name != "INTEGRATIONSNETZ_NEO4J_PASSWORD"}
    environment["INTEGRATIONSNETZ_STORE"] = state.uri
    environment["INTEGRATIONSNETZ_NEO4J_USER"] = USER
    environment["INTEGRATIONSNETZ_NEO4J_PASSWORD_FILE"] = str(place.password_file)
    _become(options.command, environment)


def admin(place: Place, options: argparse.Namespace) -> None:
    """Become neo4j-admin for this server's files; most of its commands want the server stopped."""
    environment = {**os.environ, "NEO4J_HOME": str(place.home), "NEO4J_CONF": str(place.home / "conf")}
    os.umask(0o077)
    _become([java(), "-cp", f"{jars()}/*", "org.neo4j.cli.AdminTool", *options.command], environment)


def _become(command: list[str], environment: dict[str, str]) -> None:
    try:
        os.execvpe(command[0], command, environment)
    except OSError as error:
        raise Trouble(f"{command[0]} can not be run: {error.strerror}.") from error


def _short(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    found = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = found.add_subparsers(required=True, metavar="command")
    for name, action in {"start": say_start, "use": use, "admin": admin, "stop": say_stop}.items():
        one = commands.add_parser(name, help=action.__doc__)
        one.set_defaults(action=action)
        one.add_argument("--home", type=Path, default=HOME, help="its folder (default: data/neo4j)")
        if name in ("start", "use"):
            one.add_argument("--heap", default="2g", help="Java's heap (default: 2g)")
            one.add_argument("--page-cache", default="512m", help="memory for its files (default: 512m)")
            one.add_argument("--http", action="store_true", help="serve Neo4j Browser too")
            one.add_argument("--port", type=int, help=f"its port (default: the last one, {BOLT}, or one that is free)")
            one.add_argument("--wait", type=float, default=180, help="seconds to wait for it (default: 180)")
        if name in ("use", "admin"):
            one.add_argument("command", nargs="+")
    return found


def main() -> None:
    """Do what the command line says."""
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)  # the driver's failures while it starts are expected
    options = parser().parse_args()
    try:
        options.action(Place(options.home), options)
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
