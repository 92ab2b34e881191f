"""Tranches and products: series of one slot each, decoded like the headline but never added to it.

A tranche is a rate on all goods that a trade value or a list bounds; reports of one tranche are found by the value that
they tell, by the day on which it began, or by the rate that they say it moved from. A product's series is kept by
programme, since a Section 232 and a Section 301 duty on the same goods stand side by side.

Several rates that one article tells of one series and day (10 and 15 percent on two kinds of fuel) are one range.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from tarifftrail.record.decoder import history
from tarifftrail.record.evidence import HEADLINE, PRODUCT, TRANCHE, Report
from tarifftrail.record.starts import STANDING
from tarifftrail.record.statements import Statement, statements

SAME_VALUE = 1.08  # trade values of one tranche differ by publisher: $112bn and $120bn
SUM_OF_VALUES = 0.03
MOST_MEMBERS = 4  # of a tranche told as one: "25 percent on $250 billion" are three lists
OVERLAPS = 0.5  # how far a range agrees with a part of it

MAY_BE_PART = ("", "section_301", "ieepa")  # slots whose duties are as often on lists as on all goods

Rates = tuple[float, float]
NOTHING: Rates = (0.0, 0.0)


@dataclass(frozen=True)
class Step:
    """A rate or range and its days, half-open."""

    begins: int
    ends: int | None
    lo: float
    hi: float

    def holds(self, day: int) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True)
class Track:
    """One series: which goods, under which programme, what the reports say of it and what they decode to."""

    imposer: str
    target: str
    product: str
    programme: str
    label: str  # of a tranche: `$34bn`, or `list of 2019-09-01`; empty for a product
    reports: tuple[Report, ...]
    steps: tuple[Step, ...]

    @property
    def is_tranche(self) -> bool:
        return self.product == "all"


def as_ranges(found: list[Report]) -> list[Report]:
    """The reports with the several rates of one article, stage and start joined to a range."""
    groups: dict[tuple, list[Report]] = defaultdict(list)
    for report in found:
        groups[report.article, report.stage, report.effective, report.value if report.value == report.value else None].append(report)
    out = []
    for group in groups.values():
        moved_from = {report.previous for report in group}
        joined = [report for report in group if report.basis in STANDING and (report.previous >= 0 or report.lo not in moved_from)]
        lo, hi = min((report.lo for report in joined), default=0.0), max((report.hi for report in joined), default=0.0)
        out += [replace(report, lo=lo, hi=hi) if report in joined else report for report in group]
    return sorted(out, key=lambda report: report.claim_id)


def decode_track(found: list[Report]) -> tuple[Step, ...]:
    """The steps of one series."""
    said, supports = statements(found)
    standing = {
        report.rates
        for report in found
        if report.stage != "threatened" and report.basis in STANDING and not report.never_began
    }
    values = [NOTHING, *sorted(standing - {NOTHING})]
    los, his = np.array([value[0] for value in values]), np.array([value[1] for value in values])

    def observe(statement: Statement) -> Rates:
        return (statement.report.previous,) * 2 if statement.what == "previous" else statement.report.rates

    def score(seen: Rates) -> np.ndarray:
        same = (los == seen[0]) & (his == seen[1])
        if seen == NOTHING:
            return same.astype(float)
        overlaps = ((los <= seen[0]) & (seen[1] <= his)) | ((seen[0] <= los) & (his <= seen[1]))
        return np.maximum(same, OVERLAPS * (overlaps & (his > 0)))

    intervals = history(said, supports, [len(values)], observe, score, lambda support: [0], [0.0])
    return tuple(Step(one.begins, one.ends, *values[one.state[0]]) for one in intervals)


def _programme(found: Iterable[Report]) -> str:
    """The programme that most independent articles give, empty if none does."""
    votes = Counter(programme for programme, _ in {(report.programme, report.article) for report in found if report.programme})
    return min(votes, key=lambda programme: (-votes[programme], programme)) if votes else ""


# --- Products -------------------------------------------------------------------------------------------


def product_tracks(found: list[Report], world: list[Report]) -> list[Track]:
    """The series of the products of one pair. `world` are the product reports on all partners.

    A report that names no programme belongs to the programme whose reports give the same rate, those of the pair
    first, then those on all partners; else to the only programme told of the product.
    """
    groups: dict[str, list[Report]] = defaultdict(list)
    for report in found:
        if report.place == PRODUCT:
            groups[report.product].append(report)
    out = []
    for product in sorted(groups):
        named = [report for report in groups[product] if report.programme]
        abroad = [report for report in world if report.product == product and report.programme]
        series: dict[str, list[Report]] = defaultdict(list)
        for report in groups[product]:
            series[report.programme or _likely_programme(report, named, abroad)].append(report)
        for programme in sorted(series):
            ranged = as_ranges(series[programme])
            out.append(Track(ranged[0].imposer, ranged[0].target, product, programme, "", tuple(ranged), decode_track(ranged)))
    return out


def _likely_programme(report: Report, named: list[Report], abroad: list[Report]) -> str:
    for peers in (named, abroad):
        same_rate = _programme(peer for peer in peers if peer.rates == report.rates)
        if same_rate:
            return same_rate
    told = {peer.programme for peer in named}
    return told.pop() if len(told) == 1 else ""


# --- Tranches -------------------------------------------------------------------------------------------


def tranche_tracks(found: list[Report]) -> list[Track]:
    """The tranches of one pair."""
    bounded = as_ranges([report for report in found if report.place == TRANCHE])
    lists = _by_value([report for report in bounded if not math.isnan(report.value)])
    lists = _without_sums(lists)
    # In the order of their days, since a list is known by the rate that it moves from; what was put off comes last.
    unvalued = [report for report in bounded if math.isnan(report.value)]
    for report in sorted(unvalued, key=lambda one: (_put_off(one), one.start or one.published, one.published, one.claim_id)):
        for members in _lists_of(report, lists):
            members.append(report)
    lists.sort(key=lambda members: (min(report.start or report.published for report in members), members[0].claim_id))
    labels = Counter[str]()
    out = []
    for members in lists:
        label = _label(members)
        labels[label] += 1
        if labels[label] > 1:
            label = f"{label} ({labels[label]})"
        out.append(Track(members[0].imposer, members[0].target, "all", _programme(members), label, tuple(members), decode_track(members)))
    return out


def _by_value(found: list[Report]) -> list[list[Report]]:
    lists: list[list[Report]] = []
    for report in sorted(found, key=lambda one: (one.value, one.claim_id)):
        if not lists or report.value > SAME_VALUE * lists[-1][0].value:
            lists.append([])
        lists[-1].append(report)
    return lists


def _value(members: list[Report]) -> float:
    votes = Counter(report.value for report in members)
    return min(votes, key=lambda value: (-votes[value], value))


def _without_sums(lists: list[list[Report]]) -> list[list[Report]]:
    """The lists with one that is told as the sum of others at the same rate handed on to those."""
    out = [list(members) for members in lists]
    summed = []
    for number, members in enumerate(lists):
        rates = {report.rates for report in members}
        others = [other for other, peers in enumerate(lists) if other != number and _value(peers) < _value(members) and rates & {peer.rates for peer in peers}]
        parts = next(
            (
                chosen
                for size in range(2, MOST_MEMBERS + 1)
                for chosen in itertools.combinations(others, size)
                if abs(sum(_value(lists[other]) for other in chosen) / _value(members) - 1) <= SUM_OF_VALUES
            ),
            None,
        )
        if parts is None:
            continue
        summed.append(number)
        for other in parts:
            starts = {(peer.start, peer.rates) for peer in lists[other]}
            for report in members:
                # "The oldest part since July 6" is the start of one list and not of the others.
                foreign = report.stage == "in_force" and (report.start, report.rates) not in starts
                out[other].append(replace(report, effective=None) if foreign else report)
    return [members for number, members in enumerate(out) if number not in summed]


def _put_off(report: Report) -> bool:
    return report.stage == "suspended" or report.never_began


def _lists_of(report: Report, lists: list[list[Report]]) -> list[list[Report]]:
    """The lists that a report without a trade value speaks of; a new one, added to `lists`, if there is none."""

    def having(agrees: Callable[[Report], bool]) -> list[list[Report]]:
        return [members for members in lists if any(agrees(peer) for peer in members)]

    when = report.start or report.published
    if _put_off(report):
        # What is put off may be every list that was due.
        due = having(lambda peer: peer.rates == report.rates and peer.stage == "announced" and peer.start is not None and peer.start >= report.published)
        if due:
            return due
    if report.lo < report.hi:
        lowest = having(lambda peer: peer.lo == peer.hi == report.lo)
        if lowest and having(lambda peer: peer.lo == peer.hi == report.hi):
            return lowest[:1]  # "7.5 to 25 percent on the lists" sums up several
    for fitting in (
        sorted(having(lambda peer: peer.rates == report.rates and peer.start == report.start and report.start is not None), key=_charged),
        sorted(_moving_from(report.previous, when, lists), key=lambda members: _latest(members, when)[0]),
        sorted(having(lambda peer: peer.rates == report.rates) if report.start is None else [], key=_charged),
    ):
        if fitting:
            return fitting[-1:]
    lists.append([])
    return lists[-1:]


def _charged(members: list[Report]) -> int:
    """How many reports say that a list is or was charged."""
    return sum(peer.stage in ("in_force", "ended") and not peer.never_began for peer in members)


def _latest(members: list[Report], before: int) -> tuple[int, Rates]:
    """The last start told of a list before a day, and its rates; 0 if there is none."""
    started = [(peer.start, peer.rates) for peer in members if peer.start is not None and peer.start < before and peer.stage in ("in_force", "ended") and not peer.never_began]
    return max(started, default=(0, NOTHING))


def _moving_from(previous: float, when: int, lists: list[list[Report]]) -> list[list[Report]]:
    """The lists that bear a rate, as the lowest or the highest of theirs, before a day."""
    return [members for members in lists if previous > 0 and previous in _latest(members, when)[1]]


def _label(members: list[Report]) -> str:
    valued = [report for report in members if not math.isnan(report.value)]
    if valued:
        return f"${_value(valued):g}bn"
    starts = sorted(report.start for report in members if report.start is not None)
    return f"list of {date.fromordinal(starts[0]).isoformat()}" if starts else "list without a date"


def told_as_list(report: Report, peers: Iterable[Report]) -> bool:
    """Whether a report that bounds its rate by a list is outnumbered by reports that tell the same without a bound."""
    if not math.isnan(report.value) or report.lo != report.hi or report.stage == "threatened":
        return False
    same = [peer for peer in peers if peer.lo == report.lo and peer.start == report.start and report.slot in ("", peer.slot)]
    bounded = {peer.article for peer in same if peer.place == TRANCHE}
    return len({peer.article for peer in same if peer.place == HEADLINE} - bounded) > len(bounded)


class ToldAsAll:
    """Tells which headline reports of a pair speak of a tranche or a product without saying so.

    Such a report gives the rate that a tranche of the pair has on the day that it speaks of, or the rate and the start
    of a product; and more articles tell that of the part than of all goods. It names no programme that the series does
    not have, and does not say that it means all goods.
    """

    def __init__(self, tracks: Iterable[Track], peers: Iterable[Report]) -> None:
        self._whole = _Tellers(peer for peer in peers if peer.place == HEADLINE)
        self._tracks = [(track, _Tellers(track.reports), {peer.lo for peer in track.reports} | {peer.hi for peer in track.reports}) for track in tracks]

    def of(self, report: Report) -> Track | None:
        """The tranche or product that a report speaks of, if it does."""
        if report.place != HEADLINE or report.slot not in MAY_BE_PART or report.coverage in ("all", "most"):
            return None
        day = report.start or report.published
        whole = self._whole.of(report)
        for track, tellers, rates in self._tracks:
            if report.lo not in rates or (report.programme and track.programme and report.programme != track.programme):
                continue
            if track.is_tranche:
                # One end of a range is its own only on the day that the range began.
                fits = any(step.holds(day) and report.lo in (step.lo, step.hi) and (step.lo == step.hi or report.start == step.begins) for step in track.steps)
            else:
                fits = report.start is not None
            part = tellers.of(report)
            if fits and (track.is_tranche and report.programme or len(part - whole) > len(whole - part)):
                return track
        return None


class _Tellers:
    """The articles that tell a rate, or a range that begins or ends with it, by start."""

    def __init__(self, found: Iterable[Report]) -> None:
        self._at: dict[tuple[float, int | None], set[str]] = defaultdict(set)
        self._ever: dict[float, set[str]] = defaultdict(set)
        for report in found:
            for rate in {report.lo, report.hi}:
                self._at[rate, report.start].add(report.article)
                self._ever[rate].add(report.article)

    def of(self, report: Report) -> set[str]:
        """Those that tell the rate of a report with its start, or with any where it gives none."""
        return self._ever.get(report.lo, set()) if report.start is None else self._at.get((report.lo, report.start), set())


def moves_from_a_list(report: Report, tranches: Iterable[Track], peers: Iterable[Report]) -> bool:
    """Whether a headline report moves from a rate that a list bears and that no report gives to all goods before."""
    if report.slot not in MAY_BE_PART or report.coverage in ("all", "most") or not report.previous > 0:
        return False
    day = report.start or report.published
    if any(peer.place == HEADLINE and peer.lo == report.previous and (peer.start or peer.published) < day for peer in peers):
        return False
    return any(step.holds(day - 1) and report.previous in (step.lo, step.hi) for track in tranches for step in track.steps)
