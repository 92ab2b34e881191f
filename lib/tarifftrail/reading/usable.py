"""Refuses a corpus that holds nothing to work on, before any later step fails for want of it."""

from __future__ import annotations

import os

import pandas as pd


class NoUsableInput(ValueError):
    """Nothing could be read from the input; the message says what was found and what to do."""


def require_articles(articles: pd.DataFrame, log: pd.DataFrame, source: str | os.PathLike) -> None:
    """Raise NoUsableInput if nothing that was read became an article."""
    if len(articles):
        return
    counted = log["outcome"].value_counts().sort_index()
    told = ", ".join(f"{count} {outcome}" for outcome, count in counted.items()) or "no file there"
    reasons = "; ".join(sorted(set(log["reason"]) - {""})[:3])
    raise NoUsableInput(
        f"{os.fspath(source)}: no article could be read ({told}{': ' if reasons else ''}{reasons}); README.md lists the formats that are read"
    )
