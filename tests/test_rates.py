"""Which percentages of a text about trade are tariff rates, and by which rule one is or is not.

Cases stand in pairs: where a rule speaks, and where it must not. `told` are the rates of the claims, `left` the others.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from short_articles import read


class Case(NamedTuple):
    text: str
    told: list[float]
    left: list[float] = []
    title: str = "Trade notes"


DENSE = "Tariffs, duties and levies"  # an article that keeps returning to them

CASES = [
    # What is added to duties, and what to stocks.
    Case("Mexico will add another 10% to its duties on Chinese shoes.", [10]),
    Case("Mexico will add another 10% to its stocks of Chinese shoes before the duties begin.", [], [10]),
    # Points of a tariff, and of a share.
    Case("Chile announced a rise of 5 percentage points in the tariff on Peruvian sugar.", [5]),
    Case("Chile announced a rise of 5 percentage points in the share of Peruvian sugar that pays the tariff.", [], [5]),
    # The size of an increase in tariffs, and in what they bring in.
    Case("The recent 44% increase in U.S. tariffs on Kenyan exports has shut two mills.", [44]),
    Case("The recent 44% increase in tariff revenue pleased the United States.", [], [44]),
    # A rate beside its tariff, between commas.
    Case("India's duty on gold, 6% since July, has brought smugglers back.", [6]),
    Case("India's duty on gold, 6% of its import bill, has brought smugglers back.", [], [6]),
    # To what tariffs are raised, whatever stands between.
    Case("Trump threatened to raise tariffs on Asia's fourth largest economy to 25%.", [25]),
    Case("Trump's tariffs raised prices in Asia's fourth largest economy to 25% above the average.", [], [25]),
    # A heading of a tariff schedule amended in the words of a law.
    Case("Heading 9903.01.25 is amended by deleting “10%” and by inserting “15%” for goods of Peru.", [15], [], "The tariff schedule"),
    Case("The contract for goods of Peru is amended by deleting “10%” and by inserting “15%”.", [], [10, 15], "The tariff schedule"),
    # The members of a list, each with its own goods.
    Case("Norway charges duties of 12 percent on beef and of 20 percent on wine.", [12, 20]),
    Case("Norway charges duties of 12 percent on beef, and shipments fell 20 percent on Friday.", [12], [20]),
    Case("Norway applies tariffs of 12 percent to beef and of 20 percent to wine.", [12, 20]),
    Case("Norway applies tariffs of 12 percent to beef; grants of 20 percent to wine growers end.", [12], [20]),
    # What goes on with a share is one, until a duty is named.
    Case("The U.S. has a 25% tariff on steel. Its import reliance is 40% for aluminum and 12% for steel.", [25], [40, 12], DENSE),
    Case("The U.S. has a 25% tariff on steel. Its import reliance is 40% for aluminum, and the duty is 12% for copper.", [25, 12], [40], DENSE),
    # Levying and paying tell a rate where goods and a country are named.
    Case("American customs hit Peruvian shoes with 15%, while it charges Brazil only 10%.", [10]),
    Case("American customs want Peruvian shoes 15% cheaper, while Brazil ships only 10%.", []),
    Case("Customs charges 12% on tea from Kenya.", [12]),
    Case("Customs lost 12% of the tea from Kenya.", []),
    # Of the value of what is imported, or a part of it.
    Case("The duty is 30% of the value of the postal item from China.", [30]),
    Case("The duty falls on 30% of the postal items from China.", [], [30]),
    # A bound between the tariff and its rate.
    Case("Canada keeps a duty on American trucks of at least 25%.", [25]),
    Case("Canada keeps a duty, and at least 25% of American trucks stay away.", [], [25]),
    # Duty-free treatment of small parcels is no rate of a partner.
    Case("The United States ended duty-free de minimis treatment for parcels from China.", [], [0]),
    Case("The United States lets books from China in duty-free.", [0]),
]

FORECASTS = [
    # A plan whose effect is forecast, and a rate that is itself forecast.
    Case("Fitch expects the planned 25% tariffs on Mexican cars to hurt carmakers.", [25]),
    Case("Fitch expects 25% tariffs on Mexican cars to hurt carmakers.", [], [25]),
    # What a law allows is no plan, also where an official is named.
    Case("A law of 1974 lets the president levy tariffs of up to 15% on all goods, Trump said.", [], [15]),
    Case("Trump will levy tariffs of up to 15% on all goods.", [15]),
    # Averages are estimates by nature, but not where they are still to come.
    Case("A study found that the average U.S. tariff is 17%.", [17]),
    Case("A study found that a U.S. tariff of 17% on shoes would cut sales.", [], [17]),
]


@pytest.mark.parametrize("case", CASES + FORECASTS, ids=lambda case: case.text[:60])
def test_a_percentage_is_a_tariff_rate_or_is_not(case):
    claims, rejected = read(case.text, case.title)
    assert sorted({row["rate_pct"] for row in claims}) == sorted(case.told)
    assert {row["rate_pct"] for row in rejected} >= set(case.left)


@pytest.mark.parametrize(
    ("second", "basis"),
    [("and that for appliances to 8 percent", "average"), ("and the duty on appliances to 8 percent", "level")],
)
def test_that_for_stands_for_the_average_told_before(second, basis):
    claims, _ = read(f"The average tariff of Kenya for shoes falls to 7.1 percent, {second}.", DENSE)
    assert [(row["rate_pct"], row["basis"]) for row in claims] == [(7.1, "average"), (8, basis)]
