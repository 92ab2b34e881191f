"""Small records for the tests of the charts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from tarifftrail import schema

# Headline levels of both sides, January 2025 to October 2026: first day, percent.
US_ON_CHINA = (
    ("2025-01-01", 0), ("2025-02-04", 10), ("2025-03-04", 20), ("2025-04-05", 30), ("2025-04-09", 104), ("2025-04-10", 145),
    ("2025-05-14", 30), ("2025-11-10", 20), ("2026-02-24", 10), ("2026-07-24", 12.5),
)  # fmt: skip
CHINA_ON_US = (("2025-01-01", 0), ("2025-04-10", 84), ("2025-04-12", 125), ("2025-05-14", 10))


def level(imposer: str, target: str, rate: float, begins: str | None, until: str | None = None, **more: Any) -> dict[str, Any]:
    """A level as a row of the schema: of all goods, in force, told by three articles of two publishers."""
    return {
        "level_id": f"{imposer}-{target}-{more.get('product', 'all')}-{begins}-{rate:g}-{more.get('stage', 'in_force')}",
        "imposer": imposer, "target": target, "product": "all", "rate_pct": rate, "coverage": "all",
        "valid_from": begins, "valid_until": until, "date_basis": "stated", "stage": "in_force", "derivation": "stated",
        "n_articles": 3, "n_sources": 2, "claim_ids": f"claim-{begins};claim-other", **more,
    }  # fmt: skip


def history(imposer: str, target: str, steps: Any, **more: Any) -> list[dict[str, Any]]:
    """Levels that follow each other, from first days and rates."""
    ends = [begins for begins, _ in steps[1:]] + [None]
    return [level(imposer, target, rate, begins, until, **more) for (begins, rate), until in zip(steps, ends, strict=True)]


def incident(kind: str, actor: str, target: str, day: str, n_sources: int = 3) -> dict[str, Any]:
    """An incident that happened."""
    return {
        "incident_id": f"{kind}-{day}", "type": kind, "actor": actor, "target": target, "stage": "done", "date": day,
        "n_articles": n_sources + 1, "n_sources": n_sources, "event_ids": f"event-{day};event-other",
    }  # fmt: skip


def record(levels: list[dict], *, moves: list[dict] = (), incidents: list[dict] = (), last_read: str = "2026-10-10") -> SimpleNamespace:
    """A record of these rows that has read two articles, the last on the day given."""
    read = [{"day": day, "imposer": "CN", "target": "US", "n_read": 1, "n_mentioning": 1} for day in ("2018-01-01", last_read)]
    frames = {"levels": levels, "moves": list(moves), "incidents": list(incidents), "coverage": read}
    return SimpleNamespace(**{name: schema.conform(pd.DataFrame(rows), name) for name, rows in frames.items()})


def us_china() -> SimpleNamespace:
    """The two sides with all that a chart can show: plans, threats, a suspension, lists, products, incidents."""
    return record(
        [
            *history("US", "CN", US_ON_CHINA),
            *history("CN", "US", CHINA_ON_US),
            level("US", "CN", 54, "2025-04-02", "2025-04-09", stage="ended"),
            level("US", "CN", 130, "2025-10-10", "2025-10-30", stage="threatened"),
            level("US", "CN", 37.5, "2026-08-24", None, stage="pending"),
            level("CN", "US", 34, "2025-05-14", "2026-11-10", stage="suspended"),
            level("US", "CN", 20, "2026-12-01", None, stage="scheduled"),
            level("US", "CN", 10, "2025-02-04", None, programme="fentanyl"),
            level("US", "CN", 25, "2018-07-06", None, programme="section_301", coverage="part"),
            level("US", "CN", 7.5, "2020-02-14", None, programme="section_301", coverage="part"),
            level("CN", "US", 25, "2018-07-06", None, coverage="part"),
            level("US", "CN", 100, "2024-09-27", None, programme="section_301", product="evs"),
        ],
        moves=[
            {"imposer": "US", "target": "CN", "product": "all", "to_pct": 145, "effective_on": "2025-04-10", "announced_on": "2025-04-09"}
        ],
        incidents=[
            incident("talks", "US;CN", "", "2025-05-10", 6),
            incident("deal", "US;CN", "", "2025-10-30", 5),
            incident("export_control", "CN", "US", "2025-10-09", 4),
            incident("export_control", "CN", "US", "2025-04", 9),
            incident("talks", "US;EU", "", "2025-07-27", 9),
            incident("tariff_up", "US", "CN", "2025-04-03", 9),
        ],
    )
