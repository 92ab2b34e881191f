"""The two-sided step chart: at what level each side taxes the other's goods, and what was planned or threatened."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from tarifftrail.charts import flags, key, labels, scales, selection, style, table
from tarifftrail.charts.scales import at
from tarifftrail.charts.selection import Record, View

NO_DATA = "No data: no tariff level of this pair is on record for this period"


@style.styled
def level_steps(
    ax: Axes, record: Record, pair: str | tuple[str, str], start: Any = None, end: Any = None, as_of: Any = None
) -> Axes:
    """Draws the levels of both sides of a pair on the axes and returns them.

    In force solid, scheduled dotted, threatened hollow, suspended hatched, given up faded; duties on a part of the goods
    thin and never joined to the headline; doubt about a day or a rate as a pale field. The numbers at the top are those
    of `step_table`. Parameters and errors as in `selection.view`. The axes must have their final size.
    """
    view = selection.view(record, pair, start, end, as_of)
    return draw(ax, view, table.numbered(record, view))


def draw(ax: Axes, view: View, numbered: pd.DataFrame) -> Axes:
    """`level_steps` of a view and its numbered steps."""
    strip = flags.height_in(len(numbered), scales.size_in(ax)[0])
    scales.set_days(ax, view.start, view.until)
    scales.set_percents(ax, _highest(view), above_in=strip + labels.VALUE_ROOM_IN)
    if view.known_until < view.until:
        ax.axvspan(max(at(view.known_until), at(view.start)), at(view.until), color=style.NOT_YET, linewidth=0, zorder=0.2)
    _draw_parts(ax, view)
    for side in (0, 1):
        _draw_doubt(ax, view, side)
        _draw_suspended(ax, view, side)
        for stage in ("ended", "threatened", "pending", "scheduled"):
            _draw_plans(ax, view, side, stage)
        _draw_in_force(ax, view, side)
    _mark_steps(ax, view, numbered)
    flags.draw(ax, view, numbered, strip)
    labels.draw_ends(ax, view)
    labels.draw_values(ax, view, strip)
    key.draw(ax, key.entries(view, numbered))
    if not view.rows:
        words = style.wrap(NO_DATA, scales.size_in(ax)[0] * 0.9, 10)
        ax.text(0.5, 0.5, words, transform=ax.transAxes, ha="center", va="center", fontsize=10, color=style.MUTED)
    return ax


def _highest(view: View) -> float:
    """The highest rate drawn, percent."""
    return max((float(rate) for row in view.rows for rate in (row.rate_pct, row.rate_max_pct) if pd.notna(rate)), default=0.0)


def _draw_in_force(ax: Axes, view: View, side: int) -> None:
    """The levels charged, as one line as long as one follows on the other."""
    corners: list[list[tuple[float, float]]] = []
    last = None
    for row in view.headline("in_force", side):
        if last is None or last.shown_until != row.shown_from:
            corners.append([])
        corners[-1] += [(at(row.shown_from), row.rate_pct), (at(row.shown_until), row.rate_pct)]
        last = row
    for line in corners:
        ax.plot(*zip(*line, strict=True), color=style.INKS[side], zorder=4 - 0.1 * side, linewidth=style.WIDTHS_PT[side], label="_in force")


def _mark_steps(ax: Axes, view: View, numbered: pd.DataFrame) -> None:
    """A marker where a step begins; a renewal at the same rate is none."""
    for row in numbered[(numbered["kind"] == "step") & (numbered["stage"] == "in_force")].itertuples(index=False):
        side = view.directions.index((row.imposer, row.target))
        ax.plot(
            [at(row.date)], [float(row.to_pct)], linestyle="none", marker=style.MARKERS[side], markersize=4.5,
            color=style.INKS[side], zorder=4.3 - 0.1 * side, label="_step", clip_on=False,
        )  # fmt: skip


def _draw_plans(ax: Axes, view: View, side: int, stage: str) -> None:
    """What was scheduled, announced without a day, threatened or given up."""
    look = dict(style.STAGES[stage])
    hollow = look.pop("hollow", False)
    ink = style.INKS[side]
    for row in view.headline(stage, side):
        xs, ys = [at(row.shown_from), at(row.shown_until)], [float(row.rate_pct)] * 2
        if stage == "scheduled":  # from the level that it will leave
            xs, ys = [xs[0], *xs], [_charged(view, side, row.shown_from, ys[0]), *ys]
        ax.plot(xs, ys, color=ink, zorder=3, label=f"_{stage}", **look)
        if stage == "threatened":  # a white core makes the line an outline
            ax.plot(xs, ys, color="white", linewidth=look["linewidth"] - 1.6, zorder=3.05)
        if hollow and row.shown_from == row.valid_from:
            ax.plot(xs[:1], ys[:1], marker=style.MARKERS[side], markersize=6, color=ink, markerfacecolor="white", zorder=3.1, clip_on=False)
        if stage == "ended" and (row.shown_until == row.valid_until or xs[0] == xs[1]):
            ax.plot(xs[1:], ys[1:], marker="x", markersize=6, color=ink, alpha=look["alpha"], zorder=3.1, clip_on=False)


def _charged(view: View, side: int, when: pd.Timestamp, otherwise: float) -> float:
    """The level in force until a day."""
    before = [row.rate_pct for row in view.headline("in_force", side) if row.shown_from < when]
    return before[-1] if before else otherwise


def _draw_suspended(ax: Axes, view: View, side: int) -> None:
    """The points that were decided and then paused, as a hatched field above the level charged meanwhile."""
    charged = view.headline("in_force", side)
    for row in view.headline("suspended", side):
        cuts = {row.shown_from, row.shown_until, *(day for level in charged for day in (level.shown_from, level.shown_until))}
        days = sorted(day for day in cuts if row.shown_from <= day <= row.shown_until)
        for begins, ends in itertools.pairwise(days):
            meanwhile = [level.rate_pct for level in charged if level.shown_from <= begins < level.shown_until]
            _field(ax, begins, ends, meanwhile[-1] if meanwhile else 0.0, row.rate_pct, style.INKS[side], style.STAGES["suspended"]["hatch"])


def _draw_doubt(ax: Axes, view: View, side: int) -> None:
    """Days on which a step may have come, and rates between which a level may lie."""
    before = 0.0
    for row in view.headline("in_force", side):
        if pd.notna(row.rate_max_pct):
            _field(ax, row.shown_from, row.shown_until, row.rate_pct, row.rate_max_pct, style.INKS[side])
        if view.in_doubt(row):
            begins, ends = max(row.valid_from_earliest, view.start), min(row.valid_from_latest, view.until)
            _field(ax, begins, ends, before, row.rate_pct, style.INKS[side])
        before = row.rate_pct


def _field(ax: Axes, begins: pd.Timestamp, ends: pd.Timestamp, low: float, high: float, ink: str, hatch: str = "") -> None:
    low, high = min(low, high), max(low, high)
    box = Rectangle((at(begins), low), at(ends) - at(begins), high - low, linewidth=0, zorder=1.8)
    box.set_facecolor(to_rgba(ink, 0.06 if hatch else 0.16))
    if hatch:
        box.set_hatch(hatch)
        box.set_edgecolor(to_rgba(ink, 0.45))
    ax.add_patch(box)


def _draw_parts(ax: Axes, view: View) -> None:
    """Duties on one product or on a list of goods, each by itself: lists that follow each other are not one list."""
    for row in view.parts():
        ax.plot(
            [at(row.shown_from), at(row.shown_until)], [float(row.rate_pct)] * 2,
            color=style.tint(style.INKS[row.side], style.PART_TINT), linewidth=style.PART_WIDTHS_PT[row.side],
            linestyle=style.STAGES[row.stage]["linestyle"], zorder=2.5 - 0.1 * row.side, label="_part",
        )  # fmt: skip
