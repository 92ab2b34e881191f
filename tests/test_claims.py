"""Who taxes whose goods at which rate: short articles, and the claims that they make.

Each case is an article body and the rows that come out, as (imposer, target, product, rate, stage). `previous` and
`starts` name what else one of the rows must hold. Cases stand in pairs where a rule has a limit: where it speaks, and
where it must not.
"""

from __future__ import annotations

import random
from typing import NamedTuple

import pytest

from tarifftrail import paths, schema
from tarifftrail.extraction import extract
from tarifftrail.extraction.claims import claims_in
from tarifftrail.extraction.gate import sentences
from tarifftrail.extraction.sentence import unquoted
from tarifftrail.reading import read_articles

TITLE = "Tariffs, duties and levies"  # an article that keeps returning to them need not repeat the word


class Case(NamedTuple):
    text: str
    rows: set[tuple]
    previous: dict[float, float] = {}  # rate: what it moved from
    starts: dict[tuple[str, float], str] = {}  # target and rate: since when
    published: str = "2025-11-20"  # a Thursday


CASES = [
    # A rate told only as what another moved from is no row.
    Case("Importers of Chinese goods have paid 20 percent in U.S. tariffs since Monday, down from 30 percent.", {("US", "CN", "all", 20, "in_force")}, previous={20: 30}),
    Case("Instead of a 44% tariff, Kenya now faces a 20% tariff in the United States.", {("US", "KE", "all", 20, "in_force")}, previous={20: 44}),
    Case("Peru lowered its duties of 10% on Chilean goods to 5%.", {("PE", "CL", "all", 5, "in_force")}, previous={5: 10}),
    Case("Peru charges duties of 10% on Chilean goods and of 5% on Bolivian goods.", {("PE", "CL", "all", 10, "in_force"), ("PE", "BO", "all", 5, "in_force")}),
    # What is said of one partner holds for the next in the list.
    Case("Under the old U.S. tariffs India was at 27%, Bangladesh 37% and Pakistan 30%.", {("US", "IN", "all", 27, "ended"), ("US", "BD", "all", 37, "ended"), ("US", "PK", "all", 30, "ended")}),
    # Both rates, respectively, over the two pairs told before.
    Case(
        "From April 10 the United States charged 145% on Chinese goods, and from April 12 China charged 125% on American goods. Both rates were cut on May 14, to 30% and 10% respectively.",
        {("US", "CN", "all", 145, "ended"), ("CN", "US", "all", 125, "ended"), ("US", "CN", "all", 30, "in_force"), ("CN", "US", "all", 10, "in_force")},
        starts={("CN", 30): "2025-05-14", ("US", 10): "2025-05-14"},
    ),
    # A party in the words before decides for "its" and for a heading.
    Case("The U.S. tariff on imports from China is 20%. Goods from Brazil pay another tariff. Brazil stands apart. Its rate is 50%.", {("US", "CN", "all", 20, "in_force"), ("US", "BR", "all", 50, "in_force")}),
    Case("Mexico. The duties of 35% on goods from China have been collected since January.", {("MX", "CN", "all", 35, "in_force")}, starts={("CN", 35): "2025-01"}),
    # Whoever imports collects, whoever makes pays.
    Case("Washington lowered tariffs on US imports from Taiwan to 15%.", {("US", "TW", "all", 15, "in_force")}),
    Case("Norway put a tariff of 12% on apparel exported by Kenya.", {("NO", "KE", "textiles", 12, "in_force")}),
    # A reason is not what the duty is on.
    Case("The United States put an additional 25% tariff on India for its imports of Russian oil.", {("US", "IN", "all", 25, "in_force")}),
    Case("The United States put a 25% tariff on Indian oil.", {("US", "IN", "energy", 25, "in_force")}),
    # A withdrawn addition does not end the level of the same rate.
    Case(
        "Trump said on November 3 that British goods would be charged an additional 10% tariff from December 1. On November 10 he withdrew the threat. British goods pay a 10% tariff.",
        {("US", "GB", "all", 10, "ended"), ("US", "GB", "all", 10, "in_force")},
    ),
    # Each with its own object, or one object for both.
    Case("The United States has a 10% levy on Chinese goods and 25% duties on steel.", {("US", "CN", "all", 10, "in_force"), ("US", "WORLD", "steel", 25, "in_force")}),
    Case("The United States has duties of 10% and 25% on Chinese aluminum and steel, respectively.", {("US", "CN", "aluminum", 10, "in_force"), ("US", "CN", "steel", 25, "in_force")}),
    # For both countries a third one levies; on each other they do.
    Case("The U.S. tariffs on Japan and South Korea were cut in August. For both countries the rate is 15%.", {("US", "JP", "all", 15, "in_force"), ("US", "KR", "all", 15, "in_force")}),
    Case("Chile and Peru keep tariffs of 8% on each other's goods.", {("CL", "PE", "all", 8, "in_force"), ("PE", "CL", "all", 8, "in_force")}),
    # Not of goods from Hong Kong in a bracket, not of a newspaper's name.
    Case("The United States keeps a 10% tariff on articles of China (including Hong Kong).", {("US", "CN", "all", 10, "in_force")}),
    Case("The United States imposed a 25% tariff on steel shipped into the US, The Australian reported.", {("US", "WORLD", "steel", 25, "in_force")}),
    # A start told by partner, outside the sentence with the rates.
    Case(
        "The U.S. ruling ends the tariffs of 15% on Switzerland and of 18% on India. India's had applied since February 7 and Switzerland's since March 14.",
        {("US", "CH", "all", 15, "ended"), ("US", "IN", "all", 18, "ended")},
        starts={("IN", 18): "2025-02-07", ("CH", 15): "2025-03-14"},
    ),
    # Averages are of who has them.
    Case("Brazil and India have average tariff rates of 11.4% and 7.5%, respectively.", {("BR", "WORLD", "all", 11.4, "in_force"), ("IN", "WORLD", "all", 7.5, "in_force")}),
    # A share is no rate, a duty-free treatment of unnamed partners an event.
    Case("The U.S. has a 25% tariff on steel. Its import reliance is high, around 40% for steel.", {("US", "WORLD", "steel", 25, "in_force")}),
    Case("China granted zero tariff treatment on 97 percent of all tariff lines to 36 countries.", set()),
    Case("The U.S. put a 25% tariff on steel that previously entered duty-free.", {("US", "WORLD", "steel", 25, "in_force")}, previous={25: 0}),
]


def claims(case: Case) -> list[dict]:
    spans = sentences(f"{TITLE}\n\n{case.text}")
    return claims_in(TITLE, case.text, spans, case.published)[0]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.text[:50]) for case in CASES])
def test_an_article_makes_the_claims_that_it_tells(case):
    found = claims(case)
    assert {(row["imposer"], row["target"], row["product"], row["rate_pct"], row["stage"]) for row in found} == case.rows
    assert {row["rate_pct"]: row["previous_pct"] for row in found if row["rate_pct"] in case.previous} == case.previous
    starts = {(row["target"], row["rate_pct"]): row["effective_on"] for row in found}
    assert {key: starts[key] for key in case.starts} == case.starts


@pytest.mark.parametrize("published", ["2025-04-09", "2018-07", "2026", "", "2024-02-29"])
def test_sentences_torn_apart_raise_nothing_and_are_quoted_as_they_stand(published):
    """Shuffled, cut and grafted sentences of the sample, with days of every precision."""
    chance = random.Random(published)
    texts = read_articles(paths.raw("sample"))[0]["text"]
    told = [sentence for text in texts for sentence in (text[start:end] for start, end in sentences(text)) if "percent" in sentence or "%" in sentence]

    def torn(sentence: str) -> str:
        words, other = sentence.split(" "), chance.choice(told)
        cut = chance.randrange(len(words))
        return chance.choice([" ".join(words[cut:] + words[:cut]), " ".join(chance.sample(words, len(words))), sentence[: len(sentence) // 2] + other[len(other) // 2 :]])

    rows = [{"article_id": str(number), "title": torn(chance.choice(told)), "published": published, "text": " ".join(torn(chance.choice(told)) for _ in range(5))} for number in range(60)]
    articles = schema.conform(rows, "articles")
    full = {article.article_id: f"{article.title}\n\n{article.text}" for article in articles.itertuples()}
    for frame in extract(articles):
        assert all(full[row.article_id][row.start : row.end] == row.quote for row in frame.itertuples())


@pytest.mark.parametrize(
    ("second", "imposers"),
    [("The United States will suspend its own 34% tariff.", {"CN", "US"}), ("The 34% tariff was announced in April.", {"CN"})],
)
def test_the_same_rate_of_an_imposer_of_its_own_is_a_measure_of_its_own(second, imposers):
    assert {row["imposer"] for row in claims(Case(f"China will suspend its 34% tariff on American goods. {second}", set()))} == imposers


CITED = "Proclamation 10908 of March 26, 2025 (Adjusting Imports of Automobiles Into the United States), set a 25 percent duty on goods of Japan."


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        (CITED, "Adjusting Imports of Automobiles Into the United States"),
        (f"{CITED} {CITED}", "Adjusting Imports of Automobiles Into the United States"),
        ("The note of March 26, 2025 (Adjusting Imports of Automobiles Into the United States), set a duty.", ""),
        ("Proclamation 10908 of March 26, 2025 (on cars), set a duty.", ""),
        ("Order 14257 of April 2, 2025 (Regulating Imports", ""),
    ],
)
def test_only_the_titles_of_cited_orders_are_blanked(text, blanked):
    assert unquoted(text) == (text.replace(blanked, "_" * len(blanked)) if blanked else text)


def test_blanking_keeps_every_offset():
    """Pieces of citations in any order: nothing outside of a title changes, and nothing moves."""
    chance = random.Random(7)
    pieces = [CITED, "(", ")", " of April 2, 2025 (", "Order 14257", "Memorandum", "Adjusting Imports of Steel", "İstanbul (Ünye)", "\n\n", " "]
    for _ in range(200):
        text = "".join(chance.choices(pieces, k=8))
        plain = unquoted(text)
        assert len(plain) == len(text)
        assert all(new in (old, "_") for old, new in zip(text, plain, strict=True))


def test_the_title_of_a_cited_order_names_no_party_and_no_goods_of_the_rate_beside_it():
    (row,) = claims(Case(CITED, set()))
    (bare,) = claims(Case(CITED.replace("Proclamation 10908", "The note"), set()))
    assert "imposer=none" in row["rules"] and "imposer=left-into" in bare["rules"]
    assert row["quote"] == CITED


def test_a_table_run_together_is_read_up_to_a_limit_and_loses_no_percentage():
    listed = ", ".join(f"{number % 90 + 1}% on item {number} from Canada" for number in range(700))
    articles = schema.conform([{"article_id": "table", "title": "", "text": f"The tariff on China is {listed}.", "published": "2025-06-05"}], "articles")
    claims, _, rejected = extract(articles)
    assert 0 < len(claims) <= 120
    assert (rejected["rule"] == "too-many").sum() == 700 - 120
