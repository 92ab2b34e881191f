"""Fits the confidence of claims on annotated articles, and says how far it can be believed.

    python -m tarifftrail.calibration ARTICLES GOLD [GOLD ...] [--also ARTICLES GOLD [GOLD ...]] [--check]

extracts the claims of the articles, fits the weights of `extraction/confidence.py` to whether each one is in the gold, writes
them to `vocabulary/confidence.tsv` and prints how the confidence compares with the share of right claims: on the rows fitted,
and on publishers that were left out of the fit. `--check` writes nothing and judges the weights as they are, for articles
that the rules were not made on. To be run again whenever the rules of extraction change.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tarifftrail import accuracy, lexicon, store
from tarifftrail.extraction import confidence, extract
from tarifftrail.reading import read_articles

RIDGE = 1.0  # strength of the pull of every weight to 0; facts that few claims share stay near it
BINS = 10
DRAWS = 400  # of the simulation that gives the error expected by chance
TABLE = lexicon.FOLDER / "confidence.tsv"
FITTED = "# Fitted "  # how the remark on the last fit begins

Array = np.ndarray


# --- Claims with whether they are right ----------------------------------------------------------------


def labelled(articles: pd.DataFrame, gold: accuracy.Gold) -> pd.DataFrame:
    """The claims extracted from the annotated articles, a row each: `article_id`, `source`, `facts`, `confidence`, `right`.

    A claim is right if its key of the codebook (`accuracy.CLAIM`) is in the gold of its article, so all claims of an
    article without gold claims are wrong. Raises ValueError if none of the gold's articles is there.
    """
    annotated = articles[articles["article_id"].isin(gold.articles)]
    if annotated.empty:
        raise ValueError("none of the articles is in the gold")
    claims = extract(annotated)[0]
    wanted = set(_keys(gold.claims))
    facts: dict[str, tuple[str, ...]] = {}
    for _, rows in claims.groupby("article_id", sort=False):
        plain = rows.astype("object").where(rows.notna(), None).to_dict("records")
        facts.update(zip(rows["claim_id"], confidence.facts_of(plain), strict=True))
    return pd.DataFrame(
        {
            "article_id": claims["article_id"],
            "source": claims["article_id"].map(annotated.set_index("article_id")["source"]),
            "facts": claims["claim_id"].map(facts),
            "confidence": claims["confidence"].astype("float64"),
            "right": [key in wanted for key in _keys(claims)],
        }
    )


def _keys(claims: pd.DataFrame) -> list[tuple]:
    """The key of each claim with its article; rates to three decimals, as the scores compare them."""
    rates = {name: claims[name].round(3).astype("object").where(claims[name].notna(), None) for name in accuracy.RATE}
    return list(claims.assign(**rates)[["article_id", *accuracy.CLAIM]].itertuples(index=False, name=None))


# --- The fit --------------------------------------------------------------------------------------------


def fit(facts: Sequence[Sequence[str]], right: Sequence[bool], names: Sequence[str], ridge: float = RIDGE) -> dict[str, float]:
    """The weight of each named fact in the log odds of being right: a logistic regression with a ridge.

    The first name is the fact true of every row and is not pulled to 0. Newton's method on the penalised likelihood, which
    has one maximum; raises ValueError if it does not get there.
    """
    present, share = _matrix(facts, names), np.asarray(right, dtype="float64")
    pull = np.diag([1e-6, *[ridge] * (len(names) - 1)])
    weights = np.zeros(len(names))
    for _ in range(100):
        believed = _probability(present @ weights)
        slope = present.T @ (share - believed) - pull @ weights
        curvature = (present * (believed * (1 - believed))[:, None]).T @ present + pull
        step = np.linalg.solve(curvature, slope)
        weights += step * min(1.0, 4.0 / max(np.abs(step).max(), 1e-12))  # full steps can overshoot where few rows are wrong
        if np.abs(step).max() < 1e-9:
            return dict(zip(names, weights.tolist(), strict=True))
    raise ValueError("the fit did not converge; are there right and wrong claims among the rows?")


def _matrix(facts: Sequence[Sequence[str]], names: Sequence[str]) -> Array:
    return np.array([[name in found for name in names] for found in facts], dtype="float64").reshape(len(facts), len(names))


def _probability(odds: Array) -> Array:
    return 1 / (1 + np.exp(-odds))


def believed(facts: Sequence[Sequence[str]], weights: dict[str, float]) -> Array:
    """The probability that each row is right by the weights."""
    return _probability(_matrix(facts, list(weights)) @ np.array(list(weights.values())))


def left_out(table: pd.DataFrame, names: Sequence[str], ridge: float = RIDGE) -> Array:
    """For each row of `labelled` the probability by weights that were fitted without its publisher.

    Raises ValueError if there is only one publisher.
    """
    if table["source"].nunique() < 2:
        raise ValueError("one publisher cannot be left out of a fit on itself")
    out = np.zeros(len(table))
    for source in table["source"].unique():
        own = (table["source"] == source).to_numpy()
        others = table[~own]
        out[own] = believed(table["facts"][own].tolist(), fit(others["facts"].tolist(), others["right"].tolist(), names, ridge))
    return out


# --- How far it can be believed -----------------------------------------------------------------------------


def bins_of(probability: Array, equal: str) -> Array:
    """The number of the bin of each probability, from 0: ten of equal width, or ten of equally many rows."""
    if equal == "width":
        return np.minimum((probability * BINS).astype("int64"), BINS - 1)
    if equal == "count":
        return np.argsort(np.argsort(probability, kind="stable"), kind="stable") * BINS // max(len(probability), 1)
    raise ValueError(f"equal={equal!r}: give 'width' or 'count'")


def calibration_error(probability: Array, right: Array, equal: str = "width") -> float:
    """The expected calibration error (ECE): the gap of mean probability and share right, averaged over bins by their rows."""
    probability, right = np.asarray(probability, dtype="float64"), np.asarray(right, dtype="float64")
    bins = bins_of(probability, equal)
    gaps = np.bincount(bins, probability, BINS) - np.bincount(bins, right, BINS)
    return float(np.abs(gaps).sum() / len(right)) if len(right) else float("nan")


def error_by_chance(probability: Array, equal: str = "width") -> float:
    """The error to expect of probabilities that are exactly right, for want of rows: the mean over simulated outcomes."""
    chance = np.random.default_rng(0)
    return float(np.mean([calibration_error(probability, chance.random(len(probability)) < probability, equal) for _ in range(DRAWS)]))


def summary(table: pd.DataFrame, probability: Array, sets: dict[str, Array]) -> pd.DataFrame:
    """For each named set of rows: `claims`, `right` (share), `mean` probability, the two errors, and what chance makes of each."""
    rows = {}
    for name, chosen in sets.items():
        believed_here, right = probability[chosen], table["right"].to_numpy()[chosen]
        rows[name] = {"claims": len(right), "right": right.mean() if len(right) else np.nan, "mean": believed_here.mean() if len(right) else np.nan}
        for equal in ("width", "count"):
            rows[name][f"ece_{equal}"] = calibration_error(believed_here, right, equal)
            rows[name][f"chance_{equal}"] = error_by_chance(believed_here, equal) if len(right) else np.nan
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("gold")


def reliability(probability: Array, right: Array, equal: str = "width") -> pd.DataFrame:
    """The bins that hold rows: `lowest` and `highest` probability, `claims`, `mean` probability and share `right`."""
    rows = pd.DataFrame({"bin": bins_of(probability, equal), "probability": probability, "right": np.asarray(right, dtype="float64")})
    return rows.groupby("bin").agg(
        lowest=("probability", "min"), highest=("probability", "max"), claims=("right", "size"), mean=("probability", "mean"), right=("right", "mean")
    )


# --- The table of weights -------------------------------------------------------------------------------------


def write_weights(weights: dict[str, float], rows: int, articles: int) -> None:
    """Put the weights into `vocabulary/confidence.tsv`, to two decimals; facts, what they say and remarks stay as they are."""
    out = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith(FITTED):
            continue
        if line.startswith("fact\t"):
            out.append(f"{FITTED}on {rows} claims of {articles} annotated articles.")
        fact, says = line.partition("\t")[0], line.rpartition("\t")[2]
        out.append(f"{fact}\t{weights[fact]:.2f}\t{says}" if fact in weights else line)
    store.write_bytes(TABLE, ("\n".join(out) + "\n").encode("utf-8"))


def _read(groups: list[list[Path]]) -> tuple[pd.DataFrame, dict[str, Array], int]:
    """The labelled claims of all golds, the sets of rows to report on, and the number of annotated articles."""
    tables, members, articles_read = [], [], 0
    for places in groups:
        articles = read_articles(places[0])[0]
        for place in places[1:]:
            gold = accuracy.read_gold(place)
            tables.append(labelled(articles, gold))
            members.append((place.stem, " + ".join(path.stem for path in places[1:])))
            articles_read += len(gold.articles)
    table = pd.concat(tables, ignore_index=True)
    number = np.repeat(np.arange(len(tables)), [len(one) for one in tables])
    sets = {name: number == at for at, (name, _) in enumerate(members)}
    for together in dict.fromkeys(group for _, group in members):
        sets[together] = np.isin(number, [at for at, (_, group) in enumerate(members) if group == together])
    return table, sets | {"all": np.ones(len(table), dtype="bool")}, articles_read


def main(arguments: Sequence[str] | None = None) -> int:
    """The command of this module; returns 0, or 2 with a message on standard error for input that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m tarifftrail.calibration", description="Fit the confidence of claims on annotated articles.")
    parser.add_argument("articles", type=Path, help="articles in any form that is read")
    parser.add_argument("gold", type=Path, nargs="+", help="their gold rows, JSON lines of the codebook's form")
    parser.add_argument("--also", type=Path, nargs="+", action="append", default=[], metavar="PATH", help="further articles, followed by their gold")
    parser.add_argument("--check", action="store_true", help="judge the weights as they are; fit and write nothing")
    chosen = parser.parse_args(arguments)
    groups = [[chosen.articles, *chosen.gold], *chosen.also]
    if any(len(places) < 2 for places in groups):
        parser.error("--also needs articles and at least one gold file")
    try:
        table, sets, articles = _read(groups)
        judged = {"as it stands": table["confidence"].to_numpy()}
        if not chosen.check:
            names = list(confidence.weights())
            weights = fit(table["facts"].tolist(), table["right"].tolist(), names)
            judged = {"on the rows fitted": believed(table["facts"].tolist(), weights), "publishers left out": left_out(table, names)}
            write_weights(weights, len(table), articles)
    except (ValueError, OSError) as error:
        print(f"tarifftrail.calibration: {error}", file=sys.stderr)
        return 2
    right = table["right"].to_numpy()
    for title, probability in judged.items():
        print(f"\n{title}\n{summary(table, probability, sets).round(3).to_string()}")
        for equal in ("width", "count"):
            print(f"\n{title}, bins of equal {equal}\n{reliability(probability, right, equal).round(3).to_string()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
