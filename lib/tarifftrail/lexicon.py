"""Loads the vocabulary: word lists and cues kept as data, each with its own examples.

A vocabulary file is a TSV in `vocabulary/`. Lines that begin with `#` are remarks. Every file has the
columns `id`, `pattern`, `matches` and `not`, and the extra columns named in `LAYOUTS`:

* ``pattern`` is a regular expression over words, read without regard to case; a plain space in it stands for any run of white space, word boundaries are added at both ends;
* ``matches`` is a sentence that the pattern must match, ``not`` one that it must not.

Both examples are run for every row by one parametrised test. Loading refuses unknown columns, double ids
and empty examples, so a rule cannot enter without saying what it is for.
"""

from __future__ import annotations

import csv
import functools
import itertools
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _parser as sre_parser  # the parse tree tells what a pattern can begin with
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parent / "vocabulary"
COMMON = ("id", "pattern", "matches", "not")

# The extra columns of each rule file; what their values may be is said at the top of the file itself.
LAYOUTS: dict[str, tuple[str, ...]] = {
    "abbreviations": ("kind",),
    "acts": ("role",),
    "boilerplate": ("scope",),
    "sources": ("source_type",),
    "bases": ("basis", "place"),
    "changes": ("side",),
    "conditions": ("condition",),
    "dates": ("role", "value"),
    "date_cues": ("role", "value"),
    "distractors": ("side", "scope", "reason"),
    "endings": ("end_reason",),
    "events": ("type", "frame", "stage", "direction", "anchors"),
    "event_cues": ("role", "side"),
    "event_words": ("role",),
    "leftovers": ("scope",),
    "frames": ("side", "needs"),
    "phrases": ("side",),
    "products": ("product", "kind", "hs"),
    "scenarios": ("weight",),
    "speakers": ("role", "attribution"),
    "stages": ("stage", "scope", "move"),
    "tariff_nouns": ("kind",),
    "programmes": ("programme", "law_of", "scope", "goods", "targets", "since"),
    "qualifiers": ("qualifier", "side"),
    "telling_words": ("kind",),
    "worded_rates": ("rate", "rate_max"),
}


# Files whose patterns are plain letters, looked for anywhere and not as words.
PLAIN = frozenset({"telling_words"})


class VocabularyError(ValueError):
    """A vocabulary file breaks its own rules; the message names file, row and cure."""


class Pattern:
    """A regular expression that is only searched for where one of the pieces that each of its matches holds stands.

    Most patterns of a vocabulary stand in few sentences. Python tries a pattern without regard to case at every place of a
    text, which costs some ten times as much as looking for the plain pieces ("dut", "tariff") in lower-cased text.
    """

    __slots__ = ("regex", "pattern", "pieces", "match", "fullmatch", "search", "finditer", "sub")

    def __init__(self, source: str, flags: int = re.IGNORECASE, shortest: int = 3):
        self.regex, self.pattern = re.compile(source, flags), source
        self.pieces = _pieces(list(sre_parser.parse(source, flags)), shortest)
        self.match, self.fullmatch, self.sub = self.regex.match, self.regex.fullmatch, self.regex.sub
        # Without pieces the methods are the expression's own, which saves a call.
        self.search, self.finditer = (self._search, self._finditer) if self.pieces else (self.regex.search, self.regex.finditer)

    def can_match(self, lower: str) -> bool:
        """Whether a lower-cased text holds a piece; where it does not the pattern matches nowhere in it."""
        for piece in self.pieces:
            if piece in lower:
                return True
        return not self.pieces

    def _search(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        lower = text.lower()
        for piece in self.pieces:
            if piece in lower:
                return self.regex.search(text, pos, endpos)
        return None

    def _finditer(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return self.regex.finditer(text, pos, endpos) if self.can_match(text.lower()) else iter(())


@dataclass(frozen=True)
class Rule:
    """One row of a vocabulary file: a compiled pattern, its values and its examples."""

    id: str
    pattern: str
    values: dict[str, str]
    matches: str
    misses: str
    plain: bool = False

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    @functools.cached_property
    def regex(self) -> Pattern:
        return Pattern(re.escape(self.pattern) if self.plain else bounded(self.pattern))


def bounded(pattern: str) -> str:
    """A vocabulary pattern as a regular expression: spaces widened, word boundaries at both ends."""
    spaced = pattern.replace(" ?", r"\s*").replace(" ", r"\s+")
    return rf"(?<!\w)(?:{spaced})(?!\w)"


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of `vocabulary/<name>.tsv` as text, remarks left out.

    Read as text throughout: Namibia's code is NA. Raises VocabularyError for a missing or ragged file.
    """
    path = FOLDER / f"{name}.tsv"
    if not path.is_file():
        raise VocabularyError(f"{path}: no such vocabulary")
    with path.open(encoding="utf-8", newline="") as handle:
        lines = (line for line in handle if line.strip() and not line.startswith("#"))
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        rows = list(reader)
    for row in rows:
        if None in row or None in row.values():
            raise VocabularyError(f"{path.name}: row {row.get('id') or list(row.values())[0]!r} has not one cell a column")
    return rows


@functools.cache
def rules(name: str) -> tuple[Rule, ...]:
    """The rules of `vocabulary/<name>.tsv`, in the order of the file, which is their order of priority.

    Raises VocabularyError naming the row and what is wrong with it.
    """
    extra = LAYOUTS.get(name)
    if extra is None:
        raise VocabularyError(f"{name}: no layout in lexicon.LAYOUTS")
    rows, seen, out = read_table(name), set(), []
    for row in rows:
        if set(row) != {*COMMON, *extra}:
            raise VocabularyError(f"{name}.tsv: columns are {', '.join(row)}, not {', '.join([*COMMON, *extra])}")
        if row["id"] in seen:
            raise VocabularyError(f"{name}.tsv: the id {row['id']} stands twice")
        if not row["matches"].strip() or not row["not"].strip():
            raise VocabularyError(f"{name}.tsv: {row['id']} needs a sentence to match and one not to")
        seen.add(row["id"])
        rule = Rule(row["id"], row["pattern"], {key: row[key] for key in extra}, row["matches"], row["not"], name in PLAIN)
        try:
            rule.regex
        except re.error as error:
            raise VocabularyError(f"{name}.tsv: {row['id']}: {error}") from error
        out.append(rule)
    return tuple(out)


def any_of(name: str, **wanted: str) -> Pattern:
    """One pattern that matches wherever a rule of the file does, restricted to rows with the wanted values."""
    chosen = [rule for rule in rules(name) if all(rule[key] == value for key, value in wanted.items())]
    return Pattern("|".join(bounded(rule.pattern) for rule in chosen))


def places(name: str, text: str) -> list[int]:
    """Where the plain words of a file stand in a text, in order; far cheaper than one pattern of many alternatives."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow when lowered (İ); offsets matter more than their case
        lower = text
    found: list[int] = []
    for rule in rules(name):
        at = lower.find(rule.pattern)
        while at >= 0:
            found.append(at)
            at = lower.find(rule.pattern, at + 1)
    return sorted(found)


def first_match(name: str, text: str, **wanted: str) -> Rule | None:
    """The first rule of the file, in its order, that matches the text."""
    for rule in rules(name):
        if all(rule[key] == value for key, value in wanted.items()) and rule.regex.search(text):
            return rule
    return None


# --- Scanning a sentence for many rules at once ------------------------------------------------------

WORD = re.compile(r"\w[\w'’]*(?:[.&](?=\w)[\w'’]*)*")
_WORDS = re.compile(f"({WORD.pattern})")


class Hit(NamedTuple):
    """A rule that matched at a place of a sentence."""

    start: int
    end: int
    rule: Rule


class Scanner:
    """Finds every rule of one vocabulary file in a sentence, looking only where one can begin.

    Trying sixty patterns at two hundred places is what makes rule systems slow. The scanner knows the
    first letters that each pattern can begin with, and the first of its second word ("the r..."), so that most words
    cost a dictionary look-up or two.
    """

    def __init__(self, name: str):
        self.name = name
        trials: dict[str, list[tuple[int, Rule, Callable, str | None]]] = {}
        for number, rule in enumerate(rules(name)):
            seconds = _second_letters(rule)
            for prefix in sorted(_prefixes(rule)):
                trials.setdefault(prefix, []).append((1 << number, rule, rule.regex.match, seconds.get(prefix)))
        self.prefixes = frozenset(trials)
        # By prefix and second letter: what to try, and the bits of all of it. Under None for a second letter that no pattern
        # names, under "" for no second word.
        self._by_prefix: dict[str, dict[str | None, tuple[int, list[tuple[int, Rule, Callable]]]]] = {}
        for prefix, found in trials.items():
            by_letter = {letter: [trial[:3] for trial in found if trial[3] is None or letter in trial[3]] for letter in "".join(trial[3] or "" for trial in found)}
            by_letter |= {None: [trial[:3] for trial in found if trial[3] is None], "": [trial[:3] for trial in found]}
            self._by_prefix[prefix] = {letter: (sum(bit for bit, *_ in chosen), chosen) for letter, chosen in by_letter.items()}

    def scan(self, text: str, words: list[tuple[int, str]], let_in: int = -1) -> list[Hit]:
        """All hits in the order of the text; of hits that begin at one word the earlier rule's comes first.

        `words` are the (start, lower-case text) of the sentence's words, as `words_of` gives them; `let_in` has a bit set
        for each rule, in the order of the file, that is to be tried.
        """
        hits, by_prefix = [], self._by_prefix
        for number, (start, word) in enumerate(words, start=1):
            by_letter = by_prefix.get(word[:3])
            if by_letter:
                letter = words[number][1][0] if number < len(words) else ""
                bits, trials = by_letter[letter] if letter in by_letter else by_letter[None]
                if bits & let_in:
                    for bit, rule, match in trials:
                        if bit & let_in and (found := match(text, start)):
                            hits.append(Hit(start, found.end(), rule))
        return hits

    def first_of_each(self, text: str, words: list[tuple[int, str]]) -> list[Hit]:
        """As `scan`, without overlaps: the longest hit at a place wins, then the earlier rule."""
        kept: list[Hit] = []
        for hit in self.scan(text, words):
            if kept and hit.start < kept[-1].end:
                if hit.start == kept[-1].start and hit.end > kept[-1].end:
                    kept[-1] = hit
                continue
            kept.append(hit)
        return kept


@functools.cache
def scanner(name: str) -> Scanner:
    """The scanner of a vocabulary file, built once."""
    return Scanner(name)


@functools.lru_cache(512)  # claims, acts and events each ask for the words of a sentence
def words_of(text: str) -> list[tuple[int, str]]:
    """Start and lower-case text of every word of a sentence; not to be changed."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow when lowered (İ); offsets matter more than their case
        lower = text
    parts = _WORDS.split(lower)  # gap, word, gap, ...: a match for each word would cost more
    return list(zip(list(itertools.accumulate(map(len, parts)))[::2], parts[1::2], strict=False))


def _prefixes(rule: Rule) -> set[str]:
    """The first three letters of the words that a rule's matches can begin with; shorter for shorter words.

    Raises VocabularyError for a pattern that can begin with anything: it would have to be tried everywhere.
    """
    tree = sre_parser.parse(rule.pattern, re.IGNORECASE)
    found = _heads(list(tree), 3)
    if not found or any(not head or not head[0].isalnum() for head in found):
        raise VocabularyError(f"rule {rule.id}: each alternative of {rule.pattern!r} must begin with letters or digits")
    # A head ends where its word does: at a space, a hyphen or a full stop.
    return {WORD.match(head.lower()).group() for head in found} | {head.lower() for head in found if head[1:2] in (".", "&")}


_UNKNOWN = "\0"


def _second_letters(rule: Rule) -> dict[str, str | None]:
    """For each prefix of a rule the letters that the second word of its matches can begin with; None for any, or no second word."""
    found: dict[str, str | None] = {}
    for opening in _openings({""}, sre_parser.parse(rule.pattern, re.IGNORECASE)):
        prefix, known = WORD.match(opening).group()[:3], opening[-2:-1] == " "
        if len(prefix) < 3 and opening == prefix + _UNKNOWN:
            return {}  # it can begin with more than the scanner knows of
        before = found.get(prefix, "")
        found[prefix] = before + opening[-1] if known and opening[-1] != _UNKNOWN and before is not None else None
    return found


def _openings(openings: set[str], items: Iterable) -> set[str]:
    """Openings of a match, gone on with by a parsed pattern: up to three letters of a first word, a space, the letter after it.

    Finished ones end in that letter, or in _UNKNOWN where anything can follow.
    """
    for op, value in items:
        name = str(op)
        if name == "LITERAL":
            openings = {_with(opening, chr(value)) for opening in openings}
        elif name == "IN":
            openings = {_with(opening, char) for char in _chars(value) for opening in openings}
        elif name == "SUBPATTERN":
            openings = _openings(openings, value[-1])
        elif name == "BRANCH":
            openings = set().union(*(_openings(openings, branch) for branch in value[1]))
        elif name.endswith("_REPEAT"):
            least, most, inner = value
            reached = openings if least == 0 else set()
            for _ in range(min(most, 9)):  # openings are few: after some rounds there are no new ones
                openings = _openings(openings, inner)
                if openings <= reached:
                    break
                reached = reached | openings
            openings = reached
        elif name not in ("ASSERT", "ASSERT_NOT", "AT"):
            openings = {_with(opening, _UNKNOWN) for opening in openings}
    return openings


def _chars(kinds: list) -> set[str]:
    """What a class of characters holds: its letters, a space for all of \\s, _UNKNOWN for what cannot be listed."""
    out = set()
    for kind, value in kinds:
        if str(kind) == "LITERAL":
            out.add(chr(value))
        elif str(kind) == "RANGE":
            out |= {chr(code) for code in range(value[0], value[1] + 1)}
        else:
            out.add(" " if str(value) == "CATEGORY_SPACE" else _UNKNOWN)
    return out


def _with(opening: str, char: str) -> str:
    """An opening with one more character."""
    if opening[-2:-1] == " " or opening.endswith(_UNKNOWN):
        return opening
    if opening.endswith(" "):
        return opening + char.lower() if char == _UNKNOWN or char.isalnum() else opening
    if char == _UNKNOWN or char.isalnum() or char in "_'’.&":
        return opening + char.lower() if len(opening) < 3 or char == _UNKNOWN else opening
    return opening + " " if opening else opening


def _heads(items: list, wanted: int) -> set[str]:
    """The strings of up to `wanted` characters that a parsed pattern can begin with."""
    if not items:
        return {""}
    (op, value), rest = items[0], items[1:]
    name = str(op)
    if name == "LITERAL":
        heads = {chr(value)}
    elif name == "IN":
        heads = set()
        for kind, item in value:
            if str(kind) == "LITERAL":
                heads.add(chr(item))
            elif str(kind) == "RANGE":
                heads |= {chr(code) for code in range(item[0], item[1] + 1)}
            else:  # a class such as \s: whatever it matches ends the word
                heads.add(" ")
    elif name == "SUBPATTERN":
        heads = _heads(list(value[-1]), wanted)
    elif name == "BRANCH":
        heads = set().union(*(_heads(list(branch), wanted) for branch in value[1]))
    elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        heads = _heads(list(value[2]), wanted)
        if value[0] == 0:
            heads = heads | {""}
    elif name in ("ASSERT", "ASSERT_NOT", "AT"):
        heads = {""}
    else:  # any character
        heads = {" "}
    out = set()
    for head in heads:
        if len(head) >= wanted:
            out.add(head[:wanted])
        else:
            out |= {(head + tail)[:wanted] for tail in _heads(rest, wanted - len(head))}
    return out


MOST_PIECES = 24  # strings that a stretch of a pattern is spelled out to


def _pieces(items: list, shortest: int) -> tuple[str, ...]:
    """Lower-case strings, one of which stands in every match of a parsed pattern; none where they would say little.

    `shortest` is how many letters say enough; other characters do in any number.
    """
    best: tuple[str, ...] = ()
    run: set[str] | None = {""}

    def consider(strings: Iterable[str]) -> None:
        nonlocal best
        # "tariff" stands wherever "tariffs" does.
        least = tuple(sorted(one for one in strings if not any(other != one and other in one for other in strings)))
        telling = bool(least) and all(len(one) >= shortest or (one and not one.isalnum() and not one.isspace()) for one in least)
        if telling and (not best or _rarity(least) > _rarity(best)):
            best = least

    for op, value in items:
        strings = _spelled(op, value)
        if strings is not None and len(run) * len(strings) <= MOST_PIECES:
            run = {head + tail for head in run for tail in strings}
            continue
        consider(run)
        run = strings if strings is not None else {""}
        name = str(op)
        if strings is None and name == "BRANCH":
            parts = [_pieces(list(branch), shortest) for branch in value[1]]
            if all(parts):
                consider({piece for part in parts for piece in part})
        elif strings is None and (name == "SUBPATTERN" or (name.endswith("_REPEAT") and value[0])):
            consider(_pieces(list(value[-1]), shortest))
    consider(run)
    return best


def _rarity(pieces: tuple[str, ...]) -> tuple[int, int]:
    """How little is to be expected of pieces in a text: their least length, a digit counting for three letters, then how few."""
    return min(5, *(len(one) + 2 * any(map(str.isdigit, one)) for one in pieces)), -len(pieces)


def _spelled(op: object, value: Any) -> set[str] | None:
    """All the strings that an item of a parsed pattern can match, in lower case; None where they are too many to list."""
    name = str(op)
    if name == "LITERAL":
        return {chr(value).lower()}
    if name in ("ASSERT", "ASSERT_NOT", "AT"):
        return {""}
    if name == "IN":
        return {chr(item).lower() for _, item in value} if all(str(kind) == "LITERAL" for kind, _ in value) else None
    if name == "BRANCH":
        parts = [_all_spelled(list(branch)) for branch in value[1]]
    elif name == "SUBPATTERN":
        parts = [_all_spelled(list(value[-1]))]
    elif name == "MAX_REPEAT" and value[:2] == (0, 1):
        parts = [{""}, _all_spelled(list(value[-1]))]
    else:
        return None
    return set().union(*parts) if all(part is not None for part in parts) and sum(map(len, parts)) <= MOST_PIECES else None


def _all_spelled(items: list) -> set[str] | None:
    out = {""}
    for op, value in items:
        strings = _spelled(op, value)
        if strings is None or len(out) * len(strings) > MOST_PIECES:
            return None
        out = {head + tail for head in out for tail in strings}
    return out
