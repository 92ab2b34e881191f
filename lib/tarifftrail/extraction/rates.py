"""Which percentages of a sentence are tariff rates, and why the others are not.

A percentage is a rate if a tariff word governs it: beside it ("25% tariff", "duties of 25%"), through the verb
of a tariff move ("raised its duties on cars to 25%"), or as a member of a list whose other member is one.
`vocabulary/distractors.tsv` names what else a percentage measures; those rows are tried first, in their order.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from tarifftrail import lexicon
from tarifftrail.extraction.percents import Percent
from tarifftrail.extraction.phrases import phrase

# China's duties on some products passed 1,000 percent in anti-dumping cases; nothing ad valorem passes this.
HIGHEST_RATE = 5000


@dataclass(slots=True)
class Verdict:
    """Whether a percentage is a tariff rate, the rule that says so, and the reason in words if not."""

    accepted: bool
    rule: str
    reason: str = ""
    noun: tuple[int, int] | None = None  # the tariff word that governs it


@dataclass(slots=True)
class TariffNoun:
    start: int
    end: int
    kind: str  # tariff, weak or other
    rule: str


def tariff_nouns(text: str, words: lexicon.Words) -> list[TariffNoun]:
    """The words for charges on imports in a sentence, look-alikes included with kind `other`."""
    return [TariffNoun(hit.start, hit.end, hit.rule["kind"], hit.rule.id) for hit in lexicon.scanner("tariff_nouns").first_of_each(text, words)]


# "the recent 44% increase in US tariffs on Sri Lankan exports"
_CHANGE_IN_DUTIES = phrase("change-in-duties")
# "Mexico will add another 10% to its duties on shoes"; "a rise of 5 percentage points in the tariff"; "India's duty on gold, 6% since July, has ..."
_INSERTING = lexicon.Pattern(r"\binserting\s+[^\"“”'‘]{0,30}[\"“”'‘]\s*$")
_SCHEDULE = phrase("tariff-schedule")
_ADDS = phrase("adds")
_TO_DUTIES = lexicon.Pattern(r"\s+to\s+(?:(?:its|their|the|his|existing|current|import|all)\s+){1,3}")
_IN_DUTIES = phrase("in-duties")
_APPOSED = lexicon.Pattern(r"\s+on\s+[^,;.%]{1,40},\s+(?:now\s+|currently\s+|at\s+present\s+)?")
_ENDS_APPOSITION = re.compile(r"(?:\s+(?:since|from|now|at\s+present|until)\b[^,;.]{0,25})?,\s")
_OF_JUST = re.compile(r"\s+(?:rates?\s+)?of\s+(?:(?:up\s+to|about|around|at\s+least|as\s+much\s+as|nearly|between)\s+)?")
_RAISES_TARIFFS_TO = phrase("raises-tariffs-to")
_RATES_LISTED = lexicon.Pattern(r"\b(?:rates|levels|brackets|tiers)\s*(?:[:,–—-]|--)\s*$")

# Between a rate and the tariff word that it modifies: no verb, no other rate, no clause boundary.
_TO_NOUN = lexicon.Pattern(r"[\s-]*(?:[\w.’'\"“”‘*/&-]+[\s,]+){0,7}?[\"“”‘'’*(]*")
_BLOCKED = lexicon.Pattern(rf"[;:()]|\d\s?%|\bper\s?cent|{phrase('blocks-noun').pattern}")
_RIGHT_ON = lexicon.Pattern(r"\s*(?:[\"”’]|\([^)]{0,40}\))?\s*(?:\w+\s+)?(?:on|for|against|of\s+(?:the\s+)?value|upon|ad\s+valorem)\b")
_JOINED = lexicon.Pattern(r"[\s,]*(?:and|or|to|plus|then|from|,|by|another|further|later|as\s+well\s+as|with|at|\s)*[\s,]*(?:an?\s+|the\s+|up\s+to\s+|additional\s+|[\w’'-]+\s+){0,2}")
_WHOLE = lexicon.Pattern(rf"[;—]|\s[–-]{{1,2}}\s|{phrase('but-while').pattern}")
_BRACKET = re.compile(r"\(\s*(?:about\s+|up to\s+|now\s+|currently\s+)?$")


# A sentence that measures something else: its brackets hold no tariff rates.
_MEASURED = phrase("measured")
_WILL_BE = re.compile(r"\b(?:will|would|shall|is|are|was|were)\s+(?:now\s+|then\s+|instead\s+|also\s+)?(?:be\s+|at\s+|set\s+at\s+|be\s+at\s+)$|\b(?:and|,)\s+[A-Z]\w+\s+$")


def judge(text: str, percents: list[Percent], nouns: list[TariffNoun], about_tariffs: bool, dense: bool, goods: list[int], parties: list[tuple[int, int]]) -> list[Verdict]:
    """A verdict for every percentage of the sentence, in its order.

    `about_tariffs` says whether the sentences before speak of tariffs: then a sentence without a tariff word of its
    own can list rates ("Vietnam (46%), Cambodia (49%)"). `dense` says that the whole article does: then a frame
    is enough ("Swiss goods pay 39%", "the total stood at 145%").
    `goods` are the places of goods, `parties` the spans of parties that are no persons.
    """
    if not nouns and not about_tariffs and not dense and all(percent.rule in ("digits", "list") for percent in percents):
        return [Verdict(False, "no-tariff-word", "no tariff word governs it") for _ in percents]
    tariff = [noun for noun in nouns if noun.kind == "tariff"]
    weak = [noun for noun in nouns if noun.kind == "weak"]
    verdicts: list[Verdict | None] = []
    for index, percent in enumerate(percents):
        bounds = (percents[index - 1].end if index else 0, percents[index + 1].start if index + 1 < len(percents) else len(text))
        verdict = _one(text, percent, bounds, tariff, weak, [noun for noun in nouns if noun.kind == "other"], goods, parties)
        if verdict is None and (dense or about_tariffs or tariff or _CUSTOMS.search(text)):
            origin = percents[index - 1] if index and percent.origin is not None and percents[index - 1].is_origin else percent
            verdict = _framed(text, percent, origin.start, bounds, goods, parties, dense)
            if verdict is None and dense:
                verdict = _weak_before(text, percent, origin.start, weak)
        verdicts.append(verdict)
    _spread(text, percents, verdicts, tariff or (weak if about_tariffs else []), about_tariffs)
    _like_before(text, percents, verdicts, tariff)
    if dense and any(verdict is not None and verdict.accepted for verdict in verdicts):
        _same_sentence(text, percents, verdicts, goods, parties)
    return [verdict or Verdict(False, "no-tariff-word", "no tariff word governs it") for verdict in verdicts]


_SHARES = ("share-of", "reliance", "local-content", "quota-share", "account-for", "source-of", "share-of-tariffs")
_WEAK = ("for-side", "moved-to", "stands-at", "from-day", "rate-on", "list", "will-be-after-tariffs", "makes")


def _like_before(text: str, percents: list[Percent], verdicts: list[Verdict | None], tariff: list[TariffNoun]) -> None:
    """Reject a weakly told rate that goes on with a share: "reliance is 40% for aluminium and 12% for steel"."""
    for index in range(1, len(percents)):
        before, here = verdicts[index - 1], verdicts[index]
        if before is None or before.accepted or before.rule not in _SHARES or (here is not None and (not here.accepted or here.rule not in _WEAK)):
            continue
        gap = text[percents[index - 1].end : percents[index].start]
        named = any(percents[index - 1].end <= noun.start < percents[index].start for noun in tariff)
        if not named and len(gap) < 60 + 120 * (_GOES_ON.search(gap) is not None) and not _WHOLE.search(_GOES_ON.sub("", gap)):
            verdicts[index] = Verdict(False, before.rule, before.reason)


_GOES_ON = re.compile(r"(?:[–—-]\s*)?\b(?:starting|beginning|rising|increasing|growing|falling)\s+(?:at|to|from)\s*$", re.IGNORECASE)


@functools.cache
def _pays() -> lexicon.Pattern:
    """The frame of who pays a rate."""
    return next(rule for rule in lexicon.rules("frames") if rule.id == "faces").regex


_BASIS_POINTS = lexicon.Pattern(r"basis|bps?\b", shortest=2)


def _one(text: str, percent: Percent, bounds: tuple[int, int], tariff: list[TariffNoun], weak: list[TariffNoun], other: list[TariffNoun], goods: list[int], parties: list[tuple[int, int]]) -> Verdict | None:
    """The verdict on one percentage from its own surroundings; None where they do not tell."""
    left, right = text[max(0, percent.start - 90) : percent.start], text[percent.end : percent.end + 90]
    if percent.rate < 0 or text[percent.start] == "+":
        return Verdict(False, "signed", "a rise or a fall")
    if percent.rate > HIGHEST_RATE:
        return Verdict(False, "implausible", f"over {HIGHEST_RATE} percent: more likely two numbers run together")
    if _BASIS_POINTS.search(text, percent.start, percent.end) and not re.match(r"[\s-]*(?:tariff|dut)", right):
        return Verdict(False, "basis-points", "a move of interest rates or spreads")
    if percent.rule not in ("digits", "list"):  # a rate in words carries its tariff word, or needs one in the clause
        return _worded(text, percent, tariff, right)
    beside = _noun_after(text, percent, bounds[1], tariff)
    for noun in other:
        if noun.start >= percent.end and not _BLOCKED.search(text, percent.end, noun.start) and noun.start - percent.end < 40:
            return Verdict(False, noun.rule, f"a rate of another charge: {text[noun.start:noun.end]}")
        if 0 <= percent.start - noun.end < 45 and re.fullmatch(r"(?:\s+in\s+(?:the\s+)?[A-Z]\w+)?,?(?:\s+at\s+present|\s+now)?\s+(?:rates?\s+)?(?:of|at|to|from|by|is|was|stands|stood|remains|fixed|for|on|\w+)?\s*(?:of|at|to|from|by|a|an|\w+)?\s*", text[noun.end : percent.start]):
            return Verdict(False, noun.rule, f"a rate of another charge: {text[noun.start:noun.end]}")
    after = next((noun for noun in tariff if noun.start >= percent.end and _TO_DUTIES.fullmatch(text, percent.end, noun.start)), None)
    if after is not None and _ADDS.search(left):
        return Verdict(True, "added-to-duties", noun=(after.start, after.end))
    if percent.kind == "points" and tariff and _IN_DUTIES.match(right):
        return Verdict(True, "change-in-duties", noun=(tariff[-1].start, tariff[-1].end))
    apposed = next((noun for noun in tariff if noun.end <= percent.start and _APPOSED.fullmatch(text, noun.end, percent.start)), None)
    if apposed is not None and _ENDS_APPOSITION.match(right):
        return Verdict(True, "apposed", noun=(apposed.start, apposed.end))
    if percent.origin is not None and _INSERTING.search(left) and _SCHEDULE.search(text):
        return Verdict(True, "amended")  # a heading of the tariff schedule amended in the words of a law
    # "raise tariffs on Asia's fourth largest economy to 25%", "exports were hit by tariffs of 25%": the tariff word governs the rate
    governed = bool(tariff) and _RAISES_TARIFFS_TO.search(text[: percent.start]) is not None
    governed = governed or any(noun.end <= percent.start and _OF_JUST.fullmatch(text, noun.end, percent.start) for noun in tariff)
    for rule in lexicon.rules_for("distractors", text):
        if governed and rule["side"] == "left":
            continue
        if percent.kind == "points" and rule.id == "share-of":
            continue
        if rule["side"] == "right" and (beside is None or rule["scope"] == "even-beside"):
            if rule.regex.match(right.lstrip(" -")):
                return Verdict(False, rule.id, rule["reason"])
        elif rule["side"] == "left" and (beside is None or rule["scope"] == "even-beside"):
            if rule.regex.search(left) and not ((goods or parties) and _pays().search(left)):
                return Verdict(False, rule.id, rule["reason"])
    if beside is not None:
        if percent.kind == "change":
            percent.kind = "rate"
        return Verdict(True, "beside-noun", noun=(beside.start, beside.end))
    if tariff and _CHANGE_IN_DUTIES.match(right):
        return Verdict(True, "change-in-duties", noun=(tariff[0].start, tariff[0].end))
    if percent.kind == "change" and not re.search(r"\b(?:tariff|dut|lev(?:y|ies)|surcharge|rate)\w*\b[^.;,]*$", left, re.IGNORECASE):
        return Verdict(False, "change", "the size of a rise or fall")
    before = _noun_before(text, percent, bounds[0], tariff)
    if before is not None:
        return Verdict(True, "after-noun", noun=(before.start, before.end))
    for noun in weak:
        gap = text[percent.end : noun.start]
        if 0 <= noun.start - percent.end < 30 and not _BLOCKED.search(gap) and not re.search(r",|\band\b|\bor\b", gap) and (tariff or _RIGHT_ON.match(text[noun.end :])):
            return Verdict(True, "beside-weak-noun", noun=(noun.start, noun.end))
    if tariff and re.match(r"\s+(?:in|as)\s+(?:\w+\s+){0,2}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?)\b", right, re.IGNORECASE):
        return Verdict(True, "rate-in-duties", noun=(tariff[0].start, tariff[0].end))
    if tariff and _RIGHT_ON.match(right):
        return Verdict(True, "rate-on", noun=(tariff[0].start, tariff[0].end))
    led_by = [noun for noun in tariff if noun.end <= percent.start]
    if led_by and _RATES_LISTED.search(left):
        return Verdict(True, "rates-listed", noun=(led_by[-1].start, led_by[-1].end))
    for noun in weak:
        if noun.rule == "taxed" and 0 <= percent.start - noun.end < 30:
            return Verdict(True, "taxed-at", noun=(noun.start, noun.end))
    return None


def _same_sentence(text: str, percents: list[Percent], verdicts: list[Verdict | None], goods: list[int], parties: list[tuple[int, int]]) -> None:
    """Accept a percentage beside accepted ones if a country, goods or nothing but list words stand in its stretch."""
    for index, percent in enumerate(percents):
        if verdicts[index] is not None or percent.kind == "change":
            continue
        begin = percents[index - 1].end if index else max(0, percent.start - 80)
        end = percents[index + 1].start if index + 1 < len(percents) else min(len(text), percent.end + 80)
        stretch = text[begin:end]
        if _MEASURED.search(stretch) or _OTHER_RATES.search(stretch):
            continue
        if any(begin <= start < end for start, _ in parties) or any(begin <= place < end for place in goods) or len(stretch) < 40:
            verdicts[index] = Verdict(True, "same-sentence")


# Rates of money and taxes at home, which frames such as "raised to" would let in.
_OTHER_RATES = phrase("other-rates")


# "oil - of 10% and 25%, respectively": what holds of the first holds of the second.
_AND_RESPECTIVELY = re.compile(r"\s+and\s+[\d.]+\s?(?:%|per\s?cent),?\s+respectively")


def known(text: str, percents: list[Percent], verdicts: list[Verdict], values: set[float]) -> None:
    """Accept the percentages that no rule decided where the article tells the same value as a tariff rate elsewhere."""
    for index, percent in enumerate(percents):
        verdict = verdicts[index]
        if verdict.rule == "no-tariff-word" and percent.rate in values and percent.kind != "change" and not percent.is_origin:
            stretch = text[max(0, percent.start - 60) : percent.end + 60]
            if not _MEASURED.search(stretch) and not _OTHER_RATES.search(stretch):
                verdicts[index] = Verdict(True, "known-rate")
    if any(verdict.accepted and text[: percent.start].endswith("(at ") for percent, verdict in zip(percents, verdicts, strict=True)):
        for index, percent in enumerate(percents):  # "on steel (at 25%) and aluminium (at 10%)"
            if verdicts[index].rule == "no-tariff-word" and text[: percent.start].endswith("(at "):
                verdicts[index] = Verdict(True, "list")
    for index in range(1, len(percents)):
        before, here = verdicts[index - 1], verdicts[index]
        if before.rule == "known-rate" and here.rule == "no-tariff-word" and _AND_RESPECTIVELY.match(text, percents[index - 1].end, percents[index].end + 16):
            verdicts[index] = Verdict(True, "list")


def _weak_before(text: str, percent: Percent, start: int, weak: list[TariffNoun]) -> Verdict | None:
    """A rate led by "rate", "charge" or "surcharge" in an article that is about tariffs."""
    before = [noun for noun in weak if noun.end <= start and noun.rule not in ("penalty", "tax", "taxed")]
    if percent.kind == "change" or not before:
        return None
    gap = text[before[-1].end : start]
    if len(gap) > 120 or _WHOLE.search(gap) or _MEASURED.search(text[max(0, before[-1].start - 40) : start]) or _OTHER_RATES.search(text[max(0, before[-1].start - 40) : start]):
        return None
    return Verdict(True, "after-weak-noun", noun=(before[-1].start, before[-1].end)) if _CLOSE.fullmatch(gap) or _OF_RATE.match(gap) else None


def _framed(text: str, percent: Percent, start: int, bounds: tuple[int, int], goods: list[int], parties: list[tuple[int, int]], dense: bool) -> Verdict | None:
    """The verdict on a rate told by its frame alone: who pays it, who charges it, or on whom.

    Only an article that keeps returning to tariffs lets in every frame; else goods and a country must be named, or
    goods that pay at a border, and the frame must be one of levying or paying.
    """
    left, right = text[max(0, start - 110) : start], text[percent.end : percent.end + 90].lstrip(" ,")
    if percent.kind == "change" or (_MEASURED.search(left) and not goods) or _OTHER_RATES.search(left) or _OTHER_RATES.search(right[:50]):
        return None
    for rule in lexicon.rules_for("frames", text):
        if not dense and (rule.id not in _PAYING or not (goods and parties)):
            continue
        match = rule.regex.search(left) if rule["side"] == "left" else rule.regex.match(right)
        if not match:
            continue
        if rule["needs"] == "goods" and not goods and not parties and not _THOSE.match(text):
            continue
        if rule["needs"] == "points" and percent.kind != "points":
            continue
        if rule["needs"] == "party":
            begin = percent.end + (len(text[percent.end :]) - len(text[percent.end :].lstrip(" ,")))
            if not any(percent.end <= start and start - begin <= match.end() + 12 for start, _ in parties) and not any(percent.end <= place <= begin + match.end() for place in goods):
                continue
        return Verdict(True, rule.id)
    return None


_PAYING = ("charges", "faces", "charges-party")
_CUSTOMS = phrase("at-customs")
_THOSE = phrase("those-goods")  # the goods of the sentence before


def _worded(text: str, percent: Percent, tariff: list[TariffNoun], right: str) -> Verdict:
    if re.match(r"[\s-]*(?:shops?|stores?|sales|zone|retail|quota\w*\s+are)", right, re.IGNORECASE):
        return Verdict(False, "duty-free-shop", "duty-free shopping")
    if percent.rule in ("triple-digit", "double-digit", "at-zero") and not tariff:
        return Verdict(False, "no-tariff-word", "no tariff word governs it")
    if percent.rule in ("triple-digit", "double-digit") and re.match(r"\s+(?:growth|gain|inflation|percentage|rise|drop|fall|declin|increase in)", right):
        return Verdict(False, "change", "the size of a rise or fall")
    if not tariff and _MEASURED.search(text):
        return Verdict(False, "fiscal", "another measure")  # "inflation falling to single digits"
    return Verdict(True, "worded", noun=(percent.start, percent.end))


def _noun_after(text: str, percent: Percent, limit: int, tariff: list[TariffNoun]) -> TariffNoun | None:
    """The tariff word that the rate modifies: "25% additional tariff"."""
    for noun in tariff:
        if noun.start < percent.end:
            continue
        gap = text[percent.end : noun.start]
        if noun.start > limit:  # "a 10 or 25 percent tariff": the list shares the noun
            return None
        if len(gap) < 70 and not _BLOCKED.search(gap) and _TO_NOUN.fullmatch(gap):
            return noun
        return None
    return None


_OF_RATE = lexicon.Pattern(
    r"(?:\s+(?:rates?|levels?|hikes?|increases?))?(?:\s*\([^)]{0,40}\))?"
    r"(?:[\s,]+[\w.’'\"“”&*$€£/()\[\]-]+){0,24}?[\s,]+(?:of|at|to|by|is|was|are|were|from|between|reach\w*|totall?ing|averag\w+|exceed\w*|be|been|with|as|rang\w+|stands?|stood|run|ran|runs|put|given|due|gives?|hit|becomes?|equal\w*|only|just|either|down|up|the|in|around|about|nearly|than|over|above|up\s+to|currently|now|another|an\s+\w+|a|an|additional|extra|further|no|remain\w*|set|rise|fall|climb|drop|jump|go|going|rose|fell|minimum|maximum|high|much|a\s+\w+)"
    r"[\s\"“*(]*(?:as\s+)?$"
)
_AT_LEAST = re.compile(r"\s+(?:at\s+least|at\s+most|no\s+more\s+than|no\s+less\s+than|more\s+than|less\s+than|as\s+much\s+as)\s*$", re.IGNORECASE)
_CLOSE = lexicon.Pattern(r"[\s:=(\"“–—-]*(?:rates?|levels?)?[\s:=(\"“–—-]*$")


def _noun_before(text: str, percent: Percent, limit: int, tariff: list[TariffNoun]) -> TariffNoun | None:
    """The tariff word that leads to the rate: "tariffs of 25%", "raised duties on cars to 25%"."""
    for noun in reversed(tariff):
        if noun.end > percent.start:
            continue
        if noun.start < limit - 1 and noun.end < limit:
            return None
        gap = _AT_LEAST.sub(" ", text[noun.end : percent.start])
        if len(gap) > 190 or ";" in gap or _WHOLE.search(gap):
            return None
        if _CLOSE.fullmatch(gap) or _OF_RATE.match(gap):
            return noun
        return None
    return None


_PREPOSITION = lexicon.Pattern(r"\s+(?:each\s+)?(on|to|for|against|from)\s+(?!\d)")
_NEXT_MEMBER = lexicon.Pattern(r"(?:,\s*(?:and|or)?|\s(?:and|or|plus))\s+(?:(?:one|that|those|a\s+tariff|a\s+duty|duties|tariffs)\s+)?(?:of\s+|at\s+)?$")


def _parallel(text: str, first: Percent, second: Percent, gap: str) -> bool:
    """Whether two rates are members of one list, each with its own goods: "12 percent on beef and of 20 percent on wine"."""
    here, there = _PREPOSITION.match(text, first.end), _PREPOSITION.match(text, second.end)
    return (
        here is not None and there is not None and here[1].lower() == there[1].lower() and len(gap) < 90
        and _NEXT_MEMBER.search(gap) is not None and not _WHOLE.search(gap) and not _MEASURED.search(gap)
    )  # fmt: skip


def _spread(text: str, percents: list[Percent], verdicts: list[Verdict | None], nouns: list[TariffNoun], about_tariffs: bool) -> None:
    """Carry an accepted rate over to the members of its list, in both directions."""
    changed = True
    while changed:
        changed = False
        for index, verdict in enumerate(verdicts):
            if verdict is not None:
                continue
            for other in (index - 1, index + 1):
                if 0 <= other < len(verdicts) and verdicts[other] is not None and verdicts[other].accepted:
                    first, second = sorted((index, other))
                    gap = text[percents[first].end : percents[second].start]
                    if _JOINED.fullmatch(gap) or _parallel(text, percents[first], percents[second], gap) or percents[first].is_origin or (_BRACKET.search(text[: percents[index].start]) and len(gap) < 120):
                        verdicts[index] = Verdict(True, "list", noun=verdicts[other].noun)
                        changed = True
                        break
    for index, verdict in enumerate(verdicts):
        if verdict is None and nouns:
            left, right = text[: percents[index].start], text[percents[index].end :]
            if _BRACKET.search(left) and percents[index].rate >= 0 and not _MEASURED.search(text) and re.match(r"\s*(?:tariffs?\s*)?[),;]", right):
                verdicts[index] = Verdict(True, "bracket", noun=(nouns[0].start, nouns[0].end))
        elif verdict is None and about_tariffs and percents[index].rate >= 0 and not _MEASURED.search(text):
            left, right = text[: percents[index].start], text[percents[index].end :]
            if _BRACKET.search(left) and re.match(r"\s*[),;]", right) and len(percents) > 1:
                verdicts[index] = Verdict(True, "bracket-after-tariffs")
            elif _WILL_BE.search(left) and len(right) < 90:
                verdicts[index] = Verdict(True, "will-be-after-tariffs")
