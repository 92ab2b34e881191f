"""Short articles and the events that they tell, each with its parties and its stage."""

from typing import NamedTuple

import pytest

from tarifftrail import lexicon, schema
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

BUGS_CAUGHT = [
    Case("China hit back at the U.S. tariffs with export controls on gallium.", {"export_control CN>US done"}),
    Case("Mexico faces new duties: Trump's tariffs are unjustified and Mexico will respond.", {"tariff_up MX>US threatened"}),
    Case("On Monday the United States added 40 Chinese firms to its entity list over export rules.", {"listing US>CN done"}),
    Case("The anti-dumping inquiry into Canadian canola, which Beijing opened in March, goes on.", {"probe CN>CA done"}),
    Case("China's retaliatory duties on U.S. pork take effect today.", {"tariff_up CN>US done"}, published="2025-03-10"),
    Case("The [United   States](https://a.example/us) imposed *new*   tariffs on Brazil.", {"tariff_up US>BR done"}),
    Case("Trump signed new tariffs to crack down on evasion by China and Russia.", {"tariff_up US>WORLD announced"}),
    Case("China agreed to a trade deal with Japan, which will open its markets.", {"deal CN;JP done"}),
    Case("Goods outside the North American trade pact pay a duty, Mexico and Canada said.", set()),
    Case("Any country that buys oil from Venezuela will pay a duty, Trump said.", set()),
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


@pytest.mark.parametrize("case", [*TARIFFS, *BETWEEN_TWO, *OTHER_KINDS, *BUGS_CAUGHT, *NO_EVENT], ids=lambda case: case.text)
def test_article_tells_its_events(case):
    rows, full = read(case)
    assert {told(row) for row in rows} == case.events
    for row in rows:
        assert full[row["start"] : row["end"]] == row["quote"]
        assert row["rules"].startswith("type=")


def test_two_sides_named_earlier_are_those_of_their_truce():
    case = Case(
        "The United States and China imposed tariffs on each other's goods in April. Washington blamed Beijing. The trade truce was extended in August, and the two sides met in Madrid for trade talks.",
        set(),
        title="United States and China",
        published="2025-09-20",
    )
    rows, _ = read(case)
    assert {"deal CN;US done", "talks CN;US done"} <= {told(row) for row in rows}


@pytest.mark.parametrize(
    ("text", "stage", "date"),
    [
        ("Canada will impose duties on U.S. wine from July 1.", "announced", "2025-07-01"),
        ("On Tuesday Canada threatened duties on U.S. wine.", "threatened", "2025-06-03"),
        ("Canada imposed duties on U.S. wine in March.", "done", "2025-03"),
        ("Canada imposed duties on U.S. wine.", "done", ""),
        ("Canada will announce duties on U.S. wine on Thursday or Friday.", "announced", "2025-06"),
    ],
)
def test_date_is_that_of_the_move_itself(text, stage, date):
    (row,) = read(Case(text, set()))[0]
    assert (row["stage"], row["date"]) == (stage, date)


def test_a_move_told_with_its_rate_is_left_to_the_claims():
    rows, _ = read(Case("Canada imposed a 25% tariff on steel from China. Canada imposed the steel tariff on China on Monday.", set()))
    assert [row for row in rows if row["type"] == "tariff_up"] == []


def test_a_move_told_again_is_one_row_with_the_date_of_either():
    rows, _ = read(Case("Peru signed a trade deal with Chile. Peru and Chile signed the trade deal on June 2.", set()))
    assert [(row["type"], row["date"]) for row in rows] == [("deal", "2025-06-02")]


def test_no_article_gives_more_events_than_the_codebook_takes():
    countries = ["Chile", "Peru", "Brazil", "India", "Japan", "Vietnam", "Norway", "Egypt", "Kenya", "Ghana", "Spain", "Turkey", "Nepal", "Qatar"]
    rows, _ = read(Case(" ".join(f"Canada imposed new tariffs on goods from {name}." for name in countries), set()))
    assert len(rows) == MAX_EVENTS


def test_a_long_sentence_is_quoted_around_its_trigger():
    text = "The minister, " + "who was in no hurry to come to his point, " * 9 + "said that Canada imposed new tariffs on goods from China."
    (row,) = read(Case(text, set()))[0]
    assert len(row["quote"]) <= 300 and "imposed new tariffs" in row["quote"]


def test_sentences_read_for_the_claims_give_the_same_events():
    case = Case("Canada imposed a 25% tariff on steel from China. China vowed countermeasures. Talks between Ottawa and Beijing broke down.", set())
    full = f"{case.title}\n\n{case.text}"
    spans = sentences(full)
    claims, _, known = claims_in(case.title, case.text, spans, case.published)
    with_known = events_in(case.title, case.text, spans, case.published, claims, known)
    assert with_known == events_in(case.title, case.text, spans, case.published, claims)
    assert with_known


def test_every_event_rule_has_a_piece_of_its_anchors_in_its_example():
    for rule in lexicon.rules("events"):
        example = rule.matches.lower()
        assert any(all(piece in example for piece in pieces.split("&")) for pieces in rule["anchors"].split("|")), rule.id


def test_event_rules_name_types_stages_and_directions_of_the_schema():
    for rule in lexicon.rules("events"):
        assert (rule["type"] in schema.EVENT_TYPES, rule["stage"] in schema.EVENT_STAGES, rule["direction"] in schema.DIRECTIONS) == (True, True, True), rule.id
