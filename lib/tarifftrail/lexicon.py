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
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from re import _compiler as sre_compiler
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
    "roles": ("side", "role", "rule", "needs"),
    "telling_words": ("kind",),
    "word_lists": ("list",),
    "worded_rates": ("rate", "rate_max"),
}


# Files whose patterns are plain letters, looked for anywhere and not as words.
PLAIN = frozenset({"telling_words"})


class VocabularyError(ValueError):
    """A vocabulary file breaks its own rules; the message names file, row and cure."""


def lower_case(text: str) -> str:
    """The text in lower case and of equal length, so that offsets stay true: `İ` alone would grow, and becomes `i`."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.replace("İ", "i").lower()


class Pattern:
    """A regular expression that reads text of any case, and only where one of the pieces that each of its matches holds stands.

    Most patterns of a vocabulary stand in few sentences: looking for the plain pieces ("dut", "tariff") costs a tenth of trying
    them at every place, and of a pattern that ends where the text does the last letters tell. What is left to try is
    compiled in lower case and reads lower-cased text, because Python folds case at every step of a match and then skips
    nothing. So the places of a match are those of the text, and its groups are in lower case. Only a pattern that asks for
    capitals somewhere, `(?-i:[A-Z])`, reads the text as it stands.
    """

    __slots__ = ("pattern", "tree", "regex", "pieces", "tails", "search", "match", "minds_case", "_seen", "_shortest")
    tree: Any  # as parsed
    regex: re.Pattern[str]
    pieces: tuple[str, ...]  # of which every match holds one; none where that would say little
    tails: tuple[str, ...]  # of which every match has one at its end; none unless matches end where the text does
    search: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]

    def __init__(self, source: str, shortest: int = 3):
        self.pattern = source
        self.minds_case = "(?-i:" in source
        self._seen: Callable[[str], str] = str if self.minds_case else lower_case  # how it sees a text
        self._shortest = shortest

    def __getattr__(self, name: str) -> Any:
        """What is worked out when first needed: a single article needs a part of the vocabulary only."""
        if name == "tree":
            source, flags = (self.pattern, re.IGNORECASE) if self.minds_case else (_in_lower_case(self.pattern), 0)
            try:
                self.tree = sre_parser.parse(source, flags)
            except re.error as error:
                raise VocabularyError(f"{self.pattern!r} is no regular expression: {error}") from error
        elif name == "regex":
            self.regex = sre_compiler.compile(self.tree)
        elif name == "pieces":
            self.pieces = _pieces(list(self.tree), self._shortest)
        elif name == "tails":
            self.tails = _tails_of(self.tree) if "$" in self.pattern else ()
        elif name == "match":
            self.match = self.regex.match if self.minds_case else self._match
        elif name == "search":
            self.search = self._search_before if self.tails else self._search_pieces if self.pieces else self._search
        else:
            raise AttributeError(f"a Pattern has no {name!r}")
        return getattr(self, name)

    def can_match(self, lower: str) -> bool:
        """Whether a lower-cased text holds a piece, and ends as a match must; where it does not the pattern matches nowhere in it."""
        return self.holds_piece(lower) and (not self.tails or lower[-_TAIL_WINDOW:].rstrip(_STRIPPED).endswith(self.tails))

    def holds_piece(self, lower: str) -> bool:
        """Whether one of its pieces stands in a lower-cased text, if it has some: where none does no part of the text matches."""
        for piece in self.pieces:
            if piece in lower:
                return True
        return not self.pieces

    def _search_before(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        if endpos > len(text):
            endpos = len(text)
        if text[max(pos, endpos - _TAIL_WINDOW) : endpos].lower().rstrip(_STRIPPED).endswith(self.tails):
            return self._search_pieces(text, pos, endpos) if self.pieces else self._search(text, pos, endpos)
        return None

    def _search_pieces(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        stretch = text[pos:endpos].lower()
        for piece in self.pieces:
            if piece in stretch:
                return self.regex.search(self._seen(text), pos, endpos)
        return None

    def _search(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        return self.regex.search(self._seen(text), pos, endpos)

    def _match(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        lower = text.lower()
        return self.regex.match(lower if len(lower) == len(text) else lower_case(text), pos, endpos)

    def fullmatch(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        return self.regex.fullmatch(self._seen(text), pos, endpos)

    def finditer(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> Iterator[re.Match[str]]:
        if self.pieces and not self.can_match(text[pos:endpos].lower()):
            return iter(())
        return self.regex.finditer(self._seen(text), pos, endpos)

    def findall(self, text: str) -> list[str]:
        """The matches in lower case; its groups where it has some."""
        return self.regex.findall(self._seen(text))

    def replaced(self, text: str, by: str) -> str:
        """The text with `by`, taken literally, in the place of every match."""
        parts, at = [], 0
        for match in self.finditer(text):
            parts += [text[at : match.start()], by]
            at = match.end()
        return "".join([*parts, text[at:]])


_KEPT = re.compile(r"(\\.|\(\?P)")  # what is no text in a regular expression: its escapes and the names of its groups


def _in_lower_case(source: str) -> str:
    """A regular expression for lower-cased text."""
    return "".join(part if _KEPT.fullmatch(part) else part.lower() for part in _KEPT.split(source))


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


@functools.lru_cache(1024)  # each rate of a sentence asks which rules hold around it
def rules_for(name: str, text: str) -> tuple[Rule, ...]:
    """The rules of a file that can match somewhere in a text, by the pieces that stand in it; in their order."""
    lower = text.lower()
    return tuple(rule for rule in rules(name) if rule.regex.holds_piece(lower))


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

        Raises ValueError for a pattern of several words that has no pieces.
        """
        if not _spans_words(pattern.tree):
            return self._bit(pattern.search)
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


def _spans_words(items: Iterable) -> bool:
    """Whether a match of a parsed pattern, or what it asks for beside itself, can hold white space or the ends of the text."""
    for op, value in items:
        name = str(op)
        if name == "LITERAL":
            spans = chr(value).isspace()
        elif name == "IN":
            spans = any(str(kind) == "NEGATE" or (str(kind) == "LITERAL" and chr(item).isspace()) or str(item) == "CATEGORY_SPACE" or "_NOT_" in str(item) for kind, item in value)
        elif name == "AT":
            spans = str(value) not in ("AT_BOUNDARY",)
        elif name == "BRANCH":
            spans = any(_spans_words(branch) for branch in value[1])
        elif name in ("SUBPATTERN", "ASSERT", "ASSERT_NOT") or name.endswith("_REPEAT"):
            spans = _spans_words(value[-1])
        else:
            spans = True
        if spans:
            return True
    return False


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
                second = opening[-1] if opening[-2:-1] == " " and opening[-1] != _UNKNOWN else None
                self._heads.setdefault(word, []).append(_Head(1 << number, rule, opening != word + _UNKNOWN and len(word) < LETTERS, second))
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
        hits, lower = [], None
        for number in words.places(self.name):
            start, word = words[number]
            by_letter = self._known[word] if word in self._known else self._trials(word)
            letter = words[number + 1][1][0] if number + 1 < len(words) else ""
            bits, trials = by_letter[letter] if letter in by_letter else by_letter[None]
            if bits & let_in:
                lower = lower or lower_case(text)
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


LETTERS = 32  # of a first word that are looked at
_UNKNOWN = "\0"


def _openings_of(rule: Rule) -> set[str]:
    """How the matches of a rule can begin, as `_openings` gives it.

    Raises VocabularyError for a pattern that can begin with anything: it would have to be tried everywhere.
    """
    if rule.regex.minds_case:
        raise VocabularyError(f"rule {rule.id}: a pattern that is scanned for is read in lower case and cannot ask for capitals")
    openings = _openings({""}, rule.regex.tree)
    if not openings or any(not opening[:1].isalnum() for opening in openings):
        raise VocabularyError(f"rule {rule.id}: each alternative of {rule.pattern!r} must begin with letters or digits")
    return openings


def _openings(openings: set[str], items: Iterable) -> set[str]:
    """Openings of a match, gone on with by a parsed pattern: a first word, a space, the letter after it.

    Finished ones end in that letter, or in _UNKNOWN where anything can follow.
    """
    finished: set[str] = set()
    for op, value in items:
        name = str(op)
        finished |= {opening for opening in openings if opening[-2:-1] == " " or opening.endswith(_UNKNOWN)}
        openings = openings - finished
        if not openings:
            break
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
    return openings | finished


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
    if opening.endswith(" "):
        return opening + char if char == _UNKNOWN or char.isalnum() else opening
    if char.isdigit() and len(opening) > 1:
        char = _UNKNOWN  # there are too many numbers to list
    if char == _UNKNOWN or char.isalnum() or char in "_'’.&":
        return opening + char if len(opening) < LETTERS or char == _UNKNOWN else opening
    return opening + " " if opening else opening


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


# --- How the matches of a pattern end -----------------------------------------------------------------

_TAIL = 8  # letters of a tail that are looked at
_TAIL_WINDOW = 48  # characters before a place that hold a tail, and the spaces and quotes after it
_STRIPPED = "".join(char for char in map(chr, range(0x3001)) if char.isspace()) + "\"'“”‘’(),;:–—-"

def tail_of(text: str) -> str:
    """The last letters of a text, as the `tails` of a pattern are compared with them: it can end there only if this ends in one."""
    return text[-_TAIL_WINDOW:].lower().rstrip(_STRIPPED)[-_TAIL:]


Tails = set[tuple[str, bool]]  # how a match ends, and whether more of it may be found to the left


def _tails_of(tree: Iterable) -> tuple[str, ...]:
    """How the matches of a parsed pattern end, but for white space, quotes and the like; empty unless all end where the text does."""
    found = _tails(list(tree), None) or {("", False)}
    tails = {tail for tail, _ in found}
    return () if "" in tails else tuple(sorted(tail for tail in tails if not any(tail != other and tail.endswith(other) for other in tails)))


def _tails(items: list, tails: Tails | None) -> Tails | None:
    """The tails of a sequence of parsed items before others with these `tails`; None where they are not known, and at first."""
    for op, value in reversed(items):
        name = str(op)
        if name == "AT" and str(value) == "AT_END" and tails is None:
            tails = {("", True)}
        elif name == "SUBPATTERN":
            tails = _tails(list(value[-1]), tails)
        elif name == "BRANCH":
            parts = [_tails(list(branch), tails) for branch in value[1]]
            tails = None if None in parts else set().union(*parts)
        elif tails is None:
            return None
        elif name == "LITERAL":
            tails = _grown(tails, {chr(value)})
        elif name == "IN":
            tails = _grown(tails, _chars(value))
        elif name.endswith("_REPEAT"):
            repeated = _tails(list(value[-1]), tails)
            if repeated is not None and value[1] > 1:  # another round, or what stands before it, may be to the left
                repeated = {(tail, more and not tail) for tail, more in repeated}
            tails = repeated if repeated is None or value[0] else repeated | tails
        elif name not in ("ASSERT", "ASSERT_NOT", "AT"):
            tails = _grown(tails, {_UNKNOWN})
        if tails is None:
            return None
    return tails


def _grown(tails: Tails, chars: set[str]) -> Tails | None:
    """The tails with one of these characters before them; None if anything can be the last."""
    grown: Tails = set()
    for tail, more in tails:
        for char in chars:
            if not more:
                grown.add((tail, False))
            elif char in _STRIPPED:
                grown.add((tail, not tail))
            elif char == _UNKNOWN:
                if not tail:
                    return None
                grown.add((tail, False))
            else:
                grown.add((char.lower() + tail, len(tail) + 1 < _TAIL))
    return grown
