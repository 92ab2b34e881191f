"""The benchmarks measure what they say: the corpora, the ratios and the tables. Nothing here is timed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from tarifftrail import accuracy

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the benchmarks are no part of the installed package

from benchmarks import __main__ as tables  # noqa: E402
from benchmarks import clock, contenders, corpora, rivals  # noqa: E402
from benchmarks.clock import Timing  # noqa: E402


@pytest.fixture(scope="module")
def mix() -> pd.DataFrame:
    return corpora.mix(size=200)


def test_the_mix_is_the_same_each_time_and_another_with_another_seed(mix):
    pd.testing.assert_frame_equal(corpora.mix(size=200), mix)
    assert not corpora.mix(size=200, seed=1).equals(mix)


def test_one_article_in_twenty_of_the_mix_is_from_the_sample(mix):
    assert mix["text"].isin(corpora.sample()["text"]).sum() == 10
    assert mix["article_id"].is_unique


def test_all_slots_of_the_filler_are_filled(mix):
    assert not [text for text in corpora.full_texts(mix) if "{" in text or "}" in text]


def test_a_telling_sentence_has_a_tariff_word_and_a_percentage():
    text = "A tariff of 25% on steel. Sales rose 4%.\n\nTariffs are taxes. The duty was 10 per cent.\""
    assert corpora.telling_sentences(text) == ["A tariff of 25% on steel.", 'The duty was 10 per cent."']


@pytest.mark.parametrize("name", [contenders.REGEX, contenders.OURS, "spaCy rules, whole articles"])
def test_a_contender_finds_something_and_the_same_again(name):
    articles = corpora.sample().head(3)
    found = contenders.CONTENDERS[name](articles)
    assert found > 10 and contenders.CONTENDERS[name](articles) == found


def test_spacy_rules_are_a_few_dozen_patterns_of_named_kinds():
    rules = [json.loads(line) for line in contenders.SPACY_RULES.read_text(encoding="utf-8").splitlines()]
    assert len(rules) >= 48
    assert {"RATE", "DATE", "TARIFF"} < {rule["label"] for rule in rules}


def test_a_ratio_is_taken_within_a_round():
    unit = [Timing(1.0, 1.0), Timing(2.0, 2.0), Timing(4.0, 4.0)]
    spread = clock.ratios([Timing(3.0, 3.0), Timing(8.0, 8.0), Timing(4.0, 4.0)], unit)
    assert (spread.median, spread.low, spread.high) == (3.0, 1.0, 4.0)


def test_each_contender_is_measured_in_each_round(mix):
    passes = {"a": [], "b": []}

    def contender(name):
        return lambda articles: passes[name].append(sum(map(len, corpora.full_texts(articles)))) or 0

    timings = clock.run({name: contender(name) for name in passes}, mix, 2, lambda text: None)
    assert [len(found) for found in timings.values()] == [2, 2]
    assert all(len(found) > 4 for found in passes.values())


def test_the_readme_has_one_place_for_the_tables_and_names_each_contender():
    text = tables.README.read_text(encoding="utf-8")
    assert text.count(tables.BEGIN) == text.count(tables.END) == 1
    _, _, figures = text.partition(tables.BEGIN)
    for name in contenders.CONTENDERS:
        assert f"| {name} |" in figures, f"{name} is not in the tables; run make bench"


# --- How right the rivals are -------------------------------------------------------------------------


def stored() -> pd.DataFrame:
    return pd.read_csv(rivals.TABLE)


def test_the_stored_table_has_each_rival_with_what_it_reads_and_each_locked_version():
    table = stored()
    read = {(rival.name, name) for rival in rivals.RIVALS for name, reader in (("rate", rival.rates), ("claim_date", rival.dates)) if reader}
    assert set(zip(table["tool"], table["measure"], strict=True)) == read and len(table) == len(read)
    lock = (ROOT / "benchmarks/requirements.lock").read_text(encoding="utf-8")
    for rival in rivals.RIVALS:
        versions = set(table.loc[table["tool"] == rival.name, "version"].dropna())
        assert len(versions) == bool(rival.package)
        if rival.package not in ("", "tarifftrail"):
            assert f"{rival.package}=={versions.pop()}" in lock, "run: make rivals"


def test_the_stored_table_is_of_the_gold_and_articles_as_they_are():
    plain = rivals.measured(rivals.RIVALS[0], accuracy.read_gold(ROOT / rivals.GOLD), corpora.sample())
    table = stored()
    kept = table[table["tool"] == plain["tool"].iloc[0]].drop(columns=["tool", "version"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, plain.drop(columns=["tool", "version"]), check_dtype=False)
    for measure, rows in table.groupby("measure"):
        assert rows["gold"].nunique() == 1, f"{measure}: run make rivals"


def test_plain_readers_take_every_percentage_and_every_month_with_a_day():
    text = "Tariffs of 7.5% and 25 per cent start on April 9, or on May 1, 2026; 30 percent was asked."
    assert rivals.plain_rates(text) == [(7.5, None), (25.0, None), (30.0, None)]
    assert rivals.plain_dates(text, "2025-04-02") == ["2025-04-09", "2026-05-01"]


def test_the_librarys_own_readers_are_used_as_plainly():
    assert rivals.own_rates("Tariffs of 10 to 25 percent, up 5 percentage points.") == [(10.0, 25.0)]
    assert rivals.own_dates("Duties begin on April 9.", "2025-04-02") == ["2025-04-09"]


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ({"timex": "XXXX-08-01", "type": "date", "value": "2025-08-01"}, "2025-08-01"),
        ({"timex": "XXXX-08-01", "Mod": "since", "type": "daterange", "start": "2024-08-01"}, "2024-08-01"),
        ({"timex": "2026-03", "type": "daterange", "start": "2026-03-01", "end": "2026-04-01"}, "2026-03"),
        ({"timex": "2026-03", "Mod": "since", "type": "daterange", "start": "2026-03-01"}, "2026-03"),
        ({"timex": "2026", "type": "daterange", "start": "2026-01-01", "end": "2027-01-01"}, "2026"),
        ({"timex": "2025-W30", "type": "daterange", "start": "2025-07-21", "end": "2025-07-28"}, ""),
        ({"type": "date", "value": "not resolved"}, ""),
    ],
)
def test_a_date_of_recognizers_text_keeps_its_own_precision(value, date):
    assert rivals._recognized(value) == date


def test_only_paragraphs_with_a_tariff_word_are_read():
    text = "A tariff of 25%.\n\nSales rose 4%. Shares fell.\n\nNew duties loom. They are 10%."
    assert corpora.tariff_paragraphs(text) == ["A tariff of 25%.", "New duties loom. They are 10%."]
