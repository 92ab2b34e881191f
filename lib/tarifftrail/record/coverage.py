"""Coverage: how much was read, by day and pair, so that silence and peace differ."""

from __future__ import annotations

import re
from collections import defaultdict

import pandas as pd

from tarifftrail import countries
from tarifftrail.record.evidence import originals

KINDS = ("name", "demonym", "people", "capital", "bloc")  # of words that mean a country as such; leaders and firms are left to claims


def coverage(articles: pd.DataFrame, claims: pd.DataFrame, as_of: str | None = None) -> pd.DataFrame:
    """The schema's `coverage` as a plain frame: a row for each day with articles and each pair that some claim names.

    Counted at the gate: every article read counts, those without a claim included, copies left out. The two sides of a
    pair stand in alphabetical order, since an article about one direction is about the pair.
    """
    kept = originals(articles, as_of)
    told = claims[claims["article_id"].isin(kept["article_id"])]
    of_article: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for article, imposer, target in zip(told["article_id"], told["imposer"], told["target"], strict=True):
        if imposer and target and "WORLD" not in (imposer, target) and imposer != target:
            of_article[article].add(tuple(sorted((imposer, target))))
    pairs = sorted(set().union(*of_article.values())) if of_article else []
    if not pairs:
        return pd.DataFrame()
    codes = sorted({code for pair in pairs for code in pair})
    mentioned = _mentions(kept, codes)
    rows = []
    for day, group in kept.groupby("published", sort=True):
        for pair in pairs:
            about = [row for row in group.itertuples(index=False) if set(pair) <= mentioned[row.article_id] or pair in of_article[row.article_id]]
            rows.append(
                {
                    "day": day,
                    "imposer": pair[0],
                    "target": pair[1],
                    "n_read": len(group),
                    "n_mentioning": len(about),
                    "n_with_claims": sum(pair in of_article[row.article_id] for row in about),
                    "n_sources": len({row.source or row.article_id for row in about}),
                }
            )
    return pd.DataFrame(rows)


def _mentions(articles: pd.DataFrame, codes: list[str]) -> dict[str, set[str]]:
    """The countries that each article names by name, demonym or capital."""
    text = articles["title"] + "\n\n" + articles["text"]
    found: dict[str, set[str]] = {article: set() for article in articles["article_id"]}
    words = [(form, code) for form in countries.forms().values() if form.kind in KINDS for code in form.codes if code in codes]
    for code in codes:
        exact = [form.text for form, one in words if one == code and form.exact]
        loose = [form.text for form, one in words if one == code and not form.exact]
        hits = pd.Series(False, index=articles.index)
        for forms, flags in ((exact, 0), (loose, re.IGNORECASE)):
            if forms:
                pattern = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, forms), key=len, reverse=True))})(?!\w)", flags)
                hits |= text.map(lambda one, pattern=pattern: pattern.search(one) is not None)
        for article in articles.loc[hits, "article_id"]:
            found[article].add(code)
    return found
