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
from tarifftrail.record.starts import STANDING, Starts, duty

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
UNCONFIRMED = 0.4  # what it leaves that two later articles on the series tell of other rates, and none of the one announced
MOST_NOT_BEFORE = 1.2  # summed over articles: that a rate did not stand the day before is read into them, not told
NEWS = 7  # days that a report of a change without a day looks back
HOURS = 1  # a rate paused within a day of its start was charged for hours if at all
COMMON_END = 3  # partners of one imposer whose duties one article ends on one day: one act, which ends all such duties


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


def _calling_off(announced: Report, calls_off: Iterable[Report]) -> set[str]:
    """The articles that say that what was announced is paused, given up or over before its day.

    A pause speaks of an announcement only if it was told before the day it was to begin, or names that day.
    """
    return {
        peer.article
        for peer in calls_off
        if peer.published >= announced.published and peer.article != announced.article and (peer.published <= announced.start or peer.start == announced.start)
    }


def statements(found: list[Report]) -> tuple[list[Statement], list[Support]]:
    """Everything that the reports of one series say about single days."""
    starts = Starts(found)
    calls_off: dict[tuple[float, float], list[Report]] = defaultdict(list)
    for report in found:
        if report.stage == "suspended" or report.never_began or (report.stage == "ended" and report.start is None and report.end is None):
            calls_off[report.rates].append(report)
    came = {duty(report) for report in found if report.stage in ("in_force", "ended") and not report.never_began}
    told_on = {report.article: report.published for report in found if report.stage != "threatened"}
    relieved = {(report.lo, starts.step_day(report.end, report)) for report in found if report.end is not None and report.stage != "threatened"}
    said: list[Statement] = []
    supports: list[Support] = []
    for report in found:
        if report.basis not in STANDING:
            if report.start is not None and report.stage != "threatened":
                supports.append(Support(report.start, 0.5 * report.weight, report))
            continue
        for what, day in _points(report, starts):
            if what == "previous" and starts.only_after(report.slot, report.previous, day):
                continue
            if what == "never" and report.basis == "additional" and starts.started_before(report.lo, day):
                continue  # a further 10 percent that was given up does not speak against the 10 percent that stood
            if what == "not the day before" and (report.lo, report.start) in relieved:
                continue  # a duty that ends as another of the same rate begins: the day before speaks for neither
            weight = WEIGHT[what] * report.weight
            if what in ("start announced", "start after a pause"):
                weight *= CONTRADICTED ** len(starts.contradicting(report) | _calling_off(report, calls_off[report.rates]))
                if duty(report) not in came and sum(published > day for published in told_on.values()) >= 2:
                    weight *= UNCONFIRMED
            said.append(Statement(day, weight, report, what, starts.slots_on(day) if what == "over" else frozenset()))
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


def _points(report: Report, starts: Starts) -> Iterable[tuple[str, int]]:
    told, start, end = report.published, report.start, report.end
    has_previous = not math.isnan(report.previous)
    if report.stage == "in_force":
        if start is not None and start <= told:
            yield "start", start
            if told > start:
                yield "stands since", told
            yield from (("against a rival start", day) for day in starts.rival_days(report))
            yield ("previous" if has_previous else "not the day before"), start - 1
        else:
            if report.direction != "none":
                yield "stands, as news", told
                yield "not the week before", told - NEWS - 1
            else:
                yield ("stands, but was replaced" if starts.replaced_before(report) else "stands, as background"), told
            if report.effective and report.effective[1] < told:
                yield "month told", report.effective[1]
    elif report.stage == "announced":
        if has_previous:
            yield "previous", told
        elif start is not None and start > told:
            yield "not yet", told  # without a day, "announced a 10 percent tariff" does not say that it has not begun
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
            step = starts.step_day(end, report)
            yield "last day", step - 1
            yield "over", step
        else:
            step = starts.step_day(told, report) if not report.ends else told
            if step > told and _removed(report):
                yield "over", step  # told as over some days before its successor began
            else:
                yield "ended", min(told, report.ends[1]) if report.ends else told
    if report.stage in ("in_force", "announced") and report.slot and end is not None:
        # Without a programme an end is as often that of a truce as that of the rate.
        yield "over as scheduled", starts.step_day(end, report)
    if report.stage in ("in_force", "announced") and report.direction == "down" and start is not None and report.slot and starts.is_first_of_slot(report):
        yield "a new duty told as a cut", start


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
    starts: dict[str, Starts] = {}
    said = []
    for (imposer, _, end), ended in sorted(told.items()):
        if len({report.target for report in ended}) >= COMMON_END:
            report = ended[0]
            if imposer not in starts:
                starts[imposer] = Starts(one for one in everything if one.imposer == imposer)
            said.append(Statement(starts[imposer].step_day(end, report), WEIGHT["over with others"] * report.weight, report, "over with others"))
    return said
