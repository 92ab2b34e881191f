"""The text as kept: markup and boilerplate go, sentences stay whole."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarifftrail.reading.clean import MAX_CHARACTERS, clean_text, clean_title
from tarifftrail.reading.language import language_of

WRAPPED = (
    "The ministry said on Tuesday that a duty of 15 percent on coal and gas\n"
    "from the United States would be charged from Monday, February 10, and\n"
    "that machinery would pay 10 percent.\n"
    "\n"
    "Traders expected no change before the spring, as cargoes bought in the\n"
    "autumn are still at sea and the 90-day notice period has not yet run\n"
    "out."
)


@dataclass(frozen=True)
class Case:
    what: str
    raw: str
    kept: str


CASES = [
    Case("markdown link", "Canada [imposed](https://x.example/a_(b)) 25% duties.", "Canada imposed 25% duties."),
    Case("link with a title", 'Duties of [25%](https://x.example/a "more") stay.', "Duties of 25% stay."),
    Case("empty link", "The [](https://x.example/a)U.S. raised duties.", "The U.S. raised duties."),
    Case("image", "Duties rose.\n\n![A port](https://x.example/p.jpg)\n\nThey fell.", "Duties rose.\n\nThey fell."),
    Case("bold and italics", "**STEEL:** a 25 percent *ad valorem* duty on 5 * 3 goods.", "STEEL: a 25 percent ad valorem duty on 5 * 3 goods."),
    Case("escaped brackets", r"He said: \[the duty\] stays at 10\%.".replace(r"\%", "%"), "He said: [the duty] stays at 10%."),
    Case("heading and rule", "## What changes\n\nDuties double.\n\n---\n\nNothing else.", "What changes\n\nDuties double.\n\nNothing else."),
    Case("bullets", "-   Steel pays 25%.\n-   Copper pays 50%.", "- Steel pays 25%.\n- Copper pays 50%."),
    Case("table", "| Country | Rate |\n| --- | --- |\n| Japan | 15% |", "Country | Rate\n\nJapan | 15%"),
    Case("tags", "Duties <b>rise</b> to <a\nhref='https://x.example'>25%</a> today.", "Duties rise to 25% today."),
    Case("paragraph tags", "<p>Duties rise\nto 25%.</p><p>Markets fall.</p>", "Duties rise to 25%.\n\nMarkets fall."),
    Case("line break tags", "Steel: 25%<br>Copper: 50%<br/>Cars: 15%", "Steel: 25%\nCopper: 50%\nCars: 15%"),
    Case("script element", "Up.<script>if (a < b) { run(); }</script> Down.", "Up. Down."),
    Case("comparison is no tag", "Rates < 5% and > 3% are nuisance rates.", "Rates < 5% and > 3% are nuisance rates."),
    Case("entities, twice escaped", "Steel &amp; aluminum &amp;amp; copper&#39;s 50&nbsp;% rate", "Steel & aluminum & copper's 50 % rate"),
    Case("mojibake of a curly apostrophe", "Beijing\u00e2\u0080\u0099s duty rose.", "Beijing\u2019s duty rose."),
    Case("mojibake by Windows", "Beijing\u00e2\u20ac\u2122s duty rose to \u00e2\u201a\u00ac5bn.", "Beijing\u2019s duty rose to \u20ac5bn."),
    Case("honest accents", "Malmström, Šefčovič and São Paulo’s “café” stay – as they are…", "Malmström, Šefčovič and São Paulo’s “café” stay – as they are…"),
    Case("script leftover", 'The duty stays. var addthis = {"track":false};', "The duty stays."),
    Case("windows line ends", "One.\r\n\r\nTwo.", "One.\n\nTwo."),
    Case("control and zero-width characters", "A\x00 25\u200b% du\u00adty\u2060 on\ufeff steel\x07.", "A 25% duty on steel."),
    Case("lone surrogate", "A duty\ud83d of 25%.", "A duty of 25%."),
    Case("hard spaces", "25\u00a0% or 25\u202f%", "25 % or 25 %"),
    Case("bidi controls", "A \u202e25%\u202c duty", "A 25% duty"),
    Case("run of signs", "Up " + "%" * 5000 + " and down", "Up %%% and down"),
    Case("endless word", "Up " + "A1b" * 2000 + " and down", "Up and down"),
    Case("blank lines", "One.\n\n\n\n\nTwo.", "One.\n\nTwo."),
    Case("single breaks between paragraphs", "Duties rose on Monday.\nMarkets fell.\nTalks go on.", "Duties rose on Monday.\n\nMarkets fell.\n\nTalks go on."),
    Case("hard wraps", WRAPPED, WRAPPED.replace("\n\n", "¶").replace("\n", " ").replace("¶", "\n\n")),
    Case(
        "break within a sentence of unwrapped text",
        "The duty would hit chemicals, textiles and steel,  \nautos, and toys, and it would cost importers of such goods dearly in the year to come, officials said.",
        "The duty would hit chemicals, textiles and steel, autos, and toys, and it would cost importers of such goods dearly in the year to come, officials said.",
    ),
    Case("advert", "Duties rose.\n\nADVERTISEMENT\n\nMarkets fell.", "Duties rose.\n\nMarkets fell."),
    Case("read more", "Duties rose.\n\n**Also read |** [Why 25% hurts](https://x.example)\n\nMarkets fell.", "Duties rose.\n\nMarkets fell."),
    Case("read-more list", "Duties rose.\n\n## Read more trade news\n\n-   [One](https://x.example/1)\n-   [Two](https://x.example/2)\n\nMarkets fell.", "Duties rose.\n\nMarkets fell."),
    Case("photo credits", "The port. [Photo/Agency] It works.\n\nJane Doe | Reuters\n\nPhoto: Some Agency\n\nDuties rose.", "The port. It works.\n\nDuties rose."),
    Case("closing source link", "Duties rose.\n\n[northwire](https://x.example/1)", "Duties rose."),
    Case("a rate keeps a line", "Sign up for a 25% duty, he told importers.", "Sign up for a 25% duty, he told importers."),
    Case("clauses of an order", "The duties are:\n(a) 25 percent on steel;\n(b) 10 percent on aluminum.", "The duties are:\n(a) 25 percent on steel;\n(b) 10 percent on aluminum."),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_a_body_is_kept_without_its_dressing(case):
    assert clean_text(case.raw).text == case.kept


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_cleaning_a_kept_text_again_changes_nothing(case):
    assert clean_text(case.kept).text == case.kept


def test_a_clean_text_needs_no_repair():
    text = "China raised its duty on U.S. coal to 15% on Monday.\n\n“It stays,” said an official – and Malmström’s office agreed."
    assert clean_text(text) == (text, ())


def test_the_repairs_are_named():
    assert clean_text("One&amp;two.\r\n\r\nThree <b>four</b>.").repairs == ("line ends", "entities", "tags")


def test_a_text_beyond_the_cap_is_cut_at_a_paragraph():
    kept = clean_text("A duty of 25% was paid.\n\n" * (MAX_CHARACTERS // 20)).text
    assert len(kept) <= MAX_CHARACTERS and kept.endswith("paid.")


@pytest.mark.parametrize("width", [60, 66, 72, 80])
def test_wrapped_at_any_usual_width_a_text_comes_back_whole(width):
    import textwrap

    paragraphs = [
        "The order of February 1, 2025 put an additional duty of 10 percent on all goods of China, Hong Kong included, from 12:01 a.m. on February 4.",
        "On March 4 the rate was doubled to 20 percent. Canada and Mexico pay 25 percent, save for energy and potash, which pay 10.",
        "No drawback is granted. Parcels below $800 lose their exemption once the customs service can collect on them; until then they enter free.",
    ]
    wrapped = "\n\n".join(textwrap.fill(paragraph, width, break_on_hyphens=False) for paragraph in paragraphs)
    assert clean_text(wrapped).text == "\n\n".join(paragraphs)


def test_a_headline_is_one_line_without_markup():
    assert clean_title("  <b>China&#39;s duty\n rises</b> to **25%** ") == "China's duty rises to 25%"


AWKWARD = st.text(alphabet=st.sampled_from("ab A.,%<>&[]()*_#|\\\n-=+\"';{}/:!0123 \u00a0\u200b\u2019\u00e2\u0080\u20ac\ud800é中\r\t"), max_size=400)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(AWKWARD)
def test_whatever_comes_in_plain_text_comes_out(raw):
    kept = clean_text(raw).text
    kept.encode("utf-8")
    assert kept == kept.strip() and "\n\n\n" not in kept and "\r" not in kept and "\u200b" not in kept


@pytest.mark.parametrize("unit", ["%", "(", "[a", "[a](", "<script>", "<!--", "**", "| a ", "&amp;", "\\[", "$25 ", "\n> ", "{=", "x\n", "é\u0301", "Read more | "])
def test_long_runs_of_anything_are_read_through(unit):
    # A step of quadratic cost would not come back for minutes.
    assert len(clean_text(unit * (200_000 // len(unit))).text) <= 200_000


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministry said that it would raise the duty on steel from the United States to 25 percent, and that the measure is in force.", "en"),
        ("Le ministère a annoncé que les droits de douane sur les produits américains seront portés à 25 % dans les prochains jours, selon une source.", "fr"),
        ("Das Ministerium erklärte, dass die Zölle auf Waren aus den Vereinigten Staaten von zehn auf 25 Prozent steigen und sofort in Kraft treten.", "de"),
        ("El ministerio anunció que los aranceles sobre las importaciones de los Estados Unidos subirán al 25 por ciento desde el lunes para el acero.", "es"),
        ("商务部宣布自二月十日起对原产于美国的部分进口商品加征关税，税率为百分之十五，涉及煤炭和液化天然气。", "und"),
        ("Steel 25% Aluminum 25% Copper 50% Lumber 10% Cabinets 25% Vanities 25% Trucks 25% Buses 10% Cars 15% Parts 15% Semiconductors 25% Drugs 100% Films 100% Soybeans 10% Corn 15% Wheat 15% Cotton 15% Chicken 15% Pork 10% Beef 10% Fruit 10%", "en"),
        ("Zölle auf Stahl", "en"),
    ],
)
def test_english_is_told_by_its_commonest_words_and_doubt_counts_as_english(text, language):
    assert language_of(text) == language
