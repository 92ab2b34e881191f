"""Which of a sentence's dates are a rate's own, and of what: its announcement, its start or its end.

What a date is of is told by the word before it ("effective", "until") or by the act beside it
(`vocabulary/acts.tsv`): "signed on Monday" is an announcement, "has stood since May" a start, "shares fell on
Friday" nothing of the tariff's.
"""

from __future__ import annotations

import functools
import re
from datetime import date, timedelta

from tarifftrail import lexicon
from tarifftrail.extraction.dates import DateMention, dates_in
from tarifftrail.extraction.phrases import phrase

NAMES = ("announced_on", "effective_on", "ends_on")
_ROLE_OF_ACT = {"says": "announced_on", "starts": "effective_on", "imposes": "effective_on", "ends": "ends_on", "pauses": "", "other": ""}
_BREAK = re.compile(r";|:\s|\s[–—-]{1,2}\s|—")
_SUBORDINATE = lexicon.Pattern(rf",?\s+{phrase('break-of-clause').pattern}")


@functools.lru_cache(512)
def acts_in(text: str) -> tuple[lexicon.Hit, ...]:
    """The acts that a sentence names, in its order."""
    return tuple(lexicon.scanner("acts").first_of_each(text, lexicon.words_of(text)))


def read_dates(sentence, sentences: list, day: str) -> list[DateMention]:
    """The dates of a sentence, with "the same day" read as the day told before it."""
    mentions = dates_in(sentence.text, day)
    for match in _SAME.finditer(sentence.text):
        # A minute is named with its clock: not that of a long past "since February 24" in the same sentence.
        passed = ("since",) if match["unit"].lower() in ("minute", "hour", "moment") else ()
        told = [m for m in mentions if m.value and m.end <= match.start() and m.relation not in passed]
        if not told:
            earlier = [s for s in sentences if 0 < sentence.index - s.index <= 2]
            told = [m for s in earlier for m in (s.dates if s.dates is not None else dates_in(s.text, day)) if m.value]
        if (match["lead"] or "").lower() in ("from", "since"):  # a start is the same as another start, not as the day of a signature
            told = [m for m in told if m.relation in ("start", "since")] or told
        told = [m.value for m in told]
        unit = match["unit"].lower()
        if told and unit in ("month", "year"):
            value = told[-1][: 7 if unit == "month" else 4]
        else:
            value = told[-1] if told and len(told[-1]) == 10 else ""
        if value:
            relation = "start" if match["lead"] and match["lead"].lower() != "on" else ""
            mentions.append(DateMention(match.start("same"), match.end(), sentence.text[match.start("same") : match.end()], value, "date", None, (match["lead"] or "").lower(), relation, "same"))
    return sorted(mentions)


_SAME = lexicon.Pattern(
    r"(?:\b(?P<lead>from|since|on|of|in)\s+)?\b(?P<same>(?:(?:the|that|this)\s+same|that)\s+(?P<unit>day|date|minute|hour|moment|month|year))\b"
)


def dates_of(sentence, index: int, span, day: str) -> dict[str, str]:
    """The three dates of one rate from the dates of its sentence; empty where not told."""
    text, percent = sentence.text, sentence.percents[index]
    out = dict.fromkeys(NAMES, "")
    own = [m for m in sentence.dates if span.left[0] <= m.start < percent.start or percent.end <= m.start]
    before = [m for m in sentence.dates if m not in own]
    own.sort(key=lambda m: m.start - percent.end if m.start >= percent.end else percent.start - m.end)
    for mention in own + before:  # a date of its own stretch goes before one that the sentence opens with
        if not mention.value or not _belongs(sentence, index, mention):
            continue
        role = role_of(text, mention)
        if not role and mention.relation == "point" and 0 <= mention.start - percent.end <= 4 and any(m.relation in ("start", "since") for m in sentence.dates):
            role = "effective_on"  # "30% from April 5 and 104% on April 9"
        if role and not out[role]:
            if role == "announced_on" and past(mention, day) > day[: len(mention.value)]:
                continue  # "a planned May 15 hearing"
            behind = role == "announced_on" or _RULING.search(text[: mention.start]) or (role == "ends_on" and mention.kind == "date" and _DID.search(text[: mention.start])) or _PAST_BEFORE.search(text[max(0, mention.start - 40) : mention.start])
            out[role] = past(mention, day) if behind else mention.value
            if len(out[role]) == 10 and _OR_DAY.match(text, mention.end):
                out[role] = out[role][:7]  # "on Monday or Tuesday" is no day
            if role == "effective_on" and mention.relation == "since":
                out["_since"] = "yes"
            if role == "effective_on" and by_act(text, mention):
                out["_by_act"] = "yes"
            if role == "ends_on" and mention.relation == "deadline":
                out["_until"] = mention.text
    if not any(out[name] for name in NAMES):
        out = _of_rate_before(sentence, index) or out
    if "_until" in out:
        out["ends_on"] = _after_start(out["ends_on"], out["effective_on"], out["_until"])
    if not out["effective_on"] and _AT_ONCE.search(text):
        out["effective_on"] = out["announced_on"]
    sentence.told_dates[index] = dict(out)  # the rates of a sentence are asked for in their order
    return out


def _after_start(end: str, start: str, words: str) -> str:
    """An end without a year is the first such day after the start: "from April 10 until May 14", told in November."""
    if len(start) == len(end) == 10 and not re.search(r"\d{4}", words):
        sooner = f"{int(end[:4]) - 1}{end[4:]}"
        return sooner if sooner > start else end
    return end


def _of_rate_before(sentence, index: int) -> dict[str, str] | None:
    """The dates of the rate before, where nothing but another pair of goods and rate follows: "..., and pork 10%"."""
    order = next((i for i, rate in enumerate(sentence.rates) if rate.index == index), 0)
    if not order:
        return None
    previous = sentence.rates[order - 1]
    begin, end = sentence.percents[previous.index].end, sentence.percents[index].end
    gap = sentence.text[begin:end]
    if _ITS_OWN_VERB.search(gap):
        return None
    if ";" in gap or any(begin <= m.start for m in sentence.dates if m.value and m.start < end and role_of(sentence.text, m) == "ends_on"):
        return None
    if any(begin <= hit.start < end and hit.rule["role"] not in ("starts",) for hit in acts_in(sentence.text)):
        return None
    return dict(sentence.told_dates.get(previous.index, ()))


_ITS_OWN_VERB = phrase("and-makes")
_AT_ONCE = phrase("at-once")
_WILL_MOVE = phrase("will-move")
_RULING = phrase("ruling-of")
_DID = phrase("was-done")
_PAST_BEFORE = phrase("act-before")
# The date of a law or an order that is only cited: "as set forth in Executive Order 14257 of April 2".
_CITED = re.compile(r"\b(?:Act|Agreement|Law|Order|Tariff|Proclamation|Announcement|Notice)\s+(?:No\.?\s*)?(?:\d[\d.-]*\s+)?(?:of\s+|No\.?\s*)?$|\bNo\.?\s*\d+\s+of\s+$")
_YEAR_OF_A_NAME = phrase("possessive")
_ORDER_OPENS = re.compile(r"(?:In|By|Under|With)\s+(?:\w+\s+){0,3}\d*\s*(?:of\s+)?$")


def past(mention: DateMention, day: str) -> str:
    """An announcement told without a future verb lies behind the publication day: "threatened on Monday"."""
    value = mention.value
    if not day or value <= day[: len(value)]:
        return value
    if len(value) == len(day) == 10 and re.search(r"day\b", mention.text) and 0 < _days(day, value) <= 7:
        return (date.fromisoformat(value) - timedelta(days=7)).isoformat()
    if len(value) == 10 and not re.search(r"\d{4}|day\b", mention.text):
        return f"{int(value[:4]) - 1}{value[4:]}"
    if len(value) == 7 and not re.search(r"\d{4}", mention.text):
        return f"{int(value[:4]) - 1}{value[4:]}"
    return value


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


_OF_SOMETHING_ELSE = phrase("of-something-else")
_OR_DAY = re.compile(r"\s+or\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_RISES_TO = phrase("rises-to")
_IN_RELATIVE = lexicon.Pattern(r",\s*(?:which|who|whose|that)\b[^,;]*$")


def _belongs(sentence, index: int, mention: DateMention) -> bool:
    """Whether a date is of this rate: in its own stretch of the sentence, or before the first rate and so of all."""
    text, percent = sentence.text, sentence.percents[index]
    for other in sentence.percents:
        if other.is_origin and other.end <= mention.start < other.end + 18 and mention.kind == "deadline":
            return False  # "39% from today, against 10% until yesterday"
        if other.is_origin and other.end <= mention.start < other.end + 18 and mention.end <= percent.start and any(percent.end <= m.start < percent.end + 18 and m.value for m in sentence.dates):
            return False  # "went from 25% on August 7 to 50% on August 27"
    if mention.end <= percent.start and _IN_RELATIVE.search(text[: mention.start]) and text[mention.end :].lstrip().startswith(",") and any(p.end <= mention.start for p in sentence.percents):
        return False  # "European cars, which have been charged 25% since April 3, will come under the same 15% limit"
    if any(percent.end <= other.start and other.end <= mention.start and _RISES_TO.search(text, percent.end, other.start) for other in sentence.percents):
        return False  # "the 25% tariff is to rise to 50% in 2027"
    if percent.end <= mention.start and _OF_SOMETHING_ELSE.search(text, percent.end, mention.start):
        return False  # "25% on Canada, which was the biggest supplier of aluminum in 2023"
    rates = sentence.rates
    if len(rates) < 2:
        return True
    opening = mention.start < 25 and mention.relation in ("start", "since") and not any(m.value and m.start > mention.start for m in sentence.dates)
    if opening:
        return True
    if ";" in text[min(percent.end, mention.end) : max(percent.start, mention.start)]:
        return False
    order = next(i for i, rate in enumerate(rates) if rate.index == index)
    begin = rates[order].span.left[0]
    end = rates[order + 1].span.left[0] if order + 1 < len(rates) else len(text)
    if begin <= mention.start < end:
        return True
    if mention.start < rates[0].span.left[1] and mention.end <= sentence.percents[rates[0].index].start:
        return True
    last = rates[-1]
    trailing = mention.start >= sentence.percents[last.index].end and mention.relation in ("start", "since", "point", "deadline")
    gap = text[percent.end : sentence.percents[last.index].start]
    return trailing and not any(d.value and percent.end <= d.start < mention.start for d in sentence.dates) and len(gap) < 160


@functools.lru_cache(512)  # every rate of a sentence asks it of every date there
def role_of(text: str, mention: DateMention) -> str:
    """Which of a tariff's dates a mention is: announced_on, effective_on, ends_on, or empty."""
    if _CITED.search(text[: mention.start]) and not _ORDER_OPENS.match(text[: mention.start]):
        return ""
    if mention.rule == "year" and _YEAR_OF_A_NAME.search(text[: mention.start]) and re.match(r"\s+[A-Za-z]", text[mention.end :]):
        return ""
    lead, relation = mention.lead, mention.relation
    if lead == "" and _PAYS_TODAY.search(text[: mention.start]) and _TODAY.fullmatch(mention.text):
        return ""  # "the rate that they pay today"
    acts = acts_in(text)
    left = [hit for hit in acts if hit.end <= mention.start and mention.start - hit.end < 70 and not _BREAK.search(text, hit.end, mention.start)]
    nearest = left[-1] if left else None
    if mention.kind in ("deadline", "duration_end") or relation == "deadline":
        return _role_of_end(text, mention, nearest)
    if lead == "for" and nearest is not None and nearest.rule["role"] == "says" and mention.kind == "date":
        return "effective_on"  # "announced on October 10 for November 1"
    if relation in ("start", "since"):
        if nearest is not None and nearest.rule["role"] in ("pauses", "ends") and mention.start - nearest.end < 30:
            return _ROLE_OF_ACT[nearest.rule["role"]]
        return "effective_on"
    if nearest is not None:
        said = left[-2] if len(left) > 1 else None
        if mention.rule == "weekday" and nearest.rule["role"] == "imposes" and said is not None and said.rule["role"] == "says" and _TOLD_TO.fullmatch(text, said.start, nearest.start):
            return "announced_on"  # "threatened to impose 10% on Monday"
        return _ROLE_OF_ACT[nearest.rule["role"]]
    stop = _SUBORDINATE.search(text, mention.end)
    begin = mention.end
    if mention.start < 15 and stop and stop.start() - mention.end < 4:  # "On January 21, after a meeting, he withdrew it"
        comma = text.find(",", stop.end())
        begin, stop = (comma, None) if comma > 0 else (begin, stop)
    if lead in ("on", "from", "in", "as of", "by") and _WILL_MOVE.search(text[: mention.start]) and not (left and left[-1].rule["role"] == "says"):
        return "effective_on"  # "will rise from 10% to 20% on March 4, Trump posted on Thursday"
    right = [hit for hit in acts if begin <= hit.start < (stop.start() if stop else len(text)) and not _BREAK.search(text, mention.end, hit.start)]
    if right and (right[0].start - mention.end < 60 or mention.start < 45):
        return _ROLE_OF_ACT[right[0].rule["role"]]
    before = [hit for hit in acts if hit.end <= mention.start]
    if mention.rule == "weekday" and len(before) > 1 and before[-1].rule["role"] == "imposes" and before[-2].rule["role"] == "says" and _TOLD_TO.fullmatch(text, before[-2].start, before[-1].start):
        return "announced_on"
    return _ROLE_OF_ACT[before[-1].rule["role"]] if before else ""


def by_act(text: str, mention: DateMention) -> bool:
    """Whether a start is only the day of the act, "imposed on Monday", which the tariff may follow later."""
    left = [hit for hit in acts_in(text) if hit.end <= mention.start and mention.start - hit.end < 70]
    return mention.relation not in ("start", "since") and mention.kind == "date" and not (left and left[-1].rule["role"] == "starts")


def _role_of_end(text: str, mention: DateMention, nearest: lexicon.Hit | None) -> str:
    """The role of a deadline or of a span's end: "until March" ends, "in two weeks" and "by May 14" begin."""
    lead = mention.lead or ""
    if mention.kind == "duration_end":
        if nearest is not None and nearest.rule["role"] == "pauses" or _PAUSE.search(text[mention.start : mention.end + 12]):
            return "ends_on"
        if nearest is not None and nearest.rule["role"] == "ends":
            return "ends_on"
        if re.search(r"\bin\s*$|within", lead or text[max(0, mention.start - 8) : mention.start]):
            return "effective_on"
        return "ends_on" if mention.rule == "length_from_date" else ""
    if (lead.endswith("to") or _TILL.search(lead + " " + text[max(0, mention.start - 25) : mention.start])):
        return "ends_on"
    if lead in ("by", "no later than") and (_BOUND_TO.search(text[: mention.start]) or (nearest is not None and nearest.rule["role"] in ("starts", "imposes"))):
        return "effective_on"
    return ""


_PAYS_TODAY = phrase("pays")
_TODAY = phrase("of-today")
_TOLD_TO = lexicon.Pattern(r"\w+(?:ed|ing)\s+(?:\w+\s+){0,2}to\s+")
_PAUSE = phrase("ends-in")
_TILL = phrase("until")
_BOUND_TO = phrase("bound-to")


def pause_days(text: str, mentions: list[DateMention]) -> int:
    """The length in days of a pause that a sentence tells in days; 0 if it tells none."""
    return next((m.days for m in mentions if m.kind.startswith("duration") and m.days and "day" in m.text.lower()), 0)

