"""Dots with intervals: how well each field is read, on one or several sets of annotated articles."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from tarifftrail.charts import style, wording
from tarifftrail.charts.figures import framed

# Accuracies of fields that are mostly empty are left out: their F1 where filled says more.
MEASURES = [
    "rate", "pair", "claim", "product", "basis", "stage", "direction", "qualifier_filled", "previous_pct_filled", "programme_filled",
    "announced_on", "effective_on", "ends_on", "event", "event_stage", "event_direction", "event_date",
]  # fmt: skip
SETS = ((style.INKS[0], "o"), (style.INKS[1], "s"), (style.MUTED, "^"), (style.tint(style.INKS[0], 0.45), "D"))  # ink and marker
LEFT_IN = 1.35  # for the names of the measures
DOT_IN, GAP_IN = 0.13, 0.1  # height of a dot's line, and the air between two measures
AROUND_IN = 1.7  # title, scale, key and foot


@style.styled
def score_dots(scores: dict[str, pd.DataFrame]) -> tuple[Figure, pd.DataFrame, str]:
    """A figure of F1 by measure with its interval, the frame of what it draws, and its alt text.

    `scores` are tables of `accuracy.score_with_intervals` by the name of their set. Raises ValueError for no set or more
    than four: more could not be told apart.
    """
    if not 0 < len(scores) <= len(SETS):
        raise ValueError(f"{len(scores)} sets of scores; a chart shows one to {len(SETS)}")
    data = pd.concat([table.reindex(MEASURES).assign(set=name) for name, table in scores.items()]).rename_axis("measure").reset_index()
    data = data[["set", "measure", "f1", "f1_low", "f1_high", "gold", "predicted"]]
    entries = [(name, _sample(ink, marker)) for name, (ink, marker) in zip(scores, SETS, strict=False)]
    row_in = DOT_IN * len(scores) + GAP_IN
    picture, ax = framed(
        _title(scores),
        "F1 of each field with its 95% interval, articles resampled; no line where fewer than ten articles have the field",
        _foot(scores),
        right_in=0.1, left_in=LEFT_IN, size_in=(style.SIZE_IN[0], AROUND_IN + row_in * len(MEASURES)), entries=entries if len(scores) > 1 else [],
    )  # fmt: skip
    for number, (name, (ink, marker)) in enumerate(zip(scores, SETS, strict=False)):
        _draw_set(ax, data[data["set"] == name], ink, marker, (number - (len(scores) - 1) / 2) * DOT_IN / row_in)
    _set_axes(ax)
    if len(scores) > 1:
        words, samples = zip(*entries, strict=True)
        ax.legend(samples, words, loc="upper left", bbox_to_anchor=(0, -0.3 / (row_in * len(MEASURES))), ncols=len(scores), labelcolor=style.MUTED)
    return picture, data, _alt(scores)


def _draw_set(ax: Axes, rows: pd.DataFrame, ink: object, marker: str, down: float) -> None:
    places = np.arange(len(rows)) + down
    ax.hlines(places, rows["f1_low"], rows["f1_high"], color=ink, linewidth=1.6)
    ax.plot(rows["f1"], places, linestyle="none", marker=marker, markersize=5, color=ink, markeredgecolor="white", markeredgewidth=0.5)


def _set_axes(ax: Axes) -> None:
    ax.set_ylim(len(MEASURES) - 0.4, -0.6)
    ax.set_yticks(range(len(MEASURES)), [name.replace("_", " ") for name in MEASURES])
    ax.set_xlim(0, 1.01)
    ax.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"])
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)


def _sample(ink: object, marker: str) -> Line2D:
    return Line2D([], [], color=ink, marker=marker, markersize=5, linewidth=1.6)


def _title(scores: dict[str, pd.DataFrame]) -> str:
    """What counts of each set, whole claims."""
    told = [f"{table.loc['claim', 'f1']:.2f} on {name}" for name, table in scores.items()]
    return f"Whole claims are read with an F1 of {wording.joined(told)}"


def _foot(scores: dict[str, pd.DataFrame]) -> str:
    sets = [f"{name} ({wording.count(int(table.loc['claim', 'gold']), 'annotated claim')})" for name, table in scores.items()]
    return f"Source: {wording.joined(sets)}."


def _alt(scores: dict[str, pd.DataFrame]) -> str:
    sentences = ["Dots of F1 with intervals, a row a field."]
    for name, table in scores.items():
        known = table["f1"].reindex(MEASURES).dropna()
        sentences.append(
            f"On {name} best is {known.idxmax().replace('_', ' ')} at {known.max():.2f}, "
            f"worst {known.idxmin().replace('_', ' ')} at {known.min():.2f}; claim {table.loc['claim', 'f1']:.2f}."
        )
    return " ".join(sentences)
