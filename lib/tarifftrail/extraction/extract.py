"""Articles to claims, events and rejected percentages."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

import pandas as pd

from tarifftrail import schema
from tarifftrail.extraction.claims import claims_in
from tarifftrail.extraction.events import events_in
from tarifftrail.extraction.gate import gate, sentences


def extract(articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Claims, events and rejected percentages of a frame of articles.

    Each frame has the columns of `schema.FRAMES`. For every row
    `(title + "\\n\\n" + text)[start:end] == quote` holds. The input is not changed; an article that cannot
    hold a claim or an event costs one pass of the gate.
    """
    claim_rows: list[dict] = []
    event_rows: list[dict] = []
    rejected_rows: list[dict] = []
    for article in articles[gate(articles)].itertuples(index=False):
        spans = sentences(f"{article.title}\n\n{article.text}")
        found, rejected, read = claims_in(article.title, article.text, spans, article.published)
        events = events_in(article.title, article.text, spans, article.published, found, read)
        head = {"article_id": article.article_id, "published": article.published}
        claim_rows += [{"claim_id": row_id, **head, **row} for row_id, row in _with_ids("c", article.article_id, found)]
        event_rows += [{"event_id": row_id, **head, **row} for row_id, row in _with_ids("e", article.article_id, events)]
        rejected_rows += [{**head, **row} for row in rejected]
    return schema.conform(claim_rows, "claims"), schema.conform(event_rows, "events"), schema.conform(rejected_rows, "rejected")


_IDENTITY = ("imposer", "target", "product", "rate_pct", "rate_max_pct", "basis", "start", "type", "actor", "stage")


def _with_ids(prefix: str, article_id: str, rows: list[dict]) -> Iterator[tuple[str, dict]]:
    """Each row with an id that stays as long as the article says the same thing at the same place.

    Two facts told by the same words (25% on two lists) are numbered in their order.
    """
    met: Counter[str] = Counter()
    for row in rows:
        identity = "|".join(str(row.get(name, "")) for name in _IDENTITY)
        met[identity] += 1
        if met[identity] > 1:
            identity += f"|{met[identity]}"
        yield prefix + hashlib.sha256(f"{article_id}|{identity}".encode()).hexdigest()[:12], row
