"""The spaCy component gives the rows of `extract`, and spans that stand where the rows say."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest
import spacy
from spacy import displacy
from spacy.tokens import Doc

import tarifftrail
from tarifftrail import paths, schema
from tarifftrail.extraction import pipeline

SWAP = "The United States raised its tariff on Chinese goods from 54 to 104 percent, and China answered with a duty of 84% on American goods."
DATED = "Canada will impose an additional tariff of 25% on steel from Brazil from June 4, 2025 in answer to the duties under Section 232."
FRAMES = {"claims": pipeline.CLAIMS, "events": pipeline.EVENTS, "rejected": pipeline.REJECTED}


@pytest.fixture(scope="module")
def nlp():
    built = spacy.blank("en")
    built.add_pipe("tariff_claims")
    return built


@pytest.fixture(scope="module")
def articles():
    sample, _ = tarifftrail.read_articles(paths.raw("sample"))
    return sample.iloc[::5].reset_index(drop=True)


@pytest.fixture(scope="module")
def docs(nlp, articles):
    return list(nlp.pipe(pipeline.docs_of(articles, nlp)))


def labelled(doc: Doc, group: str) -> list[tuple[str, str]]:
    return [(span.text, span.label_) for span in doc.spans[group]]


def rows(docs: list[Doc], frame: str) -> pd.DataFrame:
    return schema.conform([row for doc in docs for row in doc._.get(FRAMES[frame])], frame)


@pytest.mark.parametrize("number, frame", list(enumerate(FRAMES)))
def test_it_gives_the_same_rows_as_extract(docs, articles, number, frame):
    wanted = tarifftrail.extract(articles)[number]
    assert len(wanted) > 5
    pd.testing.assert_frame_equal(rows(docs, frame), wanted)


def test_the_batch_size_changes_nothing(nlp, articles, docs):
    again = list(nlp.pipe(pipeline.docs_of(articles, nlp), batch_size=3))
    pd.testing.assert_frame_equal(rows(again, "claims"), rows(docs, "claims"))


def test_one_doc_alone_gives_the_rows_that_it_gives_among_others(nlp, articles, docs):
    (alone,) = pipeline.docs_of(articles.head(1), nlp)
    assert nlp(alone)._.tariff_claims == docs[0]._.tariff_claims


def test_each_claim_of_the_body_has_a_span_that_covers_its_quote(docs):
    for doc in docs:
        shift = len(doc.user_data["title"]) + 2
        inside = [row for row in doc._.tariff_claims if row["start"] >= shift]
        assert [span._.claim for span in doc.spans[pipeline.CLAIMS]] == inside
        for span, row in zip(doc.spans[pipeline.CLAIMS], inside, strict=True):
            assert row["quote"] in span.text
            assert span.label_ == row["stage"]
            assert span.start_char <= row["start"] - shift < row["end"] - shift <= span.end_char


def test_rates_and_parties_are_marked_where_they_stand(nlp):
    doc = nlp(SWAP)
    assert labelled(doc, pipeline.RATES) == [("54", "PREVIOUS_RATE"), ("104 percent", "RATE"), ("84%", "RATE")]
    assert labelled(doc, pipeline.PARTIES) == [("United States", "IMPOSER"), ("Chinese", "TARGET"), ("China", "IMPOSER"), ("American", "TARGET")]
    assert [span._.claim["rate_pct"] for span in doc.spans[pipeline.RATES]] == [104.0, 104.0, 84.0]


def test_days_and_cues_are_marked_where_they_stand(nlp):
    doc = nlp(DATED)
    assert labelled(doc, pipeline.DATES) == [("June 4, 2025", "EFFECTIVE_ON")]
    assert labelled(doc, pipeline.CUES) == [("will", "STAGE"), ("additional", "BASIS"), ("Section 232", "PROGRAMME")]
    assert {span._.claim["effective_on"] for group in (pipeline.DATES, pipeline.CUES) for span in doc.spans[group]} == {"2025-06-04"}


def test_claims_that_share_a_sentence_keep_their_own_rows(nlp):
    doc = nlp(SWAP)
    spans = doc.spans[pipeline.CLAIMS]
    assert len({(span.start, span.end) for span in spans}) == 1
    assert [(span._.claim["imposer"], span._.claim["rate_pct"]) for span in spans] == [("US", 104.0), ("CN", 84.0)]


def test_events_are_marked_and_have_no_claim(nlp):
    doc = nlp("China and the United States will hold trade talks in Geneva on May 10, 2025.")
    (span,) = doc.spans[pipeline.EVENTS]
    assert labelled(doc, pipeline.PARTIES) == [("China", "ACTOR"), ("United States", "TARGET")]
    assert labelled(doc, pipeline.DATES) == [("May 10, 2025", "DATE")]
    assert labelled(doc, pipeline.CUES) == [("will", "STAGE"), ("hold trade talks", "TYPE")]
    assert span.label_ == "talks"
    assert span._.event["type"] == "talks" and span._.claim is None


def test_title_and_day_come_from_user_data(nlp):
    doc = nlp.make_doc("The United States imposed a tariff of 25% on steel from Brazil on Wednesday.")
    doc.user_data.update(title="US puts 30% tariff on Brazilian coffee", published="2025-04-11")
    claims = nlp(doc)._.tariff_claims
    assert {row["rate_pct"] for row in claims} == {25.0, 30.0}
    assert [row["effective_on"] for row in claims if row["rate_pct"] == 25.0] == ["2025-04-09"]
    assert [span._.claim["rate_pct"] for span in doc.spans[pipeline.CLAIMS]] == [25.0]  # the headline is not in the doc


def test_a_day_that_is_none_is_refused(nlp):
    doc = nlp.make_doc(SWAP)
    doc.user_data["published"] = "9 April 2025"
    with pytest.raises(ValueError, match="2025-04-09"):
        nlp(doc)


def test_equal_texts_have_equal_ids_and_do_not_share_rows(nlp):
    first, second = nlp.pipe([SWAP, SWAP])
    assert first._.tariff_claims == second._.tariff_claims
    assert len(first._.tariff_claims) == 2


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "Nothing of interest happened.", "%" * 300, "(" * 300 + "$" * 300])
def test_a_text_without_claims_has_empty_lists_and_groups(nlp, text):
    doc = nlp(text)
    assert doc._.tariff_claims == [] and doc._.tariff_events == []
    assert [len(doc.spans[group]) for group in pipeline.GROUPS] == [0] * 6


ODD = {
    "leading spaces": "   \n ",
    "per cent signs": "%" * 200 + " ",
    "brackets and dollars": "((($$$)))" * 20 + " ",
    "combining marks": "é" * 30 + "̈" * 30 + " ",
    "emoji and joiners": "👩‍👩‍👧‍👦🇨🇳🇺🇸 ",
    "right to left": "تعرفة جمركية ٢٥٪ ",
    "zero width and NUL": "​﻿\x00­ ",
    "markup": "<script>alert('x')</script> &amp; <b> ",
}


@pytest.mark.parametrize("junk", ODD.values(), ids=ODD.keys())
def test_odd_characters_do_not_move_the_spans(nlp, junk):
    doc = nlp(f"{junk}\n\n{SWAP}\n\n{junk}")
    assert [span.text for span in doc.spans[pipeline.RATES] if span._.claim["imposer"] in ("US", "CN")] == ["54", "104 percent", "84%"]
    assert all(span._.claim["quote"] in span.text for span in doc.spans[pipeline.CLAIMS])


def test_spans_widen_to_whole_tokens(nlp):
    words = ["The United States put a 25", "% tariff on Chin", "ese goods."]
    doc = Doc(nlp.vocab, words=words, spaces=[False] * 3)
    (span,) = nlp.get_pipe("tariff_claims")(doc).spans[pipeline.RATES]
    assert span.text == "The United States put a 25% tariff on Chin"


@pytest.mark.parametrize("group", pipeline.GROUPS)
def test_displacy_draws_each_group_and_escapes_markup(nlp, group):
    doc = nlp(f"{SWAP} {DATED} Trade talks will resume in Geneva. <script>alert(1)</script>")
    assert len(doc.spans[group])
    html = displacy.render(doc, style="span", options=pipeline.displacy_options(group), jupyter=False)
    assert all(span.label_ in html for span in doc.spans[group])
    assert "<script>" not in html


def test_each_label_has_a_colour(docs):
    for group in pipeline.GROUPS:
        labels = {span.label_ for doc in docs for span in doc.spans[group]}
        assert labels and labels <= set(pipeline.displacy_options(group)["colors"])


def test_displacy_options_refuse_an_unknown_group():
    with pytest.raises(ValueError, match="tariff_rates"):
        pipeline.displacy_options("tariffs")


def test_a_doc_keeps_its_rows_and_spans_in_bytes(nlp):
    doc = nlp(SWAP)
    again = Doc(spacy.blank("en").vocab).from_bytes(doc.to_bytes())
    assert again._.tariff_claims == doc._.tariff_claims
    assert [(span.text, span.label_, span._.claim) for span in again.spans[pipeline.RATES]] == [
        (span.text, span.label_, span._.claim) for span in doc.spans[pipeline.RATES]
    ]


def test_a_pipeline_with_it_can_be_saved_and_loaded(nlp, tmp_path):
    nlp.to_disk(tmp_path)
    assert spacy.load(tmp_path)(SWAP)._.tariff_claims == nlp(SWAP)._.tariff_claims


def test_the_package_alone_neither_imports_spacy_nor_registers_anything():
    code = "import sys, tarifftrail.extraction; assert 'spacy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
