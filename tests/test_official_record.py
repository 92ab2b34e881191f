"""The record of the sample against the official record: every step, also with any one dispatch taken away.

Twice: from the gold rows, which tests the record alone, and from the extracted claims, which tests the whole way.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tarifftrail import accuracy, paths, schema
from tarifftrail.extraction import extract
from tarifftrail.reading import read_articles
from tarifftrail.record import compare, level_on, official_record, reconcile
from tarifftrail.record.evidence import reports
from tarifftrail.record.histories import histories

GOLD = Path(__file__).parent / "gold" / "sample.jsonl"


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    return read_articles(paths.raw("sample"))[0]


@pytest.fixture(scope="module")
def gold(articles) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The gold claims and events as the extractor would hand them on."""
    read = accuracy.read_gold(GOLD)
    published = articles.set_index("article_id")["published"]
    rows = []
    for frame, name in ((read.claims, "claim"), (read.events, "event")):
        number = frame.groupby("article_id").cumcount().astype(str).str.zfill(3)
        rows.append(frame.assign(**{f"{name}_id": frame["article_id"] + "-" + number}, published=frame["article_id"].map(published)))
    return rows[0], rows[1]


@pytest.fixture(scope="module")
def extracted(articles) -> tuple[pd.DataFrame, pd.DataFrame]:
    return extract(articles)[:2]


@pytest.fixture(scope="module")
def official() -> pd.DataFrame:
    return official_record()


@pytest.fixture(scope="module", params=["gold", "extracted"])
def told(request) -> tuple[pd.DataFrame, pd.DataFrame]:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def record(told, articles):
    return reconcile(*told, articles)


def known_steps(official: pd.DataFrame) -> dict[tuple[str, str], list[tuple]]:
    """Day and rate of every change of a known headline from the first positive one on, rows from memory marked by None."""
    rows = official[(official["product"] == "all") & (official["coverage"] != "part")].sort_values(["imposer", "target", "valid_from"])
    steps: dict[tuple[str, str], list[tuple]] = {}
    for row in rows.itertuples():
        own = steps.setdefault((row.imposer, row.target), [])
        if row.rate_pct and (not own or own[-1][1] != row.rate_pct):
            own.append((f"{row.valid_from:%Y-%m-%d}", None if row.from_memory else float(row.rate_pct)))
    return steps


def headline_steps(claims: pd.DataFrame, articles: pd.DataFrame, pairs: set[tuple[str, str]]) -> dict[tuple[str, str], dict[str, float]]:
    """Day and rate of every change of each pair's headline, as the record decodes it."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for history in histories(reports(claims, articles), only=pairs):
        before, own = 0.0, found.setdefault((history.imposer, history.target), {})
        for layers in history.layers:
            if layers.total != before:
                own[str(pd.Timestamp.fromordinal(layers.begins).date())] = layers.total
            before = layers.total
    return found


def wrong_steps(found: dict[tuple[str, str], dict[str, float]], steps: dict[tuple[str, str], list[tuple]]) -> list[tuple]:
    """The steps that are missing, and those since 2025 that are not known."""
    wrong = []
    for pair, known in steps.items():
        own = found.get(pair, {})
        open_days = {day for day, rate in known if rate is None}
        wrong += [(*pair, "missing", day, rate) for day, rate in known if rate is not None and own.get(day) != rate]
        wrong += [(*pair, "not known", day, rate) for day, rate in own.items() if day >= "2025" and day not in {known_day for known_day, _ in known} | open_days]
    return wrong


def pairs_touched(claims: pd.DataFrame, pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs that claims can bear on: those they name, and all of an imposer that they name with all partners."""
    named = set(zip(claims["imposer"], claims["target"], strict=True))
    return {pair for pair in pairs if pair in named or (pair[0], "WORLD") in named}


def test_the_record_differs_from_the_official_one_on_no_day(record, official):
    differences = compare(record, official)
    assert differences.empty, f"\n{differences.to_string()}"


def test_every_step_is_exact_in_day_and_rate(told, articles, official):
    steps = known_steps(official)
    assert wrong_steps(headline_steps(told[0], articles, set(steps)), steps) == []


def test_taking_any_one_dispatch_away_moves_no_step(told, articles, official):
    steps = known_steps(official)
    claims = told[0]
    moved = {}
    for left_out in sorted(set(claims["article_id"])):
        rest = articles[articles["article_id"] != left_out]
        touched = {pair: steps[pair] for pair in pairs_touched(claims[claims["article_id"] == left_out], set(steps))}
        if wrong := wrong_steps(headline_steps(claims, rest, set(touched)), touched):
            moved[left_out] = wrong
    assert moved == {}


def test_the_lists_of_2018_to_2020_are_tranches_with_their_days(record, official):
    known = official[(official["coverage"] == "part") & (official["valid_from"] < "2021") & ~official["from_memory"]]
    levels = record.levels[record.levels["coverage"] == "part"]
    have = set(zip(levels["imposer"], levels["target"], levels["rate_pct"], levels["valid_from"], strict=True))
    assert [row for row in zip(known["imposer"], known["target"], known["rate_pct"], known["valid_from"], strict=True) if row not in have] == []


def test_threats_that_never_took_effect_are_never_in_force(record):
    charged = record.levels[(record.levels["stage"] == "in_force") & (record.levels["product"] == "all") & (record.levels["coverage"] != "part")]
    for imposer, target, rate, since in (("US", "CN", 54, "2025"), ("US", "CN", 34, "2025"), ("CN", "US", 34, "2025"), ("US", "CN", 130, "2025"), ("US", "WORLD", 15, "2026"), ("US", "CA", 45, "2025"), ("US", "EU", 30, "2025")):
        rows = charged[(charged["imposer"] == imposer) & (charged["target"] == target) & (charged["rate_pct"] == rate) & (charged["valid_from"] >= since)]
        assert rows.empty, (imposer, target, rate)


def test_the_famous_days_are_right(record):
    assert {level_on(record, *pair, "2025-01-15") for pair in (("US", "CN"), ("CN", "US"))} == {0.0}
    assert [level_on(record, "US", "CN", f"2025-04-{day:02d}") for day in (4, 5, 8, 9, 10)] == [20.0, 30.0, 30.0, 104.0, 145.0]
    assert {level_on(record, "CN", "US", day) for day in ("2025-02-15", "2025-03-15", "2025-04-09")} == {0.0}
    assert level_on(record, "US", "KR", "2025-04-20") == 10.0
    levels = record.levels
    korea = levels[(levels["target"] == "KR") & (levels["valid_from"] == "2025-04-05") & (levels["stage"] == "in_force") & (levels["product"] == "all")]
    assert list(korea["via"]) == ["WORLD"]


def test_no_two_intervals_of_a_series_overlap_and_each_has_claims(record):
    for name, frame in record.frames().items():
        schema.check(frame, name)
    levels = record.levels
    assert (levels["claim_ids"] != "").all()
    assert levels["level_id"].is_unique
    dated = levels[levels["valid_until"].notna()]
    assert (dated["valid_from"] < dated["valid_until"]).all()
    charged = levels[levels["stage"].isin(["in_force", "scheduled"])]
    # A tranche's list stands in its derivation.
    for key, rows in charged.groupby(["imposer", "target", "product", "programme", "coverage", charged["derivation"].where(charged["coverage"] == "part", "")]):
        ordered = rows.sort_values("valid_from")
        assert (ordered["valid_until"].iloc[:-1].to_numpy() <= ordered["valid_from"].iloc[1:].to_numpy()).all(), key


def test_the_bounds_of_a_step_hold_the_step(record):
    charged = record.levels[(record.levels["stage"] == "in_force") & record.levels["valid_from_earliest"].notna()]
    assert (charged["valid_from_earliest"] <= charged["valid_from"]).all()
    assert (charged["valid_from"] <= charged["valid_from_latest"]).all()


def test_every_claim_behind_the_record_is_a_claim(record):
    known = set(record.claims["claim_id"])
    for name in ("levels", "moves", "measures", "threats", "conflicts"):
        ids = {one for joined in record.frames()[name]["claim_ids"] for one in joined.split(";")}
        assert ids <= known, name
    assert {one for joined in record.levels["measure_ids"] for one in joined.split(";") if one} <= set(record.measures["measure_id"])
