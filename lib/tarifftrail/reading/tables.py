"""Files with many records: JSON, JSON lines, CSV and Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tarifftrail.reading.decoding import decode
from tarifftrail.reading.fields import Raw, from_mapping, plan

MAX_RECORD = 20_000_000  # characters of one JSON line or CSV cell
_SHOWN = 60


def read_json_lines(path: Path) -> Iterator[Raw]:
    """One record a line. A line that is no JSON object fails alone."""
    text, encoding = decode(path.read_bytes())
    # Only "\n" ends a record: JSON may hold other separators unescaped.
    lines = [line for line in text.split("\n") if line.strip()]
    for position, line in enumerate(lines):
        if len(line) > MAX_RECORD:
            yield Raw(position, encoding=encoding, outcome="failed", reason=f"record of more than {MAX_RECORD // 1_000_000} million characters")
            continue
        try:
            record = _loads(line)
        except (ValueError, RecursionError) as error:
            yield Raw(position, encoding=encoding, outcome="failed", reason=f"no JSON: {_short(error)}")
            continue
        yield _record(record, position, encoding)
    if not lines:
        yield Raw(encoding=encoding, outcome="skipped", reason="empty file")


def read_json(path: Path) -> Iterator[Raw]:
    """One record, a list of records, or an object that holds such a list; JSON lines under the wrong name too."""
    text, encoding = decode(path.read_bytes())
    if not text.strip():
        yield Raw(encoding=encoding, outcome="skipped", reason="empty file")
        return
    try:
        content = _loads(text)
    except (ValueError, RecursionError) as error:
        first = text.strip().split("\n", 1)[0].strip()
        if first.startswith("{") and first.endswith("}"):
            yield from read_json_lines(path)
        else:
            yield Raw(encoding=encoding, outcome="failed", reason=f"no JSON: {_short(error)}")
        return
    records = _records_in(content)
    for position, record in enumerate(records):
        yield _record(record, position, encoding)
    if not records:
        yield Raw(encoding=encoding, outcome="skipped", reason="no records")


def read_csv(path: Path) -> Iterator[Raw]:
    """One record a row; the separator is the one that the header line holds most of. Everything is read as text."""
    text, encoding = decode(path.read_bytes())
    if not text.strip():
        yield Raw(encoding=encoding, outcome="skipped", reason="empty file")
        return
    header_line = text.lstrip().split("\n", 1)[0]
    separator = "\t" if path.suffix.lower() in (".tsv", ".tab") else max(",;\t|", key=header_line.count)
    limit = csv.field_size_limit(MAX_RECORD)
    try:
        rows = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=separator, strict=True)
        header = [name.strip() for name in next(rows)]
        if not plan(tuple(header)):
            yield Raw(encoding=encoding, outcome="failed", reason=f"no known column among {', '.join(header)[:_SHOWN]}; see vocabulary/columns.tsv")
            return
        position = -1
        while True:
            position += 1
            try:
                row = next(rows)
            except StopIteration:
                break
            except csv.Error as error:
                yield Raw(position, encoding=encoding, outcome="failed", reason=f"broken row: {_short(error)}")
                continue
            if not any(cell.strip() for cell in row):
                position -= 1
            elif len(row) != len(header):
                yield Raw(position, encoding=encoding, outcome="failed", reason=f"{len(row)} cells under {len(header)} columns")
            else:
                yield from_mapping(dict(zip(header, row)), position, encoding)
        if position == 0:
            yield Raw(encoding=encoding, outcome="skipped", reason="no records")
    finally:
        csv.field_size_limit(limit)


def read_parquet(path: Path) -> Iterator[Raw]:
    """One record a row, in batches; only the columns that are known are read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as table:
            known = [name for name, _ in plan(tuple(table.schema_arrow.names))]
            if not known:
                yield Raw(outcome="failed", reason=f"no known column among {', '.join(table.schema_arrow.names)[:_SHOWN]}; see vocabulary/columns.tsv")
                return
            position = 0
            for batch in table.iter_batches(batch_size=1000, columns=known):
                for record in batch.to_pylist():
                    yield from_mapping(record, position, "parquet")
                    position += 1
            if not position:
                yield Raw(outcome="skipped", reason="no records")
    except (pa.ArrowException, OSError) as error:
        yield Raw(outcome="failed", reason=f"no readable Parquet: {_short(error)}")


def _loads(text: str) -> Any:
    """JSON with its numbers as written: an identifier of twenty digits keeps every one."""
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda name: None)


def _record(record: Any, position: int, encoding: str) -> Raw:
    if not isinstance(record, dict):
        return Raw(position, encoding=encoding, outcome="failed", reason=f"no JSON object but {type(record).__name__}")
    inner = record.get("_source")  # as search engines export their documents
    return from_mapping({**record, **inner} if isinstance(inner, dict) else record, position, encoding)


def _records_in(content: Any) -> list[Any]:
    """The records of a JSON file: the list itself, the longest list of objects inside, or the object as the record."""
    if isinstance(content, list):
        return content
    if not isinstance(content, dict):
        return [content]
    if {"title", "text"} & {to for _, to in plan(tuple(content)) if isinstance(_value(content, to), str)}:
        return [content]
    waiting, lists = [content], []
    while waiting:
        for value in waiting.pop().values():
            if isinstance(value, dict):
                waiting.append(value)
            elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
                lists.append(value)
    return max(lists, key=len) if lists else [content]


def _value(content: dict, to: str) -> Any:
    return next(content[name] for name, field in plan(tuple(content)) if field == to)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


READERS: dict[str, Callable[[Path], Iterator[Raw]]] = {
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".json": read_json,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
}
