"""The confidence of a claim: which facts of its reading move it and where to, and that its fit and its errors are computed right."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tarifftrail import accuracy, calibration, lexicon, paths, schema
from tarifftrail.extraction import confidence
from tarifftrail.extraction.claims import claims_in
from tarifftrail.extraction.gate import sentences
from tarifftrail.reading import read_articles

GOLD = Path(__file__).parent / "gold" / "sample.jsonl"
TITLE = "Tariffs, duties and levies"
PUBLISHED = "2025-11-20"


def claims(text: str) -> list[dict]:
    return claims_in(TITLE, text, sentences(f"{TITLE}\n\n{text}"), PUBLISHED)[0]


def claim(text: str, rate: float) -> dict:
    (found,) = [row for row in claims(text) if row["rate_pct"] == rate]
    return found


def facts(text: str, rate: float) -> set[str]:
    rows = claims(text)
    return {fact for row, found in zip(rows, confidence.facts_of(rows), strict=True) if row["rate_pct"] == rate for fact in found}


# --- What moves it --------------------------------------------------------------------------------------

# The surer telling first, then one of the same kind of claim that leaves more to be guessed, and its rate in both.
SURER = [
    ("Peru imposed a 25% tariff on Chilean copper.", "The tariff was felt in Chile. Officials in Lima spoke of it. It stands at 25%.", 25),
    ("Canada put off a 20% tariff on Norwegian goods.", "Canada may impose a 20% tariff on Norwegian goods.", 20),
    ("Canada imposed a 20% tariff on Norwegian goods.", "Canada imposed a tariff of up to 20% on Norwegian goods.", 20),
    ("Canada imposed a 20% tariff on goods from Norway.", "It rained. " * 100 + "Canada imposed a 20% tariff on goods from Norway.", 20),
    ("Brazil imposed a 5% tariff on Indian steel.", "Brazil raised its tariff on Indian steel by 5 percentage points.", 5),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sure", "less", "rate"),
    SURER,
    ids=["own-over-context", "put-off-over-threatened", "plain-over-bounded", "opening-over-later", "level-over-increment"],
)
def test_a_claim_is_surer_the_less_of_it_is_guessed(sure, less, rate):
    assert claim(sure, rate)["confidence"] > claim(less, rate)["confidence"]


# A sentence with a fact and one without it, and the rate to look at.
SEEN = {
    "rate-in-words": ("Norway made Peruvian fruit duty-free.", "Norway put a tariff of 0% on Peruvian fruit.", 0),
    "zero": ("Norway put a tariff of 0% on Peruvian fruit.", "Norway put a tariff of 7% on Peruvian fruit.", None),
    "rate-ungoverned": ("Norway has tariffs on fruit. Peruvian fruit pays 7%.", "Norway has tariffs of 7% on Peruvian fruit.", 7),
    "bounded": ("Norway put a tariff of at least 7% on Peruvian fruit.", "Norway put a tariff of 7% on Peruvian fruit.", 7),
    "imposer-from-article": ("Norway taxes fruit. A 7% tariff on Peruvian fruit began in May.", "Norway put a 7% tariff on Peruvian fruit.", 7),
    "target-as-origin": ("Norway charges Peruvian fruit a 7% tariff.", "Norway put a 7% tariff on fruit.", 7),
    "goods-before": ("Peruvian fruit faces a 7% tariff in Norway.", "Norway put a 7% tariff on Peruvian fruit.", 7),
    "threatened": ("Norway may impose a 7% tariff on Peruvian fruit.", "Norway imposed a 7% tariff on Peruvian fruit.", 7),
    "suspended": ("Norway suspended a 7% tariff on Peruvian fruit.", "Norway imposed a 7% tariff on Peruvian fruit.", 7),
    "average": ("Norway has an average tariff of 7%.", "Norway has a tariff of 7% on Peruvian fruit.", 7),
    "increment": ("Norway raised its tariff on Peruvian fruit by 7 percentage points.", "Norway raised its tariff on Peruvian fruit to 7%.", 7),
    "all-goods": ("Norway imposed a 7% tariff on Peruvian goods.", "Norway imposed a 7% tariff on Peruvian fruit.", 7),
    "covers-all": ("Norway imposed a 7% tariff on all Peruvian goods.", "Norway imposed a 7% tariff on Peruvian goods.", 7),
    "covers-part": ("Norway imposed a 7% tariff on $2 billion of Peruvian goods.", "Norway imposed a 7% tariff on Peruvian goods.", 7),
    "executive": ("Norway imposed a 7% tariff on Peruvian fruit.", "A 7% tariff on Peruvian fruit began in May.", 7),
    "stage-uncued": ("The 7% tariff on Peruvian fruit is old.", "Norway imposed a 7% tariff on Peruvian fruit.", 7),
    "stage-by-date": ("The 7% tariff on Peruvian fruit from December 3 is new.", "Norway imposed a 7% tariff on Peruvian fruit.", 7),
    "long-quote": (
        "Norway imposed a 7% tariff on Peruvian fruit" + ", as growers of the coast and of the hills had long feared" * 4 + ".",
        "Norway imposed a 7% tariff on Peruvian fruit.", 7,
    ),
    "listed": (
        "Norway imposed a 7% tariff on goods from Peru, Chile, Bolivia and Brazil.",
        "Norway imposed a 7% tariff on goods from Peru, Chile and Brazil.", 7,
    ),
    "many-claims": (
        "Norway imposed a 7% tariff on fruit, steel and cars from Peru, Chile and Brazil.",
        "Norway imposed a 7% tariff on fruit and steel from Peru, Chile and Brazil.", 7,
    ),
    "opening": ("Norway imposed a 7% tariff on Peruvian fruit.", "It rained. " * 100 + "Norway imposed a 7% tariff on Peruvian fruit.", 7),
    "target-from-article": ("Norway taxes goods from Peru. The tariff is 7%.", "Norway imposed a 7% tariff on goods from Peru.", 7),
    "target-by-nearness": ("Norway imposed 7% duties on all its imports of fruit from Norway.", "Norway imposed a 7% tariff on Peruvian fruit.", 7),
}  # fmt: skip


@pytest.mark.parametrize("fact", SEEN)
def test_a_fact_is_seen_where_it_is_true_and_nowhere_else(fact):
    there, not_there, rate = SEEN[fact]
    for text, expected in ((there, True), (not_there, False)):
        (row, *_) = claims(text)
        assert (fact in facts(text, row["rate_pct"] if rate is None else rate)) is expected, text


def test_the_table_weighs_every_fact_that_is_seen_and_no_other():
    table = lexicon.read_table("confidence")
    assert [row["fact"] for row in table] == list(dict.fromkeys(row["fact"] for row in table))
    assert {row["fact"] for row in table} == {*SEEN, confidence.BASE}
    assert table[0]["fact"] == confidence.BASE  # the fit does not pull the first one to 0
    assert all(row["says"] and math.isfinite(float(row["weight"])) for row in table)


def test_it_is_what_the_weights_of_the_facts_say():
    rows = claims("Canada may impose a tariff of up to 20% on Norwegian goods.")
    (found,) = confidence.facts_of(rows)
    odds = math.exp(sum(confidence.weights()[fact] for fact in found))
    assert rows[0]["confidence"] == pytest.approx(odds / (1 + odds), abs=0.0005)


def test_no_weight_makes_it_certain(monkeypatch):
    rows = claims("Canada imposed a 20% tariff on Norwegian goods.")
    for weight, expected in ((40.0, 0.999), (-40.0, 0.001)):
        monkeypatch.setattr(confidence, "weights", lambda weight=weight: dict.fromkeys([*SEEN, confidence.BASE], weight))
        confidence.fill(rows)
        assert rows[0]["confidence"] == expected


# --- On the sample ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return calibration.labelled(read_articles(paths.raw("sample"))[0], accuracy.read_gold(GOLD))


def test_every_claim_of_the_sample_has_one(sample):
    assert len(sample) > 1000 and sample["confidence"].between(0, 1, inclusive="neither").all()
    assert (sample["confidence"].round(3) == sample["confidence"]).all()


def test_the_sample_which_was_not_fitted_is_not_far_off(sample):
    """Believing every claim would err by the share of wrong ones, over a quarter."""
    probability, right = sample["confidence"].to_numpy(), sample["right"].to_numpy()
    assert calibration.calibration_error(np.ones(len(right)), right) > 0.2
    assert calibration.calibration_error(probability, right) < 0.2
    third = len(sample) // 3
    by_confidence = right[np.argsort(probability, kind="stable")]
    assert by_confidence[-third:].mean() > by_confidence[:third].mean() + 0.08


def test_the_frame_gives_the_same_facts_as_the_extraction(sample):
    """The facts are asked of the rows in extraction and of the frame when fitting; both must say the same."""
    assert calibration.believed(sample["facts"].tolist(), confidence.weights()) == pytest.approx(sample["confidence"].to_numpy(), abs=0.0011)


# --- The fit and its errors ---------------------------------------------------------------------------------


def test_the_fit_finds_the_weights_that_made_the_rows():
    chance = np.random.default_rng(7)
    weights = {"base": 0.5, "sure": 1.5, "unsure": -1.0, "idle": 0.0}
    rows = [("base", *(name for name in ("sure", "unsure", "idle") if chance.random() < 0.5)) for _ in range(20_000)]
    right = chance.random(len(rows)) < calibration.believed(rows, weights)
    assert calibration.fit(rows, right, list(weights)) == pytest.approx(weights, abs=0.12)


def test_the_ridge_keeps_a_fact_of_few_rows_small_and_the_base_at_the_share():
    rows, right = [("base",)] * 99 + [("base", "rare")], [True] * 75 + [False] * 24 + [True]
    fitted = calibration.fit(rows, right, ["base", "rare"])
    assert 0 < fitted["rare"] < 0.5 < calibration.fit(rows, right, ["base", "rare"], ridge=1e-3)["rare"]
    assert calibration.believed([("base",)], fitted)[0] == pytest.approx(75 / 99, abs=0.01)


def test_a_publisher_has_no_say_in_what_is_believed_of_it():
    rows = [("base", "odd")] * 10 + [("base",), ("base", "odd")] * 10
    table = pd.DataFrame({"source": ["Alder Wire"] * 10 + ["Birch Post"] * 20, "facts": rows, "right": [True] * 10 + [True, False] * 10})
    assert (calibration.left_out(table, ["base", "odd"])[:10] < 0.5).all()  # all right, but the other publisher's odd ones are wrong
    with pytest.raises(ValueError, match="one publisher"):
        calibration.left_out(table[:10], ["base", "odd"])


def test_the_error_is_the_gap_of_a_bin_weighted_by_its_rows():
    probability, right = np.array([0.25] * 4 + [0.95] * 6), np.array([1, 0, 0, 0] + [1, 1, 1, 0, 0, 0])
    assert calibration.calibration_error(probability, right) == pytest.approx(0.6 * 0.45)
    assert calibration.calibration_error(np.array([0.999, 1.0]), np.array([1, 1])) == pytest.approx(0.0005)
    split = np.repeat([0.71, 0.72], 50)  # one bin of equal width, where the gaps cancel; ten of equal count, where they do not
    told = np.repeat([1, 0], [72, 28])
    assert calibration.calibration_error(split, told) == pytest.approx(0.005)
    assert calibration.calibration_error(split, told, "count") > 0.3
    with pytest.raises(ValueError, match="width"):
        calibration.calibration_error(probability, right, "height")


def test_probabilities_that_are_right_err_by_chance_and_less_the_more_rows_there_are():
    few, many = (calibration.error_by_chance(np.tile([0.35, 0.65, 0.85], count)) for count in (10, 1000))
    assert 0.05 < few < 0.3 and many < 0.02


def test_the_bins_tell_what_was_believed_and_what_was_right():
    table = calibration.reliability(np.array([0.31, 0.39, 0.9]), np.array([0, 1, 1]))
    assert table.to_dict("index") == {
        3: {"lowest": 0.31, "highest": 0.39, "claims": 2, "mean": pytest.approx(0.35), "right": 0.5},
        9: {"lowest": 0.9, "highest": 0.9, "claims": 1, "mean": 0.9, "right": 1.0},
    }


ARTICLES = [
    {"article_id": article_id, "title": "A duty on metals", "source": source, "published": PUBLISHED, "text": text}
    for article_id, source, text in (
        ("told", "Alder Wire", "Peru imposed a 25% tariff on Chilean copper. Peru imposed a 30% tariff on Chilean steel."),
        ("silent", "Birch Post", "Chile imposed a 5% tariff on Peruvian sugar."),
        ("other", "Birch Post", "Chile imposed a 5% tariff on Peruvian sugar."),
    )
]


def entries() -> list[dict]:
    """Gold of two of the articles: one of two claims of the first, none of the second."""
    copper = {"imposer": "PE", "target": "CL", "product": "copper", "rate_pct": 25.0, "basis": "level", "stage": "in_force"}
    return [{"article_id": "told", "claims": [copper]}, {"article_id": "silent", "claims": []}]


def test_a_claim_on_an_article_without_gold_claims_is_wrong(tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(entry) + "\n" for entry in entries()), encoding="utf-8")
    table = calibration.labelled(schema.conform(ARTICLES, "articles"), accuracy.read_gold(gold))
    told = table[["article_id", "source", "right"]].to_numpy().tolist()
    assert told == [["told", "Alder Wire", True], ["told", "Alder Wire", False], ["silent", "Birch Post", False]]
    with pytest.raises(ValueError, match="none of the articles"):
        calibration.labelled(schema.conform(ARTICLES[2:], "articles"), accuracy.read_gold(gold))


def test_the_command_writes_the_weights_and_says_how_well_they_fit(tmp_path, monkeypatch, capsys):
    own = tmp_path / "confidence.tsv"
    own.write_text((lexicon.FOLDER / "confidence.tsv").read_text(encoding="utf-8"), encoding="utf-8")
    before = lexicon.read_table("confidence")
    articles, gold = tmp_path / "articles.jsonl", tmp_path / "own.jsonl"
    articles.write_text("".join(json.dumps(row) + "\n" for row in ARTICLES), encoding="utf-8")
    gold.write_text("".join(json.dumps(entry) + "\n" for entry in entries()), encoding="utf-8")
    monkeypatch.setattr(calibration, "TABLE", own)
    assert calibration.main([str(articles), str(gold), "--check"]) == 0
    assert "as it stands" in capsys.readouterr().out and own.read_text(encoding="utf-8").count("\n") == len(before) + 4
    assert calibration.main([str(articles), str(gold)]) == 0
    told = capsys.readouterr().out
    assert "on the rows fitted" in told and "publishers left out" in told
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    after = lexicon.read_table("confidence")
    assert [(row["fact"], row["says"]) for row in after] == [(row["fact"], row["says"]) for row in before]
    assert [row["weight"] for row in after] != [row["weight"] for row in before]
    assert "# Fitted on 3 claims of 2 annotated articles.\n" in own.read_text(encoding="utf-8")
    assert calibration.main([str(tmp_path / "none.jsonl"), str(gold)]) == 2
    assert "none.jsonl" in capsys.readouterr().err
