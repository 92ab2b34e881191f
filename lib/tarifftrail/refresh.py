"""Reruns the committed notebooks in place and brings README.md up to date with what they found. For developers."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from tarifftrail import paths, report, store

NOTEBOOKS = (*report.SUITE, "05-check-accuracy")
FINDINGS = (report.REPORT, "03-reconcile-levels", "05-check-accuracy")  # those that README.md quotes
BLOCK = re.compile(r"(?s)<!-- findings of the sample run -->\n.*?<!-- end of findings -->\n")


def refresh(*, say: Callable[[str], None] = print) -> None:
    """Rerun the committed notebooks on their defaults and store their outputs, cleared of what varies between runs.

    The one place where a source is written. All of them run before the first is replaced, so a failure changes none.

    Raises as `report.run_notebook`.
    """
    with tempfile.TemporaryDirectory(prefix="tarifftrail-") as folder:
        for name in NOTEBOOKS:
            say(name)
            report.run_notebook(_source(name), Path(folder) / f"{name}.ipynb")
        for name in NOTEBOOKS:
            store.write_bytes(_source(name), normalised(Path(folder) / f"{name}.ipynb"))
    readme = paths.project_root() / "README.md"
    text = readme.read_text(encoding="utf-8")
    store.write_bytes(readme, BLOCK.sub(lambda _: findings_block(), text).encode("utf-8"))


def _source(name: str) -> Path:
    return paths.notebooks() / f"{name}.ipynb"


def normalised(notebook: Path) -> bytes:
    """A notebook without run times, machine-dependent metadata and tool versions; outputs and execution counts stay."""
    node = json.loads(notebook.read_bytes())
    node["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(node["cells"]):
        cell["id"] = f"cell-{number:02}"
        cell["metadata"] = {key: value for key, value in cell["metadata"].items() if key == "tags" and value}
    return f"{json.dumps(node, indent=1, sort_keys=True, ensure_ascii=False)}\n".encode()


def findings_block() -> str:
    """The part of README.md that the sample run writes: its chart and its findings, each with the notebook it is from."""
    pair = report.parameters_of(_source(report.REPORT))["pair"].default
    chart = paths.processed("sample") / "charts" / f"{pair}-levels"
    alt = chart.with_suffix(".alt.txt").read_text(encoding="utf-8").strip()
    picture = chart.with_suffix(".png").relative_to(paths.project_root()).as_posix()
    told = [f"* {report.finding_of(_source(name))} ([{name}](notebooks/{name}.ipynb))" for name in FINDINGS]
    return "\n".join(
        ["<!-- findings of the sample run -->", f"![{alt}]({picture})", "", *told, "<!-- end of findings -->", ""]
    )
