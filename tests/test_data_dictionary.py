"""The data dictionary is the one that the schema writes."""

from __future__ import annotations

from pathlib import Path

from tarifftrail import schema


def test_the_committed_dictionary_is_the_generated_one():
    committed = (Path(__file__).resolve().parents[1] / "data" / "README.md").read_text(encoding="utf-8")
    assert committed == schema.data_dictionary(), "run: python -m tarifftrail.schema > data/README.md"
