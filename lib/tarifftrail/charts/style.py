"""The one chart language: inks, the look of each stage, sizes, and a drawing state that leaks nowhere.

A series is told apart by its ink, its marker and its label; a stage by its line and its fill, so that a grey copy and a
reader who confuses colours lose nothing.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import matplotlib.style
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

STYLE_SHEET = Path(__file__).with_name("tarifftrail.mplstyle")

INKS = ("#0B3C73", "#C2470A")  # first country on second, and the reverse: far apart in hue and in lightness
MARKERS = ("o", "s")
WIDTHS_PT = (1.9, 3.4)  # the second is wider and lies below, so that both are seen where they run together
TEXT, MUTED, FAINT = "#1a1a1a", "#4d4d4d", "#a6a6a6"
NOT_YET = "#f3f3f3"  # days after the last article

SIZE_IN = (8.0, 5.2)  # two newspaper columns
TITLE_PT, SUBTITLE_PT, FOOT_PT, LABEL_PT, VALUE_PT, FLAG_PT = 13, 9.5, 7.5, 9, 8, 6.5

# How each stage looks; `hollow` begins with an open marker, `hatch` fills down to the level charged.
STAGES: dict[str, dict[str, Any]] = {
    "in_force": {"linewidth": 2.2, "linestyle": "-"},
    "scheduled": {"linewidth": 2.0, "linestyle": (0, (1, 1.1))},
    "pending": {"linewidth": 1.6, "linestyle": (0, (1, 2.6)), "hollow": True},
    "threatened": {"linewidth": 3.4, "hollow": True},
    "suspended": {"hatch": "////"},
    "ended": {"linewidth": 1.6, "alpha": 0.4},
}
PART_WIDTHS_PT = (0.8, 1.5)
PART_TINT = 0.5  # how much white is in the ink of a duty on a part of the goods

BREAK = re.compile(r"\s+(?!\d{4}\b)")

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def styled(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """The function, drawing with the project's style over matplotlib's defaults; the caller's settings stay untouched."""

    @functools.wraps(function)
    def within(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        with matplotlib.style.context(STYLE_SHEET, after_reset=True):
            return function(*args, **kwargs)

    return within


def tint(ink: str, white: float) -> tuple[float, float, float]:
    """An ink mixed with white."""
    return tuple(channel + (1 - channel) * white for channel in to_rgb(ink))


@styled
def new_figure(size_in: tuple[float, float] = SIZE_IN) -> Figure:
    """An empty figure (width and height in inches) that no global list of figures knows."""
    figure = Figure(figsize=size_in)
    FigureCanvasAgg(figure)
    return figure


def renderer(figure: Figure) -> RendererAgg:
    """Something that measures text as the PNG will draw it, whatever canvas the figure has."""
    return RendererAgg(*(figure.get_size_inches() * figure.dpi), figure.dpi)


@functools.lru_cache(maxsize=4096)
def text_size(text: str, points: float, *, bold: bool = False) -> tuple[float, float]:
    """Width and height of a text of one or more lines, in inches."""
    properties = font_manager.FontProperties(family="DejaVu Sans", size=points, weight="bold" if bold else "normal")
    measure, dpi = _measure()
    lines = text.split("\n")
    widths = [measure.get_text_width_height_descent(line, properties, False)[0] for line in lines]
    return max(widths) / dpi, len(lines) * line_height(points)


@functools.cache
def _measure() -> tuple[RendererAgg, int]:
    dpi = 288  # fine enough that hinting does not show
    return RendererAgg(16, 16, dpi), dpi


def line_height(points: float) -> float:
    """Height of a line of text, in inches."""
    return points * 1.3 / 72


def wrap(text: str, width_in: float, points: float, *, bold: bool = False) -> str:
    """The text broken at spaces into lines no wider than the width, months kept with their years; a longer word is cut."""
    lines: list[str] = []
    for word in BREAK.split(text):
        while text_size(word, points, bold=bold)[0] > width_in and len(word) > 1:
            fitting = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or text_size(word[:n], points, bold=bold)[0] <= width_in)
            lines.append(word[:fitting])
            word = word[fitting:]
        if lines and text_size(f"{lines[-1]} {word}", points, bold=bold)[0] <= width_in:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def printable(text: str) -> str:
    """Text from outside as the font can draw it: one line, no control or direction marks, � for a missing letter."""
    visible = (character for character in " ".join(text.split()) if not unicodedata.category(character).startswith("C"))
    return "".join(character if ord(character) in _glyphs() else "�" for character in visible)


@functools.cache
def _glyphs() -> frozenset[int]:
    return frozenset(font_manager.get_font(font_manager.findfont("DejaVu Sans")).get_charmap())
