"""The starts that the reports of a series tell by day, indexed for the questions that statements ask of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tarifftrail.record.evidence import Report

PUT_OFF = 60  # days within which a rate that starts later than announced is the one announced
ONE_STEP = 7  # days between an end and a start that are told of one step
STANDING = ("level", "additional")  # an increment says how far a rate moves, not where it stands

Rates = tuple[float, float]
Duty = tuple[str, Rates]  # slot and rates: what reports agree or disagree about


def duty(report: Report) -> Duty:
    return report.slot, report.rates


class Starts:
    """Which duties start on which days, and which articles say so. Threats and plans given up start nothing."""

    def __init__(self, found: Iterable[Report]) -> None:
        self._reports: dict[int, list[Report]] = defaultdict(list)
        self._articles: dict[int, dict[Duty, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._first_of_slot: dict[str, int] = {}
        self._first_of_rate: dict[tuple[str, float], int] = {}
        told_by_slot: dict[str, dict[int, dict[Rates, set[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
        self._later: dict[Duty, list[Report]] = defaultdict(list)
        for report in found:
            day = report.start
            if day is None or report.stage == "threatened" or report.basis not in STANDING or report.never_began:
                continue
            self._reports[day].append(report)
            self._articles[day][duty(report)].add(report.article)
            self._first_of_slot[report.slot] = min(day, self._first_of_slot.get(report.slot, day))
            key = report.slot, report.lo
            self._first_of_rate[key] = min(day, self._first_of_rate.get(key, day))
            articles = told_by_slot[report.slot][day][report.rates]
            if report.stage != "announced":
                articles.add(report.article)
                self._later[duty(report)].append(report)
        self._by_slot = {slot: sorted(days.items()) for slot, days in told_by_slot.items()}

    def slots_on(self, day: int) -> frozenset[str]:
        """The slots in which something starts on a day."""
        return frozenset(slot for slot, _ in self._articles.get(day, ()))

    def is_first_of_slot(self, report: Report) -> bool:
        """Whether nothing is told to start in the slot before the report's day."""
        return self._first_of_slot.get(report.slot) == report.start

    def only_after(self, slot: str, rate: float, day: int) -> bool:
        """Whether a rate is told to start, and never on or before a day."""
        return self._first_of_rate.get((slot, rate), day) > day

    def started_before(self, rate: float, day: int) -> bool:
        """Whether some duty of that rate is told to start before a day."""
        return any(told == rate and first < day for (_, told), first in self._first_of_rate.items())

    def rival_days(self, report: Report) -> list[int]:
        """The days between a report's start and its publication on which the slot starts another rate."""
        return [day for day, rates in self._by_slot.get(report.slot, ()) if report.start < day < report.published and rates.keys() != {report.rates}]

    def step_day(self, end: int, ended: Report) -> int:
        """The day of the step that an end belongs to: that of the best told start of another duty within a week after."""
        own = duty(ended)
        best, support = end, 0
        for day in range(end, end + ONE_STEP + 1):
            told = self._articles.get(day)
            if told:
                count = len(set().union(*(articles for one, articles in told.items() if one != own)))
                if count > support:
                    best, support = day, count
        return best

    def replaced_before(self, report: Report) -> bool:
        """Whether the report's rate started, and since then, up to the report, two articles start another in its place."""
        own, other = None, None
        for day, rates in self._by_slot.get(report.slot, ()):
            if day > report.published:
                break
            if rates.get(report.rates):
                own = day
            if len(set().union(*(articles for one, articles in rates.items() if one != report.rates))) >= 2:
                other = day
        return own is not None and other is not None and own < other

    def contradicting(self, announced: Report) -> set[str]:
        """The later articles that give an announced day another rate of the slot, or the duty a later day."""
        later = {
            peer.article
            for peer in self._reports.get(announced.start, ())
            if peer.published > announced.published and peer.slot == announced.slot and peer.rates != announced.rates
        }
        return later | {
            peer.article
            for peer in self._later.get(duty(announced), ())
            if peer.published > announced.published and announced.start < peer.start <= announced.start + PUT_OFF
        }
