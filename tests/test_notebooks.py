"""The committed notebooks are executed, clean and readable, and running them anew gives the committed results."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tarifftrail import page, paths, refresh, report, store

ROOT = Path(__file__).resolve().parents[1]
COMMITTED = ROOT / "data" / "processed" / "sample"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TABLES = ["articles", "log", "claims", "events", "rejected"]
TABLES += ["measures", "levels", "moves", "threats", "incidents", "conflicts", "coverage"]

LONGEST_CELL = 15  # lines
LARGEST_NOTEBOOK = 700_000  # bytes
FOREIGN_PATHS = re.compile(r"(?<![\w.])(/home/|/root/|/Users/|/tmp/|/work/|[A-Z]:\\\\)")


def cells(path: Path, kind: str = "") -> list[dict]:
    return [cell for cell in json.loads(path.read_bytes())["cells"] if kind in ("", cell["cell_type"])]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def each_notebook(function):
    return pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)(function)


def test_the_suite_is_there():
    assert [path.stem for path in NOTEBOOKS if path.stem[0].isdigit()] == list(refresh.NOTEBOOKS)


# --- Hygiene ------------------------------------------------------------------------------------------


@each_notebook
def test_parameters_are_typed_literals_in_the_first_code_cell_and_papermill_reads_the_same(path):
    from papermill import inspect_notebook

    first = cells(path, "code")[0]
    assert first["metadata"].get("tags") == ["parameters"]
    own = report.parameters_of(path)
    assert all(parameter.help for parameter in own.values()), "each parameter needs a remark that says what it is"
    inferred = {name: (each["inferred_type_name"], each["default"], each["help"]) for name, each in inspect_notebook(path).items()}
    quoted = {name: json.dumps(each.default) if each.type == "str" else str(each.default) for name, each in own.items()}
    assert inferred == {name: (each.type, quoted[name], each.help) for name, each in own.items()}


def test_a_parameter_of_two_notebooks_is_the_same_in_both():
    seen: dict[str, report.Parameter] = {}
    for path in NOTEBOOKS:
        for name, parameter in report.parameters_of(path).items():
            assert seen.setdefault(name, parameter) == parameter, f"{name} in {path.name}"


@each_notebook
def test_all_cells_ran_in_order_without_error_or_warning(path):
    code = cells(path, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]


@each_notebook
def test_nothing_of_one_machine_or_one_run_is_stored(path):
    text = path.read_text(encoding="utf-8")
    assert not FOREIGN_PATHS.search(text)
    assert str(ROOT) not in text
    assert path.read_bytes() == refresh.normalised(path), "run: make refresh"
    assert len(text) < LARGEST_NOTEBOOK


@each_notebook
def test_a_notebook_opens_with_a_question_and_explains_itself(path):
    prose, code = cells(path, "markdown"), cells(path, "code")
    title, _, rest = source(cells(path)[0]).partition("\n")
    assert title.startswith("# ") and title.endswith("?") and len(rest.split()) >= 25
    assert any("What could be wrong" in source(cell) for cell in prose)
    assert any("**Reads**" in source(cell) and "**Writes**" in source(cell) for cell in prose)
    assert sum(len(source(cell).split()) for cell in prose) >= 20 * len(code)


@each_notebook
def test_a_notebook_is_thin(path):
    for cell in cells(path, "code"):
        text = source(cell)
        assert len(text.splitlines()) <= LONGEST_CELL, text
        assert not re.search(r"^\s*(def|class) |sys\.path|import \*|^[%!]", text, re.MULTILINE), text


@each_notebook
def test_prose_holds_no_result(path):
    """A percentage or an amount typed into prose would be wrong for other parameters."""
    for cell in cells(path, "markdown"):
        assert not re.search(r"\d+(\.\d+)? ?(%|percent|points)", source(cell)), source(cell)


@each_notebook
def test_one_to_three_cells_are_checked_and_print_plain_text(path):
    checked = [cell for cell in cells(path, "code") if "nbval-check-output" in cell["metadata"].get("tags", [])]
    assert 1 <= len(checked) <= 3
    for cell in checked:
        assert cell["outputs"] and all(output["output_type"] == "stream" for output in cell["outputs"])


@each_notebook
def test_every_picture_has_words_for_those_who_cannot_see_it(path):
    text = json.dumps(cells(path))
    assert "image/png" not in re.sub(r"data:image/png", "", text), "show charts with charts.show_chart, which adds the words"
    for tag in re.findall(r"<img [^>]*>", text):
        assert re.search(r'alt=\\"[^"\\]{40,}', tag), tag[:100]


# --- The chain ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rerun(tmp_path_factory):
    """The whole suite run anew into an empty folder, with the lines that it said."""
    said: list[str] = []
    return report.run_suite(tmp_path_factory.mktemp("report"), say=said.append), said


def test_the_suite_says_where_it_is(rerun):
    assert rerun[1] == [f"{n}/4  {name}" for n, name in enumerate(report.SUITE, start=1)]


@pytest.mark.parametrize("name", TABLES)
def test_a_rerun_gives_the_committed_table(rerun, name):
    assert (rerun[0].tables / f"{name}.csv").read_bytes() == (COMMITTED / f"{name}.csv").read_bytes(), "run: make refresh"


def test_a_rerun_gives_the_committed_inputs_parameters_and_row_counts(rerun):
    new, old = store.read_manifest(rerun[0].tables), store.read_manifest(COMMITTED)
    assert new["inputs"] == old["inputs"] and new["parameters"] == old["parameters"]
    assert {name: table["rows"] for name, table in new["tables"].items()} == {name: table["rows"] for name, table in old["tables"].items()}
    assert set(new["tables"]) == set(TABLES)


def test_a_rerun_finds_what_the_committed_report_found(rerun):
    assert rerun[0].finding == report.finding_of(paths.notebooks() / f"{report.REPORT}.ipynb")
    assert rerun[0].finding


def test_a_rerun_leaves_one_page_its_notebooks_and_its_charts(rerun):
    folder = rerun[0].tables
    assert sorted(path.name for path in (folder / "notebooks").iterdir()) == [f"{name}.ipynb" for name in report.SUITE]
    charts = {path.name for path in (folder / "charts").iterdir()}
    assert charts == {f"US-CN-{kind}.{ending}" for kind in ("levels", "months") for ending in ("png", "svg", "csv", "alt.txt")}
    assert not list(folder.rglob("*.tmp"))


def test_the_page_is_whole_and_opens_offline(rerun):
    text = rerun[0].html.read_text(encoding="utf-8")
    assert text.count("<figure>") == 2 and "<caption>" in text
    assert "<script" not in text and "import tarifftrail" not in text
    assert not re.search(r"""\b(src|srcset|action)\s*=\s*["'](?!data:image)""", text)
    assert f"<title>{page.html.escape(rerun[0].finding)}</title>" in text
    for tag in re.findall(r"<img [^>]*>", text):
        assert re.search(r'alt="[^"]{40,}', tag)
    assert len(text) < 3_000_000


def test_another_pair_and_period_are_charted_from_the_same_tables(rerun, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(rerun[0].tables, folder)
    source = paths.notebooks() / f"{report.REPORT}.ipynb"
    given = {"pair": "US-EU", "start": "2025-03-01", "output": str(folder)}
    executed = report.run_notebook(source, tmp_path / "out.ipynb", given)
    assert "EU" in report.finding_of(executed)
    assert (folder / "charts" / "US-EU-levels.svg").is_file()


def test_plain_papermill_works_from_any_folder(rerun, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(rerun[0].tables, folder)
    command = [sys.executable, "-m", "papermill", str(paths.notebooks() / f"{report.REPORT}.ipynb"), "out.ipynb"]
    done = subprocess.run([*command, "-p", "pair", "CN-US", "-p", "output", str(folder)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert report.finding_of(tmp_path / "out.ipynb")


def test_a_corpus_without_any_claim_still_gives_a_report(tmp_path):
    corpus = tmp_path / "quiet"
    corpus.mkdir()
    text = "Title: Harvest begins\nDate: 2025-09-01\nSource: Prairie Post\n\nThe harvest began in dry weather. Yields are 3 percent above last year.\n"
    (corpus / "a.txt").write_text(text, encoding="utf-8")
    done = report.run_suite(tmp_path / "out", {"corpus": str(corpus), "pair": "US-NZ", "start": ""}, say=lambda text: None)
    assert done.finding.startswith("No tariff level between US and New Zealand is on record")
    manifest = store.read_manifest(done.tables)
    assert manifest["parameters"] == {"as_of": "", "corpus": "quiet", "last_day": "2025-09-01", "pair": "US-NZ", "start": ""}
    assert manifest["tables"]["articles"]["rows"] == 1 and manifest["tables"]["claims"]["rows"] == 0


def test_accuracy_is_shown_for_a_folder_of_ones_own_next_to_the_sample(rerun, tmp_path):
    text = "The United States has charged a tariff of 25% on all Chinese goods since Wednesday."
    article = {"article_id": "a", "title": "Duties rise", "published": "2025-04-10", "text": text}
    claim = {"imposer": "US", "target": "CN", "product": "all", "rate_pct": 25, "basis": "level", "stage": "ended", "quote": text}
    (tmp_path / "articles.jsonl").write_text(json.dumps(article), encoding="utf-8")
    (tmp_path / "gold.mine.jsonl").write_text(json.dumps({"article_id": "a", "claims": [claim]}), encoding="utf-8")
    given = {"gold_folder": str(tmp_path), "output": str(rerun[0].tables)}
    executed = report.run_notebook(paths.notebooks() / "05-check-accuracy.ipynb", tmp_path / "out.ipynb", given)
    shown = executed.read_text(encoding="utf-8")
    for caption in ("claims and events against", "F1 by kind of publisher", "F1 by imposer", "differences by cause", "sentences of each cause"):
        assert f"<caption>sample: {caption}" in shown and f"<caption>gold.mine: {caption}" in shown
    assert "wrong stage" in shown and text in shown


def test_the_readme_tells_what_the_notebooks_found():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = refresh.BLOCK.search(text)
    assert block and block[0] == refresh.findings_block(), "run: make refresh"
