"""The command says what, which file and what to do, and its exit code says which kind of trouble it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tarifftrail import cli, report

ARTICLE = """Title: Washington raises tariff on Chinese goods to 104%
Date: 2025-04-09
Source: Northline Wire

The United States raised its tariff on all Chinese goods to 104 percent on Wednesday, officials said. Shares fell 3 percent.
"""


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    return folder


# --- extract ------------------------------------------------------------------------------------------


def test_extract_writes_plain_csv_with_the_codebooks_columns(corpus, tmp_path, capsys):
    out = tmp_path / "out"
    assert cli.main(["extract", str(corpus), "--out", str(out)]) == cli.DONE
    assert sorted(path.name for path in out.iterdir()) == ["claims.csv", "events.csv", "log.csv", "rejected.csv"]
    content = (out / "claims.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf") and b"\r" not in content
    claims = pd.read_csv(out / "claims.csv", keep_default_na=False)
    assert claims[["imposer", "target", "rate_pct", "stage"]].astype("str").values.tolist() == [["US", "CN", "104", "in_force"]]
    told = capsys.readouterr().out
    assert "1 became articles" in told and "1 tariff rate" in told and str(out) in told


def test_extract_twice_gives_the_same_bytes(corpus, tmp_path):
    for name in ("one", "two"):
        cli.main(["extract", str(corpus), "--out", str(tmp_path / name)])
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_extract_of_nothing_usable_says_so_and_writes_nothing(tmp_path, capsys):
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "a.txt").write_text("", encoding="utf-8")
    assert cli.main(["extract", str(empty), "--out", str(tmp_path / "out")]) == cli.NO_INPUT
    assert cli.main(["extract", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")]) == cli.NO_INPUT
    told = capsys.readouterr().err
    assert "no article could be read" in told and "nowhere" in told and "Traceback" not in told
    assert not (tmp_path / "out").exists()


def test_extract_into_what_is_no_folder_says_so(corpus, tmp_path, capsys):
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    assert cli.main(["extract", str(corpus), "--out", str(tmp_path / "out")]) == cli.NO_OUTPUT
    assert "out" in capsys.readouterr().err


# --- report -------------------------------------------------------------------------------------------


@pytest.fixture
def suite(monkeypatch, tmp_path):
    """Stands in for the run of the notebooks and keeps what it was called with."""
    calls = []

    def run_suite(folder, parameters, *, say):
        calls.append((folder, dict(parameters)))
        say("1/4  01-read-articles")
        return report.Report("The duty stands at 104%", tmp_path / "report.html", tmp_path)

    monkeypatch.setattr(report, "run_suite", run_suite)
    return calls


def test_report_ends_with_the_finding_and_where_everything_is(suite, tmp_path, capsys):
    assert cli.main(["report", "--set", "pair=US-EU", "--set", "start=2025-01-01", "--out", str(tmp_path)]) == cli.DONE
    assert suite == [(tmp_path, {"pair": "US-EU", "start": "2025-01-01"})]
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "1/4  01-read-articles",
        "",
        "The duty stands at 104%",
        "",
        f"Report: {tmp_path / 'report.html'}",
        f"Tables: {tmp_path}",
    ]


def test_a_report_goes_to_the_build_folder_unless_told_otherwise(suite):
    cli.main(["report"])
    assert suite[0][0].parts[-2:] == ("build", "report")


BAD_PARAMETERS = [
    {"given": ["--set", "pair"], "says": "write it as NAME=VALUE"},
    {"given": ["--set", "stat=2025-01-01"], "says": "did you mean 'start'"},
    {"given": ["--set", "start=soon"], "says": "is not a day"},
    {"given": ["--set", "pair=US-Atlantis"], "says": "no pair"},
    {"given": ["--set", "output=elsewhere"], "says": "no parameter 'output'"},
]


@pytest.mark.parametrize("row", BAD_PARAMETERS, ids=lambda row: row["given"][-1])
def test_bad_parameters_are_refused_before_anything_runs(row, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(report, "run_notebook", lambda *_: pytest.fail("a notebook ran"))
    assert cli.main(["report", *row["given"], "--out", str(tmp_path / "out")]) == cli.BAD_PARAMETERS
    assert row["says"] in capsys.readouterr().err


FAILURES = [
    {"error": report.NotebookFailed("02: cell [3] stopped", "KeyError"), "code": cli.NOTEBOOK_FAILED},
    {"error": report.NotebookFailed("01: cell [3] stopped", "FileNotFoundError"), "code": cli.NO_INPUT},
    {"error": PermissionError(13, "Permission denied", "report.html"), "code": cli.NO_OUTPUT},
    {"error": OSError(28, "No space left on device"), "code": cli.NO_OUTPUT},
]


@pytest.mark.parametrize("row", FAILURES, ids=lambda row: str(row["error"]))
def test_each_kind_of_failure_has_its_exit_code_and_no_traceback(row, monkeypatch, capsys):
    def fail(*_, **__):
        raise row["error"]

    monkeypatch.setattr(report, "run_suite", fail)
    assert cli.main(["report"]) == row["code"]
    assert capsys.readouterr().err == f"tarifftrail: {row['error']}\n"
    with pytest.raises(type(row["error"])):
        cli.main(["report", "--debug"])


def test_a_fault_of_the_program_is_not_passed_off_as_the_users(monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(report, "run_suite", fail)
    with pytest.raises(ZeroDivisionError):
        cli.main(["report"])


# --- The command itself -------------------------------------------------------------------------------


def test_the_installed_command_tells_its_version():
    installed = Path(sys.executable).with_name("tarifftrail")
    done = subprocess.run([str(installed), "--version"], capture_output=True, text=True)
    assert done.stdout.startswith("tarifftrail 0.")


def test_help_loads_nothing_heavy():
    code = "import sys\nfrom tarifftrail import cli\ntry: cli.main(['--help'])\nexcept SystemExit: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "tarifftrail.cli" in loaded
    assert not loaded & {"pandas", "numpy", "spacy", "matplotlib", "papermill", "pyarrow"}


def test_a_verb_is_needed(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main([])
    assert stopped.value.code == cli.BAD_PARAMETERS and "VERB" in capsys.readouterr().err
