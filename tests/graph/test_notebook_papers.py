"""The notebook runs on the papers as loaded, and what it prints is what stands in it."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from stores import filled

NOTEBOOK = Path("docs/notebooks/papers.ipynb")


def test_every_cell_prints_what_the_notebook_shows(
    root: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the record, a measure or the entry changes, the notebook is to be run and saved anew."""
    monkeypatch.setenv("INTEGRATIONSNETZ_STORE", filled("sqlite", "papers", request))
    notebook = json.loads((root / NOTEBOOK).read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = 0
    for cell in (one for one in notebook["cells"] if one["cell_type"] == "code"):
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
        assert printed.getvalue() == "".join(line for one in cell["outputs"] for line in one["text"]), cell["id"]
        shown += len(cell["outputs"])
    assert shown > 8


def test_the_notebook_has_the_form_that_jupyter_reads(root: Path) -> None:
    """Version 4.5: cells with ids, text as lines, outputs as streams."""
    notebook = json.loads((root / NOTEBOOK).read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    for cell in notebook["cells"]:
        assert set(cell) == {"cell_type", "id", "metadata", "source"} | (
            {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        )
        assert all(one["output_type"] == "stream" and one["name"] == "stdout" for one in cell.get("outputs", ()))
