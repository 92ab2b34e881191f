"""Every rule of the vocabulary matches its own example and not its counter-example, and loading refuses what is no rule."""

from __future__ import annotations

import pytest

from tarifftrail import lexicon

RULES = [pytest.param(name, rule, id=f"{name}:{rule.id}") for name in sorted(lexicon.LAYOUTS) for rule in lexicon.rules(name)]


@pytest.mark.parametrize(("name", "rule"), RULES)
def test_a_rule_matches_its_example_and_not_its_counter_example(name, rule):
    assert rule.regex.search(rule.matches), f"{name}.tsv, {rule.id}: does not match {rule.matches!r}"
    assert not rule.regex.search(rule.misses), f"{name}.tsv, {rule.id}: matches {rule.misses!r}"


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
    "trial.tsv: a:": ["a\t(up\t\tup\tdown"],
}


@pytest.mark.parametrize("says", BROKEN)
def test_a_file_that_breaks_its_rules_is_refused(vocabulary, says):
    with pytest.raises(lexicon.VocabularyError, match=says):
        vocabulary(*BROKEN[says])


def test_a_file_with_other_columns_is_refused(vocabulary, monkeypatch):
    monkeypatch.setitem(lexicon.LAYOUTS, "trial", ("other",))
    with pytest.raises(lexicon.VocabularyError, match="columns are"):
        vocabulary("a\tup\t\tup\tdown")
