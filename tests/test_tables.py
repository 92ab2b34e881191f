"""Tables in notebooks and the report are escaped, captioned and readable."""

from __future__ import annotations

import pandas as pd

from tarifftrail import page, schema, tables

LEVELS = schema.conform(
    [
        {"imposer": "US", "target": "CN", "rate_pct": 7.5, "valid_from": "2025-04-09", "n_articles": 1200, "derivation": "<script>x</script>"},
        {"imposer": "US", "target": "CN", "rate_pct": None, "valid_from": None, "n_articles": None},
    ],
    "levels",
)[["imposer", "rate_pct", "valid_from", "n_articles", "derivation"]]


def test_cells_are_escaped_numbers_plain_days_iso_and_missing_empty():
    text = tables.html_table(LEVELS, "Levels & more")
    assert "<caption>Levels &amp; more</caption>" in text
    assert '<th scope="col" class="number" style="text-align: right">rate pct</th>' in text
    assert ">7.5</td>" in text and ">1,200</td>" in text and ">2025-04-09</td>" in text
    assert "&lt;script&gt;x&lt;/script&gt;" in text and "<script" not in text
    assert "nan" not in text.lower() and "nat<" not in text.lower() and "&lt;na" not in text.lower()


def test_the_report_keeps_caption_headers_and_alignment_of_a_table():
    clean = page.safe_html(tables.html_table(LEVELS, "Levels"))
    assert "<caption>Levels</caption>" in clean and '<th class="number" scope="col">rate pct</th>' in clean
    assert clean.count("<tr>") == 3


def test_a_table_that_is_cut_says_so(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda table: shown.append(table.data))
    frame = pd.DataFrame({"n": range(5)})
    tables.show_table(frame, "Numbers", rows=2)
    tables.show_table(frame, "Numbers", rows=5)
    assert "<caption>Numbers (the first 2 of 5)</caption>" in shown[0] and shown[0].count("<tr>") == 3
    assert "<caption>Numbers</caption>" in shown[1] and shown[1].count("<tr>") == 6


def test_yes_and_no_stand_for_flags():
    assert ">yes</td>" in tables.html_table(pd.DataFrame({"agrees": pd.array([True, None], dtype="boolean")}), "t")
