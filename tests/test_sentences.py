"""Every gold sentence is read as the codebook asks: one case a sentence, and the known misses as strict expected failures.

A sentence that fails here for the first time is a slip of the rules: mend them, or, where the sentence shows a limit that
stays, name the fields in `known_miss` of tests/gold/sentences.tsv. A known miss that passes is promoted by emptying that
cell. New sentences are written, with their rows, before the extractor has seen them.
"""

from __future__ import annotations

import pandas as pd
import pytest

from tarifftrail import paths, schema, sentences

TABLE = sentences.read_sentences(paths.project_root() / "tests" / "gold" / "sentences.tsv")
CASES = [
    pytest.param(row, id=row.id, marks=[pytest.mark.xfail(strict=True, reason=row.known_miss)] if row.known_miss else [])
    for row in TABLE.itertuples(index=False)
]
WITH_RATES = TABLE[TABLE["expected"] != ""]

# The ways of saying it that the table must hold, each with the fewest sentences that still tell something.
CONSTRUCTIONS = {
    "active": 15,
    "passive": 15,
    "possessive": 10,
    "nominal": 6,
    "appositive": 5,
    "headline": 10,
    "list of products": 15,
    "list of countries": 15,
    "respectively": 6,
    "range": 5,
    "additional": 10,
    "increment": 4,
    "from-to": 20,
    "average": 4,
    "up to": 6,
    "words": 6,
    "zero": 5,
    "duty-free": 6,
    "quota": 5,
    "conditional": 6,
    "negated": 4,
    "unnamed source": 4,
    "relative date": 40,
    "deadline": 8,
    "duration": 4,
    "programme": 25,
    "leader": 15,
    "each other's": 6,
}


@pytest.fixture(scope="module")
def claims() -> pd.DataFrame:
    return sentences.extracted(TABLE)


@pytest.fixture(scope="module")
def misses(claims) -> pd.Series:
    return sentences.misses(TABLE, claims)


# --- The sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", CASES)
def test_a_sentence_gives_the_rows_that_the_codebook_asks_for(row, claims, misses):
    got = claims.loc[claims["article_id"] == row.id, sentences.FIELDS].to_dict("records")
    assert not misses[row.id], f"{misses[row.id]}: {row.sentence!r} gives {got} and not {row.expected!r}"


def test_a_known_miss_misses_no_more_than_it_names(misses):
    known = TABLE[TABLE["known_miss"] != ""]
    worse = {row.id: misses[row.id] for row in known.itertuples(index=False) if not set(misses[row.id].split()) <= set(row.known_miss.split())}
    assert not worse


# --- The table ----------------------------------------------------------------------------------------


def test_every_stratum_is_large_enough():
    sizes = TABLE["group"].value_counts()
    assert len(TABLE) >= 350
    assert set(sizes.index) == set(sentences.GROUPS)
    assert sizes.min() >= 30 and sizes["distractor"] >= 60


def test_at_least_two_sentences_in_five_have_another_imposer_than_the_united_states():
    imposers = [{row["imposer"] for row in sentences.expected_rows(cell)} for cell in WITH_RATES["expected"]]
    assert sum(bool(found - {"US"}) for found in imposers) / len(imposers) >= 0.4
    assert len(set().union(*imposers)) >= 40


@pytest.mark.parametrize(("construction", "fewest"), CONSTRUCTIONS.items())
def test_every_construction_is_there_often_enough(construction, fewest):
    assert WITH_RATES["construction"].str.split(", ").map(lambda names: construction in names).sum() >= fewest


def test_no_sentence_and_no_id_repeats():
    assert not TABLE["sentence"].str.casefold().duplicated().any()
    assert not TABLE["id"].duplicated().any()


def test_only_distractors_have_no_row():
    assert ((TABLE["expected"] == "") == (TABLE["group"] == "distractor")).all()


def test_the_kind_of_a_row_fits_its_group():
    stages = {"threatened": {"threatened"}, "in force": {"in_force"}, "suspended": {"suspended"}}
    for row in WITH_RATES[WITH_RATES["group"].isin(stages)].itertuples(index=False):
        assert {claim["stage"] for claim in sentences.expected_rows(row.expected)} == stages[row.group], row.id
    for row in WITH_RATES[WITH_RATES["group"] == "cut"].itertuples(index=False):
        assert {claim["direction"] for claim in sentences.expected_rows(row.expected)} == {"down"}, row.id


# --- Notation, comparison, scores ---------------------------------------------------------------------


def test_lists_stand_for_a_row_each_and_words_find_their_columns():
    first, second = sentences.expected_rows(
        "CA>US,MX steel 10..25 announced up additional up_to was=5 under=section_232 worth=34 effective=2025-08-01"
    )
    assert first | {"target": "MX"} == second
    assert [first[name] for name in ("imposer", "target", "rate_pct", "rate_max_pct", "basis", "qualifier")] == [
        "CA",
        "US",
        10,
        25,
        "additional",
        "up_to",
    ]
    assert [first[name] for name in ("previous_pct", "programme", "trade_value_usd_bn", "effective_on")] == [5, "section_232", 34, "2025-08-01"]


@pytest.mark.parametrize(
    "cell",
    [
        "US steel 25 announced up",
        "US>CA steal 25 announced up",
        "US>CA steel 25 announced",
        "US>CA steel 25 up upwards",
        "US>CA steel 25 announced up form=10",
        "US>CA steel 25 announced up under=section_9",
    ],
)
def test_a_cell_that_cannot_be_read_says_so(cell):
    with pytest.raises(ValueError):
        sentences.expected_rows(cell)


@pytest.mark.parametrize(
    ("got", "miss"),
    [
        ("CA>US steel 25 announced up", ""),
        ("CA>US steel 25 threatened up", "stage"),
        ("CA>MX steel 25 announced up", "target"),
        ("CA>US steel 20 announced up", "rate_pct"),
        ("CA>MX steel 20 announced up", "missing invented"),
        ("CA>US steel 25 announced up effective=2025-08-01", "effective_on"),
        ("CA>US,MX steel 25 announced up", "invented"),
        ("", "missing"),
    ],
)
def test_what_is_wrong_is_named(got, miss):
    table, found = one_sentence("CA>US steel 25 announced up", got)
    assert sentences.misses(table, found).tolist() == [miss]


def test_scores_tell_the_groups_apart():
    table, found = one_sentence("CA>US steel 25 announced up", "CA>US steel 25 threatened up")
    scores = sentences.sentence_scores(table, found).set_index("group")
    assert scores.loc["announced", ["sentences", "right", "gold", "found", "rate", "pair", "claim", "stage"]].tolist() == [1, 0, 1, 1, 1, 1, 0, 0]
    assert scores.loc["cut", "sentences"] == 0 and scores.loc["cut", "claim":].isna().all()


def one_sentence(expected: str, got: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A table of one sentence, and claims that say what the second notation says."""
    cells = {"id": "s", "group": "announced", "published": "2025-07-20", "expected": expected}
    table = pd.DataFrame([{name: cells.get(name, "") for name in sentences.COLUMNS}])
    return table, schema.conform([{**row, "article_id": "s"} for row in sentences.expected_rows(got)], "claims")
