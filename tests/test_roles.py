"""The table of roles decides on the bracketed party of each example, by the row that the example belongs to and in the written order."""

from __future__ import annotations

import pytest

from tarifftrail import countries, lexicon
from tarifftrail.extraction import parties, roles

RULES = [pytest.param(rule, id=rule.id) for rule in lexicon.rules("roles")]
DECIDING = [pytest.param(rule, id=rule.id) for rule in lexicon.rules("roles") if rule["rule"]]


def group_and_words(example: str) -> tuple[parties.Group, str, str]:
    """The party in brackets, and what stands before and after it."""
    left, party, right = example.replace("]", "[").split("[")
    text = left + party + right
    found = parties.groups(text, parties.mentions(text, lexicon.words_of(text), countries.forms("2025-08-15")))
    (group,) = [group for group in found if group.start < len(left + party) and group.end > len(left)]
    parties.assign_roles(text, [group])
    return group, text[: group.start], text[group.end :]


@pytest.mark.parametrize("rule", DECIDING)
def test_the_first_row_that_holds_in_an_example_is_its_own(rule):
    group, left, right = group_and_words(rule.matches)
    row = roles.decide(left, right, parties.traits_of(group))
    assert row is not None and row.id == rule.id
    assert (group.role, group.rule) == (rule["role"], rule["rule"])


@pytest.mark.parametrize("rule", DECIDING)
def test_a_row_does_not_decide_on_its_counter_example(rule):
    group, left, right = group_and_words(rule.misses)
    row = roles.decide(left, right, parties.traits_of(group))
    assert row is None or row.id != rule.id


@pytest.mark.parametrize("rule", RULES)
def test_a_row_says_a_side_and_a_role_that_exist(rule):
    assert rule["side"] in (roles.LEFT, roles.RIGHT, roles.WITHIN)
    assert rule["role"] in (parties.IMPOSER, parties.TARGET, parties.UNKNOWN)


def test_rows_that_decide_nothing_are_needed_by_others():
    needed = {need.removeprefix("-") for rule in lexicon.rules("roles") for need in rule["needs"].split()}
    assert {rule.id for rule in lexicon.rules("roles") if not rule["rule"]} <= needed


CONFLICTS = {
    "a party that hits back over tariffs is a target, though its act would make it an imposer": ("[China] strikes back over new duties of 10%.", "reacts"),
    "of two signs of a place, goods bought there are aside": ("a duty of 25% for buying [Russian] oil", "buys"),
    "what a leader does not do his country does": ("Talks with [Donald Trump] about the 25% duty began.", None),
}


@pytest.mark.parametrize(("example", "row"), CONFLICTS.values(), ids=CONFLICTS)
def test_where_rows_disagree_the_earlier_one_is_right(example, row):
    group, left, right = group_and_words(example)
    decided = roles.decide(left, right, parties.traits_of(group))
    assert (decided and decided.id) == row
    assert row or (group.role, group.rule) == (parties.IMPOSER, "person")


BROKEN = {"no such row": {"a": {"needs": "b"}}, "needs itself": {"a": {"needs": "b"}, "b": {"needs": "-a"}}, "no such row or side": {"a": {"side": "above"}}, "in lower case": {"a": {"pattern": "(?-i:ON)"}}}


@pytest.mark.parametrize("says", BROKEN)
def test_a_table_that_breaks_its_rules_is_refused(says, monkeypatch):
    plain = {"side": "left", "role": "target", "rule": "on", "needs": ""}
    rows = tuple(lexicon.Rule(name, values.get("pattern", "on"), plain | values, "on", "off") for name, values in BROKEN[says].items())
    monkeypatch.setattr(lexicon, "rules", lambda name: rows)
    with pytest.raises(lexicon.VocabularyError, match=says):
        roles._compiled()
