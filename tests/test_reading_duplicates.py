"""Copies count once: the earliest article is the original."""

from __future__ import annotations

import random

from tarifftrail.reading.duplicates import Text, copies

SENTENCES = [
    f"On day {number} the {who} ministry told importers of {goods} that duty {number + 7} would be collected at the {place} terminal."
    for number, who, goods, place in zip(
        range(1, 25),
        ["trade", "finance", "economy", "industry"] * 6,
        ["coal", "steel", "copper", "wheat", "pork", "cars"] * 4,
        ["northern", "southern", "eastern", "western", "inland"] * 5,
    )
]
STORY = " ".join(SENTENCES)


def story(article_id: str, published: str, text: str = STORY, title: str = "A duty rises") -> Text:
    return Text(article_id, published, title, text)


def originals(*texts: Text) -> dict[str, str]:
    return {name: copy.original for name, copy in copies(texts).items()}


def test_the_same_text_under_another_headline_is_a_copy_of_the_earlier_one():
    assert originals(story("b", "2025-02-05", title="Duty up"), story("a", "2025-02-04")) == {"b": "a"}


def test_case_and_punctuation_make_no_difference():
    assert originals(story("a", "2025-02-04"), story("b", "2025-02-04", STORY.upper().replace(".", " -"))) == {"b": "a"}


def test_a_copy_that_lost_its_last_sentence_is_still_a_copy():
    assert originals(story("a", "2025-02-04"), story("b", "2025-02-05", " ".join(SENTENCES[:-2]))) == {"b": "a"}


def test_a_story_that_shares_only_its_background_is_no_copy():
    other = [sentence.replace("importers", "brokers").replace("collected", "waived") for sentence in SENTENCES[:14]] + SENTENCES[14:]
    assert originals(story("a", "2025-02-04"), story("b", "2025-02-05", " ".join(other))) == {}


def test_a_new_percentage_makes_a_new_report():
    first = STORY + " The rate is 10 percent."
    assert originals(story("a", "2025-02-04", first), story("b", "2025-03-04", first.replace("10 percent", "20 percent"))) == {}
    assert originals(story("a", "2025-02-04", first), story("b", "2025-03-04", STORY)) == {"b": "a"}


def test_undated_copies_follow_the_dated_original_and_equal_days_are_settled_by_id():
    assert originals(story("a", ""), story("b", "2025-02-04")) == {"a": "b"}
    assert originals(story("z", "2025-02-04"), story("y", "2025-02-04")) == {"z": "y"}


def test_every_copy_names_an_article_that_is_no_copy_itself():
    texts = [story(f"c{number}", f"2025-02-{number:02d}", " ".join(SENTENCES[: 24 - number])) for number in range(1, 9)]
    found = originals(*texts)
    assert found and not set(found.values()) & set(found)


def test_the_order_of_the_input_does_not_matter():
    texts = [story(f"a{number}", f"2025-02-{number % 3 + 1:02d}", " ".join(SENTENCES[number % 4 :])) for number in range(12)]
    expected = originals(*texts)
    for seed in range(3):
        random.Random(seed).shuffle(texts)
        assert originals(*texts) == expected


def test_headlines_without_bodies_are_copies_only_if_equal():
    assert originals(story("a", "2025-02-04", ""), story("b", "2025-02-05", ""), story("c", "2025-02-06", "", "Another")) == {"b": "a"}
