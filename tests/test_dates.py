"""Date phrases of single sentences, each with the day on which its article appeared."""

from typing import NamedTuple

import pandas as pd
import pytest

from tarifftrail.extraction.dates import add_days, dates_in, find_dates


class Case(NamedTuple):
    sentence: str
    published: str
    values: list[str]  # of the mentions that resolve


ABSOLUTE = [
    Case("The order of August 1, 2025 stands.", "2025-09-10", ["2025-08-01"]),
    Case("It applies from the 1st of August 2025.", "2025-06-10", ["2025-08-01"]),
    Case("Notified on 2025-08-01 and printed on 2025/8/4.", "2025-09-10", ["2025-08-01", "2025-08-04"]),
    Case("Filed on 8/13/2025.", "2025-09-10", ["2025-08-13"]),
    Case("Stand: 01.08.2025.", "2025-09-10", ["2025-08-01"]),
    Case("The notice of 2025年8月1日 and that of 8月12日.", "2025-09-10", ["2025-08-01", "2025-08-12"]),
    Case("Since 2018 the lists have grown.", "2025-09-10", ["2018"]),
    Case("The lists of 2018-19 remain.", "2025-09-10", ["2018", "2019"]),
    Case("Exports fell in the third quarter of 2025.", "2025-11-10", ["2025"]),
    Case("Exports fell in Q3 2025.", "2025-11-10", ["2025"]),
    Case("The list was drawn up in late 2018.", "2025-11-10", ["2018"]),
    Case("The rate rose in mid-August 2019.", "2025-11-10", ["2019-08"]),
    Case("Filed on 4-Aug-2019 and 2019.08.05.", "2025-11-10", ["2019-08-04", "2019-08-05"]),
    Case("The lists of 2013-2019 remain, as do pre-2010 ones.", "2025-11-10", ["2013", "2019", "2010"]),
    Case("Exports fell in 3Q24.", "2025-11-10", ["2024"]),
    Case("Announced on Liberation Day, cut since.", "2025-05-10", ["2025-04-02"]),
]

YEAR_FROM_PUBLICATION = [
    Case("Peru raised the duty on Aug. 1.", "2025-09-10", ["2025-08-01"]),
    Case("Peru raised the duty on 1 November.", "2025-02-10", ["2024-11-01"]),
    Case("Peru will raise the duty on January 6.", "2025-11-10", ["2026-01-06"]),
    Case("The duty was cut in November.", "2025-02-10", ["2024-11"]),
    Case("The duty will be cut in November.", "2025-02-10", ["2025-11"]),
    Case("In May of last year the duty was cut.", "2025-02-10", ["2024-05"]),
    Case("Duties due to begin on Feb. 4 were put off until March 4.", "2025-02-20", ["2025-02-04", "2025-03-04"]),
    Case("Last November he pledged a duty; next March it comes.", "2025-06-10", ["2024-11", "2026-03"]),
    Case("From July 6 to September 24, 2018, three lists followed.", "2025-06-10", ["2018-07-06", "2018-09-24"]),
    Case("Exports fell in the fourth quarter and in Q3.", "2025-02-10", ["2024", "2024"]),
    Case("Exports grew in the December quarter.", "2025-02-10", ["2024"]),
    Case("It was agreed early this April.", "2025-08-10", ["2025-04"]),
    Case("Exports fell between March and May.", "2025-08-10", ["2025-03", "2025-05"]),
    Case("Prices for Jan-Feb fell.", "2025-03-10", ["2025-01", "2025-02"]),
    Case("Little has changed since Oct.", "2025-03-10", ["2024-10"]),
    Case("It was signed at end-March, says the May report.", "2025-06-10", ["2025-03", "2025-05"]),
    Case("The most-traded May contract fell.", "2025-02-10", ["2025-05"]),
    Case("The vote was hailed in the run-up to November's elections.", "2025-02-10", ["2025-11"]),
    Case("A cut is now seen in July.", "2025-02-10", ["2025-07"]),
    Case("They met on April 9-10, 2025.", "2025-06-10", ["2025-04-09", "2025-04-10"]),
    Case("They met on 9-10 April.", "2025-06-10", ["2025-04-09", "2025-04-10"]),
]

RELATIVE = [
    Case("Ottawa said on Friday that it would reply on Monday.", "2025-03-05", ["2025-02-28", "2025-03-10"]),
    Case("Ottawa imposes duties Wednesday.", "2025-03-05", ["2025-03-05"]),
    Case("Ottawa's duties take effect Thursday.", "2025-03-05", ["2025-03-06"]),
    Case("Envoys will meet in the United States on Friday.", "2025-03-05", ["2025-03-07"]),
    Case("They met last Thursday and meet again next Tuesday.", "2025-03-05", ["2025-02-27", "2025-03-11"]),
    Case("Last Friday saw the order signed.", "2025-03-01", ["2025-02-21"]),
    Case("They met Friday last week and return next week on Tuesday.", "2025-03-05", ["2025-02-28", "2025-03-11"]),
    Case("The dispute follows the minister threatening on Tuesday to impose a duty.", "2025-03-06", ["2025-03-04"]),
    Case("Prices in December were flat from a year ago.", "2025-02-10", ["2024-12", "2023"]),
    Case("It ran from Monday to Friday.", "2025-03-05", ["2025-03-03", "2025-03-07"]),
    Case("Signed on March 3, it was void the following day.", "2025-03-10", ["2025-03-03", "2025-03-04"]),
    Case("A deal is due by mid-year.", "2025-03-05", ["2025"]),
    Case("On Tuesday, March 4, the duty came.", "2025-03-05", ["2025-03-04"]),
    Case("Signed yesterday, it starts today; talks open tomorrow.", "2025-03-05", ["2025-03-04", "2025-03-05", "2025-03-06"]),
    Case("The duty applies with immediate effect.", "2025-03-05", ["2025-03-05"]),
    Case("Two days ago it was signed; three days later it was void.", "2025-03-05", ["2025-03-03", "2025-03-06"]),
    Case("It was raised a month ago and cut a year ago.", "2025-03-05", ["2025-02", "2024"]),
    Case("Raised this month, told last month, due next month.", "2025-12-05", ["2025-12", "2025-11", "2026-01"]),
    Case("Raised earlier this year, after late last year's talks.", "2025-12-05", ["2025", "2024"]),
    Case("A deal is due by the end of the year, or by year-end.", "2025-10-05", ["2025", "2025"]),
    Case("The duty takes effect from midnight on Thursday.", "2025-03-05", ["2025-03-06"]),
    Case("It will apply at 12:01 a.m. EDT on Friday.", "2025-03-05", ["2025-03-07"]),
    Case("The duty will apply in 90 days.", "2025-05-14", ["2025-08-12"]),
    Case("The duty applies 30 days after signing.", "2025-05-14", ["2025-06-13"]),
    Case("A report is due within 60 days.", "2025-05-14", ["2025-07-13"]),
    Case("A 90-day pause from May 14 was agreed.", "2025-05-12", ["2025-08-12", "2025-05-14"]),
    Case("A truce for two months, starting on May 14, was agreed.", "2025-05-12", ["2025-07-14", "2025-05-14"]),
]

NO_FINER_THAN_THE_TEXT = [
    Case("They met last week, this week and over the weekend.", "2025-03-05", []),
    Case("They spoke three weeks ago.", "2025-03-05", []),
    Case("Paused for 90 days.", "2025-03-05", []),
    Case("Prices rose over the past month, in the last year and will in the coming months.", "2025-03-05", []),
    Case("The mill's third-quarter results and fiscal first quarter were poor.", "2025-03-05", []),
    Case("It rose half a year ago.", "2025-03-05", []),
    Case("Filed on 8/1/2025.", "2025-09-10", []),
    Case("Signed yesterday, in force on Friday.", "2025-08", []),
    Case("Signed today, to begin in November.", "2025-08", ["2025-08", "2025-11"]),
    Case("Signed on Friday, to begin in November, after 2018.", "", ["2018"]),
]

NO_DATE = [
    Case("Peru may raise duties, and may 25 percent be enough?", "2025-03-05", []),
    Case("Farmers march on; the march 4 miles long ended.", "2025-03-05", []),
    Case("A 25% duty under Section 301 and Section 232 of the Trade Act of 1974.", "2025-03-05", []),
    Case("In May 25 percent of goods paid it.", "2025-07-05", ["2025-05"]),
    Case("Peru shipped 2000 tons for $2018 in fiscal 2025.", "2025-03-05", []),
    Case("Iron ore hit a 4-month high as the 10-year Treasury yield fell year-on-year.", "2025-03-05", []),
    Case("A second truce, a sun set, a 40-year-old plant of the 1930s.", "2025-03-05", []),
    Case("They meet every Monday since the crash of Black Monday.", "2025-03-05", []),
    Case("He lives in Mar del Plata, under the May government.", "2025-03-05", []),
    Case("Prices fell 20% in three days.", "2025-03-05", []),
]


@pytest.mark.parametrize("case", [*ABSOLUTE, *YEAR_FROM_PUBLICATION, *RELATIVE, *NO_FINER_THAN_THE_TEXT, *NO_DATE], ids=lambda case: case.sentence)
def test_sentence_gives_its_dates(case):
    mentions = dates_in(case.sentence, case.published)
    assert [m.value for m in mentions if m.value] == case.values
    for mention in mentions:
        assert case.sentence[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    ("sentence", "kind", "lead", "relation"),
    [
        ("a duty effective 12:01 a.m. EDT on April 10, 2025", "date", "effective", "start"),
        ("a pause until Aug. 12", "deadline", "until", "deadline"),
        ("a reply no later than Friday", "deadline", "no later than", "deadline"),
        ("the Aug. 1 deadline", "deadline", "", "deadline"),
        ("paid since February", "date", "since", "since"),
        ("paid as of Feb. 4", "date", "as of", "start"),
        ("a duty that will be implemented since Aug. 23", "date", "since", "start"),
        ("a duty that has been implemented since Aug. 23", "date", "since", "since"),
        ("they met on Friday", "date", "on", "point"),
    ],
)
def test_lead_says_what_a_date_is_to_its_sentence(sentence, kind, lead, relation):
    (mention,) = dates_in(sentence, "2025-06-05")
    assert (mention.kind, mention.lead, mention.relation) == (kind, lead, relation)


def test_durations_keep_their_length():
    assert [(m.text, m.kind, m.days) for m in dates_in("a 90-day pause, then a three-month truce", "2025-06-05")] == [
        ("90-day", "duration", 90),
        ("three-month", "duration", 90),
    ]


@pytest.mark.parametrize(("order", "value"), [("MDY", "2025-04-02"), ("DMY", "2025-02-04")])
def test_numeric_dates_follow_the_order_asked_for(order, value):
    assert [m.value for m in dates_in("Filed on 4/2/2025.", "2025-06-05", day_order=order)] == [value]


def test_unknown_day_order_is_refused():
    with pytest.raises(ValueError, match="YMD"):
        dates_in("Filed on 4/2/2025.", "2025-06-05", day_order="YMD")


def test_find_dates_reads_whole_texts_with_offsets_of_the_text():
    text = "Talks on Friday led to a truce until Nov. 10. It replaced last week's offer.\n\nA 90-day pause from May 14 had gone before."
    found = find_dates(text, "2025-10-26")
    assert list(found.columns) == ["start", "end", "value", "kind"]
    rows = [(text[row.start : row.end], row.value, row.kind) for row in found.itertuples()]
    assert rows == [
        ("Friday", "2025-10-24", "date"),
        ("Nov. 10", "2025-11-10", "deadline"),
        ("90-day", "2025-08-12", "duration end"),
        ("May 14", "2025-05-14", "date"),
    ]
    pd.testing.assert_frame_equal(find_dates("No date here.", None), found.iloc[:0])


def test_days_are_added_only_to_a_day():
    assert add_days("2025-05-14", 90) == "2025-08-12"
    assert add_days("2025-05", 90) == ""
