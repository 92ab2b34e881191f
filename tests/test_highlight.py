"""The reading view: the text of the article whole, every layer where it belongs, and nothing that a text could smuggle in."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

import tarifftrail
from tarifftrail import page, paths
from tarifftrail.view import article as view_article
from tarifftrail.view import cards
from tarifftrail.view.nesting import Stretch, nested, shown

STEEL = {
    "article_id": "steel",
    "title": "Canada answers with duties of its own",
    "published": "2025-06-02",
    "source": "Alder Wire",
    "url": "https://alder.example/steel?page=1&part=2",
    "text": (
        "Canada will impose an additional tariff of 25% on steel from Brazil from June 4, 2025 in answer to the duties under Section 232. "
        "Steel output fell 3% in May.\n\n"
        "Mexico raised its tariff on Chinese shoes from 10 to 35 percent on June 1, 2025. "
        "Trade talks between China and Mexico will be held on June 9, 2025."
    ),
}
# What a text may hold to break out of a page, to mark itself, or to vanish in it.
SNARES = [
    "<script>alert(1)</script>", "</style><style>*{display:none}</style>", "</div></div></mark>", '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)", "javascript:alert(1)", "<!-- ", "]]>", "<![CDATA[", "&lt;b&gt; &amp; &#60; &nbsp", "<svg/onload=alert(1)>",
    "{{ constructor }}", "$34 billion and $16 billion", "\u2028\u2029", "\u202e\u2066", "\x00\x01\x08\x0b\x0c\x1b\x7f", "\x85\x9f", "\ud800",
    "\udfff\ud800", "\ufffe\uffff\U0001fffe", "\r\n\r", "\t \u00a0\u200b\ufeff", "\U0001f469\u200d\U0001f467 \u0662\u0665\u066a \u0130",
]  # fmt: skip
ALLOWED = {
    "div": {"class", "role", "aria-label"}, "style": set(), "span": {"class", "title"}, "mark": {"class", "title", "data-n"},
    "strong": {"class", "title"}, "abbr": {"class", "title"}, "time": {"class", "title", "datetime"}, "em": {"class", "title"}, "b": {"class"},
    "bdi": set(), "small": set(), "details": set(), "summary": set(), "a": {"href", "rel"},
}  # fmt: skip
# Columns of claims, events and rejected whose text the view shows.
SPOILED = "imposer target product qualifier basis programme stage direction condition product_text end_reason type actor reason rule".split()


@pytest.fixture(scope="module")
def sample():
    articles, _ = tarifftrail.read_articles(paths.raw("sample"))
    articles = articles.iloc[::6].reset_index(drop=True)
    return articles, *tarifftrail.extract(articles)


def parsed(view: str) -> etree._Element:
    """The view as strict XML, which refuses an element that is not closed in its turn."""
    return etree.fromstring(view)


def with_class(tree: etree._Element, name: str) -> list[etree._Element]:
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


def text_of(element: etree._Element) -> str:
    return "".join(element.itertext())


def article_text(tree: etree._Element) -> str:
    return "".join(text_of(element) for element in with_class(tree, "tv-text"))


def full_text(article: dict) -> str:
    return f"{article.get('title') or ''}\n\n{article.get('text') or ''}"


def marked(tree: etree._Element, name: str) -> list[str]:
    """The texts of the marks of a class outside of the legend."""
    return [text_of(found) for line in with_class(tree, "tv-text") for found in with_class(line, name)]


# --- The text and its layers ---------------------------------------------------------------------------


def test_the_text_of_each_article_stays_as_it_is_and_each_row_stands_beside_it(sample):
    articles, claims, events, rejected = sample
    assert len(claims) > 50 and len(events) > 10 and len(rejected) > 10
    for row in articles.itertuples():
        view = tarifftrail.highlight(row, claims=claims, events=events, rejected=rejected)
        tree = parsed(view)
        full = f"{row.title}\n\n{row.text}"
        assert article_text(tree) == full
        assert article_text(lxml_html.fragment_fromstring(view)) == full
        numbers = [text_of(number) for number in with_class(tree, "tv-number")]
        own = [int((frame["article_id"] == row.article_id).sum()) for frame in (claims, events, rejected)]
        assert sorted(numbers) == sorted([f"claim {n}" for n in range(1, own[0] + 1)] + [f"event E{n}" for n in range(1, own[1] + 1)])
        assert len(with_class(tree, "tv-no")) == own[2]
        bands = {found.get("title") for line in with_class(tree, "tv-text") for found in with_class(line, "tv-claim")}
        assert sum(len(re.findall(r"claim \d+: ", title)) for title in bands) == own[0]


def test_each_claim_stands_in_the_line_of_its_sentence(sample):
    articles, claims, events, rejected = sample
    for row in articles.head(6).itertuples():
        tree = parsed(tarifftrail.highlight(row, claims=claims, events=events, rejected=rejected))
        own = claims[claims["article_id"] == row.article_id].sort_values(["start", "end"], kind="stable")
        for number, quote in enumerate(own["quote"], start=1):
            (line,) = [
                line for line in with_class(tree, "tv-row") if f"claim {number}" in [text_of(found) for found in with_class(line, "tv-number")]
            ]
            assert quote in article_text(line)


def test_the_layers_of_a_sentence_are_marked_inside_its_band():
    tree = parsed(tarifftrail.highlight(STEEL))
    first, second = [found for line in with_class(tree, "tv-text") for found in with_class(line, "tv-claim")]
    assert [text_of(found) for found in with_class(first, "tv-imposer")] == ["Canada"]
    assert [text_of(found) for found in with_class(first, "tv-target")] == ["Brazil"]
    assert [text_of(found) for found in with_class(first, "tv-rate")] == ["25%"]
    assert [text_of(found) for found in with_class(first, "tv-date")] == ["June 4, 2025"]
    assert [text_of(found) for found in with_class(first, "tv-cue")] == ["will", "additional", "Section 232"]
    assert [text_of(found) for found in with_class(second, "tv-before")] == ["10"]
    assert [text_of(found) for found in with_class(second, "tv-rate")] == ["35 percent"]
    assert marked(tree, "tv-event") == ["Trade talks between China and Mexico will be held on June 9, 2025."]
    assert marked(tree, "tv-rejected") == ["3%"]


def test_marks_say_in_words_what_they_are():
    tree = parsed(tarifftrail.highlight(STEEL))
    assert with_class(tree, "tv-rate")[1].get("title") == "rate 25% (1)"
    assert with_class(tree, "tv-imposer")[1].get("title") == "imposer Canada (1)"
    date = with_class(tree, "tv-date")[1]
    assert (date.get("title"), date.get("datetime")) == ("takes effect on 2025-06-04 (1)", "2025-06-04")
    assert with_class(tree, "tv-rejected")[1].get("title").startswith("no tariff rate: ")
    assert {text_of(found) for found in with_class(tree, "tv-legend")[0]} == {words for *_, words in view_article._LEGEND}


def test_a_card_tells_the_claim_and_the_rules_that_decided():
    tree = parsed(tarifftrail.highlight(STEEL))
    first, second = (text_of(card) for card in with_class(tree, "tv-claim-card"))
    assert first.startswith("claim 1 Canada → Brazil 25% additional") and "product steel" in first and "takes effect 2025-06-04" in first
    assert "stage: " in first.partition("rules that decided")[2]
    assert second.startswith("claim 2 Mexico → China 35% from 10%")


def test_a_party_that_the_sentence_does_not_name_is_said_to_come_from_elsewhere():
    article = {
        "title": "Washington sets its rates",
        "published": "2025-08-01",
        "text": "President Trump set the tariffs of his country. Goods from Vietnam pay a tariff of 20%.",
    }
    (card,) = with_class(parsed(tarifftrail.highlight(article)), "tv-claim-card")
    assert text_of(card).startswith("claim 1 United States → Viet") and "not named in its sentence imposer" in text_of(card)


def test_partners_of_one_list_share_a_card_and_keep_a_line_each():
    article = {"published": "2025-08-01", "text": "The United States imposed a tariff of 15% on goods from Japan, South Korea and Norway."}
    (card,) = with_class(parsed(tarifftrail.highlight(article)), "tv-claim-card")
    assert [text_of(head).split(" → ")[1] for head in with_class(card, "tv-head")] == ["Japan 15%", "South Korea 15%", "Norway 15%"]


stretch = st.builds(
    lambda ends, rank, number: Stretch(min(ends), max(ends), rank, "span", f"n{number}"),
    st.tuples(st.integers(0, 30), st.integers(0, 30)),
    st.integers(0, 3),
    st.integers(0, 9),
)


@settings(max_examples=300, deadline=None)
@given(
    text=st.text("ab<&>\" \n'é", min_size=30, max_size=30),
    stretches=st.lists(stretch, max_size=8),
    part=st.tuples(st.integers(0, 30), st.integers(0, 30)),
)
def test_whatever_overlaps_comes_out_nested_with_each_character_in_its_layers(text, stretches, part):
    start, end = min(part), max(part)
    tree = etree.fromstring(f"<div>{nested(text, start, end, stretches)}</div>")
    read: list[tuple[str, list[str]]] = []

    def walk(element, around):
        inside = [*around, element.get("class").split()[0]] if element.get("class") else around
        read.extend((char, sorted(inside)) for char in element.text or "")
        for child in element:
            walk(child, inside)
            read.extend((char, sorted(inside)) for char in child.tail or "")

    walk(tree, [])
    assert read == [(text[at], sorted(one.classes for one in stretches if one.start <= at < one.end)) for at in range(start, end)]


def test_a_stretch_that_is_cut_has_one_first_and_one_last_piece():
    out = nested("abcdef", 0, 6, [Stretch(0, 4, 0, "mark", "x"), Stretch(2, 6, 1, "em", "y")])
    assert out == '<mark class="x tv-first tv-last">ab<em class="y tv-first">cd</em></mark><em class="y tv-last">ef</em>'


# --- Safety ----------------------------------------------------------------------------------------------


def hostile(snare: str) -> dict:
    paragraphs = [
        snare,
        f"Canada{snare} will impose a tariff of 25% on {snare} steel from Brazil. {snare}",
        f"China and Mexico will hold trade talks {snare} on Friday. {snare}",
    ]
    title = f"US puts 30% tariff {snare} on Brazil"
    return {"article_id": f"id{snare}", "title": title, "published": "2025-06-02", "source": snare, "url": snare, "text": "\n\n".join(paragraphs)}


@pytest.mark.parametrize("snare", SNARES)
def test_a_snare_is_text_and_nothing_else(snare):
    article = hostile(snare)
    view = tarifftrail.highlight(article)
    assert view.isascii()
    kept = shown(re.sub("[\ud800-\udfff]", "\ufffd", full_text(article)))
    for tree in (parsed(view), lxml_html.fragment_fromstring(view)):
        assert article_text(tree) == kept
        for element in tree.iter():
            assert element.tag in ALLOWED and set(element.attrib) <= ALLOWED[element.tag], etree.tostring(element)[:200]
        classes = {name for element in tree.iter() for name in (element.get("class") or "").split()}
        assert {name for name in classes if not name.startswith(("tv-", "tarifftrail-view-"))} == {"tex2jax_ignore", "mathjax_ignore"}
        assert not tree.findall(".//a") and len(tree.findall(".//style")) == 1
        assert "25%" in marked(tree, "tv-rate")


@pytest.mark.parametrize("snare", SNARES)
def test_a_snare_in_a_frame_is_text_as_well(snare):
    claims, events, rejected = tarifftrail.extract(pd.DataFrame([STEEL]))
    clean = re.sub("[\ud800-\udfff]", "\ufffd", snare)
    for frame in (claims, events, rejected):
        for name in SPOILED:
            if name in frame:
                frame[name] = clean
        if "rules" in frame:
            frame["rules"] = f"stage={clean};{clean}"
        if "effective_on" in frame:
            frame["effective_on"] = clean
    tree = parsed(tarifftrail.highlight(STEEL, claims=claims, events=events, rejected=rejected))
    assert article_text(tree) == full_text(STEEL)
    assert {element.tag for element in tree.iter()} <= set(ALLOWED)
    assert not {name for element in tree.iter() for name in element.attrib} - set().union(*ALLOWED.values())


@pytest.mark.parametrize("day, places", [("2025-06-03", ["90 days"]), ("2025-99-99", []), ("9999-12-31", []), ("0000-00-00", []), ("x" * 10, [])])
def test_an_end_is_counted_from_a_day_and_from_nothing_else(day, places):
    article = STEEL | {"text": "Canada imposed a tariff of 25% on steel from Brazil for 90 days."}
    claims, *_ = tarifftrail.extract(pd.DataFrame([article]))
    dated = claims.assign(effective_on=day, ends_on="2025-09-01")
    assert marked(parsed(tarifftrail.highlight(article, claims=dated)), "tv-date") == places


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//alder.example",
        'https://a.example/"onclick=alert(1)',
        "https://a b",
        " https://a.example",
        "file:///etc",
    ],
)
def test_only_an_address_of_the_web_is_a_link(url):
    assert parsed(tarifftrail.highlight(STEEL | {"url": url})).find(".//a") is None


def test_the_source_links_to_the_article():
    link = parsed(tarifftrail.highlight(STEEL)).find(".//a")
    assert link.get("href") == STEEL["url"] and "noreferrer" in link.get("rel") and text_of(link) == "Alder Wire"


def test_nothing_is_loaded_and_each_rule_of_the_style_is_bound_to_the_view():
    tree = parsed(tarifftrail.highlight(STEEL))
    style = tree.find("style").text
    assert not re.search(r"url\(|@import|expression|https?:", style)
    root = tree.get("class").split()[0]
    selectors = [selector.strip() for rule in re.findall(r"([^{}]+)\{", style.replace("@media print {", "")) for selector in rule.split(",")]
    assert len(selectors) > 20 and all(selector.startswith(f".{root}") for selector in selectors)


def test_two_views_have_one_style_and_no_ids_that_could_clash():
    first, second = parsed(tarifftrail.highlight(STEEL)), parsed(tarifftrail.highlight({"text": "Nothing."}))
    assert first.find("style").text == second.find("style").text and first.get("class") == second.get("class")
    assert not [element for tree in (first, second) for element in tree.iter() if element.get("id")]


def test_every_class_of_a_view_has_a_style_or_is_known_to_need_none():
    style = Path(view_article.__file__).with_name("view.css").read_text(encoding="ascii")
    used = {
        name for element in parsed(tarifftrail.highlight(STEEL)).iter() for name in (element.get("class") or "").split() if name.startswith("tv-")
    }
    assert {name for name in used if not re.search(rf"\.{name}\b", style)} <= {"tv-first", "tv-last", "tv-facts", "tv-claim-card", "tv-in_force"}


def test_the_report_keeps_text_cards_and_marks_without_the_style(sample):
    articles, *frames = sample
    view = tarifftrail.highlight(articles.iloc[0], claims=frames[0], events=frames[1], rejected=frames[2])
    safe = page.safe_html(view)
    tree = lxml_html.fragment_fromstring(safe)
    assert article_text(tree).split() == full_text(articles.iloc[0]).split()
    assert "<style" not in safe and len(with_class(tree, "tv-card")) == len(with_class(parsed(view), "tv-card")) > 0
    assert {element.tag for element in with_class(tree, "tv-rate")} == {"strong"} and {element.tag for element in with_class(tree, "tv-date")} <= {
        "time"
    }


# --- What goes in and comes out ----------------------------------------------------------------------------


def test_each_form_of_a_row_gives_the_same_bytes(sample):
    articles = sample[0]
    view = tarifftrail.highlight(articles.iloc[0])
    assert tarifftrail.highlight(next(articles.itertuples())) == view
    assert tarifftrail.highlight(next(articles.itertuples(index=False))) == view
    assert tarifftrail.highlight(articles.iloc[0].to_dict()) == view
    assert tarifftrail.highlight(articles.head(1)) == view


def test_with_frames_nothing_is_read_again(sample, monkeypatch):
    articles, claims, events, rejected = sample
    fresh = tarifftrail.highlight(articles.iloc[1])
    monkeypatch.setattr(view_article, "extract", lambda articles: pytest.fail("read again"))
    assert tarifftrail.highlight(articles.iloc[1], claims=claims, events=events, rejected=rejected) == fresh


def test_a_frame_that_is_given_is_shown_and_those_that_are_not_are_extracted():
    claims, *_ = tarifftrail.extract(pd.DataFrame([STEEL]))
    assert (
        tarifftrail.highlight(STEEL, claims=claims.iloc[:1]).summary
        == "Canada answers with duties of its own, 1 claim, 1 event, 1 rejected percentage"
    )


def test_the_input_is_not_changed(sample):
    articles, claims, events, rejected = (frame.copy() for frame in sample)
    tarifftrail.highlight(articles.iloc[0], claims=claims, events=events, rejected=rejected)
    for before, after in zip(sample, (articles, claims, events, rejected), strict=True):
        pd.testing.assert_frame_equal(before, after)


def test_frames_without_quotes_are_placed_by_their_offsets():
    claims, events, rejected = tarifftrail.extract(pd.DataFrame([STEEL]))
    bare = [frame.assign(quote="") for frame in (claims, events, rejected)]
    assert tarifftrail.highlight(STEEL, claims=bare[0], events=bare[1], rejected=bare[2]) == tarifftrail.highlight(STEEL)


def test_rows_of_another_version_of_the_text_are_refused():
    claims, *_ = tarifftrail.extract(pd.DataFrame([STEEL]))
    with pytest.raises(ValueError, match="another version"):
        tarifftrail.highlight(STEEL | {"title": "Canada answers"}, claims=claims)


@pytest.mark.parametrize(
    "article, error, words",
    [
        ("Canada imposes 25%.", TypeError, "articles.iloc"),
        ({"title": "No text"}, TypeError, "articles.iloc"),
        (pd.DataFrame([STEEL, STEEL]), ValueError, "given 2"),
        (STEEL | {"published": "2 June 2025"}, ValueError, "2025-04-09"),
    ],
)
def test_what_is_no_row_is_refused_with_its_cure(article, error, words):
    with pytest.raises(error, match=words):
        tarifftrail.highlight(article)


def test_frames_need_an_id_to_find_their_rows_by():
    claims, *_ = tarifftrail.extract(pd.DataFrame([STEEL]))
    with pytest.raises(ValueError, match="article_id"):
        tarifftrail.highlight({"text": STEEL["text"]}, claims=claims)


@pytest.mark.parametrize(
    "article",
    [
        {"text": ""},
        {"text": None, "title": None},
        {"text": " \n\n\t"},
        {"text": "Nothing of interest happened.\n\n\n\nAt all."},
        {"title": "Only a title", "text": ""},
    ],
)
def test_an_article_with_nothing_in_it_is_shown_as_it_is(article):
    view = tarifftrail.highlight(article)
    assert article_text(parsed(view)) == full_text(article)
    assert "0 claims, 0 events, 0 rejected percentages" in view


def test_a_notebook_shows_the_page_and_stores_no_second_copy_of_it():
    from IPython.core.formatters import DisplayFormatter

    view = tarifftrail.highlight(STEEL)
    data, _ = DisplayFormatter().format(view)
    assert data["text/html"] == str(view) and type(data["text/html"]) is str
    assert data["text/plain"] == repr(view) == "<reading view: Canada answers with duties of its own, 2 claims, 1 event, 1 rejected percentage>"


def test_other_hash_seeds_time_zones_and_places_give_the_same_bytes():
    code = f"import tarifftrail, sys; sys.stdout.write(tarifftrail.highlight({STEEL!r}))"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
        )
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert runs[0].stdout == runs[1].stdout == tarifftrail.highlight(STEEL)


@pytest.mark.parametrize("gap", [" ", "\n\n"], ids=["one paragraph", "many"])
def test_a_long_article_is_shown_within_seconds(gap):
    text = gap.join([STEEL["text"]] * (100_000 // len(STEEL["text"]) + 1))
    begun = time.perf_counter()
    view = tarifftrail.highlight(STEEL | {"text": text})
    assert time.perf_counter() - begun < 8
    assert article_text(parsed(view)) == full_text(STEEL | {"text": text}) and len(text) > 100_000


@pytest.mark.parametrize(
    "row, told",
    [
        ({"rate_pct": 25.0}, "25%"),
        ({"rate_pct": 7.5, "basis": "additional"}, "7.5% additional"),
        ({"rate_pct": 10.0, "basis": "increment"}, "10 percentage points"),
        ({"rate_pct": 10.0, "rate_max_pct": 25.0, "qualifier": "about"}, "about 10\u201325%"),
        ({"rate_pct": 5.0, "basis": "average"}, "5% on average"),
        ({"rate_pct": None}, "no rate"),
    ],
)
def test_a_rate_in_words(row, told):
    assert cards.rate({"rate_max_pct": None, "qualifier": "", "basis": "level"} | row) == told
