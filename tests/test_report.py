"""The runner refuses what papermill would let pass, and writes whole or not at all."""

from __future__ import annotations

import json

import pytest

from tarifftrail import report

PARAMETERS = [
    'corpus: str = "sample"  # folder under data/raw',
    'pair: str = "US-CN"  # imposer-target; a # in a remark',
    'start: str = "2025-01-01"  # first day',
    'end: str = ""  # last day',
    "limit: int = 3  # rows shown",
    "share: float = 0.5  # of all",
    "full: bool = False  # all rows",
]


def write_notebook(path, *code: str, parameters=PARAMETERS, tags=()):
    """A small notebook: a parameters cell, then a code cell for each text."""
    sources = [("\n".join(parameters), ["parameters"]), *((text, list(tags)) for text in code)]
    cells = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {"tags": tag}, "execution_count": None, "source": text, "outputs": []}
        for n, (text, tag) in enumerate(sources)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    return path


def output_text(path) -> str:
    cells = json.loads(path.read_bytes())["cells"]
    return "".join("".join(output.get("text", "")) for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"])


@pytest.fixture
def known(tmp_path):
    return report.parameters_of(write_notebook(tmp_path / "a.ipynb"))


# --- Parameters ---------------------------------------------------------------------------------------


def test_parameters_are_read_with_type_default_and_help(known):
    assert list(known) == ["corpus", "pair", "start", "end", "limit", "share", "full"]
    assert known["pair"] == report.Parameter("pair", "str", "US-CN", "imposer-target; a # in a remark")
    assert known["full"].default is False


@pytest.mark.parametrize(
    "line",
    ["corpus = 'sample'", "corpus: str = 'a' + 'b'", "corpus: str = path()", "limit: int = '3'", "pairs: list = []", "import os", "x: int"],
)
def test_a_parameters_cell_with_anything_but_typed_literals_is_refused(tmp_path, line):
    with pytest.raises(report.ParameterError, match=r"a\.ipynb"):
        report.parameters_of(write_notebook(tmp_path / "a.ipynb", parameters=[line]))


def test_a_notebook_without_a_parameters_cell_is_refused(tmp_path):
    path = write_notebook(tmp_path / "a.ipynb")
    path.write_text(path.read_text(encoding="utf-8").replace('["parameters"]', "[]"), encoding="utf-8")
    with pytest.raises(report.ParameterError, match="one cell tagged 'parameters', has 0"):
        report.parameters_of(path)


FITS = [
    {"name": "corpus", "given": "NO", "value": "NO"},
    {"name": "corpus", "given": "007", "value": "007"},
    {"name": "corpus", "given": "True", "value": "True"},
    {"name": "limit", "given": "12", "value": 12},
    {"name": "share", "given": "1", "value": 1.0},
    {"name": "share", "given": 0.25, "value": 0.25},
    {"name": "full", "given": "true", "value": True},
    {"name": "full", "given": False, "value": False},
    {"name": "pair", "given": "US-EU", "value": "US-EU"},
    {"name": "start", "given": "", "value": ""},
]


@pytest.mark.parametrize("row", FITS, ids=lambda row: f"{row['name']}={row['given']!r}")
def test_values_become_the_type_that_the_cell_states(known, row):
    value = report.check_parameters({row["name"]: row["given"]}, known)[row["name"]]
    assert value == row["value"] and type(value) is type(row["value"])


MISFITS = [
    {"given": {"limit": "many"}, "says": "limit='many' is not of type int"},
    {"given": {"limit": "2.5"}, "says": "not of type int"},
    {"given": {"limit": True}, "says": "not of type int"},
    {"given": {"full": "NO"}, "says": "not of type bool"},
    {"given": {"corpus": 3}, "says": "not of type str"},
    {"given": {"start": "2025-02-30"}, "says": "is not a day; write it as 2025-04-09"},
    {"given": {"start": "April 2025"}, "says": "is not a day"},
    {"given": {"start": "2025-05-01", "end": "2025-04-01"}, "says": "start=2025-05-01 is not before end=2025-04-01"},
    {"given": {"end": "2024-12-31"}, "says": "start=2025-01-01 is not before"},
    {"given": {"pair": "US and them"}, "says": "pair='US and them'.*US-CN"},
    {"given": {"stat": "2025-01-01"}, "says": "no parameter 'stat'; did you mean 'start'"},
    {"given": {"zzz": "1"}, "says": "no parameter 'zzz'; there are corpus, pair"},
    {"given": {"x=1\nimport os": "1"}, "says": "no parameter"},
]


@pytest.mark.parametrize("row", MISFITS, ids=lambda row: str(row["given"]))
def test_what_does_not_fit_is_refused_with_what_would(known, row):
    with pytest.raises(report.ParameterError, match=row["says"]):
        report.check_parameters(row["given"], known)


# --- Running ------------------------------------------------------------------------------------------


def test_a_notebook_runs_with_the_given_values_in_the_folder_made_for_it(tmp_path, capfd):
    source = write_notebook(tmp_path / "a.ipynb", "print(corpus, limit)")
    before = source.read_bytes()
    output = report.run_notebook(source, tmp_path / "new {folder}" / "b.ipynb", {"limit": "12"})
    assert output_text(output) == "sample 12\n"
    assert source.read_bytes() == before
    assert [path.name for path in output.parent.iterdir()] == ["b.ipynb"]
    assert "TCP" not in capfd.readouterr().err


def test_a_source_is_never_overwritten(tmp_path):
    source = write_notebook(tmp_path / "a.ipynb", "print(1)")
    with pytest.raises(report.ParameterError, match="never overwrites"):
        report.run_notebook(source, tmp_path / "." / "a.ipynb")
    with pytest.raises(report.ParameterError, match="never overwrites"):
        report.run_notebook(source, report.paths.notebooks() / "mine.ipynb")


def test_a_failing_notebook_is_named_and_kept_beside_the_old_output(tmp_path):
    source = write_notebook(tmp_path / "a.ipynb", "print('so far')", "raise KeyError('no such pair')")
    output = tmp_path / "out" / "a.ipynb"
    output.parent.mkdir()
    output.write_text("the older run", encoding="utf-8")
    with pytest.raises(report.NotebookFailed, match=r"a\.ipynb: cell \[3\] stopped with KeyError: 'no such pair'.*a\.failed\.ipynb") as caught:
        report.run_notebook(source, output)
    assert caught.value.error_name == "KeyError"
    assert output.read_text(encoding="utf-8") == "the older run"
    assert "so far" in output_text(tmp_path / "out" / "a.failed.ipynb")
    write_notebook(source, "print('mended')")
    report.run_notebook(source, output)
    assert [path.name for path in output.parent.iterdir()] == ["a.ipynb"]


def test_a_cell_that_runs_too_long_is_stopped_and_said_so(tmp_path):
    source = write_notebook(tmp_path / "a.ipynb", "import time; time.sleep(60)")
    with pytest.raises(report.NotebookFailed, match="ran longer than it may"):
        report.run_notebook(source, tmp_path / "out" / "a.ipynb", cell_timeout=1)


def test_a_dead_kernel_is_said_so(tmp_path):
    source = write_notebook(tmp_path / "a.ipynb", "import os; os._exit(1)")
    with pytest.raises(report.NotebookFailed, match="its kernel died"):
        report.run_notebook(source, tmp_path / "out" / "a.ipynb")


def test_a_missing_kernel_is_said_so_with_the_command_that_installs_it(tmp_path):
    source = write_notebook(tmp_path / "a.ipynb", "print(1)")
    source.write_text(source.read_text(encoding="utf-8").replace('"python3"', '"nowhere"'), encoding="utf-8")
    with pytest.raises(report.NotebookFailed, match="pip install ipykernel"):
        report.run_notebook(source, tmp_path / "out" / "a.ipynb")


def test_the_finding_is_read_from_the_cell_tagged_so(tmp_path):
    path = write_notebook(tmp_path / "a.ipynb", "1", tags=["finding"])
    node = json.loads(path.read_bytes())
    node["cells"][1]["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/markdown": ["**Up**", " by 104."]}}]
    path.write_text(json.dumps(node), encoding="utf-8")
    assert report.finding_of(path) == "Up by 104."
