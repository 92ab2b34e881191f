"""Tools that read numbers or dates and nothing else, scored on what they do read."""

from __future__ import annotations

import pandas as pd

from tarifftrail.accuracy.gold import Gold
from tarifftrail.accuracy.resampling import intervals, span_text
from tarifftrail.accuracy.scores import DATES, RATE, comparable, judged_sets

READ = {"rate": "rates", "claim_date": "dates of claims"}  # measures, and how a table heads them
UNREAD = ["pair", "claim", "stage"]
DOES_NOT_READ = "does not read"


def score_readings(gold: Gold, rates: pd.DataFrame, dates: pd.DataFrame) -> pd.DataFrame:
    """The measures `rate` and `claim_date` with their intervals, for readings that say neither who nor whom.

    `rates` has article_id, rate_pct and rate_max_pct, `dates` article_id and date. `rate` is the codebook's; `claim_date`
    compares, article by article, the set of dates found with that of all dates that its gold claims have, precision included.
    """
    found = rates[["article_id", *RATE]].astype({"article_id": "str", **dict.fromkeys(RATE, "Float64")})
    rows = [_judged("rate", gold, gold.claims, found, RATE), _judged("claim_date", gold, claim_dates(gold.claims), dates, ["date"])]
    return intervals(pd.concat(rows, ignore_index=True), gold.articles, list(READ))


def _judged(measure: str, gold: Gold, want: pd.DataFrame, got: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return judged_sets(measure, *(comparable(frame, gold.articles).assign(group="") for frame in (want, got)), key)


def claim_dates(claims: pd.DataFrame) -> pd.DataFrame:
    """Every date of the claims, whatever it is of: article_id and date."""
    rows = claims.melt(["article_id"], DATES, value_name="date")
    return rows.loc[rows["date"] != "", ["article_id", "date"]].drop_duplicates(ignore_index=True)


def beside_rivals(scores: pd.DataFrame, own: pd.DataFrame, rivals: pd.DataFrame) -> pd.DataFrame:
    """This library and its rivals in one table: tool, version, then F1 with its interval, or that a tool does not read it.

    `scores` is the library's table of `score_with_intervals`, `own` its `score_readings`, `rivals` the rows of several tools:
    tool, version, measure and the columns of `score_readings`; a tool has rows only for what it reads.
    """
    heads = {**READ, **dict(zip(UNREAD, UNREAD, strict=True))}
    mine = pd.concat([own, scores.loc[UNREAD]]).rename_axis("measure").reset_index().assign(tool="tarifftrail, whole extraction", version="")
    rows = pd.concat([mine, rivals], ignore_index=True)
    table = rows.assign(text=span_text(rows, "f1")).pivot(index=["tool", "version"], columns="measure", values="text")
    table = table.reindex(rows[["tool", "version"]].drop_duplicates().apply(tuple, axis=1)).reindex(columns=list(heads))
    return table.fillna(DOES_NOT_READ).rename(columns=heads).reset_index().rename_axis(columns=None)
