"""Questions that a record answers: the level on a day, the levels in a period, the differences from known levels."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pandas as pd

from tarifftrail import countries, paths, schema
from tarifftrail.record.assembly import Record

WORLD = "WORLD"
STANDING = ("in_force", "scheduled")


def _day(day: Any) -> pd.Timestamp:
    try:
        stamp = pd.Timestamp(day)
    except (ValueError, TypeError):
        stamp = pd.NaT
    if stamp is pd.NaT:
        raise ValueError(f"{day!r} is no day; write it as 2025-04-09")
    return stamp.tz_localize(None).normalize() if stamp.tzinfo else stamp.normalize()


def _series(record: Record, imposer: str, target: str, product: str) -> pd.DataFrame:
    """The rows of one series that stand or will: without tranches, and for all goods without single layers."""
    levels = record.levels
    chosen = (levels["imposer"] == imposer) & (levels["target"] == target) & (levels["product"] == product)
    chosen &= levels["stage"].isin(STANDING)
    if product == "all":
        chosen &= (levels["coverage"] != "part") & (levels["programme"] == "")
    return levels[chosen]


def _reach(target: str, day: pd.Timestamp) -> list[str]:
    """The target, the bloc that it belongs to on the day, and all partners, nearest first."""
    bloc = ["EU"] if target != "EU" and target in countries.members("EU", day.date()) else []
    return [target, *bloc, WORLD] if target != WORLD else [WORLD]


def level_on(record: Record, imposer: str, target: str, day: str | date | pd.Timestamp, product: str = "all") -> float:
    """The level in percent on top of the normal duty on a day; NaN where the record does not know.

    For all goods it is the headline. For a product it is the sum of the product's own duties over programmes, without
    the headline. Where the pair has no level of its own, that of the target's bloc, then that on all partners holds.

    Raises ValueError for a day that is none.
    """
    when = _day(day)
    parts: dict[str, float] = {}
    for reached in _reach(target, when):
        rows = _series(record, imposer, reached, product)
        rows = rows[(rows["valid_from"] <= when) & ~(rows["valid_until"] <= when)]
        for row in rows.itertuples(index=False):
            parts.setdefault(row.programme, float(row.rate_pct))
        if "" in parts:
            break  # a headline, or a duty of no named programme, which may be any of the wider ones
    return math.fsum(parts.values()) if parts else math.nan


def levels_between(record: Record, imposer: str, target: str, start: Any, end: Any, product: str = "all") -> pd.DataFrame:
    """The rows of `levels` of one series that meet the days from `start` to `end`, both included, by first day.

    The rows are those of the pair itself, or where it has none of the target's bloc, or of all partners.

    Raises ValueError for days that are none or a period that ends before it begins.
    """
    first, last = _day(start), _day(end)
    if last < first:
        raise ValueError(f"the period ends on {last:%Y-%m-%d}, before it begins on {first:%Y-%m-%d}; exchange start and end")
    for reached in _reach(target, last):
        rows = _series(record, imposer, reached, product)
        rows = rows[(rows["valid_from"] <= last) & ~(rows["valid_until"] <= first)]
        if len(rows):
            break
    return rows.sort_values(["valid_from", "programme", "level_id"], kind="stable").reset_index(drop=True)


def official_record(path: Any = None) -> pd.DataFrame:
    """The known levels of `data/raw/official_record.csv`, or of another file of that form."""
    file = path or paths.raw("official_record.csv")
    return schema.conform(pd.read_csv(file, dtype=str, keep_default_na=False), "official_record")


def compare(record: Record, official: pd.DataFrame) -> pd.DataFrame:
    """Where the record's headlines differ from known ones: a row for each interval of days with one difference.

    Columns: imposer, target, from, until (half-open; missing at the end of the record), record_pct (missing where the
    record does not know), official_pct, points (record less official). Compared are the days of the official headline
    rows up to the last day read; rows from memory are left out. An empty frame means that they are the same.
    """
    known = official[(official["product"] == "all") & (official["coverage"] != "part") & ~official["from_memory"].fillna(False)]
    beyond = record.last_day + pd.Timedelta(days=1)
    rows = []
    for row in known[known["valid_from"] < beyond].sort_values(["imposer", "target", "valid_from"]).itertuples(index=False):
        until = beyond if row.valid_until is pd.NaT else min(row.valid_until, beyond)
        own = _series(record, row.imposer, row.target, "all")
        turns = {row.valid_from, *own["valid_from"], *own["valid_until"].dropna()}
        turns = sorted(turn for turn in turns if row.valid_from <= turn < until)
        for first, following in zip(turns, [*turns[1:], until], strict=True):
            found = level_on(record, row.imposer, row.target, first)
            if not abs(found - row.rate_pct) < 1e-6:
                rows.append((row.imposer, row.target, first, following, found, float(row.rate_pct), found - float(row.rate_pct)))
    columns = ["imposer", "target", "from", "until", "record_pct", "official_pct", "points"]
    out = pd.DataFrame(rows, columns=columns).astype({"imposer": "str", "target": "str", "from": "datetime64[us]", "until": "datetime64[us]"})
    return out.astype({name: "Float64" for name in columns[4:]})
