"""Phrases that stages, dates and tellings look for beside a cue, a date or a rate (`vocabulary/phrases.tsv`)."""

from __future__ import annotations

from tarifftrail import lexicon

_SIDES = {"before": r"{}[\s\"“]+$", "after": r"[\s-]*{}", "opens": r"[\"“\s-]*{}", "at": "{}", "word": "{}", "in": "{}"}
_RULES = {rule.id: rule for rule in lexicon.rules("phrases")}


def phrase(name: str) -> lexicon.Pattern:
    """The pattern of a phrase, to be searched before a place, matched after or at it, or searched in a stretch.

    Raises KeyError for a name that the vocabulary does not hold.
    """
    rule = _RULES[name]
    return lexicon.Pattern(_SIDES[rule["side"]].format(lexicon.bounded(rule.pattern)))
