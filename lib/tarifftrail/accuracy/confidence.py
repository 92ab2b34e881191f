"""Whether the confidence of a claim is the share of such claims that are right."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tarifftrail.accuracy.gold import Gold
from tarifftrail.accuracy.scores import CLAIM, comparable, comparable_claims


def reliability(gold: Gold, claims: pd.DataFrame, bins: int = 10) -> pd.DataFrame:
    """Claims by confidence, a row for each of as many bins of equal width: low, high, n, mean_confidence, share_right, gap.

    A claim is right when the gold of its article has its imposer, target, rates, product, basis and stage. Claims without
    a confidence are in no bin, and an empty bin has no mean; `gap` is the share right less the mean confidence. A bin
    holds its upper edge, the first also 0. Raises ValueError for a confidence outside 0 to 1.
    """
    rows = comparable_claims(claims.assign(told=claims["confidence"].astype("float64")), gold.articles)
    confidence = rows["told"]
    rows, confidence = rows[confidence.notna()], confidence.dropna()
    if not confidence.between(0, 1).all():
        raise ValueError("a confidence lies outside 0 to 1; it is a probability")
    known = comparable(gold.claims, gold.articles)[["article_id", *CLAIM]].drop_duplicates()
    there = rows[["article_id", *CLAIM]].merge(known, on=["article_id", *CLAIM], how="left", indicator="there")["there"]
    edges = np.linspace(0, 1, bins + 1)
    at = np.searchsorted(edges[1:-1], confidence.to_numpy(), side="left")
    told = pd.DataFrame({"at": at, "confidence": confidence.to_numpy(), "right": (there == "both").to_numpy()})
    table = told.groupby("at").agg(n=("at", "size"), mean_confidence=("confidence", "mean"), share_right=("right", "mean")).reindex(range(bins))
    table.insert(0, "low", edges[:-1])
    table.insert(1, "high", edges[1:])
    return table.assign(n=table["n"].fillna(0).astype("int64"), gap=table["share_right"] - table["mean_confidence"]).reset_index(drop=True)


def calibration_error(table: pd.DataFrame) -> float:
    """The expected calibration error of a reliability table: the mean distance of its bins weighted by their claims.

    Not a number where no claim has a confidence. After M. P. Naeini, G. F. Cooper, M. Hauskrecht: Obtaining Well Calibrated
    Probabilities Using Bayesian Binning, AAAI 2015.
    """
    n = table["n"].sum()
    return float((table["gap"].abs() * table["n"]).sum() / n) if n else float("nan")
