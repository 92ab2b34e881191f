"""Labels at the ends of the lines, and the rates at their steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from tarifftrail.charts import placing, scales, style, wording
from tarifftrail.charts.flags import HAIRLINE
from tarifftrail.charts.selection import DAY, View
from tarifftrail.charts.table import part_text

END_WIDTH_IN = 1.3  # that a label at a line's end may take before it is wrapped
END_GAP_IN = 0.12
VALUE_ROOM_IN = 0.2  # above the highest level
GAP_PX = 4.5  # between a line and its rate, at 100 dots an inch


class End(NamedTuple):
    """The last level of one side that the window knows."""

    side: int
    text: str
    day: pd.Timestamp
    rate: float


def ends(view: View) -> list[End]:
    """A label for each side that has a level in force in the window: who on whom, and the last rate."""
    found = []
    for side, direction in enumerate(view.directions):
        rows = view.headline("in_force", side)
        if not rows:
            continue
        last = rows[-1]
        rate = wording.percent(last.rate_pct, last.rate_max_pct)
        if last.shown_until < view.known_until:
            rate += f" until {wording.short_day(last.shown_until - DAY)}"
        text = style.wrap(wording.direction(*direction), END_WIDTH_IN, style.LABEL_PT, bold=True)
        found.append(End(side, f"{text}\n{rate}", last.shown_until, last.rate_pct))
    return found


def ends_width_in(view: View) -> float:
    """Room that the labels need to the right of the chart, in inches."""
    widths = [style.text_size(end.text, style.LABEL_PT, bold=True)[0] for end in ends(view)]
    return max(widths, default=0.0) + END_GAP_IN


def draw_ends(ax: Axes, view: View) -> None:
    """Writes the labels to the right of the chart, pushed apart, each joined to its line's end."""
    found, box, dpi = ends(view), ax.get_window_extent(), ax.figure.dpi
    points = [ax.transData.transform((scales.at(end.day), end.rate)) for end in found]
    heights = [style.text_size(end.text, style.LABEL_PT)[1] * dpi + 2 for end in found]
    centres = placing.spread([y for _, y in points], heights, box.y0 - 0.1 * dpi, box.y1)
    left = box.x1 + END_GAP_IN * dpi
    for end, (x, y), centre in zip(found, points, centres, strict=True):
        ink = style.INKS[end.side]
        if abs(centre - y) > 2 or x < box.x1 - 1:
            lead = [scales.as_fraction(ax, *place) for place in ((x, y), (max(x, box.x1), y), (left - 2, centre))]
            ax.plot(
                *zip(*lead, strict=True), transform=ax.transAxes, color=ink, linewidth=0.5, alpha=0.7, clip_on=False, zorder=2,
                label=HAIRLINE,
            )  # fmt: skip
        ax.text(
            *scales.as_fraction(ax, left, centre), end.text, transform=ax.transAxes, color=ink, fontsize=style.LABEL_PT,
            fontweight="bold", linespacing=1.15, ha="left", va="center",
        )  # fmt: skip


def draw_values(ax: Axes, view: View, strip_in: float) -> None:
    """Writes the rates at the steps where there is room, the peaks first; the others are in the table."""
    box, dpi = ax.get_window_extent(), ax.figure.dpi
    bounds = Bbox.from_extents(box.x0, box.y0, box.x1, box.y1 - strip_in * dpi)
    room = placing.Room(bounds, _lines(ax))
    for row in _wanted(view):
        for text in _value_texts(view, row):
            width, height = (size * dpi for size in style.text_size(text, style.VALUE_PT))
            place = room.first_free(_offers(ax, row, width, height))
            if place is not None:
                _write(ax, place, text, style.INKS[row.side])
                break


def _write(ax: Axes, place: Bbox, text: str, ink: str) -> None:
    middle = scales.as_fraction(ax, (place.x0 + place.x1) / 2, (place.y0 + place.y1) / 2)
    ax.text(
        *middle, text, transform=ax.transAxes, color=ink, fontsize=style.VALUE_PT, ha="center", va="center", zorder=4.5,
        bbox={"boxstyle": "square,pad=0.05", "facecolor": "white", "linewidth": 0, "alpha": 0.85},
    )  # fmt: skip


def _offers(ax: Axes, row: Any, width: float, height: float) -> Iterator[Bbox]:
    """Places for a rate beside its line, the best first, in pixels."""
    gap = GAP_PX * ax.figure.dpi / 100
    (x0, y), (x1, _) = (ax.transData.transform((scales.at(day), float(row.rate_pct))) for day in (row.shown_from, row.shown_until))
    above, below, beside, middle = y + gap, y - gap - height, y - height / 2, (x0 + x1 - width) / 2
    corners = (
        (middle, above), (x0 - width - 2 * gap, beside), (x1 + 2 * gap, beside), (x0, above), (x1 - width, above),
        (middle, below), (x0, below), (x1 - width, below),
    )  # fmt: skip
    for left, bottom in corners:
        yield Bbox.from_bounds(left, bottom, width, height)


def _lines(ax: Axes) -> list[Bbox]:
    """Everything drawn as a line or a marker, in pixels, but the hairlines of the flags."""
    boxes: list[Bbox] = []
    for line in ax.lines:
        if line.get_label() == HAIRLINE:
            continue
        xy = line.get_transform().transform(line.get_xydata())
        if line.get_linestyle() != "None":
            boxes += placing.line_boxes(xy[:, 0], xy[:, 1], line.get_linewidth() * ax.figure.dpi / 72)
        if line.get_marker() not in ("None", None, ""):
            half = line.get_markersize() * ax.figure.dpi / 144
            boxes += [Bbox.from_extents(x - half, y - half, x + half, y + half) for x, y in xy]
    return boxes


def _wanted(view: View) -> list[Any]:
    """The rows whose rate is worth writing, the most important first."""
    peaks, plans, spells = [], [], []
    for side in (0, 1):
        inner = [row for row in view.headline("in_force", side)[:-1] if row.rate_pct]  # the last stands at the line's end
        peak = max(inner, key=lambda row: (row.rate_pct, _days(row)), default=None)
        peaks += [row for row in inner if row is peak]
        spells += [row for row in inner if row is not peak]
    for stage in wording.NOT_CHARGED:
        plans += view.headline(stage)
    parts = sorted(view.parts(), key=lambda row: [-(0 if pd.isna(n) else n) for n in (row.n_sources, row.n_articles)])
    alike = {(row.side, row.product, row.rate_pct): row for row in reversed(parts)}  # lists at one rate are one thin line
    return [*peaks, *plans, *sorted(spells, key=_days, reverse=True), *reversed(alike.values())]


def _days(row: Any) -> pd.Timedelta:
    return row.shown_until - row.shown_from


def _value_texts(view: View, row: Any) -> list[str]:
    """What to write of a row: the full wording, then shorter ones for where it does not fit."""
    rate = wording.percent(row.rate_pct, row.rate_max_pct)
    if row.series != "headline":
        full, rate = f"{rate} on {part_text(row)}", f"{rate} {'part' if row.product == 'all' else part_text(row)}"
    elif row.stage == wording.CHARGED:
        return [rate]
    else:
        full = f"{rate} {wording.STAGES[row.stage].label}"
    named = bool(view.headline("in_force", row.side))  # at the end of its line
    return [full, rate] if named else [f"{wording.direction(row.imposer, row.target)}: {full}", full, rate]

