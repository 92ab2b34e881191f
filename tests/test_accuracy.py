"""Scores follow the codebook's definitions, intervals and causes are as computed by hand, and a record meets known levels."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from tarifftrail import accuracy, schema
from tarifftrail.accuracy import resampling, scores

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


# --- Gold files, filled -------------------------------------------------------------------------------


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


def test_filled_counts_zero_as_filled_and_empty_or_missing_as_not():
    frame = schema.conform([claim(rate_pct=0, programme="mfn"), claim(rate_pct=None)], "claims")
    table = accuracy.filled({"claims": frame}).set_index("column")
    assert table.loc[["rate_pct", "programme", "ends_on"], "filled"].tolist() == [1, 1, 0]
    assert table.loc["rate_pct", "share"] == 0.5


# --- Intervals and groups -----------------------------------------------------------------------------


def trial(want=(), got=(), articles=("a",), kinds=()) -> accuracy.Trial:
    """A trial without events; `kinds` are the source types of the articles."""
    known = schema.conform([{"article_id": a, "source_type": kind} for a, kind in zip(articles, kinds, strict=False)], "articles")
    return accuracy.Trial(gold(want, (), articles), known, schema.conform(list(got), "claims"), schema.conform([], "events"))


def many(n: int, wrong: int) -> accuracy.Trial:
    """As many articles with a claim each, the first of them with a wrong stage."""
    names = tuple(f"a{number:02}" for number in range(n))
    got = [claim(article_id=name, stage="ended" if number < wrong else "in_force") for number, name in enumerate(names)]
    return trial([claim(article_id=name) for name in names], got, names, ["wire"] * n)


def test_the_table_with_intervals_holds_the_scores_themselves():
    each = many(20, 5)
    table = accuracy.score_with_intervals(each)
    own = accuracy.score(each.gold, each.claims, each.events)
    pd.testing.assert_frame_equal(table[own.columns], own)
    assert table.loc["claim", "f1"] == 0.75 and table.loc["claim", "articles"] == 20


def test_bounds_are_near_those_of_a_binomial_share_and_the_same_each_time():
    low, high = accuracy.score_with_intervals(many(40, 10)).loc["claim", ["f1_low", "f1_high"]]
    # 30 of 40: the exact binomial (Clopper-Pearson) interval is 0.588 to 0.873.
    assert 0.55 <= low <= 0.63 and 0.84 <= high <= 0.89
    assert accuracy.score_with_intervals(many(40, 10)).loc["claim", ["f1_low", "f1_high"]].tolist() == [low, high]


def test_rows_of_one_article_are_drawn_together():
    spread = {}
    for name, per_article in (("apart", 1), ("together", 4)):
        names = tuple(f"a{number:02}" for number in range(48 // per_article))
        rows = [claim(article_id=name, target=target) for name in names for target in ["CN", "EU", "JP", "KR"][:per_article]]
        got = [row | {"stage": "ended"} if number < 12 else row for number, row in enumerate(rows)]
        low, high = accuracy.score_with_intervals(trial(rows, got, names)).loc["claim", ["f1_low", "f1_high"]]
        spread[name] = high - low
    assert spread["together"] > 1.5 * spread["apart"]


def test_what_never_varies_has_no_width_and_few_articles_have_no_bounds():
    assert accuracy.score_with_intervals(many(12, 0)).loc["claim", ["f1_low", "f1", "f1_high"]].tolist() == [1.0, 1.0, 1.0]
    assert accuracy.score_with_intervals(many(9, 3)).loc["claim", ["f1_low", "f1_high"]].isna().all()


def test_bounds_are_the_plain_quantiles_where_draws_are_symmetric_and_lean_where_they_are_not():
    draws = np.linspace(0, 1, 2001)
    even = resampling._corrected_quantiles(np.float64(0.5), draws, np.linspace(0.4, 0.6, 11))
    assert even == pytest.approx([0.025, 0.975], abs=0.002)
    # The estimate is the 60th percentile of the draws: z0 = 0.2533, both levels rise: Phi(2 * 0.2533 -+ 1.96).
    leaning = resampling._corrected_quantiles(np.float64(0.6), draws, np.linspace(0.4, 0.6, 11))
    assert leaning == pytest.approx([0.0731, 0.9932], abs=0.002)


def test_scores_stand_by_kind_of_publisher_and_what_was_not_read_by_itself():
    want = [claim(), claim(article_id="b"), claim(article_id="c")]
    table = accuracy.by_source_type(trial(want, [claim(), claim(article_id="b", stage="ended")], ("a", "b", "c"), ["wire", "official"]))
    assert table[["source_type", "articles", "claims", "claim"]].values.tolist() == [
        ["official", 1, 1, "0.00"],
        ["wire", 1, 1, "1.00"],
        ["not read", 1, 1, "0.00"],
    ]


def test_an_imposer_taken_for_another_costs_the_recall_of_one_and_the_precision_of_the_other():
    each = trial([claim(), claim(imposer="CN", target="US")], [claim(), claim(target="US", imposer="US")])
    rows = scores.judged(each.gold, each.claims, group_of=lambda imposers: imposers)
    shares = {name: scores.totals(rows[rows["group"] == name], ["rate", "pair"]) for name in ("US", "CN")}
    assert shares["US"].loc["pair", ["precision", "recall"]].tolist() == [0.5, 1.0]
    assert shares["CN"].loc["pair", ["gold", "predicted", "recall"]].tolist() == [1, 0, 0.0]
    assert shares["CN"].loc["rate", "recall"] == 1.0, "the rate itself was found, whoever was taken to levy it"
    assert accuracy.by_imposer(each)["imposer"].tolist() == ["US", "China"]


def test_a_table_to_read_has_bounds_in_brackets_and_nothing_where_nothing_was_judged():
    table = accuracy.readable(accuracy.score_with_intervals(many(20, 5))).set_index("measure")
    assert table.loc["rate", "f1"] == "1.00 (1.00–1.00)" and table.loc["ends_on", "f1"] == "1.00"
    assert table.loc["false_on_negatives", "f1"] == "" and table.loc["event_stage", "f1"] == ""


def test_sets_stand_side_by_side():
    tables = {name: accuracy.score_with_intervals(each) for name, each in (("one", many(12, 0)), ("other", many(9, 0)))}
    side = accuracy.f1_of_sets(tables).set_index("measure")
    assert side.loc["rate"].tolist() == ["1.00 (1.00–1.00)", "1.00"] and "false_on_negatives" not in side.index


# --- Causes of errors ---------------------------------------------------------------------------------


def causes(want=(), got=()) -> list[tuple[str, bool, str, str]]:
    table = accuracy.errors(gold(want), schema.conform(list(got), "claims"))
    return list(table[["cause", "alone", "wanted", "got"]].itertuples(index=False, name=None))


IN_WORDS = "US on CN, 25%, all, level, in_force"

CAUSES = [
    ([claim()], [claim()], []),
    ([claim()], [claim(stage="ended")], [("wrong stage", True, "in_force", "ended")]),
    ([claim()], [claim(basis="additional")], [("wrong basis", True, "level", "additional")]),
    ([claim()], [claim(product="steel")], [("wrong product", True, "all", "steel")]),
    ([claim()], [claim(target="EU")], [("wrong pair", True, "US on CN", "US on EU")]),
    ([claim()], [claim(imposer="")], [("wrong pair", True, "US on CN", "? on CN")]),
    ([claim()], [claim(stage="ended", product="steel")], [("wrong product", False, "all", "steel"), ("wrong stage", False, "in_force", "ended")]),
    ([claim()], [claim(direction="none")], [("wrong direction", True, "up", "none")]),
    ([claim()], [claim(stage="ended", direction="none")], [("wrong stage", True, "in_force", "ended"), ("wrong direction", False, "up", "none")]),
    ([claim(previous_pct=10)], [claim()], [("wrong previous rate", True, "10.000", "none")]),
    ([claim()], [claim(programme="ieepa")], [("wrong programme", True, "none", "ieepa")]),
    ([claim(effective_on="2025-04")], [claim()], [("missed date", True, "effective_on 2025-04", "effective_on none")]),
    ([claim()], [claim(ends_on="2025")], [("invented date", True, "ends_on none", "ends_on 2025")]),
    ([claim(effective_on="2025-04")], [claim(effective_on="2025-04-02")], [("wrong date", True, "effective_on 2025-04", "effective_on 2025-04-02")]),
    ([claim()], [], [("missed rate", True, IN_WORDS, "none")]),
    ([], [claim()], [("invented rate", True, "none", IN_WORDS)]),
    ([claim(), claim(target="MX")], [claim(target="MX")], [("missed row", True, IN_WORDS, "none")]),
    ([claim(target="MX")], [claim(), claim(target="MX")], [("invented row", True, "none", IN_WORDS)]),
    (
        [claim()],
        [claim(rate_max_pct=50)],
        [("missed rate", True, IN_WORDS, "none"), ("invented rate", True, "none", IN_WORDS.replace("25%", "25–50%"))],
    ),
]


@pytest.mark.parametrize(("want", "got", "found"), CAUSES)
def test_every_difference_has_its_cause(want, got, found):
    assert causes(want, got) == found
    assert {cause for cause, *_ in found} <= set(accuracy.CAUSES)


def test_a_row_is_laid_beside_one_of_its_pair_before_one_of_another():
    want = [claim(), claim(target="EU", stage="announced")]
    got = [claim(stage="announced"), claim(target="EU", stage="ended")]
    assert causes(want, got) == [("wrong stage", True, "in_force", "announced"), ("wrong stage", True, "announced", "ended")]


def test_a_range_of_ten_keeps_its_zero_in_words():
    assert causes([claim(rate_pct=10, rate_max_pct=100)])[0][2] == "US on CN, 10–100%, all, level, in_force"


def test_causes_are_counted_and_shown_with_one_sentence_an_article():
    want = [claim(article_id=article, target=target, quote=f"{article} {target}") for article in ("a", "b") for target in ("CN", "EU")]
    got = [claim(stage="ended", quote="x"), claim(target="EU", stage="ended"), claim(article_id="b", stage="ended", product="steel")]
    table = accuracy.errors(gold(want, (), ("a", "b")), schema.conform(got, "claims"))
    counts = accuracy.error_counts(table).set_index("cause")
    assert counts.loc["wrong stage", ["rows", "alone", "articles"]].tolist() == [3, 2, 2]
    assert counts.index.tolist() == ["wrong stage", "missed row", "wrong product"]
    shown = accuracy.examples(table)
    assert shown.loc[shown["cause"] == "wrong stage", "quote"].tolist() == ["a CN", "b CN"]
    assert len(accuracy.examples(table, each=1)) == 3


def test_a_perfect_run_has_an_empty_table_of_errors():
    table = accuracy.errors(gold([claim()]), schema.conform([claim()], "claims"))
    assert table.empty and accuracy.error_counts(table).empty and accuracy.examples(table).empty


# --- Reliability --------------------------------------------------------------------------------------


def sure(confidence, **overrides) -> dict:
    return claim(confidence=confidence, **overrides)


def test_reliability_by_hand():
    targets = ["CN", "EU", "JP", "KR"]
    want = gold([claim(target=target) for target in targets])
    got = [sure(0.9504, target="CN"), sure(0.9096, target="EU"), sure(0.3, target="JP"), sure(0.24, target="KR", stage="ended"), sure(None, target="MX")]
    table = accuracy.reliability(want, schema.conform(got, "claims"))
    assert table["n"].tolist() == [0, 0, 2, 0, 0, 0, 0, 0, 0, 2], "0.3 is the upper edge of the third bin"
    assert table.loc[2, ["mean_confidence", "share_right", "gap"]].tolist() == pytest.approx([0.27, 0.5, 0.23])
    assert table.loc[9, ["mean_confidence", "share_right", "gap"]].tolist() == pytest.approx([0.93, 1.0, 0.07])
    assert accuracy.calibration_error(table) == pytest.approx((2 * 0.23 + 2 * 0.07) / 4)


def test_reliability_without_any_confidence_is_empty_and_its_error_no_number():
    table = accuracy.reliability(gold([claim()]), schema.conform([claim()], "claims"))
    assert len(table) == 10 and not table["n"].any() and np.isnan(accuracy.calibration_error(table))


def test_certain_and_impossible_claims_have_a_bin_and_others_are_refused():
    table = accuracy.reliability(gold([claim()]), schema.conform([sure(1), sure(0, target="EU")], "claims"), bins=4)
    assert table["n"].tolist() == [1, 0, 0, 1] and accuracy.calibration_error(table) == 0
    with pytest.raises(ValueError, match="outside 0 to 1"):
        accuracy.reliability(gold([claim()]), schema.conform([sure(1.2)], "claims"))


# --- Tools that read less -----------------------------------------------------------------------------


def test_readings_are_scored_as_sets_of_an_article():
    want = gold([claim(effective_on="2025-04", ends_on="2025-07-09"), claim(target="EU", rate_pct=10, announced_on="2025-04")])
    rates = pd.DataFrame([("a", 25, None), ("a", 25, None), ("a", 3, None), ("b", 10, None)], columns=["article_id", "rate_pct", "rate_max_pct"])
    dates = pd.DataFrame([("a", "2025-04"), ("a", "2025-04-01"), ("a", "2025-07-09")], columns=["article_id", "date"])
    table = accuracy.score_readings(want, rates, dates)
    assert table.loc["rate", ["precision", "recall"]].tolist() == [0.5, 0.5]
    assert table.loc["claim_date", ["precision", "recall", "gold"]].tolist() == [2 / 3, 1.0, 2]
    nothing = accuracy.score_readings(want, rates.head(0), dates.head(0))
    assert nothing["recall"].tolist() == [0.0, 0.0]


def test_rivals_stand_below_the_library_and_what_they_do_not_read_is_said():
    each = many(12, 0)
    own = accuracy.score_readings(each.gold, each.claims, accuracy.claim_dates(each.claims))
    rivals = own.loc[["rate"]].assign(f1=0.5, f1_low=0.4, f1_high=0.6).reset_index().assign(tool="plain", version="1")
    table = accuracy.beside_rivals(accuracy.score_with_intervals(each), own, rivals)
    assert table.columns.tolist() == ["tool", "version", "rates", "dates of claims", "pair", "claim", "stage"]
    assert table.iloc[0, 2:].tolist()[0] == "1.00 (1.00–1.00)"
    assert table.iloc[1].tolist() == ["plain", "1", "0.50 (0.40–0.60)", *["does not read"] * 4]


# --- Folders of annotated articles --------------------------------------------------------------------


def test_a_folder_of_gold_is_extracted_anew_and_each_gold_file_is_a_set(tmp_path):
    lines = [{"article_id": name, "title": "Duties rise", "published": "2025-04-10", "text": SENTENCE} for name in ("a", "b", "c")]
    (tmp_path / "articles.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    for name, article in (("gold", "a"), ("gold.B", "b")):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"article_id": article, "claims": [{**CLAIM, "rate_max_pct": None}]}), encoding="utf-8")
    trials = accuracy.read_trials(tmp_path)
    assert {name: each.gold.articles for name, each in trials.items()} == {"gold": ("a",), "gold.B": ("b",)}
    assert set(trials["gold"].claims["article_id"]) == {"a", "b"}, "only annotated articles are extracted"
    assert accuracy.score(trials["gold.B"].gold, trials["gold.B"].claims).loc["rate", "f1"] == 1.0


SENTENCE = "The United States has charged a tariff of 25% on all Chinese goods since Wednesday."


def test_a_folder_without_gold_or_without_its_articles_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no gold"):
        accuracy.read_trials(tmp_path)
    (tmp_path / "gold.jsonl").write_text('{"article_id": "a", "claims": []}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="none of its articles"):
        accuracy.read_trials(tmp_path)


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
