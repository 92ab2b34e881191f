"""The numbered steps and incidents of a chart: the flags, and the table that says what each of them is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tarifftrail.charts import selection, wording
from tarifftrail.charts.selection import Record, View

MOST_FLAGS = 18  # that a chart of two newspaper columns can number legibly; steps of the headline come first, always
MOST_INCIDENTS = 5
CHARGED_OR_DUE = ("in_force", "scheduled")
# Types of incident whose actor and target carry no order, after the codebook.
MUTUAL = ("talks", "talks_off", "deal", "coordination")
# A tariff move told without its rate: the step itself is on the chart.
TOLD_BY_STEPS = ("tariff_up", "tariff_down")
KINDS = ("step", "part", "incident")
GOODS = {"evs": "EVs", "fruit_veg": "fruit and vegetables", "coffee_cocoa": "coffee and cocoa"}  # where the term is no words
COLUMNS = {
    "number": "Int64",
    "date": "datetime64[us]",
    "kind": "str",
    "who": "str",
    "what": "str",
    "imposer": "str",
    "target": "str",
    "product": "str",
    "from_pct": "Float64",
    "to_pct": "Float64",
    "change_pp": "Float64",
    "announced_on": "str",
    "stage": "str",
    "date_basis": "str",
    "derivation": "str",
    "n_articles": "Int64",
    "n_sources": "Int64",
    "evidence": "str",
}


def step_table(record: Record, pair: str | tuple[str, str], start: Any = None, end: Any = None, as_of: Any = None) -> pd.DataFrame:
    """The steps and the main incidents of a pair in a period, numbered as the flags of `level_steps` are.

    A row each, in the order of the days: `number`; `date`, the first day of the new level or the day of the incident;
    `kind` (step of the headline; part: of one product or list; incident); `who` on whom; `what` in words; `imposer`,
    `target` (of an incident the `;`-joined actors and targets), `product`; `from_pct`, `to_pct` (percent ad valorem) and `change_pp` (percentage points), missing where the
    level before is not known; `announced_on`; `stage`; `date_basis`; `derivation`; `n_articles`; `n_sources`;
    `evidence`, the id of the first claim or event behind it. Every step of the headline is there; incidents and parts
    fill up to a number that can be told apart, the best supported first.
    """
    return numbered(record, selection.view(record, pair, start, end, as_of))


def numbered(record: Record, view: View) -> pd.DataFrame:
    """`step_table` of a view."""
    found = all_steps(record, view.pair, view.as_of)
    found = found[found["date"].between(view.start, view.end) & found["series"].isin({"headline", *view.levels["series"]})]
    headline, parts = found[found["kind"] == "step"], found[found["kind"] == "part"]
    room = max(0, MOST_FLAGS - len(headline))
    incidents = _best(_incidents(record.incidents, view), min(MOST_INCIDENTS, room))
    chosen = pd.concat([headline, incidents, _best(parts, room - len(incidents))], ignore_index=True)
    chosen["rank"] = chosen["kind"].map(KINDS.index)
    chosen = chosen.sort_values(["date", "rank", "side", "product", "to_pct"], kind="stable", ignore_index=True)
    chosen["number"] = pd.array(range(1, len(chosen) + 1), dtype="Int64")
    return chosen[list(COLUMNS)]


def all_steps(record: Record, pair: tuple[str, str], as_of: pd.Timestamp) -> pd.DataFrame:
    """Every step of the pair that the record holds, headline and parts, in force by `as_of` or scheduled.

    A first level of zero is where a record begins, not a step. Columns as in `step_table`, not yet numbered, and `side`
    and `series`.
    """
    levels = selection.pair_levels(record.levels, pair)
    levels = levels[levels["stage"].isin(CHARGED_OR_DUE) & levels["valid_from"].notna() & levels["rate_pct"].notna()]
    levels = list(levels[(levels["stage"] == "scheduled") | (levels["valid_from"] <= as_of)].itertuples(index=False))
    moves = _moves_by_step(record.moves)
    rows = []
    for row in levels:
        move = moves.get((row.imposer, row.target, row.product, row.programme, row.valid_from, row.rate_pct))
        before = _level_before(levels, row)
        if before is None and move is not None and pd.notna(move.from_pct):
            before = float(move.from_pct)
        if before == row.rate_pct or (before is None and row.rate_pct == 0):
            continue
        rows.append(_step(row, before, "" if move is None else move.announced_on))
    return _typed(pd.DataFrame(rows))


def _level_before(levels: list[Any], row: Any) -> float | None:
    """The rate in force until the row begins; None where the record knows of none, or of several."""

    def series(level: Any) -> tuple:
        return level.side, level.series, level.product, level.programme

    before = [level for level in levels if level.stage == "in_force" and level.valid_from < row.valid_from and series(level) == series(row)]
    if row.series == "headline":
        reaching = [level for level in before if pd.isna(level.valid_until) or level.valid_until >= row.valid_from][-1:]
    else:  # several lists can stand side by side, so only one that ends this day is followed by this row
        reaching = [level for level in before if level.valid_until == row.valid_from]
    return float(reaching[0].rate_pct) if len(reaching) == 1 else None


def _step(row: Any, before: float | None, announced: str) -> dict[str, Any]:
    rate = wording.percent(row.rate_pct)
    goods = "" if row.series == "headline" else part_text(row)
    change = rate if before is None else f"{wording.percent(before)} to {rate}"
    return {
        "date": row.valid_from,
        "kind": "step" if row.series == "headline" else "part",
        "who": wording.direction(row.imposer, row.target),
        "what": f"{change} on {goods}" if goods else change,
        "imposer": row.imposer,
        "target": row.target,
        "product": row.product,
        "from_pct": before,
        "to_pct": row.rate_pct,
        "change_pp": None if before is None else round(row.rate_pct - before, 6),
        "announced_on": announced,
        "stage": row.stage,
        "date_basis": row.date_basis,
        "derivation": row.derivation,
        "n_articles": row.n_articles,
        "n_sources": row.n_sources,
        "evidence": row.claim_ids.split(";")[0],
        "side": row.side,
        "series": row.series,
    }


def part_text(row: Any) -> str:
    """The goods of a duty that is not on all of them."""
    if row.product == "all":
        return "part of the goods"
    return GOODS.get(row.product, row.product.replace("_", " "))


def _moves_by_step(moves: pd.DataFrame) -> dict[tuple, Any]:
    """The first move to each level of a series on a day."""
    found: dict[tuple, Any] = {}
    for move in moves.itertuples(index=False):
        found.setdefault((move.imposer, move.target, move.product, move.programme, move.effective_on, move.to_pct), move)
    return found


def _incidents(incidents: pd.DataFrame, view: View) -> pd.DataFrame:
    """What happened between the two sides in the period, of incidents with a full day."""
    rows = []
    for row in incidents.itertuples(index=False):
        actors, targets = _codes(row.actor), _codes(row.target)
        if row.stage != "done" or len(row.date) != 10 or row.type in TOLD_BY_STEPS or not set(view.pair) <= {*actors, *targets}:
            continue
        when = pd.Timestamp(row.date)
        if not view.start <= when <= min(view.end, view.as_of):
            continue
        sides = [[*actors, *targets]] if row.type in MUTUAL else [actors, targets]
        rows.append(
            {
                "date": when,
                "kind": "incident",
                "who": " on ".join(wording.joined([wording.country(code) for code in dict.fromkeys(side)]) for side in sides if side),
                "what": row.type.replace("_", " "),
                "imposer": row.actor,
                "target": row.target,
                "stage": row.stage,
                "n_articles": row.n_articles,
                "n_sources": row.n_sources,
                "evidence": row.event_ids.split(";")[0],
            }
        )
    return _typed(pd.DataFrame(rows))


def _codes(joined: str) -> list[str]:
    return [code for code in joined.split(";") if code]


def _best(rows: pd.DataFrame, wanted: int) -> pd.DataFrame:
    """The best supported rows: by publishers, then articles, then the earlier."""
    order = rows.assign(sources=rows["n_sources"].fillna(0), articles=rows["n_articles"].fillna(0))
    order = order.sort_values(["sources", "articles", "date", "evidence"], ascending=[False, False, True, True], kind="stable")
    return rows.loc[order.index[:wanted]]


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of the table and of its making, in their order and dtypes; absent ones are added empty."""
    out = {}
    for name, dtype in {**COLUMNS, "side": "Int64", "series": "str"}.items():
        values = rows[name] if name in rows else pd.Series([None] * len(rows), index=rows.index, dtype="object")
        out[name] = values.fillna("").astype("str") if dtype == "str" else values.astype(dtype)
    return pd.DataFrame(out).reset_index(drop=True)
