"""Loads the vocabulary: word lists and cues kept as data, each with its own examples.

A vocabulary file is a TSV in `vocabulary/`. Lines that begin with `#` are remarks. Every file has the
columns `id`, `pattern`, `matches` and `not`, and the extra columns named in `LAYOUTS`:

* ``pattern`` is a regular expression over words, read without regard to case; a plain space in it stands for any run of white space, word boundaries are added at both ends,
  and `{filler}` stands for any of that list in `word_lists.tsv`;
* ``matches`` is a sentence that the pattern must match, ``not`` one that it must not.

Both examples are run for every row by one parametrised test. Loading refuses unknown columns, double ids
and empty examples, so a rule cannot enter without saying what it is for. Patterns are compiled when first needed.
"""

from __future__ import annotations

import csv
import functools
import itertools
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from tarifftrail.patterns import LETTERS, UNKNOWN, Pattern, lower_case, openings_of, spans_words

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
    "roles": ("side", "role", "rule", "needs"),
    "telling_words": ("kind",),
    "word_lists": ("list",),
    "worded_rates": ("rate", "rate_max"),
}


# Files whose patterns are plain letters, looked for anywhere and not as words.
PLAIN = frozenset({"telling_words"})


class VocabularyError(ValueError):
    """A vocabulary file breaks its own rules; the message names file, row and cure."""


class Rule(dict[str, str]):
    """One row of a vocabulary file: its values by their column, its pattern and its examples."""

    __eq__, __hash__ = object.__eq__, object.__hash__  # rules with the same values are not the same

    def __init__(self, id: str, pattern: str, values: dict[str, str], matches: str, misses: str, plain: bool = False):
        super().__init__(values)
        self.id, self.pattern, self.matches, self.misses, self.plain = id, pattern, matches, misses, plain

    @functools.cached_property
    def regex(self) -> Pattern:
        """Its pattern, bounded by words; a test has all of them parsed, which loading them would take too long for."""
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
        rule = Rule(row["id"], _spelled_out(row["pattern"]), {key: row[key] for key in extra}, row["matches"], row["not"], name in PLAIN)
        out.append(rule)
    return tuple(out)


def any_of(name: str, **wanted: str) -> Pattern:
    """One pattern that matches wherever a rule of the file does, restricted to rows with the wanted values."""
    chosen = [rule for rule in rules(name) if all(rule[key] == value for key, value in wanted.items())]
    return Pattern("|".join(bounded(rule.pattern) for rule in chosen))


def first_match(name: str, text: str, **wanted: str) -> Rule | None:
    """The first rule of the file, in its order, that matches the text."""
    for rule in rules(name):
        if all(rule[key] == value for key, value in wanted.items()) and rule.regex.search(text):
            return rule
    return None


# --- What a sentence may hold, by its words -----------------------------------------------------------

MOST_WORDS = 1 << 16  # that are remembered; news soon repeats its words


class Marker(dict[str, int]):
    """Tells of many things at once which of them a sentence holds, or may hold, by its words.

    Most words of an article were met before, so that a sentence costs one look-up a word, whatever the number of things.
    """

    def __init__(self) -> None:
        super().__init__()
        self._marked: list[tuple[Callable[[str], Any], int]] = []

    def piece(self, piece: str) -> int:
        """The bit of a plain piece in lower case: set where it stands or, if it holds a space, where its longest word does."""
        part = max(piece.split(), key=len)
        return self._bit(lambda word: part in word)

    def pattern(self, pattern: Pattern) -> int:
        """The bit of a pattern: set where it matches or, if its matches can hold spaces, where the longest word of a piece stands.

        Raises ValueError for one of several words that has no pieces.
        """
        return self.pieces(pattern) if spans_words(pattern.tree) else self._bit(pattern.search)

    def pieces(self, pattern: Pattern) -> int:
        """The bit of a pattern's pieces: set where the longest word of one stands, so wherever a part of the sentence matches.

        Raises ValueError for a pattern without pieces.
        """
        if not pattern.pieces:
            raise ValueError(f"{pattern.pattern!r} has no pieces that would mark a sentence")
        parts = [max(piece.split(), key=len) for piece in pattern.pieces]
        return self._bit(lambda word: any(part in word for part in parts))

    def _bit(self, test: Callable[[str], Any]) -> int:
        self._marked.append((test, 1 << len(self._marked)))
        self.clear()
        return self._marked[-1][1]

    @property
    def size(self) -> int:
        """How many things it tells of."""
        return len(self._marked)

    def __missing__(self, word: str) -> int:
        if len(self) >= MOST_WORDS:
            self.clear()
        self[word] = bits = sum(bit for test, bit in self._marked if test(word))
        return bits

    def read(self, lower: str) -> int:
        """The bits that a lower-cased sentence sets."""
        bits = 0
        for word in lower.split():
            bits |= self[word]
        return bits


_RULES = Marker()


@functools.cache
def _marked_rules(name: str) -> list[tuple[Rule, int]]:
    """The rules of a file with their bits in `_RULES`; 0 for one that has no pieces."""
    return [(rule, _RULES.pieces(rule.regex) if rule.regex.pieces else 0) for rule in rules(name)]


@functools.lru_cache(512)
def _rule_marks(text: str, size: int) -> int:
    return _RULES.read(lower_case(text))


_LIST_NAME = re.compile(r"\{([a-z][a-z-]*)\}")  # unlike {0,3}, which counts


def _spelled_out(pattern: str) -> str:
    """A pattern with the words of each list that it names in their place."""
    return _LIST_NAME.sub(lambda name: f"(?:{_alternatives(name[1])})", pattern)


@functools.cache
def _alternatives(name: str) -> str:
    """The patterns of a list of `word_lists.tsv`, in their order, as one."""
    rows = [row["pattern"] for row in read_table("word_lists") if row["list"] == name]
    if not rows:
        raise VocabularyError(f"word_lists.tsv: there is no list {name}")
    return _spelled_out("|".join(rows))


@functools.lru_cache(1024)  # each rate of a sentence asks
def rules_for(name: str, text: str) -> tuple[Rule, ...]:
    """The rules of a file that can match in a text or in a part of it, by the pieces that stand there; in their order."""
    marked = _marked_rules(name)
    bits = _rule_marks(text, _RULES.size)
    return tuple(rule for rule, bit in marked if bits & bit or not bit)


# --- Scanning a sentence for many rules at once ------------------------------------------------------

WORD = re.compile(r"\w[\w'’]*(?:[.&](?=\w)[\w'’]*)*")
_WORDS = re.compile(f"({WORD.pattern})")
_ASCII_WORDS = re.compile(r"([a-z0-9_][a-z0-9_']*(?:[.&](?=[a-z0-9_])[a-z0-9_']*)*)")  # the same in lower-cased ASCII, in half the time


class Hit(NamedTuple):
    """A rule that matched at a place of a sentence."""

    start: int
    end: int
    rule: Rule


class Words(list[tuple[int, str]]):
    """The words of a sentence: the start and the lower-case text of each; not to be changed."""

    __slots__ = ("_places",)

    def __init__(self, words: Iterable[tuple[int, str]]):
        super().__init__(words)
        self._places: dict[str, list[int]] = {}

    def places(self, name: str) -> list[int]:
        """Which of the words, by their number, something of a vocabulary can begin with.

        One look at every word serves all the vocabularies that are looked for in a sentence.
        """
        if name not in self._places:  # the first time, or the first since the vocabulary was loaded
            self._places = found = {known: [] for known in _OPENERS}
            for number, (_, word) in enumerate(self):
                for known in _BEGUN[word]:
                    found[known].append(number)
        return self._places[name]


class _Begun(dict[str, tuple[str, ...]]):
    """The vocabularies of which something can begin with a word, by the word."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= MOST_WORDS:
            self.clear()
        self[word] = names = tuple(name for name, opens in _OPENERS.items() if opens(word))
        return names


_OPENERS: dict[str, Callable[[str], bool]] = {}
_BEGUN = _Begun()


def look_for(name: str, opens: Callable[[str], bool]) -> None:
    """Have `Words.places` find the words for which `opens` is true under a name."""
    _OPENERS[name] = opens
    _BEGUN.clear()


class _Head(NamedTuple):
    """How matches of a rule can begin."""

    bit: int  # of the rule, by its place in the file
    rule: Rule
    whole: bool  # a word, not only the first letters of one
    second: str | None  # the letter that the word after it begins with; None for any, or no second word


# By the first letter of the word after: the bits of the rules to try, and each with its bit and how to match it.
_Trials = dict[str | None, tuple[int, list[tuple[int, Rule, Callable[..., re.Match[str] | None]]]]]


class Scanner:
    """Finds every rule of one vocabulary file in a sentence, looking only where one can begin.

    Trying sixty patterns at two hundred places is what makes rule systems slow. The scanner knows the words that each
    pattern can begin with, and the first letter of the word after them ("the r..."), so that most words cost nothing.
    """

    def __init__(self, name: str):
        self.name = name
        self._heads: dict[str, list[_Head]] = {}
        for number, rule in enumerate(rules(name)):
            for opening in _openings_of(rule):
                word = WORD.match(opening).group()
                second = opening[-1] if opening[-2:-1] == " " and opening[-1] != UNKNOWN else None
                self._heads.setdefault(word, []).append(_Head(1 << number, rule, opening != word + UNKNOWN and len(word) < LETTERS, second))
        self._known: dict[str, _Trials | None] = {}
        look_for(name, self.begins)

    def begins(self, word: str) -> bool:
        """Whether a rule can begin with a word."""
        return self._trials(word) is not None

    def _trials(self, word: str) -> _Trials | None:
        """What to try at a word, by the first letter of the next one; None for nothing.

        Under None what any letter lets in that no rule names, under "" what to try at the last word.
        """
        if word in self._known:
            return self._known[word]
        found: dict[int, tuple[Rule, set[str | None]]] = {}
        for length in range(1, len(word) + 1):
            for head in self._heads.get(word[:length], ()):
                if not (head.whole and word[length : length + 1].isalnum()):
                    found.setdefault(head.bit, (head.rule, set()))[1].add(head.second)
        trials: _Trials | None = None
        if found:
            letters = {letter for _, seconds in found.values() for letter in seconds} | {None, ""}
            trials = {}
            for letter in letters:
                chosen = [(bit, rule, rule.regex.regex.match) for bit, (rule, seconds) in sorted(found.items()) if letter == "" or None in seconds or letter in seconds]
                trials[letter] = sum(bit for bit, *_ in chosen), chosen
        if len(self._known) >= MOST_WORDS:
            self._known.clear()
        self._known[word] = trials
        return trials

    def scan(self, text: str, words: Words, let_in: int = -1) -> list[Hit]:
        """All hits in the order of the text; of hits that begin at one word the earlier rule's comes first.

        `words` are those of the text; `let_in` has a bit set for each rule, in the order of the file, that is to be tried.
        """
        hits: list[Hit] = []
        places = words.places(self.name)
        if not places:
            return hits
        lower, known, last = lower_case(text), self._known, len(words) - 1
        for number in places:
            start, word = words[number]
            by_letter = known.get(word) or self._trials(word)
            letter = words[number + 1][1][0] if number < last else ""
            bits, trials = by_letter[letter] if letter in by_letter else by_letter[None]
            if bits & let_in:
                for bit, rule, match in trials:
                    if bit & let_in and (found := match(lower, start)):
                        hits.append(Hit(start, found.end(), rule))
        return hits

    def first_of_each(self, text: str, words: Words) -> list[Hit]:
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
def words_of(text: str) -> Words:
    """The words of a sentence."""
    lower = lower_case(text)
    parts = (_ASCII_WORDS if lower.isascii() else _WORDS).split(lower)  # gap, word, gap, ...: a match for each word would cost more
    return Words(zip(list(itertools.accumulate(map(len, parts)))[::2], parts[1::2], strict=False))


def _openings_of(rule: Rule) -> set[str]:
    """How the matches of a rule can begin, as `_openings` gives it.

    Raises VocabularyError for a pattern that can begin with anything: it would have to be tried everywhere.
    """
    if rule.regex.minds_case:
        raise VocabularyError(f"rule {rule.id}: a pattern that is scanned for is read in lower case and cannot ask for capitals")
    openings = openings_of(rule.regex.tree)
    if not openings or any(not opening[:1].isalnum() for opening in openings):
        raise VocabularyError(f"rule {rule.id}: each alternative of {rule.pattern!r} must begin with letters or digits")
    return openings
