"""Gets the jars of the Neo4j server that `make neo4j` and the tests run.

    python3 scripts/neo4j_jars.py        get them, if they are not there
    python3 scripts/neo4j_jars.py lock   maintainers: after a change of scripts/neo4j/pom.xml, write down their hashes

Maven reads scripts/neo4j/pom.xml and puts them into .neo4j/lib; a jar that is not the one whose hash stands in
scripts/neo4j/jars.sha256 is refused. Needs nothing but the standard library.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POM = ROOT / "scripts" / "neo4j" / "pom.xml"
HASHES = ROOT / "scripts" / "neo4j" / "jars.sha256"
FOLDER = ROOT / ".neo4j"
LIB = FOLDER / "lib"
OLDEST_JAVA = 17
DEBIAN_JAVA = "install one (Debian: apt-get install default-jre-headless)"


class Trouble(Exception):
    """Why there is no server, in a sentence with its remedy."""


class Missing(Trouble):
    """What the machine lacks for a server."""


def java() -> str:
    """The Java program for the server, from JAVA_HOME or the path. Raises Missing where it is absent or too old."""
    own = Path(os.environ.get("JAVA_HOME") or "/nowhere", "bin", "java")
    program = str(own) if own.exists() else shutil.which("java")
    if program is None:
        raise Missing(f"Neo4j needs Java {OLDEST_JAVA} or 21, and there is no java: {DEBIAN_JAVA}.")
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    if found is None:
        raise Missing(f"{program} does not say its version: {DEBIAN_JAVA}.")
    if int(found[1]) < OLDEST_JAVA:
        raise Missing(
            f"Neo4j needs Java {OLDEST_JAVA} or 21, and {program} is Java {found[1]}: {DEBIAN_JAVA}, "
            "or name a newer one by JAVA_HOME."
        )
    return program


def jars() -> Path:
    """The folder with the jars that pom.xml asks for, fetched where they are not there.

    Raises Missing where Maven is absent or gets no jars, Trouble where they are not the ones whose hashes are known.
    """
    with locked(FOLDER / "lock"):
        if not _stamp().is_file() or _stamp().read_text() != _wanted():
            print("Getting the jars of Neo4j (once; about 140 MB) ...", file=sys.stderr, flush=True)
            fetched = _fetch()
            _compare(fetched)
            shutil.rmtree(LIB, ignore_errors=True)
            fetched.rename(LIB)
            _stamp().write_text(_wanted())
    return LIB


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """One process at a time; the others wait."""
    file.parent.mkdir(exist_ok=True)
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _stamp() -> Path:
    return LIB / ".stamp"


def _wanted() -> str:
    """What the stamp says when the jars are those that are asked for."""
    return hashlib.sha256(POM.read_bytes() + HASHES.read_bytes()).hexdigest()


def _fetch() -> Path:
    program = shutil.which("mvn")
    if program is None:
        raise Missing("Maven gets the jars of Neo4j, and there is no mvn: install it (Debian: apt-get install maven).")
    folder = FOLDER / "fetched"
    shutil.rmtree(folder, ignore_errors=True)
    ends = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    command = [program, "--quiet", "--batch-mode", "-Dstyle.color=never", "--file", str(POM), *ends]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        end = "\n".join(done.stdout.strip().splitlines()[:6])
        raise Missing(f"Maven could not get the jars of Neo4j; is this machine connected? Maven says:\n{end}")
    return folder


def _hashes(folder: Path) -> str:
    """One line a jar, as sha256sum writes and reads them."""
    return "".join(
        f"{hashlib.sha256(jar.read_bytes()).hexdigest()}  {jar.name}\n" for jar in sorted(folder.glob("*.jar"))
    )


def _compare(folder: Path) -> None:
    known, found = set(HASHES.read_text().splitlines()), set(_hashes(folder).splitlines())
    if known != found:
        names = ", ".join(sorted({line.split()[1] for line in known ^ found})[:3])
        raise Trouble(
            f"The jars that Maven got are not those of {HASHES.relative_to(ROOT)} ({names}): compare them with what "
            "their makers publish; after a change of pom.xml run 'python3 scripts/neo4j_jars.py lock'."
        )


def main(arguments: list[str]) -> None:
    """Get the jars, or write down the hashes of what Maven gets now."""
    if arguments == ["lock"]:
        with locked(FOLDER / "lock"):
            HASHES.write_text(_hashes(_fetch()))
    print(jars().relative_to(ROOT))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Trouble as trouble:
        sys.exit(str(trouble))
