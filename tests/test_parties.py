"""Who is the imposer and who the target: the role that a party has by its words, and the pairs of an article's rates.

Every rule stands with a sentence where it speaks and a near one where it must not.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from short_articles import FILLER, PUBLISHED, read

from tarifftrail import countries
from tarifftrail.extraction.sentence import read_sentence


class Role(NamedTuple):
    text: str
    roles: dict[str, str]  # code: imposer, target, or empty for neither


ROLES = [
    # A body named after a country is not its government.
    Role("The Chamber of Commerce of Peru imposed a fee on its members.", {"PE": ""}),
    Role("The government of Peru imposed a duty on wine.", {"PE": "imposer"}),
    # Whom a party is measured against pays nothing by that, unless its own rate follows.
    Role("Kenya pays a higher tariff than Peru.", {"KE": "target", "PE": ""}),
    Role("Kenya pays a higher U.S. tariff than Peru.", {"KE": "target", "US": "imposer", "PE": ""}),
    Role("Kenya pays more than Peru, which pays a 10% tariff.", {"KE": "target", "PE": "target"}),
    # A capital of a market sets prices, no tariffs.
    Role("Copper's premium against the London benchmark rose.", {"GB": ""}),
    Role("London put a duty on copper.", {"GB": "imposer"}),
    # Tariffs on goods are of their owner, goods that meet tariffs are of their maker.
    Role("China's automobile tariffs fell.", {"CN": "imposer"}),
    Role("China's automobiles face a high tariff.", {"CN": "target"}),
    # Buyers pay the duty of their own country, sellers that of another.
    Role("Brazilian shoppers will pay a tariff.", {"BR": "imposer"}),
    Role("Brazilian exporters will pay a tariff.", {"BR": "target"}),
    # After the name of a deal a subject may follow, or the place of the deal.
    Role("Under the agreement Peru will cut a tariff.", {"PE": "imposer"}),
    Role("They signed an agreement in Peru to cut a tariff.", {"PE": ""}),
    # A possessor is not the subject of the word after what it owns.
    Role("China's imposed duties fell.", {"CN": ""}),
    Role("China imposed duties.", {"CN": "imposer"}),
    # Bound to pay, or bound to levy.
    Role("Kenya is due to pay a tariff.", {"KE": "target"}),
    Role("Kenya is due to impose a tariff.", {"KE": "imposer"}),
    # A country's trade partners are taxed for their trade, not the country.
    Role("Countries that import Russian oil pay a duty.", {"RU": ""}),
    Role("Russian oil pays a duty.", {"RU": "target"}),
    # The owner of duties on somebody, also with a decimal.
    Role("Europe held to its duties of 7.8% on Chinese cars.", {"EU": "imposer", "CN": "target"}),
    Role("Europe sold its duties and taxes office.", {"EU": ""}),
    # Whoever imports collects, also with the goods before the word.
    Role("They cut tariffs on US car imports from Japan.", {"US": "imposer", "JP": "target"}),
    Role("They cut tariffs on US cars and imports from Japan.", {"US": "target", "JP": "target"}),
    # What enters a territory pays there.
    Role("Goods entering the customs territory of Peru pay a duty.", {"PE": "imposer"}),
    Role("Goods from the territory of Peru pay a duty.", {"PE": "target"}),
    # A body with its owner is the owner's.
    Role("Mexico's Congress raised a duty.", {"MX": "imposer"}),
    Role("Congress raised a duty.", {"US": "imposer"}),
    Role("Peru's finance ministry will raise a duty.", {"PE": "imposer"}),
    Role("Peru's finance courses will raise a fee.", {"PE": ""}),
]


@pytest.mark.parametrize("case", ROLES, ids=lambda case: case.text[:60])
def test_the_words_around_a_party_give_its_role(case):
    groups = read_sentence(case.text, 0, 0, countries.forms(PUBLISHED)).groups
    assert {code: group.role for group in groups for code in group.codes} == case.roles


class Case(NamedTuple):
    text: str
    pairs: set[tuple[str, str, float]]  # imposer, target, rate
    title: str = "Trade notes"


PAIRS = [
    # Who moves his own tariffs, after a clause on those that he pays.
    Case("Vietnam, which faces a 46% U.S. tariff, has agreed to reduce its tariffs on American goods to zero.", {("US", "VN", 46), ("VN", "US", 0)}),
    Case("Vietnam, which faces a 46% U.S. tariff, has agreed to talks.", {("US", "VN", 46)}),
    # Goods named with "to".
    Case("The United States set duties of up to 58.9% to Chinese feed chemicals.", {("US", "CN", 58.9)}),
    Case("The United States set duties of up to 58.9% to protect makers of feed chemicals.", {("US", "WORLD", 58.9)}),
    # Who is hurt by a tariff need not pay it.
    Case("The 15% U.S. tariff on steel from Brazil will hurt Mexican carmakers.", {("US", "BR", 15)}),
    Case("The 15% U.S. tariff falls on Mexican carmakers.", {("US", "MX", 15)}),
    # Where goods come from, by how they are made.
    Case("Canada will charge a 25% duty on steel originating in China.", {("CA", "CN", 25)}),
    Case("Canada will charge a 25% duty on steel.", {("CA", "WORLD", 25)}),
    # A comparison with another payer.
    Case("Bangladesh pays a higher tariff than Sri Lanka, at 25%, in the United States.", {("US", "BD", 25)}),
    Case("Bangladesh sells more than it did. Sri Lanka pays a tariff of 25% in the United States.", {("US", "LK", 25)}),
    # A market is not taxed.
    Case("The London benchmark fell as Brazil's 50% tariff came.", {("BR", "WORLD", 50)}),
    Case("British goods fell as Brazil's 50% tariff came.", {("BR", "GB", 50)}),
    # Bodies of a named country, known ones and those of the United States.
    Case("India's Commerce Ministry raised the duty on Chinese shoes to 35%.", {("IN", "CN", 35)}),
    Case("Congress raised the duty on Chinese shoes to 35%.", {("US", "CN", 35)}),
    # Each of two parties levies, or each pays.
    Case("The governments of Chile and Peru agreed that both countries would impose a 10% tariff on Chinese shoes.", {("CL", "CN", 10), ("PE", "CN", 10)}),
    Case("Chile and Peru signed a pact. Both countries will levy a 10% tariff on shoes from China.", {("CL", "CN", 10), ("PE", "CN", 10)}),
    Case("The governments of Chile and Peru agreed that Peru would impose a 10% tariff on Chinese shoes.", {("PE", "CN", 10)}),
    Case("Chile and Peru charge 8% and 6% duties on each other's goods, respectively.", {("CL", "PE", 8), ("PE", "CL", 6)}),
    Case("Chile and Peru charge duties of 8% and 6% on each other's goods.", {("CL", "PE", 8), ("PE", "CL", 8), ("CL", "PE", 6), ("PE", "CL", 6)}),
    # A second clause with its own imposer.
    Case("The U.S. tariff is 50% on Canadian cars and wine, and since May Canada has answered with 15% on American steel.", {("US", "CA", 50), ("CA", "US", 15)}),
    Case("The U.S. tariff is 50% on Canadian cars and wine, and since May 15% on Canadian steel.", {("US", "CA", 50), ("US", "CA", 15)}),
    # A range told of rates that no partner is named for, or of one partner's.
    Case("The United States has its 11% to 50% tariffs ranging by product.", {("US", "WORLD", 11)}, "Tariffs on Peru"),
    Case("The United States has tariffs of 11% to 50%.", {("US", "PE", 11)}, "Tariffs on Peru"),
    # By its law a surcharge is on everybody, whatever the headline names.
    Case("The Section 122 tariff is 10%.", {("US", "WORLD", 10)}, "Trump's tariffs on Mexico"),
    Case("The emergency tariff is 10%.", {("US", "MX", 10)}, "Trump's tariffs on Mexico"),
    # The items of a list take the country of the words that open it.
    Case("The schedule is amended for articles the product of Peru, as follows:\n\n(a) heading 9903.02.01 shall have a duty of 15%.", {("US", "PE", 15)}),
    Case("The schedule is amended for articles the product of Peru.\n\nIn other news, heading 9903.02.01 shall have a duty of 15%.", {("US", "WORLD", 15)}),
    # The items of a list are told apart, the sentences of a text go on.
    Case("Norway's tariffs change:\n\n- British goods pay a duty of 10%.\n\n- For firms with an agreement, a duty of 20% will apply.", {("NO", "GB", 10), ("NO", "WORLD", 20)}),
    Case("Norway's tariffs change.\n\nBritish goods pay a duty of 10%.\n\nFor firms with an agreement, a duty of 20% will apply.", {("NO", "GB", 10), ("NO", "GB", 20)}),
    # "It" is the rate told before, whoever looks on.
    Case("Canada charges a duty of 10% on everything made in China. It was raised to a duty of 20% as Mexico watched.", {("CA", "CN", 10), ("CA", "CN", 20)}),
    Case("Canada charges a duty of 10% on everything made in China. A duty of 20% was put on Mexico.", {("CA", "CN", 10), ("CA", "MX", 20)}),
    # An article on the tariffs of one country on another's goods.
    Case(f"India charges a duty of 5% on Nepalese tea. {FILLER}The tariff goes to 7%.", {("IN", "NP", 5), ("IN", "NP", 7)}),
    Case(f"India charges a duty of 5% on Nepalese tea. India charges a duty of 6% on Bhutanese tea. {FILLER}The tariff goes to 7%.", {("IN", "NP", 5), ("IN", "BT", 6), ("IN", "WORLD", 7)}),
    # An article that names one partner, unless the duty is one that spares nobody.
    Case(f"The United States set a 39% tariff on Swiss goods. {FILLER}Shoes pay a tariff of 50%.", {("US", "CH", 39), ("US", "CH", 50)}, "America's tariffs on Swiss goods"),
    Case(f"The United States set a 39% tariff on Swiss goods. {FILLER}Copper pays a tariff of 50%.", {("US", "CH", 39), ("US", "WORLD", 50)}, "America's tariffs on Swiss goods"),
    Case(
        f"The United States opened a Section 301 case on the duties of Peru. The United States set a 39% tariff on Peruvian goods. {FILLER}Copper pays a tariff of 50%.",
        {("US", "PE", 39), ("US", "PE", 50)},
        "America's tariffs on Peruvian goods",
    ),
    # Where goods come from everywhere, or from one place.
    Case("Goods from nearly everywhere pay a 10% tariff in the United States.", {("US", "WORLD", 10)}),
    Case("Goods from nearly every port of Kenya pay a 10% tariff in the United States.", {("US", "KE", 10)}),
    # The same rate of each of two sides is two measures.
    Case("China will suspend its 34% tariff on American goods. The United States will suspend its 34% tariff on Chinese goods.", {("CN", "US", 34), ("US", "CN", 34)}),
    Case("China will suspend its 34% tariff on American goods. The 34% tariff was announced in April.", {("CN", "US", 34)}),
]


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: case.text[:60])
def test_a_rate_finds_its_pair(case):
    claims, _ = read(case.text, case.title)
    assert {(row["imposer"], row["target"], row["rate_pct"]) for row in claims} == case.pairs
