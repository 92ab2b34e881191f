"""A record held against known levels, day by day."""

from __future__ import annotations

import pandas as pd


def known_levels(official: pd.DataFrame, differences: pd.DataFrame, last_day: pd.Timestamp) -> pd.DataFrame:
    """Each known headline level with the days on which the record has another rate, or none.

    `differences` are those that `record.compare` lists. Levels that begin after `last_day`, rest on memory or bind only a
    part of the goods are left out, as there. Columns: imposer, target, rate_pct, valid_from, valid_until, instrument,
    `days` of the interval up to `last_day`, `days_off`, `agrees`.
    """
    beyond = last_day + pd.Timedelta(days=1)
    known = official[(official["product"] == "all") & (official["coverage"] != "part") & ~official["from_memory"].fillna(False)]
    known = known[known["valid_from"] < beyond].sort_values(["imposer", "target", "valid_from"]).reset_index(drop=True)
    until = known["valid_until"].fillna(beyond).clip(upper=beyond)
    both = known.assign(row=known.index, end=until).merge(differences, on=["imposer", "target"])
    overlap = both[["end", "until"]].min(axis=1) - both[["valid_from", "from"]].max(axis=1)
    off = overlap.dt.days.clip(lower=0).groupby(both["row"]).sum().reindex(known.index, fill_value=0)
    columns = ["imposer", "target", "rate_pct", "valid_from", "valid_until", "instrument"]
    return known[columns].assign(days=(until - known["valid_from"]).dt.days, days_off=off, agrees=off == 0)
