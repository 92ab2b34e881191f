"""Frames as HTML tables for notebooks and the report: captioned, escaped, numbers to the right."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from tarifftrail.charts.wording import number


def html_table(frame: pd.DataFrame, caption: str) -> str:
    """A frame as a table with a caption and scoped headers; every cell is escaped, its index is left out.

    Numbers have at most two decimals, days are ISO, and what is missing is an empty cell.
    """
    numeric = {name: pd.api.types.is_numeric_dtype(frame[name]) and frame[name].dtype != "boolean" for name in frame.columns}
    heads = "".join(f'<th scope="col"{_side(numeric[name])}>{html.escape(str(name).replace("_", " "))}</th>' for name in frame.columns)
    rows = [
        "".join(f"<td{_side(numeric[name])}>{_cell(value)}</td>" for name, value in zip(frame.columns, row, strict=True))
        for row in frame.itertuples(index=False)
    ]
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table>\n<caption>{html.escape(caption)}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def show_table(frame: pd.DataFrame, caption: str, *, rows: int | None = None) -> None:
    """Display a frame as a table; where `rows` cuts it, the caption says how many there are."""
    from IPython.display import HTML, display

    if rows is not None and len(frame) > rows:
        caption = f"{caption} (the first {rows} of {len(frame):,})"
        frame = frame.head(rows)
    display(HTML(html_table(frame, caption)))


def _side(is_number: bool) -> str:
    # The class is for the report, the style for JupyterLab, which sets all cells to the right.
    return ' class="number" style="text-align: right"' if is_number else ' style="text-align: left"'


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    value = value.item() if hasattr(value, "item") else value  # a NumPy scalar as Python's own
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return number(value)
    return html.escape(str(value))
