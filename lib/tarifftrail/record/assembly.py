"""The record: claims and events of many articles, reconciled into frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tarifftrail import schema
from tarifftrail.record import coverage as coverage_of
from tarifftrail.record.corrections import Correction, corrected
from tarifftrail.record.evidence import originals, reports
from tarifftrail.record.histories import WORLD, History, histories
from tarifftrail.record.incidents import incidents
from tarifftrail.record.levels import Row, conflicts, headline_rows, track_rows
from tarifftrail.record.measures import Measure, layer_measures, plan_measures, row_measures, standing
from tarifftrail.record.moves import moves
from tarifftrail.record.threats import Threat, shadows, threats


@dataclass(frozen=True)
class Record:
    """What reconciling gives: frames with the columns of `schema.py`, and the claims that they rest on.

    `last_day` is the day up to which the record speaks: `as_of`, or the publication of the last article.
    """

    levels: pd.DataFrame
    moves: pd.DataFrame
    measures: pd.DataFrame
    threats: pd.DataFrame
    incidents: pd.DataFrame
    conflicts: pd.DataFrame
    coverage: pd.DataFrame
    claims: pd.DataFrame
    events: pd.DataFrame
    last_day: pd.Timestamp
    as_of: str = ""

    def frames(self) -> dict[str, pd.DataFrame]:
        """The frames by their names in the schema."""
        names = ("levels", "moves", "measures", "threats", "incidents", "conflicts", "coverage")
        return {name: getattr(self, name) for name in names}


def reconcile(
    claims: pd.DataFrame,
    events: pd.DataFrame,
    articles: pd.DataFrame,
    as_of: str | None = None,
    corrections: Sequence[Correction] | None = None,
) -> Record:
    """The most credible record given all claims and events, or those published up to a day.

    `claims`, `events` and `articles` have the columns of the schema and are left as they are. With `as_of` (ISO day)
    nothing published later is seen. Copies of an article, by `duplicate_of`, count once. Claims of articles that are
    not among `articles`, or that have no publication day, are not used.

    Raises schema.SchemaError for frames of another form, ValueError for an `as_of` that is no day, and
    CorrectionError for a correction that matches nothing.
    """
    schema.check(claims, "claims")
    schema.check(events, "events")
    schema.check(articles, "articles")
    if as_of is not None:
        as_of = _iso_day(as_of)
    if corrections:
        claims = corrected(claims, corrections)
    read = originals(articles, as_of)
    last_day = date.fromisoformat(as_of or (read["published"].max() if len(read) else "1900-01-01")).toordinal()
    found = histories(reports(claims, articles, as_of))
    rows, ledger, measures = _rows(found, last_day)
    taken = claims[claims["article_id"].isin(read["article_id"])].reset_index(drop=True)
    frames = {
        "levels": [row.as_dict() for row in sorted(rows, key=lambda row: (*row.series, row.begins, row.stage, row.rate, row.level_id))],
        "moves": [move.as_dict() for move in moves(rows)],
        "measures": sorted((measure.as_dict() for measure in measures), key=lambda row: (row["imposer"], row["target"], row["product"] != "all", row["product"], row["effective_on"], row["measure_id"])),
        "threats": [threat.as_dict() for threat in ledger],
        "incidents": incidents(events, articles, as_of),
        "conflicts": conflicts(rows),
        "coverage": coverage_of.coverage(articles, taken, as_of),
    }
    conformed = {name: schema.conform(content, name) for name, content in frames.items()}
    return Record(
        **conformed,
        claims=taken,
        events=events[events["article_id"].isin(read["article_id"])].reset_index(drop=True),
        last_day=pd.Timestamp(date.fromordinal(last_day)),
        as_of=as_of or "",
    )


def _iso_day(text: str) -> str:
    try:
        return date.fromisoformat(str(text)[:10]).isoformat()
    except ValueError:
        raise ValueError(f"as_of is {text!r}, which is no day; write it as 2025-04-09") from None


def _rows(found: Sequence[History], last_day: int) -> tuple[list[Row], list[Threat], list[Measure]]:
    """The rows of levels, the ledger and the measures of all pairs."""
    rows: list[Row] = []
    ledger: list[Threat] = []
    measures: dict[str, Measure] = {}
    # All partners first: the pairs refer to their measures.
    shared: dict[str, list[Measure]] = {}
    for history in sorted(found, key=lambda one: one.target != WORLD):
        headline = headline_rows(history, last_day)
        layered = layer_measures(history, shared.get(history.imposer, []), last_day)
        if history.target == WORLD:
            shared[history.imposer] = layered
        for row in headline:
            row.measure_ids = standing(layered, row)
        listed = [row for track in history.tracks for row in track_rows(history, track, last_day)]
        own = row_measures(listed)
        for row, measure in zip(listed, own, strict=True):
            row.measure_ids = (measure.measure_id,)
        plans = threats(history, [*headline, *listed], last_day)
        for measure in (*layered, *own, *plan_measures(plans)):
            if not measure.shared_id:
                measures.setdefault(measure.measure_id, measure)
        rows += [*headline, *listed, *_shadow_rows(history, plans, last_day)]
        ledger += plans
    ledger.sort(key=lambda threat: (threat.imposer, threat.target, threat.made, threat.threat_id))
    return rows, ledger, list(measures.values())


def _shadow_rows(history: History, plans: Sequence[Threat], last_day: int) -> list[Row]:
    """What was threatened, scheduled, suspended or given up, one row for each rate and stage at a time."""
    rows: dict[str, Row] = {}
    for shadow in shadows(plans, history.layers, last_day):
        threat = shadow["threat"]
        row = Row(
            history.imposer,
            history.target,
            "all",
            "",
            "",
            shadow["rate"],
            shadow["rate"],
            shadow["begins"],
            shadow["ends"],
            shadow["stage"],
            "all",
            "WORLD" if history.target == WORLD else "pair",
            shadow["derivation"],
            list(threat.reports),
            [],
            shadow["begins"],
            shadow["begins"],
            "stated",
        )
        known = rows.get(row.level_id)
        if known is None:
            rows[row.level_id] = row
        else:
            known.reports = known.reports + row.reports
    return list(rows.values())


