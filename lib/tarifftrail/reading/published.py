"""Publication dates as publishers write them: the local day is kept, never shifted to another zone."""

from __future__ import annotations

import functools
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tarifftrail import lexicon

ORDERS = ("DMY", "MDY")
FIRST_YEAR, LAST_YEAR = 1990, 2100

_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_WORDED = (
    re.compile(rf"\b{_MONTH}\s*{_DAY}(?:\s*,\s*|\s+){_YEAR}", re.IGNORECASE),  # October 17, 2025
    re.compile(rf"{_DAY}[\s-]+(?:of\s+)?{_MONTH}[\s,-]+{_YEAR}", re.IGNORECASE),  # Fri, 17 Oct 2025; 17-Oct-2025
)
_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:[T ]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2}))?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
_TIME = re.compile(
    r"""(?<![\d:])(?P<hour>[01]?\d|2[0-3])
        (?: :(?P<minute>[0-5]\d) (?: :(?P<second>[0-5]\d)(?:[.,]\d+)? )? \s*(?P<half>[ap]\.?m\b\.?)?
          | \s*(?P<alone>[ap]\.?m\b\.?) )             # 3:04 PM, 15:04:00, or 3 p.m.
        \s*\(?(?P<zone>Z\b|[+-]\d\d:?\d\d|[A-Z]{2,5}\b)?""",
    re.VERBOSE | re.IGNORECASE,
)


class Published(NamedTuple):
    """A publication day (ISO, empty if unreadable), its full time where told, and what is wrong otherwise."""

    day: str
    at: str = ""
    problem: str = ""


@functools.cache
def _zones() -> dict[str, str]:
    return {row["abbreviation"]: row["zone"] for row in lexicon.read_table("zones")}


@functools.lru_cache(maxsize=4096)
def parse_published(text: str, order: str | None = None) -> Published:
    """The publication day in a date as written in a header, a cell or a meta tag.

    The day stays the one written there, whatever its zone: 11:30 p.m. in New York is not the next day.
    `order` (`DMY` or `MDY`) decides days such as 02/04/2025, which are otherwise refused as ambiguous.

    >>> parse_published("2025-04-02T23:30:00-04:00")
    Published(day='2025-04-02', at='2025-04-02T23:30:00-04:00', problem='')
    >>> parse_published("02/04/2025").problem
    "ambiguous date '02/04/2025': say whether day or month comes first"
    """
    if order is not None and order not in ORDERS:
        raise ValueError(f"date order {order!r}: give one of {', '.join(ORDERS)}, or None where dates are unambiguous")
    written = " ".join(text.split())[:200]
    if not written:
        return Published("", problem="no date")
    if _EPOCH.fullmatch(written):
        seconds = float(written) / (1000 if len(written) == 13 else 1)
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        return _checked(moment.year, moment.month, moment.day, moment.replace(microsecond=0).isoformat(), written)
    for pattern in (*_WORDED, _YEAR_FIRST, _COMPACT):
        found = pattern.search(written)
        if found:
            part = found.groupdict()
            month = _MONTHS.get(part["month"][:3].casefold()) or int(part["month"])
            year, day = int(part["year"]), int(part["day"])
            break
    else:
        found = _YEAR_LAST.search(written)
        if not found:
            return Published("", problem=f"no full date in {written[:60]!r}")
        one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
        part = {}
        if found["mark"] == "." or one > 12 or order == "DMY" or one == two:  # dots are only ever written day first
            day, month = one, two
        elif two > 12 or order == "MDY":
            month, day = one, two
        else:
            return Published("", problem=f"ambiguous date {found[0]!r}: say whether day or month comes first")
    clock = _clock(part, written[: found.start()], written[found.end() :])
    try:
        at = _stamp(date(year, month, day), clock) if clock else ""
    except ValueError:
        at = ""
    return _checked(year, month, day, at, written)


def _checked(year: int, month: int, day: int, at: str, written: str) -> Published:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Published("", problem=f"date out of range: {written[:60]!r}")
    try:
        return Published(date(year, month, day).isoformat(), at)
    except ValueError:
        return Published("", problem=f"no such day: {written[:60]!r}")


def _clock(part: dict, before: str, after: str) -> tuple[int, int, int, tzinfo | str | None] | None:
    """Hour, minute, second and zone, from behind the date or else from before it."""
    if part.get("hour"):
        return int(part["hour"]), int(part["minute"]), int(part["second"]), UTC if after[:1] in "Zz" and after else None
    found = _TIME.search(after.lstrip("Tt, ")) or _TIME.search(before)
    if not found:
        return None
    hour, half = int(found["hour"]), (found["half"] or found["alone"] or "")[:1].casefold()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(found["minute"] or 0), int(found["second"] or 0), _zone(found["zone"] or "")


def _zone(written: str) -> tzinfo | str | None:
    """A fixed offset, or the name of a zone whose offset depends on the day; None if unknown."""
    if written in ("Z", "z"):
        return UTC
    if written[:1] in ("+", "-"):
        minutes = int(written[1:3]) * 60 + int(written[-2:])
        return timezone(timedelta(minutes=-minutes if written[0] == "-" else minutes))
    named = _zones().get(written.upper(), "")
    return _zone(named) if named[:1] in ("+", "-") else named or None


def _stamp(day: date, clock: tuple[int, int, int, tzinfo | str | None]) -> str:
    hour, minute, second, zone = clock
    if isinstance(zone, str):
        zone = ZoneInfo(zone)
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone).isoformat()
