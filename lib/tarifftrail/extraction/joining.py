"""One row for each fact of an article: tellings of one rate joined, and rates of several lists told apart."""

from __future__ import annotations

from typing import Any

from tarifftrail.extraction import tellings
from tarifftrail.extraction.context import Context
from tarifftrail.extraction.dates import add_days
from tarifftrail.extraction.phrases import phrase


def mark_lists(rows: list[dict[str, Any]]) -> None:
    """Mark rates as covering part of the goods where goods in general pay two of them from the same day.

    "China lowered its duties of 10% on American goods to 5%, and those of 5% to 2.5%" tells of lists: all goods cannot
    pay both. Rates of different programmes are layers, and a part and its sum are no lists either.
    """
    told: dict[tuple, list[dict[str, Any]]] = {}
    beside: dict[tuple, list[float]] = {}
    for row in rows:
        beside.setdefault((row["imposer"], row["target"], row["_sentence"]), []).append(row["rate_pct"])
    for row in rows:
        rates = beside[row["imposer"], row["target"], row["_sentence"]]
        if len(rates) > 2 and 2 * max(rates) == sum(rates) or _OF_WHICH.search(row["quote"]):
            continue  # "145 in total: 125 and 20", "30, and of that 20 is laid on over fentanyl"
        if row["product"] == "all" and len(row["effective_on"]) >= 7 and row["basis"] in ("level", "additional") and row["rate_max_pct"] is None:
            told.setdefault((row["imposer"], row["target"], row["effective_on"], row["programme"], row["_sentence"]), []).append(row)
    for same_day in told.values():
        if len({row["rate_pct"] for row in same_day}) > 1 and len({row["basis"] for row in same_day}) == 1:
            for row in same_day:
                row["coverage"] = "part" if row["coverage"] == "unknown" else row["coverage"]


_OF_WHICH = phrase("of-which")


def joined(rows: list[dict[str, Any]], context: Context) -> list[dict[str, Any]]:
    """One row for each fact: a fact told again fills what the first telling left open."""
    kept: list[dict[str, Any]] = []
    by_key: dict[tuple, list[dict[str, Any]]] = {}
    told = {(row["rate_pct"], row["rate_max_pct"]) for row in rows if not row["_inherited"]}
    month_before = add_days(context.day, -45)[:7] if len(context.day) == 10 else ""
    for row in rows:
        row["_month_before"] = month_before
        if row["_inherited"] and (row["rate_pct"], row["rate_max_pct"]) in told:
            # The rate is told elsewhere with its own countries; this telling adds only dates.
            others = [other for other in rows if not other["_inherited"] and (other["rate_pct"], other["rate_max_pct"]) == (row["rate_pct"], row["rate_max_pct"])]
            if row["_own_imposer"] and all(other["imposer"] != row["imposer"] for other in others):
                kept.append(row)  # "China will suspend its 34%. The United States will suspend its own 34%": a measure of each
                continue
            if len({(other["imposer"], other["product"]) for other in others}) == 1:
                same = [other for other in others if other["target"] == row["target"]] or others
                for other in same:
                    if other["product"] == row["product"] and other["stage"] == row["stage"]:
                        _fill(other, row)
            continue
        group = "size" if row["basis"] in ("increment", "average") else "rate"
        key = (row["imposer"], row["target"], row["product"], row["rate_pct"], row["rate_max_pct"], row["basis"] if group == "size" else group)
        first = next((other for other in by_key.get(key, ()) if _one_measure(other, row)), None)
        if first is None:
            by_key.setdefault(key, []).append(row)
            kept.append(row)
        else:
            _fill(first, row)
            if row["basis"] == "additional":
                first["basis"] = "additional"
            first["_stages"] += row["_stages"]
    for row in kept:
        row["_day"] = context.day
        tellings.settle(row)
        for name in [name for name in row if name.startswith("_")]:
            del row[name]
    return kept


def _one_measure(first: dict[str, Any], again: dict[str, Any]) -> bool:
    """Whether two tellings of one rate can be of one measure.

    A list of another size or another programme is another measure, and so is an added duty that was given up beside
    the level that stands: "an additional 10% was threatened and withdrawn; British goods pay 10%".
    """
    if {first["stage"], again["stage"]} == {"ended", "in_force"} and first["basis"] != again["basis"]:
        return False
    if {first["stage"], again["stage"]} == {"announced", "in_force"}:
        old, new = sorted((first, again), key=lambda row: row["stage"] == "announced")
        if old["effective_on"] and old["direction"] == "none" and old["effective_on"][:7] < new["_month_before"] and not old["effective_on"] == new["effective_on"]:
            return False  # "He raised it to 50% last June. Articles of copper will now pay a flat 50%"
    starts = first["effective_on"], again["effective_on"]
    other = any(first[name] != again[name] for name in ("basis", "stage", "trade_value_usd_bn"))
    if other and starts[0] != starts[1] and all(len(start) == 10 for start in starts):
        return False  # "India starts at 25% today; another 25% comes on top on August 27"
    return all(first[name] == again[name] or not first[name] or not again[name] for name in ("trade_value_usd_bn", "programme"))


def _fill(first: dict[str, Any], again: dict[str, Any]) -> None:
    for name in ("previous_pct", "programme", "trade_value_usd_bn", "announced_on", "effective_on", "ends_on", "qualifier"):
        if first.get(name) in ("", None) and again.get(name) not in ("", None):
            first[name] = again[name]
    for name in ("announced_on", "effective_on", "ends_on"):  # "in July" told again as July 24
        if len(again[name]) > len(first[name]) and again[name].startswith(first[name]):
            first[name] = again[name]
