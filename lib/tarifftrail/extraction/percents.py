"""Percentages in English text: their value, range, bound and kind.

`percents_in` reads one sentence and serves the extractor; `find_percents` reads any text and gives a frame.
Nothing here knows of tariffs except the words for a rate of zero ("duty-free"), which news uses as rates.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

from tarifftrail import lexicon
from tarifftrail.extraction.phrases import phrase


@dataclass(slots=True)
class Percent:
    """One percentage of a sentence.

    `kind` is `rate`, `points` (percentage or basis points) or `change` (the size of a rise or fall).
    `origin` is the rate that a from-to moves from ("from 10% to 25%" gives 25 with origin 10); the
    from-rate is a mention of its own with `is_origin` set.
    """

    start: int
    end: int
    rate: float
    rate_max: float | None = None
    qualifier: str = ""
    kind: str = "rate"
    rule: str = "digits"
    origin: float | None = None
    is_origin: bool = False


# Characters that stand for an ASCII one, one for one, so that offsets stay true.
_SINGLES = {0x066A: "%", 0xFF05: "%", 0xFE6A: "%", 0x066B: ".", 0x2212: "-", 0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x2007: " "}


def plain(text: str) -> str:
    """The text with foreign digits, per cent signs, minus signs and spaces made ASCII; of equal length."""
    if text.isascii():
        return text
    table = {}
    for char in set(text):
        if ord(char) in _SINGLES:
            table[ord(char)] = _SINGLES[ord(char)]
        elif not char.isascii() and char.isdecimal():
            table[ord(char)] = str(unicodedata.decimal(char))
    return text.translate(table) if table else text


_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
          "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORD_VALUES = {word: float(value) for value, word in enumerate(_UNITS)}
_WORD_VALUES |= {word: float(10 * value) for value, word in enumerate(_TENS, start=2)}
_SMALL = "|".join(sorted(_UNITS + _TENS, key=len, reverse=True))

_FRACTIONS = "½¼¾⅓⅔⅕⅛⅜⅝⅞"
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}

_DIGITS = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}})(?:\.\d{{1,4}}|\s?[{_FRACTIONS}]|(?:[\s-]\d|(?<!\d\d))/[2-8](?!\d))?|\.\d{{1,4}}|[{_FRACTIONS}]"
_WORDS = rf"(?:a|one)\s+hundred(?:\s+(?:and\s+)?(?:{_SMALL})(?:[\s-](?:{_SMALL}))?)?|(?:{_SMALL})(?:[\s-](?:{_SMALL}))?(?:\s+hundred)?"
_NUMBER = rf"(?:{_DIGITS}|(?:{_WORDS})(?:\s+(?:and\s+(?:a|one|three)[\s-](?:half|quarters?)|point\s+(?:{_SMALL})))?)"
# A part of one unit: "half a percentage point", "a quarter-point cut", "half of 1%".
_PART = rf"(?:(?P<times>an?|{_SMALL})[\s-])?(?P<part>{'|'.join(_PARTS)})s?(?:[\s-](?:of[\s-])?(?:an?|one|1))?"
_UNIT = (
    r"(?:\s?%(?:[\s-]?points?\b|-pts?\b)?"
    r"|(?:\s{0,12}|-)per(?:\s|-)?cent(?:age)?(?:[\s-]points?)?\b"
    r"|[\s-]?pct\.?(?:[\s-]points?)?(?!\w)|\s?pc\b|[\s-]?pp(?:ts?)?\b|\s?p\.p\."
    r"|[\s-]?basis[\s-]points?\b|[\s-]?bps?\b|[\s-](?:percentage-)?points?\b(?=[\s-](?:(?:interest[\s-])?rate\s)?(?:tariff|increase|cut|hike|rise|reduction|duty|levy)))"
)
_PERCENT = re.compile(rf"(?<![\w.,])(?P<sign>(?<![\w)%])[-+]|(?:minus|negative)\s+)?\$?(?P<number>{_NUMBER}|{_PART})(?P<unit>{_UNIT})%?")  # for lower-cased text: folding case costs half as much again
_MONTH_BEFORE = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+$")
# What can stand between two numbers of one list or range.
_GAP = re.compile(r"-?\s*(?P<word>,?\s+(?:and|or|to|versus|vs\.?|until|through)\s+(?:then\s+|a\s+|an\s+|as\s+much\s+as\s+)?|,\s*|\s*[-–—~]\s*|\s*/\s*)")
_BEFORE = lexicon.Pattern(rf"(?<![\w.,$€£¥])(?P<number>{_NUMBER})(?P<gap>-?,?\s+(?:and|or|to)\s+|,\s+|\s*[-–—~]\s*)$")
_RANGING = phrase("ranging")
_FROM = phrase("from-a-rate")
_INSTEAD = re.compile(r"^[\"“\s-]*(?:Instead|Rather|In\s+place)\s+(?:of|than)\s+(?:an?\s+|the\s+)?(?:[\w-]+\s+)?$")
_OF = phrase("duty-of")
_ONWARD = re.compile(r"(?:\s+(?:on|for|from)\s[^%;:,]{0,50})?\s+to\s+(?:an?\s+|about\s+|only\s+|just\s+)?")
_MOVES = phrase("moves-a-rate")
# Between a rate and the one that it moves from: "to 25% from 10%", "18% instead of 50%".
_ORIGIN_AFTER = lexicon.Pattern(
    r"(?:,?\s*(?:[\w’'-]+\s+){0,3}?|,?\s+(?:[\w’'-]+\s+){0,6}[\w’'-]+,\s+)(?:(?:up|down|reduced|lowered|cut|increased|raised|compared|sharply)\s+)*(?:from|instead\s+of|rather\s+than|in\s+place\s+of|double|twice|against|compared\s+(?:with|to))\s+"
    r"(?:(?:the|a|an|its|his|her|their|about|just|only|previous|current|earlier|existing|original|yesterday’s|yesterday's)\s+){0,3}"
)
# "initially at 44% and subsequently revised to 20%"; "deleting “34%” each place that it appears and inserting “84%”"
_FIRST_AT = lexicon.Pattern(r"\b(?:initially|originally|first|previously)\s+(?:set\s+|announced\s+)?(?:at\s+)?(?:an?\s+)?$|\bdeleting\s+[“\"]$|\bstriking\s+[“\"]$")
_REVISED = lexicon.Pattern(
    r",?\s*(?:and|but|then)?\s*(?:\w+\s+)?(?:(?:subsequently|later|then|now|was|were|has\s+been|since)\s+)*(?:revised|reduced|lowered|cut|raised|increased|brought\s+down)\s+(?:\w+\s+)?to\s+(?:an?\s+)?"
    r"|[”\"][^%]{0,60}inserting\s+[“\"]"
)
_TRIGGER = lexicon.Pattern(r"%|٪|％|﹪|per[\s-]?cent|pct|(?<![a-z])(?:bps?\b|pp|pc\b|p\.p\.)|point|-digit|digits|-free|zero|\bno\s", shortest=2)


def _value(number: str) -> float:
    """The value of a number in digits or words."""
    text = number.lower().replace(",", "")
    if text[-1] in _FRACTIONS:
        return float(text[:-1] or 0) + unicodedata.numeric(text[-1])
    if "/" in text:  # "1-1/2"
        *whole, above, below = map(int, re.findall(r"\d+", text))
        return sum(whole) + above / below
    try:
        return float(text)
    except ValueError:
        pass
    half = 0.5 if "half" in text else 0.75 if "three quarter" in text.replace("-", " ") else 0.25 if "quarter" in text else 0.0
    head, _, decimals = (re.sub(r"\s+and\s+\w+[\s-](?:half|quarters?)$", "", text) if half else text).partition(" point ")
    total = 0.0
    for word in re.findall(r"[a-z]+", head):
        if word == "hundred":
            total = (total or 1.0) * 100
        else:
            total += _WORD_VALUES.get(word, 0.0)
    return total + half + (_WORD_VALUES[decimals.strip()] / 10 if decimals.strip() in _WORD_VALUES else 0.0)


def percents_in(text: str, *, shares: bool = False) -> list[Percent]:
    """The percentages of a sentence, in the order of the text.

    With `shares` those in parts too: "half of all exports" and "half a percentage point", which no tariff is told in.

    A range is one mention with `rate` and `rate_max`; a list under one unit ("10, 20 and 25 percent") is a
    mention each; a from-to is two, the later with `origin`.

    >>> [(p.rate, p.rate_max) for p in percents_in("duties of 10 to 15%")]
    [(10.0, 15.0)]
    >>> [(p.rate, p.origin) for p in percents_in("raised from 10% to 25%") if not p.is_origin]
    [(25.0, 10.0)]
    """
    shares = shares and bool(_SHARE.search(text))
    if not shares and "%" not in text and not _TRIGGER.search(text):
        return []
    text = plain(text)
    found: list[Percent] = []
    lower = lexicon.lower_case(text)
    for match in _PERCENT.finditer(lower):
        number, unit = match.group("number"), match.group("unit")
        if match["part"] and not shares:
            continue
        value = _value(number)
        kind = "points" if "point" in unit or "pp" in unit or "p.p" in unit or "bp" in unit or "pts" in unit else "rate"
        if match["part"]:
            value = int(_WORD_VALUES.get(match["times"] or "", 1)) * _PARTS[match["part"]]
        scale = 100 if "basis" in unit or "bp" in unit else 1
        if match["sign"] and match["sign"] != "+":
            value = -value
        start, bare = match.start(), []
        while not match.group("sign"):  # numbers before that share the unit: "10, 20 and 25 percent"
            before = _BEFORE.search(text, max(found[-1].end if found else 0, start - 40), start)
            if not before or _MONTH_BEFORE.search(text, max(0, before.start() - 12), before.start()) or (before.group("gap").strip() == "," and not (bare or re.match(r",?\s*(and|or)\b", text[match.end() :]))):
                break
            if re.search(r"\bon\s+$", text[max(0, before.start() - 12) : before.start()]) and before["number"][0].isdigit() and _value(before["number"]) > 100:
                break  # "on 195 lines and 15 percent"
            if re.fullmatch(r"(?:19|20)\d\d", before.group("number")):  # "in 2028 and 40%"
                break
            bare.insert(0, (before.start(), before.end("number"), _value(before.group("number"))))
            start = before.start()
        found += [Percent(a, b, v / scale, kind=kind, rule="list") for a, b, v in bare]
        found.append(Percent(match.start(), match.end(), round(value / scale, 4), kind=kind))
    if shares or _WORDED.search(text) or _NO_DUTY.search(lower):
        for hit in lexicon.scanner("worded_rates").scan(text, lexicon.words_of(text), _worded(shares)):
            if hit.rule.id == "to-zero" and not _RATE_BEFORE.search(text, max(0, hit.start - 200), hit.start):
                continue
            if hit.rule.id.startswith("share-") and _NO_WHOLE.match(text, hit.end):
                continue
            if not any(p.start < hit.end and hit.start < p.end for p in found):
                high = hit.rule["rate_max"]
                found.append(Percent(hit.start, hit.end, float(hit.rule["rate"]), float(high) if high else None, rule=hit.rule.id))
        found.sort(key=lambda p: p.start)
    found = _join(text, found)
    for percent in found:
        _bound(text, percent)
    return found


# What falls "to zero" is a rate only if it was one: tariffs and growth, not the number of ships.
_RATE_BEFORE = lexicon.Pattern(r"\b(?:tariff|dut(?:y|ies)\b|lev(?:y|ies)\b|rates?\b|surcharge|growth|inflation|yield)[^.;]*$")
_SHARE = phrase("share-in-words")
# "half of 2025" and "half the price" are no shares in percent; nor is "a third of a million".
_NO_WHOLE = re.compile(
    r"\s+(?:of\s+)?(?:(?:the|an?|this|that|last|next|its|their)\s+)?(?:(?:fiscal|calendar|financial)\s+)?(?:(?:centur|decade|year|month|week|day|hour|minute|season|night|game|match"
    r"|million|billion|trillion|dozen|mile|rate|price|size|level|cost|amount|speed|battle|time|way|story|fun|term|pace)|(?:19|20)\d\d\b"
    r"|(?:Jan|Febr)uary|March|April|May\b|June|July|August|(?:Sept|Nov|Dec)ember|October)",
)


@functools.cache
def _worded(shares: bool) -> int:
    """The worded rates, as bits, with or without the shares of a whole and what is too vague for a rate."""
    return sum(1 << number for number, rule in enumerate(lexicon.rules("worded_rates")) if shares or not rule.id.startswith(("share-", "single-digit")))


_WORDED = lexicon.Pattern(r"-digit|digits|-free|zero|\bfree of")
_NO_DUTY = re.compile(r"no(?<!\wno)\s+(?:tariff|dut|lev)")  # in lower case, and with letters first that are found fast


def _join(text: str, found: list[Percent]) -> list[Percent]:
    """Ranges and from-tos made of neighbours."""
    out: list[Percent] = []
    for percent in found:
        last = out[-1] if out else None
        gap = _GAP.fullmatch(text, last.end, percent.start) if last and percent.start - last.end < 24 else None
        word = gap.group().strip(" ,\n").lower().removeprefix("- ") if gap else ""
        if last and not gap and 0 < percent.start - last.end < 40 and _FROM.search(text, max(0, last.start - 80), last.start):
            between = text[last.end : percent.start]
            if re.fullmatch(r"[^.;%]{0,30}\bto\s+(?:\w+\s+){0,2}", between):
                word = "to"
        if last and not word and _REVISED.fullmatch(text, last.end, percent.start) and _FIRST_AT.search(text, max(0, last.start - 30), last.start):
            last.is_origin, percent.origin = True, last.rate
        if last and last.rate_max is not None and word.split()[:1] == ["to"] and _FROM.search(text, max(0, last.start - 80), last.start):
            last.is_origin = True  # "from 0-7.5% to 25%": no one rate that it moved from
        elif last and last.rate_max is None and word:
            first = word.split()[0]
            before = text[max(0, last.start - 80) : last.start]
            if first == "to" and _FROM.search(before) and not _RANGING.search(before):
                last.is_origin, percent.origin = True, last.rate
            elif first in ("to", "-", "–", "—", "~") or (first in ("and", "through", "until") and re.search(r"\bbetween\s+(?:\w+\s+)?$", before)):
                if last.rate < percent.rate and last.kind == percent.kind:  # "rose 2 basis points to 4.5%" tells a size and a level
                    last.rate_max, last.end, last.kind = percent.rate, percent.end, percent.kind
                    continue
        out.append(percent)
    # "lowered its duties of 10% on American goods to 5%, and those of 5% to 2.5%"
    for first, second in zip(out, out[1:], strict=False):
        free = second.origin is None and not first.is_origin and first.origin is None
        if free and _OF.search(text, max(0, first.start - 24), first.start) and _ONWARD.fullmatch(text, first.end, second.start) and _MOVES.search(text, max(0, first.start - 400), first.start):
            first.is_origin, second.origin = True, first.rate
    # "instead of a 44% tariff, it faces a 20% tariff"
    for first, second in zip(out, out[1:], strict=False):
        if second.origin is None and not first.is_origin and _INSTEAD.search(text, max(0, first.start - 30), first.start) and second.start - first.end < 90:
            first.is_origin, second.origin = True, first.rate
    # "that would otherwise be subject to a 25 percent tariff shall instead be subject to a 7.5 percent tariff"
    for first, second in zip(out, out[1:], strict=False):
        if second.origin is None and not first.is_origin and _OTHERWISE.search(text, max(0, first.start - 60), first.start) and _INSTEAD_BE.search(text, first.end, second.start):
            first.is_origin, second.origin = True, first.rate
    # "by deleting “34%” each place that it appears and by inserting “84%” in lieu thereof"
    for first, second in zip(out, out[1:], strict=False):
        if _DELETING.search(text, max(0, first.start - 40), first.start) and _INSERTING.search(text, first.end, second.start):
            first.is_origin, second.origin = True, first.rate
    # "to 25% from 10%": the rate comes first, its origin after it.
    for first, second in zip(out, out[1:], strict=False):
        if first.origin is None and not first.is_origin and _ORIGIN_AFTER.fullmatch(text, first.end, second.start):
            second.is_origin, first.origin = True, second.rate
    # "ordered a 100% duty, quadrupling the rate from 25%", "15% instead of 27.5%"
    for first, second in zip(out, out[1:], strict=False):
        free = second.origin is None and not second.is_origin and first.origin is None and not first.is_origin
        if free and first.kind == second.kind == "rate" and _RAISED_FROM.fullmatch(text, first.end, second.start) and not _TO_AFTER.match(text, second.end):
            second.is_origin, first.origin = True, second.rate
    _came_from(text, out)
    return out


_OTHERWISE = phrase("would-otherwise")
_INSTEAD_BE = phrase("instead")
_DELETING = lexicon.Pattern(r"\b(?:deleting|striking(?:\s+out)?)\s+[\"“”'‘]\s*$")
_INSERTING = lexicon.Pattern(r"\binserting\s+(?:in\s+(?:its\s+place|lieu\s+thereof)\s*,?\s+)?[\"“”'‘]\s*$")
_RAISED_FROM = lexicon.Pattern(
    r"[^.;%]{0,80}?(?:,\s+(?:doubl|tripl|quadrupl|rais|lift|increas|cutt?|lower|reduc|halv)ing\s+(?:it|them|(?:the|its|their)\s+(?:\w+\s+){0,2}?(?:rate|duty|tariff|levy))\s+from|\s(?:instead\s+of|rather\s+than)(?:\s+the)?)\s+"
)
_TO_AFTER = re.compile(r"\s+to\b")
# "20 percent since Monday, down from 30 percent"; "30 percent today, the same since May, when it came down from 145 percent"
_CAME_FROM = lexicon.Pattern(
    r"(?:[,–—-]\s*(?:up|down|reduced|lowered|cut|raised|increased)|\b(?:c[ao]me|brought|went|gone|brings?|moved)\s+(?:(?:the|its|their)\s+\w+\s+)?(?:up|down))\s+from\s+(?:(?:the|an?|its|about|just|only|previous|earlier)\s+){0,3}$"
)


def _came_from(text: str, found: list[Percent]) -> None:
    """Mark rates that are told only as what another moved from, and give them to the last rate before."""
    for order, percent in enumerate(found):
        if percent.is_origin or percent.origin is not None or not _CAME_FROM.search(text, max(0, percent.start - 60), percent.start):
            continue
        percent.is_origin = True
        first = next((one for one in reversed(found[:order]) if not one.is_origin and one.kind == "rate"), None)
        if first is not None and first.origin is None and percent.start - first.end < 120 and ";" not in text[first.end : percent.start]:
            first.origin = percent.rate


@functools.cache
def _one_pattern(name: str, side: str) -> lexicon.Pattern:
    """The rules of one side as one pattern, a group for each: a fifth of the time of one by one."""
    return lexicon.Pattern("|".join(f"(?P<r{i}>{lexicon.bounded(rule.pattern)})" for i, rule in enumerate(lexicon.rules(name)) if rule["side"] == side))


def _bound(text: str, percent: Percent) -> None:
    """Set the qualifier and, for the size of a rise or fall, the kind."""
    left, right = text[max(0, percent.start - 40) : percent.start].lower(), text[percent.end : percent.end + 40].lower().lstrip()
    bound = _one_pattern("qualifiers", "left").search(left) or _one_pattern("qualifiers", "right").match(right)
    if bound:
        percent.qualifier = lexicon.rules("qualifiers")[int(bound.lastgroup[1:])]["qualifier"]
    if percent.kind == "rate" and (_one_pattern("changes", "left").search(left) or _one_pattern("changes", "right").match(right)):
        percent.kind = "change"


def find_percents(text: str) -> pd.DataFrame:
    """Every percentage of a text.

    Returns a frame with start, end (characters), rate_pct, rate_max_pct (percent or percentage points),
    qualifier (empty, up_to, at_least, about) and kind (rate, points, change), in the order of the text.
    """
    rows = [(p.start, p.end, p.rate, p.rate_max, p.qualifier, p.kind) for p in percents_in(text, shares=True)]
    frame = pd.DataFrame(rows, columns=["start", "end", "rate_pct", "rate_max_pct", "qualifier", "kind"])
    return frame.astype({"start": "int64", "end": "int64", "rate_pct": "float64", "rate_max_pct": "float64", "qualifier": "str", "kind": "str"})
