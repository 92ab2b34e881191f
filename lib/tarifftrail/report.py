"""Runs the notebooks: strictly, and whole or not at all.

papermill by itself accepts a mistyped parameter, guesses types (`NO` becomes False), writes bit by bit and may overwrite
its source. Here a parameter must stand in the notebook's parameters cell and fit its annotation, a notebook runs under a
temporary name, and only a finished one takes its place.
"""

from __future__ import annotations

import ast
import contextlib
import datetime
import difflib
import io
import json
import re
import tempfile
import tokenize
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tarifftrail import countries, page, paths, store

REPORT = "04-chart-escalation"
SUITE = ("01-read-articles", "02-extract-claims", "03-reconcile-levels", REPORT)

CELL_TIMEOUT = 600  # seconds
START_TIMEOUT = 60  # seconds


class ParameterError(ValueError):
    """A parameter that the notebooks do not have, or a value that does not fit it."""


class NotebookFailed(RuntimeError):
    """A notebook stopped before its end; `error_name` is the kind of the error in it, empty if the kernel itself failed."""

    def __init__(self, message: str, error_name: str = "") -> None:
        super().__init__(message)
        self.error_name = error_name


# --- Parameters -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell: `name: type = default  # help`."""

    name: str
    type: str
    default: object
    help: str


TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


def tagged_cells(notebook: Path, tag: str) -> list[dict]:
    """The cells of a notebook that carry a tag, as they stand in its JSON."""
    cells = json.loads(notebook.read_bytes())["cells"]
    return [cell for cell in cells if tag in cell["metadata"].get("tags", [])]


def parameters_of(notebook: Path) -> dict[str, Parameter]:
    """The parameters of a notebook, by name, in their order.

    Raises ParameterError when the parameters cell is missing or holds anything but `name: type = literal  # help`.
    """
    cells = tagged_cells(notebook, "parameters")
    if len(cells) != 1:
        raise ParameterError(f"{notebook.name}: needs one cell tagged 'parameters', has {len(cells)}")
    source = "".join(cells[0]["source"])
    remarks = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    out = {}
    for node in ast.parse(source).body:
        line = ast.get_source_segment(source, node)
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name) or node.end_lineno != node.lineno:
            raise ParameterError(f"{notebook.name}: {line!r} in the parameters cell is not 'name: type = literal' on one line")
        kind = ast.unparse(node.annotation)
        try:
            default = ast.literal_eval(node.value)
        except (ValueError, TypeError) as error:
            raise ParameterError(f"{notebook.name}: the value in {line!r} is not a literal") from error
        if kind not in TYPES or type(default) is not TYPES[kind]:
            raise ParameterError(f"{notebook.name}: {line!r} must be of type {', '.join(TYPES)}, and its value of that type")
        out[node.target.id] = Parameter(node.target.id, kind, default, remarks.get(node.lineno, ""))
    return out


def fit(value: object, parameter: Parameter) -> object:
    """A value as the parameter's type; text is read as a literal of that type and never guessed at, so `NO` stays Norway.

    Raises ParameterError saying what would fit.
    """
    kind = TYPES[parameter.type]
    fitted = value
    if isinstance(value, str) and kind is not str:
        with contextlib.suppress(ValueError, SyntaxError):
            fitted = ast.literal_eval({"true": "True", "false": "False"}.get(value.lower(), value))
    if kind is float and type(fitted) is int:
        fitted = float(fitted)
    if type(fitted) is not kind:
        raise ParameterError(f"{parameter.name}={value!r} is not of type {parameter.type} ({parameter.help})")
    if isinstance(fitted, str):
        _check_meaning(parameter.name, fitted)
    return fitted


def _check_meaning(name: str, value: str) -> None:
    """Refuse a day that is none and a pair that is none, where the parameter's name says that it is one."""
    if name in ("start", "end", "as_of") and value:
        try:
            datetime.date.fromisoformat(value)
        except ValueError:
            raise ParameterError(f"{name}={value!r} is not a day; write it as 2025-04-09, or leave it empty") from None
    if name == "pair":
        try:
            countries.pair(value)
        except ValueError as error:
            raise ParameterError(f"pair={value!r}: {error}") from None


def check_parameters(given: Mapping[str, object], known: Mapping[str, Parameter]) -> dict[str, object]:
    """The given values, each fitted to its parameter.

    Raises ParameterError for a name that is not known, telling the nearest one, and for a value that does not fit.
    """
    for name in given:
        if name not in known:
            nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"did you mean {nearest[0]!r}?" if nearest else f"there are {', '.join(known)}"
            raise ParameterError(f"there is no parameter {name!r}; {hint}")
    fitted = {name: fit(value, known[name]) for name, value in given.items()}
    start, end = (fitted.get(name, known[name].default if name in known else "") for name in ("start", "end"))
    if start and end and start >= end:
        raise ParameterError(f"start={start} is not before end={end}")
    return fitted


# --- Running ----------------------------------------------------------------------------------------


def run_notebook(
    notebook: Path, output: Path, parameters: Mapping[str, object] | None = None, *, cell_timeout: int = CELL_TIMEOUT
) -> Path:
    """Run a notebook with other parameters and write the executed copy to `output`, whole or not at all.

    Returns the output. A run that stops leaves what it reached beside it as `<name>.failed.ipynb`.

    Raises ParameterError before anything runs, NotebookFailed when the notebook stops, OSError when `output` cannot be written.
    """
    notebook, output = Path(notebook), Path(output)
    if not notebook.is_file():
        raise FileNotFoundError(f"{notebook}: no such notebook")
    if output.resolve() == notebook.resolve() or output.resolve().parent == paths.notebooks().resolve():
        raise ParameterError(f"{output}: is among the sources, which a run never overwrites; choose another folder")
    fitted = check_parameters(parameters or {}, parameters_of(notebook))
    failed = output.with_name(f"{output.stem}.failed.ipynb")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tarifftrail-") as folder:
        running = Path(folder) / notebook.name
        try:
            _execute(notebook, running, fitted, cell_timeout)
        except BaseException as error:
            if running.is_file():
                store.write_bytes(failed, running.read_bytes())
            reason = _reason(error)
            if reason is None:
                raise
            kept = f"; what it reached is in {failed}" if running.is_file() else ""
            raise NotebookFailed(f"{notebook.name}: {reason}{kept}", getattr(error, "ename", "")) from error
        store.write_bytes(output, running.read_bytes())
    failed.unlink(missing_ok=True)
    return output


def _execute(notebook: Path, output: Path, parameters: Mapping[str, object], cell_timeout: int) -> None:
    import papermill

    papermill.execute_notebook(
        *(str(path).replace("{", "{{").replace("}", "}}") for path in (notebook, output)),  # papermill formats its paths
        parameters=dict(parameters),
        progress_bar=False,
        start_timeout=START_TIMEOUT,
        execution_timeout=cell_timeout,
        extra_arguments=["--log-level=CRITICAL"],  # the kernel warns of unencrypted local sockets on each start
    )


# Failures outside the notebook's own code, by the name of the error.
REASONS = {
    "CellTimeoutError": "a cell ran longer than it may; narrow the corpus, or run the notebook in JupyterLab",
    "DeadKernelError": "its kernel died, most often for want of memory; close other programs or take a smaller corpus",
    "NoSuchKernel": "no Python kernel is installed here; run 'python -m pip install ipykernel'",
}


def _reason(error: BaseException) -> str | None:
    """Why a notebook stopped, in one sentence; None for an error that is not the notebook's, as a full disk."""
    kind = type(error).__name__
    if kind == "PapermillExecutionError":
        return f"cell [{error.exec_count}] stopped with {error.ename}: {error.evalue}"
    return REASONS.get(kind)


@dataclass(frozen=True)
class Report:
    """What a run of the suite left behind."""

    finding: str
    html: Path
    tables: Path


def run_suite(
    folder: Path, parameters: Mapping[str, object] | None = None, *, say: Callable[[str], None] = print
) -> Report:
    """Run notebooks 01 to 04 into a folder: the tables, `charts/`, the executed `notebooks/` and `report.html`.

    Raises as `run_notebook`; parameters are checked against all notebooks before the first one runs.
    """
    folder = Path(folder).expanduser().resolve()
    sources = {name: paths.notebooks() / f"{name}.ipynb" for name in SUITE}
    known = {name: parameters_of(source) for name, source in sources.items()}
    offered = {name: parameter for each in known.values() for name, parameter in each.items() if name != "output"}
    given = check_parameters(parameters or {}, offered)
    fitted = given | {"output": str(folder)}
    for number, (name, source) in enumerate(sources.items(), start=1):
        say(f"{number}/{len(sources)}  {name}")
        own = {key: value for key, value in fitted.items() if key in known[name]}
        executed = run_notebook(source, folder / "notebooks" / source.name, own)
    # The notebooks have noted what shaped the tables, the corpus by its name alone; the rest shaped the report.
    store.write_manifest(folder, None, {name: value for name, value in given.items() if name != "corpus"}, [])
    finding = finding_of(executed)
    return Report(finding, page.export_html(executed, folder / "report.html", title=finding), folder)


def finding_of(notebook: Path) -> str:
    """The headline finding of an executed report, from its cell tagged `finding`; empty if it has none."""
    outputs = [output for cell in tagged_cells(notebook, "finding") for output in cell["outputs"]]
    texts = ["".join(output.get("data", {}).get("text/markdown", "")) for output in outputs]
    return re.sub(r"[*_`#]", "", " ".join(texts)).strip()
