"""The key under a chart: only what occurs in it."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import ScaledTranslation

from tarifftrail.charts import scales, style, wording
from tarifftrail.charts.selection import View

KEY_PT = 8
HANDLE_IN = 0.36  # a sample with the air around it
ROW_IN = 0.19
BELOW_IN = 0.46  # under the axes, past two lines of tick labels
FLAGS = {"step": "step, in the table", "part": "step of a part", "incident": "incident"}

Entry = tuple[str, Artist]


def entries(view: View, table: pd.DataFrame) -> list[Entry]:
    """The words and samples that a step chart of the view needs; none where the line ends say all."""
    found = [(words.key, _stage_sample(stage)) for stage, words in wording.STAGES.items() if view.headline(stage)]
    if view.parts():
        found.append(("on a part of the goods", Line2D([], [], color=style.tint(style.MUTED, style.PART_TINT), linewidth=1)))
    if any(view.in_doubt(row) or pd.notna(row.rate_max_pct) for row in view.headline("in_force")):
        found.append(("day or rate in doubt", Patch(facecolor=style.MUTED, alpha=0.25)))
    if view.known_until < view.until:
        found.append(("after the last article", Patch(facecolor=style.NOT_YET, edgecolor=style.FAINT, linewidth=0.3)))
    if [words for words, _ in found] == [wording.STAGES[wording.CHARGED].key]:
        found = []  # a single kind of line explains itself
    kinds = set(table["kind"])
    return found + [(words, _flag_sample(kind)) for kind, words in FLAGS.items() if kind in kinds]


def height_in(found: list[Entry], width_in: float) -> float:
    """Room that the key needs below the tick labels, in inches."""
    return math.ceil(len(found) / _columns(found, width_in)) * ROW_IN if found else 0.0


def draw(ax: Axes, found: list[Entry]) -> None:
    """Draws the key under the axes, in as many columns as their width holds."""
    if not found:
        return
    down = ScaledTranslation(0, -BELOW_IN, ax.figure.dpi_scale_trans)
    words, samples = zip(*found, strict=True)
    ax.legend(
        samples, words, loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=ax.transAxes + down,
        ncols=_columns(found, scales.size_in(ax)[0]), labelcolor=style.MUTED,
    )  # fmt: skip


def _columns(found: list[Entry], width_in: float) -> int:
    """The most columns whose widest entries fit side by side; entries run down the columns."""
    widths = [HANDLE_IN + style.text_size(words, KEY_PT)[0] + 0.14 for words, _ in found]
    for columns in range(len(found), 1, -1):
        rows, longer = divmod(len(found), columns)
        cuts, start = [], 0
        for column in range(columns):
            stop = start + rows + (column < longer)
            cuts.append(max(widths[start:stop]))
            start = stop
        if sum(cuts) <= width_in:
            return columns
    return 1


def _stage_sample(stage: str) -> Artist:
    look: dict[str, Any] = dict(style.STAGES[stage])
    if "hatch" in look:
        return Patch(facecolor="white", edgecolor=style.MUTED, linewidth=0, **look)
    if look.pop("hollow", False):
        return Line2D([], [], color=style.MUTED, marker="o", markersize=6, markerfacecolor="white", **{**look, "linewidth": 1.4})
    if stage == "ended":
        return Line2D([], [], color=style.MUTED, marker="x", markersize=5, **look)
    return Line2D([], [], color=style.MUTED, **look)


def _flag_sample(kind: str) -> Artist:
    return Line2D(
        [], [], linestyle="none", marker="s" if kind == "incident" else "o", markersize=8, color=style.MUTED,
        markerfacecolor=style.MUTED if kind == "step" else "white",
    )  # fmt: skip

