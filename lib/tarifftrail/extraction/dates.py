"""Date phrases to dates, relative to the publication date.

A date stands around one telling word: a month, a weekday, a year, a unit of time, `today`. The vocabulary
(`dates.tsv`) finds these words; the patterns here read what is to their left and right (`date_cues.tsv`).
A value is never finer than the text: `in August` is `2025-08`, `last week` stays empty.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import NamedTuple

import pandas as pd

from tarifftrail import lexicon
from tarifftrail.extraction.gate import sentences

DAY_ORDERS = ("", "MDY", "DMY")


class DateMention(NamedTuple):
    """A date or a span of time as a text names it."""

    start: int
    end: int
    text: str
    value: str  # ISO text at its own precision; empty where it cannot be resolved ("last week")
    kind: str  # date, deadline (by, until), duration (a length of time), duration_end (the day on which it ends)
    days: int | None  # the length of a duration
    lead: str  # the words right before it, lower case: "effective", "no later than"
    relation: str  # what the lead says: start, since, deadline, range (after another date), point, or empty
    rule: str  # the reading that gave the value


class _Base(NamedTuple):
    """The publication date; `day` is None where only its month or year is known."""

    year: int
    month: int | None
    day: dt.date | None


# --- The grammar ------------------------------------------------------------------------------------


def _any(role: str, value: str | None = None) -> str:
    """One alternation of the cues of a role."""
    chosen = [rule for rule in lexicon.rules("date_cues") if rule["role"] == role and value in (None, rule["value"])]
    return "|".join(rule.pattern.replace(" ", r"\s+") for rule in chosen)


@functools.cache
def _cue_value(role: str, words: str) -> str:
    """The value of the first cue of a role that the words are."""
    return next((r["value"] for r in lexicon.rules("date_cues") if r["role"] == role and r.regex.fullmatch(words)), "")


@functools.cache
def _date_words() -> re.Pattern[str]:
    """One pattern for every date word of lower-cased text; a group for each rule would make it five times slower."""
    begins = lexicon.scanner("dates").begins
    lexicon.look_for("dates", lambda word: begins(word) or not word.isalnum())  # "jan.6"
    return re.compile(r"\b(?:" + "|".join(rule.pattern.replace(" ", r"\s+") for rule in lexicon.rules("dates")) + r")\b")


_INNER = re.compile(r"\w+")


def _date_words_in(text: str, lower: str) -> list[lexicon.Hit]:
    """The date words of a text, looked for only at the words that begin like one."""
    hits, end, match, words = [], 0, _date_words().match, lexicon.words_of(text)
    for number in words.places("dates"):
        start, word = words[number]
        places = (start,) if word.isalnum() else (start + inner.start() for inner in _INNER.finditer(word))
        for at in places:
            found = match(lower, at) if at >= end else None
            if found:
                end = found.end()
                hits.append(lexicon.Hit(at, end, _rule_of(found.group())))
    return hits


@functools.lru_cache(4096)
def _rule_of(word: str) -> lexicon.Rule:
    """The first rule that a date word is."""
    return next(rule for rule in lexicon.rules("dates") if rule.regex.fullmatch(word))


@functools.cache
def _grammar() -> dict[str, re.Pattern[str] | lexicon.Pattern]:
    """The patterns that read around a date word, built from the vocabulary on first use.

    They are read in lower-cased text: folding case at every word would cost five times as much.
    """
    day = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d%])(?!\.\d|,\d{3}(?!\d)|:\d|[\s-]*(?:%|per\s?cent|pct|percent|billion|million|trillion|bn|basis))"
    year = r"(?:19[4-9]\d|20[0-4]\d)(?![\d%])(?![.,]\d|-(?!(?:19|20)\d\d(?!\d))\d{3})"
    shift, part = _any("shift"), _any("part")
    number = rf"\d{{1,4}}|{_any('number')}"
    months, weekdays = ("|".join(rule.pattern for rule in lexicon.rules("dates") if rule["role"].startswith(role)) for role in ("month", "weekday"))
    any_weekday = weekdays + "|" + _any("weekday needs date")
    leads = "|".join(rf"(?P<{name}>{_any('lead', name)})" for name in ("deadline", "start", "since", "point"))
    sources = {
        # "[Friday,] [the] 1st [of]" before a month
        "month_left": rf"(?:(?<!\w)(?:{any_weekday})\.?,?\s+)?(?:the\s+)?(?<![\w.,$€£/-])(?P<day>{day})(?:\s?[-–]\s?(?P<day2>{day}))?(?:\s+day)?[\s-]+(?:of\s+)?$",
        # "[Friday,]" before a month that its day follows
        "weekday_left": rf"(?<!\w)(?:{any_weekday})\.?,?\s+(?:the\s+)?$",
        # "4[-7], 2025", ", 2025", "of last year" after a month
        "month_right": rf"""\.?
            (?: \s+(?:the\s+)?(?P<day>{day})
                (?: \s?[-–—/]\s?(?P<day2>{day})(?!\w)
                  | \s+(?:to|through|and|or)\s+(?P<day3>{day})(?=[,.;:)]|$|\s+{year}) )? )?
            (?: (?:,?\s+(?:of\s+|in\s+)?|-)(?P<year>{year}) | ,?\s+(?:of\s+)?(?P<shift>{shift})\s+year(?!\w) )?""",
        # "late last" before a month, a weekday or a year
        "modifier_left": rf"(?<!\w)(?:(?P<part>{part})[\s-]*)?(?:(?P<shift>{shift})\s+(?:week\s+(?P<week>(?:on\s+)?))?)?(?:(?P<part2>{part})[\s-]*)?$",
        # "Friday, [Aug. 1]" and "next week [on Tuesday]" are read at their second word
        "weekday_left_of": rf"\.?,?\s+(?:the\s+)?(?:(?:{months})\.?\s+{day}|{day}(?:\s+of)?\s+(?:{months})(?!\w))",
        "week_left_of": rf"(?:\s+on)?,?\s+(?:{weekdays})(?!\w)",
        # "between March", "the May contract", "Jan-Feb", "since Oct.", "the December quarter"
        "named_month_left": r"(?<!\w)(?:between|(?:an?|the|its|their|this|[a-z]+-traded|[a-z]+ed)(?<!united))\s+$",
        "named_month_right": r"(?:['’]s)?\s+(?!on\b|of\b)[a-z]|\s+and\s",
        "month_to_month": rf"\.?(?:\s?[-–]\s?|\s+(?:to|and|or|through)\s+)(?:{months})(?!\w)",
        "short_month_left": r"(?<!\w)(?:in|since|until|till|from|to|by|of|late|early|mid|last|next|end)[\s-]+$",
        "short_month_right": r"\.?(?=[,;:)]|$|\.?\s+(?:[a-z(]|$))(?!\s+del\b)",
        "futures_right": r"(?:\s+\w+){0,3}?\s+(?:contracts?|futures|deliver(?:y|ies))(?!\w)",
        "month_quarter": r"[\s-]quarter(?!\w)",
        "weekday_right": rf"(?:['’]s)?(?:\s+(?:of\s+)?(?P<shift>{shift})\s+week(?!\w))?",
        # "the next 90 [business]" before a unit
        "unit_left": rf"(?<!\w)(?:(?P<part>{part})\s+)?(?:(?P<shift>{shift})\s+)?(?:(?P<n>{number})[\s-]+)?(?:(?:{_any('count filler')})\s+)?$",
        "unit_right": rf"[\s-]*(?P<way>{_any('way')})(?!\w)",
        # "the end of the" before a unit, "-end" after it
        "period_left": rf"(?<!\w)(?:{part})\s+the\s+$|(?<!\w)mid[\s-]$",
        "period_end": r"['’]s\s+end(?!\w)|-end(?!\w)",
        # ", starting on" between a duration and its first day
        "duration_start": rf"(?:\s+[\w-]+){{0,5}}?,?\s+(?:{_any('lead', 'start')}|counted\s+from)(?:\s+(?:on|at|from|midnight|the|date|of))*\s+$",
        # "8/1/" or "01.08." or "the third quarter of" before a year
        "slashed_left": r"(?<![\w./-])(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)$",
        "quarter_left": rf"(?<!\w)(?:q[1-4]|[1-4]q|h[12]|(?:the\s+)?(?:{_any('ordinal')})[\s-]+(?:quarter|half))(?:\s+of|\s+in|,)?\s+$",
        "quarter_year": r"(?:\s+of|\s+in|,)?\s+(?:(?:19|20)\d\d|(?:last|this|next|the|that)\s+year)(?!\w)|\s+of\s+(?:the\s+)?(?:fiscal|game|match|a\b)",
        "quarter_of_firm": r"['’]?s?\s+(?:[\w-]+\s+){0,3}?(?:earnings|results?|profits?|revenues?|sales|net|ebitda?|loss(?:es)?|income|guidance|report)(?!\w)",
        "ordinal_left": rf"(?<!\w)(?:the\s+)?(?:{_any('ordinal')})[\s-]+(?:quarter|half)(?:\s+of|\s+in)?\s+$",
        "iso_right": r"(?:-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])|(?P<sep>[/.])(?P<month2>\d{1,2})(?P=sep)(?P<day2>\d{1,2}))(?![\d/-])",
        "span_right": r"\s?[-–/]\s?(?P<year>(?:19|20)?\d\d)(?![\d%-])",
        "cjk": r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)\s?年)?(?:\s?(?P<month>1[0-2]|0?[1-9])\s?月(?:\s?(?P<day>3[01]|[12]\d|0?[1-9])\s?[日号])?)?",
        # what stands before a date, with a time of day or fillers between
        "lead": rf"(?<![\w-])(?:(?P<range>{_any('lead', 'range')})(?:\s+the)?|(?:{leads})(?:[\s,]+(?:{_any('lead filler')}|{_any('clock')}))*)[\s,(]*$",
        "joint": r"[\s,]*(?:to|and|or|through|until|-|–|—|,)?[\s,]*(?:and|or)?\s*(?:the\s+)?",
        "deadline_right": rf"(?:\s+|-)(?:{_any('after deadline')})(?!\w)",
        "will_since_left": r"\b(?:will|shall|to)\s+(?:be\s+)?(?:\w+ly\s+)?(?:be\s+)?(?:implement|impos|appl|tak|enter|levi|charg|collect|com|start|begin|valid|effective)\w*\s+(?:into\s+)?(?:effect|force|effective)?\s*$",
        "stood_left": r"\b(?<!has\s)(?<!have\s)(?:applied|stood|was|were|paid)\s+since\s+$",
        "that_year": r"\s+(?:of\s+)?(?:that|the\s+same)\s+year",
        "tense": rf"\b(?:(?P<future>{_any('future')})|(?P<past>{_any('past')}))\b",
    }
    # A pattern that ends where the text does looks at the last word first.
    return {name: lexicon.Pattern(source) if source.endswith("$") else re.compile(source, re.VERBOSE if name == "month_right" else 0) for name, source in sources.items()}


# --- Reading a sentence -----------------------------------------------------------------------------


def dates_in(
    text: str,
    published: str | dt.date | None,
    *,
    day_order: str = "",
) -> list[DateMention]:
    """The dates and spans of time that a text names, in its order; best given one sentence.

    Relative dates resolve against `published` (ISO text at any precision, or a date) by the tense of the
    sentence; without it they stay empty. `day_order` (`MDY` or `DMY`) settles numeric dates such as 4/2/2025, which are left out without it.

    Raises ValueError for another `day_order` or a `published` that is no ISO date.

    >>> [m.value for m in dates_in("Talks on Friday led to a truce until Nov. 10.", "2025-10-26")]
    ['2025-10-24', '2025-11-10']
    """
    if day_order not in DAY_ORDERS:
        raise ValueError(f"day_order is {day_order!r}, not one of {', '.join(map(repr, DAY_ORDERS))}")
    return list(_mentions(text, published, day_order))


@functools.lru_cache(512)  # the dates of a sentence are asked for by its rates, by what it tells and by its events
def _mentions(text: str, published: str | dt.date | None, day_order: str) -> tuple[DateMention, ...]:
    lower = lexicon.lower_case(text)
    hits = _date_words_in(text, lower)
    if not hits and "月" not in text and "年" not in text:
        return ()
    return tuple(_Reader(text, lower, _base(published), day_order).read(hits))


def find_dates(text: str, published: str | dt.date | None = None, *, day_order: str = "") -> pd.DataFrame:
    """Every date of a text that resolves: a frame with `start`, `end`, `value` and `kind`.

    `value` is ISO text at its true precision, `kind` is date, deadline or duration end. Lengths of time
    and phrases that name no day, month or year ("last week") give no row.
    """
    rows = []
    for begin, end in sentences(text):
        for mention in dates_in(text[begin:end], published, day_order=day_order):
            if mention.value:
                rows.append((begin + mention.start, begin + mention.end, mention.value, mention.kind.replace("_", " ")))
    frame = pd.DataFrame(rows, columns=["start", "end", "value", "kind"])
    return frame.astype({"start": "int64", "end": "int64", "value": "str", "kind": "str"})


def add_days(value: str, days: int) -> str:
    """The ISO date that many days later; empty unless the value names a day."""
    return (dt.date.fromisoformat(value) + dt.timedelta(days)).isoformat() if len(value) == 10 else ""


def _base(published: str | dt.date | None) -> _Base | None:
    if published is None or published == "" or published is pd.NaT:
        return None
    if isinstance(published, dt.datetime):
        published = published.date()
    if isinstance(published, dt.date):
        return _Base(published.year, published.month, published)
    parts = [int(part) for part in published[:10].split("-")]
    if len(parts) == 3:
        return _Base(parts[0], parts[1], dt.date(*parts))
    return _Base(parts[0], parts[1] if len(parts) == 2 else None, None)


class _Reader:
    """Reads one text; holds what its readings share."""

    def __init__(self, text: str, lower: str, base: _Base | None, day_order: str):
        self.text, self.lower, self.base, self.day_order = text, lower, base, day_order
        self.grammar = _grammar()
        self.mentions: list[DateMention] = []
        self.taken = 0  # where the last mention ends
        self._tenses: list[tuple[int, int, str]] | None = None
        self._open: list[int] = []  # mentions of month and day that may take their year from a neighbour
        self._stated: set[int] = set()  # mentions whose year the text states

    def read(self, hits: list[lexicon.Hit]) -> list[DateMention]:
        """The mentions that the date words give."""
        blocked = 0
        for hit in hits:
            role = hit.rule["role"]
            if hit.start < max(self.taken, blocked):
                continue
            if role == "never":
                blocked = hit.end
            elif role.startswith("month"):
                self._read_month(hit, role)
            elif role == "weekday":
                self._read_weekday(hit)
            elif role == "year":
                self._read_year(hit)
            elif role in ("unit", "season"):
                self._read_unit(hit, role)
            elif role == "quarter":
                self._read_quarter(hit)
            elif role == "moment":
                self._read_moment(hit)
            else:
                self._read_named(hit)
        self._share_years()
        if "月" in self.text or "年" in self.text:
            self._read_cjk()
            self.mentions.sort()
        return self.mentions

    # --- one kind of word each

    def _read_month(self, hit: lexicon.Hit, role: str) -> None:
        text, month = self.text, int(hit.rule["value"])
        if not text[hit.start].isupper():
            return
        right = self.grammar["month_right"].match(self.lower, hit.end)
        left = self._left("month_left", hit.start) if not right["day"] else None
        start, end = hit.start, right.end()
        side, before = (right, self._left("weekday_left", hit.start)) if right["day"] else (left, left)
        if side:
            spans = [side.span(name) for name in ("day", "day2", "day3") if name in side.re.groupindex and side[name]]
            self._add_days(before.start() if before else start, end, month, spans, right)
            return
        modifier = self._left("modifier_left", hit.start)
        shift = _cue_value("shift", modifier["shift"]) if modifier and modifier["shift"] else ""
        start = modifier.start() if modifier else start
        year = right["year"]
        quarter = None if year else self.grammar["month_quarter"].match(self.lower, right.end())
        joined = role != "month" and not year and self._joined_month(start, hit.end)
        if role == "month needs day" and not (year or joined or self._short_month(start, hit.end)):
            return
        if right["shift"]:
            value = self._month_value(month, year=self._shifted_year(right["shift"]))
        elif year:
            value = self._month_value(month, year=int(year))
        else:
            lead = self._lead(start)
            cued = modifier or quarter or joined or lead[1] in ("start", "since", "deadline") or lead[0] in ("in", "of", "during")
            if role == "month needs cue" and not cued and not (self._left("named_month_left", start) and self.grammar["named_month_right"].match(text, hit.end)):
                return
            value = self._month_value(month, tense={"-1": "last", "1": "next", "0": "this"}.get(shift) or self._month_tense(start, hit.end))
        if quarter:  # "the December quarter" names three months, of which the month is the last
            end, value = quarter.end(), value[:4]
        self._add(start, end, value, "month", stated=bool(year))
        if not (year or right["shift"] or shift or quarter):
            self._open.append(len(self.mentions) - 1)

    def _month_tense(self, start: int, end: int) -> str:
        """The tense of a month; what is traded "for April delivery" lies ahead of what its price did."""
        return "future" if self.grammar["futures_right"].match(self.lower, end) else self._tense(start, end)

    def _joined_month(self, start: int, end: int) -> bool:
        """Whether a month stands in a range or list of months: "between March and May", "Jan-Feb"."""
        last = self.mentions[-1] if self.mentions else None
        if last and last.rule == "month" and self.grammar["joint"].fullmatch(self.lower, last.end, start):
            return True
        return bool(self.grammar["month_to_month"].match(self.lower, end))

    def _short_month(self, start: int, end: int) -> bool:
        """Whether a short month stands alone after a word for time: "since Oct.", not "in Mar del Plata"."""
        return bool(self._left("short_month_left", start) and self.grammar["short_month_right"].match(self.text, end))

    def _add_days(self, start: int, end: int, month: int, spans: list[tuple[int, int]], right: re.Match[str]) -> None:
        """Add a month with its day, and the last day of a range as a mention of its own."""
        year = int(right["year"]) if right["year"] else self._shifted_year(right["shift"]) if right["shift"] else None
        relation = self._lead(start)[1]
        tense = self._tense(start, end, relation)
        for first, last in spans:
            of_range = first != spans[0][0]
            span = (first, end) if of_range else (start, last if len(spans) > 1 else end)
            value = self._day_value(month, int(re.match(r"\d+", self.text[first:last])[0]), year, tense, sure=relation == "since")
            self._add(*span, value, "month_day", stated=year is not None, lead=("to", "range") if of_range else None)
            if year is None:
                self._open.append(len(self.mentions) - 1)

    def _read_weekday(self, hit: lexicon.Hit) -> None:
        if not self.text[hit.start].isupper() or self.grammar["weekday_left_of"].match(self.lower, hit.end):
            return
        weekday = int(hit.rule["value"])
        right = self.grammar["weekday_right"].match(self.lower, hit.end)
        left = self._left("modifier_left", hit.start)
        start = left.start() if left else hit.start
        week = right["shift"] or (left["shift"] if left and left["week"] is not None else None)
        shift = left["shift"] if left and left["week"] is None else None
        value = ""
        if self.base and self.base.day:
            day = self.base.day
            if week:
                monday = day - dt.timedelta(day.weekday())
                value = (monday + dt.timedelta(weekday + 7 * int(_cue_value("shift", week)))).isoformat()
            else:
                value = self._weekday_value(weekday, _cue_value("shift", shift) if shift else "", start, hit.end)
        self._add(start, max(right.end(), hit.end), value, "weekday")

    def _weekday_value(self, weekday: int, shift: str, start: int, end: int) -> str:
        """The day that a weekday names: by its `last` or `next`, else by the tense it hangs on."""
        day = self.base.day
        back = (day.weekday() - weekday) % 7
        if shift == "-1":
            # "Last Friday" written on a Saturday is not yesterday: that would be "Friday".
            return (day - dt.timedelta(back if back > 1 else back + 7)).isoformat()
        if shift == "1":
            return (day + dt.timedelta(7 - day.weekday() + weekday if day.weekday() < 6 else 7 - back)).isoformat()
        words, relation = self._lead(start)
        last = self.mentions[-1] if self.mentions else None
        if relation == "range" and last and last.rule == "weekday" and last.value:  # "from Monday to Friday"
            first = dt.date.fromisoformat(last.value)
            return (first + dt.timedelta((weekday - first.weekday()) % 7)).isoformat()
        # "Raised its tariff with effect from Thursday": what is effective lies after the act, past as that may be.
        tense = "future" if words.startswith(("effective", "with effect")) else self._tense(start, end, relation)
        # In a title without a verb "from Saturday" is the next one, "on Saturday" the last.
        ahead = tense == "future" or (tense == "" and (shift == "0" or words.startswith(("from", "starting"))))
        return (day + dt.timedelta(-back % 7 if ahead else -back)).isoformat()

    def _read_year(self, hit: lexicon.Hit) -> None:
        text, start, end, year = self.text, hit.start, hit.end, int(self.text[hit.start : hit.end])
        iso = self.grammar["iso_right"].match(self.lower, end)
        if iso:
            month, day = int(iso["month"] or iso["month2"]), int(iso["day"] or iso["day2"])
            self._add(start, iso.end(), _iso(year, month, day), "iso", stated=True)
            return
        slashed = self._left("slashed_left", start)
        if slashed:
            value = self._slashed(int(slashed["a"]), int(slashed["b"]), year, slashed["sep"])
            self._add(slashed.start(), end, value, "numeric", stated=True)
            return
        if start and text[start - 1] in "$€£#.,/" or re.match(r"[.,]?\d|%|-(?!(?:19|20)\d\d(?!\d))\d{3}|\s?(?:%|percent|per cent)", text[end : end + 12]):
            return
        span = self.grammar["span_right"].match(self.lower, end)
        left = self._left("quarter_left", start) or self._left("modifier_left", start)
        if not left and start and text[start - 1] in "-–" and not self.lower.endswith(("pre-", "post-"), 0, start):
            return
        start = left.start() if left else start
        self._add(start, end, str(year), "year", stated=True)
        if span:
            last = int(span["year"]) if len(span["year"]) == 4 else year // 100 * 100 + int(span["year"])
            if year < last <= year + 40:
                self._add(span.start("year"), span.end(), str(last), "year", stated=True, lead=("to", "range"))

    def _read_unit(self, hit: lexicon.Hit, role: str) -> None:
        unit = hit.rule["value"] or role
        if unit == "7" and self.grammar["week_left_of"].match(self.lower, hit.end):
            return
        left = self._left("unit_left", hit.start)
        shift = _cue_value("shift", left["shift"]) if left and left["shift"] else ""
        count = left["n"] if left else None
        if shift and not count:
            before = self._left("ordinal_left", left.start())
            self._add((before or left).start(), hit.end, self._shifted(hit, left, unit, int(shift)), "period")
            return
        if count is None:
            whole = self.grammar["period_end"].match(self.lower, hit.end) or self._left("period_left", hit.start)
            if whole:
                self._add(min(whole.start(), hit.start), max(whole.end(), hit.end), self._period(unit, 0), "period")
            return
        number = int(count) if count.isdigit() else int(_cue_value("number", count) or 0)
        self._read_count(hit, left, number, count.lower() in ("a", "an"), unit, shift)

    def _shifted(self, hit: lexicon.Hit, left: re.Match[str], unit: str, shift: int) -> str:
        """`last month` or `the following day`; `over the past month` and `the coming months` are no month of the calendar."""
        word = left["shift"].split()[-1]
        last = next((m.value for m in reversed(self.mentions) if m.value), "")
        if word in ("following", "previous", "prior") or (unit == "1" and word == "next"):
            return self._moved(_base(last), shift, unit) if last else self._period(unit, shift)
        window = word == "past" or self.lower.endswith("the ", 0, left.start("shift"))
        return "" if shift and (window or self.lower.endswith("s", 0, hit.end)) else self._period(unit, shift)

    def _read_count(self, hit: lexicon.Hit, left: re.Match[str], number: int, article: bool, unit: str, shift: str) -> None:
        """A counted unit: `90 days ago`, `in two months`, `a 90-day pause from May 14`."""
        start = left.start()
        if not unit.isdigit() or not number:
            return
        right = self.grammar["unit_right"].match(self.lower, hit.end)
        way = _cue_value("way", right["way"]) if right else ""
        end = right.end() if right else hit.end
        before = self.lower[max(0, start - 12) : start].split()[-1:]  # "take effect in" is a lead of its own
        if before == ["half"]:
            return
        if way == "ago" and before == ["from"] and self.mentions and self.mentions[-1].rule == "month":
            # "Prices in December were flat from a year ago": counted from that month.
            self._add(start, end, self._moved(_base(self.mentions[-1].value or None), -number, unit), "from_mention")
        elif way == "ago":
            self._add(start, end, self._moved(self.base, -number, unit), "ago")
        elif way == "hence":
            self._add(start, end, self._moved(self.base, number, unit), "ahead")
        elif way in ("later", "earlier"):
            anchor = next((m.value for m in reversed(self.mentions) if m.value), "")
            if anchor:
                self._add(start, end, self._moved(_base(anchor), number if way == "later" else -number, unit), "from_mention")
        elif shift == "1" or before == ["within"]:
            self._add(start, end, self._moved(self.base, number, unit), "ahead", kind="deadline")
        elif shift == "-1":
            return
        elif before == ["in"]:
            if self._tense(start, end) == "future":
                self._add(start, end, self._moved(self.base, number, unit), "ahead", days=number * int(unit), kind="duration_end")
        elif not article or before == ["for"] or way == "long":
            self._add(start, end, "", "length", kind="duration", days=number * int(unit))

    def _read_quarter(self, hit: lexicon.Hit) -> None:
        """`Q3`, `3Q25` or `the third quarter` without a year beside it; a company's quarter may be of any year."""
        if self.grammar["quarter_year"].match(self.lower, hit.end) or self.lower.endswith(("fiscal ", "fiscal-", "audi "), 0, hit.start):
            return
        word = self.lower[hit.start : hit.end]
        number = int(_cue_value("ordinal", re.split(r"[\s-]", word)[0]) or re.search(r"[1-4]", word)[0])
        year = re.search(r"\d\d$", word)
        if year:
            value = f"20{year[0]}"
        elif self.grammar["quarter_of_firm"].match(self.lower, hit.end):
            value = ""
        else:
            value = self._month_value(3 * number - 1, tense=self._tense(hit.start, hit.end))[:4]
        self._add(hit.start, hit.end, value, "quarter", stated=bool(year))

    def _read_moment(self, hit: lexicon.Hit) -> None:
        value = ""
        if self.base and self.base.day:
            value = (self.base.day + dt.timedelta(int(hit.rule["value"]))).isoformat()
        elif self.base and hit.rule["value"] == "0" and self.base.month:
            value = f"{self.base.year:04d}-{self.base.month:02d}"
        self._add(hit.start, hit.end, value, hit.rule.id)

    def _read_named(self, hit: lexicon.Hit) -> None:
        value = hit.rule["value"]
        if len(value) == 5:
            value = self._day_value(int(value[:2]), int(value[3:]), None, self._tense(hit.start, hit.end))
        self._add(hit.start, hit.end, value, hit.rule.id)

    def _read_cjk(self) -> None:
        for match in self.grammar["cjk"].finditer(self.lower):
            if not match["month"] and not match["year"]:
                continue
            month, day, year = (int(match[name]) if match[name] else None for name in ("month", "day", "year"))
            if year and not month:
                value = str(year)
            elif day:
                value = self._day_value(month, day, year, "")
            else:
                value = self._month_value(month, year=year)
            self._add(match.start(), match.end(), value, "cjk", stated=year is not None)

    # --- what they share

    def _left(self, name: str, at: int) -> re.Match[str] | None:
        """The pattern's match that ends right at a place and begins after the last mention."""
        match = self.grammar[name].search(self.lower, max(self.taken, at - 48), at)
        return match if match and match.end() > match.start() else None

    def _lead(self, start: int) -> tuple[str, str]:
        """(the cue right before a date, what it says); both empty where there is none."""
        match = self.grammar["lead"].search(self.lower, max(0, start - 72), start)
        if not match:
            return "", ""
        relation = match.lastgroup
        words = re.sub(r"\s+", " ", match[relation].lower())
        previous = self.mentions[-1] if self.mentions else None
        if relation == "range" and not (previous and self.text[previous.end : match.start()].strip(" ,") == ""):
            return words, "deadline" if words in ("to", "through") else ""
        if relation == "range" and words in ("and", "-", "–"):
            return words, previous.relation
        if relation == "since" and self.grammar["will_since_left"].search(self.lower, max(0, match.start() - 60), match.start()):
            relation = "start"  # "will be implemented since Aug. 23"
        return words, relation

    def _tense(self, start: int, end: int, relation: str = "") -> str:
        """past or future after the nearest tense cue before the date, else the first after it; empty if unknown."""
        if relation == "since":
            return "past"
        if self._tenses is None:
            self._tenses = [(m.start(), m.end(), m.lastgroup) for m in self.grammar["tense"].finditer(self.lower)]
        before = [tense for _, last, tense in self._tenses if last <= start]
        led = [tense for _, last, tense in self._tenses if last < start - 1]  # without the "until" itself
        if relation == "deadline" and not led and (first := next((m for m in self._tenses if m[0] >= end), None)) and first[2] == "past" and first[0] - end < 30:
            return "past"  # "Until Tuesday it had paid the surcharge"
        if relation == "deadline" and (not before or before[-1] != "future"):
            return ""  # "delayed until March 1": the deadline lies after the act, on whichever side of today
        if before:
            return before[-1]
        following = next(((first, last, tense) for first, last, tense in self._tenses if first >= end), None)
        if following is None:
            return ""
        # "On Sunday promised to impose": the day is that of the promise.
        return "past" if self.lower[following[0] : following[1]].split()[0].endswith("ed") else following[2]

    def _add(
        self, start: int, end: int, value: str, rule: str, *, kind: str = "date", days: int | None = None, stated: bool = False, lead: tuple[str, str] | None = None
    ) -> None:
        words, relation = lead or self._lead(start)
        if kind == "date" and (relation == "deadline" or self.grammar["deadline_right"].match(self.lower, end)):
            kind, relation = "deadline", "deadline"
        if stated:
            self._stated.add(len(self.mentions))
        self._end_duration(start, value)
        self.mentions.append(DateMention(start, end, self.text[start:end], value, kind, days, words, relation, rule))
        self.taken = end

    def _end_duration(self, start: int, value: str) -> None:
        """If the date about to be added is a duration's first day, compute when that ends."""
        last = self.mentions[-1] if self.mentions else None
        if last and last.kind == "duration" and len(value) == 10 and self.grammar["duration_start"].fullmatch(self.lower, last.end, start):
            ends = add_days(value, last.days) if last.days % 30 or "month" not in last.text.lower() else _months_on(dt.date.fromisoformat(value), last.days // 30)
            self.mentions[-1] = last._replace(value=ends, kind="duration_end", rule="length_from_date")

    def _share_years(self) -> None:
        """Give a month and day without a year the one stated right beside it ("July 9 to August 1, 2019")."""
        for index in reversed(self._open):
            mention = self.mentions[index]
            years = [one.value[:4] for number, one in enumerate(self.mentions[:index]) if number in self._stated]
            # "50 percent from August 6, 2025 ...: 40 on top of the 10 that applied since April 5": the past tense stays in that year.
            within = mention.relation == "since" and self.grammar["stood_left"].search(self.lower, max(0, mention.start - 40), mention.start) is not None
            if years and (within or self.grammar["that_year"].match(self.lower, mention.end)):
                self.mentions[index] = mention._replace(value=years[-1] + mention.value[4:])
                self._stated.add(index)
                continue
            for other in (index + 1, index - 1):
                if other in self._stated and 0 <= other < len(self.mentions):
                    first, second = sorted((mention, self.mentions[other]), key=lambda m: m.start)
                    if first.start == second.start or self.grammar["joint"].fullmatch(self.lower, first.end, second.start):
                        self.mentions[index] = mention._replace(value=self.mentions[other].value[:4] + mention.value[4:])
                        self._stated.add(index)
                        break
                    told, gap = self.mentions[other].value, self.text[first.end : second.start]
                    today = self.base.day.isoformat() if self.base and self.base.day else ""
                    if len(told) == len(mention.value) == 10 and told < today and len(gap) < 60 and ";" not in gap:
                        # "145 percent on April 10, 2025, and dropped to 30 percent on May 14": told in order, or all of one year.
                        year = int(told[:4]) + (first is not mention and mention.relation != "since" and mention.value[4:] < told[4:])
                        if (value := f"{year}{mention.value[4:]}") <= today:
                            self.mentions[index] = mention._replace(value=value)
                            self._stated.add(index)
                            break

    def _shifted_year(self, shift: str) -> int | None:
        return self.base.year + int(_cue_value("shift", shift)) if self.base else None

    def _period(self, unit: str, shift: int) -> str:
        """`last month` or `this year` as ISO text; weeks, quarters and seasons name no month."""
        if not self.base:
            return ""
        if unit == "365":
            return f"{self.base.year + shift:04d}"
        if unit == "30" and self.base.month:
            return _month_text(self.base.year, self.base.month + shift)
        return ""

    def _moved(self, base: _Base | None, count: int, unit: str) -> str:
        """The date that many units from a base, no finer than the unit."""
        if base is None:
            return ""
        if unit == "1":
            return (base.day + dt.timedelta(count)).isoformat() if base.day else ""
        if unit == "30":
            return _month_text(base.year, base.month + count) if base.month else ""
        return f"{base.year + count:04d}" if unit == "365" else ""

    def _slashed(self, a: int, b: int, year: int, separator: str) -> str:
        """A numeric date; empty where the order of day and month is not certain."""
        order = "DMY" if separator == "." or a > 12 else "MDY" if b > 12 else self.day_order
        if not order:
            return ""
        return _iso(year, b, a) if order == "DMY" else _iso(year, a, b)

    def _month_value(self, month: int, *, year: int | None = None, tense: str = "") -> str:
        """A month as ISO text; without a year the nearest one in the direction of the tense, or the `last`, `this` year's or `next` one."""
        if year is None:
            if self.base is None or self.base.month is None:
                return ""
            ahead = (month - self.base.month) % 12
            if tense == "this":
                ahead = month - self.base.month
            elif tense == "last" or (ahead and (tense == "past" or (tense == "" and ahead > 6))):
                ahead -= 12
            elif tense == "next":
                ahead = ahead or 12
            return _month_text(self.base.year, self.base.month + ahead)
        return f"{year:04d}-{month:02d}"

    def _day_value(self, month: int, day: int, year: int | None, tense: str, *, sure: bool = False) -> str:
        """A month and day as ISO text; without a year the nearest one in the direction of the tense, which `sure` says is certain."""
        if year is not None:
            return _iso(year, month, day)
        if self.base is None:
            return ""
        if self.base.day is None:
            return _iso(self.base.year, month, day)
        around = [value for value in (_iso(self.base.year + offset, month, day) for offset in (-1, 0, 1)) if value]
        if not around:
            return ""
        distance = {value: (dt.date.fromisoformat(value) - self.base.day).days for value in around}
        nearest = min(around, key=lambda value: (abs(distance[value]), -distance[value]))
        agreeing = [value for value in around if tense == "" or distance[value] == 0 or (distance[value] > 0) == (tense == "future")]
        best = min(agreeing, key=lambda value: abs(distance[value]), default=nearest)
        # A tense read wrongly moves a date by a year: another year's far day loses to a near one.
        doubtful = not sure and best[:4] != str(self.base.year) and abs(distance[best]) > 183 and abs(distance[nearest]) <= 122
        return nearest if doubtful else best


def _iso(year: int, month: int, day: int) -> str:
    """The day as ISO text, empty for one that does not exist."""
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _month_text(year: int, month: int) -> str:
    """A month counted from January of a year, before 1 or past 12 too, as ISO text."""
    return f"{year + (month - 1) // 12:04d}-{(month - 1) % 12 + 1:02d}"


def _months_on(day: dt.date, months: int) -> str:
    """The same day some months later, or the month's last day where it has no such day."""
    text = _month_text(day.year, day.month + months)
    return next(filter(None, (_iso(int(text[:4]), int(text[5:]), day.day - less) for less in range(4))))
