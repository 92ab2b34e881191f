"""Regular expressions that read text of any case, and what can be told of their matches without trying them.

A vocabulary holds hundreds of expressions, few of which match in a sentence. What a match begins with, ends with and holds is
read from the parse tree, so that most are ruled out by a look-up or by the search for a plain piece of text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from re import _compiler as sre_compiler
from re import _parser as sre_parser  # the parse tree tells what the matches of a pattern are like
from typing import Any


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
                raise ValueError(f"{self.pattern!r} is no regular expression: {error}") from error
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


# --- What every match holds ---------------------------------------------------------------------------

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


def spans_words(items: Iterable) -> bool:
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
            spans = any(spans_words(branch) for branch in value[1])
        elif name in ("SUBPATTERN", "ASSERT", "ASSERT_NOT") or name.endswith("_REPEAT"):
            spans = spans_words(value[-1])
        else:
            spans = True
        if spans:
            return True
    return False


# --- How matches begin --------------------------------------------------------------------------------

LETTERS = 32  # of a first word that are looked at
UNKNOWN = "\0"


def openings_of(items: Iterable, openings: frozenset[str] | set[str] = frozenset({""})) -> set[str]:
    """Openings of a match, gone on with by a parsed pattern: a first word, a space, the letter after it.

    Finished ones end in that letter, or in UNKNOWN where anything can follow.
    """
    finished: set[str] = set()
    for op, value in items:
        name = str(op)
        finished |= {opening for opening in openings if opening[-2:-1] == " " or opening.endswith(UNKNOWN)}
        openings = openings - finished
        if not openings:
            break
        if name == "LITERAL":
            openings = {_with(opening, chr(value)) for opening in openings}
        elif name == "IN":
            openings = {_with(opening, char) for char in _chars(value) for opening in openings}
        elif name == "SUBPATTERN":
            openings = openings_of(value[-1], openings)
        elif name == "BRANCH":
            openings = set().union(*(openings_of(branch, openings) for branch in value[1]))
        elif name.endswith("_REPEAT"):
            least, most, inner = value
            reached = openings if least == 0 else set()
            for _ in range(min(most, 9)):  # openings are few: after some rounds there are no new ones
                openings = openings_of(inner, openings)
                if openings <= reached:
                    break
                reached = reached | openings
            openings = reached
        elif name not in ("ASSERT", "ASSERT_NOT", "AT"):
            openings = {_with(opening, UNKNOWN) for opening in openings}
    return openings | finished


def _chars(kinds: list) -> set[str]:
    """What a class of characters holds: its letters, a space for all of \\s, UNKNOWN for what cannot be listed."""
    out = set()
    for kind, value in kinds:
        if str(kind) == "LITERAL":
            out.add(chr(value))
        elif str(kind) == "RANGE":
            out |= {chr(code) for code in range(value[0], value[1] + 1)}
        else:
            out.add(" " if str(value) == "CATEGORY_SPACE" else UNKNOWN)
    return out


def _with(opening: str, char: str) -> str:
    """An opening with one more character."""
    if opening.endswith(" "):
        return opening + char if char == UNKNOWN or char.isalnum() else opening
    if char.isdigit() and len(opening) > 1:
        char = UNKNOWN  # there are too many numbers to list
    if char == UNKNOWN or char.isalnum() or char in "_'’.&":
        return opening + char if len(opening) < LETTERS or char == UNKNOWN else opening
    return opening + " " if opening else opening


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
        elif name in ("AT", "ASSERT", "ASSERT_NOT"):
            continue
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
        else:
            tails = _grown(tails, {UNKNOWN})
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
            elif char == UNKNOWN:
                if not tail:
                    return None
                grown.add((tail, False))
            else:
                grown.add((char.lower() + tail, len(tail) + 1 < _TAIL))
    return grown
