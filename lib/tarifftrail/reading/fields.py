"""One raw record: what a reader found, before anything is cleaned or judged."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tarifftrail import lexicon

FIELDS = ("article_id", "title", "text", "published", "source", "source_type", "url", "language")
_SEPARATORS = re.compile(r"[\s\-.:]+")


@dataclass
class Raw:
    """A record of a file, or the reason why there is none.

    `position` counts from 0 within the file and is None where the file is the record. `found` holds, for each
    field, its values in order of trust, each with the name that it had in the input. `outcome` is empty for a
    record that was read; otherwise it is `skipped` or `failed`, with the `reason`.
    """

    position: int | None = None
    found: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    encoding: str = ""
    outcome: str = ""
    reason: str = ""

    def first(self, name: str) -> str:
        """The most trusted value of a field; empty if there is none."""
        values = self.found.get(name)
        return values[0][1] if values else ""

    def add(self, name: str, value: Any, origin: str) -> None:
        """Adds a value behind those already found, if it holds anything."""
        text = as_text(value, paragraphs=name == "text")
        if text.strip():
            self.found.setdefault(name, []).append((origin, text))


@functools.cache
def _aliases() -> dict[str, tuple[str, int]]:
    """Alias -> (field, rank); a smaller rank is trusted more."""
    return {row["alias"]: (row["field"], rank) for rank, row in enumerate(lexicon.read_table("columns"))}


@functools.lru_cache(maxsize=4096)
def field_of(name: str) -> tuple[str, int] | None:
    """The article field that a column, key or header line stands for, with its rank; None for any other name."""
    return _aliases().get(_SEPARATORS.sub("_", name.strip().casefold()).strip("_"))


@functools.lru_cache(maxsize=256)
def plan(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The usable names among those of a record, as (name, field), the most trusted first."""
    known = [(found[1], name, found[0]) for name in names if (found := field_of(name))]
    return tuple((name, to) for _, name, to in sorted(known))


def from_mapping(record: Mapping[str, Any], position: int, encoding: str) -> Raw:
    """A record of a table or of a JSON file."""
    raw = Raw(position, encoding=encoding)
    for name, to in plan(tuple(record)):
        raw.add(to, record[name], name)
    return raw


def as_text(value: Any, *, paragraphs: bool = False) -> str:
    """A value of a table cell or JSON key as text: whole numbers without a fraction, nested names, joined lists."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, Mapping):
        # {"name": "Reuters"}, {"rendered": "<p>..."}, {"url": "..."}: the shapes that news interfaces use
        for key in ("name", "rendered", "value", "text", "url", "id"):
            if value.get(key):
                return as_text(value[key], paragraphs=paragraphs)
        return ""
    if isinstance(value, Iterable):
        parts = [as_text(part, paragraphs=paragraphs) for part in value]
        return ("\n\n" if paragraphs else "; ").join(part for part in parts if part)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
