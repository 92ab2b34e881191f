"""The words around a chart: its subtitle, its source line, and the alt text that says what is seen."""

from __future__ import annotations

import itertools
import re

import pandas as pd

from tarifftrail.charts import style, wording
from tarifftrail.charts.findings import finding_of_moves, level_text, parts_text
from tarifftrail.charts.selection import DAY, Record, View

KINDS = {"step": "step", "part": "step of a part of the goods|steps of parts of the goods", "incident": "incident"}


def subtitle_of_levels(view: View) -> str:
    """Subject, unit and period of the step chart."""
    goods = "parts of the goods" if view.parts() and len(view.parts()) == len(view.rows) else "all goods"
    return f"Tariff on {goods}, percent ad valorem on top of the normal duty, {_period(view)}"


def subtitle_of_moves(view: View) -> str:
    """Subject, unit and period of the bars."""
    return f"Change of the tariff on all goods by month of effect, percentage points, {_period(view)}"


def _period(view: View) -> str:
    return f"{wording.day(view.start)} to {wording.day(view.end)}"


def source_line(record: Record, view: View, corpus: str, articles: pd.DataFrame | None) -> str:
    """Which articles the chart rests on, and the last day that it knows of."""
    counted = []
    if articles is not None:
        kept = articles[(articles["duplicate_of"] == "") & (articles["published"] <= f"{view.as_of:%Y-%m-%d}")]
        publishers = kept.loc[kept["source"] != "", "source"].nunique()
        counted = [f"{wording.count(len(kept), 'article')} of {wording.count(publishers, 'publisher')}"]
    elif not record.coverage.empty:
        read = record.coverage[record.coverage["day"] <= view.as_of].groupby("day")["n_read"].max().sum()
        counted = [wording.count(int(read), "article")]
    name = style.printable(re.split(r"[\\/]", corpus.rstrip("\\/"))[-1])  # where a corpus lies on this machine is nobody's business
    source = ", ".join(filter(None, [name, *counted])) or "news articles"
    return f"Source: {source}, copies left out. As of {wording.day(view.as_of)}."


def alt_of_levels(view: View, numbered: pd.DataFrame) -> str:
    """What is to be seen on the step chart, for who cannot see it."""
    both = " and ".join(wording.direction(*direction) for direction in view.directions)
    sentences = [f"Step chart of tariff levels, {both}, {_period(view)}, in percent."]
    sentences += [_alt_of_side(view, side) for side in (0, 1)]
    for stage in wording.NOT_CHARGED:
        rows = [(wording.direction(row.imposer, row.target), level_text(row), wording.day(row.valid_from)) for row in view.headline(stage)]
        if rows:
            each = "; ".join(f"{who} {rate} from {day}" for who, rate, day in rows)
            sentences.append(f"{wording.capital(wording.STAGES[stage].label)}: {each}.")
    if view.parts():
        sentences.append(f"Thin lines: duties on a part of the goods, at {parts_text(view)}.")
    kinds = numbered["kind"].value_counts()
    counted = [wording.count(int(kinds[kind]), noun) for kind, noun in KINDS.items() if kind in kinds]
    if counted:
        sentences.append(f"Numbered: {wording.joined(counted)}.")
    return " ".join(sentences)


def _alt_of_side(view: View, side: int) -> str:
    rows = view.headline("in_force", side)
    name = wording.direction(*view.directions[side])
    if not rows:
        return f"{name}: no level in force on record."
    first, last, peak = rows[0], rows[-1], max(rows, key=lambda row: row.rate_pct)
    changes = [other.rate_pct - one.rate_pct for one, other in itertools.pairwise(rows)]
    up, down = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    if not up + down:
        return f"{name}: {level_text(first)} without a change, {wording.day(first.shown_from)} to {wording.day(last.shown_until - DAY)}."
    return (
        f"{name}: starts at {level_text(first)} on {wording.day(first.shown_from)}, "
        f"peaks at {level_text(peak)} from {wording.day(peak.shown_from)}, "
        f"ends at {level_text(last)} on {wording.day(last.shown_until - DAY)}, "
        f"after {wording.count(up + down, 'change')}, {up} up and {down} down."
    )


def alt_of_moves(months: pd.DataFrame) -> str:
    """What is to be seen on the bars, for who cannot see them."""
    sentences = [f"Bars of percentage points up and down by month. {finding_of_moves(months)}."]
    for column, word in (("up_pp", "up"), ("down_pp", "down")):
        longest = months.loc[months[column].abs().idxmax()]
        if longest[column]:
            where = f"{wording.direction(longest['imposer'], longest['target'])} in {wording.month(longest['month'])}"
            sentences.append(f"The longest bar {word} is {wording.points(longest[column])} of {where}.")
    return " ".join(sentences)
