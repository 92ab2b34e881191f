"""Where an article tells of a move that has no rate, what kind it is and how far it has gone.

A trigger (`vocabulary/events.tsv`) names the kind. The words beside it in its clause (`event_cues.tsv`) take it
back ("no deal"), put it off ("will meet") or leave it as it stands.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tarifftrail import lexicon
from tarifftrail.extraction.gate import MARKER, marks
from tarifftrail.extraction.parties import Group
from tarifftrail.extraction.products import Goods

MUTUAL = frozenset({"talks", "talks_off", "deal", "coordination"})
TARIFF = frozenset({"tariff_up", "tariff_down"})

# Of two triggers at one place the more specific kind is meant: lifting export controls is no export control.
_OUTRANKS = {
    "tariff_down": {"tariff_up"},
    "export_control_eased": {"export_control", "listing", "listing_eased", "tariff_down", "tariff_up"},
    "export_control": {"tariff_up", "listing"},
    "listing_eased": {"listing", "tariff_down"},
    "talks_off": {"talks", "tariff_down"},
    "listing": {"purchase"},
    "purchase": {"deal", "export_control"},
    "deal": {"talks"},
    "fees": {"tariff_up"},
    "dispute": {"talks", "tariff_up", "tariff_down"},
}
_ENDS_RELIEF = {"up-end-relief", "up-de-minimis"}  # ending an exemption is no exemption


@dataclass(slots=True)
class Trigger:
    """A trigger in its sentence: its clause, what it tells, and (filled later) the parties and goods around it."""

    hit: lexicon.Hit
    text: str
    begin: int
    finish: int
    stage: str
    direction: str
    cue: str  # the rule that decided the stage
    past: bool  # told as background: "in 2018", "in his first term"
    groups: list[Group] = field(default_factory=list)
    goods: list[Goods] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.hit.rule["type"]

    @property
    def frame(self) -> str:
        return self.hit.rule["frame"]

    def inside(self, groups: list[Group]) -> list[Group]:
        """The groups within the clause."""
        return [group for group in groups if self.begin <= group.start < self.finish]

    def distance(self, group: Group) -> int:
        """Characters between trigger and group; 0 where they overlap."""
        return max(0, group.start - self.hit.end, self.hit.start - group.end)


@dataclass(slots=True)
class Telling:
    """A sentence that tells of moves: its text without markup, where each character stood, its words and triggers."""

    text: str
    offsets: list[int] | None
    words: lexicon.Words
    triggers: list[Trigger]
    goods: list[Goods] | None = None  # those named, found when first asked for


def tellings(full: str, spans: list[tuple[int, int]], words_at: Callable[[int], lexicon.Words | None]) -> dict[int, Telling]:
    """The sentences of an article that tell of moves, by their place in `spans`.

    `words_at` gives the words of a sentence that was read already, or None.
    """
    lower = lexicon.lower_case(full)
    let_in = [_let_in(bits, lower[start:end]) for bits, (start, end) in zip(marks(full), spans, strict=True)]
    # An article about tariffs from end to end need not say so in every sentence.
    dense = sum(bits & _charge_bit() > 0 for bits in let_in) >= max(4, len(spans) // 5)
    out = {}
    for index, (start, end) in enumerate(spans):
        if not let_in[index]:
            continue
        text, offsets = _compact(full[start:end])
        tokens = (words_at(index) if offsets is None else None) or lexicon.words_of(text)
        hits = _hits(text, tokens, let_in[index])
        if hits:
            around = full[spans[max(0, index - 1)][0] : spans[min(index + 1, len(spans) - 1)][1]]
            cues = lexicon.scanner("event_cues").scan(text, tokens)
            triggers = [trigger for hit in hits if (trigger := _trigger(text, hit, cues)) and _in_context(trigger, around, dense)]
            if triggers:
                out[index] = Telling(text, offsets, tokens, triggers)
    return out


def _let_in(marked: int, lower: str) -> int:
    """The rules, as bits, whose anchors a lower-cased sentence holds; `marked` tells which it may hold."""
    bits, found = 0, marked & _ANCHORED
    while found:
        mark = found & -found  # the lowest bit
        found ^= mark
        for pieces, rules in _ANCHORS[mark]:
            if rules & ~bits and all(piece in lower for piece in pieces):
                bits |= rules
    return bits


@functools.cache
def _charge_bit() -> int:
    """The bit of a rule that every word for an import charge lets in, and nothing else."""
    return next(1 << bit for bit, rule in enumerate(lexicon.rules("events")) if rule.id == "up-act")


def _anchors() -> dict[int, list[tuple[list[str], int]]]:
    """By the mark of a piece of a word: what must stand in the sentence, and the rules that it lets in, as bits."""
    by_anchor: dict[str, int] = {}
    for bit, rule in enumerate(lexicon.rules("events")):
        for anchor in rule["anchors"].split("|"):
            by_anchor[anchor] = by_anchor.get(anchor, 0) | 1 << bit
    marks_of: dict[str, int] = {}
    anchors: dict[int, list[tuple[list[str], int]]] = {}
    for anchor, rules in by_anchor.items():
        pieces = anchor.split("&")
        mark = marks_of.get(pieces[0]) or marks_of.setdefault(pieces[0], MARKER.piece(pieces[0]))
        # The mark itself says that a piece without a space stands there.
        anchors.setdefault(mark, []).append((pieces if " " in pieces[0] else pieces[1:], rules))
    return anchors


_ANCHORS = _anchors()
_ANCHORED = sum(_ANCHORS)
_MARKUP = re.compile(r"\]\([^)\s]*\)|https?://\S+|[\[\]*]|\s+")


def _compact(text: str) -> tuple[str, list[int] | None]:
    """The text without link targets, brackets and asterisks, runs of white space made one; and where each character was."""
    if "  " not in text and "\n" not in text and "[" not in text and "*" not in text and "http" not in text:
        return text, None
    parts, offsets, at = [], [], 0
    for match in _MARKUP.finditer(text):
        begin, end = match.span()
        if end - begin == 1 and text[begin] == " ":
            continue
        parts.append(text[at:begin])
        offsets += range(at, begin)
        if text[begin].isspace():
            parts.append(" ")
            offsets.append(begin)
        at = end
    parts.append(text[at:])
    offsets += range(at, len(text))
    return "".join(parts), offsets


def _hits(text: str, tokens: lexicon.Words, let_in: int) -> list[lexicon.Hit]:
    """The triggers of a sentence among the rules let in; of two at one place the longer, or the more specific kind."""
    kept: list[lexicon.Hit] = []
    for hit in sorted(lexicon.scanner("events").scan(text, tokens, let_in), key=lambda hit: (hit.start, -hit.end)):
        kind, beaten = hit.rule["type"], []
        for other in kept:
            if other.start < hit.end and hit.start < other.end:
                known = other.rule["type"]
                if kind == known or kind in _OUTRANKS.get(known, ()) or other.rule.id in _ENDS_RELIEF:
                    break
                if known in _OUTRANKS.get(kind, ()):
                    beaten.append(other)
        else:
            kept = [other for other in kept if other not in beaten]
            kept.append(hit)
    for first, second in zip(kept, kept[1:]):
        # "hit back with export curbs": the reply is the curbs
        if first.rule["frame"] == "reply" and second.rule["type"] not in TARIFF and _WITH.fullmatch(text, first.end, second.start):
            kept.remove(first)
    return kept


# --- How far it has gone ---------------------------------------------------------------------------------

_WITH = lexicon.Pattern(r"[^;]{0,40}\s(?:with|by)\b.{0,40}")


@functools.cache
def words(role: str) -> lexicon.Pattern:
    """The words of one role of `vocabulary/event_words.tsv`."""
    return lexicon.any_of("event_words", role=role)


@functools.cache
def _cuts() -> lexicon.Pattern:
    """Where a clause ends."""
    return lexicon.Pattern(rf";|—|--|{words('end').pattern}")


def _trigger(text: str, hit: lexicon.Hit, cues: list[lexicon.Hit]) -> Trigger | None:
    """The trigger with its clause and stage; None where the words around it take the move back."""
    begin, finish = 0, len(text)
    for cut in _cuts().finditer(text):
        if cut.end() <= hit.start:
            begin = cut.end()
        elif cut.start() >= hit.end:
            finish = cut.start()
            break
    stage, cue = _stage(hit, begin, finish, cues)
    if not stage:
        return None
    past = any(cue.rule["role"] == "background" and begin <= cue.start < finish for cue in cues)
    return Trigger(hit, text, begin, finish, stage, hit.rule["direction"], cue, past)


def _stage(hit: lexicon.Hit, begin: int, finish: int, cues: list[lexicon.Hit]) -> tuple[str, str]:
    """(stage, the cue that decided), the stage empty where the words take the move back.

    The order of the questions is the order of priority: taken back, hypothetical, struck down, paused, not yet
    decided, not yet happened, and what the trigger itself says.
    """
    rule = hit.rule
    kind, frame, stage = rule["type"], rule["frame"], rule["stage"]
    before, after = {}, {}
    starting = {cue.rule.id for cue in cues if cue.start == hit.start}
    for cue in cues:
        role = cue.rule["role"]
        if cue.rule["side"] == "right":
            if hit.start <= cue.start < min(finish, hit.end + 60):
                after[role] = cue.rule.id
        elif begin <= cue.start <= hit.start:
            if role == "negated" and hit.start - 25 < cue.end <= hit.start:
                return "", cue.rule.id
            if role in ("standing", "buyer"):
                if hit.start - cue.end < 34 and kind == {"standing": "deal", "buyer": "purchase"}[role]:
                    return "", cue.rule.id  # "goods outside the trade pact", "countries that buy oil there"
            elif hit.start - cue.end < 70 or role == "conditional":
                before[role] = cue.rule.id
        if role in ("future", "would", "planned", "threatened"):
            # "the court is to rule", "reciprocal tariffs would be announced": the verb follows its noun
            if (frame == "court" and hit.start <= cue.start < hit.end) or (frame.startswith("noun") and 0 <= cue.start - hit.end < 40):
                before[role] = cue.rule.id
    if kind == "deal":  # "agreed to a deal" is a deal, not the promise of one
        before = {role: cue for role, cue in before.items() if cue not in starting}
    later = next((before[role] for role in ("future", "would", "planned", "threatened") if role in before), "")
    if frame == "court":
        return ("announced", later) if later else (stage, rule.id)
    if before.keys() & {"conditional", "hope"}:
        return "", before.get("conditional") or before["hope"]
    if kind in MUTUAL and kind != "talks_off":
        if kind == "deal" and before.keys() & {"threatened", "planned", "would", "asked"}:
            return "", later or before["asked"]
        return ("announced", later) if later else (stage, rule.id)
    if "asked" in before and kind in ("tariff_down", "export_control_eased", "listing_eased", "purchase"):
        return "", before["asked"]
    if kind == "tariff_up":
        for role, becomes in (("ended", "ended"), ("paused", "suspended")):
            if role in before or role in after:
                return becomes, before.get(role) or after[role]
    undecided = ("threatened", "planned", "would") if kind == "tariff_up" else ("threatened",)
    if "scheduled" in after and not before.keys() & set(undecided[:2]):
        return "announced", after["scheduled"]
    for role in undecided:
        if role in before:
            return "threatened", before[role]
    if later and stage == "done":
        return "announced", later
    return stage, rule.id


# --- Whether it is about trade ---------------------------------------------------------------------------

_PERCENT = lexicon.Pattern(r"\d\s?%|\bper\s?cent\b|\bpercent|percentage")
_TO_RATE = lexicon.Pattern(r"[^;]{0,70}?\bto\s+(?:about\s+)?\d[\d.]*\s?(?:%|per)")


def _in_context(trigger: Trigger, around: str, dense: bool) -> bool:
    """Whether the words around a trigger are about trade; `around` is the sentence with its neighbours."""
    text, hit = trigger.text, trigger.hit
    if trigger.kind in TARIFF:
        if trigger.frame == "exempt" and not words("duty").search(text, max(0, hit.start - 80), hit.end + 120):
            return False
        if trigger.frame.endswith("reply") and not words("duty").search(around):
            return False
        # A rate beside the trigger makes it a claim, told or rejected by `claims.py`.
        return hit.rule.id == "down-access" or not (_PERCENT.search(text, max(0, hit.start - 12), hit.end + 25) or _TO_RATE.match(text, hit.end))
    if trigger.kind == "dispute":
        return words("trade").search(around if dense else text) is not None
    return dense or trigger.kind not in MUTUAL | {"purchase"} or words("trade").search(around) is not None
