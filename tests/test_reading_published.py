"""Publication dates as written in headers, cells, meta tags and datelines."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tarifftrail.reading.published import parse_published


@dataclass(frozen=True)
class Written:
    text: str
    day: str
    at: str = ""
    order: str | None = None


READ = [
    Written("2025-10-17", "2025-10-17"),
    Written("2025/10/17 08:00", "2025-10-17", "2025-10-17T08:00:00"),
    Written("20251017", "2025-10-17"),
    Written("20251017T120000Z", "2025-10-17", "2025-10-17T12:00:00+00:00"),
    Written("Fri, 17 Oct 2025 14:05:00 GMT", "2025-10-17", "2025-10-17T14:05:00+00:00"),
    Written("Oct. 17, 2025 3:04 p.m. ET", "2025-10-17", "2025-10-17T15:04:00-04:00"),
    Written("Jan. 17, 2025 3:04 p.m. ET", "2025-01-17", "2025-01-17T15:04:00-05:00"),
    Written("October 17th, 2025", "2025-10-17"),
    Written("Sept 3, 2025 11pm IST", "2025-09-03", "2025-09-03T23:00:00+05:30"),
    Written("17-Oct-2025", "2025-10-17"),
    Written("10:15 AM EDT, Friday October 17, 2025", "2025-10-17", "2025-10-17T10:15:00-04:00"),
    Written("Published 3 February 2025 | Updated 4 February 2025", "2025-02-03"),
    Written("1760702400", "2025-10-17", "2025-10-17T12:00:00+00:00"),
    Written("1760702400000", "2025-10-17", "2025-10-17T12:00:00+00:00"),
    Written("17.10.2025", "2025-10-17"),
    Written("10/17/2025", "2025-10-17"),
    Written("04/04/2025", "2025-04-04"),
    Written("02/04/2025", "2025-02-04", order="MDY"),
    Written("02/04/2025", "2025-04-02", order="DMY"),
]


@pytest.mark.parametrize("row", READ, ids=lambda row: f"{row.text} {row.order or ''}".strip())
def test_a_date_is_read_as_written(row):
    found = parse_published(row.text, row.order)
    assert (found.day, found.at, found.problem) == (row.day, row.at, "")


def test_the_local_day_is_kept_even_where_it_is_tomorrow_in_greenwich():
    assert parse_published("2025-04-02T23:30:00-04:00").day == "2025-04-02"
    assert parse_published("2025-04-03T00:30:00+09:00").day == "2025-04-03"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("02/04/2025", "ambiguous date"),
        ("2025-02-30", "no such day"),
        ("0001-01-01", "out of range"),
        ("October 2025", "no full date"),
        ("2025-08", "no full date"),
        ("May", "no full date"),
        ("25%", "no full date"),
        ("yesterday", "no full date"),
        ("  ", "no date"),
    ],
)
def test_what_is_no_full_day_is_left_unread_with_the_reason(text, problem):
    found = parse_published(text)
    assert found.day == "" and problem in found.problem


def test_an_unknown_order_of_day_and_month_is_refused():
    with pytest.raises(ValueError, match="DMY, MDY"):
        parse_published("02/04/2025", "YMD")
