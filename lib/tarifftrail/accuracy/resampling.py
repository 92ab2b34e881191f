"""How far a score could be off by the luck of which articles were annotated: bootstrap intervals over articles.

Articles are drawn, not rows: the rows of one article share its wording and are right or wrong together. The interval is
the bias-corrected and accelerated one (B. Efron: Better Bootstrap Confidence Intervals, Journal of the American
Statistical Association 82, 1987, pp. 171-185), because shares near 1 lie askew and a symmetric interval would pass 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

from tarifftrail.accuracy.gold import Trial
from tarifftrail.accuracy.scores import CLAIM_MEASURES, EVENT_MEASURES, SHARES, TALLY, judged, shares, tally, totals

DRAWS = 2000
SEED = 20250402
COVERED = 0.95  # how often such intervals hold the true value
FEWEST = 10  # articles with rows that a share is of; drawing from fewer says nothing
BOUNDS = [f"{name}_{end}" for name in SHARES for end in ("low", "high")]


def score_with_intervals(trial: Trial) -> pd.DataFrame:
    """`scores.score` of a trial with the bounds of each share: `precision_low`, `precision_high`, and so on.

    A share of rows that stand in fewer than ten articles has no bounds.
    """
    return intervals(judged(trial.gold, trial.claims, trial.events), trial.gold.articles, [*CLAIM_MEASURES, *EVENT_MEASURES])


def intervals(rows: pd.DataFrame, articles: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
    """The shares of judged rows with their bounds, resampling the given articles; the same rows always give the same bounds.

    Columns: those of `scores.score`, `BOUNDS`, and `articles`, in how many of them the measure has rows.
    """
    table = totals(rows, measures)
    counts = _by_article(rows, articles, measures)
    bounds = _bounds(counts, table["f1"].notna().to_numpy() & ((_bases(counts) > 0).sum(axis=1) >= FEWEST))
    columns = {f"{name}_{end}": bounds[i, j] for i, name in enumerate(SHARES) for j, end in enumerate(("low", "high"))}
    return table.assign(**columns, articles=(counts.sum(axis=2) > 0).sum(axis=0))


def _by_article(rows: pd.DataFrame, articles: Sequence[str], measures: Sequence[str]) -> np.ndarray:
    """Tallies as an array of articles x measures x `TALLY`."""
    index = pd.MultiIndex.from_product([articles, measures], names=["article_id", "measure"])
    table = tally(rows, ["article_id", "measure"]).reindex(index, fill_value=0)
    return table[TALLY].to_numpy(dtype="float64").reshape(len(articles), len(measures), len(TALLY))


def _bounds(counts: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Lower and upper bounds as an array of shares x 2 x measures, for those of the shares x measures that are wanted."""
    n = len(counts)
    drawn = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=DRAWS)
    estimate = _shares(counts.sum(axis=0))
    draws = _shares(np.tensordot(drawn.astype("float64"), counts, axes=1))
    left_out = _shares(counts.sum(axis=0) - counts)
    out = np.full((len(SHARES), 2, counts.shape[1]), np.nan)
    for share, measure in np.argwhere(wanted):
        at = (share, ..., measure)
        out[share, :, measure] = _corrected_quantiles(estimate[at], draws[at], left_out[at])
    return out


def _shares(counts: np.ndarray) -> np.ndarray:
    """Precision, recall and F1 along a new first axis; not a number where there is nothing that they are a share of."""
    values = np.stack(shares(*np.moveaxis(counts, -1, 0)))
    return np.where(_bases(counts) > 0, values, np.nan)


def _bases(counts: np.ndarray) -> np.ndarray:
    """The rows that precision, recall and F1 are shares of."""
    predicted, gold = counts[..., TALLY.index("predicted")], counts[..., TALLY.index("gold")]
    return np.stack([predicted, gold, predicted + gold])


def _corrected_quantiles(estimate: np.ndarray, draws: np.ndarray, left_out: np.ndarray) -> np.ndarray:
    """The two quantiles of the draws, shifted by their bias and by how the spread changes with the value."""
    draws, left_out = draws[~np.isnan(draws)], left_out[~np.isnan(left_out)]
    normal = NormalDist()
    below = (np.mean(draws < estimate) + np.mean(draws <= estimate)) / 2  # draws that equal it are split, for there may be many
    bias = normal.inv_cdf(float(np.clip(below, 0.5 / DRAWS, 1 - 0.5 / DRAWS)))
    away = left_out.mean() - left_out
    spread = float(np.sum(away**2)) ** 1.5
    acceleration = float(np.sum(away**3)) / (6 * spread) if spread else 0.0
    levels = []
    for tail in ((1 - COVERED) / 2, (1 + COVERED) / 2):
        shifted = bias + normal.inv_cdf(tail)
        levels.append(normal.cdf(bias + shifted / (1 - acceleration * shifted)))
    return np.quantile(draws, levels)


# --- Tables to read ---------------------------------------------------------------------------------


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """A table of shares with bounds as text, `0.87 (0.83-0.90)`, a column each; what was not judged is an empty cell."""
    texts = {name: span_text(table, name) for name in SHARES}
    others = [name for name in table.columns if name not in {*SHARES, *BOUNDS}]
    index = table.index.to_frame(index=False)
    return pd.concat([index, pd.DataFrame(texts).reset_index(drop=True), table[others].reset_index(drop=True)], axis=1)


def span_text(table: pd.DataFrame, name: str) -> pd.Series:
    """One share of each row with its bounds, as text."""
    cells = zip(*(table[column] for column in (name, f"{name}_low", f"{name}_high")), strict=True)
    return pd.Series([_span(*cell) for cell in cells], index=table.index, dtype="str")


def _span(value: float, low: float, high: float) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.2f}" if pd.isna(low) else f"{value:.2f} ({low:.2f}–{high:.2f})"


def f1_of_sets(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """F1 with its interval of several tables of scores side by side: a row a measure, a column each."""
    columns = {name: span_text(table, "f1") for name, table in tables.items()}
    return pd.DataFrame(columns).drop(index="false_on_negatives", errors="ignore").fillna("").reset_index()
