"""Where to look: the articles and sentences that can hold a claim.

The gate is one vectorised regular expression over Arrow text; only what passes becomes Python strings.
"""

from __future__ import annotations

import functools
import re

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tarifftrail import lexicon

# RE2 syntax (Arrow), so no look-around. Case is spelled out: folding costs three times as much.
_TARIFF_WORDS = r"[Tt]ariff|TARIFF|[Dd]ut(y|ies)\b|DUT(Y|IES)|[Ll]ev(y|ies|ied)\b|LEV(Y|IES)|[Ss]urcharge|[Ss]urtax|[Ii]mport tax|[Cc]ountermeasure"
# What an article about trade tension without a tariff word speaks of.
_TENSION_WORDS = (
    r"[Tt]rade (war|talks|deal|truce|dispute|tension|agreement|negotiat)|[Ee]xport (control|curb|ban|licen|restriction)|[Rr]are[ -]earth"
    r"|[Ee]ntity [Ll]ist|[Ss]anction|[Pp]ort fee|[Ee]mbargo|[Bb]oycott|WTO|World Trade Organi|[Aa]nti-?dumping|[Cc]ountervail|[Ss]oybean"
)


def gate(articles: pd.DataFrame) -> pd.Series:
    """Which articles can hold a claim or an event: a boolean per row, True to read on.

    Looks at title and text for a tariff word or a word of trade tension, without regard to context.
    """
    hit = None
    for name in ("title", "text"):
        column = pa.array(articles[name], type=pa.large_string())
        found = pc.match_substring_regex(column, pattern=f"{_TARIFF_WORDS}|{_TENSION_WORDS}")
        hit = found if hit is None else pc.or_(hit, found)
    return pd.Series(hit.to_numpy(zero_copy_only=False), index=articles.index, dtype=bool)


# Every way a sentence can end opens with one of few characters, so that the scan skips fast from one to the next.
_BOUNDARY = re.compile(
    r"""[.!?…](?P<closing>["'”’)\]]*)
          (?: \s+(?=["'“‘(\[$€£¥*_•—–-]*\s?[A-Z0-9À-ÖØ-Þ“"'‘(])    # end of a sentence, then what can open one
            | (?<=["”])(?=[A-Z]) )                                    # a quote closed without a space after it
      | \n(?: [ \t]*\n\s*                                          # blank line
             | \s*(?=(?:[-•*▪◦·]|\d{1,2}[.)])\s)                    # bullet or numbered line
             | (?<=[.!?:;"”]\n)\s* | (?=[^\n]{1,50}(?:\n|$))\s* )    # a line that ends like a sentence, or a short one
    """,
    re.VERBOSE,
)
_LAST_WORD = re.compile(r"([\w.&'’-]+)$")


@functools.lru_cache(4096)
def _abbreviated(word: str) -> str:
    """Whether a word with a full stop ends its sentence `never`, or only `sometimes`: before a capital; empty for no abbreviation."""
    return next((kind for kind in ("never", "sometimes") if lexicon.any_of("abbreviations", kind=kind).fullmatch(word)), "")


MARKER = lexicon.Marker()  # of what decides that a sentence is read


def marks(text: str) -> list[int]:
    """The bits that `MARKER` sets for each sentence of a text."""
    return _marks(text, MARKER.size)


@functools.lru_cache(8)  # claims, the tellings of rates and events each ask for those of an article
def _marks(text: str, size: int) -> list[int]:
    lower = lexicon.lower_case(text)
    return [MARKER.read(lower[start:end]) for start, end in sentences(text)]


@functools.lru_cache(8)
def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence, white space trimmed, in order and without overlap.

    A blank line, a bullet or a numbered line always ends a sentence; a full stop does not after an
    abbreviation (`vocabulary/abbreviations.tsv`), an initial or inside a number.
    """
    spans, begin = [], 0
    for match in _BOUNDARY.finditer(text):
        at = match.start()
        if text[at] == ".":
            word = _LAST_WORD.search(text, max(begin, at - 24), at)
            if word:
                last = word.group(1) + "."
                ends = _abbreviated(last)
                if ends == "never" or (len(last) == 2 and last[0].isupper() and last[0] != "I"):
                    continue
                opens = _OPENER.match(text, match.end()) or (text[match.end() - 2 : match.end()].isspace() and text[match.end() : match.end() + 1] in ('"', "“"))
                if ends == "sometimes" and not opens:
                    continue
        end = at if text[at] == "\n" else match.end("closing")
        _append(spans, text, begin, end)
        begin = match.end()
    _append(spans, text, begin, len(text))
    return spans


_OPENER = re.compile(
    r"""["'“‘(]*(?:The|A|An|In|On|At|But|And|It|Its|He|She|They|We|This|That|These|Those|Since|After|Under|For|As|If|While|
        With|However|Meanwhile|Last|Earlier|Both|There|Many|Some|Our|I|You)\b""",
    re.VERBOSE,
)


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Add the span without the white space at its ends, if anything is left of it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))
