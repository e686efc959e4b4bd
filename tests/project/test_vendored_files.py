"""The front-end files that the project keeps copies of."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

KEPT = ("scripts", "web/static/vendor", "tests/vendor")


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """The vendored files and their script in a folder of their own, to be spoilt."""
    for part in KEPT:
        shutil.copytree(root / part, tmp_path / part)
    return tmp_path


def verify(checkout: Path) -> subprocess.CompletedProcess[str]:
    script = checkout / "scripts" / "vendor.py"
    return subprocess.run([sys.executable, str(script), "verify"], capture_output=True, text=True, check=False)


def test_committed_files_equal_their_manifests(root: Path) -> None:
    """What is committed is what the manifests say."""
    done = verify(root)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_changed_file_is_named(copy: Path) -> None:
    """One changed byte is found, and the finding names the file."""
    script = copy / "web/static/vendor/htmx/htmx.min.js"
    script.write_bytes(script.read_bytes() + b" ")
    done = verify(copy)
    assert done.returncode == 1
    assert "web/static/vendor/htmx/htmx.min.js is not the file that its manifest names" in done.stderr


def test_a_missing_licence_is_named(copy: Path) -> None:
    """A deleted licence file is found."""
    (copy / "web/static/vendor/kern/LICENSE.md").unlink()
    done = verify(copy)
    assert done.returncode == 1
    assert "web/static/vendor/kern/LICENSE.md is missing" in done.stderr


def test_a_file_of_no_package_is_named(copy: Path) -> None:
    """A file that somebody put beside the copies is found."""
    (copy / "web/static/vendor/htmx/own.js").write_text("// ours")
    done = verify(copy)
    assert done.returncode == 1
    assert "web/static/vendor/htmx/own.js comes from no pinned package" in done.stderr


def test_a_manifest_that_was_changed_with_its_file_is_refused(copy: Path) -> None:
    """A manifest of another version than the pinned one is found even where the files match it."""
    manifest = copy / "web/static/vendor/manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["packages"][0]["version"] = "0.0.0"
    manifest.write_text(json.dumps(content), encoding="utf-8")
    done = verify(copy)
    assert done.returncode == 1
    assert "manifest.json does not match" in done.stderr


def test_every_target_folder_ships_licences(root: Path) -> None:
    """Each package that gives a script, style sheet or font gives its licence too."""
    for target, packages in json.loads((root / "scripts/vendor/files.json").read_text(encoding="utf-8")).items():
        for package, files in packages.items():
            assert any("LICENSE" in ours for ours in files.values()), f"{package} in {target} has no licence"
