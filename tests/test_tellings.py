"""What other sentences of an article tell of its rates: when they were announced, begin and end, and whether they stand.

Cases stand in pairs: where a sentence reaches a rate, and where it must not.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from short_articles import FILLER, read


class Case(NamedTuple):
    text: str
    told: dict[float, tuple]  # rate: stage, announced_on, effective_on, ends_on
    title: str = "Tariffs"


CASES = [
    # When a programme was announced holds for its rates, not for those of another.
    Case(f"On May 20 the reciprocal tariffs were announced. {FILLER}The reciprocal tariff on Thai goods will be 20%.", {20: ("announced", "2025-05-20", "", "")}),
    Case(f"On May 20 the fentanyl tariffs were announced. {FILLER}The reciprocal tariff on Thai goods will be 20%.", {20: ("announced", "", "", "")}),
    Case(f"On January 20 the reciprocal tariffs were announced. {FILLER}The reciprocal tariff on Thai goods will be 20%.", {20: ("announced", "", "", "")}),
    Case(
        f"On May 20 the reciprocal tariffs were announced. {FILLER}The reciprocal tariff on Thai goods has been 20% since May 1.",
        {20: ("in_force", "", "2025-05-01", "")},
    ),
    # An order is announced by its own words on its own day.
    Case("By the authority vested in me as President, I order this. The duty on goods of Thailand will be 20 percent.", {20: ("announced", "2025-06-05", "", "")}),
    Case("By all accounts he ordered this. The duty on goods of Thailand will be 20 percent.", {20: ("announced", "", "", "")}),
    # A document signed today tells all that follows today, unless it names whom it is on.
    Case(f"Today the President signed a proclamation on steel tariffs. {FILLER}The United States will charge a 15% tariff on Thai rice.", {15: ("announced", "2025-06-05", "", "")}),
    Case(f"Today the President signed a proclamation on tariffs on Japan. {FILLER}The United States will charge a 15% tariff on Thai rice.", {15: ("announced", "", "", "")}),
    Case(f"Today the President met growers. {FILLER}The United States will charge a 15% tariff on Thai rice.", {15: ("announced", "", "", "")}),
    # What is put off are tariffs, not a treatment or a right.
    Case("The United States announced a 35% tariff on Russian steel. Trump has suspended those tariffs.", {35: ("suspended", "", "", "")}),
    Case("The United States announced a 35% tariff on Russian steel. Trump suspended nondiscriminatory tariff treatment for Russia.", {35: ("announced", "", "", "")}),
    # A start told of one announcement holds for the other rates of it, not for an earlier step of the same duty.
    Case(
        "On Monday Canada announced a 25% tariff on Chinese cars. On Monday it also announced a 30% tariff on Chinese steel from January 1, 2026.",
        {25: ("announced", "2025-06-02", "2026-01-01", ""), 30: ("announced", "2025-06-02", "2026-01-01", "")},
    ),
    Case(
        "On Monday Canada announced a 25% tariff on Chinese cars. The tariff will rise to 30% on January 1, 2026.",
        {25: ("announced", "2025-06-02", "", ""), 30: ("announced", "", "2026-01-01", "")},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.text[:40]} ... {case.text[-45:]}")
def test_what_is_told_elsewhere_reaches_the_rates_that_it_is_of(case):
    claims, _ = read(case.text, case.title)
    assert {row["rate_pct"]: (row["stage"], row["announced_on"], row["effective_on"], row["ends_on"]) for row in claims} == case.told


def test_an_old_rate_and_its_renewal_are_two_measures_and_one_told_twice_is_one():
    renewed, _ = read("In June 2024 Canada raised the tariff on Chinese cars to 50%. Cars from China will now pay a flat 50% duty in Canada from July 1.")
    told_twice, _ = read("In June 2024 Canada raised the tariff on Chinese cars to 50%. Cars from China pay a flat 50% duty in Canada.")
    assert [(row["stage"], row["effective_on"]) for row in renewed] == [("in_force", "2024-06"), ("announced", "2025-07-01")]
    assert [(row["stage"], row["effective_on"]) for row in told_twice] == [("in_force", "2024-06")]
