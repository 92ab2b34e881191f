"""Where a sentence ends: full stops of abbreviations, quotation marks, blank lines and bullets."""

from __future__ import annotations

import itertools
import random

import pytest

from tarifftrail.extraction.gate import sentences


@pytest.mark.parametrize(
    "parts",
    [
        ["Duties rose.", "Ports closed."],
        ["Mr. Okoro levied it."],  # never the end
        ["Steel of the U.S. mills pays 25%."],  # the end only before a word that opens a sentence
        ["Steel enters the U.S.", "The duty is 25%."],
        ["Steel enters the U.S.", "“It pays,” he said."],
        ["The U.S. “steel duty” is 25%."],
        ["A rate of 7.5% applies."],
    ],
    ids=lambda parts: parts[0],
)
def test_a_sentence_ends_where_it_does(parts):
    text = "  ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_blank_lines_and_bullets_always_end_a_sentence():
    text = "The duties:\n\n- 10% on tea\n- 12% on shoes, by order of the U.S.\n\nThey apply now"
    assert [text[start:end] for start, end in sentences(text)] == ["The duties:", "- 10% on tea", "- 12% on shoes, by order of the U.S.", "They apply now"]


def test_sentences_cover_a_text_in_order_and_without_overlap():
    chance = random.Random(11)
    pieces = ["Duties rose", ". ", "? ", "\n\n", "\n- ", "U.S.", " “", "” ", "7.5%", " Mr. ", "  ", "İ", "…", "(a) "]
    for _ in range(300):
        text = "".join(chance.choices(pieces, k=12))
        spans = sentences(text)
        assert all(start < end and not text[start].isspace() and not text[end - 1].isspace() for start, end in spans)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
        covered = "".join(text[start:end] for start, end in spans)
        assert "".join(covered.split()) == "".join(text.split())
