"""Percents, points, days and names as the charts write them, the same under every locale."""

from __future__ import annotations

import functools
from typing import NamedTuple

import pandas as pd

from tarifftrail import countries

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
LONGEST_NAME = 12  # letters; a longer name is written by its abbreviation, where the vocabulary has one
WORLD = "all countries"


class Stage(NamedTuple):
    """How a stage of a level is worded: in the key, beside its line, and in a sentence after the name of the tariff."""

    key: str
    label: str
    told: str


CHARGED = "in_force"
STAGES = {
    CHARGED: Stage("in force", "", "is charged"),
    "scheduled": Stage("scheduled for a day", "scheduled", "is scheduled"),
    "pending": Stage("announced without a day", "announced", "is announced"),
    "threatened": Stage("threatened", "threatened", "was threatened"),
    "suspended": Stage("decided, then suspended", "suspended", "was suspended"),
    "ended": Stage("given up before it began", "given up", "was planned and given up"),
}
NOT_CHARGED = [stage for stage in STAGES if stage != CHARGED]


def number(value: float) -> str:
    """A number with at most two decimals and no trailing zeros.

    >>> number(145.0), number(12.5), number(7.256)
    ('145', '12.5', '7.26')
    """
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(low: float, high: float | None = None) -> str:
    """A rate, or a range of rates.

    >>> percent(12.5), percent(10.0, 25.0), percent(10.0, 10.0)
    ('12.5%', '10–25%', '10%')
    """
    if high is None or pd.isna(high) or number(high) == number(low):
        return f"{number(low)}%"
    return f"{number(low)}–{number(high)}%"


def points(value: float) -> str:
    """A change with its sign, in percentage points.

    >>> points(115), points(-2.5), points(0)
    ('+115', '−2.5', '0')
    """
    size = number(abs(value))
    if size == "0":
        return size
    return ("+" if value > 0 else "−") + size


def day(when: pd.Timestamp) -> str:
    """A day, as `4 February 2025`."""
    return f"{when.day} {month(when)}"


def month(when: pd.Timestamp) -> str:
    """A month, as `February 2025`."""
    return f"{MONTHS[when.month - 1]} {when.year}"


def short_month(when: pd.Timestamp) -> str:
    """A month's first three letters."""
    return MONTHS[when.month - 1][:3]


def short_day(when: pd.Timestamp) -> str:
    """A day without its year, as `4 Feb`."""
    return f"{when.day} {short_month(when)}"


@functools.cache
def country(code: str) -> str:
    """The name of a country as a chart has room for it; a code that is no country stays as it is.

    >>> country("US"), country("CN"), country("GB"), country("CH"), country("G7"), country("WORLD")
    ('US', 'China', 'UK', 'Switzerland', 'G7', 'all countries')
    """
    if code == "WORLD":
        return WORLD
    if not countries.is_code(code):
        return code
    full = countries.name(code)
    if len(full) <= LONGEST_NAME:
        return full
    short = [
        form.text
        for form in countries.forms().values()
        if form.kind == "name" and form.codes == (code,) and form.text.isalpha() and form.text.isupper()
    ]
    return min(short, key=lambda text: (len(text), text), default=full)


def direction(imposer: str, target: str) -> str:
    """Who taxes whose goods, as `US on China`."""
    return f"{country(imposer)} on {country(target)}"


def count(n: int, noun: str) -> str:
    """A number of things.

    >>> count(1, "step"), count(3, "step"), count(2, "country|countries")
    ('1 step', '3 steps', '2 countries')
    """
    one, _, many = noun.partition("|")
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def joined(parts: list[str]) -> str:
    """Parts of a sentence with commas and a last `and`.

    >>> joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def capital(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def tariff(imposer: str, target: str) -> str:
    """One side's tariff as a headline names it, as `US tariff on China`."""
    return f"{country(imposer)} tariff on {country(target)}"
