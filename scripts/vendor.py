"""Front-end files of npm packages that the project keeps copies of, so that installing it needs no Node.

    python scripts/vendor.py verify     what is committed equals the manifests (offline; in `make check`)
    python scripts/vendor.py prove      what is committed is what the pinned packages ship (needs npm)
    python scripts/vendor.py refresh    renew lock file, copies and manifests from package.json (needs npm)

`scripts/vendor/package.json` pins the packages, `package-lock.json` their integrity, `files.json` which of
their files go where. Each target folder has a `manifest.json`: where each file comes from, and its sha256.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "scripts" / "vendor"
MANIFEST = "manifest.json"


class VendorError(Exception):
    """A copy, a manifest or a package is not what it should be; the message says which and what to do."""


@dataclass(frozen=True)
class Package:
    """One pinned package and the files taken from it into one folder."""

    name: str
    version: str
    integrity: str
    licence: str
    target: Path
    files: dict[str, str]  # path inside the package -> path below target


def read_json(path: Path) -> Any:
    """What the JSON file holds; VendorError naming the file if it is missing or no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise VendorError(f"{path.relative_to(ROOT)}: {error}") from error


def write_json(path: Path, content: object) -> None:
    """Write readable JSON that ends in a newline."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    """The file's digest in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def packages() -> Iterator[Package]:
    """Every package of files.json with its pin from the lock file."""
    locked = read_json(PINS / "package-lock.json")["packages"]
    for target, taken in read_json(PINS / "files.json").items():
        for name, files in taken.items():
            pin = locked.get(f"node_modules/{name}")
            if pin is None:
                raise VendorError(f"{name} is in files.json but not pinned: add it to package.json")
            licence = pin.get("license", "see its licence file")
            yield Package(name, pin["version"], pin["integrity"], licence, ROOT / target, files)


def manifest_of(taken: list[Package]) -> dict[str, Any]:
    """What a target folder's manifest must say, computed from the files that are there."""
    return {
        "comment": "Written by scripts/vendor.py refresh; do not edit",
        "packages": [
            {
                "package": package.name,
                "version": package.version,
                "licence": package.licence,
                "integrity": package.integrity,
                "files": [
                    {"file": ours, "from": theirs, "sha256": sha256(package.target / ours)}
                    for theirs, ours in package.files.items()
                ],
            }
            for package in taken
        ],
    }


def by_target() -> dict[Path, list[Package]]:
    """The packages grouped by the folder that they are copied to."""
    grouped: dict[Path, list[Package]] = {}
    for package in packages():
        grouped.setdefault(package.target, []).append(package)
    return grouped


# verify: offline


def verify() -> list[str]:
    """Everything that differs between the committed files and their manifests, one sentence each."""
    findings: list[str] = []
    for target, taken in by_target().items():
        findings += missing_files(taken) or manifest_findings(target, taken)
        findings += stray_files(target, taken)
        findings += dangling_references(target)
    return findings


def missing_files(taken: list[Package]) -> list[str]:
    """Files that files.json names and the checkout lacks."""
    wanted = [package.target / ours for package in taken for ours in package.files.values()]
    return [f"{path.relative_to(ROOT)} is missing: run make vendor" for path in wanted if not path.is_file()]


def manifest_findings(target: Path, taken: list[Package]) -> list[str]:
    """Where the manifest and the files do not say the same."""
    written = read_json(target / MANIFEST)
    computed = manifest_of(taken)
    if written == computed:
        return []
    changed = [
        f"{(target / now['file']).relative_to(ROOT)} is not the file that its manifest names: run make vendor"
        for before, after in zip(written["packages"], computed["packages"], strict=False)
        for now in after["files"]
        if now not in before["files"]
    ]
    return changed or [f"{(target / MANIFEST).relative_to(ROOT)} does not match files.json or the lock file"]


def stray_files(target: Path, taken: list[Package]) -> list[str]:
    """Files in a vendor folder that no package accounts for."""
    known = {target / ours for package in taken for ours in package.files.values()} | {target / MANIFEST}
    found = (path for path in target.rglob("*") if path.is_file())
    return [f"{path.relative_to(ROOT)} comes from no pinned package" for path in found if path not in known]


def dangling_references(target: Path) -> list[str]:
    """Addresses in the style sheets that name another host or a file that is not here."""
    findings = []
    for sheet in target.rglob("*.css"):
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text(encoding="utf-8")):
            if not address.startswith("data:") and not (sheet.parent / address).is_file():
                findings.append(f"{sheet.relative_to(ROOT)} refers to {address}, which is not here")
    return findings


# prove and refresh: with npm


def npm(*arguments: str, cwd: Path = PINS) -> str:
    """Run npm and return what it prints; VendorError with its own words if it fails."""
    program = shutil.which("npm")
    if program is None:
        raise VendorError("npm is not installed: this maintainers' step needs Node.js with npm")
    done = subprocess.run([program, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise VendorError(f"npm {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def download(package: Package, folder: Path) -> Path:
    """Fetch the pinned package and return its archive, once its integrity is the pinned one."""
    spec = f"{package.name}@{package.version}"
    [packed] = json.loads(npm("pack", "--json", "--silent", spec, f"--pack-destination={folder}"))
    archive = folder / str(packed["filename"])
    algorithm, wanted = package.integrity.split("-", 1)
    digest = hashlib.new(algorithm, archive.read_bytes()).digest()
    if base64.b64encode(digest).decode() != wanted:
        raise VendorError(f"{spec}: the archive's integrity is not that of package-lock.json")
    return archive


def shipped(archive: Path, theirs: str) -> bytes:
    """The bytes of one file of the package; every npm archive has one top folder, whatever its name."""
    with tarfile.open(archive) as tar:
        for member in tar:
            if PurePosixPath(*PurePosixPath(member.name).parts[1:]) == PurePosixPath(theirs):
                content = tar.extractfile(member)
                if content is not None:
                    return content.read()
    raise VendorError(f"{archive.name} ships no {theirs}: correct scripts/vendor/files.json")


def with_archives() -> Iterator[tuple[Package, Path]]:
    """Each package with its downloaded archive, which is gone after the step."""
    with tempfile.TemporaryDirectory() as folder:
        for package in packages():
            yield package, download(package, Path(folder))


def prove() -> list[str]:
    """Every committed file that is not byte for byte what its pinned package ships."""
    findings = verify()
    for package, archive in with_archives():
        for theirs, ours in package.files.items():
            path = package.target / ours
            if path.is_file() and path.read_bytes() != shipped(archive, theirs):
                origin = f"{package.name}@{package.version}"
                findings.append(f"{path.relative_to(ROOT)} is not {theirs} of {origin}")
    return findings


def refresh() -> list[str]:
    """Renew the lock file from package.json, copy the files anew and write the manifests."""
    npm("install", "--package-lock-only", "--silent")
    strip_addresses(PINS / "package-lock.json")
    for package, archive in with_archives():
        for theirs, ours in package.files.items():
            path = package.target / ours
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(shipped(archive, theirs))
    for target, taken in by_target().items():
        write_json(target / MANIFEST, manifest_of(taken))
    return verify()


def strip_addresses(lock: Path) -> None:
    """Drop what differs from site to site (download addresses) or does not matter here (funding)."""
    content = read_json(lock)
    for pin in content["packages"].values():
        pin.pop("resolved", None)
        pin.pop("funding", None)
    write_json(lock, content)


def main() -> int:
    """Run one of the three steps; 0 if there is nothing to complain about."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("verify", "prove", "refresh"))
    step = {"verify": verify, "prove": prove, "refresh": refresh}[parser.parse_args().step]
    try:
        findings = step()
    except VendorError as error:
        findings = [str(error)]
    for finding in findings:
        print(finding, file=sys.stderr)
    print(f"vendored files: {len(findings)} findings" if findings else "vendored files: as pinned")
    return 1 if findings else os.EX_OK


if __name__ == "__main__":
    sys.exit(main())
