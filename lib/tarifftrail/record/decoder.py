"""The most credible history: a hidden state for each day with evidence, decoded over time.

The state of a series is what stands in each of its slots (a pair's headline has one slot for each layer that adds up;
a tranche or a product has one). Statements score the states of their day, a change of state costs something, and
dynamic programming (Viterbi 1967; as a segmentation of a step function, Killick and others 2012) finds the history with
the highest score. Changing several slots on one day shares the cost of the day, because one act often replaces
several duties. A change on a day that no text names costs more than one on a day that texts name.

All costs are in the unit of the statements' weights: 1 is what one plain report of an independent publisher about one
day is worth. So a lone report can open a level where nothing speaks against it, and cannot interrupt one for a while
(that takes two changes), and two independent reports can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from tarifftrail.record.statements import Statement, Support

DAY_COST = 0.25
SLOT_COST = 0.25
UNNAMED_DAY_COST = 0.45  # on top, where no text names the day
FULL = 0.9  # from here on a state agrees with an observation in full
IMPOSSIBLE = 1e6
FIRST_COST = 0.4  # a level that stands when the evidence begins, by slot


@dataclass(frozen=True)
class Interval:
    """A state and its days, half-open; `ends` is None for the last one."""

    begins: int
    ends: int | None
    state: tuple[int, ...]

    def holds(self, day: int) -> bool:
        return self.begins <= day and (self.ends is None or day < self.ends)


def change_costs(support: np.ndarray) -> np.ndarray:
    """Cost of changing a slot by day, given the summed weight of the texts that name the day."""
    return SLOT_COST + UNNAMED_DAY_COST * np.exp(-2.0 * support)


def decode(emission: np.ndarray, shape: Sequence[int], slot_costs: np.ndarray) -> np.ndarray:
    """The best path of states.

    `emission` is (days, states), states in C order of `shape`, whose index 0 in every slot is "nothing";
    `slot_costs` is (days, slots). Returns for each day the index of the state.
    """
    n_days, n_states = emission.shape
    coordinates = np.indices(shape).reshape(len(shape), n_states)
    best = np.empty((n_days, n_states))
    best[0] = emission[0] - FIRST_COST * (coordinates > 0).sum(axis=0)
    for day in range(1, n_days):
        changed = best[day - 1].reshape(shape)
        for axis in range(len(shape)):
            changed = np.maximum(changed, changed.max(axis=axis, keepdims=True) - slot_costs[day, axis])
        best[day] = np.maximum(best[day - 1], changed.reshape(-1) - DAY_COST) + emission[day]
    path = np.empty(n_days, dtype=np.int64)
    path[-1] = int(np.argmax(best[-1]))
    for day in range(n_days - 1, 0, -1):
        now = path[day]
        moved = coordinates != coordinates[:, [now]]
        before = best[day - 1] - slot_costs[day] @ moved - DAY_COST * moved.any(axis=0)
        path[day - 1] = now if before[now] >= before.max() else int(np.argmax(before))
    return path


def history(
    said: Sequence[Statement],
    supports: Sequence[Support],
    shape: Sequence[int],
    observe: Callable[[Statement], Hashable],
    score: Callable[[Hashable], np.ndarray],
    slots_of: Callable[[Support], Sequence[int]],
    reluctance: Sequence[float],
    barred: Callable[[int], np.ndarray] | None = None,
) -> list[Interval]:
    """The decoded intervals of one series, in order.

    `observe` names what a statement observes, so that equal ones are scored once; `score` gives for it how well each
    state agrees, from 0 to 1; a statement against speaks only against states that agree in full. `slots_of` says which
    slots a support lets change, `reluctance` what changing each slot costs on top, `barred` which states cannot be on a
    day. One article counts once for the
    same observation on the same day, however often it repeats it.
    """
    if not said:
        return []
    days = sorted({statement.day for statement in said})
    row = {day: number for number, day in enumerate(days)}
    strongest: dict[tuple[Hashable, int, bool, str], float] = {}
    for statement in said:
        key = (observe(statement), row[statement.day], statement.against, statement.report.article)
        strongest[key] = max(strongest.get(key, 0.0), statement.weight)
    weights: dict[tuple[Hashable, bool], np.ndarray] = defaultdict(lambda: np.zeros(len(days)))
    for (seen, number, against, _), weight in strongest.items():
        weights[seen, against][number] += weight
    keys = sorted(weights, key=repr)
    agreement = np.stack([-(score(seen) >= FULL).astype(float) if against else score(seen) for seen, against in keys])
    emission = np.stack([weights[key] for key in keys], axis=1) @ agreement

    if barred is not None:
        emission -= IMPOSSIBLE * np.stack([barred(day) for day in days])

    named: dict[tuple[int, int, str], float] = {}
    for support in supports:
        if support.day in row:
            for slot in slots_of(support):
                key = (row[support.day], slot, support.report.article)
                named[key] = max(named.get(key, 0.0), support.weight)
    support = np.zeros((len(days), len(shape)))
    for (number, slot, _), weight in sorted(named.items()):
        support[number, slot] += weight

    path = decode(emission, shape, change_costs(support) + np.asarray(reluctance))
    coordinates = np.indices(shape).reshape(len(shape), -1)
    # A level that stands when the evidence begins is known from the first report of it on.
    agrees = agreement[:, path[0]] > 0
    positive = np.array([not against for _, against in keys]) & agrees
    told = np.flatnonzero(np.stack([weights[key] for key in keys], axis=1)[:, positive].any(axis=1))
    opening = int(told[0]) if path[0] and len(told) else 0
    firsts = [0, *(number for number in range(1, len(days)) if path[number] != path[number - 1])]
    return [
        Interval(days[max(first, opening)], days[following] if following is not None else None, tuple(int(value) for value in coordinates[:, path[first]]))
        for first, following in zip(firsts, [*firsts[1:], None], strict=True)
    ]
