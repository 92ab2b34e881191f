"""Coverage: how much was read, by day and pair, so that silence and peace differ."""

from __future__ import annotations

import functools
import re
from collections import defaultdict

import numpy as np
import pandas as pd

from tarifftrail import countries
from tarifftrail.record.evidence import originals

KINDS = ("name", "demonym", "people", "capital", "bloc")  # of words that mean a country as such; leaders and firms do not
_WORD = re.compile(r"\w+")


def coverage(articles: pd.DataFrame, claims: pd.DataFrame, as_of: str | None = None) -> pd.DataFrame:
    """The columns of the schema's `coverage`: a row for each day with articles and each pair that some claim names.

    Counted at the gate: every article read counts, those without a claim included, copies left out. The two sides of a
    pair stand in alphabetical order, since an article about one direction is about the pair.
    """
    read = originals(articles, as_of)
    place = {article: number for number, article in enumerate(read["article_id"])}
    told: dict[tuple[str, str], set[int]] = defaultdict(set)
    for article, *sides in zip(claims["article_id"], claims["imposer"], claims["target"], strict=True):
        if article in place and all(sides) and "WORLD" not in sides and sides[0] != sides[1]:
            told[min(sides), max(sides)].add(place[article])
    pairs = sorted(told)
    if not pairs:
        return pd.DataFrame()

    names = [_named(title + "\n\n" + text) for title, text in zip(read["title"], read["text"], strict=True)]
    has = {code: np.array([code in found for found in names]) for code in {code for pair in pairs for code in pair}}
    claiming = np.zeros((len(read), len(pairs)), dtype=bool)
    for number, pair in enumerate(pairs):
        claiming[sorted(told[pair]), number] = True
    mentioning = claiming | np.stack([has[one] & has[other] for one, other in pairs], axis=1)

    # Articles are in the order of their days; within a day they are counted by publisher too.
    days, first = np.unique(read["published"].to_numpy(), return_index=True)
    publishers = read["source"].where(read["source"] != "", read["article_id"])
    by_publisher = pd.DataFrame(mentioning).groupby([read["published"].to_numpy(), publishers.to_numpy()]).any().groupby(level=0).sum()
    size = len(days), len(pairs)
    return pd.DataFrame(
        {
            "day": np.repeat(days, len(pairs)),
            "imposer": np.tile([pair[0] for pair in pairs], len(days)),
            "target": np.tile([pair[1] for pair in pairs], len(days)),
            "n_read": np.broadcast_to(np.diff([*first, len(read)])[:, None], size).reshape(-1),
            "n_mentioning": np.add.reduceat(mentioning, first, axis=0, dtype=np.int64).reshape(-1),
            "n_with_claims": np.add.reduceat(claiming, first, axis=0, dtype=np.int64).reshape(-1),
            "n_sources": by_publisher.to_numpy().reshape(-1),
        }
    )


@functools.cache
def _forms() -> dict[str, list[tuple[countries.Form, re.Pattern[str] | None]]]:
    """The words for countries by their first word; a form of several words with the pattern that finds it."""
    forms = defaultdict(list)
    for form in countries.forms().values():
        if form.kind in KINDS and form.codes:
            parts = _WORD.findall(form.text)
            whole = None if parts == [form.text] else re.compile(rf"(?<!\w){re.escape(form.text)}(?!\w)", 0 if form.exact else re.IGNORECASE)
            forms[parts[0].casefold()].append((form, whole))
    return dict(forms)


@functools.lru_cache(maxsize=4096)  # a record as of many days reads the same articles each time
def _named(text: str) -> frozenset[str]:
    """The countries that a text names by name, demonym or capital."""
    words = set(_WORD.findall(text))
    found: set[str] = set()
    for first in {word.casefold() for word in words} & _forms().keys():
        for form, whole in _forms()[first]:
            if found.issuperset(form.codes):
                continue
            if whole.search(text) if whole else (not form.exact or form.text in words):
                found.update(form.codes)
    return frozenset(found)
