"""Annotated articles: gold rows from a file, or a folder of articles with gold, extracted anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tarifftrail import schema
from tarifftrail.extraction import extract
from tarifftrail.reading import read_articles


@dataclass(frozen=True)
class Gold:
    """Annotated articles: their ids, in order, and their claims and events as frames of the codebook's columns."""

    articles: tuple[str, ...]
    claims: pd.DataFrame
    events: pd.DataFrame


@dataclass(frozen=True)
class Trial:
    """Gold rows beside the articles that they annotate and what was extracted from these."""

    gold: Gold
    articles: pd.DataFrame
    claims: pd.DataFrame
    events: pd.DataFrame


def read_gold(path: Path) -> Gold:
    """Gold rows from JSON Lines, an object an article: `article_id`, `claims`, `events`.

    Raises ValueError naming file, line and what is wrong with it.
    """
    articles, claims, events = [], [], []
    with Path(path).open(encoding="utf-8") as handle:
        for number, line in enumerate(handle, start=1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                article_id = entry["article_id"]
                claims += [{**row, "article_id": article_id} for row in entry.get("claims", [])]
                events += [{**row, "article_id": article_id, **_joined_sides(row)} for row in entry.get("events", [])]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}, line {number}: is not a gold entry ({error}); see the codebook for its form") from error
            articles.append(article_id)
    return Gold(tuple(articles), _frame(claims, "claims"), _frame(events, "events"))


def read_trials(folder: Path) -> dict[str, Trial]:
    """The gold files of a folder, each with what is extracted now from its articles, by the file's name without its ending.

    The folder holds articles in any format that is read, and `gold.jsonl` or several `gold*.jsonl`. An annotated article
    that cannot be read counts as one from which nothing was extracted.

    Raises FileNotFoundError where there is no gold file, ValueError for a gold file none of whose articles is there, and as
    `read_gold`.
    """
    folder = Path(folder)
    golds = {path.stem: read_gold(path) for path in sorted(folder.glob("gold*.jsonl"))}
    if not golds:
        raise FileNotFoundError(f"{folder}: no gold*.jsonl there; give a folder with annotated articles")
    articles, _ = read_articles(folder)
    for name, gold in golds.items():
        if not articles["article_id"].isin(gold.articles).any():
            raise ValueError(f"{folder / name}.jsonl: none of its articles is in the folder; put articles.jsonl beside it")
    annotated = {article for gold in golds.values() for article in gold.articles}
    articles = articles[articles["article_id"].isin(annotated)].reset_index(drop=True)
    claims, events, _ = extract(articles)
    return {name: Trial(gold, articles, claims, events) for name, gold in golds.items()}


def _joined_sides(row: dict) -> dict[str, str]:
    return {side: ";".join(row[side]) for side in ("actor", "target") if isinstance(row.get(side), list)}


def _frame(rows: list[dict], name: str) -> pd.DataFrame:
    known = set(schema.names(name))
    return schema.conform([{key: value for key, value in row.items() if key in known} for row in rows], name)
