"""Who moves and whom the move is aimed at, for one trigger of an event.

Each rule of `vocabulary/events.tsv` has a frame that says where its parties stand: before the verb, beside the
noun, on both sides, in the passive. What the clause leaves open is filled from what the article has told.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tarifftrail import lexicon
from tarifftrail.extraction.event_triggers import TARIFF, Trigger, words
from tarifftrail.extraction.parties import IMPOSER, TARGET, Group
from tarifftrail.extraction.phrases import phrase
from tarifftrail.extraction.sentence import Sentence

BODIES = frozenset({"WTO", "G7", "G20"})  # actors of their own, never a side of talks or a deal


@dataclass(slots=True)
class Parties:
    """Actor and target of one move; `told` if the sentence itself names one of them."""

    actor: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    told: bool = False


@dataclass(slots=True)
class Cast:
    """Who plays in an article: filled once from its sentences and claims, then sentence by sentence."""

    main: str = ""  # who moves most
    partner: str = ""  # the other side in the headline
    title: tuple[str, ...] = ()
    pair: tuple[str, ...] = ()  # the two that the article is about, if it is about two
    actor: tuple[str, ...] = ()  # who moved last, for pronouns
    weights: Counter[str] = field(default_factory=Counter)
    claimed: dict[str, set[str]] = field(default_factory=dict)  # imposer -> targets of its claims

    @classmethod
    def of(cls, sentences: list[Sentence], claims: list[dict[str, Any]]) -> Cast:
        """The cast of an article; `sentences` begin with the headline."""
        moves: Counter[str] = Counter(claim["imposer"] for claim in claims if claim["imposer"])
        cast = cls()
        for sentence in sentences:
            for group in sentence.groups:
                cast.weights.update(group.codes)
                if group.role == IMPOSER and len(group.codes) == 1:
                    moves.update(group.codes)
        cast.main = max(moves, key=lambda code: moves[code]) if moves else ""
        cast.title = tuple(dict.fromkeys(code for group in sentences[0].groups for code in group.codes)) if sentences else ()
        cast.partner = next((code for code in cast.title if code != cast.main), "")
        named = [(code, count) for code, count in cast.weights.most_common(3) if code not in BODIES]
        if len(named) >= 2 and cast.main in ("", named[0][0], named[1][0]) and (len(named) < 3 or named[1][1] >= 1.5 * named[2][1]):
            cast.pair = (named[0][0], named[1][0])
        for claim in claims:
            cast.claimed.setdefault(claim["imposer"], set()).add(claim["target"])
        return cast

    def hear(self, sentence: Sentence) -> None:
        """Remember who acted in a sentence."""
        for group in sentence.groups:
            if group.role == IMPOSER and group.codes:
                self.actor = group.codes

    def opponent(self, actor: tuple[str, ...]) -> tuple[str, ...]:
        """The other side of a quarrel: who moves most, or is named most, beside the actor."""
        if self.main and self.main not in actor:
            return (self.main,)
        return next(((code,) for code, _ in self.weights.most_common() if code not in actor and code not in BODIES), ())

    def usual_target(self, actor: tuple[str, ...]) -> tuple[str, ...]:
        """Whom the actor's tariffs are about where a sentence does not say; empty for the world at large."""
        targets = set().union(*(self.claimed.get(code, set()) for code in actor)) - {""}
        if targets:
            return tuple(targets) if len(targets) == 1 and targets <= set(self.title) else ()
        if self.main and self.main not in actor:
            return (self.main,)
        others = [code for code in self.title if code not in actor]
        return (others[0],) if len(others) == 1 and others[0] not in BODIES else ()


_AIMED = phrase("aimed-at")
_BY = phrase("by-party")
_PLACE = re.compile(r"\b(?:in|at|near|across|inside)\s+(?:the\s+)?(?:[A-Z]\w+,\s*)?$")
_LEFT_OUT = phrase("left-out")
_GOVERNED = phrase("governed")
_WHICH = lexicon.Pattern(r"[^;:.]{0,45}?,?\s+(?:which|that)\s+(?:the\s+)?|\s+(?:the\s+)?")
_WITH = phrase("with-party")
_FOR = phrase("for-party")
_BETWEEN = phrase("between-parties")
# Rules of `parties.py` that call a subject a target because others tax it; what it does itself is its own move.
_SUFFERING_SUBJECT = {"reacts", "suffers"}
# Between a possessor and the noun that it owns: at most three describing words.
_OWNS = lexicon.Pattern(r"(?:['’]s?)?(?:\s+(?!on\b|to\b|from\b|with\b|against\b|and\b|in\b|into\b|of\b|for\b|by\b|as\b|that\b)[\w\"“”‘’-]+){0,3}\s*[\"“‘]?$")


class _Verbs(NamedTuple):
    """What follows a party that is the subject."""

    subject: re.Pattern[str]
    office: re.Pattern[str]  # for an adjective ("Chinese"), which acts only with the office that it describes
    moved: re.Pattern[str]


@functools.cache
def _verbs() -> _Verbs:
    offices = rf"(?:\s+{words('office').pattern})"
    verb = (
        r"(?:is|was|are|were|has|have|had|will|would|could|can|may|might|should|must|did|does|to|said|put|cut|hit|set|vows?|\w+ed|"
        r"(?!goods|products|imports|exports|tariffs|duties|firms)\w+s)\b"
    )
    subject = rf"(?:['’]s?)?{offices}*(?:,?\s+(?:which|who)\b|\s+{verb})"
    return _Verbs(re.compile(subject), re.compile(rf"{offices}+\s+{verb}"), re.compile(rf"(?:['’]s)?\s+{words('move').pattern}", re.IGNORECASE))


def parties(trigger: Trigger, cast: Cast) -> Parties:
    """Actor and target of a trigger, by its frame."""
    text = trigger.text
    groups = [g for g in trigger.groups if g.codes and g.codes != ("WTO",) and not _LEFT_OUT.search(text, max(0, g.start - 30), g.start)]
    frame = trigger.frame
    if frame == "mutual":
        return _sides(trigger, cast, groups)
    if frame == "both":
        return _both(trigger, cast, groups)
    if frame == "court":
        return Parties((cast.main or "US",), (), True)
    actor, told = (("US",), True) if frame == "us-law" else _actor(trigger, cast, groups)
    if frame == "ask":
        asked = [code for g in trigger.inside(groups) if g.start > trigger.hit.start for code in g.codes if code not in actor]
        return Parties(actor, tuple(asked[:1]) or cast.opponent(actor), told)
    if frame == "buy":
        return _buyer(trigger, cast, actor, groups)
    target = _target(trigger, cast, actor, groups)
    told = told or bool(target) or (frame == "exempt" and any(trigger.begin <= goods.start < trigger.finish for goods in trigger.goods))
    if not target and (frame.endswith("reply") or trigger.hit.rule.id == "dispute-wto" or words("reply").search(text, trigger.begin, trigger.hit.start) or trigger.kind == "export_control_eased"):
        target = cast.opponent(actor)
    return Parties(actor, tuple(code for code in target if code not in actor), told)


def _actor(trigger: Trigger, cast: Cast, groups: list[Group]) -> tuple[tuple[str, ...], bool]:
    """Who moves, and whether the sentence names them."""
    text, hit, frame = trigger.text, trigger.hit, trigger.frame
    acts = frame in ("act", "on", "reply", "buy", "ask", "outsider") or (frame == "noun" and trigger.kind not in TARIFF)
    agent = next((g.codes for g in trigger.inside(groups) if 0 <= g.start - hit.end < 90 and _BY.search(text, max(0, g.start - 20), g.start)), ())
    if agent and not acts:
        return agent, True
    for group in groups:
        if 0 <= group.start - hit.end < 60 and _WHICH.fullmatch(text, hit.end, group.start) and _verbs().moved.match(text, group.end):
            return group.codes, True  # "an inquiry which Beijing opened"
    left = [g for g in groups if g.end <= hit.start + 1 and not _is_pact(g)]
    within = [g for g in groups if hit.start <= g.start < hit.end and not _is_pact(g)]
    if frame.startswith("noun"):
        for group in [*(g for g in reversed(within) if not _is_target(g, cast)), *reversed(left)]:
            last = group.mentions[-1]
            if len(group.mentions) > 1 and last.kind != group.mentions[-2].kind and _OWNS.fullmatch(text, last.end, hit.start):
                return last.codes, True  # "Canada and Mexico, Chinese duties": the adjective alone owns the noun
            if group.start >= hit.start or (_OWNS.fullmatch(text, group.end, hit.start) and not _AIMED.search(text, max(0, group.start - 50), group.start)):
                return group.codes, True
    for group in reversed(left):
        before = max(0, group.start - 12)
        owner = group.mentions[-1].possessive or group.rule == "modifies-tariff"
        if (acts or trigger.kind not in TARIFF) and owner and hit.start - group.end > 30 or (group.rule == "modifies-tariff" and trigger.kind not in TARIFF):
            continue  # "Trump's tariffs are unjustified and the country would respond"
        if acts and hit.start - group.end <= 2 and not _GOVERNED.search(text, before, group.start):
            return group.codes, True  # the verb follows at once
        if group.role == IMPOSER and not _is_target(group, cast) and not (group.rule == "person" and _WITH.search(text, before, group.start)):
            return group.codes, True
        if acts and group.role == TARGET and _FOR.search(text, before, group.start) and text.startswith(" to ", group.end):
            return group.codes, True  # "a reason for the US to open an investigation"
        subject = _verbs().office if group.mentions[-1].kind == "demonym" else _verbs().subject
        if acts and not _is_target(group, cast) and not _GOVERNED.search(text, before, group.start) and subject.match(text, group.end):
            return group.codes, True
    for group in groups:
        if (group.start <= hit.start < group.end) or (group in within and group.role == IMPOSER and not _is_target(group, cast)):
            return group.codes, True
    if agent:
        return agent, True
    if acts:
        for group in reversed(left):
            if group.role == "" and group.rule != "aside" and not _GOVERNED.search(text, max(0, group.start - 12), group.start):
                return group.codes, True
    if cast.actor and words("pronoun").search(text, trigger.begin, hit.start):
        return cast.actor, True
    return ((cast.main,) if cast.main else ()), False


def _target(trigger: Trigger, cast: Cast, actor: tuple[str, ...], groups: list[Group]) -> tuple[str, ...]:
    """Whom the move is aimed at, as far as the clause tells."""
    text, hit, frame = trigger.text, trigger.hit, trigger.frame
    inside = [g for g in trigger.inside(groups) if not set(g.codes) & set(actor)]
    for group in inside:
        if group.start >= hit.start and group.start - hit.end < 90:
            direct = frame == "exempt" and group.start - hit.end < 40
            if direct or _is_target(group, cast) or _AIMED.search(text, max(0, group.start - 60), group.start):
                return group.codes
    if frame in ("object", "noun", "noun-reply", "exempt"):
        return next((g.codes for g in reversed(inside) if g.end <= hit.start and _is_target(g, cast)), ())
    if trigger.kind in ("listing", "export_control", "fees", "probe"):
        # "put 50 Chinese firms on its entity list", "an inquiry into Canadian seed"
        after = max((g.end for g in groups if g.end <= hit.start and set(g.codes) == set(actor)), default=0)
        between = [g for g in inside if after <= g.start and g.start < hit.end and (g.role == TARGET or g.mentions[-1].kind == "demonym")]
        return between[-1].codes if between else ()
    if frame == "act":
        # "he called India an abuser and vowed to use tariffs": a party between the actor and the verb
        after = max((g.end for g in groups if g.end <= hit.start and set(g.codes) == set(actor)), default=len(text))
        between = [g for g in inside if after <= g.start and g.end <= hit.start and g.role == "" and g.rule != "aside"]
        return between[-1].codes if between else ()
    return ()


def _is_target(group: Group, cast: Cast) -> bool:
    """Whether a group is hit by tariffs; "Mexico tariffs" are aimed at Mexico, "U.S. tariffs" come from there."""
    if group.role == TARGET:
        return group.rule not in _SUFFERING_SUBJECT
    last = group.mentions[-1]
    return group.rule == "modifies-tariff" and last.kind == "name" and not last.possessive and cast.main not in group.codes


def _is_pact(group: Group) -> bool:
    """Whether a name is that of a trade pact, which stands for all of its members."""
    return group.mentions[0].kind == "bloc" and len(group.codes) > 2


def _sides(trigger: Trigger, cast: Cast, groups: list[Group]) -> Parties:
    """The two sides of a mutual move; one that the clause leaves out is who moves most in the article."""
    hit, text = trigger.hit, trigger.text
    usable = []
    for group in trigger.inside(groups):
        codes = tuple(code for code in group.codes if code not in BODIES)
        pact = _is_pact(group) and hit.rule.id != "deal-end"
        if codes and not pact and not _PLACE.search(text, max(0, group.start - 30), group.start):
            usable.append((group, codes))
    if not usable:  # "the truce was extended": of those that the article is about
        if cast.pair:
            return Parties(cast.pair[:1], cast.pair[1:], True)
        return Parties((cast.main,) if cast.main else (), (cast.partner,) if cast.partner else (), False)
    usable.sort(key=lambda item: trigger.distance(item[0]))
    nearest, first = usable[0]
    if len(first) >= 2 and (nearest.end <= hit.start or _BETWEEN.search(text, max(0, nearest.start - 14), nearest.start)):
        return Parties(first[:1], first[1:], True)
    for group, codes in usable[1:]:
        other = tuple(code for code in codes if code not in first)
        if other and (len(first) < 2 or group.end <= hit.start):
            return Parties(first, other, True)
    other = next((code for code in (cast.main, *cast.actor, cast.partner) if code and code not in first), "")
    return Parties(first, (other,) if other else (), True)


def _both(trigger: Trigger, cast: Cast, groups: list[Group]) -> Parties:
    """The two parties nearest to a trigger that means nothing without both ("met with")."""
    text = trigger.text
    if cast.pair and words("two_sides").search(text, trigger.begin, trigger.finish):
        return Parties(cast.pair[:1], cast.pair[1:], True)
    if not words("official").search(text, trigger.begin, trigger.finish) and not any(m.kind == "leader" for g in groups for m in g.mentions):
        return Parties()  # tourists visit too
    near = [g for g in trigger.inside(groups) if trigger.distance(g) < 90 and not _PLACE.search(text, max(0, g.start - 30), g.start)]
    near.sort(key=trigger.distance)
    codes = tuple(dict.fromkeys(code for g in near for code in g.codes if code not in BODIES))
    return Parties(codes[:1], codes[1:2], True) if len(codes) >= 2 else Parties()


def _buyer(trigger: Trigger, cast: Cast, actor: tuple[str, ...], groups: list[Group]) -> Parties:
    """Buyer and seller; in a deal it is the other side that buys from who moves most."""
    text, inside = trigger.text, trigger.inside(groups)
    if len(actor) > 1 or actor == (cast.main,):
        partner = next((code for g in inside for code in g.codes if code != cast.main), "") or cast.partner
        if partner:
            return Parties((partner,), (cast.main,), True)
    for group in inside:
        aimed = group.start < trigger.hit.end or group.role == TARGET or _AIMED.search(text, max(0, group.start - 50), group.start)
        if group.start >= trigger.hit.start - 8 and aimed and not set(group.codes) & set(actor):
            return Parties(actor, group.codes, True)
    return Parties(actor, cast.opponent(actor) if cast.main not in actor else (), True)
