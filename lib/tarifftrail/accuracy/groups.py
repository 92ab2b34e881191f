"""Scores by kind of publisher and by who levies the tariff: an average hides whom the rules read badly."""

from __future__ import annotations

import pandas as pd

from tarifftrail import schema
from tarifftrail.accuracy.gold import Trial
from tarifftrail.accuracy.resampling import intervals, span_text
from tarifftrail.accuracy.scores import judged

BY_SOURCE = ["rate", "pair", "claim", "stage", "basis", "direction", "effective_on", "event"]
BY_IMPOSER = ["rate", "pair", "claim", "stage", "basis", "direction", "effective_on"]

# Countries with enough rows of their own in news of these years; the rest share a group, or their scores would be luck.
IMPOSER_GROUPS = {"US": "US", "CN": "China", "EU": "EU", "CA": "Canada and Mexico", "MX": "Canada and Mexico", "": "not told"}
OTHERS = "other"


def by_source_type(trial: Trial) -> pd.DataFrame:
    """F1 with its interval by the articles' `source_type`, a row each; columns: source_type, articles, claims, measures.

    `articles` and `claims` are those annotated; annotated articles that were not read stand under `not read`.
    """
    kinds = trial.articles.set_index("article_id")["source_type"]
    kind_of = pd.Series(trial.gold.articles, index=trial.gold.articles).map(kinds).fillna("not read")
    rows = judged(trial.gold, trial.claims, trial.events)
    claims = trial.gold.claims["article_id"].map(kind_of).value_counts()
    out = []
    for kind in [kind for kind in [*schema.SOURCE_TYPES, "not read"] if (kind_of == kind).any()]:
        articles = list(kind_of.index[kind_of == kind])
        table = intervals(rows[rows["article_id"].isin(articles)], articles, BY_SOURCE)
        out.append({"source_type": kind, "articles": len(articles), "claims": int(claims.get(kind, 0)), **span_text(table, "f1")})
    return pd.DataFrame(out)


def by_imposer(trial: Trial) -> pd.DataFrame:
    """F1 with its interval by group of imposers, a row each; columns: imposer, articles, claims, measures.

    Recall asks how many gold rows of the group's own imposers were found, precision how many of the rows extracted for
    them are right; `claims` are those annotated, `articles` all that have such rows on either side.
    """
    rows = judged(trial.gold, trial.claims, group_of=imposer_group)
    claims = imposer_group(trial.gold.claims["imposer"]).value_counts()
    out = []
    for group in [group for group in dict.fromkeys([*IMPOSER_GROUPS.values(), OTHERS]) if (rows["group"] == group).any()]:
        own = rows[rows["group"] == group]
        table = intervals(own, trial.gold.articles, BY_IMPOSER)
        out.append({"imposer": group, "articles": own["article_id"].nunique(), "claims": int(claims.get(group, 0)), **span_text(table, "f1")})
    return pd.DataFrame(out)


def imposer_group(imposers: pd.Series) -> pd.Series:
    """The group of each imposer's code."""
    return imposers.map(IMPOSER_GROUPS).fillna(OTHERS).astype("str")
