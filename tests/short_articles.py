"""What the extractor makes of a short article: its claims, and the percentages that it keeps out."""

from __future__ import annotations

from typing import Any

from tarifftrail.extraction.claims import claims_in
from tarifftrail.extraction.gate import sentences

PUBLISHED = "2025-06-05"  # a Thursday
FILLER = "The harvest was good. " * 5  # sentences between a measure and what is told of it later


def read(text: str, title: str = "Trade notes", published: str = PUBLISHED) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The claims of an article and its rejected percentages, as rows."""
    claims, rejected, _ = claims_in(title, text, sentences(f"{title}\n\n{text}"), published)
    return claims, rejected
