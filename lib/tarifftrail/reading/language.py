"""Whether a text is English, by its share of the commonest words."""

from __future__ import annotations

import functools
import re

from tarifftrail import lexicon

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 2_000  # characters: enough words to tell, however long the article
_FEWEST = 12  # words below which nothing is said against a text
_ENOUGH = 0.15  # share of common English words at which nothing else is asked


@functools.cache
def _common() -> dict[str, frozenset[str]]:
    return {row["language"]: frozenset(row["words"].split()) for row in lexicon.read_table("stopwords")}


def _share(words: list[str], language: str) -> float:
    return sum(map(_common()[language].__contains__, words)) / len(words)


def language_of(text: str) -> str:
    """The language of a text as ISO 639-1; `und` if it is plainly not English and not one of those listed.

    In doubt a text counts as English: tables, lists of goods and short notices have few common words.
    """
    words = [word.casefold() for word in _WORD.findall(text[:_SAMPLE])]
    if len(words) < _FEWEST:
        # Scripts without spaces yield few, long words.
        letters = "".join(words)
        foreign = sum(ord(letter) > 0x24F for letter in letters)
        return "und" if len(letters) >= _FEWEST and foreign > 0.5 * len(letters) else "en"
    if _share(words, "en") >= _ENOUGH:
        return "en"
    share = {language: _share(words, language) for language in _common()}
    best = max(share, key=lambda language: (share[language], language))
    if share[best] >= 0.12 and share[best] > 2 * share["en"]:
        return best
    foreign = sum(ord(word[0]) > 0x24F for word in words)
    return "und" if foreign > 0.5 * len(words) else "en"
