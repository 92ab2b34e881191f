"""How often the columns of the frames are filled."""

from __future__ import annotations

import pandas as pd


def filled(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """How often each column of each frame is filled: frame, column, rows, filled, share.

    A missing number, an empty text and a missing day count as not filled; a zero is filled.
    """
    rows = []
    for frame, data in frames.items():
        for column in data.columns:
            empty = data[column].isna() | (data[column] == "" if data[column].dtype == "str" else False)
            rows.append({"frame": frame, "column": column, "rows": len(data), "filled": int((~empty).sum())})
    out = pd.DataFrame(rows, columns=["frame", "column", "rows", "filled"])
    return out.assign(share=out["filled"] / out["rows"].where(out["rows"] > 0))
