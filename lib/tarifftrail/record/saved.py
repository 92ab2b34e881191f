"""A record written to a run's folder and read back, so that a later notebook need not reconcile again."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tarifftrail import store
from tarifftrail.record.assembly import Record
from tarifftrail.record.evidence import originals

FRAMES = ("measures", "levels", "moves", "threats", "incidents", "conflicts", "coverage")


def write_record(record: Record, folder: Path) -> Path:
    """Write the frames of a record beside the articles and claims that it was made from; returns the manifest."""
    for name in FRAMES:
        store.write_table(getattr(record, name), folder, name)
    speaks_for = {"as_of": record.as_of, "last_day": f"{record.last_day:%Y-%m-%d}"}
    return store.write_manifest(folder, None, speaks_for, FRAMES)


def read_record(folder: Path) -> Record:
    """The record of a run's folder, as `reconcile` gave it.

    Raises store.CorruptTable naming the table or manifest at fault.
    """
    speaks_for = store.read_manifest(folder)["parameters"]
    if "last_day" not in speaks_for:
        raise store.CorruptTable(f"{folder}: holds no record yet; run 03-reconcile-levels, or 'tarifftrail report'")
    read = set(originals(store.read_table(folder, "articles"), speaks_for["as_of"] or None)["article_id"])
    told = {name: store.read_table(folder, name) for name in ("claims", "events")}
    return Record(
        **{name: store.read_table(folder, name) for name in FRAMES},
        **{name: frame[frame["article_id"].isin(read)].reset_index(drop=True) for name, frame in told.items()},
        last_day=pd.Timestamp(speaks_for["last_day"]),
        as_of=speaks_for["as_of"],
    )
