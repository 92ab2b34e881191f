"""Axes for days and for percents: ticks that fit, words that no locale changes, the zero line kept."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pandas as pd
from matplotlib import ticker
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from tarifftrail.charts import style, wording

LABEL_IN = 0.52  # width that a day's or a month's label takes with the air around it
NEAR_TOP = 1.08  # the scale is extended to a round number that is not farther off
LEAST_TOP = 10.0  # percent or points: a chart of nothing but zeros still has a scale
DAY_STEPS, MONTH_STEPS, YEAR_STEPS = (1, 2, 4, 7, 14), (1, 2, 3, 6), (1, 2, 5, 10, 20, 50)

Tick = tuple[pd.Timestamp, str]


def at(when: pd.Timestamp) -> float:
    """A day's place on the axis."""
    return float(date2num(when.to_datetime64()))


def size_in(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes, in inches."""
    box = ax.get_window_extent()
    return box.width / ax.figure.dpi, box.height / ax.figure.dpi


def as_fraction(ax: Axes, x: float, y: float) -> tuple[float, float]:
    """A place in pixels as a fraction of the axes, which stays right at every resolution."""
    return tuple(ax.transAxes.inverted().transform((x, y)))


def set_days(ax: Axes, start: pd.Timestamp, until: pd.Timestamp) -> None:
    """An axis from the first day to the one after the last, its ticks as close as their labels allow."""
    ax.xaxis_date()
    ax.set_xlim(at(start), at(until))
    ticks = day_ticks(start, until, int(size_in(ax)[0] / LABEL_IN))
    _label_days(ax, [at(tick) for tick, _ in ticks], ticks)


def set_months(ax: Axes, months: pd.DatetimeIndex) -> None:
    """An axis of whole months, each labelled under its middle."""
    ax.xaxis_date()
    ax.set_xlim(at(months[0]), at(months[-1] + pd.offsets.MonthBegin()))
    ticks = _first_fitting(_by_months(months), int(size_in(ax)[0] / LABEL_IN))
    _label_days(ax, [at(tick) + tick.days_in_month / 2 for tick, _ in ticks], ticks)


def _label_days(ax: Axes, places: list[float], ticks: list[Tick]) -> None:
    """Ticks with their labels, the year under the first of each year."""
    labels, year = [], None
    for tick, text in ticks:
        # The blank second line keeps all first lines on one height.
        labels.append(f"{text}\n{tick.year if tick.year != year else ' '}" if text else str(tick.year))
        year = tick.year
    ax.xaxis.set_major_locator(ticker.FixedLocator(places))
    ax.xaxis.set_major_formatter(ticker.FixedFormatter(labels))
    ax.xaxis.set_minor_locator(ticker.NullLocator())


def day_ticks(start: pd.Timestamp, until: pd.Timestamp, most: int) -> list[Tick]:
    """At most so many days with their labels, without years; an empty label stands for the year itself."""
    months = pd.date_range(start, until, freq="MS", inclusive="left")
    return _first_fitting(itertools.chain(_by_days(start, until), _by_months(months)), most)


def _first_fitting(choices: Iterator[list[Tick]], most: int) -> list[Tick]:
    """The finest choice that is no more than so many; the coarsest if none is."""
    ticks: list[Tick] = []
    for ticks in choices:
        if len(ticks) <= max(most, 1):
            break
    return ticks


def _by_days(start: pd.Timestamp, until: pd.Timestamp) -> Iterator[list[Tick]]:
    for step in DAY_STEPS:
        days = pd.date_range(start, until, freq=f"{step}D", inclusive="left")
        yield [(tick, wording.short_day(tick)) for tick in days]


def _by_months(months: pd.DatetimeIndex) -> Iterator[list[Tick]]:
    for step in MONTH_STEPS:
        yield [(tick, wording.short_month(tick)) for tick in months if (tick.month - 1) % step == 0]
    for step in YEAR_STEPS:
        yield [(tick, "") for tick in months if tick.month == 1 and tick.year % step == 0]


def set_percents(ax: Axes, top: float, *, above_in: float, below_in: float = 0.05) -> None:
    """An axis from zero to the highest level, with room (inches) above for labels and flags, and a zero line."""
    top = max(top, LEAST_TOP)
    ticks = [tick for tick in _round_ticks(0, top) if tick <= top * NEAR_TOP]
    top = max(top, ticks[-1])
    unit = max(size_in(ax)[1] - above_in - below_in, 0.5) / top
    ax.set_ylim(-below_in / unit, top + above_in / unit)
    ax.yaxis.set_major_locator(ticker.FixedLocator(ticks))
    ax.yaxis.set_major_formatter(ticker.FixedFormatter([wording.percent(tick) for tick in ticks]))
    zero_line(ax)


def set_points(ax: Axes, low: float, high: float, *, around_in: float) -> None:
    """An axis of percentage points up and down, with room (inches) for labels at both ends, and a zero line."""
    high = max(high, LEAST_TOP if low > -LEAST_TOP else 0)
    unit = max(size_in(ax)[1] - 2 * around_in, 0.5) / (high - low)
    ax.set_ylim(low - around_in / unit, high + around_in / unit)
    ticks = [tick for tick in _round_ticks(low, high) if low * 1.001 - 1e-9 <= tick <= high * 1.001]
    ax.yaxis.set_major_locator(ticker.FixedLocator(ticks))
    ax.yaxis.set_major_formatter(ticker.FixedFormatter([wording.points(tick) for tick in ticks]))
    zero_line(ax)


def _round_ticks(low: float, high: float) -> list[float]:
    return [float(tick) for tick in ticker.MaxNLocator(nbins=6, steps=[1, 2, 5, 10]).tick_values(low, high)]


def zero_line(ax: Axes) -> None:
    """Zero is where a pair without additional duties stands: it is never left out."""
    ax.axhline(0, color=style.TEXT, linewidth=0.9, zorder=2.8)
