"""What a rate measures, under which programme it stands, and the columns beside: coverage, condition, speaker."""

from __future__ import annotations

import functools
import re
from typing import Any

from tarifftrail import lexicon
from tarifftrail.extraction.claim_dates import acts_in
from tarifftrail.extraction.phrases import phrase

_VALUE = lexicon.Pattern(
    r"(?P<mark>US\$|(?<![A-Z])\$|USD\s?)\s?(?P<number>\d[\d,]*(?:\.\d+)?)(?:\s?(?:to|-|–)\s?\$?\d[\d.,]*)?[\s-]?(?P<unit>billion|bn|b\b|trillion|tn|million|m\b)|(?P<number2>\d[\d,]*(?:\.\d+)?)[\s-]?(?P<unit2>billion|bn|trillion|million)[\s-](?:U\.?S\.?\s+)?dollars?"
)
_PER_UNIT = {"b": 1.0, "t": 1000.0, "m": 0.001}
_GOODS_AFTER_VALUE = phrase("goods-of-value")
_WORTH_BEFORE = phrase("worth")
_MOVED = phrase("rate-moved")
_ADDITIONAL_DUTY = lexicon.Pattern(r"\badditional\s+(?:ad\s+valorem\s+)?(?:rates?\s+of\s+)?dut(?:y|ies)\b")
_DASH = re.compile(r"\s*[—–-]{1,2}\s*")
_MFN = {"all_in": phrase("all-in"), "on_top": phrase("on-top")}
_PART = {"part": phrase("part-of-goods"), "most": phrase("most-goods"), "all": phrase("all-goods")}


def basis(sentence, index: int, span) -> tuple[str, str]:
    text, percent = sentence.text, sentence.percents[index]
    noun = sentence.verdicts[index].noun
    left = text[max(span.left[0], percent.start - 45) : percent.start]
    between = text[percent.end : noun[0]] if noun and noun[0] >= percent.end else text[percent.end : percent.end + 14]
    right = text[percent.end : span.right[1]]
    # A tariff word before the rate brings its own words along, whichever rate they stand nearer to.
    floor = max((p.end for p in sentence.percents if p.end <= noun[0]), default=0) if noun and noun[1] <= percent.start else span.left[0]
    if percent.kind == "points":
        return "increment", "points"
    for rule in lexicon.rules_for("bases", text):
        place = rule["place"]
        if place == "left" and rule.regex.search(left):
            if rule["basis"] == "increment" and not _MOVED.search(text[: percent.start]):
                continue
            return rule["basis"], rule.id
        if place == "noun" and (rule.regex.search(between) or (noun and noun[1] <= percent.start and rule.regex.search(text, max(0, noun[0] - 24), noun[1]))):
            return rule["basis"], rule.id
        if place == "after" and rule.regex.match(text, percent.end + (len(between) - len(between.lstrip()))) and not re.search(r"to\s*$", left):
            return rule["basis"], rule.id
        dash = _DASH.match(text, span.right[1])  # "10% on all goods - in addition to previous tariffs"
        if place == "right-clause" and (rule.regex.search(right) or (dash and rule.regex.match(text, dash.end()))):
            return rule["basis"], rule.id
        if place == "clause" and (rule.regex.search(left) or rule.regex.search(between) or (noun and rule.regex.search(text, max(floor, noun[0] - 35), max(noun[1], percent.start)))):
            return rule["basis"], rule.id
    if noun and noun[1] <= percent.start and _ADDITIONAL_DUTY.search(text, max(0, noun[0] - 40), noun[1]):
        return "additional", "of-additional-duty"  # "an additional ad valorem rate of duty of 10 percent"
    if noun and text[noun[0] : noun[1]].lower().endswith(("rate", "rates")) and _ADDITIONAL_DUTY.search(text, 0, percent.start):
        return "additional", "of-additional-duty"  # "the additional rate of duty ..., retaining the remaining rate of 10 percent"
    return "level", "default"


def programme(sentence, index: int, span) -> tuple[str, str]:
    """The programme named nearest to the rate in its own stretch, purposes before statutes."""
    text, percent = sentence.text, sentence.percents[index]
    noun = sentence.verdicts[index].noun or (percent.start, percent.end)
    near = (min(percent.start, noun[0]) - 32, max(percent.end, noun[1]) + 6)
    whole = span.left[0] if len([v for v in sentence.verdicts if v.accepted]) > 1 else 0
    best: tuple[int, int, str, str] | None = None
    for order, rule in enumerate(lexicon.rules_for("programmes", text)):
        begin, end = (max(near[0], span.left[0]), near[1]) if rule["scope"] == "near" else (whole, span.right[1] if whole else len(text))
        for match in rule.regex.finditer(text, begin, end):
            found = (abs(match.start() - percent.start) // 60, order, rule["programme"], rule.id)
            best = min(best, found) if best else found
    return (best[2], best[3]) if best else ("", "none")


def programmes_of_article(rows: list[dict[str, Any]], text: str, day: str) -> None:
    """Fill the programme of claims that name none where the article names the one that they can only belong to."""

    def fits(rule: lexicon.Rule, row: dict[str, Any]) -> bool:
        if row["programme"] or row["basis"] == "average" or row["imposer"] != rule["law_of"]:
            return False
        goods = not rule["goods"] or row["product"] in rule["goods"].split(";")
        return goods and (not rule["targets"] or row["target"] in rule["targets"].split(";") or (rule["targets"] == "*" and row["target"] != "WORLD"))

    known = [rule for rule in lexicon.rules("programmes") if (rule["goods"] or rule["targets"]) and day >= rule["since"]]
    wanted = [rule for rule in known if any(fits(rule, row) for row in rows)]  # reading the whole article for the others is for nothing
    named = [rule for rule in known if (rule in wanted or rule["targets"]) and rule.regex.search(text)] if wanted else []
    partners = [rule for rule in named if rule["targets"]]
    for rule in named:
        if rule["targets"] and len(partners) > 1:
            continue  # two programmes over the same partners: which one is meant, only the sentence can tell
        for row in rows:
            if fits(rule, row):
                row["programme"] = rule["programme"]
                row["rules"] += f";programme={rule.id}-of-article"


def trade_value(text: str, span) -> float | None:
    for begin, end in (span.right, span.left):
        for match in _VALUE.finditer(text, begin, end):
            if not _GOODS_AFTER_VALUE.match(text, match.end()) and not _WORTH_BEFORE.search(text, begin, match.start()):
                continue
            number = float((match.group("number") or match.group("number2")).replace(",", ""))
            unit = (match.group("unit") or match.group("unit2")).lower()[0]
            return round(number * _PER_UNIT[unit], 6)
    return None


def coverage(text: str, span, percent) -> str:
    """How much of the goods pay the rate: part, most, all or unknown."""
    stretch = text[percent.end : span.right[1]]
    if _VALUE.search(stretch) or trade_value(text, span) is not None:
        return "part"
    return _first_named(_PART, stretch) or _first_named(_PART, text[span.left[0] : percent.start]) or "unknown"


def mfn_basis(stretch: str, programme: str) -> str:
    """Whether a rate holds the normal duty (all_in) or comes on top of it; unknown where the text does not say."""
    return _first_named(_MFN, stretch) or "unknown"


def _first_named(patterns: dict[str, re.Pattern[str]], text: str) -> str:
    """The name of the pattern that matches first in the text; empty if none does."""
    found = [(match.start(), order, name) for order, (name, pattern) in enumerate(patterns.items()) if (match := pattern.search(text))]
    return min(found)[2] if found else ""


@functools.lru_cache(256)  # every rate of a sentence asks who speaks in it and why the tariff ended
def first_value(name: str, text: str, value: str) -> str:
    for rule in lexicon.rules_for(name, text):
        if rule[value] and rule.regex.search(text):
            return rule[value]
    return ""


def attribution(sentence) -> str:
    told = first_value("speakers", sentence.text, "attribution")
    if told:
        return told
    if any(m.kind == "leader" for g in sentence.groups for m in g.mentions) and any(hit.rule["role"] == "says" for hit in acts_in(sentence.text)):
        return "named"
    return "none"
