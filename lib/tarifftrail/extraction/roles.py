"""What the words around a party say of its role, by the rows of `vocabulary/roles.tsv` in their order."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from tarifftrail import lexicon, patterns

LEFT, RIGHT, WITHIN = "left", "right", "within"
# What a party is, a bit each; the names are those of the column `needs`.
COUNTRY, CAPITAL, NAME, POSSESSIVE, MANY = (1 << number for number in range(5))
_TRAITS = {"country": COUNTRY, "capital": CAPITAL, "name": NAME, "possessive": POSSESSIVE, "many": MANY}
_FORMS = {LEFT: "{}$", RIGHT: "{}", WITHIN: "{}"}


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row of the table, ready to be tried."""

    id: str
    side: str
    pattern: patterns.Pattern  # one for all rows that look for the same
    role: str
    rule: str
    asked: int  # the traits that it asks about,
    wanted: int  # and those of them that a party must have
    needs: tuple[tuple[Row, bool], ...]  # other rows, and whether they must hold

    def fits(self, traits: int) -> bool:
        """Whether a party with these traits is one that the row speaks of."""
        return traits & self.asked == self.wanted


def _compiled() -> tuple[Row, ...]:
    """The rows of the table. Raises VocabularyError for a side or a need that does not exist, for rows that need one another and for capitals."""
    table = {rule.id: rule for rule in lexicon.rules("roles")}
    made: dict[str, Row] = {}
    shared: dict[tuple[str, str], patterns.Pattern] = {}

    def make(name: str, below: tuple[str, ...]) -> Row:
        if name not in table or name in below or table[name]["side"] not in _FORMS:
            raise lexicon.VocabularyError(f"roles.tsv: {' > '.join((*below, name))}: no such row or side, or a row that needs itself")
        if name not in made:
            rule, asked, wanted, needs = table[name], 0, 0, []
            for need in rule["needs"].split():
                bare = need.removeprefix("-")
                if bare in _TRAITS:
                    asked |= _TRAITS[bare]
                    wanted |= _TRAITS[bare] if bare == need else 0
                else:
                    needs.append((make(bare, (*below, name)), bare == need))
            key = rule["side"], rule.pattern
            pattern = shared.setdefault(key, patterns.Pattern(_FORMS[rule["side"]].format(lexicon.bounded(rule.pattern))))
            if pattern.minds_case:
                raise lexicon.VocabularyError(f"roles.tsv: {name}: the words around a party are read in lower case and cannot be asked for capitals")
            made[name] = Row(name, rule["side"], pattern, rule["role"], rule["rule"], asked, wanted, tuple(needs))
        return made[name]

    return tuple(make(name, ()) for name in table)


ROWS = _compiled()


@functools.lru_cache(1 << 14)  # the last words before a party are soon met again
def _candidates(traits: int, tail: str) -> tuple[Row, ...]:
    """The rows that can decide on a party with these traits after words that end so, in their order."""
    return tuple(row for row in ROWS if row.rule and row.fits(traits) and (row.side == RIGHT or not row.pattern.tails or tail.endswith(row.pattern.tails)))


def decide(left: str, right: str, traits: int) -> Row | None:
    """The first row that holds for a party between these words, with these traits; None where the words say nothing."""
    seen: dict[patterns.Pattern, re.Match[str] | None] = {}
    left, right = patterns.lower_case(left), patterns.lower_case(right)
    for row in _candidates(traits, patterns.tail_of(left)):
        if _holds(row, left, right, traits, seen):
            return row
    return None


def _holds(row: Row, left: str, right: str, traits: int, seen: dict[patterns.Pattern, re.Match[str] | None]) -> bool:
    """Whether the pattern of a row matches these words in lower case and its needs hold; `seen` keeps what patterns matched."""
    pattern = row.pattern
    if pattern in seen:
        found = seen[pattern]
    elif row.side == RIGHT:
        found = seen[pattern] = pattern.regex.match(right)
    else:
        found = seen[pattern] = pattern.regex.search(left) if pattern.holds_piece(left) else None
    if found is None:
        return False
    for need, wanted in row.needs:
        if need.side == WITHIN:
            held = need.pattern.search(found[found.lastindex or 0]) is not None
        else:
            held = need.fits(traits) and _holds(need, left, right, traits, seen)
        if held is not wanted:
            return False
    return True
