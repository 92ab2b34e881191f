"""pyproject.toml, the locks and environment.yml say the same, and the checkout hides nothing of the library."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ["requirements.lock", "benchmarks/requirements.lock"]

# The packages whose conda-forge name differs from the one on the Python index.
CONDA_NAMES = {"jupyter-server": "jupyter_server", "matplotlib": "matplotlib-base", "tzdata": "python-tzdata"}

SECURITY_FLOORS = {
    "jupyter-server": "2.20",  # CVE-2026-44727: stored XSS through the nbconvert handlers
    "jupyterlab": "4.6.2",  # five advisories
    "nbconvert": "7.17",  # CVE-2025-53000
}


def declared() -> dict[str, Requirement]:
    """What pyproject.toml asks for, the test extra included, by package."""
    project = PROJECT["project"]
    texts = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return {canonicalize_name(requirement.name): requirement for requirement in map(Requirement, texts)}


def pins(lock: str) -> dict[str, list[Version]]:
    """Every version that a lock pins, by package; a package may have one version for each range of Pythons."""
    out: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE):
        out.setdefault(canonicalize_name(name), []).append(Version(version))
    return out


def tracked_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_an_exact_pin_with_hashes(lock):
    text = re.sub(r"\\\n\s*", "", (ROOT / lock).read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[\w.-]+==[\w.!+]+( ; [^#]+?)?\s*--hash=sha256:[0-9a-f]{64}", line), line[:80]


def test_the_lock_pins_each_declared_package_inside_its_bounds():
    locked = pins("requirements.lock")
    for name, requirement in declared().items():
        assert locked.get(name), f"{name} is not in requirements.lock; run make lock"
        for version in locked[name]:
            assert version in requirement.specifier, f"{name} {version} is outside {requirement.specifier}; run make lock"


def test_the_lock_holds_the_build_backend_so_that_the_editable_install_downloads_nothing():
    for text in PROJECT["build-system"]["requires"]:
        requirement = Requirement(text)
        assert all(version in requirement.specifier for version in pins("requirements.lock")[requirement.name])


def test_the_rivals_lock_agrees_with_the_main_lock_and_no_rival_is_in_it():
    main, bench = pins("requirements.lock"), pins("benchmarks/requirements.lock")
    wanted = (ROOT / "benchmarks/requirements.in").read_text(encoding="utf-8").splitlines()
    rivals = {canonicalize_name(Requirement(line).name) for line in wanted if line and line[0] not in "#-"}
    assert rivals <= set(bench)
    assert "quantulum3" not in main
    for name in set(main) & set(bench):
        assert bench[name] == main[name], name


@pytest.mark.parametrize("name", SECURITY_FLOORS)
def test_security_floors_hold_in_the_bounds_and_in_the_lock(name):
    floor = Version(SECURITY_FLOORS[name])
    lower = [Version(clause.version) for clause in declared()[name].specifier if clause.operator == ">="]
    assert lower and lower[0] >= floor
    assert all(version >= floor for version in pins("requirements.lock")[name])


def test_environment_yml_has_the_same_packages_and_bounds_under_conda_names():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = [Requirement(entry) for entry in entries if isinstance(entry, str)]
    stated = {entry.name: entry.specifier for entry in conda if entry.name != "pip"}
    wanted = {CONDA_NAMES.get(name, name): requirement.specifier for name, requirement in declared().items()}
    wanted["python"] = Requirement(f"python{PROJECT['project']['requires-python']}").specifier
    assert stated == wanted
    assert {"pip": ["-e ."]} in entries


def test_the_library_imports_nothing_that_is_not_declared():
    imported = set()
    for path in (ROOT / "lib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module.partition(".")[0])
    provided_by = {"yaml": "pyyaml", "dateutil": "python-dateutil", "bs4": "beautifulsoup4"}
    outside = {name for name in imported if name not in sys.stdlib_module_names and name != "tarifftrail"}
    undeclared = {name for name in outside if canonicalize_name(provided_by.get(name, name)) not in declared()}
    assert not undeclared


def test_the_ignore_file_does_not_hide_the_library_or_the_sample():
    inside = ["lib/tarifftrail/__init__.py", "lib/tarifftrail/schema.py", "data/processed/sample/levels.csv", "data/raw/sample/a.txt"]
    outside = ["data/processed/mine/levels.csv", "data/raw/mine/a.txt", ".venv/bin/python", "build/report/report.html"]
    answer = subprocess.run(
        ["git", "check-ignore", "--no-index", *inside, *outside], cwd=ROOT, capture_output=True, text=True
    )
    if answer.returncode == 128:
        pytest.skip("not a git checkout")
    assert answer.stdout.split() == outside


def test_no_tracked_file_names_a_registry_host():
    hosts = re.compile(rb"(py" rb"pi\.org|python" rb"hosted\.org|registry\.np" rb"mjs\.org|deb\.deb" rb"ian\.org|conda\.ana" rb"conda\.org)")
    guilty = [name for name in tracked_files() if hosts.search((ROOT / name).read_bytes())]
    assert not guilty


def test_the_citation_and_the_project_give_one_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["project"]["version"]
    assert citation["license"] == PROJECT["project"]["license"]
