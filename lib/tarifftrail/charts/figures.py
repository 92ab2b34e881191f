"""A complete figure in one call: the finding as title, subject and unit, the chart, the key, source and day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from tarifftrail.charts import bars, captions, findings, key, labels, selection, steps, style, table, wording
from tarifftrail.charts.selection import Record, View

EDGE_IN = 0.12
LEFT_IN = 0.5  # for the labels of the percents
TICKS_IN = 0.4  # for two lines of labels under the axes
RULE_IN = (0.45, 0.06)  # the short black bar above the title
# What is written of a level that is drawn; claims and measures stay in the record's own table.
DRAWN = (
    "imposer", "target", "series", "product", "programme", "coverage", "stage", "rate_pct", "rate_max_pct",
    "rate_lo", "rate_hi", "shown_from", "shown_until", "valid_from", "valid_until", "valid_from_earliest",
    "valid_from_latest", "date_basis", "derivation", "n_articles", "n_sources", "level_id",
)  # fmt: skip

Finished = tuple[Figure, pd.DataFrame, str]


@style.styled
def figure(
    kind: str,
    record: Record,
    pair: str | tuple[str, str],
    start: Any = None,
    end: Any = None,
    as_of: Any = None,
    *,
    corpus: str = "",
    articles: pd.DataFrame | None = None,
) -> Finished:
    """A figure ready for print, the frame of what it draws, and its alt text.

    `kind` is one of `KINDS`; pair and days are those of `selection.view`. `corpus` is the name that the source line
    gives, of a path its last part; with the frame of `articles` the line also counts the publishers.

    Raises ValueError for a kind that there is not, and as `selection.view` does.
    """
    if kind not in KINDS:
        raise ValueError(f"no chart {kind!r}; there are {', '.join(KINDS)}")
    view = selection.view(record, pair, start, end, as_of)
    return KINDS[kind](record, view, captions.source_line(record, view, corpus, articles))


def _level_steps(record: Record, view: View, foot: str) -> Finished:
    numbered = table.numbered(record, view)
    if view.left_out:
        foot += f" Not drawn: {wording.count(view.left_out, 'level')} of duties on single products."
    if view.undated:
        foot += f" Not drawn: {wording.count(view.undated, 'level')} without a day."
    picture, ax = framed(
        findings.finding_of_levels(view),
        captions.subtitle_of_levels(view),
        foot,
        right_in=labels.ends_width_in(view),
        entries=key.entries(view, numbered),
    )
    steps.draw(ax, view, numbered)
    return picture, view.levels[list(DRAWN)].reset_index(drop=True), captions.alt_of_levels(view, numbered)


def _monthly_bars(record: Record, view: View, foot: str) -> Finished:
    months = bars.monthly_points(record, view)
    left_out = int(months["n_unknown"].sum())
    if left_out:
        foot += f" {wording.count(left_out, 'step')} without a known level before left out."
    picture, ax = framed(
        findings.finding_of_moves(months), captions.subtitle_of_moves(view), foot, right_in=0.0, entries=bars.entries(view)
    )
    bars.draw(ax, view, months)
    return picture, months, captions.alt_of_moves(months)


KINDS: dict[str, Callable[[Record, View, str], Finished]] = {"level_steps": _level_steps, "monthly_bars": _monthly_bars}


def framed(
    title: str,
    subtitle: str,
    foot: str,
    *,
    right_in: float,
    entries: list[key.Entry],
    left_in: float = LEFT_IN,
    size_in: tuple[float, float] = style.SIZE_IN,
) -> tuple[Figure, Axes]:
    """A figure with its texts set and wrapped, and axes in the room that they and the labels (inches) leave."""
    picture = style.new_figure(size_in)
    width, height = picture.get_size_inches()
    rule = (EDGE_IN / width, 1 - RULE_IN[1] / height, RULE_IN[0] / width, RULE_IN[1] / height)
    picture.add_artist(Rectangle(rule[:2], *rule[2:], transform=picture.transFigure, color=style.TEXT, linewidth=0))
    inner = width - 2 * EDGE_IN
    top = height - RULE_IN[1] - EDGE_IN
    for text, size, weight, ink, after in (
        (wording.capital(title), style.TITLE_PT, "bold", style.TEXT, 0.05),
        (subtitle, style.SUBTITLE_PT, "normal", style.MUTED, 0.16),
    ):
        wrapped = style.wrap(text, inner, size, bold=weight == "bold")
        picture.text(EDGE_IN / width, top / height, wrapped, fontsize=size, fontweight=weight, color=ink, va="top", linespacing=1.15)
        top -= style.text_size(wrapped, size)[1] + after
    wrapped = style.wrap(foot, inner, style.FOOT_PT)
    picture.text(EDGE_IN / width, EDGE_IN / height, wrapped, fontsize=style.FOOT_PT, color=style.MUTED, va="bottom", linespacing=1.2)
    axes_width = inner - left_in - right_in
    bottom = EDGE_IN + style.text_size(wrapped, style.FOOT_PT)[1] + TICKS_IN + key.height_in(entries, axes_width) + 0.12
    box = ((EDGE_IN + left_in) / width, bottom / height, axes_width / width, (top - bottom) / height)
    return picture, picture.add_axes(box)

