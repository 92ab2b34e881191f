"""The benchmarks measure what they say: the corpora, the ratios and the tables. Nothing here is timed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the benchmarks are no part of the installed package

from benchmarks import __main__ as tables  # noqa: E402
from benchmarks import clock, contenders, corpora  # noqa: E402
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
