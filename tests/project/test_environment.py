"""Lock files, package contents and the browser that the tests use."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

PACKED = ("registry", "graph", "web", "seed", "pyproject.toml", "README.md", "LICENSE")
LOCKS = tuple(f"requirements{part}.lock" for part in ("-build", "", "-dev", "-fast", "-bench"))


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_pin_by_hash_and_name_no_address(root: Path, name: str) -> None:
    """Every requirement has an exact version and a hash, and no line says where to download."""
    text = (root / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|--index|--find-links|@ ", text)
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert requirements
    for requirement in requirements:
        assert re.match(r"[\w.-]+==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


def test_the_package_carries_its_data(root: Path, tmp_path: Path) -> None:
    """A wheel holds the vocabulary, the front-end files and the licences, and no tests."""
    copy = tmp_path / "copy"  # a build leaves files behind, which the next one would pack
    for part in PACKED:
        (shutil.copytree if (root / part).is_dir() else shutil.copy)(root / part, copy / part)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(copy)]
    subprocess.run(command, check=True, capture_output=True)
    [wheel] = tmp_path.glob("integrationsnetz-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "registry/vocabulary/roles.yaml",
        "web/static/vendor/kern/kern.min.css",
        "web/static/vendor/kern/fonts/fira-sans/FiraSans-Regular.woff2",
        "web/static/vendor/vis-network/LICENSE-MIT",
        "registry/vocabulary/themes/gemeinsam.yaml",
    ):
        assert wanted in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "scripts/"))]


def test_the_browser_draws_a_page(browser: Browser) -> None:
    """The Chromium of the tests runs scripts and finds elements."""
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<title>Probe</title><p id=a></p><script>a.textContent = 6 * 7</script>")
        assert page.inner_text("#a") == "42"
