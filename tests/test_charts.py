"""The charts: what they draw, what they say, where their words stand, and that they never differ between runs."""

from __future__ import annotations

import doctest
import functools
import hashlib
import itertools
import os
import random
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import pandas as pd
import pytest
from chart_frames import CHINA_ON_US, US_ON_CHINA, history, incident, level, record, us_china
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from tarifftrail import charts
from tarifftrail.charts import bars, placing, scales, selection, style, wording

PERIOD = ("2025-01-01", "2026-10-10")


def many_steps(imposer: str, target: str, seed: int, n: int = 30) -> list[dict]:
    days = random.Random(seed)
    begins = sorted(days.sample(range(600), n))
    steps = [(str(date(2025, 1, 5) + timedelta(days=day)), days.choice([5, 10, 15, 20, 25, 40, 50])) for day in begins]
    return history(imposer, target, steps)


class Case(NamedTuple):
    name: str
    record: Any
    pair: str
    start: str
    end: str


CASES = [
    Case("US and China", us_china(), "US-CN", *PERIOD),
    Case("beyond the last article", us_china(), "US-CN", "2025-01-01", "2027-01-31"),
    Case("eight years", us_china(), "US-CN", "2018-01-01", "2026-10-10"),
    Case("eight days", us_china(), "US-CN", "2025-04-05", "2025-04-12"),
    Case("one day", us_china(), "US-CN", "2025-04-10", "2025-04-10"),
    Case("one claim", record([level("US", "AE", 10, "2025-04-05")]), "US-AE", *PERIOD),
    Case("none", record([]), "FR-JP", *PERIOD),
    Case("one country only", record(history("US", "CH", (("2025-04-05", 10), ("2025-08-07", 39)))), "US-CH", *PERIOD),
    Case("long names", record(history("US", "BA", US_ON_CHINA) + history("BA", "US", CHINA_ON_US)), "US-BA", *PERIOD),
    Case("sixty steps", record(many_steps("US", "CN", 1) + many_steps("CN", "US", 2)), "US-CN", *PERIOD),
    Case("a threat only", record([level("US", "BA", 35, "2025-08-01", stage="threatened")]), "US-BA", *PERIOD),
    Case("a product only", record([level("EU", "CN", 17.4, "2024-07-05", product="evs")]), "EU-CN", *PERIOD),
    Case("zero", record([level("US", "CN", 0, "2024-01-01")]), "US-CN", *PERIOD),
    Case("after the record", us_china(), "US-CN", "2026-10-15", "2027-03-01"),
]
DRAWN = [(case, kind) for case in CASES for kind in charts.KINDS]


def name_of(value: Any) -> str:
    return value.name if isinstance(value, Case) else str(value)


def draw(case: Case, kind: str = "level_steps", **more: Any):
    return charts.figure(kind, case.record, case.pair, case.start, case.end, **more)


@functools.cache
def drawn(name: str, kind: str = "level_steps"):
    """Figure, data and alt text of a case, drawn once for all tests that only look at it."""
    return draw(next(case for case in CASES if case.name == name), kind, corpus="a corpus")


def axes_of(figure):
    (ax,) = figure.axes
    return ax


def lines(ax, label: str) -> list:
    return [line for line in ax.lines if line.get_label() == label]


def texts(figure) -> list[Text]:
    """The texts that are seen."""
    seen = figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible() and artist.get_text().strip())
    ax = axes_of(figure)
    ticks = {id(label): tick for axis in (ax.xaxis, ax.yaxis) for tick in axis.get_major_ticks() for label in (tick.label1, tick.label2)}
    return [text for text in seen if id(text) not in ticks or text is ticks[id(text)].label1]


# --- Where the words stand ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("case", "kind"), DRAWN, ids=name_of)
def test_no_text_covers_another_or_leaves_the_figure(case, kind):
    figure, _, _ = drawn(case.name, kind)
    figure.draw_without_rendering()
    measure, page = style.renderer(figure), figure.bbox
    boxes = [(text.get_text(), text.get_window_extent(measure)) for text in texts(figure)]
    for text, box in boxes:
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1, f"{text!r} leaves the page"
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        wide = min(first.x1, second.x1) - max(first.x0, second.x0)
        high = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert min(wide, high) <= 0.5, f"{one!r} covers {other!r} by {wide:.1f} by {high:.1f} pixels"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_flags_stand_apart_and_in_the_order_of_their_days(case):
    figure, _, _ = drawn(case.name)
    ax = axes_of(figure)
    places = [ax.transAxes.transform(line.get_xydata()[0]) for line in lines(ax, "_flag")]
    diameter = 0.165 * figure.dpi
    assert all(abs(a[0] - b[0]) >= diameter or abs(a[1] - b[1]) >= diameter for a, b in itertools.combinations(places, 2))
    for row in {round(y) for _, y in places}:
        xs = [x for x, y in places if round(y) == row]
        assert xs == sorted(xs)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_no_rate_is_written_on_a_line(case):
    figure, _, _ = drawn(case.name)
    ax = axes_of(figure)
    rates = [text.get_window_extent(style.renderer(figure)) for text in ax.texts if text.get_zorder() == 4.5]
    for line in [*lines(ax, "_in force"), *lines(ax, "_scheduled"), *lines(ax, "_threatened")]:
        xs, ys = ax.transData.transform(line.get_xydata()).T
        room = placing.Room(ax.get_window_extent().padded(50), placing.line_boxes(xs, ys, 0.0))
        assert all(room.is_free(box) for box in rates)


def test_the_peaks_and_the_last_levels_are_written():
    figure, _, _ = drawn(CASES[0].name)
    written = {text.get_text() for text in axes_of(figure).texts}
    assert {"145%", "125%", "US on China\n12.5%", "China on US\n10%"} <= written


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 8)), max_size=12))
@settings(max_examples=100, deadline=None)
def test_spread_labels_keep_their_order_and_their_distance(labels):
    wanted, sizes = [place for place, _ in labels], [size for _, size in labels]
    centres = placing.spread(wanted, sizes, 0, 100)
    order = sorted(range(len(labels)), key=lambda i: (wanted[i], i))
    for one, other in itertools.pairwise(order):
        assert centres[other] - centres[one] >= (sizes[one] + sizes[other]) / 2 - 1e-6
    if labels:
        assert centres[order[0]] - sizes[order[0]] / 2 >= -1e-6
        assert centres[order[-1]] + sizes[order[-1]] / 2 <= 100 + 1e-6


def test_labels_with_room_stay_where_they_are():
    assert placing.spread([10.0, 50.0, 30.0], [5, 5, 5], 0, 100) == [10.0, 50.0, 30.0]
    assert placing.spread([50.0, 50.0], [10, 10], 0, 100) == [45.0, 55.0]


@pytest.mark.parametrize("width", [0.5, 2.0, 6.0])
def test_wrapped_text_keeps_its_words_and_its_width(width):
    text = "US tariff on Bosnia and Herzegovina stands at 12.5%, down from a peak of 145% in April 2025"
    wrapped = style.wrap(text, width, 13, bold=True)
    assert "".join(wrapped.split()) == "".join(text.split())
    assert style.text_size(wrapped, 13, bold=True)[0] <= width
    assert width == 0.5 or "April 2025" in wrapped, "a month stays with its year"


@pytest.mark.parametrize(
    ("days", "first", "number_at_most"),
    [(8, "5 Apr", 8), (60, "5 Apr", 11), (200, "May", 11), (640, "May", 11), (3200, "", 11), (20000, "", 11)],
)
def test_ticks_are_as_fine_as_their_labels_allow(days, first, number_at_most):
    begins = pd.Timestamp("2025-04-05")
    ticks = scales.day_ticks(begins, begins + pd.Timedelta(days=days), 11)
    assert 2 <= len(ticks) <= number_at_most
    assert ticks[0][1] == first


# --- What is drawn -----------------------------------------------------------------------------------------


def test_each_stage_has_its_own_look():
    ax = axes_of(drawn(CASES[1].name)[0])
    assert all(line.get_linestyle() == "-" for line in lines(ax, "_in force"))
    (scheduled,) = lines(ax, "_scheduled")
    assert scheduled.get_linestyle() != "-"
    assert list(scheduled.get_ydata()) == [12.5, 20, 20], "from the level that it will leave"
    (threatened,) = lines(ax, "_threatened")
    assert any(line.get_color() == "white" and list(line.get_ydata()) == [130, 130] for line in ax.lines), "a white core makes it hollow"
    (given_up,) = lines(ax, "_ended")
    assert given_up.get_alpha() < 0.5
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert {(patch.get_y(), patch.get_y() + patch.get_height()) for patch in hatched} == {(10, 34), (0, 34)}
    words = [text.get_text() for text in ax.get_legend().get_texts()]
    assert words[:6] == ["in force", "scheduled for a day", "announced without a day", "threatened", "decided, then suspended", "given up before it began"]


def test_the_headline_is_drawn_at_its_steps_and_layers_are_not_drawn():
    ax = axes_of(drawn(CASES[0].name)[0])
    forth, back = lines(ax, "_in force")
    assert list(forth.get_ydata()) == [rate for _, rate in US_ON_CHINA for _ in (0, 1)]
    assert list(back.get_ydata()) == [rate for _, rate in CHINA_ON_US for _ in (0, 1)]
    assert matplotlib.dates.num2date(forth.get_xdata()[2]).date() == date(2025, 2, 4)
    assert forth.get_xdata()[-1] == scales.at(pd.Timestamp("2026-10-11")), "the last day counts"


def test_lists_are_thin_lines_of_their_own():
    figure, data, _ = drawn(CASES[0].name)
    ax = axes_of(figure)
    parts = lines(ax, "_part")
    assert sorted(float(line.get_ydata()[0]) for line in parts) == [7.5, 25, 25]
    assert max(line.get_linewidth() for line in parts) < min(line.get_linewidth() for line in lines(ax, "_in force"))
    assert set(data.loc[data["series"] == "list", "rate_pct"]) == {7.5, 25.0}
    assert "product" not in set(data["series"]), "single products are counted, not drawn, where a headline is"
    assert "1 level of duties on single products" in figure.texts[-1].get_text()


def test_a_pair_known_by_its_products_is_charted_by_them():
    case = CASES[11]
    figure, data, alt = drawn(case.name)
    assert list(data["product"]) == ["evs"]
    assert "EU on China: 17.4% on EVs" in {text.get_text() for text in axes_of(figure).texts}
    assert "parts of the goods" in figure.texts[1].get_text()
    assert "duties on a part of the goods, at 17.4%" in alt


def test_a_level_ends_with_the_last_article_and_breaks_where_nothing_is_known():
    broken = record([level("US", "CN", 10, "2025-02-01", "2025-03-01"), level("US", "CN", 20, "2025-04-01")], last_read="2025-05-31")
    ax = axes_of(charts.figure("level_steps", broken, "US-CN", "2025-01-01", "2025-12-31")[0])
    first, second = lines(ax, "_in force")
    assert [last_day(line) for line in (first, second)] == [date(2025, 3, 1), date(2025, 6, 1)]


def last_day(line) -> date:
    return matplotlib.dates.num2date(line.get_xdata()[-1]).date()


def test_a_level_with_a_told_end_is_drawn_no_further_than_the_record_speaks():
    told = record([level("US", "CN", 10, "2025-02-01", "2025-11-01")])
    (line,) = lines(axes_of(charts.figure("level_steps", told, "US-CN", *PERIOD, as_of="2025-05-31")[0]), "_in force")
    assert last_day(line) == date(2025, 6, 1)


def test_doubt_about_a_day_is_drawn_where_it_is_wide():
    def fields(earliest: str, latest: str) -> list:
        doubted = level("US", "BR", 50, "2025-08-06", valid_from_earliest=earliest, valid_from_latest=latest)
        ax = axes_of(charts.figure("level_steps", record([level("US", "BR", 10, "2025-04-05", "2025-08-06"), doubted]), "US-BR", *PERIOD)[0])
        return [(round(patch.get_width()), patch.get_y(), patch.get_height()) for patch in ax.patches]

    assert fields("2025-07-01", "2025-08-15") == [(45, 10, 40)]
    assert fields("2025-08-05", "2025-08-06") == []


def test_a_range_is_drawn_as_one_unless_a_value_only_lost():
    wide = level("US", "BR", 10, "2025-04-05", rate_lo=10, rate_hi=25)
    lost = wide | {"rejected": "25 outvoted (1)"}
    assert [text for text in ends(record([wide]), "US-BR")] == ["US on Brazil\n10–25%"]
    assert [text for text in ends(record([lost]), "US-BR")] == ["US on Brazil\n10%"]


def ends(frames, pair: str) -> list[str]:
    ax = axes_of(charts.figure("level_steps", frames, pair, *PERIOD)[0])
    return [text.get_text() for text in ax.texts if "\n" in text.get_text()]


def test_nothing_on_record_says_so():
    ax = axes_of(drawn(CASES[6].name)[0])
    assert "No data" in ax.texts[0].get_text()
    assert not lines(ax, "_in force")


def test_the_axes_given_are_the_axes_returned():
    figure = style.new_figure()
    ax = figure.add_axes((0.1, 0.3, 0.7, 0.6))
    assert charts.level_steps(ax, us_china(), "US-CN", *PERIOD) is ax
    other = figure.add_axes((0.1, 0.1, 0.7, 0.1))
    assert charts.monthly_bars(other, us_china(), ("US", "CN"), *PERIOD) is other


def test_a_chart_changes_none_of_its_frames():
    frames = us_china()
    before = {name: frame.copy() for name, frame in vars(frames).items()}
    for kind in charts.KINDS:
        charts.figure(kind, frames, "US-CN", *PERIOD)
    charts.step_table(frames, "US-CN", *PERIOD)
    for name, frame in vars(frames).items():
        pd.testing.assert_frame_equal(frame, before[name])


# --- The table of steps ------------------------------------------------------------------------------------


def test_the_table_is_numbered_as_the_flags_are():
    table = charts.step_table(us_china(), "US-CN", *PERIOD)
    ax = axes_of(drawn(CASES[0].name)[0])
    flags = [text.get_text() for text in ax.texts if text.get_text().isdecimal()]
    assert flags == [str(number) for number in table["number"]] == [str(n) for n in range(1, len(table) + 1)]
    assert table["date"].is_monotonic_increasing
    assert list(table.loc[table["kind"] == "incident", "what"]) == ["talks", "export control", "deal"]


def test_a_step_tells_who_from_what_to_what_and_by_which_evidence():
    table = charts.step_table(us_china(), "US-CN", *PERIOD)
    step = table[(table["date"] == "2025-04-10") & (table["imposer"] == "US")].iloc[0]
    assert (step["who"], step["what"], step["from_pct"], step["to_pct"], step["change_pp"]) == ("US on China", "104% to 145%", 104, 145, 41)
    assert (step["announced_on"], step["derivation"], step["n_articles"], step["n_sources"], step["evidence"]) == ("2025-04-09", "stated", 3, 2, "claim-2025-04-10")


def test_a_step_from_an_unknown_level_has_no_change():
    table = charts.step_table(record([level("US", "CN", 10, "2025-02-01")]), "US-CN", *PERIOD)
    assert table.loc[0, "what"] == "10%"
    assert pd.isna(table.loc[0, "from_pct"]) and pd.isna(table.loc[0, "change_pp"])


def test_a_renewal_at_the_same_rate_and_a_first_zero_are_no_steps():
    same = history("US", "CN", (("2025-01-01", 0), ("2025-02-01", 10), ("2025-06-01", 10)))
    assert list(charts.step_table(record(same), "US-CN", *PERIOD)["to_pct"]) == [10]


def test_every_step_of_the_headline_is_numbered_however_many_there_are():
    table = charts.step_table(CASES[9].record, "US-CN", *PERIOD)
    levels = CASES[9].record.levels
    changes = sum((rows["rate_pct"].diff().fillna(1) != 0).sum() for _, rows in levels.groupby("imposer"))
    assert len(table) == changes > 40


def test_a_step_of_one_list_among_several_has_no_level_before():
    lists = [level("US", "CN", rate, begins, until, coverage="part") for rate, begins, until in ((10, "2025-01-01", "2025-05-01"), (15, "2025-02-01", "2025-05-01"), (25, "2025-05-01", None))]
    table = charts.step_table(record(lists), "US-CN", "2025-03-01", "2025-12-31")
    assert list(table["what"]) == ["25% on part of the goods"]


def test_the_table_of_nothing_has_the_same_columns():
    empty = charts.step_table(record([]), "US-CN", *PERIOD)
    full = charts.step_table(us_china(), "US-CN", *PERIOD)
    assert list(empty.dtypes.items()) == list(full.dtypes.items())


def test_incidents_after_the_day_that_the_record_speaks_for_are_left_out():
    told = record([], incidents=[incident("talks", "US;CN", "", "2025-03-01"), incident("talks", "US;CN", "", "2025-06-01")])
    assert list(charts.step_table(told, "US-CN", *PERIOD, as_of="2025-05-01")["date"].astype(str)) == ["2025-03-01"]


# --- Bars --------------------------------------------------------------------------------------------------


def test_bars_sum_the_points_up_and_down_by_month_and_side():
    figure, months, _ = drawn(CASES[0].name, "monthly_bars")
    assert len(months) == 2 * 22
    april = months[months["month"] == "2025-04-01"]
    assert list(april["imposer"]) == ["US", "CN"]
    assert list(april["up_pp"]) == [125, 125]
    assert list(april["n_steps"]) == [3, 2]
    assert months.loc[months["imposer"] == "US", "net_pp"].sum() == 12.5
    heights = sorted(patch.get_height() for patch in axes_of(figure).patches)
    assert heights == [-115, -115, -10, -10, 2.5, 10, 10, 125, 125]


def test_a_step_from_an_unknown_level_is_in_no_bar_and_is_counted():
    figure, months, _ = charts.figure("monthly_bars", record([level("US", "CN", 10, "2025-02-01")]), "US-CN", *PERIOD)
    assert months["up_pp"].sum() == 0 and months["n_unknown"].sum() == 1
    assert "1 step without a known level before left out" in figure.texts[-1].get_text()
    assert figure.texts[0].get_text().replace("\n", " ") == "US tariff on China did not change by a known number of points; no China tariff on US is on record"


def test_what_is_only_scheduled_is_in_no_bar():
    view = selection.view(us_china(), "US-CN", "2025-01-01", "2027-01-31")
    months = bars.monthly_points(us_china(), view)
    assert months.loc[months["month"] == "2026-12-01", "n_steps"].sum() == 0


# --- Findings ----------------------------------------------------------------------------------------------


class Told(NamedTuple):
    why: str
    levels: list[dict]
    sentence: str
    period: tuple[str, str] = PERIOD


FINDINGS = [
    Told(
        "both sides, down from their peaks",
        [*history("US", "CN", US_ON_CHINA), *history("CN", "US", CHINA_ON_US)],
        "US tariff on China stands at 12.5%, down from a peak of 145% in April 2025; China tariff on US stands at 10%, down from 125% in April 2025",
    ),
    Told("nothing", [], "No tariff level between US and China is on record from 1 January 2025 to 10 October 2026"),
    Told(
        "one point",
        [level("US", "CN", 10, "2025-02-04")],
        "US tariff on China stands at 10%, first known on 4 February 2025; no China tariff on US is on record",
    ),
    Told(
        "one side, the second",
        [level("CN", "US", 10, "2024-02-04")],
        "China tariff on US stands at 10%, unchanged; no US tariff on China is on record",
    ),
    Told("zero", [level("US", "CN", 0, "2024-02-04")], "US adds no tariff on all goods of China; no China tariff on US is on record"),
    Told(
        "renewed at the same rate",
        history("US", "CN", (("2024-01-01", 10), ("2025-04-01", 10))),
        "US tariff on China stands at 10%, unchanged; no China tariff on US is on record",
    ),
    Told(
        "at its highest",
        history("US", "CN", (("2024-01-01", 5), ("2025-04-01", 10))),
        "US tariff on China stands at 10%, its highest, up from 5% at the start; no China tariff on US is on record",
    ),
    Told(
        "removed",
        history("US", "CN", (("2025-04-01", 10), ("2025-06-01", 0))),
        "US tariff on China stands at 0%, down from a peak of 10% in April 2025; no China tariff on US is on record",
    ),
    Told(
        "a window in the past, days because it is short",
        history("US", "CN", US_ON_CHINA),
        "US tariff on China stood at 145% on 12 April 2025, its highest, up from 30% at the start; no China tariff on US is on record",
        ("2025-04-05", "2025-04-12"),
    ),
    Told(
        "a peak within weeks",
        history("US", "CN", US_ON_CHINA),
        "US tariff on China stood at 30% on 20 May 2025, down from a peak of 145% on 10 April 2025; no China tariff on US is on record",
        ("2025-04-01", "2025-05-20"),
    ),
    Told(
        "no longer known",
        [level("US", "CN", 10, "2025-02-04", "2025-05-01")],
        "US tariff on China was 10% until 30 April 2025, with no level known after; no China tariff on US is on record",
    ),
    Told(
        "known again at the same rate after a gap",
        [level("US", "CN", 10, "2025-01-01", "2025-05-01"), level("US", "CN", 10, "2025-06-01")],
        "US tariff on China stands at 10%, the only level known; no China tariff on US is on record",
    ),
    Told(
        "a peak in a month in doubt",
        [
            level("US", "CN", 50, "2025-06-10", "2026-01-01", valid_from_earliest="2025-05-20", valid_from_latest="2025-07-01"),
            level("US", "CN", 20, "2026-01-01"),
        ],
        "US tariff on China stands at 20%, down from a peak of 50% about June 2025; no China tariff on US is on record",
    ),
    Told(
        "a day in doubt within its month",
        [
            level("US", "CN", 50, "2025-06-10", "2026-01-01", valid_from_earliest="2025-06-02", valid_from_latest="2025-06-20"),
            level("US", "CN", 20, "2026-01-01"),
        ],
        "US tariff on China stands at 20%, down from a peak of 50% in June 2025; no China tariff on US is on record",
    ),
    Told(
        "known from a first report",
        [level("US", "CN", 10, "2025-02-04", date_basis="first_report")],
        "US tariff on China stands at 10%, first known by 4 February 2025; no China tariff on US is on record",
    ),
    Told(
        "threatened only",
        [level("US", "CN", 60, "2025-02-04", stage="threatened")],
        "No tariff on all goods in force between US and China is on record; US tariff on China was threatened at 60%",
    ),
    Told(
        "lists only",
        [level("US", "CN", rate, "2024-01-01", coverage="part") for rate in (7.5, 25)],
        "No tariff on all goods between US and China is on record, only on a part of the goods, at 7.5–25%",
    ),
    Told("a period after the record", [level("US", "CN", 10, "2025-02-04")], "The record ends on 10 October 2026, before the period begins", ("2027-01-01", "2027-02-01")),
]


@pytest.mark.parametrize("told", FINDINGS, ids=lambda told: told.why)
def test_a_finding_is_true_of_its_frame(told):
    assert charts.finding(record(told.levels), "US-CN", *told.period) == told.sentence


@given(st.lists(st.tuples(st.integers(0, 700), st.sampled_from([0, 2.5, 7, 10, 12.5, 25, 104, 145])), min_size=1, max_size=8, unique_by=lambda step: step[0]))
@settings(max_examples=25, deadline=None)
def test_any_history_is_told_by_its_last_and_its_highest_level(steps):
    steps = sorted((str(date(2024, 9, 1) + timedelta(days=days)), rate) for days, rate in steps)
    told = charts.finding(record(history("US", "CN", steps)), "US-CN", *PERIOD)
    shown = [rate for (begins, rate), (ends, _) in itertools.pairwise([*steps, ("9999", 0)]) if ends > PERIOD[0] and begins <= PERIOD[1]]
    assert (f"stands at {wording.percent(shown[-1])}" in told) != ("adds no tariff on all goods" in told)
    assert ("adds no tariff" in told) == (max(shown) == 0)
    assert ("down from a peak of " + wording.percent(max(shown)) in told) == (shown[-1] < max(shown))
    assert ("up from " + wording.percent(min(shown)) in told) == (min(shown) < shown[-1] == max(shown))


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_words_of_a_chart_name_both_sides_and_hold_no_missing_value(case):
    for kind in charts.KINDS:
        figure, _, alt = drawn(case.name, kind)
        said = " ".join([alt, *(text.get_text() for text in texts(figure))])
        assert not re.search(r"\b(nan|NaT|NA|None|inf)\b", said)
        for code in case.pair.split("-"):
            assert wording.country(code) in alt


def test_the_alt_text_says_where_each_side_starts_peaks_and_ends():
    _, _, alt = drawn(CASES[0].name)
    assert "US on China: starts at 0% on 1 January 2025, peaks at 145% from 10 April 2025, ends at 12.5% on 10 October 2026, after 9 changes, 6 up and 3 down." in alt
    assert "Suspended: China on US 34% from 14 May 2025." in alt
    assert alt.endswith("Numbered: 12 steps and 3 incidents.")


def test_the_source_line_counts_articles_and_publishers_and_leaves_copies_out():
    articles = pd.DataFrame(
        {
            "article_id": list("abcd"),
            "published": ["2025-01-01", "2025-02-01", "2025-02-01", "2027-01-01"],
            "source": ["One", "Two", "Three", "Four"],
            "duplicate_of": ["", "", "b", ""],
        }
    )
    foot = draw(CASES[0], corpus="sample", articles=articles)[0].texts[-1].get_text()
    assert foot.startswith("Source: sample, 2 articles of 2 publishers, copies left out. As of 10 October 2026.")
    assert draw(CASES[0], corpus="/home/me/sample/")[0].texts[-1].get_text().startswith("Source: sample, 2 articles, copies left out.")


def test_a_name_from_outside_is_drawn_as_it_is_or_not_at_all():
    foot = draw(CASES[6], corpus="$25 to $100\n漢字\u202e<b>\x00")[0].texts[-1].get_text()
    assert foot.startswith("Source: $25 to $100 �� <b>".replace("�� ", "��"))


# --- Parameters --------------------------------------------------------------------------------------------


def test_what_is_left_out_is_taken_from_the_record():
    view = selection.view(us_china(), "US-CN")
    assert [f"{day:%Y-%m-%d}" for day in (view.start, view.end, view.as_of)] == ["2018-07-06", "2026-10-10", "2026-10-10"]


def test_a_day_that_the_caller_gives_cuts_what_is_known():
    assert charts.finding(us_china(), "US-CN", "2025-01-01", as_of="2025-04-30").startswith("US tariff on China stands at 145%, its highest")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("level_steps", "US-CN", "2026-01-01", "2025-01-01"), "exchange start and end"),
        (("level_steps", "US-CN", "soon", "2025-01-01"), "start is 'soon', which is no day"),
        (("level_steps", "US-Atlantis", *PERIOD), "no pair of two countries"),
        (("pie", "US-CN", *PERIOD), "no chart 'pie'; there are level_steps, monthly_bars"),
    ],
)
def test_wrong_parameters_are_refused_with_a_cure(arguments, message):
    kind, *rest = arguments
    with pytest.raises(ValueError, match=message):
        charts.figure(kind, us_china(), *rest)


# --- Files, notebooks, and nothing that varies --------------------------------------------------------------


def test_two_runs_save_the_same_bytes_and_leave_nothing_else(tmp_path):
    saved = []
    for run in ("one", "two"):
        figure, data, alt = draw(CASES[1], corpus="sample")
        paths = charts.save_chart(figure, data, tmp_path / run, "US-CN-levels", alt)
        saved.append({key: path.read_bytes() for key, path in paths.items()})
        assert sorted(path.name for path in (tmp_path / run).iterdir()) == [f"US-CN-levels.{end}" for end in ("alt.txt", "csv", "png", "svg")]
    assert saved[0] == saved[1]
    assert saved[0]["alt"].decode() == alt + "\n"


def test_the_svg_holds_live_text_its_words_for_who_cannot_see_and_no_date():
    figure, _, alt = drawn(CASES[0].name)
    svg = charts.saving.svg_bytes(figure, f"{alt} <&>").decode()
    assert ">US on China</" in svg and "145%" in svg
    assert f"<title>{alt} &lt;&amp;&gt;</title>" in svg
    assert "dc:date" not in svg and matplotlib.__version__ not in svg


def test_the_csv_holds_what_is_drawn(tmp_path):
    figure, data, alt = drawn(CASES[0].name)
    path = charts.save_chart(figure, data, tmp_path, "levels", alt)["csv"]
    assert b"\r" not in path.read_bytes()
    back = pd.read_csv(path, keep_default_na=False)
    assert list(back["rate_pct"]) == list(data["rate_pct"])
    assert list(back.loc[(back["imposer"] == "US") & (back["series"] == "headline") & (back["stage"] == "in_force"), "shown_from"]) == [day for day, _ in US_ON_CHINA]


@pytest.mark.parametrize("name", ["../levels", "a/b", "", "levels.png", "C:levels"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    figure, data, alt = drawn(CASES[6].name)
    with pytest.raises(ValueError, match="no name for a chart"):
        charts.save_chart(figure, data, tmp_path / "inner", name, alt)
    assert not list(tmp_path.iterdir())


def test_a_notebook_gets_an_image_with_its_words():
    figure, _, _ = drawn(CASES[6].name)
    shown = charts.show_chart(figure, 'a "quoted" <b>alt</b>').data
    assert re.fullmatch(r'<figure><img alt="a &quot;quoted&quot; &lt;b&gt;alt&lt;/b&gt;" width="800" src="data:image/png;base64,[A-Za-z0-9+/=]+"></figure>', shown)


def test_a_reader_s_own_settings_neither_change_nor_are_changed():
    expected = charts.saving.png_bytes(draw(CASES[0])[0])
    with matplotlib.rc_context({"font.size": 30, "axes.grid": False, "axes.facecolor": "black", "xtick.top": True, "xtick.direction": "in"}):
        before = dict(matplotlib.rcParams)
        assert charts.saving.png_bytes(draw(CASES[0])[0]) == expected
        assert dict(matplotlib.rcParams) == before


DIGESTS = """
from tarifftrail.charts import saving
figure, data, alt = charts.figure("level_steps", us_china(), "US-CN", "2025-01-01", "2027-01-31")
content = [saving.png_bytes(figure), saving.svg_bytes(figure, alt), saving.csv_bytes(data), alt.encode()]
digests = [hashlib.sha256(part).hexdigest() for part in content]
"""
SCRIPT = f"""
import hashlib, sys
from chart_frames import us_china
from tarifftrail import charts
{DIGESTS}
assert "matplotlib.pyplot" not in sys.modules, "pyplot's global figures are in use"
print(*digests)
"""


def test_time_zone_locale_and_hash_seed_change_nothing_and_pyplot_is_not_used():
    here = {"charts": charts, "us_china": us_china, "hashlib": hashlib}
    exec(DIGESTS, here)
    surroundings = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parent)}
    ran = subprocess.run([sys.executable, "-c", SCRIPT], env=surroundings, capture_output=True, text=True, check=False)
    assert ran.stdout.split() == here["digests"], ran.stderr


# --- The look ----------------------------------------------------------------------------------------------


def luminance(ink: str) -> float:
    """Relative luminance after WCAG 2."""
    channels = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in to_rgb(ink)]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


@pytest.mark.parametrize("ink", [*style.INKS, style.TEXT, style.MUTED])
def test_every_ink_that_writes_can_be_read_on_white(ink):
    assert 1.05 / (luminance(ink) + 0.05) >= 4.5


def test_the_two_sides_differ_without_colour():
    dark, light = sorted(luminance(ink) for ink in style.INKS)
    assert (light + 0.05) / (dark + 0.05) >= 2
    assert style.MARKERS[0] != style.MARKERS[1] and style.WIDTHS_PT[0] != style.WIDTHS_PT[1]


def test_the_examples_of_the_wording_hold():
    assert doctest.testmod(wording).failed == 0
