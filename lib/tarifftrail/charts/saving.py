"""Charts as files and in notebooks: the picture, its data and its words, the same bytes on every run."""

from __future__ import annotations

import base64
import html
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from tarifftrail import store
from tarifftrail.charts import style

if TYPE_CHECKING:
    from IPython.display import HTML

PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
# Nothing that differs between runs or versions may enter a file.
PNG_METADATA = {"Software": None}
SVG_METADATA = {"Date": None, "Creator": None}
PIXELS_PER_INCH = 100  # at which a page shows a chart; the PNG has twice as many


def save_chart(fig: Figure, data: pd.DataFrame, folder: str | Path, name: str, alt: str) -> dict[str, Path]:
    """Writes `<name>.png` (double resolution), `.svg` (live text), `.csv` (what is drawn) and `.alt.txt`.

    Returns the paths under the keys png, svg, csv and alt. Each file is written whole or not at all, and the same chart
    always gives the same bytes. Raises ValueError for a name that is not a plain file name without an ending.
    """
    if not PLAIN_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a chart; use letters, digits, hyphens and underscores, without an ending")
    content = {
        "png": png_bytes(fig),
        "svg": svg_bytes(fig, alt),
        "csv": csv_bytes(data),
        "alt": f"{alt}\n".encode(),
    }
    endings = {"alt": "alt.txt"}
    return {key: store.write_bytes(Path(folder) / f"{name}.{endings.get(key, key)}", data) for key, data in content.items()}


@style.styled
def png_bytes(fig: Figure) -> bytes:
    """The chart as PNG, twice the resolution of a page."""
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=2 * PIXELS_PER_INCH, metadata=PNG_METADATA)
    return buffer.getvalue()


@style.styled
def svg_bytes(fig: Figure, alt: str) -> bytes:
    """The chart as SVG whose text can be searched and edited, titled with its alt text."""
    buffer = io.BytesIO()
    fig.savefig(buffer, format="svg", metadata={**SVG_METADATA, "Title": alt})
    return buffer.getvalue()


def csv_bytes(data: pd.DataFrame) -> bytes:
    """A frame as CSV: UTF-8, `\\n`, ISO days, missing cells empty."""
    return data.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode()


def show_chart(fig: Figure, alt: str) -> HTML:
    """The chart for a notebook, as an image with its alt text.

    A figure with an image inside is kept by every export and needs neither trust nor a network; matplotlib's own output
    has no alt text.
    """
    from IPython.display import HTML  # loaded only where a notebook runs anyhow

    picture = base64.b64encode(png_bytes(fig)).decode()
    width = round(fig.get_figwidth() * PIXELS_PER_INCH)
    return HTML(f'<figure><img alt="{html.escape(alt)}" width="{width}" src="data:image/png;base64,{picture}"></figure>')
