"""Where the project's folders are, whatever the working directory.

papermill runs a notebook in the caller's folder, nbval and JupyterLab in the notebook's own, so no
path in this project may depend on the working directory.
"""

from __future__ import annotations

import os
from pathlib import Path

ENVIRONMENT_VARIABLE = "TARIFFTRAIL_ROOT"


def project_root() -> Path:
    """The folder that holds `notebooks/`, `data/` and `lib/`.

    `TARIFFTRAIL_ROOT` wins where it is set; otherwise the folder is found from this file.

    Raises FileNotFoundError when neither leads to a folder with a `pyproject.toml`.
    """
    stated = os.environ.get(ENVIRONMENT_VARIABLE)
    root = Path(stated) if stated else Path(__file__).resolve().parents[2]
    if not (root / "pyproject.toml").is_file():
        raise FileNotFoundError(
            f"{root}: no pyproject.toml there, so it is not the tarifftrail project; "
            f"install the package with 'pip install -e .' or set {ENVIRONMENT_VARIABLE} to the project's folder"
        )
    return root


def raw(corpus: str = "") -> Path:
    """`data/raw/`, or the folder of one corpus in it."""
    return project_root() / "data" / "raw" / corpus


def processed(corpus: str = "") -> Path:
    """`data/processed/`, or the folder of one corpus in it."""
    return project_root() / "data" / "processed" / corpus


def notebooks() -> Path:
    """`notebooks/`."""
    return project_root() / "notebooks"


def resolve_corpus(corpus: str) -> Path:
    """A corpus given as a path, or as the name of a folder under `data/raw/`.

    Raises FileNotFoundError naming both places that were tried.
    """
    as_path = Path(corpus).expanduser()
    if as_path.is_absolute() or as_path.exists():
        candidates = [as_path]
    else:
        candidates = [raw(corpus), as_path]
    for candidate in candidates:
        if candidate.exists():
            return candidate.resolve()
    tried = " nor ".join(str(candidate) for candidate in candidates)
    raise FileNotFoundError(f"no corpus {corpus!r}: neither {tried} exists; give a folder under data/raw or a path")
