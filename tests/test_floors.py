"""A module of the library imports from the floors below it, and inside a floor from those named before it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[1] / "lib" / "tarifftrail"

# The floors from the ground up. A folder stands for all of its modules, which may import one another.
FLOORS = [
    ["schema", "paths"],
    ["patterns", "lexicon", "countries", "store"],
    ["reading"],
    ["extraction"],
    ["record"],
    ["charts", "accuracy", "calibration", "sentences", "tables", "findings", "view"],
    ["page", "report", "refresh", "cli"],
]
PLACES = {name: (floor, place) for floor, names in enumerate(FLOORS) for place, name in enumerate(names)}
NO_DRAWERS = {"utils", "util", "helpers", "common", "misc"}


def modules() -> list[Path]:
    return sorted(path for path in LIBRARY.rglob("*.py") if path != LIBRARY / "__init__.py")


def room(path: Path) -> str:
    """The module at the top of the library that a file is, or belongs to."""
    return path.relative_to(LIBRARY).with_suffix("").parts[0]


def imported_rooms(path: Path) -> set[str]:
    """The top modules of the library that a file imports, also inside its functions."""
    inside = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}: relative imports hide the floor"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        inside |= {name.split(".")[1] for name in names if name.startswith("tarifftrail.")}
    return inside


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(LIBRARY)))
def test_a_module_imports_only_from_below(path):
    own = room(path)
    assert own in PLACES, f"{own} has no floor; give it one here and in the table of the design"
    for other in imported_rooms(path) - {own}:
        assert PLACES[other] < PLACES[own], f"{own} imports {other}, which stands above it"


def test_no_module_is_a_drawer_for_odds_and_ends():
    assert not {path.stem for path in modules()} & NO_DRAWERS
