"""Codes, blocs by date, and the words that stand for a country on a given day."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pytest

from tarifftrail import countries, lexicon

KINDS = {"name", "demonym", "people", "capital", "leader", "institution", "bloc", "subnational", "group", "shield"}
NOTES = {"", "agreement", "metonym", "court", "legislature", "candidate", "opposition", "subnational", "term only"}
DAY = re.compile(r"(?:\d{4}-\d\d-\d\d)?")


@dataclass(frozen=True)
class Codes:
    code: str
    iso3: str
    m49: str
    cow: str
    name: str


CODES = [
    Codes("US", "USA", "840", "2", "United States"),
    Codes("CN", "CHN", "156", "710", "China"),
    Codes("NA", "NAM", "516", "565", "Namibia"),
    Codes("GB", "GBR", "826", "200", "United Kingdom"),
    Codes("DE", "DEU", "276", "255", "Germany"),
    Codes("HK", "HKG", "344", "", "Hong Kong"),
    Codes("TW", "TWN", "158", "713", "Taiwan"),
    Codes("EU", "", "", "", "European Union"),
]


@pytest.mark.parametrize("row", CODES, ids=lambda row: row.code)
def test_a_code_leads_to_the_other_codes_and_the_name(row):
    found = (countries.iso3(row.code), countries.m49(row.code), countries.cow(row.code), countries.name(row.code))
    assert found == (row.iso3, row.m49, row.cow, row.name)


def test_an_unknown_code_is_refused_with_the_file_to_look_in():
    with pytest.raises(KeyError, match="countries.tsv"):
        countries.country("ZZ")


def test_countries_are_complete_sorted_and_their_codes_unique():
    rows = lexicon.read_table("countries")
    assert [row["code"] for row in rows] == sorted(row["code"] for row in rows)
    assert len(rows) == 249 + len({"EU", "XK"})
    for column, width in {"code": r"[A-Z]{2}", "iso3": r"[A-Z]{3}", "m49": r"\d{3}", "cow": r"\d{1,3}", "fips": r"[A-Z]{2}"}.items():
        filled = [row[column] for row in rows if row[column]]
        assert all(re.fullmatch(width, value) for value in filled)
        assert max(Counter(filled).values()) == 1, column


def test_every_row_of_parties_uses_known_codes_kinds_notes_and_days():
    groups = {row["bloc"] for row in lexicon.read_table("blocs")} | countries.OWN_CODES
    for row in lexicon.read_table("parties"):
        assert row["form"] and row["form"] == " ".join(row["form"].split()), row
        assert row["kind"] in KINDS and row["note"] in NOTES and row["case"] in ("any", "exact"), row
        assert all(countries.is_code(code) or code in groups for code in filter(None, row["codes"].split(";"))), row
        assert DAY.fullmatch(row["from"]) and DAY.fullmatch(row["until"]), row
        assert not row["until"] or row["from"] < row["until"], row


def test_no_form_means_two_things_on_one_day():
    terms: dict[str, list[tuple[str, str]]] = {}
    for row in lexicon.read_table("parties"):
        terms.setdefault(row["form"].casefold(), []).append((row["from"], row["until"] or "9999-12-31"))
    for form, found in terms.items():
        found.sort()
        assert all(ends <= begins for (_, ends), (begins, _) in zip(found, found[1:])), form


def test_every_country_has_its_name_among_the_forms():
    named = {code for form in countries.forms().values() if form.kind == "name" for code in form.codes}
    assert named == {row["code"] for row in lexicon.read_table("countries")}


@dataclass(frozen=True)
class Meaning:
    form: str
    day: str
    codes: tuple[str, ...] | None
    kind: str = ""
    note: str = ""


MEANINGS = [
    Meaning("mainland china", "2019-05-10", ("CN",), "name"),
    Meaning("the chinese mainland", "2025-05-10", ("CN",), "name"),
    Meaning("south korea", "2025-08-01", ("KR",), "name"),
    Meaning("sri lankan", "2025-04-04", ("LK",), "demonym"),
    Meaning("canadians", "2025-02-02", ("CA",), "people"),
    Meaning("brussels", "2025-03-12", ("EU",), "capital", "metonym"),
    Meaning("berne", "2025-08-08", ("CH",), "capital", "metonym"),
    Meaning("mar-a-lago", "2025-02-02", ("US",), "institution"),
    Meaning("supreme court", "2026-02-20", ("US",), "institution", "court"),
    Meaning("ontario", "2025-03-11", ("CA",), "subnational"),
    Meaning("hong kong", "2025-02-14", ("HK",), "name"),
    Meaning("european union", "2025-03-12", ("EU",), "name"),
    Meaning("g-7", "2025-10-17", ("G7",), "bloc"),
    Meaning("mercosur", "2020-01-01", ("AR", "BR", "PY", "UY"), "bloc"),
    Meaning("the bloc", "2025-03-12", (), "group"),
    Meaning("latin american", "2025-03-12", (), "shield"),
    Meaning("trump", "2016-06-28", ("US",), "leader", "candidate"),
    Meaning("trump", "2017-01-19", ("US",), "leader", "candidate"),
    Meaning("trump", "2017-01-20", ("US",), "leader"),
    Meaning("trump", "2021-06-01", ("US",), "leader", "former"),
    Meaning("trump", "2024-09-01", ("US",), "leader", "candidate"),
    Meaning("trump", "2025-02-01", ("US",), "leader"),
    Meaning("trump", "2014-01-01", None),
    Meaning("biden", "2025-04-02", ("US",), "leader", "former"),
    Meaning("carney", "2024-06-01", None),
    Meaning("carney", "2025-03-20", ("CA",), "leader"),
    Meaning("johnson", "2020-01-31", ("GB",), "leader", "term only"),
    Meaning("johnson", "2025-01-31", None),
    Meaning("poilievre", "2025-02-02", (), "leader", "opposition"),
    Meaning("may", "2018-05-01", None),
]


@pytest.mark.parametrize("row", MEANINGS, ids=lambda row: f"{row.form} on {row.day}")
def test_a_form_means_what_it_meant_on_the_day(row):
    form = countries.forms(row.day).get(row.form)
    if row.codes is None:
        assert form is None
    else:
        assert (form.codes, form.kind, form.note) == (row.codes, row.kind, row.note)


def test_forms_are_shared_between_changes_of_office():
    assert countries.forms("2025-04-08") is countries.forms("2025-04-11")
    assert countries.forms("2025-01-19") is not countries.forms("2025-01-20")


@pytest.mark.parametrize(
    ("form", "surface", "fits"),
    [
        ("us", "US", True),
        ("us", "us", False),
        ("turkey", "turkey", False),
        ("turkey", "TURKEY", True),
        ("canada", "canada", True),
        ("polish", "polish", False),
        ("u.s.", "U.S.", True),
    ],
)
def test_capitals_decide_where_they_must(form, surface, fits):
    assert countries.forms("2025-04-03")[form].fits(surface) is fits


@dataclass(frozen=True)
class Membership:
    bloc: str
    day: str
    code: str
    member: bool


MEMBERSHIPS = [
    Membership("EU", "2020-12-31", "GB", True),
    Membership("EU", "2021-01-01", "GB", False),
    Membership("EU", "2013-06-30", "HR", False),
    Membership("EU", "2013-07-01", "HR", True),
    Membership("BRICS", "2023-12-31", "EG", False),
    Membership("BRICS", "2025-07-06", "ID", True),
    Membership("MERCOSUR", "2018-01-01", "VE", False),
    Membership("ASEAN", "2025-11-01", "TL", True),
    Membership("EFTA", "2025-03-10", "CH", True),
]


@pytest.mark.parametrize("row", MEMBERSHIPS, ids=lambda row: f"{row.code} in {row.bloc} on {row.day}")
def test_membership_follows_the_day(row):
    assert (row.code in countries.members(row.bloc, row.day)) is row.member


def test_the_union_has_27_members_today_and_an_unknown_bloc_is_refused():
    assert len(countries.members("EU")) == 27
    with pytest.raises(KeyError, match="blocs.tsv"):
        countries.members("ABC", "2025-01-01")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("US", "US"),
        ("us", "US"),
        ("na", "NA"),
        ("NO", "NO"),
        ("eu", "EU"),
        ("CHN", "CN"),
        ("uk", "GB"),
        ("United  States", "US"),
        ("turkey", "TR"),
        ("Atlantis", None),
        ("Trump", None),
        ("ASEAN", None),
        ("", None),
    ],
)
def test_a_user_may_write_codes_and_names_in_any_case(text, code):
    assert countries.by_name(text) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("US-EU", ("US", "EU")),
        ("us-cn", ("US", "CN")),
        ("India - United States", ("IN", "US")),
        ("Guinea-Bissau-China", ("GW", "CN")),
        ("CA→US", ("CA", "US")),
        ("EU->CN", ("EU", "CN")),
    ],
)
def test_a_pair_is_imposer_then_target(text, codes):
    assert countries.pair(text) == codes


@pytest.mark.parametrize("text", ["US", "US-US", "US-Atlantis", "", "-"])
def test_what_is_no_pair_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="for example US-CN"):
        countries.pair(text)
