"""The codebook's measures: every comparison of gold with extracted rows, and the shares that they add up to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from tarifftrail.accuracy.gold import Gold

RATE = ["rate_pct", "rate_max_pct"]
PAIR = ["imposer", "target", *RATE]
CLAIM = [*PAIR, "product", "basis", "stage"]
EVENT = ["type", "actor", "target"]
ATTRIBUTES = ["product", "basis", "stage", "direction", "qualifier", "previous_pct", "programme"]
SPARSE = ["qualifier", "previous_pct", "programme"]  # mostly empty, so accuracy alone would reward never filling them
DATES = ["announced_on", "effective_on", "ends_on"]
EVENT_ATTRIBUTES = ["stage", "direction"]
MUTUAL = {"talks", "talks_off", "deal", "coordination"}  # types where the order of the parties carries no meaning

SETS = {"rate": RATE, "pair": PAIR, "claim": CLAIM}
NEGATIVES = "false_on_negatives"
CLAIM_MEASURES = [*SETS, NEGATIVES, *ATTRIBUTES, *(f"{name}_filled" for name in SPARSE), *DATES]
EVENT_MEASURES = ["event", *(f"event_{name}" for name in EVENT_ATTRIBUTES), "event_date"]
ON_MATCHED = [*ATTRIBUTES, *(f"event_{name}" for name in EVENT_ATTRIBUTES)]  # accuracies: no row matched, no accuracy

SHARES = ["precision", "recall", "f1"]
TALLY = ["right", "predicted", "found", "gold"]
JUDGED = ["article_id", "group", "measure", "side", "hit"]


def score(gold: Gold, claims: pd.DataFrame, events: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every measure of the codebook, a row each: precision, recall, f1, and the numbers of rows in gold and predicted.

    Only articles that the gold holds are scored. For a field judged on matched rows alone the three shares are all its
    accuracy; `false_on_negatives` counts claims on articles that have none, as `predicted`.
    """
    measures = [*CLAIM_MEASURES, *(EVENT_MEASURES if events is not None else [])]
    return totals(judged(gold, claims, events), measures)


def totals(rows: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """The table of `score` from judged rows, one row for each of the measures, also for those that nothing was judged by."""
    table = tally(rows).reindex(measures, fill_value=0)
    precision, recall, f1 = shares(*(table[name].to_numpy() for name in TALLY))
    out = pd.DataFrame(
        {"precision": precision, "recall": recall, "f1": f1, "gold": table["gold"], "predicted": table["predicted"]}, index=table.index
    )
    unjudged = (table.index == NEGATIVES) | (table.index.isin(ON_MATCHED) & (table["gold"] == 0))
    out.loc[unjudged, SHARES] = float("nan")
    return out


def tally(rows: pd.DataFrame, by: Sequence[str] = ("measure",)) -> pd.DataFrame:
    """Judged rows counted: `predicted` and how many of them are `right`, `gold` and how many of them were `found`."""
    counts = rows.groupby([*by, "side"])["hit"].agg(["sum", "size"]).unstack("side", fill_value=0)
    wanted = {"right": ("sum", "predicted"), "predicted": ("size", "predicted"), "found": ("sum", "gold"), "gold": ("size", "gold")}
    empty = pd.Series(0, index=counts.index)
    return pd.DataFrame({name: counts.get(at, empty) for name, at in wanted.items()}, index=counts.index).astype("int64")


def shares(right: np.ndarray, predicted: np.ndarray, found: np.ndarray, gold: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Precision, recall and F1 of tallies of any shape; nothing predicted is all right where nothing was wanted."""
    precision = np.where(predicted > 0, right / np.maximum(predicted, 1), (gold == 0).astype("float64"))
    recall = np.where(gold > 0, found / np.maximum(gold, 1), 1.0)
    both = precision + recall
    return precision, recall, np.where(both > 0, 2 * precision * recall / np.where(both > 0, both, 1.0), 0.0)


# --- What is compared -------------------------------------------------------------------------------


def judged(
    gold: Gold, claims: pd.DataFrame, events: pd.DataFrame | None = None, group_of: Callable[[pd.Series], pd.Series] | None = None
) -> pd.DataFrame:
    """Every row that a measure looks at, gold and predicted, and whether the other side has it.

    `group_of` turns the imposers of claims into groups, within which rows are then told apart: a gold row counts for
    the group of its own imposer, a predicted row for that of the imposer extracted. Columns: article_id, group (empty
    without `group_of`), measure, side (`gold` or `predicted`), hit.
    """
    want, got = comparable(gold.claims, gold.articles), comparable_claims(claims, gold.articles)
    want, got = (rows.assign(group=group_of(rows["imposer"]) if group_of else "") for rows in (want, got))
    parts = [judged_sets(name, want, got, key) for name, key in SETS.items()]
    negatives = got[~got["article_id"].isin(want["article_id"])]
    parts.append(_rows(negatives, NEGATIVES, "predicted", pd.Series(False, index=negatives.index)))
    both = matched(want, got, PAIR, [*ATTRIBUTES, *DATES])
    both = both.assign(group=want.loc[both["i_gold"], "group"].to_numpy())
    parts += [_judged_field(name, both, name) for name in ATTRIBUTES]
    parts += [_judged_field(f"{name}_filled", both, name, filled_only=True) for name in SPARSE]
    parts += [_judged_field(name, both, name, filled_only=True) for name in DATES]
    if events is not None:
        parts += _judged_events(gold, events)
    return pd.concat(parts, ignore_index=True)


def _judged_events(gold: Gold, events: pd.DataFrame) -> list[pd.DataFrame]:
    want, got = (_comparable_events(frame, gold.articles).assign(group="") for frame in (gold.events, events))
    both = matched(want, got, EVENT, [*EVENT_ATTRIBUTES, "date"]).assign(group="")
    return [
        judged_sets("event", _numbered(want), _numbered(got), [*EVENT, "again"]),
        *(_judged_field(f"event_{name}", both, name) for name in EVENT_ATTRIBUTES),
        _judged_field("event_date", both, "date", filled_only=True),
    ]


def judged_sets(measure: str, want: pd.DataFrame, got: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Judged rows of a measure that compares the sets of an article's keys."""
    columns = ["article_id", *key]
    parts = []
    for side, own, other in (("gold", want, got), ("predicted", got, want)):
        rows = own[["group", *columns]].drop_duplicates()
        rows = rows.merge(other[columns].drop_duplicates(), on=columns, how="left", indicator="there")
        parts.append(_rows(rows, measure, side, rows["there"] == "both"))
    return pd.concat(parts, ignore_index=True)


def _judged_field(measure: str, both: pd.DataFrame, name: str, *, filled_only: bool = False) -> pd.DataFrame:
    """Judged rows of a field of matched rows; a date is right when equal, precision included."""
    gold, got = both[f"{name}_gold"], both[f"{name}_got"]
    parts = []
    for side, own in (("gold", gold), ("predicted", got)):
        rows = both[own != ""] if filled_only else both
        parts.append(_rows(rows, measure, side, (gold == got)[rows.index]))
    return pd.concat(parts, ignore_index=True)


def _rows(rows: pd.DataFrame, measure: str, side: str, hit: pd.Series) -> pd.DataFrame:
    return rows[["article_id", "group"]].assign(measure=measure, side=side, hit=hit.astype("bool"))[JUDGED]


# --- Rows made comparable ---------------------------------------------------------------------------


def comparable_claims(claims: pd.DataFrame, articles: Sequence[str]) -> pd.DataFrame:
    """The extracted claims of the given articles as `comparable`, a fact once: second guesses at its dates earn nothing."""
    return comparable(claims, articles).drop_duplicates(["article_id", *CLAIM], ignore_index=True)


def comparable(frame: pd.DataFrame, articles: Sequence[str]) -> pd.DataFrame:
    """The rows of the given articles, all cells text, so that missing equals missing and 25 equals 25.0."""
    rows = frame[frame["article_id"].isin(articles)].reset_index(drop=True)
    numbers = {name: number_text(rows[name]) for name in rows.select_dtypes("Float64").columns}
    return rows.assign(**numbers)


def number_text(series: pd.Series) -> pd.Series:
    """Numbers as text of three decimals; missing is empty."""
    return series.map(lambda value: f"{value:.3f}", na_action="ignore").astype("object").fillna("").astype("str")


def _comparable_events(frame: pd.DataFrame, articles: Sequence[str]) -> pd.DataFrame:
    """As `comparable`, with the parties of a mutual move in one cell, since the order of naming them means nothing."""
    rows = comparable(frame, articles)
    actor, target = (rows[side].map(_sorted_codes) for side in ("actor", "target"))
    mutual = rows["type"].isin(MUTUAL)
    together = (rows["actor"] + ";" + rows["target"]).map(_sorted_codes)
    return rows.assign(actor=actor.where(~mutual, together), target=target.where(~mutual, ""))


def _sorted_codes(joined: str) -> str:
    return ";".join(sorted({code.strip() for code in joined.split(";")} - {""}))


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(again=rows.groupby(["article_id", *EVENT]).cumcount())


def matched(want: pd.DataFrame, got: pd.DataFrame, key: list[str], fields: list[str]) -> pd.DataFrame:
    """Gold and predicted rows that share a key, the most alike first, each used once; fields end in `_gold`, `_got`.

    `i_gold` and `i_got` are the labels of the rows.
    """
    columns = ["article_id", *key]
    shared = [*columns, *(name for name in fields if name not in columns)]
    both = (
        want[shared].rename_axis("i_gold").reset_index().merge(got[shared].rename_axis("i_got").reset_index(), on=columns, suffixes=("_gold", "_got"))
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
