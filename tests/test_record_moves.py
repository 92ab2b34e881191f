"""Steps, threats, incidents, coverage, measures and corrections: what a record holds beside the levels."""

from __future__ import annotations

import itertools
import textwrap

import numpy as np
import pandas as pd
import pytest
from builders import claim, event, frames

from tarifftrail.record import CorrectionError, read_corrections, reconcile
from tarifftrail.record.decoder import DAY_COST, FIRST_COST, decode


def reconciled(claims: list[dict] = (), events: list[dict] = (), articles: list[dict] = (), **options):
    return reconcile(*frames(claims, events, articles), **options)


QUARREL = [
    claim(104, "2025-04-09", effective_on="2025-04-09", announced_on="2025-04-08"),
    claim(104, "2025-04-10", effective_on="2025-04-09", stage="ended"),
    claim(84, "2025-04-09", imposer="CN", target="US", stage="announced", announced_on="2025-04-09", effective_on="2025-04-10"),
    claim(84, "2025-04-11", imposer="CN", target="US", effective_on="2025-04-10"),
    claim(145, "2025-04-11", effective_on="2025-04-10", announced_on="2025-04-09"),
    claim(145, "2025-04-12", effective_on="2025-04-10", announced_on="2025-04-09"),
    claim(125, "2025-04-12", imposer="CN", target="US", effective_on="2025-04-12", announced_on="2025-04-11"),
    claim(125, "2025-04-13", imposer="CN", target="US", effective_on="2025-04-12"),
]


# --- Moves --------------------------------------------------------------------------------------------


def test_a_move_gives_its_points_its_days_and_the_gap_between_them():
    moves = reconciled(QUARREL).moves
    move = moves[moves["to_pct"] == 145.0].iloc[0]
    assert (move["from_pct"], move["change_pp"], move["announced_on"], move["gap_days"]) == (104.0, 41.0, "2025-04-09", 1)
    assert f"{move['effective_on']:%Y-%m-%d} {move['first_reported_on']:%Y-%m-%d}" == "2025-04-10 2025-04-11"


def test_a_rise_answers_the_latest_rise_of_the_other_side():
    moves = reconciled(QUARREL).moves.set_index("move_id")
    answers = {float(row["to_pct"]): float(moves.loc[row["answers"], "to_pct"]) for _, row in moves.iterrows() if row["answers"]}
    assert answers == {84.0: 104.0, 145.0: 84.0, 125.0: 145.0}


def test_a_cut_answers_nothing():
    moves = reconciled([*QUARREL, claim(30, "2025-05-14", effective_on="2025-05-14", direction="down"), claim(30, "2025-05-15", effective_on="2025-05-14", direction="down")]).moves
    assert list(moves[moves["to_pct"] == 30.0]["answers"]) == [""]


def test_a_duty_ordered_after_its_start_has_a_negative_gap():
    moves = reconciled([claim(15, "2025-12-11", target="CH", effective_on="2025-11-14", announced_on="2025-12-10"), claim(39, "2025-08-08", target="CH", effective_on="2025-08-07")]).moves
    assert list(moves[moves["to_pct"] == 15.0]["gap_days"]) == [-26]


def test_a_level_of_unknown_beginning_makes_no_move():
    assert reconciled([claim(18, "2025-03-06", direction="none")]).moves.empty


# --- Threats ------------------------------------------------------------------------------------------

OUTCOMES = [
    pytest.param(
        [claim(10, "2024-11-26", stage="threatened", announced_on="2024-11-25"), claim(10, "2025-02-04", effective_on="2025-02-04")],
        ("carried_out", "2025-02-04", 10.0, 0.0),
        id="carried out",
    ),
    pytest.param(
        [claim(50, "2025-05-24", stage="threatened", announced_on="2025-05-23"), claim(15, "2025-08-07", effective_on="2025-08-07")],
        ("carried_out_lower", "2025-08-07", 15.0, 35.0),
        id="carried out lower",
    ),
    pytest.param(
        [
            claim(100, "2025-10-11", basis="additional", stage="announced", announced_on="2025-10-10", effective_on="2025-11-01"),
            claim(100, "2025-10-27", basis="additional", stage="ended", direction="down", end_reason="never_in_force", effective_on="2025-11-01", ends_on="2025-10-26"),
            claim(30, "2025-11-20", effective_on="2025-05-14", direction="none"),
        ],
        ("dropped", "2025-10-26", None, None),
        id="taken back",
    ),
    pytest.param(
        [claim(200, "2025-08-26", stage="threatened", announced_on="2025-08-25"), claim(30, "2026-04-01", effective_on="2025-05-14", direction="none")],
        ("dropped", "", None, None),
        id="never heard of again",
    ),
    pytest.param(
        [
            claim(26, "2025-04-03", target="IN", stage="announced", announced_on="2025-04-02", effective_on="2025-04-09"),
            claim(26, "2025-04-09", target="IN", stage="suspended", direction="down", ends_on="2025-07-09"),
        ],
        ("delayed", "2025-04-09", None, None),
        id="put off to a later day",
    ),
    pytest.param(
        [
            claim(30, "2025-08-01", target="MX", stage="announced", announced_on="2025-07-12", effective_on="2025-08-01"),
            claim(30, "2025-08-02", target="MX", stage="suspended", direction="down"),
        ],
        ("suspended", "2025-08-02", None, None),
        id="paused without a day",
    ),
    pytest.param(
        [claim(100, "2026-09-19", stage="threatened", announced_on="2026-09-18")],
        ("pending", "", None, None),
        id="open",
    ),
]


@pytest.mark.parametrize(("claims", "expected"), OUTCOMES)
def test_a_threat_is_followed_to_its_outcome(claims, expected):
    threats = reconciled(claims).threats
    threat = threats[threats["rate_pct"] == claims[0]["rate_pct"]].iloc[0]
    outcome, on, rate, cut = expected
    assert (threat["outcome"], threat["outcome_on"]) == (outcome, on)
    assert [None if pd.isna(value) else float(value) for value in (threat["outcome_pct"], threat["points_cut"])] == [rate, cut]


def test_a_threat_told_by_many_is_one_row_that_counts_them():
    told = [claim(200, f"2025-08-{number}", stage="threatened", announced_on="2025-08-25") for number in (26, 27, 28)]
    threats = reconciled(told).threats
    assert list(threats["n_articles"]) == [3]


def test_what_is_threatened_stands_in_the_levels_at_the_total_that_it_would_make():
    record = reconciled(
        [
            claim(30, "2025-05-15", effective_on="2025-05-14"),
            claim(100, "2025-10-11", basis="additional", stage="threatened", announced_on="2025-10-10"),
        ]
    )
    threatened = record.levels[record.levels["stage"] == "threatened"]
    assert list(zip(threatened["rate_pct"], threatened["derivation"], strict=True)) == [(130.0, "30 + 100")]


# --- Measures -----------------------------------------------------------------------------------------


def test_layers_add_up_over_measures_and_the_one_on_all_partners_is_shared():
    record = reconciled(
        [
            claim(20, "2025-03-05", programme="fentanyl", effective_on="2025-03-04"),
            claim(20, "2025-03-06", programme="fentanyl", effective_on="2025-03-04"),
            claim(10, "2025-04-05", target="WORLD", programme="baseline", effective_on="2025-04-05"),
            claim(10, "2025-04-06", target="WORLD", programme="baseline", effective_on="2025-04-05"),
            claim(30, "2025-04-06", effective_on="2025-04-05"),
            claim(30, "2025-04-07", effective_on="2025-04-05"),
        ]
    )
    level = record.levels[record.levels["rate_pct"] == 30.0].iloc[0]
    measures = record.measures.set_index("measure_id").loc[level["measure_ids"].split(";")]
    assert measures["rate_pct"].sum() == 30.0
    assert set(zip(measures["target"], measures["programme"], measures["legal_basis"], strict=True)) == {("CN", "fentanyl", "ieepa"), ("WORLD", "baseline", "ieepa")}


def test_a_measure_that_a_court_ended_says_so():
    record = reconciled(
        [
            claim(20, "2025-11-11", programme="fentanyl", effective_on="2025-11-10"),
            claim(20, "2026-02-21", programme="fentanyl", stage="ended", direction="down", effective_on="2025-11-10", ends_on="2026-02-20", end_reason="struck_down"),
            claim(20, "2026-02-22", programme="fentanyl", stage="ended", direction="down", effective_on="2025-11-10", ends_on="2026-02-20", end_reason="struck_down"),
        ]
    )
    measure = record.measures.iloc[0]
    assert (measure["ends_on"], measure["end_reason"], measure["legal_standing"]) == ("2026-02-20", "struck_down", "struck_down")


def test_a_raised_rate_supersedes_the_measure_before():
    record = reconciled([claim(10, "2025-02-05", programme="fentanyl", effective_on="2025-02-04"), claim(20, "2025-03-05", programme="fentanyl", effective_on="2025-03-04")])
    before, after = record.measures.sort_values("effective_on").itertuples()
    assert (after.supersedes, before.end_reason) == (before.measure_id, "superseded")


# --- Incidents and coverage ---------------------------------------------------------------------------


def test_forty_reports_of_one_call_are_one_incident():
    calls = [event("talks", f"2025-10-{18 + number % 3}", date="2025-10-18" if number % 2 else "", source=f"Paper {number}") for number in range(40)]
    incidents = reconciled(events=calls).incidents
    assert list(zip(incidents["type"], incidents["n_articles"], incidents["date"], strict=True)) == [("talks", 40, "2025-10-18")]


def test_the_order_of_the_parties_of_talks_means_nothing_and_that_of_a_probe_does():
    told = [event("talks", "2025-10-18", actor="US", target="CN"), event("talks", "2025-10-18", actor="CN", target="US"), event("probe", "2025-10-18", actor="US", target="CN"), event("probe", "2025-10-18", actor="CN", target="US")]
    assert sorted(reconciled(events=told).incidents["type"]) == ["probe", "probe", "talks"]


def test_talks_of_two_months_are_two_incidents_and_a_month_alone_joins_the_day_in_it():
    told = [event("talks", "2025-05-12", date="2025-05-10"), event("talks", "2025-07-30", date="2025-07-28"), event("talks", "2025-08-20", date="2025-07")]
    assert list(reconciled(events=told).incidents["n_articles"]) == [1, 2]


def test_coverage_counts_what_was_read_with_copies_left_out_and_silence_kept():
    articles = [
        {"article_id": "one", "published": "2025-04-09", "title": "Beijing answers", "text": "The United States is hit.", "source": "A"},
        {"article_id": "two", "published": "2025-04-09", "title": "China and America", "text": "An American tariff.", "source": "B"},
        {"article_id": "copy", "published": "2025-04-09", "title": "China and America", "text": "An American tariff.", "source": "C", "duplicate_of": "two"},
        {"article_id": "rain", "published": "2025-04-09", "title": "Rain", "text": "In Norway.", "source": "A"},
        {"article_id": "quiet", "published": "2025-04-10", "title": "Rain again", "text": "In Norway.", "source": "A"},
    ]
    coverage = reconciled([claim(104, "2025-04-09", article_id="one", effective_on="2025-04-09")], articles=articles).coverage
    counts = [tuple(row) for row in coverage[["imposer", "target", "n_read", "n_mentioning", "n_with_claims", "n_sources"]].to_numpy()]
    assert counts == [("CN", "US", 3, 2, 1, 2), ("CN", "US", 1, 0, 0, 0)]


# --- Corrections --------------------------------------------------------------------------------------


def corrections(tmp_path, text: str):
    path = tmp_path / "corrections.yaml"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return read_corrections(path)


ENTRY = """
    - id: c001
      claim: article-000-claim-000
      action: {action}
      reason: The table repeats a typing error.
      source: the notice itself
      decided_on: 2026-01-05
"""


def test_a_dropped_claim_leaves_the_record(tmp_path):
    record = reconciled(QUARREL[:1], corrections=corrections(tmp_path, ENTRY.format(action="drop")))
    assert record.levels.empty


def test_an_overridden_claim_counts_with_its_right_value(tmp_path):
    record = reconciled(QUARREL[:1], corrections=corrections(tmp_path, ENTRY.format(action="override") + "      values: {rate_pct: 84}\n"))
    assert list(record.levels["rate_pct"]) == [84.0]


def test_a_correction_that_matches_nothing_is_an_error(tmp_path):
    elsewhere = [claim(104, "2025-04-09", claim_id="another")]
    with pytest.raises(CorrectionError, match="c001: no claim article-000-claim-000"):
        reconciled(elsewhere, corrections=corrections(tmp_path, ENTRY.format(action="drop")))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- id: c001", "lacks claim"),
        (ENTRY.format(action="erase"), "action 'erase'"),
        (ENTRY.format(action="override"), "an override needs values"),
        (ENTRY.format(action="drop") + ENTRY.format(action="drop"), "c001 stands twice"),
        (ENTRY.format(action="override") + "      values: {rate: 84}\n", "no column rate"),
        ("id: c001", "must be a list"),
        ("- [", "not readable as YAML"),
    ],
)
def test_a_malformed_correction_is_refused_by_name(tmp_path, text, message):
    with pytest.raises(CorrectionError, match=message):
        corrections(tmp_path, text)


def test_the_corrections_of_the_project_can_be_read():
    assert isinstance(read_corrections(), list)


# --- The decoder --------------------------------------------------------------------------------------


def brute_force(emission: np.ndarray, shape: list[int], slot_costs: np.ndarray) -> float:
    """The score of the best of all paths."""
    coordinates = np.indices(shape).reshape(len(shape), -1).T

    def score(path: tuple[int, ...]) -> float:
        total = emission[0, path[0]] - FIRST_COST * (coordinates[path[0]] > 0).sum()
        for number in range(1, len(path)):
            moved = coordinates[path[number]] != coordinates[path[number - 1]]
            total += emission[number, path[number]] - slot_costs[number] @ moved - DAY_COST * moved.any()
        return total

    return max(score(path) for path in itertools.product(range(len(coordinates)), repeat=len(emission))), score


@pytest.mark.parametrize("seed", range(20))
def test_the_decoded_path_scores_as_well_as_the_best_of_all(seed):
    generator = np.random.default_rng(seed)
    shape = [3, 2]
    emission, slot_costs = generator.normal(size=(4, 6)), generator.uniform(0.1, 0.8, size=(4, 2))
    best, score = brute_force(emission, shape, slot_costs)
    assert score(tuple(decode(emission, shape, slot_costs))) == pytest.approx(best)
