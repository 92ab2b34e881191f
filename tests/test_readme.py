"""README.md names what is there: files, commands, versions."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tarifftrail import cli, refresh

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_file_that_it_links_is_there():
    links = [target for target in re.findall(r"\]\(([^)#\s]+)\)", README) if "://" not in target]
    assert len(links) >= 8
    assert not [target for target in links if not (ROOT / target).exists()]


def test_every_path_in_its_layout_is_there():
    layout = re.search(r"(?s)## Layout\n+```\n(.*?)```", README)[1]
    names = [name for line in layout.splitlines() for name in re.findall(r"(?:^|\s)([\w./]+(?:/|\.csv|\.yaml))(?=\s|$)", line)]
    assert "lib/tarifftrail/" in names
    assert not [name for name in names if not (ROOT / name).exists()]


def test_every_make_target_that_it_names_is_there():
    for target in re.findall(r"^make (\w+)|`make (\w+)`", README, re.MULTILINE):
        assert re.search(rf"(?m)^{''.join(target)}:", MAKEFILE), target


def test_the_steps_without_make_are_those_of_the_makefile():
    uv = re.search(r"UV_VERSION := (\S+)", MAKEFILE)[1]
    assert f"uv=={uv}" in README
    for flag in ("--require-hashes", "--compile-bytecode", "--no-deps", "--no-build-isolation"):
        assert flag in README and flag in MAKEFILE
    nbval = re.search(r"pytest notebooks (.*)", MAKEFILE)[1]
    told = re.search(r"pytest notebooks (.*)", README)[1]
    assert set(told.split()) <= set(nbval.split())


def test_its_table_of_notebooks_asks_their_questions():
    rows = re.findall(r"^\| \[([\w-]+)\]\(notebooks/[\w-]+\.ipynb\) \| ([^|]+?) \|", README, re.MULTILINE)
    assert [name for name, _ in rows] == list(refresh.NOTEBOOKS)
    for name, question in rows:
        first = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_bytes())["cells"][0]["source"][0]
        assert first.strip() == f"# {question}"


@pytest.mark.parametrize("line", re.findall(r"^tarifftrail (report|extract)\b ?([^#\n]*)", README, re.MULTILINE), ids=" ".join)
def test_every_command_that_it_shows_is_understood(line):
    verb, arguments = line
    assert cli._parser().parse_args([verb, *arguments.split()]).run
