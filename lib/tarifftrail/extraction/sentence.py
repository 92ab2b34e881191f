"""A sentence with everything found in it, and which of its words belong to which rate."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tarifftrail import lexicon
from tarifftrail.extraction.dates import DateMention
from tarifftrail.extraction.parties import IMPOSER, Group, assign_roles, groups, mentions
from tarifftrail.extraction.percents import Percent, percents_in
from tarifftrail.extraction.products import Goods, goods_in
from tarifftrail.extraction.phrases import phrase
from tarifftrail.extraction.rates import TariffNoun, Verdict, tariff_nouns


@dataclass(slots=True)
class Span:
    """The words to the right and to the left of a rate that belong to it, as offsets into the sentence."""

    left: tuple[int, int]
    right: tuple[int, int]


@dataclass(slots=True)
class Rate:
    """One tariff rate of a sentence with what the sentence itself tells of it, and the rule for each."""

    index: int
    span: Span
    imposers: tuple[str, ...]
    imposer_rule: str
    targets: tuple[str, ...]
    target_rule: str
    goods: list[Goods]
    goods_rule: str


@dataclass(slots=True)
class Sentence:
    """One sentence with everything found in it. `start` is its offset in the article."""

    text: str
    start: int
    index: int
    words: lexicon.Words
    percents: list[Percent]
    nouns: list[TariffNoun]
    groups: list[Group]
    verdicts: list[Verdict] = field(default_factory=list)
    dates: list[DateMention] | None = None
    cues: list[lexicon.Hit] | None = None
    near_tariffs: bool = False
    is_title: bool = False
    title: str = ""  # of its article
    told_dates: dict[int, dict[str, str]] = field(default_factory=dict)  # of its rates, by their place among the percentages
    rates: list[Rate] = field(default_factory=list)
    _goods: list[Goods] | None = None

    @property
    def goods(self) -> list[Goods]:
        """The goods named in it, looked for when first asked: most sentences are never asked."""
        if self._goods is None:
            self._goods = goods_in(self.text, self.words)
        return self._goods

    @property
    def tariff(self) -> bool:
        return any(noun.kind == "tariff" for noun in self.nouns)


_RATE_WORDS = lexicon.Pattern(r"%|٪|％|﹪|per[\s-]?cent|pct|\bpc\b|-digit|digits\b|\bpoints?\b|-free|zero|free of", shortest=2)
_NO_DUTY = re.compile(r"no\s+(?:tariff|dut|lev)")
_BODIES = {"G7", "G20", "WTO"}
TARIFF_WORD = phrase("tariff-word")


def may_tell_rate(text: str) -> bool:
    """Whether a text holds a word of rates; the commonest two are looked for first."""
    return "%" in text or "percent" in text or _RATE_WORDS.search(text) is not None or _NO_DUTY.search(text.lower()) is not None


# "Proclamation 10908 of March 26, 2025 (Adjusting Imports of Automobiles ...)": a title says nothing of the rate beside it.
_CITED_TITLE = re.compile(r"\b(?:Proclamation|Order|Memorandum)\s+(?:\d+\s+)?of\s+[A-Z][a-z]+\s+\d{1,2},\s+\d{4},?\s+\(([A-Z][^()]{12,260})\)")


def unquoted(text: str) -> str:
    """A text with the titles of cited orders blanked; of equal length, so that offsets stay true."""
    for match in _CITED_TITLE.finditer(text) if " of " in text and "(" in text else ():
        text = text[: match.start(1)] + "_" * (match.end(1) - match.start(1)) + text[match.end(1) :]
    return text


def read_sentence(text: str, start: int, index: int, forms: Any) -> Sentence:
    """A sentence with its words, percentages, tariff words, parties with roles, and goods."""
    words = lexicon.words_of(text)
    # Bodies that no goods come from take no part in a tariff.
    found = groups(text, [mention for mention in mentions(text, words, forms) if not _BODIES & set(mention.codes) and mention.note != "agreement"])
    assign_roles(text, found)
    percents = percents_in(text) if may_tell_rate(text) else []
    return Sentence(text, start, index, words, percents, tariff_nouns(text, words), found)


_CONTRASTING = phrase("contrasting").pattern
_CUT_RIGHT = lexicon.Pattern(rf";|{_CONTRASTING}|,?\s+{phrase('cuts-off').pattern}|\s[–—-]{{1,2}}\s|—")
CUT_LEFT = lexicon.Pattern(rf";|{_CONTRASTING}|\s[–—-]{{2}}\s|—")
_YEAR = re.compile(r"(?:19|20)\d\d\b")  # the comma of "April 2, 2025"
_RELATIVE = phrase("relative")
_SEPARATOR = lexicon.Pattern(r"\s*(?:[;,]\s*(?:and|while|with|but|or|plus)?|\s(?:and|while|or|plus|but)\b)\s*")
_ARTICLES = {"", "a", "an", "the", "at", "to", "by", "another", "an extra", "an additional", "a further", "of", "up to", "about", "then", "later", "with", "its", "from", "only"}


_AND = lexicon.Pattern(r";|\b(?:and|while|but)\b")


def _border(sentence: Sentence, start: int, end: int) -> int:
    """Where the words between two rates stop belonging to the first and begin to belong to the second.

    "20% for the EU, | 24% for Japan", but "the EU 20%, | Japan 24%": a list names its countries and goods on one
    side of the rates, and the separator stands on the other.
    """
    text = sentence.text
    # A relative clause belongs to the name before it: "Vietnam, which is charged 20%".
    cuts = [match for match in _SEPARATOR.finditer(text, start, end) if not _RELATIVE.match(text, match.end()) and not _YEAR.match(text, match.end())]
    if not cuts:
        return end
    named = [group for group in sentence.groups if start <= group.start and group.end <= end]
    levying = [group for group in named if group.role == IMPOSER and group.rule == "subject"]
    clauses = [cut for cut in cuts if levying and cut.end() <= levying[-1].start and _AND.search(cut.group())]
    if clauses:
        return clauses[-1].end()  # "50% on Canadian cars, dairy and wine, | and since May Canada has answered with 15%"
    named += [item for item in sentence.goods if start <= item.start and item.end <= end and not item.generic]
    if cuts[0].start() == start or not [item for item in named if item.end <= cuts[0].start() + 1]:
        # Nothing is named before the first separator: what is named belongs to the rate that follows.
        later = [item for item in named if item.start >= cuts[0].end() - 1]
        return cuts[0].end() if later else cuts[-1].end()
    if cuts[-1].end() == end or text[cuts[-1].end() : end].strip().lower() in _ARTICLES:
        return cuts[-1].end()
    for cut in cuts:
        before = [item for item in named if item.end <= cut.start() + 1]
        after = [item for item in named if item.start >= cut.end() - 1]
        if before and after and not any(group.start < cut.start() and cut.end() < group.end for group in sentence.groups):
            return cut.end()
    return cuts[-1].end()


def spans_of(sentence: Sentence, accepted: list[int]) -> dict[int, Span]:
    """For each accepted rate its own stretch of the sentence."""
    text, out = sentence.text, {}
    borders = [0]
    for first, second in zip(accepted, accepted[1:], strict=False):
        later = sentence.percents[second - 1] if sentence.percents[second].origin is not None and sentence.percents[second - 1].is_origin else sentence.percents[second]
        borders.append(_border(sentence, sentence.percents[first].end, later.start))
    borders.append(len(text))
    for order, index in enumerate(accepted):
        percent = sentence.percents[index]
        begin, finish = borders[order], borders[order + 1]
        cut = _CUT_RIGHT.search(text, percent.end, finish)
        right = (percent.end, cut.start() if cut else finish)
        cuts = [match.end() for match in CUT_LEFT.finditer(text, begin, percent.start)]
        if sentence.verdicts[index].rule == "rates-listed":  # "duties of four rates -- 25 percent, ...": the dash only opens the list
            cuts = []
        out[index] = Span((cuts[-1] if cuts else begin, percent.start), right)
    return out


def inside(items: list, span: tuple[int, int]) -> list:
    return [item for item in items if span[0] <= item.start and item.end <= span[1]]


def between(sentence: Sentence, first: int, second: int) -> str:
    first, second = sorted((first, second))
    return sentence.text[sentence.percents[first].end : sentence.percents[second].start]
