"""How sure a claim is: the probability that it is right as a whole, from how its row was read.

What is looked at are plain facts of the row as it stands in the frame of claims (which rule found the rate, whose word
names the target, where in the article it stands), each with a weight of `vocabulary/confidence.tsv`. The weights are
fitted on annotated articles by `tarifftrail.calibration`, which asks for the same facts by the same functions.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tarifftrail import lexicon

BASE = "base"  # the fact that is true of every claim; its weight is the log odds of a claim of which no other is true
OPENING = 1000  # characters: the headline and the first paragraphs
LONG_QUOTE = 250  # characters: quotes end at 300, so such a sentence has several clauses
LISTED = 4  # claims of one quote: a list of partners or goods
MANY = 8  # claims of one article: more than a news report tells, rather an overview

# Rules of the rate where a tariff word stands beside it or governs it.
_GOVERNED = frozenset({"beside-noun", "after-noun", "rate-on", "rate-in-duties", "charges"})
# Rules of the pair that read the target from the words of the sentence or from what grammar says of it.
_READ_TARGET = frozenset({"sentence", "product-world", "programme-world", "average-of", "each-other"})
_ORIGIN = frozenset({"left-goods", "left-from", "right-goods", "right-from"})


def facts_of(claims: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """For each claim of one article the facts of `vocabulary/confidence.tsv` that are true of it.

    `claims` are all rows of the article with the columns of the frame of claims; a missing number is None.
    """
    in_quote = Counter(claim["start"] for claim in claims)
    many = len(claims) >= MANY
    return [_facts(claim, in_quote[claim["start"]] >= LISTED, many) for claim in claims]


def _facts(claim: Mapping[str, Any], listed: bool, many: bool) -> tuple[str, ...]:
    found = list(_facts_of_rules(claim["rules"]))
    if claim["qualifier"]:
        found.append("bounded")
    if claim["rate_pct"] == 0:
        found.append("zero")
    if claim["basis"] in ("average", "increment"):
        found.append(claim["basis"])
    if claim["stage"] in ("suspended", "threatened"):
        found.append(claim["stage"])
    if claim["product"] == "all":
        found.append("all-goods")
    if claim["coverage"] == "all":
        found.append("covers-all")
    elif claim["coverage"] != "unknown":
        found.append("covers-part")
    if claim["speaker_role"] == "executive":
        found.append("executive")
    if claim["start"] < OPENING:
        found.append("opening")
    if claim["end"] - claim["start"] > LONG_QUOTE:
        found.append("long-quote")
    if listed:
        found.append("listed")
    if many:
        found.append("many-claims")
    return tuple(found)


@functools.lru_cache(1024)  # the claims of a list share their rules
def _facts_of_rules(rules: str) -> tuple[str, ...]:
    """The facts that the rules of a claim tell; of a field decided twice the first rule counts, which read its own sentence."""
    by_field: dict[str, str] = {}
    for decided in rules.split(";"):
        name, _, rule = decided.partition("=")
        by_field.setdefault(name, rule)
    found = [BASE]
    if by_field["rate"] == "worded":
        found.append("rate-in-words")
    elif by_field["rate"] not in _GOVERNED:
        found.append("rate-ungoverned")
    pair, _, imposer = by_field["pair"].partition("+")
    if imposer:
        found.append("imposer-from-article")
    if pair.startswith("context"):
        found.append("target-from-article")
    elif pair not in _READ_TARGET:
        found.append("target-by-nearness")
    if by_field["target"] in _ORIGIN:
        found.append("target-as-origin")
    if by_field["product"].startswith("left"):
        found.append("goods-before")
    stage = by_field["stage"]
    if stage in ("standing", "headline"):
        found.append("stage-uncued")
    elif stage.endswith(("due", "started")):
        found.append("stage-by-date")
    return tuple(found)


@functools.cache
def weights() -> dict[str, float]:
    """The weight of each fact in log odds, by its name."""
    return {row["fact"]: float(row["weight"]) for row in lexicon.read_table("confidence")}


def fill(claims: Sequence[dict[str, Any]]) -> None:
    """Set `confidence` of all claims of one article: a probability between 0 and 1, to three decimals."""
    weight = weights()
    for claim, facts in zip(claims, facts_of(claims), strict=True):
        odds = math.exp(sum([weight[fact] for fact in facts]))
        claim["confidence"] = min(max(round(odds / (1 + odds), 3), 0.001), 0.999)
