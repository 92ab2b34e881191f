"""From claims to levels: one test for each rule of the model, and for what must hold whatever the claims."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from builders import claim, frames

import tarifftrail.record as record_room
from tarifftrail import schema
from tarifftrail.record import level_on, levels_between, reconcile


def reconciled(*claims: dict, **options):
    return reconcile(*frames(list(claims)), **options)


def in_force(record, imposer: str = "US", target: str = "CN", product: str = "all") -> list[tuple]:
    """Rate and days of the rows in force of one series, tranches left out."""
    levels = record.levels
    rows = levels[(levels["imposer"] == imposer) & (levels["target"] == target) & (levels["product"] == product) & (levels["stage"] == "in_force") & (levels["coverage"] != "part")]
    rows = rows.sort_values("valid_from")
    return [(float(row.rate_pct), day(row.valid_from), day(row.valid_until)) for row in rows.itertuples()]


def day(stamp) -> str:
    return "" if pd.isna(stamp) else f"{stamp:%Y-%m-%d}"


def row_on(record, when: str, target: str = "CN"):
    levels = record.levels
    stamp = pd.Timestamp(when)
    rows = levels[(levels["target"] == target) & (levels["stage"] == "in_force") & (levels["coverage"] != "part") & (levels["valid_from"] <= stamp) & ~(levels["valid_until"] <= stamp)]
    assert len(rows) == 1
    return rows.iloc[0]


def fentanyl(rate: float, published: str, start: str, **fields) -> dict:
    return claim(rate, published, programme="fentanyl", effective_on=start, **fields)


def reciprocal(rate: float, published: str, start: str, **fields) -> dict:
    return claim(rate, published, programme="reciprocal", effective_on=start, **fields)


APRIL_2025 = [
    fentanyl(20, "2025-03-05", "2025-03-04"),
    fentanyl(20, "2025-03-06", "2025-03-04"),
    reciprocal(34, "2025-04-03", "2025-04-09", stage="announced", announced_on="2025-04-02"),
    reciprocal(34, "2025-04-04", "2025-04-09", stage="announced", announced_on="2025-04-02"),
    claim(54, "2025-04-03", effective_on="2025-04-09", stage="announced", announced_on="2025-04-02"),
    reciprocal(84, "2025-04-08", "2025-04-09", stage="announced", announced_on="2025-04-08"),
    reciprocal(84, "2025-04-10", "2025-04-09", stage="ended", ends_on="2025-04-10"),
    claim(104, "2025-04-09", effective_on="2025-04-09"),
    claim(104, "2025-04-12", effective_on="2025-04-09", stage="ended", ends_on="2025-04-10"),
    claim(125, "2025-04-09", effective_on="2025-04-09", source_type="market wrap"),
    reciprocal(125, "2025-04-11", "2025-04-10"),
    reciprocal(125, "2025-04-14", "2025-04-10"),
    claim(145, "2025-04-11", effective_on="2025-04-10"),
    claim(145, "2025-04-15", effective_on="2025-04-10"),
]


def test_a_later_effective_date_ends_the_earlier_level():
    record = reconciled(fentanyl(10, "2025-02-04", "2025-02-04"), fentanyl(20, "2025-03-04", "2025-03-04", previous_pct=10))
    assert in_force(record)[-2:] == [(10.0, "2025-02-04", "2025-03-04"), (20.0, "2025-03-04", "")]


def test_104_stands_for_exactly_one_day_as_the_sum_of_its_layers():
    record = reconciled(*APRIL_2025)
    assert in_force(record) == [(20.0, "2025-03-04", "2025-04-09"), (104.0, "2025-04-09", "2025-04-10"), (145.0, "2025-04-10", "")]
    assert [level_on(record, "US", "CN", f"2025-04-{number:02d}") for number in (8, 9, 10)] == [20.0, 104.0, 145.0]
    assert row_on(record, "2025-04-09")["derivation"] == "20 fentanyl + 84 reciprocal"
    assert row_on(record, "2025-04-10")["derivation"] == "20 fentanyl + 125 reciprocal"


def test_what_was_announced_and_replaced_before_its_day_is_never_in_force():
    record = reconciled(*APRIL_2025)
    charged = record.levels[record.levels["stage"] == "in_force"]
    assert not set(charged["rate_pct"]) & {34.0, 54.0}
    assert "54 announced_only (1)" in row_on(record, "2025-04-09")["rejected"]
    assert (record.threats[record.threats["rate_pct"] == 54.0]["outcome"] == "carried_out").all()  # 104 came, which is more


def test_a_layer_told_as_the_total_is_kept_beside_the_value_that_won():
    record = reconciled(*APRIL_2025)
    lost = record.conflicts[record.conflicts["rejected_pct"] == 125.0]
    assert list(lost["rule"]) == ["layer_read_as_total"]
    assert list(lost["chosen_pct"]) == [104.0]
    assert row_on(record, "2025-04-09")["rate_hi"] == 125.0


def test_the_baseline_on_all_partners_adds_to_a_duty_where_reports_say_so():
    record = reconciled(
        fentanyl(20, "2025-03-05", "2025-03-04"),
        fentanyl(20, "2025-03-07", "2025-03-04"),
        claim(10, "2025-04-05", target="WORLD", programme="baseline", effective_on="2025-04-05"),
        claim(10, "2025-04-06", target="WORLD", programme="baseline", effective_on="2025-04-05"),
        claim(30, "2025-04-06", effective_on="2025-04-05"),
        claim(30, "2025-04-07", effective_on="2025-04-05"),
    )
    assert in_force(record)[-1] == (30.0, "2025-04-05", "")
    assert row_on(record, "2025-04-06")["derivation"] == "20 fentanyl + 10 baseline"


def test_a_partner_that_no_report_taxes_by_name_pays_by_way_of_all_partners():
    record = reconciled(
        claim(10, "2025-04-05", target="WORLD", programme="baseline", effective_on="2025-04-05"),
        claim(25, "2025-04-03", target="KR", programme="reciprocal", stage="announced", effective_on="2025-04-09"),
        claim(25, "2025-04-09", target="KR", programme="reciprocal", stage="suspended", direction="down", ends_on="2025-07-09"),
        claim(25, "2025-04-10", target="KR", programme="reciprocal", stage="suspended", direction="down", ends_on="2025-07-09"),
    )
    assert level_on(record, "US", "KR", "2025-04-20") == 10.0
    assert row_on(record, "2025-04-20", "KR")["via"] == "WORLD"
    assert level_on(record, "US", "TH", "2025-04-20") == 10.0  # named nowhere


def test_a_partner_under_a_duty_of_its_own_is_not_reached_unless_named():
    record = reconciled(
        claim(25, "2025-03-05", target="CA", programme="fentanyl", effective_on="2025-03-04"),
        claim(25, "2025-04-20", target="CA", programme="fentanyl", direction="none"),
        claim(10, "2025-04-05", target="WORLD", programme="baseline", effective_on="2025-04-05"),
        claim(10, "2025-04-06", target="WORLD", programme="baseline", effective_on="2025-04-05"),
    )
    assert level_on(record, "US", "CA", "2025-04-20") == 25.0


def test_two_measures_of_one_programme_add_up():
    record = reconciled(
        claim(25, "2026-07-22", target="BR", programme="section_301", effective_on="2026-07-22"),
        claim(25, "2026-07-23", target="BR", programme="section_301", effective_on="2026-07-22"),
        claim(12.5, "2026-07-24", target="BR", programme="section_301", basis="additional", effective_on="2026-07-24"),
        claim(37.5, "2026-07-25", target="BR", effective_on="2026-07-24"),
    )
    assert in_force(record, target="BR")[-1] == (37.5, "2026-07-24", "")
    assert row_on(record, "2026-07-30", "BR")["derivation"] == "25 section_301 + 12.5 section_301"


def test_where_only_totals_are_told_they_are_the_level():
    record = reconciled(claim(84, "2025-04-10", imposer="CN", target="US", effective_on="2025-04-10"), claim(125, "2025-04-12", imposer="CN", target="US", effective_on="2025-04-12"))
    assert in_force(record, "CN", "US") == [(84.0, "2025-04-10", "2025-04-12"), (125.0, "2025-04-12", "")]
    assert set(record.levels["derivation"]) == {"stated"}


def test_an_end_and_a_start_told_within_a_week_are_one_step():
    record = reconciled(
        claim(20, "2025-11-11", effective_on="2025-11-10"),
        claim(20, "2026-02-21", stage="ended", direction="down", effective_on="2025-11-10", ends_on="2026-02-20", end_reason="struck_down"),
        claim(10, "2026-02-24", programme="section_122", direction="down", effective_on="2026-02-24"),
        claim(10, "2026-02-25", programme="section_122", direction="down", effective_on="2026-02-24"),
    )
    assert in_force(record) == [(20.0, "2025-11-10", "2026-02-24"), (10.0, "2026-02-24", "")]


def test_an_end_told_of_three_partners_in_one_article_ends_the_duty_of_those_not_named():
    partners = [claim(rate, "2026-02-24", article_id="ruling", target=target, stage="ended", direction="down", ends_on="2026-02-24") for target, rate in (("EU", 15), ("JP", 15), ("VN", 20))]
    charged = [claim(rate, "2025-08-08", target=target, effective_on="2025-08-07") for target, rate in (("EU", 15), ("JP", 15), ("VN", 20), ("TW", 20))]
    record = reconciled(*charged, *partners)
    assert level_on(record, "US", "TW", "2026-02-23") == 20.0
    assert level_on(record, "US", "TW", "2026-02-24") == 0.0


# --- What is no headline ------------------------------------------------------------------------------


def test_a_rate_bounded_by_a_trade_value_is_a_tranche_and_leaves_the_headline_at_zero():
    record = reconciled(
        claim(25, "2018-07-06", trade_value_usd_bn=34, effective_on="2018-07-06"),
        claim(10, "2018-09-24", trade_value_usd_bn=200, effective_on="2018-09-24"),
        claim(25, "2019-05-10", trade_value_usd_bn=200, effective_on="2019-05-10", previous_pct=10),
    )
    assert level_on(record, "US", "CN", "2019-06-01") == 0.0
    part = record.levels[record.levels["coverage"] == "part"].sort_values(["derivation", "valid_from"])
    assert [(row.derivation, float(row.rate_pct), day(row.valid_from)) for row in part.itertuples()] == [
        ("stated, $200bn", 10.0, "2018-09-24"),
        ("stated, $200bn", 25.0, "2019-05-10"),
        ("stated, $34bn", 25.0, "2018-07-06"),
    ]


def test_three_lists_told_as_one_are_evidence_for_each_and_no_list_of_their_own():
    lists = [claim(25, "2018-08-24", trade_value_usd_bn=value, effective_on=start, direction="none") for value, start in ((34, "2018-07-06"), (16, "2018-08-23"))]
    record = reconciled(*lists, claim(25, "2019-03-01", trade_value_usd_bn=50, direction="none"))
    assert sorted(record.levels[record.levels["coverage"] == "part"]["derivation"]) == ["stated, $16bn", "stated, $34bn"]
    assert list(record.levels[record.levels["derivation"] == "stated, $16bn"]["n_articles"]) == [2]


def test_a_list_told_as_if_of_all_goods_does_not_become_a_headline():
    lists = [claim(25, published, trade_value_usd_bn=34, effective_on="2018-07-06") for published in ("2018-07-06", "2018-07-09", "2018-08-01")]
    record = reconciled(*lists, claim(25, "2018-07-10", effective_on="2018-07-06", coverage="unknown"))
    assert level_on(record, "US", "CN", "2018-07-11") == 0.0
    assert "tranche_told_as_all" in set(record.conflicts["rule"])


def test_an_all_goods_duty_that_one_report_bounds_by_a_list_stays_a_headline():
    told = [fentanyl(10, published, "2025-02-04", coverage="all") for published in ("2025-02-04", "2025-02-05", "2025-02-06")]
    record = reconciled(*told, claim(10, "2025-02-07", effective_on="2025-02-04", coverage="part"))
    assert in_force(record)[-1] == (10.0, "2025-02-04", "")
    assert (record.levels["coverage"] != "part").all()


def test_china_stands_at_zero_while_it_taxes_lists_of_goods():
    record = reconciled(
        claim(25, "2018-07-06", imposer="CN", target="US", trade_value_usd_bn=34, effective_on="2018-07-06"),
        claim(15, "2025-02-10", imposer="CN", target="US", product="energy", basis="additional", effective_on="2025-02-10"),
        claim(10, "2025-03-10", imposer="CN", target="US", product="soybeans", basis="additional", effective_on="2025-03-10"),
        claim(84, "2025-04-10", imposer="CN", target="US", effective_on="2025-04-10"),
    )
    assert {level_on(record, "CN", "US", when) for when in ("2025-02-09", "2025-02-15", "2025-03-15", "2025-04-09")} == {0.0}
    assert level_on(record, "CN", "US", "2025-03-15", product="soybeans") == 10.0
    assert level_on(record, "CN", "US", "2025-04-10") == 84.0


@pytest.mark.parametrize(
    "fields",
    [
        {"basis": "average"},
        {"programme": "mfn"},
        {"condition": "transshipped"},
        {"basis": "increment"},
        {"stage": "threatened"},
        {"rate_max_pct": 999.0},
    ],
    ids=lambda fields: next(iter(fields.values())),
)
def test_averages_normal_rates_changes_threats_and_rerouted_goods_are_no_level(fields):
    record = reconciled(fentanyl(20, "2025-03-05", "2025-03-04"), claim(47, "2025-06-02", effective_on="2025-06-01", **fields), claim(20, "2025-06-10", programme="fentanyl", direction="none"))
    assert [rate for rate, *_ in in_force(record)] == [20.0]


def test_several_rates_of_one_article_on_one_product_are_a_range():
    fuels = [claim(rate, "2025-02-10", imposer="CN", target="US", product="energy", article_id="notice", effective_on="2025-02-10") for rate in (10, 15)]
    record = reconciled(*fuels)
    row = record.levels[record.levels["product"] == "energy"].iloc[0]
    assert (row["rate_pct"], row["rate_lo"], row["rate_hi"]) == (10.0, 10.0, 15.0)


def test_a_products_duties_of_two_programmes_stand_side_by_side_and_add_in_the_answer():
    record = reconciled(
        claim(25, "2024-09-27", product="steel", programme="section_301", effective_on="2024-09-27"),
        claim(50, "2025-06-04", target="WORLD", product="steel", programme="section_232", effective_on="2025-06-04"),
    )
    assert level_on(record, "US", "CN", "2025-06-04", product="steel") == 75.0
    assert level_on(record, "US", "JP", "2025-06-04", product="steel") == 50.0


# --- Contradicting reports ----------------------------------------------------------------------------


def test_a_publisher_that_repeats_its_error_does_not_outvote_two_others():
    wrong = [claim(40, f"2025-03-{number:02d}", effective_on="2025-03-04", source="Repeater") for number in range(5, 12)]
    record = reconciled(*wrong, claim(20, "2025-03-05", effective_on="2025-03-04"), claim(20, "2025-03-08", effective_on="2025-03-04"), claim(20, "2025-03-09", effective_on="2025-03-04"))
    assert [rate for rate, *_ in in_force(record)] == [20.0]


def test_a_background_rate_that_was_replaced_does_not_come_back():
    record = reconciled(
        claim(145, "2025-04-11", effective_on="2025-04-10"),
        claim(30, "2025-05-14", effective_on="2025-05-14", direction="down"),
        claim(30, "2025-05-16", effective_on="2025-05-14", direction="down"),
        claim(145, "2025-07-14", direction="none"),
        claim(30, "2025-08-01", direction="none"),
    )
    assert in_force(record)[-1] == (30.0, "2025-05-14", "")
    assert "145 stale_rate (1)" in row_on(record, "2025-07-14")["rejected"]


def test_a_rate_charged_for_some_hours_on_the_day_of_its_pause_is_no_level():
    record = reconciled(
        claim(10, "2025-04-05", target="EU", programme="baseline", effective_on="2025-04-05"),
        claim(20, "2025-04-03", target="EU", programme="reciprocal", stage="announced", effective_on="2025-04-09"),
        claim(20, "2025-04-09", target="EU", effective_on="2025-04-09"),
        claim(20, "2025-04-09", target="EU", programme="reciprocal", stage="suspended", direction="down", effective_on="2025-04-09"),
        claim(10, "2025-04-12", target="EU", programme="baseline", effective_on="2025-04-05", direction="none"),
    )
    assert in_force(record, target="EU") == [(0.0, "2025-04-03", "2025-04-05"), (10.0, "2025-04-05", "")]


def test_a_start_announced_and_then_put_off_moves_to_its_later_day():
    record = reconciled(
        claim(25, "2025-02-02", target="CA", stage="announced", announced_on="2025-02-01", effective_on="2025-02-04"),
        claim(25, "2025-02-04", target="CA", stage="suspended", direction="down", effective_on="2025-03-04", ends_on="2025-03-04"),
        claim(25, "2025-03-05", target="CA", effective_on="2025-03-04"),
    )
    assert in_force(record, target="CA")[-1] == (25.0, "2025-03-04", "")


# --- Days that are not told ---------------------------------------------------------------------------


def test_a_step_without_a_day_begins_with_its_first_report_and_says_how_early_it_may_have_begun():
    record = reconciled(
        claim(10, "2025-02-20", direction="none"),
        claim(20, "2025-03-06"),
        claim(20, "2025-03-09"),
    )
    row = row_on(record, "2025-03-06")
    assert (day(row["valid_from"]), row["date_basis"]) == ("2025-03-06", "first_report")
    assert (day(row["valid_from_earliest"]), day(row["valid_from_latest"])) == ("2025-02-21", "2025-03-06")


def test_a_day_told_differently_widens_the_bounds_and_the_majority_decides():
    record = reconciled(
        claim(10, "2025-02-05", effective_on="2025-02-04"),
        claim(20, "2025-03-05", effective_on="2025-03-04"),
        claim(20, "2025-03-07", effective_on="2025-03-04"),
        claim(20, "2025-03-09", effective_on="2025-03-06"),
    )
    row = row_on(record, "2025-03-10")
    assert (day(row["valid_from"]), day(row["valid_from_earliest"]), day(row["valid_from_latest"])) == ("2025-03-04", "2025-03-04", "2025-03-06")


def test_a_level_that_is_only_known_to_stand_says_nothing_of_the_days_before():
    record = reconciled(claim(18, "2025-03-06", imposer="BR", target="US", direction="none"))
    assert math.isnan(level_on(record, "BR", "US", "2025-03-05"))
    assert level_on(record, "BR", "US", "2025-03-06") == 18.0


# --- Clocks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-31", [(20.0, "2025-03-04", "")]),
        ("2025-04-08", [(20.0, "2025-03-04", "2025-04-09")]),
        ("2025-04-15", [(20.0, "2025-03-04", "2025-04-09"), (104.0, "2025-04-09", "2025-04-10"), (145.0, "2025-04-10", "")]),
    ],
)
def test_as_of_shows_what_a_reader_could_know_that_day(as_of, expected):
    assert in_force(reconciled(*APRIL_2025, as_of=as_of)) == expected


def test_as_of_gives_the_same_as_if_later_articles_did_not_exist():
    claims, events, articles = frames(APRIL_2025)
    known = reconcile(claims[claims["published"] <= "2025-04-09"].reset_index(drop=True), events, articles[articles["published"] <= "2025-04-09"].reset_index(drop=True))
    for name, frame in reconcile(claims, events, articles, as_of="2025-04-09").frames().items():
        pd.testing.assert_frame_equal(frame, known.frames()[name], obj=name)


def test_a_step_announced_for_a_later_day_is_scheduled():
    record = reconciled(claim(30, "2025-05-12", stage="announced", direction="down", effective_on="2025-05-14", previous_pct=145), claim(145, "2025-04-11", effective_on="2025-04-10"))
    scheduled = record.levels[record.levels["stage"] == "scheduled"]
    assert [(float(row.rate_pct), day(row.valid_from)) for row in scheduled.itertuples()] == [(30.0, "2025-05-14")]
    assert in_force(record) == [(145.0, "2025-04-10", "2025-05-14")]
    assert level_on(record, "US", "CN", "2025-05-14") == 30.0


def test_an_as_of_that_is_no_day_is_refused():
    with pytest.raises(ValueError, match="as_of is 'soon'"):
        reconciled(*APRIL_2025, as_of="soon")


# --- What holds whatever the claims -------------------------------------------------------------------


def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[::-1].reset_index(drop=True)


def test_the_order_of_rows_does_not_matter():
    claims, events, articles = frames(APRIL_2025)
    straight, back = reconcile(claims, events, articles), reconcile(shuffled(claims), events, shuffled(articles))
    for name, frame in straight.frames().items():
        pd.testing.assert_frame_equal(frame, back.frames()[name], obj=name)


def test_copies_of_articles_and_of_rows_do_not_matter():
    claims, events, articles = frames(APRIL_2025)
    copies = articles.assign(duplicate_of=articles["article_id"], article_id="copy-" + articles["article_id"], source="Reprint")
    copied = claims.assign(article_id="copy-" + claims["article_id"], claim_id="copy-" + claims["claim_id"])
    more = reconcile(pd.concat([claims, copied, claims], ignore_index=True), events, pd.concat([copies, articles], ignore_index=True))
    for name, frame in reconcile(claims, events, articles).frames().items():
        pd.testing.assert_frame_equal(frame, more.frames()[name], obj=name)


def test_a_copy_stands_in_for_an_original_that_was_not_read():
    claims, events, articles = frames(APRIL_2025)
    articles["duplicate_of"] = "lost-" + articles["article_id"]
    assert in_force(reconcile(claims, events, articles)) == in_force(reconciled(*APRIL_2025))


def test_the_input_is_left_as_it_is():
    given = frames(APRIL_2025)
    before = [frame.copy() for frame in given]
    reconcile(*given)
    for old, new in zip(before, given, strict=True):
        pd.testing.assert_frame_equal(old, new)


def test_ids_stay_when_articles_on_another_pair_arrive():
    first = reconciled(*APRIL_2025)
    more = reconciled(*APRIL_2025, claim(39, "2025-08-08", target="CH", effective_on="2025-08-07"))
    for name, key in (("levels", "level_id"), ("moves", "move_id"), ("measures", "measure_id"), ("threats", "threat_id")):
        assert set(first.frames()[name][key]) <= set(more.frames()[name][key]), name


def test_every_frame_is_of_the_schema_also_without_any_claim():
    for record in (reconciled(*APRIL_2025), reconcile(*frames())):
        for name, frame in record.frames().items():
            schema.check(frame, name)


def test_a_frame_of_another_form_is_refused():
    claims, events, articles = frames(APRIL_2025)
    with pytest.raises(schema.SchemaError, match="claims: columns"):
        reconcile(claims.drop(columns="basis"), events, articles)


# --- Questions ----------------------------------------------------------------------------------------


def test_a_member_pays_what_its_bloc_pays_while_it_is_a_member():
    record = reconciled(claim(25, "2018-06-02", target="EU", product="steel", effective_on="2018-06-01"), claim(25, "2021-06-02", target="EU", product="steel", direction="none"))
    assert level_on(record, "US", "GB", "2019-01-01", product="steel") == 25.0
    assert math.isnan(level_on(record, "US", "GB", "2021-01-01", product="steel"))
    assert level_on(record, "US", "DE", "2021-01-01", product="steel") == 25.0


def test_levels_between_gives_the_intervals_that_meet_the_period():
    rows = levels_between(reconciled(*APRIL_2025), "US", "CN", "2025-04-09", "2025-04-09")
    assert list(rows["rate_pct"]) == [104.0]
    with pytest.raises(ValueError, match="exchange start and end"):
        levels_between(reconciled(*APRIL_2025), "US", "CN", "2025-04-09", "2025-04-08")


@pytest.mark.parametrize("wrong", ["yesterday", "", None, "2025-02-30"])
def test_a_question_about_no_day_is_refused(wrong):
    with pytest.raises(ValueError, match="no day"):
        level_on(reconciled(*APRIL_2025), "US", "CN", wrong)


def test_compare_lists_the_days_and_points_by_which_the_record_differs():
    official = schema.conform(
        [
            {"imposer": "US", "target": "CN", "product": "all", "coverage": "all", "rate_pct": 20, "valid_from": "2025-03-04", "valid_until": "2025-04-05", "from_memory": False},
            {"imposer": "US", "target": "CN", "product": "all", "coverage": "all", "rate_pct": 30, "valid_from": "2025-04-05", "valid_until": "2025-04-09", "from_memory": False},
            {"imposer": "US", "target": "CN", "product": "all", "coverage": "all", "rate_pct": 99, "valid_from": "2025-04-09", "valid_until": "2025-04-10", "from_memory": True},
        ],
        "official_record",
    )
    found = record_room.compare(reconciled(*APRIL_2025), official)
    assert [(day(row["from"]), day(row["until"]), float(row["record_pct"]), float(row["points"])) for _, row in found.iterrows()] == [("2025-04-05", "2025-04-09", 20.0, -10.0)]
