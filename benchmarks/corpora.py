"""What the benchmarks run on: the sample, a seeded mix of tariff articles and other news, or articles given by a path."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pandas as pd

import tarifftrail
from tarifftrail import paths, schema

FILLER = Path(__file__).with_name("filler.txt")
SEED = 20250402
MIX_SIZE = 1000  # articles
TARIFF_SHARE = 0.05  # of them with a tariff and a percentage in one sentence
NEAR_MISS_SHARE = 0.05  # of them with words that look like tariffs and are none

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’']?\s+|\n\s*\n")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_TARIFF_WORD = re.compile(r"(?i)\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies))\b")
_PERCENT = re.compile(r"(?i)\d\s*(?:%|per ?cent|pct)")


def sample() -> pd.DataFrame:
    """The articles of the embedded sample."""
    return given(paths.raw("sample"))


def given(path: str | Path) -> pd.DataFrame:
    """The articles of a file or folder; whatever is not read is left out, as in any run."""
    articles, _ = tarifftrail.read_articles(path)
    return articles


def full_texts(articles: pd.DataFrame) -> list[str]:
    """The text that offsets count in, of every article."""
    return [f"{title}\n\n{text}" for title, text in zip(articles["title"], articles["text"], strict=True)]


def tariff_paragraphs(text: str) -> list[str]:
    """The paragraphs with a tariff word."""
    return [part for part in _PARAGRAPH_END.split(text) if _TARIFF_WORD.search(part)]


def telling_sentences(text: str) -> list[str]:
    """The sentences with a tariff word and a percentage, split as a plain notebook would."""
    return [part for part in _SENTENCE_END.split(text) if _TARIFF_WORD.search(part) and _PERCENT.search(part)]


def mix(size: int = MIX_SIZE, seed: int = SEED) -> pd.DataFrame:
    """News as it comes: 5% tariff articles, taken from the sample, among generated articles about other things.

    The same seed gives the same articles, whatever the machine.
    """
    rng = random.Random(seed)
    articles = sample()
    about_tariffs = [row for row, text in zip(articles.to_dict("records"), full_texts(articles), strict=True) if telling_sentences(text)]
    about_tariffs.sort(key=lambda row: row["article_id"])
    wanted, near = round(size * TARIFF_SHARE), round(size * NEAR_MISS_SHARE)
    rows = [*rng.sample(about_tariffs, k=wanted), *(_filler_article(rng, near_miss=number < near) for number in range(size - wanted))]
    rng.shuffle(rows)
    for number, row in enumerate(rows):
        row["article_id"] = f"mix-{number:04}"
    return schema.conform(rows, "articles")


def _read_filler() -> dict[str, list[str]]:
    topics: dict[str, list[str]] = {}
    for line in FILLER.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            topics[line.strip("[]")] = lines = []
        elif line and not line.startswith("#"):
            lines.append(line)
    return topics


_LINES = _read_filler()
_PLACES, _NEAR_MISSES = _LINES.pop("places"), _LINES.pop("near misses")
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = ["January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December"]
_SLOT = re.compile(r"\{(\w+)\}")


def _filled(line: str, rng: random.Random) -> str:
    """A line with its slots filled."""
    values = {
        "n": lambda: str(rng.randint(2, 40)),
        "big": lambda: f"{rng.randint(1, 90)},{rng.randint(0, 999):03}",
        "pct": lambda: rng.choice([str(rng.randint(1, 99)), f"{rng.randint(0, 40)}.{rng.randint(1, 9)}"]),
        "sum": lambda: f"{rng.randint(1, 400)}.{rng.randint(0, 9)}",
        "day": lambda: rng.choice(_WEEKDAYS),
        "date": lambda: f"{rng.choice(_MONTHS)} {rng.randint(1, 28)}",
        "year": lambda: str(rng.randint(1990, 2024)),
        "soon": lambda: str(rng.randint(2026, 2035)),
        "place": lambda: rng.choice(_PLACES),
    }
    return _SLOT.sub(lambda slot: values[slot[1]](), line)


def _filler_article(rng: random.Random, *, near_miss: bool) -> dict[str, str]:
    """One article of some thirty sentences: a topic's own and, after them, those of another."""
    first, second = rng.sample(sorted(_LINES), k=2)
    headline = rng.choice([line for line in _LINES[first] if line.startswith(">")]).lstrip("> ")
    own, other = ([line for line in _LINES[topic] if not line.startswith(">")] for topic in (first, second))
    lines = [*rng.sample(own, k=rng.randint(14, len(own))), *rng.sample(other, k=rng.randint(10, len(other)))]
    if near_miss:
        lines.insert(rng.randrange(len(lines)), rng.choice(_NEAR_MISSES))
    sentences = [_filled(line, rng) for line in lines]
    paragraphs, at = [], 0
    while at < len(sentences):
        length = rng.randint(1, 4)
        paragraphs.append(" ".join(sentences[at : at + length]))
        at += length
    published = f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return {"title": _filled(headline, rng), "published": published, "language": "en", "text": "\n\n".join(paragraphs)}
