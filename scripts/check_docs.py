"""Finds where documents, copies and compiled files no longer say what their originals say.

    python scripts/check_docs.py

Every check gives one sentence a finding; any finding makes the exit status 1.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import generate_docs
import vendor
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def vendored_files() -> list[str]:
    """Front-end files that are not what their manifests say."""
    try:
        return vendor.verify()
    except vendor.VendorError as error:
        return [str(error)]


# translations


def translations() -> Iterator[str]:
    """Catalogues that are incomplete, or whose compiled form is not theirs."""
    for path in sorted(ROOT.glob("web/translations/*/LC_MESSAGES/*.po")):
        with path.open("rb") as source:
            catalogue = read_po(source)
        yield from incomplete(catalogue, path)
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or messages(compiled.read_bytes()) != messages(compile_catalogue(catalogue)):
            yield f"{compiled.relative_to(ROOT)} is not compiled from its .po file: run make translations"


def incomplete(catalogue: Catalog, path: Path) -> Iterator[str]:
    """Messages that nobody has translated or confirmed."""
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(texts)):
            yield f"{path.relative_to(ROOT)}:{message.lineno}: {message.id!r} has no confirmed translation"


def compile_catalogue(catalogue: Catalog) -> bytes:
    """The catalogue in its compiled form."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def messages(compiled: bytes) -> dict[object, str]:
    """What a compiled catalogue says, but for its header (which carries dates)."""
    catalogue: dict[object, str] = vars(GNUTranslations(BytesIO(compiled)))["_catalog"]
    return {key: text for key, text in catalogue.items() if key}


# lock files


def pins() -> Iterator[str]:
    """Requirements of pyproject.toml that a lock file lacks or pins outside their range."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {"requirements.lock": project["dependencies"]}
    for extra, more in project["optional-dependencies"].items():
        wanted[f"requirements-{extra}.lock"] = [*project["dependencies"], *more]
    for name, requirements in wanted.items():
        locked = pinned_versions(ROOT / name)
        for requirement in map(Requirement, requirements):
            versions = locked.get(canonicalize_name(requirement.name), [])
            if not versions or not all(version in requirement.specifier for version in versions):
                yield f"{name} does not satisfy {requirement} of pyproject.toml: run make lock"


def pinned_versions(lock: Path) -> dict[str, list[str]]:
    """The versions that a lock file gives by name; more than one where Python versions differ."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.!+-]+)", lock.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


# links


def links() -> Iterator[str]:
    """Links in our Markdown that lead to no file."""
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                yield f"{path.relative_to(ROOT)} links to {target}, which is not there"


CHECKS: dict[str, Callable[[], list[str] | Iterator[str]]] = {
    "vendored files": vendored_files,
    "translations": translations,
    "lock files": pins,
    "links": links,
    "generated documents": generate_docs.stale,
}


def main() -> int:
    """Run every check and print what it finds."""
    failed = False
    for name, check in CHECKS.items():
        findings = list(check())
        failed = failed or bool(findings)
        print(f"{name}: {'as it should be' if not findings else f'{len(findings)} findings'}")
        for finding in findings:
            print(f"  {finding}", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
