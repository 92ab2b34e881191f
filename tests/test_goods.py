"""What a rate is on: the goods that a sentence, the one before it or the headline names for it.

Cases stand in pairs: where a rule speaks, and where it must not.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from short_articles import read


class Case(NamedTuple):
    text: str
    goods: set[tuple[str, float]]  # product and rate
    title: str = "Trade notes"


CASES = [
    # "Such" and "these" goods are those named before.
    Case("Canada put a duty on steel in May. Such articles pay a duty of 25%.", {("steel", 25)}),
    Case("Canada put a duty on steel in May. The articles pay a duty of 25%.", {("all", 25)}),
    Case("Steel and aluminum came in freely until Canada levied a 25% duty on these products.", {("steel", 25), ("aluminum", 25)}),
    Case("Steel and aluminum came in freely until Canada levied a 25% duty on all products.", {("all", 25)}),
    # Goods named as examples of a trade value, or as the goods themselves.
    Case("China put a 25% duty on $34 billion worth of US imports including soybeans and cars.", {("all", 25)}),
    Case("China put a 25% duty on $34 billion worth of US soybeans and cars.", {("soybeans", 25), ("autos", 25)}),
    # A tariff word that closes a list of goods belongs to all of them; goods with a rate each keep their own.
    Case("Chile takes 100% on cars and 150% on whisky in customs duty.", {("autos", 100), ("alcohol", 150)}),
    Case("Chile takes a 100% duty on cars and whisky.", {("autos", 100), ("alcohol", 100)}),
    # The subject of a law's sentence stands far from its rate; goods that somebody only speaks of do not pay it.
    Case(
        "Imports of automobiles that are entered for consumption on or after the first day of the third month that follows the month of this notice and that fall under "
        "none of the other headings of the chapter named in the annex shall be subject to a duty of 15 percent in Canada.",
        {("autos", 15)},
    ),
    Case(
        "The makers of automobiles said in a letter that they had sent on the first day of the third month to the ministry, and that was read by "
        "none of the heads of the office named in the annex, that the duty of 15 percent would stay in Canada.",
        {("all", 15)},
    ),
    # What a tariff would do to goods is not what it is on.
    Case("A 10% Mexican tariff could weigh on steel.", {("all", 10)}),
    Case("A 10% Mexican tariff could be levied on steel.", {("steel", 10)}),
    # What partners buy is the reason of a duty.
    Case("The United States will put a 25% tariff on countries that import Russian uranium.", {("all", 25)}),
    Case("The United States will put a 25% tariff on Russian uranium.", {("energy", 25)}),
    # What two countries charge each other on.
    Case("Chile and Peru charge duties of 8% on each other's cars.", {("autos", 8)}),
    Case("Chile and Peru charge duties of 8% on each other's goods.", {("all", 8)}),
    # A duty under a law for single products is on the one of the headline, if it names one.
    Case("Trump signed a proclamation. The Section 232 duties of 50% will apply from July 1.", {("copper", 50)}, "Copper tariffs loom over smelters"),
    Case("Trump signed a proclamation. The Section 232 duties of 50% will apply from July 1.", {("all", 50)}, "Copper and steel tariffs loom over smelters"),
    Case("Trump signed a proclamation. The emergency duties of 50% will apply from July 1.", {("all", 50)}, "Copper tariffs loom over smelters"),
    # A list of goods ends where the next imposer begins.
    Case("The U.S. tariff is 50% on Canadian cars and wine, and since May Canada has answered with 15% on American steel.", {("autos", 50), ("alcohol", 50), ("steel", 15)}),
    Case("The U.S. tariff is 50% on Canadian cars, wine and steel, and Canada has complained since May.", {("autos", 50), ("alcohol", 50), ("steel", 50)}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.text[:50]} {case.title[:10]}")
def test_a_rate_is_on_its_goods(case):
    claims, _ = read(case.text, case.title)
    assert {(row["product"], row["rate_pct"]) for row in claims} == case.goods


def test_goods_told_before_are_not_quoted_from_the_sentence_of_the_rate():
    """`product_text` holds words of the article, from where they stand."""
    (such,), _ = read("Canada put a duty on steel in May. Such articles pay a duty of 25%.")
    (titled,), _ = read("The Section 232 duties of 50% will apply from July 1.", "Copper tariffs loom over smelters")
    assert (such["product_text"], titled["product_text"]) == ("", "Copper")
