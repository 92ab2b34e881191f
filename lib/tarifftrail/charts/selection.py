"""What a chart of one pair and period shows: the record's levels, cut to the window and sorted by series.

Three kinds of series are kept apart everywhere. `headline` is the level of all goods, `list` a tranche: a duty on a
list or a value of trade, `product` a duty on one product. Layers that add up to a headline are none of them: the
headline tells of them in its derivation. A pair with a headline or lists is charted by these; a pair that is known by
its products alone, as the EU and China by cars and brandy, is charted by them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from tarifftrail import countries

PARTS = ("list", "product")
PART_STAGES = ("in_force", "scheduled")  # of which a list or a product is drawn
DAY = pd.Timedelta(days=1)
WIDE_DOUBT = 0.01  # of the window: a narrower doubt about a day is not seen
DEFAULT_SPAN = pd.Timedelta(days=365)  # where neither the caller nor the record says when to begin


class Record(Protocol):
    """The frames of a reconciled record that the charts read, with the columns of `schema.py`."""

    levels: pd.DataFrame
    moves: pd.DataFrame
    incidents: pd.DataFrame
    coverage: pd.DataFrame


@dataclass(frozen=True)
class View:
    """One pair in one period.

    `start` and `end` are the first and the last day shown, `as_of` is the last day that the record can speak for.
    `levels` has a row for each interval drawn: the columns of the schema's `levels`, and `side` (0 the first country on
    the second, 1 the reverse), `series` (headline, list, product), `shown_from` and `shown_until` (the interval within
    the window, half-open; equal where a rate was given up before it began) and `rate_max_pct` (the upper end of a range
    that nothing contradicts; missing for a single rate). `left_out` counts the duties on single
    products that are not drawn, `undated` the levels of all goods without a first day.
    """

    pair: tuple[str, str]
    start: pd.Timestamp
    end: pd.Timestamp
    as_of: pd.Timestamp
    levels: pd.DataFrame
    left_out: int
    undated: int

    @property
    def directions(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Imposer and target of both sides, in their order."""
        return self.pair, (self.pair[1], self.pair[0])

    @property
    def until(self) -> pd.Timestamp:
        """The first day after the window."""
        return self.end + DAY

    @property
    def known_until(self) -> pd.Timestamp:
        """The first day of the window that the record cannot speak for."""
        return min(self.end, self.as_of) + DAY

    @functools.cached_property
    def rows(self) -> list[Any]:
        """The rows of `levels` as named tuples."""
        return list(self.levels.itertuples(index=False, name="Level"))

    def headline(self, stage: str, side: int | None = None) -> list[Any]:
        """The drawn levels of all goods of a stage, of one side where given, by first day."""
        return [row for row in self.rows if row.series == "headline" and row.stage == stage and side in (None, row.side)]

    def in_doubt(self, row: Any) -> bool:
        """Whether a level's first day is in doubt by so much that it is seen."""
        return bool(row.valid_from_latest - row.valid_from_earliest > (self.until - self.start) * WIDE_DOUBT)

    def parts(self) -> list[Any]:
        """The drawn duties on lists and products."""
        return [row for row in self.rows if row.series in PARTS]


def view(record: Record, pair: str | tuple[str, str], start: Any = None, end: Any = None, as_of: Any = None) -> View:
    """What the record holds for a pair in a period.

    `pair` is text such as `US-CN` or two codes; days are ISO text, dates or timestamps. Left out, `as_of` is the last
    day that the record has read articles of, `end` is `as_of`, and `start` is the pair's first level.

    Raises ValueError for a pair that is none, a day that is none, or a period that ends before it begins.
    """
    sides = countries.pair(pair) if isinstance(pair, str) else (str(pair[0]), str(pair[1]))
    rows = pair_levels(record.levels, sides)
    last = _day(as_of, "as_of") or last_read(record) or _day(end, "end") or _latest(rows)
    to = _day(end, "end") or last
    first = _day(start, "start") or _earliest(rows, to)
    if to < first:
        raise ValueError(f"the period ends on {to:%Y-%m-%d}, before it begins on {first:%Y-%m-%d}; exchange start and end")
    undated = int((rows["valid_from"].isna() & (rows["series"] == "headline")).sum())
    dated = rows[rows["valid_from"].notna() & rows["rate_pct"].notna()]
    shown = _cut(dated[(dated["series"] == "headline") | dated["stage"].isin(PART_STAGES)], first, to, last)
    product = shown["series"] == "product"
    if product.all():
        return View(sides, first, to, last, shown, 0, undated)
    return View(sides, first, to, last, shown[~product].reset_index(drop=True), int(product.sum()), undated)


def pair_levels(levels: pd.DataFrame, sides: tuple[str, str]) -> pd.DataFrame:
    """The levels of both directions of a pair, layers left out, with `side` and `series`, in a fixed order."""
    forth = (levels["imposer"] == sides[0]) & (levels["target"] == sides[1])
    back = (levels["imposer"] == sides[1]) & (levels["target"] == sides[0])
    out = levels[forth | back].copy()
    out["side"] = back[forth | back].astype("int64")
    out["series"] = "headline"
    out.loc[out["coverage"] == "part", "series"] = "list"
    out.loc[out["product"] != "all", "series"] = "product"
    layer = (out["series"] == "headline") & (out["programme"] != "")
    order = ["side", "series", "valid_from", "product", "programme", "rate_pct", "level_id"]
    return out[~layer].sort_values(order, kind="stable").reset_index(drop=True)


def last_read(record: Record) -> pd.Timestamp | None:
    """The last day of which the record has read an article; None where it does not tell."""
    days = record.coverage["day"].dropna()
    return None if days.empty else pd.Timestamp(days.max())


def _cut(rows: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, as_of: pd.Timestamp) -> pd.DataFrame:
    """The rows that meet the window, with the interval of each that is shown."""
    limit, known = end + DAY, min(end, as_of) + DAY
    never_began = (rows["stage"] == "ended") & ~(rows["valid_until"] > rows["valid_from"])
    # What holds after the last article nobody has told yet: only plans with a day, and told ends, reach beyond it.
    open_end = (rows["valid_from"] < known).map({True: known, False: limit})
    until = rows["valid_until"].fillna(open_end).clip(upper=limit)
    until = until.where(rows["stage"] != "in_force", until.clip(upper=known)).where(~never_began, rows["valid_from"])
    spread = rows["rate_hi"].where((rows["rate_hi"] > rows["rate_pct"]) & (rows["rejected"] == ""))
    out = rows.assign(shown_from=rows["valid_from"].clip(lower=start), shown_until=until, rate_max_pct=spread)
    point = never_began & out["valid_from"].between(start, end)
    return out[(out["shown_from"] < out["shown_until"]) | point].reset_index(drop=True)


def _day(value: Any, name: str) -> pd.Timestamp | None:
    """A day without time or zone; None for nothing."""
    if value is None or value == "" or value is pd.NaT:
        return None
    try:
        stamp = pd.Timestamp(value)
    except (ValueError, TypeError):
        raise ValueError(f"{name} is {value!r}, which is no day; write it as 2025-04-09") from None
    return stamp.tz_localize(None).normalize() if stamp.tzinfo else stamp.normalize()


def _latest(rows: pd.DataFrame) -> pd.Timestamp:
    """The last day that the rows name, for a record that tells nothing of what it read."""
    named = pd.concat([rows["valid_from"], rows["valid_until"]]).dropna()
    if named.empty:
        raise ValueError("the record holds no dated level of this pair and says nothing of what was read: give start and end")
    return pd.Timestamp(named.max())


def _earliest(rows: pd.DataFrame, end: pd.Timestamp) -> pd.Timestamp:
    named = rows.loc[rows["valid_from"] <= end, "valid_from"]
    return end - DEFAULT_SPAN if named.empty else pd.Timestamp(named.min())
