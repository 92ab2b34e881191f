"""Copies: the same text under another outlet's name, whole or nearly so, counts once.

Texts are compared by their runs of five words. MinHash finds the candidates among thousands of articles, the
overlap of the runs themselves decides. A text that brings a percentage which the earlier one lacks is no copy:
an updated figure is a new report.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

SHINGLE = 5  # words
THRESHOLD = 0.8  # Jaccard overlap of the runs of words from which a text is a copy
_BANDS, _ROWS = 16, 4  # finds a pair at the threshold with a probability of 0.9998
_FEWEST = 8  # words below which only the same text is a copy

_WORD = re.compile(r"[^\W_]+")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-\s*)?(?:%|per\s?cent)", re.IGNORECASE)


class Text(NamedTuple):
    """What is compared: articles are taken in the order of (published, article_id)."""

    article_id: str
    published: str
    title: str
    text: str


class Copy(NamedTuple):
    """The original of a copy, and how it was told."""

    original: str
    reason: str


def copies(texts: Iterable[Text]) -> dict[str, Copy]:
    """For each copy, by article_id, the earliest article that it repeats; undated articles count as the latest."""
    originals: dict[str, str] = {}
    runs: dict[str, np.ndarray] = {}
    rank: dict[str, int] = {}
    percents: dict[str, frozenset[str]] = {}
    buckets: dict[tuple[int, bytes], list[str]] = {}
    found: dict[str, Copy] = {}
    codes: dict[str, int] = {}
    for article in sorted(texts, key=lambda item: (item.published or "9999", item.article_id)):
        words = _WORD.findall((article.text or article.title).casefold())
        if not words:
            continue
        whole = " ".join(words)
        if whole in originals:
            found[article.article_id] = Copy(originals[whole], "same text")
            continue
        originals[whole] = article.article_id
        if len(words) < _FEWEST:
            continue
        own_runs, own_percents = _runs(words, codes), frozenset(_PERCENT.findall(article.text))
        bands = _bands(own_runs)
        candidates = {name for band in bands for name in buckets.get(band, ())}
        for name in sorted(candidates, key=rank.__getitem__):
            overlap = _jaccard(own_runs, runs[name])
            if overlap >= THRESHOLD and own_percents <= percents[name]:
                found[article.article_id] = Copy(name, f"{overlap:.2f} of the text")
                break
        else:
            rank[article.article_id] = len(rank)
            runs[article.article_id], percents[article.article_id] = own_runs, own_percents
            for band in bands:
                buckets.setdefault(band, []).append(article.article_id)
    return found


def _runs(words: list[str], codes: dict[str, int]) -> np.ndarray:
    """The distinct runs of five words, as sorted 64-bit numbers that do not depend on the process."""
    for word in set(words).difference(codes):
        codes[word] = zlib.crc32(word.encode())
    numbers = np.array([codes[word] for word in words], dtype=np.uint64)
    runs = np.zeros(len(words) - SHINGLE + 1, dtype=np.uint64)
    for offset in range(SHINGLE):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + numbers[offset : offset + len(runs)]
    return np.unique(_mix(runs))


def _mix(numbers: np.ndarray) -> np.ndarray:
    """Spreads 64-bit numbers (the finaliser of splitmix64); arithmetic wraps around on purpose."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


# Odd factors: multiplying by one of them shuffles all 64-bit numbers.
_FACTORS = _mix(np.arange(1, _BANDS * _ROWS + 1, dtype=np.uint64)) | np.uint64(1)


def _bands(runs: np.ndarray) -> list[tuple[int, bytes]]:
    """The MinHash signature, cut into bands: two texts that share one are worth comparing."""
    smallest = (runs[None, :] * _FACTORS[:, None]).min(axis=1)
    return [(band, smallest[band * _ROWS : (band + 1) * _ROWS].tobytes()) for band in range(_BANDS)]


def _jaccard(one: np.ndarray, two: np.ndarray) -> float:
    shared = len(np.intersect1d(one, two, assume_unique=True))
    return shared / (len(one) + len(two) - shared)
