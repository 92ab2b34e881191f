"""Reports as dated statements: on which days a report speaks for its rate, against it, or for the rate before.

A statement is a point: "on day t the rate stood" or "on day t it did not", with a weight. The weights say how
directly a report bears on that day; they are the whole of the model's opinion about news and are kept in one table:

* a start told by day speaks for that day at full weight, and a little against the day before;
* news of a change without a day speaks for the day of publication, and a little against the week before;
* a report that a rate stands speaks for the day of publication, and, if it tells since when, against every rival
  rate that is said to start in between;
* an announcement speaks for its day less than a report made afterwards, and less still for each later report that
  gives the same day another rate or says that the step is off;
* an end speaks against the rate from that day on. An end and a start told within a week of each other are one step,
  on the day of the start: texts give the last day, the first day after, or the day of a ruling without distinction;
* "raised from 10 to 25" speaks for 10 on the day before, unless 10 itself was only announced for a later day.

Threats speak for no level. An article that tells of a pair's duties on lists and products and of none on all goods speaks
a little for there being none.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tarifftrail.record.evidence import Report

WEIGHT = {
    "start": 1.0,
    "not the day before": 0.3,
    "not the week before": 0.3,
    "previous": 0.7,
    "stands, as news": 0.8,
    "stands, as background": 0.6,
    "stands, but was replaced": 0.2,
    "stands since": 0.4,
    "against a rival start": 0.4,
    "month told": 0.4,
    "start announced": 0.7,
    "not yet": 0.5,
    "start after a pause": 0.25,
    "suspended": 0.5,
    "ended": 0.5,
    "last day": 0.4,
    "over": 0.4,
    "over as scheduled": 0.3,
    "over with others": 0.8,
    "never": 0.7,
    "a new duty told as a cut": 0.7,
    "silent": 0.15,
}
IMPLIED = ("not the day before", "not the week before")
AGAINST = {*IMPLIED, "not yet", "suspended", "ended", "over", "over as scheduled", "never"}
CONTRADICTED = 0.5  # what each later contradicting report leaves of an announcement
MOST_NOT_BEFORE = 1.2  # summed over articles: that a rate did not stand the day before is read into them, not told
NEWS = 7  # days that a report of a change without a day looks back
HOURS = 1  # a rate paused within a day of its start was charged for hours if at all
PUT_OFF = 60  # days within which a rate that starts later than announced is the one announced
ONE_STEP = 7  # days between an end and a start that are told of one step
COMMON_END = 3  # partners of one imposer whose duties one article ends on one day: one act, which ends all such duties
STANDING = ("level", "additional")  # an increment says how far a rate moves, not where it stands


@dataclass(frozen=True, slots=True)
class Statement:
    """What a report says about one day: `what` is a key of `WEIGHT`.

    `against` tells that it speaks against its rate on that day, and not for it. `beside` are the programmes that begin
    that very day and so are not what ended.
    """

    day: int
    weight: float
    report: Report
    what: str
    beside: frozenset[str] = frozenset()

    @property
    def against(self) -> bool:
        return self.what in AGAINST


@dataclass(frozen=True, slots=True)
class Support:
    """A reason to let a level change on a day: a start or an end that is told by day."""

    day: int
    weight: float
    report: Report


def same_kind(one: Report, other: Report) -> bool:
    """Whether two reports speak of the same thing: the same programme, or both of none."""
    return one.slot == other.slot


def _starts(found: Iterable[Report]) -> dict[int, list[Report]]:
    starts: dict[int, list[Report]] = defaultdict(list)
    for report in found:
        if report.start is not None and report.stage != "threatened" and report.basis in STANDING and not report.never_began:
            starts[report.start].append(report)
    return starts


def _contradictions(report: Report, starts: dict[int, list[Report]], calls_off: list[Report]) -> int:
    """How many later independent articles give an announced day another rate, the rate a later day, or say that it is off."""
    articles = {
        peer.article
        for peer in starts.get(report.start, ())
        if peer.published > report.published and same_kind(peer, report) and peer.rates != report.rates
    }
    articles |= {
        peer.article
        for day in range(report.start + 1, report.start + PUT_OFF + 1)
        for peer in starts.get(day, ())
        if peer.published > report.published and peer.stage in ("in_force", "ended") and _same(peer, report)
    }
    articles |= {
        peer.article
        for peer in calls_off
        if peer.published >= report.published and peer.article != report.article and peer.rates == report.rates
        # A pause speaks of this announcement only if it was told before the day it was to begin, or names that day.
        and (report.start is None or peer.published <= report.start or peer.start == report.start)
    }
    return len(articles)


def _same(one: Report, other: Report) -> bool:
    return one.slot == other.slot and one.rates == other.rates


def step_day(end: int, ended: Report, starts: dict[int, list[Report]]) -> int:
    """The day of the step that an end belongs to: that of the best told start of another duty within a week after."""
    support = {
        day: len({report.article for report in starts.get(day, ()) if not _same(report, ended)})
        for day in range(end, end + ONE_STEP + 1)
    }
    best = max(support.values())
    return min(day for day, count in support.items() if count == best) if best else end


def _only_planned(report: Report, day: int, starts: dict[int, list[Report]]) -> bool:
    """Whether the rate that a report moves from was by all accounts to begin after the day."""
    begins = [start for start, peers in starts.items() for peer in peers if peer.lo == report.previous and same_kind(peer, report)]
    return bool(begins) and min(begins) > day


def statements(found: list[Report]) -> tuple[list[Statement], list[Support]]:
    """Everything that the reports of one series say about single days."""
    starts = _starts(found)
    days = sorted(starts)
    first = {}
    for day in days:
        for report in starts[day]:
            first.setdefault(report.slot, day)
    calls_off = [report for report in found if report.stage == "suspended" or report.never_began]
    said: list[Statement] = []
    supports: list[Support] = []
    for report in found:
        if report.basis not in STANDING:
            if report.start is not None and report.stage != "threatened":
                supports.append(Support(report.start, 0.5 * report.weight, report))
            continue
        for what, day in _points(report, starts, days, first):
            if what == "previous" and _only_planned(report, day, starts):
                continue
            weight = WEIGHT[what] * report.weight
            if what in ("start announced", "start after a pause"):
                weight *= CONTRADICTED ** _contradictions(report, starts, calls_off)
            beside = frozenset(peer.slot for peer in starts.get(day, ())) if what == "over" else frozenset()
            said.append(Statement(day, weight, report, what, beside))
            if what in ("start", "start announced", "over", "stands, as news"):
                supports.append(Support(day, weight, report))
    return _capped(said), supports


def _capped(said: list[Statement]) -> list[Statement]:
    """The statements, those about the days before a start cut to what all of them together may weigh."""

    def fact(one: Statement) -> tuple:
        return one.day, one.report.slot, one.report.rates

    sums: dict[tuple, float] = defaultdict(float)
    for one in said:
        if one.what in IMPLIED:
            sums[fact(one)] += one.weight
    return [replace(one, weight=one.weight * min(1.0, MOST_NOT_BEFORE / sums[fact(one)])) if one.what in IMPLIED else one for one in said]


def _points(report: Report, starts: dict[int, list[Report]], days: list[int], first: dict[str, int]) -> Iterable[tuple[str, int]]:
    told, start, end = report.published, report.start, report.end
    has_previous = not math.isnan(report.previous)
    if report.stage == "in_force":
        if start is not None and start <= told:
            yield "start", start
            if told > start:
                yield "stands since", told
            for day in days:
                if start < day < told and any(peer.rates != report.rates and same_kind(peer, report) for peer in starts[day]):
                    yield "against a rival start", day
            yield ("previous" if has_previous else "not the day before"), start - 1
        else:
            if report.direction != "none":
                yield "stands, as news", told
                yield "not the week before", told - NEWS - 1
            else:
                yield ("stands, but was replaced" if _stale(report, starts, days) else "stands, as background"), told
            if report.effective and report.effective[1] < told:
                yield "month told", report.effective[1]
    elif report.stage == "announced":
        yield ("previous" if has_previous else "not yet"), told
        if start is not None:
            yield "start announced", start
            if has_previous and start - 1 > told:
                yield "previous", start - 1
    elif report.stage == "suspended":
        yield "suspended", told
        if start is not None and start > told:
            yield "start after a pause", start
        elif start is not None and told - start <= HOURS:
            yield "never", start
    elif report.never_began:
        if start is not None:
            yield "never", start
    elif report.stage == "ended":
        if start is not None:
            yield "start", start
            yield ("previous" if has_previous else "not the day before"), start - 1
        if end is not None:
            step = step_day(end, report, starts)
            yield "last day", step - 1
            yield "over", step
        else:
            step = step_day(told, report, starts) if not report.ends else told
            if step > told and _removed(report):
                yield "over", step  # told as over some days before its successor began
            else:
                yield "ended", min(told, report.ends[1]) if report.ends else told
    if report.stage in ("in_force", "announced") and report.slot and end is not None:
        # Without a programme an end is as often that of a truce as that of the rate.
        yield "over as scheduled", step_day(end, report, starts)
    if report.stage in ("in_force", "announced") and report.direction == "down" and start is not None and report.slot and first.get(report.slot) == start:
        yield "a new duty told as a cut", start


def _stale(report: Report, starts: dict[int, list[Report]], days: list[int]) -> bool:
    """Whether two articles or more start another rate in the place of the one that a report says to stand."""
    own, other = None, None
    for day in days:
        if day > report.published:
            break
        peers = [peer for peer in starts[day] if same_kind(peer, report) and peer.stage != "announced"]
        if any(peer.rates == report.rates for peer in peers):
            own = day
        if len({peer.article for peer in peers if peer.rates != report.rates}) >= 2:
            other = day
    return own is not None and other is not None and own < other


def _removed(report: Report) -> bool:
    """Whether a report without a day tells a removal as news or by its reason, and not a rate that another replaced."""
    return report.direction == "down" or report.end_reason in ("struck_down", "expired", "withdrawn", "unknown")


def common_ends(found: Iterable[Report]) -> list[Statement]:
    """The ends that one article tells of at least three partners of one imposer: they came from one act.

    Texts about the fall of a legal basis name the partners of their readers; the duties on the others end with it.
    """
    told: dict[tuple[str, str, int], list[Report]] = defaultdict(list)
    everything = list(found)
    charged = {(report.imposer, report.target, report.lo) for report in everything if report.stage == "in_force"}
    for report in everything:
        dated = report.end is not None or (not report.ends and _removed(report))
        if dated and report.stage == "ended" and report.end_reason != "superseded" and not report.never_began and (report.imposer, report.target, report.lo) in charged:
            told[report.imposer, report.article, report.end or report.published].append(report)
    said = []
    starts = _starts(everything)
    for (_, _, end), ended in sorted(told.items()):
        if len({report.target for report in ended}) >= COMMON_END:
            report = ended[0]
            step = step_day(end, report, {day: [peer for peer in starts.get(day, ()) if peer.imposer == report.imposer] for day in range(end, end + ONE_STEP + 1)})
            said.append(Statement(step, WEIGHT["over with others"] * report.weight, report, "over with others"))
    return said
