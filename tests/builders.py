"""Small frames for tests: claims, events and articles made from a few words each."""

from __future__ import annotations

import itertools

import pandas as pd

from tarifftrail import schema

# Publishers that exist nowhere; a new article takes the next, so that two articles are independent unless a test says otherwise.
SOURCES = ("Alder Wire", "Birch Post", "Cedar Gazette", "Dogwood Times", "Elm Review", "Fir Ledger", "Gorse Notebook", "Hazel Courier")


def claim(rate_pct: float, published: str, **fields) -> dict:
    """A claim of the US on all goods from China, of an article of its own unless `article_id` is given.

    `source`, `source_type` and `duplicate_of` go to the article.
    """
    row = {"imposer": "US", "target": "CN", "product": "all", "rate_pct": rate_pct, "basis": "level", "stage": "in_force", "direction": "up", "published": published}
    return row | fields


def event(type: str, published: str, **fields) -> dict:
    """An event between the US and China."""
    row = {"type": type, "actor": "US;CN", "target": "", "stage": "done", "direction": "down", "published": published}
    return row | fields


def frames(claims: list[dict] = (), events: list[dict] = (), articles: list[dict] = ()) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Claims, events and articles as frames of the schema; rows without an article get one."""
    number = itertools.count()
    known: dict[str, dict] = {row["article_id"]: row for row in articles}
    tables: dict[str, list[dict]] = {"claims": [], "events": []}
    for name, rows in (("claims", claims), ("events", events)):
        for place, given in enumerate(rows):
            row = dict(given)
            about = {key: row.pop(key) for key in ("source", "source_type", "duplicate_of") if key in row}
            serial = next(number)
            row.setdefault("article_id", f"article-{serial:03d}")
            row.setdefault(f"{name[:-1]}_id", f"{row['article_id']}-{name[:-1]}-{place:03d}")
            tables[name].append(row)
            article = {"title": "Tariffs", "text": "Text.", "source": SOURCES[serial % len(SOURCES)], "source_type": "newspaper", "language": "en"}
            known.setdefault(row["article_id"], article | {"article_id": row["article_id"], "published": row["published"]} | about)
    return (
        schema.conform(tables["claims"], "claims"),
        schema.conform(tables["events"], "events"),
        schema.conform(list(known.values()), "articles"),
    )
