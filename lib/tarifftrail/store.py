"""Atomic, checksummed, byte-stable tables, and the manifest of a run.

A run's folder holds each table twice, as CSV (UTF-8 without BOM, ``\\n``, ISO dates) and as Parquet (zstd, page
checksums), and one `run.json` that says from which inputs, with which parameters and versions they were made. The same
frame always gives the same bytes; nothing that varies between runs (times, machine paths) is written.

Cells are written as they are. Text that opens with ``=``, ``+``, ``-`` or ``@`` is not defused for spreadsheet
programs, because quotes must stay verbatim: open the CSV of a corpus that you do not trust as text.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import time
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

import pandas as pd

from tarifftrail import paths, schema

MANIFEST = "run.json"
FORMATS = ("parquet", "csv")  # in the order in which a reader prefers them
DECIMALS = 6  # percents and probabilities; beyond it only the noise of binary fractions differs
VERSIONED = ("tarifftrail", "pandas", "pyarrow", "spacy", "matplotlib")
REPLACE_ATTEMPTS = 5


class CorruptTable(ValueError):
    """A table is missing, damaged or not of this run; the message names the file and the cure."""


def run_folder(corpus: str, output: str = "") -> Path:
    """Where a run of a corpus keeps its tables: `output`, or else `data/processed/<name of the corpus>/`."""
    return Path(output).expanduser().resolve() if output else paths.processed(Path(corpus).name)


# --- Writing ----------------------------------------------------------------------------------------


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all: a reader sees the old bytes or the new ones, never a part.

    Raises OSError when the folder cannot be written to or the file is held open by another program.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        _replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _replace(source: Path, target: Path) -> None:
    for attempt in range(1, REPLACE_ATTEMPTS + 1):
        try:
            source.replace(target)
            return
        except PermissionError:
            # Windows refuses while a virus scanner or an editor holds the file; elsewhere the refusal is final.
            if os.name != "nt" or attempt == REPLACE_ATTEMPTS:
                raise
            time.sleep(0.1 * attempt)


def write_table(frame: pd.DataFrame, folder: Path, name: str, *, formats: Iterable[str] = FORMATS) -> list[Path]:
    """Write a frame of the schema as `<name>.csv` and `<name>.parquet`, its rows in the order given.

    Returns the files. Raises schema.SchemaError for a frame that is not what the schema says, OSError as `write_bytes`.
    """
    data = _stable(schema.check(schema.conform(frame, name), name))
    encode = {"csv": _csv_bytes, "parquet": _parquet_bytes}
    return [write_bytes(Path(folder) / f"{name}.{format}", encode[format](data, name)) for format in formats]


def _stable(data: pd.DataFrame) -> pd.DataFrame:
    """The frame with numbers rounded alike for both formats, so that they read back as one."""
    numbers = data.select_dtypes("Float64").round(DECIMALS) + 0.0  # the sum turns -0.0 into 0.0
    return data.assign(**{column: numbers[column] for column in numbers})


def _csv_bytes(data: pd.DataFrame, name: str) -> bytes:
    cells = {}
    for column in schema.FRAMES[name]:
        series = data[column.name]
        if column.kind == "day":
            cells[column.name] = series.dt.strftime("%Y-%m-%d")
        elif column.kind == "number":
            cells[column.name] = series.map(_plain_number, na_action="ignore").astype("object")
        elif column.kind == "flag":
            cells[column.name] = series.map({True: "true", False: "false"}).astype("object")
        else:
            cells[column.name] = series
    rows = pd.DataFrame(cells, columns=schema.names(name), dtype="object").fillna("").astype("str")
    lines = [",".join(schema.names(name)), *(",".join(map(_cell, row)) for row in rows.itertuples(index=False))]
    return "\n".join([*lines, ""]).encode("utf-8")


def _cell(text: str) -> str:
    """A CSV cell. The csv module would leave a lone carriage return unquoted, which then reads as the end of the row."""
    return '"' + text.replace('"', '""') + '"' if re.search('[,"\r\n]', text) else text


def _plain_number(value: float) -> str:
    """25.0 as `25`, 7.5 as `7.5`: as a person would write it."""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def _parquet_bytes(data: pd.DataFrame, name: str) -> bytes:
    import pyarrow
    import pyarrow.parquet

    kinds = {
        "text": pyarrow.string(),
        "date": pyarrow.string(),
        "day": pyarrow.date32(),
        "number": pyarrow.float64(),
        "count": pyarrow.int64(),
        "flag": pyarrow.bool_(),
    }
    # The schema's own types, not those that pandas would note down: its note holds the pandas version.
    fields = pyarrow.schema([(column.name, kinds[column.kind]) for column in schema.FRAMES[name]])
    table = pyarrow.Table.from_pandas(data, schema=fields, preserve_index=False).replace_schema_metadata(None)
    sink = io.BytesIO()
    pyarrow.parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


# --- Reading ----------------------------------------------------------------------------------------


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """A table of a run with the schema's dtypes, from Parquet where it is there, else from CSV.

    Where the folder has a `run.json`, only a file with the checksum listed there is read.

    Raises CorruptTable naming the file and the cure.
    """
    path, content = _trusted(Path(folder), name)
    try:
        data = _from_parquet(content) if path.suffix == ".parquet" else _from_csv(content)
        if list(data.columns) != schema.names(name):
            raise schema.SchemaError(f"its columns are not those of {name!r}")
        return schema.check(schema.conform(data, name), name)
    except Exception as error:  # pyarrow and pandas raise some ten kinds for damaged bytes
        raise CorruptTable(f"{path}: cannot be read ({error}); delete it and run 'tarifftrail report' again") from error


def _trusted(folder: Path, name: str) -> tuple[Path, bytes]:
    """The first file of a table that `run.json` vouches for, or the first one where there is no manifest."""
    there = [folder / f"{name}.{format}" for format in FORMATS if (folder / f"{name}.{format}").is_file()]
    if not there:
        raise CorruptTable(f"{folder}: no table {name!r} there; run the notebook that writes it, or 'tarifftrail report'")
    if not (folder / MANIFEST).is_file():
        return there[0], there[0].read_bytes()
    listed = read_manifest(folder)["tables"].get(name)
    if listed is None:
        raise CorruptTable(f"{there[0]}: not a table of the run in {MANIFEST} beside it, so older; run the notebook that writes it")
    for path in there:
        content = path.read_bytes()
        if listed["sha256"].get(path.suffix[1:]) == hashlib.sha256(content).hexdigest():
            return path, content
    raise CorruptTable(
        f"{there[0]}: not the bytes that {MANIFEST} lists, so damaged or changed after the run; "
        f"run the notebook that writes it, or delete {MANIFEST} to read the table as it is"
    )


def _from_parquet(content: bytes) -> pd.DataFrame:
    import pyarrow.parquet

    return pyarrow.parquet.read_table(io.BytesIO(content), page_checksum_verification=True).to_pandas()


def _from_csv(content: bytes) -> pd.DataFrame:
    # Text throughout, nothing read as missing: Namibia's code is NA, and an id may be 00123.
    return pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False, na_filter=False, encoding="utf-8")


# --- The manifest -----------------------------------------------------------------------------------


def digest_inputs(path: Path) -> dict[str, str]:
    """The sha256 of a file, or of every file in a folder, by path relative to it; hidden files are left out."""
    path = Path(path)
    files = [path] if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file())
    base = path.parent if path.is_file() else path
    names = {found.relative_to(base).as_posix(): found for found in files}
    visible = {name: found for name, found in names.items() if not any(part.startswith(".") for part in name.split("/"))}
    return {name: _sha256(found) for name, found in sorted(visible.items())}


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_manifest(
    folder: Path, inputs: Mapping[str, str] | None, parameters: Mapping[str, object], tables: Iterable[str]
) -> Path:
    """Say in `run.json` how the named tables of a folder came about; returns its path.

    `inputs` are the checksums of `digest_inputs`, or None for tables made from those already in the folder. A manifest
    that is there is carried on while the inputs stay the same; other inputs begin a new one, so that a table left over
    from an older run is refused by `read_table`.
    """
    folder = Path(folder)
    manifest: dict = {"inputs": dict(inputs or {}), "parameters": {}, "tables": {}}
    if (folder / MANIFEST).is_file():
        older = read_manifest(folder)
        if inputs is None or older["inputs"] == dict(inputs):
            manifest = {key: older[key] for key in manifest}
    manifest["parameters"] |= parameters
    manifest["versions"] = {package: metadata.version(package) for package in VERSIONED}
    for name in tables:
        files = [folder / f"{name}.{format}" for format in FORMATS if (folder / f"{name}.{format}").is_file()]
        checksums = {path.suffix[1:]: _sha256(path) for path in files}
        manifest["tables"][name] = {"rows": _count_rows(files[0]), "sha256": checksums}
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    return write_bytes(folder / MANIFEST, f"{text}\n".encode())


def _count_rows(path: Path) -> int:
    if path.suffix == ".parquet":
        import pyarrow.parquet

        return pyarrow.parquet.read_metadata(path).num_rows
    return len(_from_csv(path.read_bytes()))


def read_manifest(folder: Path) -> dict:
    """The manifest of a folder.

    Raises CorruptTable when `run.json` is not there or is not a manifest.
    """
    path = Path(folder) / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
        return {key: manifest[key] for key in ("inputs", "parameters", "tables", "versions")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorruptTable(f"{path}: cannot be read as a manifest ({error}); delete it and run 'tarifftrail report' again") from error
