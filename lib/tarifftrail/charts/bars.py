"""Diverging bars: how many percentage points each side's headline went up and down, month by month."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.transforms import Bbox

from tarifftrail.charts import key, placing, scales, selection, style, wording
from tarifftrail.charts.selection import Record, View
from tarifftrail.charts.table import all_steps

BAR_SHARE = 0.38  # of its month
WIDEST_BAR_IN = 0.45
LABEL_ROOM_IN = 0.22
NO_CHANGE = "No change of a level is on record for this period"


@style.styled
def monthly_bars(
    ax: Axes, record: Record, pair: str | tuple[str, str], start: Any = None, end: Any = None, as_of: Any = None
) -> Axes:
    """Draws the points up (above zero) and down (below) of both sides by the month of effect, and returns the axes.

    Steps in force only, of the headline, whose level before is known. Parameters and errors as in `selection.view`. The
    axes must have their final size.
    """
    view = selection.view(record, pair, start, end, as_of)
    return draw(ax, view, monthly_points(record, view))


def draw(ax: Axes, view: View, months: pd.DataFrame) -> Axes:
    """`monthly_bars` of a view and its months."""
    scales.set_months(ax, pd.DatetimeIndex(months["month"].unique()))
    scales.set_points(ax, months["down_pp"].min(), months["up_pp"].max(), around_in=LABEL_ROOM_IN)
    drawn = [bar for row in months.itertuples(index=False) for bar in _draw_bars(ax, view, row)]
    _draw_values(ax, drawn)
    key.draw(ax, entries(view))
    if not drawn:
        ax.text(0.5, 0.55, NO_CHANGE, transform=ax.transAxes, ha="center", va="bottom", fontsize=10, color=style.MUTED)
    return ax


def monthly_points(record: Record, view: View) -> pd.DataFrame:
    """Points up and down of the headline by month and side, a row for each month of the window even without a step.

    Columns: `month` (its first day), `imposer`, `target`, `up_pp` (sum of the rises), `down_pp` (sum of the falls, not
    above zero), `net_pp`, `n_steps`, `n_unknown` (steps whose level before is not known, in no sum), `known` (whether a
    level of this side is on record in the window).
    """
    found = all_steps(record, view.pair, view.as_of)
    found = found[(found["kind"] == "step") & (found["stage"] == "in_force") & found["date"].between(view.start, view.end)]
    changes = defaultdict(list)
    for step in found.itertuples(index=False):
        changes[step.date.replace(day=1), step.side].append(step.change_pp)
    rows = []
    for first in pd.date_range(view.start.replace(day=1), view.end, freq="MS"):
        for side, (imposer, target) in enumerate(view.directions):
            steps = changes[first, side]
            known = [change for change in steps if pd.notna(change)]
            up, down = (float(sum(change for change in known if change * sign > 0)) for sign in (1, -1))
            charged = bool(view.headline("in_force", side))
            rows.append((first, imposer, target, up, down, up + down, len(steps), len(steps) - len(known), charged))
    names = ["month", "imposer", "target", "up_pp", "down_pp", "net_pp", "n_steps", "n_unknown", "known"]
    return pd.DataFrame(rows, columns=names)


def entries(view: View) -> list[key.Entry]:
    """The key of the bars: which ink is whose."""
    return [(wording.direction(*direction), Patch(facecolor=style.INKS[side])) for side, direction in enumerate(view.directions)]


def _draw_bars(ax: Axes, view: View, row: Any) -> list[tuple[Bbox, float, int]]:
    """Draws a month's bars of one side; returns their boxes in pixels with their points and side."""
    side = view.directions.index((row.imposer, row.target))
    inch = (ax.get_xlim()[1] - ax.get_xlim()[0]) / scales.size_in(ax)[0]
    days = row.month.days_in_month
    width = min(days * BAR_SHARE, WIDEST_BAR_IN * inch)
    left = scales.at(row.month) + days / 2 - (width if side == 0 else 0)
    drawn = []
    for height in (row.up_pp, row.down_pp):
        if height:
            ax.bar(left, height, width, align="edge", color=style.INKS[side], zorder=2, edgecolor="white", linewidth=0.4)
            drawn.append((Bbox(ax.transData.transform([(left, min(0, height)), (left + width, max(0, height))])), height, side))
    return drawn


def _draw_values(ax: Axes, drawn: list[tuple[Bbox, float, int]]) -> None:
    """Writes the points beyond the ends of the bars, the longest first, where there is room."""
    dpi = ax.figure.dpi
    room = placing.Room(ax.get_window_extent(), [box for box, *_ in drawn])
    for box, height, side in sorted(drawn, key=lambda bar: -abs(bar[1])):
        text = wording.points(height)
        wide, high = (size * dpi for size in style.text_size(text, style.VALUE_PT))
        bottom = box.y1 + 1 if height > 0 else box.y0 - 1 - high
        # Beside a twin the numbers part, as the bars do; a bar by itself has its number in the middle.
        twin = any(abs(other.x1 - box.x0) < 1 or abs(other.x0 - box.x1) < 1 for other, size, _ in drawn if size * height > 0)
        outward = box.x1 - wide - 1.5 if side == 0 else box.x0 + 1.5
        lefts = [(box.x0 + box.x1 - wide) / 2, outward][:: -1 if twin and wide > box.width else 1]
        place = room.first_free(Bbox.from_bounds(left, bottom, wide, high) for left in lefts)
        if place is not None:
            middle = scales.as_fraction(ax, (place.x0 + place.x1) / 2, (place.y0 + place.y1) / 2)
            ax.text(*middle, text, transform=ax.transAxes, color=style.INKS[side], fontsize=style.VALUE_PT, ha="center", va="center")
