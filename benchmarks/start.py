"""Measures what starts a process: the command line, the import, and the report against a trivial notebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tarifftrail import paths

from .clock import Timing

ROUNDS = 3
SPACY = "import spacy"
TRIVIAL = "papermill of a notebook with `1 + 1`"
REPORT = "`tarifftrail report` on the sample: four notebooks and the HTML"
NOTEBOOKS = (TRIVIAL, REPORT)

_TRIVIAL_NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "cells": [{"id": "one", "cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": "1 + 1"}],
}


def run(say: Callable[[str], None]) -> dict[str, list[Timing]]:
    """Timings of every command, a list a round; the first run of each warms the disk cache and is not counted.

    Raises subprocess.CalledProcessError, with the command's own words, if one fails.
    """
    one_file = min(paths.raw("sample").glob("*.txt"))
    with tempfile.TemporaryDirectory(prefix="tarifftrail-bench-") as folder:
        trivial = Path(folder) / "trivial.ipynb"
        trivial.write_text(json.dumps(_TRIVIAL_NOTEBOOK), encoding="utf-8")
        commands = {
            "python -c pass": ["-c", "pass"],
            "import tarifftrail": ["-c", "import tarifftrail"],
            "`tarifftrail --help`": ["-m", "tarifftrail.cli", "--help"],
            "import pandas": ["-c", "import pandas"],
            SPACY: ["-c", "import spacy"],
            "`tarifftrail extract` of one article": ["-m", "tarifftrail.cli", "extract", str(one_file), "--out", f"{folder}/tables"],
            TRIVIAL: ["-m", "papermill", str(trivial), f"{folder}/out.ipynb", "--log-level", "ERROR", "--no-progress-bar"],
            REPORT: ["-m", "tarifftrail.cli", "report", "--out", f"{folder}/report"],
        }
        timings: dict[str, list[Timing]] = {name: [] for name in commands}
        for number in range(ROUNDS + 1):
            for name, arguments in commands.items():
                timing = _timed([sys.executable, *arguments])
                if number:
                    timings[name].append(timing)
            say(f"  round {number} of {ROUNDS}" if number else "  warmed up")
    return timings


def _timed(command: list[str]) -> Timing:
    # Compiled bytecode is what a user has after the first start, whatever this process was told.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, wall = os.times(), time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    after, wall = os.times(), time.perf_counter() - wall
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        done.check_returncode()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Timing(cpu or wall, wall)  # Windows does not tell the CPU time of children
