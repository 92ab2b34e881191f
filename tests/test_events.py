"""Short articles and the events that they tell, each with its parties and its stage."""

from typing import NamedTuple

import pytest

from tarifftrail.extraction.claims import claims_in
from tarifftrail.extraction.events import MAX_EVENTS, events_in
from tarifftrail.extraction.gate import sentences


class Case(NamedTuple):
    text: str
    events: set[str]  # "type actor>target stage", the sides of a mutual move in alphabetical order
    title: str = "Trade notes"
    published: str = "2025-06-05"


TARIFFS = [
    Case("Canada imposed new tariffs on goods from China.", {"tariff_up CA>CN done"}),
    Case("Brazil threatened India with higher duties on steel.", {"tariff_up BR>IN threatened"}),
    Case("Duties on Mexican tomatoes were raised by the United States on Friday.", {"tariff_up US>MX done"}),
    Case("The EU announced retaliatory tariffs on U.S. bourbon.", {"tariff_up EU>US announced"}),
    Case("Trump said he would announce reciprocal tariffs next week.", {"tariff_up US>WORLD threatened"}),
    Case("Canada is ready to respond to U.S. tariffs, Ottawa said.", {"tariff_up CA>US threatened"}),
    Case("China vowed to take necessary countermeasures to the tariffs of the United States.", {"tariff_up CN>US threatened"}),
    Case("Washington ended duty-free treatment of small parcels from China.", {"tariff_up US>CN announced"}),
    Case("Tariffs on Canada and Mexico were paused by Trump.", {"tariff_down US>CA;MX done", "tariff_up US>CA;MX suspended"}),
    Case("India cut its duties on American bourbon.", {"tariff_down IN>US done"}),
    Case("The United States exempted Australia from the steel duties.", {"tariff_down US>AU done"}),
    Case("China and the United States imposed tariffs on each other's goods.", {"tariff_up CN>US done", "tariff_up US>CN done"}),
]

BETWEEN_TWO = [
    Case("The United States and Japan reached a trade deal on Tuesday.", {"deal JP;US done"}),
    Case("India has signed a free trade agreement with the European Union.", {"deal EU;IN done"}),
    Case("The U.S. struck trade deals with Vietnam, Indonesia and Japan.", {"deal US;VN done", "deal ID;US done", "deal JP;US done"}),
    Case("Mexico tore up its trade agreement with Peru.", {"deal MX;PE ended"}),
    Case("Chinese and U.S. officials held trade talks in Geneva, Switzerland.", {"talks CN;US done"}),
    Case("Japan's trade minister will meet U.S. Commerce Secretary Lutnick next week about tariffs.", {"talks JP;US announced"}),
    Case("Australia is seeking an exemption from the American steel tariffs.", {"talks AU;US done"}),
    Case("Canada called off trade talks with the United States.", {"talks_off CA;US done"}),
]

OTHER_KINDS = [
    Case("China tightened export controls on rare earths.", {"export_control CN>WORLD done"}),
    Case("China suspended its export controls on rare earths to the United States.", {"export_control_eased CN>US announced"}),
    Case("Washington placed sanctions on Russia over the war.", {"listing US>RU done"}),
    Case("The United States lifted sanctions on Syria.", {"listing_eased US>SY done"}),
    Case("China opened an anti-dumping investigation into pork from the EU.", {"probe CN>EU done"}),
    Case("Canada filed a complaint at the WTO against China over canola duties.", {"dispute CA>CN done"}),
    Case("The Supreme Court struck down Trump's tariffs.", {"dispute US> done"}),
    Case("China agreed to purchase 12 million tons of soybeans from the United States.", {"purchase CN>US announced"}),
    Case("The United States set port fees on Chinese ships, a trade measure.", {"fees US>CN done"}),
]

NO_EVENT = [
    Case("Analysts fear that Canada may impose tariffs on China.", set()),
    Case("If the EU raised duties on steel, India would suffer.", set()),
    Case("Canada did not impose tariffs on China.", set()),
    Case("The minister met the demands of farmers in the trade season.", set()),
    Case("The two firms reached a licensing deal over a mobile game.", set()),
    Case("Canada's tariff on Chinese steel is 25 percent.", set()),
    Case("Non-tariff barriers hurt exporters everywhere.", set()),
    Case("Judges ordered the banker to pay his debts.", set()),
]


def read(case: Case) -> tuple[list[dict], str]:
    full = f"{case.title}\n\n{case.text}"
    spans = sentences(full)
    claims, _, read = claims_in(case.title, case.text, spans, case.published)
    return events_in(case.title, case.text, spans, case.published, claims, read), full


def told(row: dict) -> str:
    if row["type"] in ("talks", "talks_off", "deal"):
        parties = ";".join(sorted({*row["actor"].split(";"), *row["target"].split(";")} - {""}))
        return f"{row['type']} {parties} {row['stage']}"
    return f"{row['type']} {row['actor']}>{row['target']} {row['stage']}"


@pytest.mark.parametrize("case", [*TARIFFS, *BETWEEN_TWO, *OTHER_KINDS, *NO_EVENT], ids=lambda case: case.text)
def test_article_tells_its_events(case):
    rows, full = read(case)
    assert {told(row) for row in rows} == case.events
    for row in rows:
        assert full[row["start"] : row["end"]] == row["quote"]
        assert row["rules"].startswith("type=")
