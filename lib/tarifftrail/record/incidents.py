"""Incidents: the events of many articles that tell of one move, joined."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

from tarifftrail.record.evidence import Span, originals, span
from tarifftrail.record.levels import iso, joined, most

ONE_MOVE = 3  # days between two dated reports of one move; longer talks are told by their first or their last day
RETOLD = 7  # days after the last report in which an undated report still tells of the same move
MUTUAL = {"talks", "talks_off", "deal", "coordination"}  # the order of the parties carries no meaning
DONE = ["threatened", "announced", "suspended", "ended", "done"]  # the stage of an incident is the furthest that it got


@dataclass(frozen=True)
class Told:
    """One event of one independent article. Days are ordinals."""

    event_id: str
    source: str
    article: str
    published: int
    type: str
    actor: str
    target: str
    stage: str
    direction: str
    when: Span | None

    @property
    def day(self) -> int:
        """The day of the move itself where it is told, else that of the report."""
        return self.when[0] if self.when and self.when[0] == self.when[1] else self.published


def incidents(events: pd.DataFrame, articles: pd.DataFrame, as_of: str | None = None) -> list[dict]:
    """One row for each incident, as the schema's `incidents`; copies and articles after `as_of` are left out."""
    groups: dict[tuple[str, str, str], list[Told]] = defaultdict(list)
    for told in _told(events, articles, as_of):
        groups[told.type, told.actor, told.target].append(told)
    return sorted((_incident(cluster) for key in sorted(groups) for cluster in _joined(groups[key])), key=lambda row: (row["first_reported_on"], row["incident_id"]))


def _told(events: pd.DataFrame, articles: pd.DataFrame, as_of: str | None) -> list[Told]:
    kept = originals(articles, as_of).set_index("article_id")
    out = []
    for row in events[events["article_id"].isin(kept.index)].drop_duplicates("event_id").sort_values("event_id", kind="stable").itertuples(index=False):
        published = span(kept.at[row.article_id, "published"])
        actor, target = _codes(row.actor), _codes(row.target)
        if row.type in MUTUAL:
            actor, target = sorted({*actor, *target}), []
        source = kept.at[row.article_id, "source"] or row.article_id
        out.append(Told(row.event_id, source, row.article_id, published[0], row.type, ";".join(actor), ";".join(target), row.stage, row.direction, span(row.date)))
    return out


def _codes(text: str) -> list[str]:
    return sorted({code for code in text.split(";") if code})


def _joined(found: list[Told]) -> list[list[Told]]:
    """The reports of one type and parties by move: dated ones by their days, then undated ones to the nearest before."""
    clusters: list[list[Told]] = []
    for told in sorted((told for told in found if told.when), key=lambda one: (one.day, one.published, one.event_id)):
        near = [cluster for cluster in clusters if _tells_of(told, cluster)]
        if near:
            near[-1].append(told)
        else:
            clusters.append([told])
    for told in sorted((told for told in found if not told.when), key=lambda one: (one.published, one.event_id)):
        near = [cluster for cluster in clusters if any(-RETOLD <= told.published - day <= RETOLD for peer in cluster for day in (peer.day, peer.published))]
        if near:
            min(near, key=lambda cluster: min(abs(told.published - peer.day) for peer in cluster)).append(told)
        else:
            clusters.append([told])
    return clusters


def _tells_of(told: Told, cluster: list[Told]) -> bool:
    """Whether a dated report gives a cluster's day, or a month or year that holds it."""
    if told.when[0] == told.when[1]:
        return any(peer.when and peer.when[0] == peer.when[1] and abs(told.day - peer.day) <= ONE_MOVE for peer in cluster)
    return any(peer.when and told.when[0] <= peer.day <= told.when[1] for peer in cluster)


def _incident(cluster: list[Told]) -> dict:
    first = min(cluster, key=lambda told: (told.published, told.event_id))
    days = [told.day for told in cluster if told.when and told.when[0] == told.when[1]]
    day = min(days, key=lambda one: (-days.count(one), one)) if days else None
    known = iso(day) if day is not None else f"{iso(first.published)}-reported"
    parties = f"{first.actor}>{first.target}" if first.target else first.actor
    # Two moves of the same parties reported on one day without a date of their own differ by their reports.
    mark = hashlib.sha256(f"{first.type}|{parties}|{known}|{first.event_id if day is None else ''}".encode()).hexdigest()[:8]
    return {
        "incident_id": f"{first.type}-{known}-{mark}",
        "type": first.type,
        "actor": first.actor,
        "target": first.target,
        "stage": max((told.stage for told in cluster), key=lambda stage: DONE.index(stage) if stage in DONE else -1),
        "direction": most(told.direction for told in cluster),
        "date": iso(day) or "",
        "first_reported_on": iso(first.published),
        "n_articles": len({told.article for told in cluster}),
        "n_sources": len({told.source for told in cluster}),
        "event_ids": joined(told.event_id for told in cluster),
    }
