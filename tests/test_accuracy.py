"""Scores follow the codebook's definitions, and a record is held against known levels day by day."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tarifftrail import accuracy, schema

CLAIM = {
    "article_id": "a",
    "imposer": "US",
    "target": "CN",
    "product": "all",
    "rate_pct": 25.0,
    "basis": "level",
    "stage": "in_force",
    "direction": "up",
    "quote": "The duty on Chinese goods is 25%.",
}
EVENT = {"article_id": "a", "type": "tariff_up", "actor": "US", "target": "CN", "stage": "done", "direction": "up", "date": "2025-04-09"}


def claim(**overrides) -> dict:
    return CLAIM | overrides


def event(**overrides) -> dict:
    return EVENT | overrides


def gold(claims=(), events=(), articles=("a",)) -> accuracy.Gold:
    return accuracy.Gold(articles, schema.conform(list(claims), "claims"), schema.conform(list(events), "events"))


def score(want: accuracy.Gold, claims=(), events=()) -> pd.DataFrame:
    return accuracy.score(want, schema.conform(list(claims), "claims"), schema.conform(list(events), "events"))


# --- Claims -------------------------------------------------------------------------------------------


def test_the_gold_itself_scores_one_everywhere():
    rows = [claim(), claim(target="EU", previous_pct=10, programme="section_232", effective_on="2025-03", qualifier="up_to")]
    table = score(gold(rows, [event()]), rows, [event()])
    assert (table["f1"].drop("false_on_negatives").dropna() == 1.0).all()
    assert table.loc["claim", ["gold", "predicted"]].tolist() == [2, 2]


def test_a_wrong_stage_costs_the_claim_but_neither_rate_nor_pair():
    table = score(gold([claim()]), [claim(stage="threatened")])
    assert table.loc[["rate", "pair", "claim", "stage", "basis"], "f1"].tolist() == [1.0, 1.0, 0.0, 0.0, 1.0]


def test_an_invented_rate_costs_precision_and_a_missed_one_recall():
    table = score(gold([claim(), claim(rate_pct=10)]), [claim(), claim(rate_pct=7), claim(rate_pct=8)])
    assert table.loc["rate", "precision"] == pytest.approx(1 / 3)
    assert table.loc["rate", "recall"] == 0.5


def test_a_range_is_not_its_lower_end():
    assert score(gold([claim(rate_max_pct=50)]), [claim()]).loc["rate", "f1"] == 0.0


def test_a_fact_told_twice_counts_once_and_a_second_guess_at_its_dates_earns_nothing():
    want = gold([claim(effective_on="2025-04-09")])
    table = score(want, [claim(effective_on="2025-04-08"), claim(effective_on="2025-04-09")])
    assert table.loc["claim", "predicted"] == 1
    assert table.loc["effective_on", "f1"] == 0.0


def test_a_date_finer_than_the_text_is_wrong():
    table = score(gold([claim(effective_on="2025-04")]), [claim(effective_on="2025-04-01")])
    assert table.loc["effective_on", ["f1", "gold", "predicted"]].tolist() == [0.0, 1, 1]


def test_claims_on_articles_that_have_none_are_counted():
    table = score(gold([claim()], articles=("a", "b")), [claim(), claim(article_id="b")])
    assert table.loc["false_on_negatives", "predicted"] == 1


def test_articles_outside_the_gold_are_not_scored():
    assert score(gold([claim()]), [claim(), claim(article_id="elsewhere")]).loc["rate", "precision"] == 1.0


def test_rows_of_one_pair_are_matched_the_most_alike_first():
    want = gold([claim(stage="threatened", product="steel"), claim(stage="in_force", product="autos")])
    table = score(want, [claim(stage="in_force", product="autos"), claim(stage="threatened", product="steel")])
    assert table.loc[["stage", "product"], "f1"].tolist() == [1.0, 1.0]


def test_nothing_predicted_and_nothing_wanted_is_no_division_by_zero():
    assert score(gold()).loc["claim", "f1"] == 1.0
    assert score(gold([claim()])).loc["claim", ["precision", "recall", "f1"]].tolist() == [0.0, 0.0, 0.0]


# --- Events -------------------------------------------------------------------------------------------


def test_who_talks_to_whom_has_no_order_but_who_raises_tariffs_on_whom_has():
    talks = event(type="talks", actor="US;CN", target="")
    assert score(gold((), [talks]), (), [event(type="talks", actor="CN", target="US")]).loc["event", "f1"] == 1.0
    assert score(gold((), [event()]), (), [event(actor="CN", target="US")]).loc["event", "f1"] == 0.0


def test_an_event_told_twice_must_be_found_twice():
    table = score(gold((), [event(), event(date="2025-04-12")]), (), [event()])
    assert table.loc["event", "recall"] == 0.5
    assert table.loc["event_date", "f1"] == 1.0


# --- Gold files, errors, filled -----------------------------------------------------------------------


def test_gold_is_read_with_lists_of_parties_joined_and_articles_without_rows_kept(tmp_path):
    path = tmp_path / "gold.jsonl"
    entries = [
        {"article_id": "a", "half": "B", "claims": [{**CLAIM, "rate_max_pct": None}], "events": [{**EVENT, "actor": ["CA", "US"]}]},
        {"article_id": "b", "claims": [], "events": []},
    ]
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    read = accuracy.read_gold(path)
    assert read.articles == ("a", "b")
    assert read.claims["rate_pct"].tolist() == [25.0] and read.events["actor"].tolist() == ["CA;US"]


@pytest.mark.parametrize("line", ["not json", "[]", '{"claims": []}'])
def test_a_line_that_is_no_gold_entry_is_named(tmp_path, line):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"article_id": "a"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 2: is not a gold entry"):
        accuracy.read_gold(path)


def test_errors_show_what_was_missed_and_what_was_invented_with_their_sentences():
    want = gold([claim(), claim(target="EU", quote="Europe pays 25%.")])
    table = accuracy.errors(want, schema.conform([claim(), claim(rate_pct=7, quote="Shares fell 7%.")], "claims"))
    assert table[["error", "target", "rate_pct", "quote"]].values.tolist() == [
        ["invented", "CN", 7.0, "Shares fell 7%."],
        ["missed", "EU", 25.0, "Europe pays 25%."],
    ]


def test_filled_counts_zero_as_filled_and_empty_or_missing_as_not():
    frame = schema.conform([claim(rate_pct=0, programme="mfn"), claim(rate_pct=None)], "claims")
    table = accuracy.filled({"claims": frame}).set_index("column")
    assert table.loc[["rate_pct", "programme", "ends_on"], "filled"].tolist() == [1, 1, 0]
    assert table.loc["rate_pct", "share"] == 0.5


# --- The record against known levels ------------------------------------------------------------------

OFFICIAL = schema.conform(
    [
        {"imposer": "US", "target": "CN", "product": "all", "rate_pct": 104, "valid_from": "2025-04-09", "valid_until": "2025-04-10"},
        {"imposer": "US", "target": "CN", "product": "all", "rate_pct": 145, "valid_from": "2025-04-10", "valid_until": "2025-05-14"},
        {"imposer": "US", "target": "EU", "product": "all", "rate_pct": 10, "valid_from": "2025-04-05"},
        {"imposer": "US", "target": "EU", "product": "all", "rate_pct": 15, "valid_from": "2025-08-07"},
        {"imposer": "US", "target": "KR", "product": "all", "rate_pct": 10, "valid_from": "2025-04-05", "from_memory": True},
        {"imposer": "US", "target": "JP", "product": "all", "coverage": "part", "rate_pct": 25, "valid_from": "2025-04-03"},
    ],
    "official_record",
)


def differences(*rows: tuple) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["imposer", "target", "from", "until", "record_pct", "official_pct"])
    return table.astype({"from": "datetime64[us]", "until": "datetime64[us]"})


def test_a_late_step_takes_its_days_from_the_level_that_it_was_late_for():
    late = differences(("US", "CN", "2025-04-10", "2025-04-12", 104, 145))
    table = accuracy.known_levels(OFFICIAL, late, pd.Timestamp("2025-04-30"))
    assert table[["target", "days", "days_off", "agrees"]].values.tolist() == [
        ["CN", 1, 0, True],
        ["CN", 21, 2, False],
        ["EU", 26, 0, True],
    ]


def test_without_a_difference_every_known_level_agrees():
    table = accuracy.known_levels(OFFICIAL, differences(), pd.Timestamp("2025-12-31"))
    assert table["agrees"].tolist() == [True] * 4
