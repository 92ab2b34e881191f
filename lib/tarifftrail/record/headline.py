"""The headline of a pair: which all-goods duties stand on which day, decoded from the reports.

The duties on all goods are layers that add up. Reciprocal and baseline share one slot, because the later replaces the
earlier (20 fentanyl + 84 reciprocal is 104, not 114); a report that names no programme is read first as the total,
then as a layer. So a stated total ties the layers together, and a layer told as the total ("125 percent" for 20 + 125)
is recognised as what it is.

A measure on all partners reaches a pair that has no all-goods duty of its own; a pair under a duty of its own is reached
only if two reports name it, because texts leave such partners out ("all countries but Canada and Mexico").
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tarifftrail.record.decoder import Interval, history
from tarifftrail.record.evidence import Report
from tarifftrail.record.starts import STANDING
from tarifftrail.record.statements import WEIGHT, Statement, Support, statements

# The slots that add up. `reciprocal` also takes the duties that no report gives a programme, since they replace each
# other in the same way; `other` takes what is told as coming on top without a slot of its own.
SLOTS = ("fentanyl", "reciprocal", "section_122", "section_301", "secondary", "other")
GENERAL, OTHER = SLOTS.index("reciprocal"), SLOTS.index("other")
EMERGENCY = [SLOTS.index(slot) for slot in ("fentanyl", "reciprocal", "other")]
RELUCTANCE = [0.05 if slot == OTHER else 0.0 for slot in range(len(SLOTS))]  # no layer without a name where another explains it
NAMED_SOON = 14  # days after it in which a report without a day may name the pair
MOST_VALUES = 24  # of one slot
MOST_STATES = 20_000
WORLD_TRUST = 0.75  # a report on all partners is weaker evidence for one of them than a report that names it
NAMED_BY = 2  # independent articles that name a pair under a measure on all partners
NAMED_WITHIN = 3  # days between the start of a measure on all partners and a report that names the pair

# How far a state agrees with a report: as what it was told, or as the nearest misreading of it.
AGREES = {"as told": 1.0, "a layer beside others": 0.9, "sum with a sister duty": 0.8, "layer read as total": 0.5, "total read as layer": 0.7}


@dataclass(frozen=True)
class Layers:
    """What stands in the slots over some days, half-open."""

    begins: int
    ends: int | None
    rates: tuple[float, ...]  # by slot, 0 for nothing

    @property
    def total(self) -> float:
        return round(sum(self.rates), 6)

    def holds(self, day: int) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True)
class Observation:
    """What a statement says of the state: which `kind` of thing stands at which rate.

    Kinds: a slot; `ieepa` (the emergency duties); empty (no programme told: the total, or else a layer); `general`
    (the slot of duties without a name, or the total); `total`; `before` (the slot or the total); `gone` (the duty, or duties adding up to it). `sums` are
    what the slot holds if an additional rate is added to what it held before; `beside` are slots that begin that day.
    """

    kind: str
    rate: float
    slot: str = ""
    additional: bool = False
    sums: frozenset[float] = frozenset()
    beside: frozenset[str] = frozenset()


def observation(statement: Statement, first: Sequence[dict[float, int]]) -> Observation:
    """What a statement observes of a headline, given since when each slot was told to hold its rates."""
    report, what = statement.report, statement.what
    if what == "previous":
        return Observation("before", report.previous, report.slot)
    if what == "silent":
        return Observation("total", 0.0)
    if what == "over with others":
        return Observation("no emergency duty", 0.0)
    if what == "over" and report.slot in ("", "ieepa") and report.end_reason != "superseded":
        return Observation("gone", report.lo, beside=statement.beside)
    if what == "a new duty told as a cut" or report.mfn_basis == "all_in":
        return Observation("total", report.lo)
    if report.target == "WORLD" and report.slot == "":
        return Observation("general", report.lo)
    additional = report.basis == "additional"
    return Observation(report.slot, report.lo, report.slot, additional, _sums(report, first) if additional else frozenset())


def candidates(found: list[Report], first: Sequence[dict[float, int]]) -> list[list[float]]:
    """For each slot the rates that some report puts there, 0 first, the best supported ones where there are many."""
    votes: list[dict[float, float]] = [defaultdict(float) for _ in SLOTS]
    for report in found:
        if report.stage == "threatened" or report.basis not in STANDING or report.never_began:
            continue
        if report.stage == "ended" and report.effective is None and report.ends is None:
            continue
        if report.slot in SLOTS:
            votes[SLOTS.index(report.slot)][report.lo] += report.weight
        elif report.slot == "ieepa":
            votes[OTHER][report.lo] += report.weight
            votes[GENERAL][report.lo] += report.weight
        else:
            votes[GENERAL][report.lo] += report.weight
        if report.basis == "additional":
            votes[OTHER][report.lo] += report.weight
    for report in found:
        if report.stage == "threatened" or report.never_began:
            continue
        # A move from a rate that a layer holds may be a move of that layer.
        for slot, days in enumerate(first):
            if report.slot == "" and days.get(report.previous, math.inf) < _told_for(report):
                votes[slot][report.lo] += 0.1 * report.weight
        for rate in _sums(report, first) if report.basis == "additional" else ():
            votes[SLOTS.index(report.slot)][rate] += 0.1 * report.weight
        if report.previous > 0 and not any(report.previous in slot for slot in first):
            votes[GENERAL][report.previous] += 0.1 * report.weight
    for slot in votes:
        slot.pop(0.0, None)
    kept = [sorted(slot, key=lambda rate, slot=slot: (-slot[rate], rate))[:MOST_VALUES] for slot in votes]
    while math.prod(len(slot) + 1 for slot in kept) > MOST_STATES:
        longest = max(range(len(kept)), key=lambda number: (len(kept[number]), number))
        kept[longest].pop()
    return [[0.0, *sorted(slot)] for slot in kept]


def _sums(report: Report, first: Sequence[dict[float, int]]) -> frozenset[float]:
    """What a layer may be after "another 10 percent": this on top of a rate that it was told to hold before."""
    if report.slot not in SLOTS:
        return frozenset()
    return frozenset(round(rate + report.lo, 6) for rate, day in first[SLOTS.index(report.slot)].items() if day < _told_for(report))


def _told_for(report: Report) -> int:
    return report.start or report.published


def _first_told(slot: str, found: list[Report]) -> dict[float, int]:
    """The rates of a slot with the earliest day that a report of that very slot gives each."""
    days: dict[float, int] = {}
    for report in found:
        if report.slot == slot and report.stage != "threatened" and not report.never_began:
            days[report.lo] = min(days.get(report.lo, _told_for(report)), _told_for(report))
    return days


class _Scores:
    """How well each state of a pair's headline agrees with an observation."""

    def __init__(self, values: list[list[float]]) -> None:
        grids = np.meshgrid(*[np.array(slot) for slot in values], indexing="ij")
        self.slots = np.stack([grid.reshape(-1) for grid in grids])
        self.total = self.slots.sum(axis=0)

    def _is(self, numbers: np.ndarray, rate: float) -> np.ndarray:
        return np.abs(numbers - rate) < 1e-6

    def __call__(self, seen: Observation) -> np.ndarray:
        rate, total = seen.rate, self._is(self.total, seen.rate)
        if seen.kind in SLOTS:
            return self._of_slot(seen, total)
        if seen.kind == "no emergency duty":
            return (self.slots[EMERGENCY] == 0).all(axis=0).astype(float)
        if seen.kind == "before" and seen.slot in SLOTS:
            return (total | self._is(self.slots[SLOTS.index(seen.slot)], rate)).astype(float)
        if rate == 0 or seen.kind in ("total", "before"):
            return total.astype(float)
        if seen.kind == "gone":
            return self._holds_sum(rate, seen.beside)
        layer = self._is(self.slots, rate).any(axis=0)
        if seen.kind == "ieepa":
            return np.maximum(self._is(self.slots[EMERGENCY].sum(axis=0), rate), AGREES["layer read as total"] * layer)
        if seen.kind == "general":
            return (self._is(self.slots[GENERAL], rate) | total).astype(float)
        if seen.additional:
            return np.maximum(layer, AGREES["sum with a sister duty"] * total)
        return np.maximum(total, AGREES["layer read as total"] * layer)

    def _of_slot(self, seen: Observation, total: np.ndarray) -> np.ndarray:
        number = SLOTS.index(seen.kind)
        here = self.slots[number]
        if seen.rate == 0:
            return self._is(here, 0.0).astype(float)
        # Where nothing says that duties add up, one that is told alone stands alone.
        agrees = np.where(total, AGREES["as told"], AGREES["a layer beside others"]) * self._is(here, seen.rate)
        # A second measure of the same programme stands in the slot for others: two Section 301 duties add up.
        if number != GENERAL:
            agrees = np.maximum(agrees, AGREES["a layer beside others"] * (self._is(self.slots[OTHER], seen.rate) & (here > 0)))
        if seen.additional:
            agrees = np.maximum(agrees, AGREES["sum with a sister duty"] * np.isin(np.round(here, 6), sorted(seen.sums)))
        return np.maximum(agrees, AGREES["total read as layer"] * total)

    def _holds_sum(self, rate: float, beside: frozenset[str]) -> np.ndarray:
        """Whether some of the layers, those beside left out, add up to the rate."""
        rows = [row for slot, row in zip(SLOTS, self.slots, strict=True) if slot not in beside and row.any()]
        sums = [np.zeros_like(self.total)]
        for row in rows:
            sums += [known + row for known in sums]
        return np.any([self._is(one, rate) for one in sums], axis=0).astype(float)


def _slots_of(support: Support) -> list[int]:
    slot = support.report.slot
    if slot in SLOTS:
        return [SLOTS.index(slot), OTHER]
    return EMERGENCY if slot == "ieepa" else list(range(len(SLOTS)))


def _decoded(found: list[Report], ends: list[Statement], silent: Iterable[Report] = ()) -> list[Layers]:
    said, supports = statements(found)
    if not said:
        return []
    speaking = {report.article for report in found}
    said += [Statement(report.published, WEIGHT["silent"] * report.weight, report, "silent") for report in silent if report.article not in speaking]
    own = {report.claim_id for report in found}
    common = [end for end in ends if end.report.claim_id not in own]
    said += common
    supports += [Support(end.day, end.weight, end.report) for end in common]
    first = [_first_told(slot, found) for slot in SLOTS]
    values = candidates(found, first)
    shape = [len(slot) for slot in values]
    scores = _Scores(values)
    since = [min(days.values(), default=0) for days in first]

    def barred(day: int) -> np.ndarray:
        """A duty of a programme of its own cannot stand before the first day that any text gives it."""
        return np.any([scores.slots[slot] > 0 for slot in range(len(SLOTS)) if slot not in (GENERAL, OTHER) and day < since[slot]] or [np.zeros(len(scores.total), dtype=bool)], axis=0)

    intervals: list[Interval] = history(said, supports, shape, lambda one: observation(one, first), scores, _slots_of, RELUCTANCE, barred)
    return [Layers(one.begins, one.ends, tuple(values[slot][index] for slot, index in enumerate(one.state))) for one in intervals]


def on(layers: list[Layers], day: int) -> Layers | None:
    """The layers that stand on a day; None before the first evidence."""
    return next((one for one in layers if one.holds(day)), None)


def reaching(own: list[Report], world: list[Report], alone: list[Layers]) -> list[Report]:
    """The reports on all partners that hold for a pair, given what its own reports alone decode to."""

    def near(one: Report, begins: int) -> bool:
        if one.start is not None:
            return abs(one.start - begins) <= NAMED_WITHIN
        return one.stage == "in_force" and begins <= one.published <= begins + NAMED_SOON

    def named(report: Report) -> bool:
        begins = report.start or report.published
        before = on(alone, begins - 1)
        sums = {report.lo, (before.total if before else 0.0) + report.lo}
        naming = {
            one.article
            for one in own
            if one.stage != "threatened"
            and near(one, begins)
            and (one.lo == report.lo if one.slot == report.slot != "" else one.slot == "" and one.lo in sums)
        }
        return len(naming) >= NAMED_BY

    kept, known = [], {}
    for report in world:
        if report.slot == "" and report.coverage not in ("all", "most"):
            continue  # "25 percent on imports" is more often about goods that the sentence before names
        fact = (report.slot, report.lo, report.start)
        if fact not in known:
            standing = on(alone, report.start or report.published)
            known[fact] = standing is None or standing.total == 0 or named(report)
        if known[fact]:
            kept.append(replace(report, weight=WORLD_TRUST * report.weight))
    return kept


def anchor(report: Report) -> int | None:
    """The day whose level a report speaks of: that of its start, or of its publication if it says that the rate stands."""
    if report.basis not in STANDING or report.stage == "threatened" or report.never_began:
        return None
    if report.start is not None and not (report.stage == "in_force" and report.start > report.published):
        return report.start
    return report.published if report.stage == "in_force" else None


def agrees(report: Report, layers: Layers, before: Layers | None = None) -> str:
    """How a report agrees with what stands: with the `total`, with a `layer`, or not (empty).

    `before` are the layers before those, so that "another 10 percent" is known in a step from 10 to 20.
    """

    def same(rate: float) -> bool:
        return abs(rate - report.lo) < 1e-6

    if report.slot in SLOTS:
        here, other = layers.rates[SLOTS.index(report.slot)], layers.rates[OTHER]
        risen = here - (before.rates[SLOTS.index(report.slot)] if before else 0.0)
        if same(here) or (here > 0 and same(other) and report.slot != SLOTS[GENERAL]) or (report.basis == "additional" and same(risen)):
            return "layer"
    if same(layers.total) or (report.slot == "ieepa" and same(sum(layers.rates[slot] for slot in EMERGENCY))):
        return "total"
    return "layer" if report.slot in ("", "ieepa") and any(same(rate) for rate in layers.rates if rate) else ""


def decode_headline(own: list[Report], world: list[Report], ends: list[Statement], silent: list[Report]) -> tuple[list[Layers], list[Report]]:
    """The layers of a pair over time, and the reports that they were decoded from.

    `own` are the headline reports that name the pair, `world` those on all partners or on a bloc that the target
    belongs to, `ends` the ends that the imposer's duties on many partners have in common, `silent` reports of the pair
    that are of lists or products alone.
    """
    reached = reaching(own, world, _decoded(own, ends, silent)) if world else []
    return _decoded([*own, *reached], ends, silent), [*own, *reached]
