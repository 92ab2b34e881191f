"""Percentages of single phrases, of any news and not only of tariffs."""

from typing import NamedTuple

import pandas as pd
import pytest

from tarifftrail.extraction.percents import find_percents, percents_in


class Case(NamedTuple):
    text: str
    found: list[tuple]  # (surface, rate), (surface, rate, rate_max)


FORMS = [
    Case("a 25% duty, 25 % or 25 per cent", [("25%", 25), ("25 %", 25), ("25 per cent", 25)]),
    Case("a 25-percent duty and 25 pct.", [("25-percent", 25), ("25 pct.", 25)]),
    Case("rents rose .5%", [(".5%", 0.5)]),
    Case("twenty-five percent of one hundred and ten percent", [("twenty-five percent", 25), ("one hundred and ten percent", 110)]),
    Case("seven and a half percent", [("seven and a half percent", 7.5)]),
    Case("one and three-quarters percent, 1-1/2%, nine-tenths of 1 percent", [("one and three-quarters percent", 1.75), ("1-1/2%", 1.5), ("nine-tenths of 1 percent", 0.9)]),
    Case("12½ per cent, then ¾%", [("12½ per cent", 12.5), ("¾%", 0.75)]),
    Case("٢٥٪ and ２５％ and 25\u202f%", [("٢٥٪", 25), ("２５％", 25), ("25\u202f%", 25)]),
    Case("from -0.5% to −2%, minus 0.3 percent, +4%", [("-0.5%", -0.5), ("−2%", -2), ("minus 0.3 percent", -0.3), ("+4%", 4)]),
    Case("cut by 25bps, 25 bp and a 50-basis-point step", [("25bps", 0.25), ("25 bp", 0.25), ("50-basis-point", 0.5)]),
    Case("up 7.5 percentage points, 2ppts, 0.5 p.p.", [("7.5 percentage points", 7.5), ("2ppts", 2), ("0.5 p.p.", 0.5)]),
    Case("a quarter-point rate cut, half a percentage point", [("a quarter-point", 0.25), ("half a percentage point", 0.5)]),
    Case("a tenth of a percent and half of 1%", [("a tenth of a percent", 0.1), ("half of 1%", 0.5)]),
    Case("triple-digit duties, single-digit growth", [("triple-digit", 100, 999), ("single-digit", 1, 9)]),
]

RANGES_AND_LISTS = [
    Case("10 to 15%", [("10 to 15%", 10, 15)]),
    Case("a 10- to 25-percent duty", [("10- to 25-percent", 10, 25)]),
    Case("between 5 and 7 per cent", [("5 and 7 per cent", 5, 7)]),
    Case("50 to 75 basis points", [("50 to 75 basis points", 0.5, 0.75)]),
    Case("from 4.8 to 4.7 percent", [("4.8", 4.8), ("4.7 percent", 4.7)]),
    Case("the yield rose 2 basis points to 4.5%", [("2 basis points", 0.02), ("4.5%", 4.5)]),
    Case("10, 20 and 25 percent, respectively", [("10", 10), ("20", 20), ("25 percent", 25)]),
    Case("It hit 5%. 10% had been feared.", [("5%", 5), ("10%", 10)]),
    Case("duties run from 5% to 12%", [("5% to 12%", 5, 12)]),
    Case("a duty of 12 percent% and one of 12%", [("12 percent%", 12), ("12%", 12)]),
]

# A number that another one moves from: (surface of the rate, what it moved from). Each with a near one that has no origin.
ORIGINS = [
    ("duties went from 5% to 12%", [("12%", 5)]),
    ("duties run from 5% to 12%", []),
    ("a duty that went from 0-7.5% to 25%", []),
    ("goods that would otherwise be subject to a 25% duty shall instead be subject to a 7.5% duty", [("7.5%", 25)]),
    ("goods that would otherwise be subject to a 25% duty pay the 7.5% duty of their maker", []),
    ("amended by deleting “34%” each place that it appears and by inserting “84%” in lieu thereof", [("84%", 34)]),
    ("amended by striking out “34%” and by inserting in its place, “84%”", [("84%", 34)]),
    ("amended to read “34%”, with “84%” in the note", []),
    ("ordered a 100% duty, quadrupling the rate from 25%", [("100%", 25)]),
    ("ordered a 100% duty, tripling the rate from 25% to 75% for tea", [("75%", 25)]),
    ("a 15% duty on cars from Japan and Korea instead of the 27.5% of last year", [("15%", 27.5)]),
    ("a 15% duty on cars, and the 27.5% of last year on tea", []),
]

SHARES = [
    Case("half of all imports, half the country's exports", [("half", 50), ("half", 50)]),
    Case("a quarter of imports, three-quarters of the ships", [("a quarter", 25), ("three-quarters", 75)]),
    Case("two-thirds of exports and one-fifth of output", [("two-thirds", 66.6667), ("one-fifth", 20)]),
]

ZERO = [
    Case("They cut tariffs to zero.", [("zero", 0)]),
    Case("Tariffs will be zero; rates are near zero.", [("zero", 0), ("zero", 0)]),
    Case("Tea enters duty-free.", [("duty-free", 0)]),
    Case("Growth fell to zero, and zero percent was feared.", [("zero", 0), ("zero percent", 0)]),
]

NONE = [
    "In the third quarter half a billion dollars went to a third party.",
    "A quarter of a century ago, in the first half of 2001, it cost half the price.",
    "They cut the number of ships to zero.",
    "https://news.example/a%20b says one in five",
    "It has a point; the points stand.",
]


@pytest.mark.parametrize("case", [*FORMS, *RANGES_AND_LISTS, *SHARES, *ZERO, *(Case(text, []) for text in NONE)], ids=lambda case: case.text)
def test_phrase_gives_its_percentages(case):
    rows = find_percents(case.text)
    found = [(case.text[r.start : r.end], r.rate_pct) if pd.isna(r.rate_max_pct) else (case.text[r.start : r.end], r.rate_pct, r.rate_max_pct) for r in rows.itertuples()]
    assert found == case.found


@pytest.mark.parametrize(("text", "origins"), ORIGINS)
def test_a_rate_knows_what_it_moved_from(text, origins):
    assert [(text[p.start : p.end], p.origin) for p in percents_in(text) if p.origin is not None] == origins


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("up to 25%", "up_to"),
        ("as high as 25%", "up_to"),
        ("no more than 25%", "up_to"),
        ("less than 25%", "up_to"),
        ("25% or less", "up_to"),
        ("<25%", "up_to"),
        ("at least 25%", "at_least"),
        ("no less than 25%", "at_least"),
        ("more than 25%", "at_least"),
        ("25% or more", "at_least"),
        ("a 25%-plus duty", "at_least"),
        (">25%", "at_least"),
        ("about 25%", "about"),
        ("just under 25%", "about"),
        ("25% or so", "about"),
        ("~25%", "about"),
        ("nearly a quarter of it", "about"),
        ("exactly 25%", ""),
        ("goods put under 25%", ""),
    ],
)
def test_words_and_signs_bound_a_percentage(text, qualifier):
    assert list(find_percents(text)["qualifier"]) == [qualifier]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The duty rose to 25%.", "rate"),
        ("A 25% duty applies.", "rate"),
        ("a 10% increase in tariffs", "rate"),
        ("the duty's increase to 30%", "rate"),
        ("Rates went up by 3 percentage points.", "points"),
        ("Shares rose 3%.", "change"),
        ("Sales may shrink by about 3%.", "change"),
        ("a nearly 20 percent plunge", "change"),
        ("a decline of 3%", "change"),
        ("Growth in services was 3%.", "change"),
        ("The index rose 4.8 points, or 3%.", "change"),
        ("They pay 3% more for it.", "change"),
        ("It closed 3% lower.", "change"),
    ],
)
def test_size_of_a_rise_or_fall_is_told_from_a_level(text, kind):
    assert list(find_percents(text)["kind"]) == [kind]


def test_extractor_reads_no_share_as_a_rate():
    assert percents_in("A quarter of imports, half a percentage point, the low single digits") == []


def test_no_percentage_gives_an_empty_frame_of_the_same_columns():
    pd.testing.assert_frame_equal(find_percents("No figure here."), find_percents("A 5% duty.").iloc[:0])
