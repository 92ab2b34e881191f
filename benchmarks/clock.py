"""Measures contenders side by side: interleaved rounds, CPU time, ratios within a round."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

ROUNDS = 5
SHORTEST, LONGEST = 0.3, 20.0  # seconds that one measurement lasts
SLICE = 20  # articles to guess from how long a pass takes


@dataclass(frozen=True)
class Spread:
    """A median with its extremes."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Timing:
    """CPU and wall seconds of one pass over the corpus, in one round."""

    cpu: float
    wall: float


Contender = Callable[[pd.DataFrame], int]


def timed(call: Callable[[], object], repeats: int = 1) -> Timing:
    """Seconds that one call takes, over so many of them."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(repeats):
        call()
    return Timing((time.process_time() - cpu) / repeats, (time.perf_counter() - wall) / repeats)


def run(contenders: dict[str, Contender], articles: pd.DataFrame, rounds: int, say: Callable[[str], None]) -> dict[str, list[Timing]]:
    """Timings of every contender, a list a round.

    All are warmed up first, so that loading and caches are not counted; then each round runs all of them, every time
    beginning with another one, so that whatever disturbs the machine disturbs them alike.
    """
    workloads = {name: _workload(contender, articles) for name, contender in contenders.items()}
    timings: dict[str, list[Timing]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            timings[name].append(workloads[name]())
        say(f"  round {number + 1} of {rounds}")
    return timings


def _workload(contender: Contender, articles: pd.DataFrame) -> Callable[[], Timing]:
    """Warm a contender up; returns how to time a pass of it.

    A short pass is repeated; one that takes too long runs on every n-th article and is scaled by the characters.
    """
    few = articles.head(SLICE)
    contender(few)
    expected = timed(lambda: contender(few)).cpu * len(articles) / len(few)
    part = articles.iloc[:: max(1, math.ceil(expected / LONGEST))]
    scale = articles["text"].str.len().sum() / part["text"].str.len().sum()
    repeats = max(1, math.ceil(SHORTEST / timed(lambda: contender(part)).cpu)) if expected < LONGEST else 1

    def timing() -> Timing:
        found = timed(lambda: contender(part), repeats)
        return Timing(found.cpu * scale, found.wall * scale)

    return timing


def ratios(timings: list[Timing], unit: list[Timing]) -> Spread:
    """CPU time as a multiple of another's in the same round."""
    return Spread.of([timing.cpu / other.cpu for timing, other in zip(timings, unit, strict=True)])


def busy(timings: list[Timing]) -> float:
    """CPU over wall time: below 1 where the machine had other things to do."""
    return statistics.median(timing.cpu / timing.wall for timing in timings)
