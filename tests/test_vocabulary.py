"""Every rule of the vocabulary matches its own example and not its counter-example, and loading refuses what is no rule."""

from __future__ import annotations

import re

import pytest

from tarifftrail import lexicon
from tarifftrail.extraction.phrases import phrase

RULES = [pytest.param(name, rule, id=f"{name}:{rule.id}") for name in sorted(lexicon.LAYOUTS) for rule in lexicon.rules(name)]


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_a_rule_matches_its_example_and_not_its_counter_example(name, rule):
    assert rule.regex.search(rule.matches), f"{name}.tsv, {rule.id}: does not match {rule.matches!r}"
    assert not rule.regex.search(rule.misses), f"{name}.tsv, {rule.id}: matches {rule.misses!r}"


EXAMPLES = [text for *_, rule in (param.values for param in RULES) for text in (rule.matches, rule.misses)]
SCANNED = ("acts", "event_cues", "events", "products", "scenarios", "stages", "tariff_nouns", "worded_rates")


@pytest.mark.parametrize("name", sorted(lexicon.LAYOUTS))
def test_a_pattern_is_skipped_only_where_it_cannot_match(name):
    for rule in lexicon.rules(name):
        for text in EXAMPLES:
            assert rule.regex.can_match(text.lower()) or not rule.regex.regex.search(text if rule.regex.minds_case else text.lower()), f"{name}.tsv, {rule.id}: {text!r} holds none of {rule.regex.pieces}"


@pytest.mark.parametrize("name", SCANNED)
def test_a_scanner_finds_what_its_patterns_match_at_words(name):
    for text in EXAMPLES:
        words = lexicon.words_of(text)
        wanted = [(start, found.end(), rule.id) for start, _ in words for rule in lexicon.rules(name) if (found := rule.regex.match(text, start))]
        assert [(hit.start, hit.end, hit.rule.id) for hit in lexicon.scanner(name).scan(text, words)] == wanted, text


@pytest.mark.parametrize("name", sorted(lexicon.LAYOUTS))
def test_no_rule_that_matches_a_text_is_left_out_of_those_for_it(name):
    for text in EXAMPLES:
        chosen = lexicon.rules_for(name, text)
        missed = [rule.id for rule in lexicon.rules(name) if rule not in chosen and rule.regex.search(text)]
        assert not missed, f"{name}.tsv: {missed} match {text!r}"


@pytest.mark.parametrize("rule", [rule for rule in lexicon.rules("phrases") if rule["side"] == "before"], ids=lambda rule: rule.id)
def test_what_stands_before_a_place_is_found_by_its_last_word_wherever_a_text_is_cut(rule):
    pattern = phrase(rule.id)
    for text in EXAMPLES:
        for gap in re.finditer(r"\s+", text):
            cut = text[: gap.end()]
            assert bool(pattern.search(text, 0, gap.end())) == bool(pattern.regex.search(cut if pattern.minds_case else cut.lower())), cut


def test_a_marker_sets_the_bits_of_what_the_words_of_a_sentence_hold():
    marker = lexicon.Marker()
    duty, two_words, month = marker.piece("dut"), marker.piece("import tax"), marker.pattern(lexicon.Pattern(r"\b(?:March|May)\b"))
    put_off = marker.pattern(lexicon.Pattern(r"\bput\s+off\b|\bdelay\w*\s+until\b"))
    assert marker.read("dutiable goods") == duty
    assert marker.read("an importer's import") == two_words  # a part of it stands there
    assert marker.read("marching") == 0 and marker.read("in march, duties") == month | duty
    assert marker.read("delays until may") == put_off | month
    with pytest.raises(ValueError, match="no pieces"):
        marker.pattern(lexicon.Pattern(r"\bit\s+is\b"))


def test_a_text_is_as_long_in_lower_case():
    assert lexicon.lower_case("İSTANBUL PAYS 25%") == "istanbul pays 25%"


def test_a_pattern_that_asks_for_capitals_reads_the_text_as_it_stands():
    pattern = lexicon.Pattern(r"before\s+(?-i:[A-Z])\w+")
    assert pattern.search("BEFORE Trump") and not pattern.search("before trump")


def test_every_file_with_examples_has_a_layout():
    for path in sorted(lexicon.FOLDER.glob("*.tsv")):
        rows = lexicon.read_table(path.stem)
        assert rows, f"{path.name} holds no row"
        if {"pattern", "matches"} <= set(rows[0]):
            assert path.stem in lexicon.LAYOUTS, f"{path.name}: no layout, so its examples are never run"


@pytest.fixture
def vocabulary(tmp_path, monkeypatch):
    """Writes a vocabulary of one file with the extra column `value`, and loads it."""
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    monkeypatch.setitem(lexicon.LAYOUTS, "trial", ("value",))

    def load(*lines: str):
        header = "id\tpattern\tvalue\tmatches\tnot"
        (tmp_path / "trial.tsv").write_text("\n".join(["# a remark", header, *lines]) + "\n", encoding="utf-8")
        return lexicon.rules.__wrapped__("trial")

    return load


def test_a_rule_has_its_values_and_its_pattern_is_bounded_by_words(vocabulary):
    (rule,) = vocabulary("pause\tput on hold\tsuspended\tThe duty was put on hold.\tThey output on hold.")
    assert rule["value"] == "suspended"
    assert rule.regex.search("PUT  ON\nHOLD") and not rule.regex.search("output on hold")


BROKEN = {
    "stands twice": ["a\tup\t\tup\tdown", "a\tdown\t\tdown\tup"],
    "needs a sentence": ["a\tup\t\tup\t"],
    "has not one cell a column": ["a\tup\t\tup"],
}


@pytest.mark.parametrize("says", BROKEN)
def test_a_file_that_breaks_its_rules_is_refused(vocabulary, says):
    with pytest.raises(lexicon.VocabularyError, match=says):
        vocabulary(*BROKEN[says])


def test_a_pattern_that_is_no_expression_is_refused_when_it_is_used(vocabulary):
    (rule,) = vocabulary("a\t(up\t\tup\tdown")
    with pytest.raises(ValueError, match="is no regular expression"):
        rule.regex.search("up")


def test_a_file_with_other_columns_is_refused(vocabulary, monkeypatch):
    monkeypatch.setitem(lexicon.LAYOUTS, "trial", ("other",))
    with pytest.raises(lexicon.VocabularyError, match="columns are"):
        vocabulary("a\tup\t\tup\tdown")
