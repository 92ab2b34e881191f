"""Scores extracted claims and events against gold rows, and a record against known levels.

The measures are the codebook's: `rate`, `pair` and `claim` compare sets of rows article by article, `event` compares bags
(a row told twice is found twice), and the other fields are judged on the rows whose pair, or whose event, was found.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tarifftrail import schema

RATE = ["rate_pct", "rate_max_pct"]
PAIR = ["imposer", "target", *RATE]
CLAIM = [*PAIR, "product", "basis", "stage"]
EVENT = ["type", "actor", "target"]
ATTRIBUTES = ["product", "basis", "stage", "direction", "qualifier", "previous_pct", "programme"]
SPARSE = ["qualifier", "previous_pct", "programme"]  # mostly empty, so accuracy alone would reward never filling them
DATES = ["announced_on", "effective_on", "ends_on"]
EVENT_ATTRIBUTES = ["stage", "direction"]
MUTUAL = {"talks", "talks_off", "deal", "coordination"}  # types where the order of the parties carries no meaning
COLUMNS = ["precision", "recall", "f1", "gold", "predicted"]


@dataclass(frozen=True)
class Gold:
    """Annotated articles: their ids, in order, and their claims and events as frames of the codebook's columns."""

    articles: tuple[str, ...]
    claims: pd.DataFrame
    events: pd.DataFrame


def read_gold(path: Path) -> Gold:
    """Gold rows from JSON Lines, an object an article: `article_id`, `claims`, `events`.

    Raises ValueError naming file, line and what is wrong with it.
    """
    articles, claims, events = [], [], []
    with Path(path).open(encoding="utf-8") as handle:
        for number, line in enumerate(handle, start=1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                article_id = entry["article_id"]
                claims += [{**row, "article_id": article_id} for row in entry.get("claims", [])]
                events += [{**row, "article_id": article_id, **_joined_sides(row)} for row in entry.get("events", [])]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}, line {number}: is not a gold entry ({error}); see the codebook for its form") from error
            articles.append(article_id)
    return Gold(tuple(articles), _frame(claims, "claims"), _frame(events, "events"))


def _joined_sides(row: dict) -> dict[str, str]:
    return {side: ";".join(row[side]) for side in ("actor", "target") if isinstance(row.get(side), list)}


def _frame(rows: list[dict], name: str) -> pd.DataFrame:
    known = set(schema.names(name))
    return schema.conform([{key: value for key, value in row.items() if key in known} for row in rows], name)


# --- Scores -----------------------------------------------------------------------------------------


def score(gold: Gold, claims: pd.DataFrame, events: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every measure of the codebook, a row each: precision, recall, f1, and the numbers of rows in gold and predicted.

    Only articles that the gold holds are scored. For a field judged on matched rows alone the three shares are all its
    accuracy; `false_on_negatives` counts claims on articles that have none, as `predicted`.
    """
    want = _comparable(gold.claims, gold.articles)
    got = _comparable(claims, gold.articles).drop_duplicates(["article_id", *CLAIM])
    out = {name: _set_score(want, got, key) for name, key in (("rate", RATE), ("pair", PAIR), ("claim", CLAIM))}
    negatives = ~got["article_id"].isin(want["article_id"])
    out["false_on_negatives"] = {"gold": 0, "predicted": int(negatives.sum())}
    both = _matched(want, got, PAIR, [*ATTRIBUTES, *DATES])
    out |= {name: _accuracy(both, name) for name in ATTRIBUTES}
    out |= {f"{name}_filled": _filled_score(both, name) for name in SPARSE}
    out |= {name: _filled_score(both, name) for name in DATES}
    if events is not None:
        want, got = _comparable_events(gold.events, gold.articles), _comparable_events(events, gold.articles)
        out["event"] = _set_score(_numbered(want, EVENT), _numbered(got, EVENT), [*EVENT, "again"])
        both = _matched(want, got, EVENT, [*EVENT_ATTRIBUTES, "date"])
        out |= {f"event_{name}": _accuracy(both, name) for name in EVENT_ATTRIBUTES}
        out["event_date"] = _filled_score(both, "date")
    table = pd.DataFrame.from_dict(out, orient="index", columns=COLUMNS)
    return table.astype({"gold": "int64", "predicted": "int64"}).rename_axis("measure")


def _comparable(frame: pd.DataFrame, articles: Sequence[str]) -> pd.DataFrame:
    """The rows of the given articles, all cells text, so that missing equals missing and 25 equals 25.0."""
    rows = frame[frame["article_id"].isin(articles)].reset_index(drop=True)
    numbers = {name: _number_text(rows[name]) for name in rows.select_dtypes("Float64").columns}
    return rows.assign(**numbers)


def _number_text(series: pd.Series) -> pd.Series:
    return series.map(lambda value: f"{value:.3f}", na_action="ignore").astype("object").fillna("").astype("str")


def _comparable_events(frame: pd.DataFrame, articles: Sequence[str]) -> pd.DataFrame:
    """As `_comparable`, with the parties of a mutual move in one cell, since the order of naming them means nothing."""
    rows = _comparable(frame, articles)
    actor, target = (rows[side].map(_sorted_codes) for side in ("actor", "target"))
    mutual = rows["type"].isin(MUTUAL)
    together = (rows["actor"] + ";" + rows["target"]).map(_sorted_codes)
    return rows.assign(actor=actor.where(~mutual, together), target=target.where(~mutual, ""))


def _sorted_codes(joined: str) -> str:
    return ";".join(sorted({code.strip() for code in joined.split(";")} - {""}))


def _numbered(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    return rows.assign(again=rows.groupby(["article_id", *key]).cumcount())


def _set_score(want: pd.DataFrame, got: pd.DataFrame, key: list[str]) -> dict:
    columns = ["article_id", *key]
    want, got = want[columns].drop_duplicates(), got[columns].drop_duplicates()
    return _shares(len(want.merge(got, on=columns)), len(got), len(want))


def _shares(hits: int, predicted: int, gold: int) -> dict:
    precision = hits / predicted if predicted else float(not gold)
    recall = hits / gold if gold else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "gold": gold, "predicted": predicted}


def _matched(want: pd.DataFrame, got: pd.DataFrame, key: list[str], fields: list[str]) -> pd.DataFrame:
    """Gold and predicted rows that share a key, the most alike first, each used once; fields end in `_gold`, `_got`."""
    columns = ["article_id", *key]
    shared = [*columns, *(name for name in fields if name not in columns)]
    both = want[shared].rename_axis("i_gold").reset_index().merge(
        got[shared].rename_axis("i_got").reset_index(), on=columns, suffixes=("_gold", "_got")
    )
    alike = sum((both[f"{name}_gold"] == both[f"{name}_got"]).astype("int64") for name in fields)
    both = both.assign(alike=alike).sort_values(["alike", "i_gold", "i_got"], ascending=[False, True, True])
    used_gold, used_got, keep = set(), set(), []
    for i_gold, i_got in zip(both["i_gold"], both["i_got"], strict=True):
        free = i_gold not in used_gold and i_got not in used_got
        keep.append(free)
        if free:
            used_gold.add(i_gold)
            used_got.add(i_got)
    return both[pd.Series(keep, index=both.index, dtype="bool")]


def _accuracy(both: pd.DataFrame, name: str) -> dict:
    hits = int((both[f"{name}_gold"] == both[f"{name}_got"]).sum())
    return _shares(hits, len(both), len(both)) if len(both) else {"gold": 0, "predicted": 0}


def _filled_score(both: pd.DataFrame, name: str) -> dict:
    """A field judged where it is filled; a date is right when equal, precision included."""
    gold, got = both[f"{name}_gold"], both[f"{name}_got"]
    return _shares(int(((gold == got) & (gold != "")).sum()), int((got != "").sum()), int((gold != "").sum()))


def errors(gold: Gold, claims: pd.DataFrame) -> pd.DataFrame:
    """The claims missed and those invented, each with its sentence, article by article."""
    want, got = (_comparable(frame, gold.articles) for frame in (gold.claims, claims))
    key = ["article_id", *CLAIM]
    both = pd.merge(
        want.drop_duplicates(key)[[*key, "quote"]], got.drop_duplicates(key)[[*key, "quote"]], on=key, how="outer", indicator=True
    )
    kind = both["_merge"].map({"left_only": "missed", "right_only": "invented"}).astype("str")
    quote = both["quote_x"].fillna(both["quote_y"])
    out = both.assign(error=kind, quote=quote)[both["_merge"] != "both"]
    order = {article: number for number, article in enumerate(gold.articles)}
    out = out.assign(at=out["article_id"].map(order)).sort_values(["at", "error", *CLAIM], kind="stable")
    rates = {name: pd.to_numeric(out[name].replace("", None)).astype("Float64") for name in RATE}
    return out.assign(**rates)[["error", *key, "quote"]].reset_index(drop=True)


def filled(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """How often each column of each frame is filled: frame, column, rows, filled, share.

    A missing number, an empty text and a missing day count as not filled; a zero is filled.
    """
    rows = []
    for frame, data in frames.items():
        for column in data.columns:
            empty = data[column].isna() | (data[column] == "" if data[column].dtype == "str" else False)
            rows.append({"frame": frame, "column": column, "rows": len(data), "filled": int((~empty).sum())})
    out = pd.DataFrame(rows, columns=["frame", "column", "rows", "filled"])
    return out.assign(share=out["filled"] / out["rows"].where(out["rows"] > 0))


# --- The record against known levels ----------------------------------------------------------------


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
