"""The sentences that state a finding, computed: true for whatever pair and period they are asked about."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd

from tarifftrail.charts import selection, wording
from tarifftrail.charts.selection import DAY, Record, View

SHORT_PERIOD = pd.Timedelta(days=62)  # within it a month alone does not tell when


def finding(record: Record, pair: str | tuple[str, str], start: Any = None, end: Any = None, as_of: Any = None) -> str:
    """One sentence on the headline levels of both sides: where they stand at the end, against their peak in the period.

    A side without a level is said to have none; a pair without any is told by what is on record instead: what was
    announced or threatened, or duties on a part of the goods. Parameters and errors as in `selection.view`.
    """
    return finding_of_levels(selection.view(record, pair, start, end, as_of))


def finding_of_levels(view: View) -> str:
    """`finding` of a view."""
    told = [side for side in (0, 1) if view.headline("in_force", side)]
    if not told:
        return _nothing_charged(view)
    phrases = [_course(view, side, first=side == told[0]) for side in told]
    if len(told) == 1:
        imposer, target = view.directions[1 - told[0]]
        phrases.append(f"no {wording.tariff(imposer, target)} is on record")
    return "; ".join(phrases)


def finding_of_moves(months: pd.DataFrame) -> str:
    """One sentence on the points up and down of both sides, from the frame of `bars.monthly_points`."""
    phrases = []
    for (imposer, target), rows in months.groupby(["imposer", "target"], sort=False):
        sizes = {"rose": rows["up_pp"].sum(), "fell": -rows["down_pp"].sum()}
        parts = [f"{verb} by {wording.number(size)}" for verb, size in sizes.items() if size]
        name = wording.tariff(imposer, target)
        if parts:
            phrases.append(f"{name} {' and '.join(parts)} {'point' if max(sizes.values()) == 1 else 'points'}")
        elif rows["n_unknown"].any():
            phrases.append(f"{name} did not change by a known number of points")
        else:
            phrases.append(f"{name} did not change" if rows["known"].any() else f"no {name} is on record")
    return wording.capital("; ".join(phrases))


def _course(view: View, side: int, *, first: bool) -> str:
    """How one side's level went; the first of two phrases names the day and the peak in full."""
    rows = view.headline("in_force", side)
    last, peak, low = rows[-1], max(rows, key=_rate), min(rows, key=_rate)
    name, over = wording.tariff(*view.directions[side]), view.end < view.as_of
    if last.shown_until < view.known_until:
        return f"{name} was {level_text(last)} until {wording.day(last.shown_until - DAY)}, with no level known after"
    if peak.rate_pct == 0:
        imposer, target = (wording.country(code) for code in view.directions[side])
        return f"{imposer} {'added' if over else 'adds'} no tariff on all goods of {target}"
    stands = f"{name} {'stood' if over else 'stands'} at {level_text(last)}"
    if over and first:
        stands += f" on {wording.day(view.end)}"
    if last.rate_pct < peak.rate_pct:
        return f"{stands}, down from {'a peak of ' if first else ''}{level_text(peak)} {_when(view, peak)}"
    if last.rate_pct > low.rate_pct:
        return f"{stands}, its highest, up from {level_text(low)} {_when(view, low)}"
    return stands + _without_change(view, rows)


def _without_change(view: View, rows: list[Any]) -> str:
    """What to say of a level that never differed."""
    if any(one.shown_until != other.shown_from for one, other in itertools.pairwise(rows)):
        return ", the only level known"
    if rows[0].shown_from == view.start:
        return ", unchanged"
    return f", first known {_surely(rows[0], 'on')} {wording.day(rows[0].shown_from)}"


def _rate(row: Any) -> float:
    return row.rate_pct


def level_text(row: Any) -> str:
    """The rate of a drawn level, or its range."""
    return wording.percent(row.rate_pct, row.rate_max_pct)


def _when(view: View, row: Any) -> str:
    """When a level of the period began, as finely as the period asks for and as the record knows."""
    if row.shown_from == view.start:
        return "at the start"
    if view.end - view.start <= SHORT_PERIOD:
        return f"{_surely(row, 'on')} {wording.day(row.shown_from)}"
    bounds = (row.valid_from_earliest, row.valid_from_latest)
    one_month = pd.notna(bounds[0]) and pd.notna(bounds[1]) and wording.month(bounds[0]) == wording.month(bounds[1])
    return f"{'in' if one_month else _surely(row, 'in')} {wording.month(row.shown_from)}"


def _surely(row: Any, preposition: str) -> str:
    """The preposition for a level's first day: its own where the day is known, else what the record can vouch for."""
    if row.valid_from_earliest < row.valid_from_latest:
        return "by" if row.valid_from_latest <= row.valid_from else "about"
    return "by" if row.date_basis == "first_report" else preposition


def _nothing_charged(view: View) -> str:
    """What is on record of a pair without a headline level in force."""
    names = wording.joined([wording.country(code) for code in view.pair])
    if view.as_of < view.start:
        return f"The record ends on {wording.day(view.as_of)}, before the period begins"
    others = [row for row in view.rows if row.series == "headline"]
    if others:
        row = max(others, key=_rate)
        told = f"{wording.tariff(row.imposer, row.target)} {wording.STAGES[row.stage].told} at {level_text(row)}"
        return f"No tariff on all goods in force between {names} is on record; {told}"
    if view.parts():
        return f"No tariff on all goods between {names} is on record, only on a part of the goods, at {parts_text(view)}"
    return f"No tariff level between {names} is on record from {wording.day(view.start)} to {wording.day(view.end)}"


def parts_text(view: View) -> str:
    """Between which rates the duties on a part of the goods lie."""
    rates = [row.rate_pct for row in view.parts()]
    return wording.percent(min(rates), max(rates))
