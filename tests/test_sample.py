"""The sample corpus: what DESIGN asks of it, and that every gold quote stands where it says."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median

import pytest

from tarifftrail import countries, paths, schema
from tarifftrail.reading import read_articles

GOLD = Path(__file__).parent / "gold" / "sample.jsonl"
CLAIM = schema.names("claims")[schema.names("claims").index("imposer") : schema.names("claims").index("end") + 1]
EVENT = ["type", "actor", "target", "stage", "direction", "date", "quote", "start", "end"]


@pytest.fixture(scope="module")
def reading():
    return read_articles(paths.raw("sample"))


@pytest.fixture(scope="module")
def articles(reading):
    return reading[0].set_index("article_id")


@pytest.fixture(scope="module")
def gold():
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def test_every_dispatch_is_read_and_only_the_cards_are_passed_over(reading):
    articles, log = reading
    assert set(log.loc[~log["outcome"].isin(["loaded", "duplicate"]), "file"]) == {"README.md", "FACTS.md"}
    assert len(articles) == log["outcome"].isin(["loaded", "duplicate"]).sum() >= 80
    assert articles[["title", "text", "source", "published"]].ne("").all().all()
    assert set(articles["source_type"]) <= set(schema.SOURCE_TYPES) - {"other"}


def test_every_quote_of_the_gold_stands_at_its_offsets(articles, gold):
    for row in gold:
        article = articles.loc[row["article_id"]]
        full = f"{article['title']}\n\n{article['text']}"
        for each in row["claims"] + row["events"]:
            assert full[each["start"] : each["end"]] == each["quote"] != "", (row["article_id"], each["quote"])


def test_every_article_has_its_gold_in_the_form_of_the_codebook(articles, gold):
    assert [row["article_id"] for row in gold] == sorted(articles.index)
    for row in gold:
        assert all(list(claim) == CLAIM for claim in row["claims"])
        assert all(list(event) == EVENT for event in row["events"])
        schema.check(schema.conform([{**claim, "article_id": row["article_id"]} for claim in row["claims"]], "claims"), "claims")
        for claim in row["claims"]:
            assert claim["imposer"] == "" or countries.is_code(claim["imposer"])
            assert claim["target"] == "WORLD" or countries.is_code(claim["target"])


def test_copies_are_recognised_and_repeat_the_gold_of_their_original(articles, gold):
    """Every claim of a copy is one of its original; what the copy cut may be missing."""
    claims = {row["article_id"]: [{key: claim[key] for key in CLAIM if key not in ("quote", "start", "end")} for claim in row["claims"]] for row in gold}
    copies = articles.loc[articles["duplicate_of"] != "", "duplicate_of"]
    assert len(copies) >= 3
    for copy, original in copies.items():
        assert articles.loc[copy, "source"] != articles.loc[original, "source"]
        assert all(claim in claims[original] for claim in claims[copy]), copy


def test_the_sample_is_as_large_long_varied_and_hard_as_it_must_be(reading, gold):
    articles, log = reading
    read = log[log["outcome"].isin(["loaded", "duplicate"])]
    assert len(set(read["file"].str.rpartition(".")[2])) >= 4
    assert median(articles["text"].str.len()) >= 1800
    assert sum(not row["claims"] for row in gold) >= 15
    pairs = [{claim["imposer"], claim["target"]} for row in gold for claim in row["claims"]]
    assert sum(pair != {"US", "CN"} for pair in pairs) >= 0.4 * len(pairs)
    assert articles["published"].min() < "2019" and articles["published"].max() > "2026"


def test_the_files_need_every_kind_of_repair(reading):
    repairs = {repair for repaired in reading[1]["repaired"] for repair in repaired.split("; ")}
    assert {"wraps", "mojibake", "entities", "tags", "markdown", "scripts", "boilerplate"} <= repairs
    assert {"first line", "time", "dateline", "JSON-LD datePublished", "meta article:published_time"} <= set(reading[1]["date_source"])
