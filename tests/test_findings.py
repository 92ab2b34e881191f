"""The sentences of the notebooks are built from the frames and stay grammatical for one and for none."""

from __future__ import annotations

import pandas as pd

from tarifftrail import findings, schema


def articles(*rows: dict) -> pd.DataFrame:
    return schema.conform(list(rows), "articles")


ARTICLES = articles(
    {"article_id": "a", "published": "2025-04-09", "source": "Northline Wire"},
    {"article_id": "b", "published": "2025-02-01", "source": "Prairie Post"},
    {"article_id": "c", "published": "2025-04-10", "source": "Prairie Post", "duplicate_of": "a"},
)


def test_reading_says_what_became_of_every_record():
    log = schema.conform(
        [
            {"file": "1.txt", "outcome": "loaded"},
            {"file": "2.csv", "outcome": "loaded"},
            {"file": "2.csv", "outcome": "duplicate"},
            {"file": "3.txt", "outcome": "failed", "reason": "no text"},
        ],
        "log",
    )
    assert findings.reading(ARTICLES, log) == (
        "Of 4 records in 3 files, 3 became articles of 2 publishers, published 2025-02-01 to 2025-04-10; "
        "1 are copies of another and 1 could not be read."
    )
    assert findings.reading(articles(), log.iloc[3:]) == "Of 1 record in 1 file, 0 became articles."


def test_extraction_leaves_copies_out_of_every_count():
    claims = schema.conform([{"article_id": which, "imposer": "US", "target": "CN", "rate_pct": 104} for which in "ac"], "claims")
    rejected = schema.conform([{"article_id": "a", "rate_text": "3%"}], "rejected")
    assert findings.extraction(ARTICLES, claims, schema.empty("events"), rejected) == (
        "2 articles, copies left out, hold 1 tariff rate of 1 direction and 0 other moves; 1 tells of neither. "
        "1 further percentage near tariff words was rejected, each for a reason."
    )


def test_the_record_says_how_threats_ended_and_how_many_values_lost():
    levels = schema.conform([{"imposer": "US", "target": "CN", "stage": stage} for stage in ("in_force", "in_force", "threatened")], "levels")
    threats = schema.conform([{"outcome": outcome} for outcome in ("carried_out", "carried_out_lower", "pending", "dropped")], "threats")
    assert findings.record(levels, threats, schema.empty("conflicts")) == (
        "The record holds 2 intervals in force of 1 direction. Of 4 threats and scheduled steps 2 came into force, "
        "in full or in part, and 1 is open. 0 values lost against another and stand beside the one that won."
    )


def test_accuracy_says_how_much_is_found_and_how_much_agrees():
    scores = pd.DataFrame({"precision": [0.75, 0.9], "recall": [0.5, 0.8], "f1": [0.6, 0.85], "gold": [200, 150]}, index=["claim", "rate"])
    comparison = pd.DataFrame({"agrees": [True, False, True]})
    assert findings.accuracy(scores, comparison) == (
        "Of 200 annotated claims 50% are found whole, and 75% of those found are right (F1 0.60; rates alone 0.85). "
        "The record agrees with 2 of 3 known levels on every day."
    )


def test_confidence_is_said_to_be_missing_or_how_far_it_is_off():
    claims = pd.DataFrame({"confidence": pd.array([None, None], dtype="Float64")})
    assert findings.confidence(claims, pd.DataFrame({"n": [0, 0]}), float("nan")).startswith("The column `confidence` is empty in 2 claims")
    claims = pd.DataFrame({"confidence": pd.array([0.5, None], dtype="Float64")})
    told = findings.confidence(claims, pd.DataFrame({"n": [0, 1]}), 0.0412)
    assert told == "Over 1 claim with a confidence the expected calibration error is 0.041; 1 of all 2 have none."
