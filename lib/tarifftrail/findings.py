"""Sentences that state what a run found, built from its frames, so that no notebook holds a typed number."""

from __future__ import annotations

import pandas as pd

from tarifftrail.charts.wording import count, joined


def reading(articles: pd.DataFrame, log: pd.DataFrame) -> str:
    """How many records became articles, of whom and when, and what became of the rest."""
    outcomes = log["outcome"].value_counts()
    told = [
        f"{outcomes[outcome]} {words}"
        for outcome, words in (("duplicate", "are copies of another"), ("skipped", "were skipped"), ("failed", "could not be read"))
        if outcomes.get(outcome, 0)
    ]
    begin = f"Of {count(len(log), 'record')} in {count(log['file'].nunique(), 'file')}, {len(articles):,} became articles"
    if articles.empty:
        return f"{begin}."
    dated = articles.loc[articles["published"] != "", "published"]
    period = f", published {dated.min()} to {dated.max()}" if len(dated) else ""
    publishers = count(articles.loc[articles["source"] != "", "source"].nunique(), "publisher")
    rest = f"; {joined(told)}" if told else ""
    return f"{begin} of {publishers}{period}{rest}."


def extraction(articles: pd.DataFrame, claims: pd.DataFrame, events: pd.DataFrame, rejected: pd.DataFrame) -> str:
    """How many claims and events stand in how many articles, copies left out, and how many percentages were rejected."""
    originals = set(articles.loc[articles["duplicate_of"] == "", "article_id"])
    claims, events, rejected = (frame[frame["article_id"].isin(originals)] for frame in (claims, events, rejected))
    silent = len(originals - set(claims["article_id"]) - set(events["article_id"]))
    pairs = len(claims.loc[claims["imposer"] != "", ["imposer", "target"]].drop_duplicates())
    return (
        f"{count(len(originals), 'article')}, copies left out, {'holds' if len(originals) == 1 else 'hold'} "
        f"{count(len(claims), 'tariff rate')} of {count(pairs, 'direction')} and {count(len(events), 'other move')}; "
        f"{silent:,} {'tells' if silent == 1 else 'tell'} of neither. "
        f"{count(len(rejected), 'further percentage')} near tariff words {'was' if len(rejected) == 1 else 'were'} rejected, each for a reason."
    )


def record(levels: pd.DataFrame, threats: pd.DataFrame, conflicts: pd.DataFrame) -> str:
    """How many levels the record holds, of how many directions, how its threats ended, and how many values lost."""
    charged = levels[levels["stage"] == "in_force"]
    directions = len(charged[["imposer", "target"]].drop_duplicates())
    outcomes = threats["outcome"].value_counts()
    kept = outcomes.get("carried_out", 0) + outcomes.get("carried_out_lower", 0)
    return (
        f"The record holds {count(len(charged), 'interval')} in force of {count(directions, 'direction')}. "
        f"Of {count(len(threats), 'threat or scheduled step|threats and scheduled steps')} {kept:,} came into force, in full or in part, and "
        f"{outcomes.get('pending', 0):,} {'is' if outcomes.get('pending', 0) == 1 else 'are'} open. "
        f"{count(len(conflicts), 'value')} lost against another and {'stands' if len(conflicts) == 1 else 'stand'} beside the one that won."
    )


def accuracy(scores: pd.DataFrame, comparison: pd.DataFrame) -> str:
    """How well claims are found, and how many of the known levels the record meets on every day."""
    claim, rate = scores.loc["claim"], scores.loc["rate"]
    agreed = int(comparison["agrees"].sum())
    return (
        f"Of {count(int(claim['gold']), 'annotated claim')} {claim['recall']:.0%} are found whole, and {claim['precision']:.0%} of those found "
        f"are right (F1 {claim['f1']:.2f}; rates alone {rate['f1']:.2f}). "
        f"The record agrees with {agreed:,} of {count(len(comparison), 'known level')} on every day."
    )


def confidence(claims: pd.DataFrame, table: pd.DataFrame, error: float) -> str:
    """What the reliability table of claims says, or that there is nothing to say; `error` is its calibration error."""
    missing = int(claims["confidence"].isna().sum())
    if not table["n"].sum():
        return (
            f"The column `confidence` is empty in {count(len(claims), 'claim')}, annotated or not, "
            "so there is no probability yet that could be held against what is right."
        )
    told = f"Over {count(int(table['n'].sum()), 'claim')} with a confidence the expected calibration error is {error:.3f}"
    return f"{told}; {missing:,} of all {len(claims):,} have none." if missing else f"{told}."
