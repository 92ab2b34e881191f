"""A record comes back from a run's folder as it was reconciled."""

from __future__ import annotations

import pandas as pd
import pytest

from tarifftrail import schema, store
from tarifftrail.record import reconcile
from tarifftrail.record.saved import FRAMES, read_record, write_record


def articles() -> pd.DataFrame:
    rows = [("a", "2025-04-09", ""), ("b", "2025-04-10", ""), ("copy", "2025-04-10", "b"), ("late", "2025-05-14", "")]
    return schema.conform(
        [{"article_id": article, "published": day, "source": article, "source_type": "wire", "duplicate_of": of} for article, day, of in rows],
        "articles",
    )


def claims() -> pd.DataFrame:
    told = [("a", "2025-04-09", 104), ("b", "2025-04-10", 145), ("copy", "2025-04-10", 145), ("late", "2025-05-14", 30)]
    return schema.conform(
        [
            {
                "claim_id": f"c-{article}",
                "article_id": article,
                "published": day,
                "imposer": "US",
                "target": "CN",
                "product": "all",
                "rate_pct": rate,
                "basis": "level",
                "stage": "in_force",
                "direction": "up",
                "effective_on": day,
                "coverage": "unknown",
                "mfn_basis": "unknown",
                "confidence": 0.9,
            }
            for article, day, rate in told
        ],
        "claims",
    )


@pytest.mark.parametrize("as_of", [None, "2025-04-30"])
def test_a_record_reads_back_as_it_was_reconciled(tmp_path, as_of):
    record = reconcile(claims(), schema.empty("events"), articles(), as_of=as_of)
    for name, frame in {"articles": articles(), "claims": claims(), "events": schema.empty("events")}.items():
        store.write_table(frame, tmp_path, name)
    store.write_manifest(tmp_path, {}, {}, ["articles", "claims", "events"])
    write_record(record, tmp_path)
    again = read_record(tmp_path)
    assert len(again.levels)
    assert (again.last_day, again.as_of) == (record.last_day, record.as_of)
    for name in (*FRAMES, "claims", "events"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(record, name))


def test_a_folder_without_a_record_says_which_notebook_makes_it(tmp_path):
    store.write_table(articles(), tmp_path, "articles")
    store.write_manifest(tmp_path, {}, {}, ["articles"])
    with pytest.raises(store.CorruptTable, match="03-reconcile-levels"):
        read_record(tmp_path)
