"""Moves that carry no rate of their own: talks, deals, threats, controls, listings, probes, disputes.

A trigger (`vocabulary/events.tsv`) says what kind of move a clause tells of, the words beside it
(`event_cues.tsv`) how far it has gone, the parties around it who acts and on whom (`event_parties.py`). A
tariff move that is already a claim of the article gives no event.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Mapping
from typing import Any

from tarifftrail import countries, lexicon
from tarifftrail.extraction.claims import Sentence, read_sentence
from tarifftrail.extraction.dates import DateMention, dates_in
from tarifftrail.extraction.event_parties import Cast, Parties, Trigger, parties
from tarifftrail.extraction.products import goods_in

MAX_EVENTS = 12
MAX_QUOTE = 300
MUTUAL = frozenset({"talks", "talks_off", "deal", "coordination"})
TARIFF = frozenset({"tariff_up", "tariff_down"})
OFTEN_TWICE = frozenset({"purchase", "probe", "tariff_up", "listing"})

# Of two triggers at one place the more specific kind is meant: lifting export controls is no export control.
_OUTRANKS = {
    "tariff_down": {"tariff_up"},
    "export_control_eased": {"export_control", "listing", "listing_eased", "tariff_down", "tariff_up"},
    "export_control": {"tariff_up", "listing"},
    "listing_eased": {"listing", "tariff_down"},
    "talks_off": {"talks", "tariff_down"},
    "purchase": {"deal", "export_control"},
    "deal": {"talks"},
    "fees": {"tariff_up"},
    "dispute": {"talks", "tariff_up", "tariff_down"},
}


def events_in(
    title: str,
    body: str,
    spans: list[tuple[int, int]],
    published: str,
    claims: list[dict[str, Any]],
    known: Mapping[int, Sentence] | None = None,
) -> list[dict[str, Any]]:
    """The events of one article in its order, as rows without ids.

    `spans` are the sentences of `title + "\n\n" + body`, in which offsets count; `claims` are the article's
    claims: a tariff move that one of them tells is left out, as is the pause of a suspended one. `known` holds
    sentences that were read already, by their place in `spans`; only those with a trigger are read besides.
    """
    full = f"{title}\n\n{body}"
    forms = countries.forms(published or None)
    known = known or {}
    found: dict[int, tuple[Sentence, list[int] | None, list[lexicon.Hit]]] = {}
    anchors, lower = _anchors(), full.lower()
    for index, (start, end) in enumerate(spans):
        stretch = lower[start:end]
        rules = [anchors[piece] for piece in anchors if piece in stretch]
        if not rules:
            continue
        text, offsets = _compact(full[start:end])
        sentence = known.get(index) if offsets is None else None
        words = sentence.words if sentence else lexicon.words_of(text)
        hits = _triggers(text, words, frozenset().union(*rules))
        if hits:
            found[index] = (sentence or read_sentence(text, start, index, forms), offsets, hits)
    heard = dict(known) | {index: sentence for index, (sentence, _, _) in found.items()}
    if spans and 0 not in heard:
        heard[0] = read_sentence(full[slice(*spans[0])], spans[0][0], 0, forms)
    cast = Cast.of([heard[index] for index in sorted(heard)], claims)
    rows: list[dict[str, Any]] = []
    for index in sorted(heard):
        if index not in found:
            cast.hear(heard[index])
            continue
        sentence, offsets, hits = found[index]
        around = full[spans[max(0, index - 1)][0] : spans[min(index + 1, len(spans) - 1)][1]]
        cues = lexicon.scanner("event_cues").scan(sentence.text, sentence.words)
        told: list[dict[str, Any]] = []
        for hit in hits:
            trigger = _trigger(sentence, hit)
            for row in _rows(trigger, cues, cast, claims, around, published):
                row["start"], row["end"] = _span(trigger, offsets, *spans[index])
                row["quote"] = full[row["start"] : row["end"]]
                told.append(row)
        named = {row["type"] for row in told if row["_told"]}
        rows += [row for row in told if row["_told"] or row["type"] not in named]
        cast.hear(sentence)
    return _distinct(rows)[:MAX_EVENTS]


# --- Triggers ------------------------------------------------------------------------------------------

@functools.cache
def _anchors() -> dict[str, frozenset[str]]:
    """Pieces of words and the rules that each lets in; a trigger holds one of its own, most sentences hold few."""
    rules_with: dict[str, set[str]] = {}
    for rule in lexicon.rules("events"):
        for piece in rule["anchors"].split("|"):
            rules_with.setdefault(piece, set()).add(rule.id)
    return {piece: frozenset(ids) for piece, ids in rules_with.items()}


_MARKUP = re.compile(r"\]\([^)\s]*\)|https?://\S+|[\[\]*]|\s+")


def _compact(text: str) -> tuple[str, list[int] | None]:
    """The text without link targets, brackets and asterisks, runs of white space made one; and where each character was."""
    if "  " not in text and "\n" not in text and "[" not in text and "*" not in text and "http" not in text:
        return text, None
    parts, offsets, at = [], [], 0
    for match in _MARKUP.finditer(text):
        parts.append(text[at : match.start()])
        offsets += range(at, match.start())
        if match.group().isspace():
            parts.append(" ")
            offsets.append(match.start())
        at = match.end()
    parts.append(text[at:])
    offsets += range(at, len(text))
    return "".join(parts), offsets


_CUT = re.compile(r";|\bwhile\b|\bbut\b|\bwhereas\b|\balthough\b|\bafter\b|—|--", re.IGNORECASE)


def _triggers(text: str, words: list[tuple[int, str]], rules: frozenset[str]) -> list[lexicon.Hit]:
    """The triggers of a sentence among some rules; of two at one place the longer, or the more specific kind."""
    scanner = lexicon.scanner("events").only(rules)
    kept: list[lexicon.Hit] = []
    for hit in sorted(scanner.scan(text, words), key=lambda hit: (hit.start, -hit.end)):
        kind, beaten = hit.rule["type"], []
        for other in kept:
            if other.start < hit.end and hit.start < other.end:
                known = other.rule["type"]
                if kind == known or kind in _OUTRANKS.get(known, ()):
                    break
                if known in _OUTRANKS.get(kind, ()):
                    beaten.append(other)
        else:
            kept = [other for other in kept if other not in beaten]
            kept.append(hit)
    return kept


def _trigger(sentence: Sentence, hit: lexicon.Hit) -> Trigger:
    """The trigger with its clause, and with the goods of its sentence where they can matter."""
    text = sentence.text
    begin = max((cut.end() for cut in _CUT.finditer(text, 0, hit.start)), default=0)
    cut = _CUT.search(text, hit.end)
    goods = goods_in(text, sentence.words) if hit.rule["type"] in OFTEN_TWICE | TARIFF else []
    return Trigger(hit, sentence, begin, cut.start() if cut else len(text), goods)


# --- Rows ------------------------------------------------------------------------------------------------

_TRADE = re.compile(r"tariff|trade|dut(?:y|ies)\b|\blev(?:y|ies)|export|import|commerce|economic|sanction|rare.earth|soy", re.IGNORECASE)
_DUTY = re.compile(r"tariff|dut(?:y|ies)|lev(?:y|ies)|de minimis", re.IGNORECASE)
_PERCENT = re.compile(r"\d\s?%|\bper\s?cent\b|\bpercent|percentage", re.IGNORECASE)
_PAUSE = re.compile(r"\b(?:paus|suspen|postpon|delay|defer|on hold|put off)", re.IGNORECASE)
_JOINT = re.compile(r"\b(?:both|two|each|all) (?:sides|countries|nations|parties|governments|leaders)|\bthe parties|\bwe\b|\bour\b|\bthe sides|\bjoint", re.IGNORECASE)
_OFFICIAL = re.compile(r"minister|president|premier|delegation|officials?|envoy|negotiator|secretary|leaders?|chancellor|commissioner|representative|ambassador|summit|trade", re.IGNORECASE)
_MANY_DEALS = re.compile(r"\bdeals\b|\bagreements\b", re.IGNORECASE)
_FOR_ALL = re.compile(r"reciprocal|global|universal|sweeping|blanket|across the board|worldwide|countr|sectoral|on (?:foreign|imported)", re.IGNORECASE)
_MUTUALLY = re.compile(r"\beach other|\bone another|\btit[\s-]for[\s-]tat", re.IGNORECASE)


def _rows(trigger: Trigger, cues: list[lexicon.Hit], cast: Cast, claims: list[dict[str, Any]], around: str, published: str) -> list[dict[str, Any]]:
    """The events of one trigger: mostly one or none; two for a paused move, one a partner for a list of deals."""
    rule, text, hit = trigger.hit.rule, trigger.text, trigger.hit
    kind = rule["type"]
    stage, direction, cue = _stage(trigger, cues)
    if not stage or not _in_context(trigger, around):
        return []
    who = parties(trigger, cast)
    if not _complete(trigger, who):
        return []
    if kind in ("probe", "fees", "export_control") and not who.target:
        who.target = (cast.usual_target(who.actor) if kind == "probe" else ()) or ("WORLD",)
    if kind in TARIFF:
        if not who.told and rule.id != "up-reciprocal":
            return []
        if rule.id == "up-nominal" and cue == rule.id and not who.target:
            return []  # a standing tariff without a move, a date or a target
        for_all = trigger.frame != "exempt" and _FOR_ALL.search(text, hit.start, hit.end + 40)
        who.target = who.target or (() if for_all else cast.usual_target(who.actor)) or ("WORLD",)
    pairs = [(who.actor, who.target)]
    if kind in TARIFF and len(who.actor) == 2 and _MUTUALLY.search(text, hit.start, trigger.finish):
        pairs = [(who.actor[:1], who.actor[1:]), (who.actor[1:], who.actor[:1])]
    elif kind == "deal" and stage == "done" and _MANY_DEALS.search(text, hit.start, hit.end):
        centre, partners = (who.actor, who.target) if len(who.actor) == 1 else (who.target, who.actor)
        pairs = [(centre, (partner,)) for partner in partners]
    goods = frozenset(item.product for item in trigger.goods if not item.generic and hit.start - 20 <= item.start < trigger.finish)
    row = {
        "type": kind, "stage": stage, "direction": direction, "date": _date(trigger, stage, published),
        "rules": f"type={rule.id};stage={cue}", "_goods": goods, "_told": who.told,
    }  # fmt: skip
    past = any(c.rule["role"] == "background" and trigger.begin <= c.start < trigger.finish for c in cues)
    out = []
    for actor, target in pairs:
        if kind in TARIFF and not _is_news(trigger, actor, target, row, past, claims):
            continue
        out.append(row | {"actor": ";".join(actor), "target": ";".join(target)})
        if kind == "tariff_down" and stage == "done" and _PAUSE.search(text, hit.start, hit.end):
            out.append(out[-1] | {"type": "tariff_up", "stage": "suspended", "direction": "up", "date": ""})
        elif kind == "tariff_up" and stage == "suspended":
            out.append(out[-1] | {"type": "tariff_down", "stage": "done", "direction": "down"})
    return out


def _in_context(trigger: Trigger, around: str) -> bool:
    """Whether the words around a trigger are about trade, so that a meeting is no board meeting.

    `around` is the sentence with its neighbours.
    """
    rule, text, hit = trigger.hit.rule, trigger.text, trigger.hit
    kind = rule["type"]
    if kind in TARIFF:
        if trigger.frame == "exempt" and not _DUTY.search(text, max(0, hit.start - 80), hit.end + 120):
            return False
        if trigger.frame == "reply" and not _DUTY.search(around):
            return False
        # A rate beside the trigger makes it a claim, told or rejected by `claims.py`.
        return rule.id == "down-access" or not _PERCENT.search(text, max(0, hit.start - 12), hit.end + 25)
    if kind == "dispute":
        return _TRADE.search(text) is not None
    if trigger.frame == "both" and not _OFFICIAL.search(text, trigger.begin, trigger.finish) and not any(m.kind == "leader" for g in trigger.sentence.groups for m in g.mentions):
        return False
    return kind not in MUTUAL | {"purchase"} or _TRADE.search(around) is not None


def _complete(trigger: Trigger, who: Parties) -> bool:
    """Whether the parties that a kind of event cannot do without were found."""
    kind = trigger.hit.rule["type"]
    if kind in MUTUAL - {"coordination"}:
        return len(set(who.actor) | set(who.target)) >= 2 and (who.told or _JOINT.search(trigger.text) is not None)
    if kind == "listing":
        return bool(who.actor and who.target)
    if trigger.frame == "reply":
        return bool(who.actor) and who.told
    return bool(who.actor)


def _stage(trigger: Trigger, cues: list[lexicon.Hit]) -> tuple[str, str, str]:
    """(stage, direction, the cue that decided); an empty stage where the words take the move back."""
    rule, hit = trigger.hit.rule, trigger.hit
    kind, stage, direction = rule["type"], rule["stage"], rule["direction"]
    left = [cue for cue in cues if cue.rule["side"] == "left" and trigger.begin <= cue.start <= hit.start]
    near = {cue.rule["role"]: cue.rule.id for cue in left if hit.start - cue.end < 70 or cue.rule["role"] == "conditional"}
    after = {cue.rule["role"]: cue.rule.id for cue in cues if cue.rule["side"] == "right" and hit.start <= cue.start < trigger.finish and cue.start - hit.end < 60}
    if any(cue.rule["role"] == "negated" and hit.start - 25 < cue.end <= hit.start for cue in left):
        return "", "", "negated"
    if trigger.frame == "court":
        pending = near | {cue.rule["role"]: cue.rule.id for cue in cues if hit.start <= cue.start < hit.end}
        return ("announced", direction, "pending") if pending.keys() & {"future", "threatened"} else (stage, direction, rule.id)
    if near.keys() & {"conditional", "hope"}:
        return "", "", "conditional"
    if kind in MUTUAL and kind != "talks_off":
        if kind == "deal" and near.keys() & {"threatened", "asked"}:
            return "", "", "threatened"
        for role in ("future", "threatened"):
            if role in near:
                return "announced", direction, near[role]
        return stage, direction, rule.id
    if "asked" in near and kind in ("tariff_down", "export_control_eased", "listing_eased", "purchase"):
        return "", "", "asked"
    if "ended" in near and kind == "tariff_up":
        return "ended", direction, near["ended"]
    if trigger.frame == "noun":  # "reciprocal tariffs would be announced": the verb follows its noun
        later = [cue for cue in cues if cue.rule["role"] in ("threatened", "future") and 0 <= cue.start - hit.end < 40]
        near |= {cue.rule["role"]: cue.rule.id for cue in later}
    if "threatened" in near:
        stage, decided = "threatened", near["threatened"]
    elif "future" in near and stage == "done":
        stage, decided = "announced", near["future"]
    else:
        decided = rule.id
    if "paused" in after and kind == "tariff_up":
        return "suspended", direction, after["paused"]
    if "scheduled" in after and stage == "done":
        return "announced", direction, after["scheduled"]
    if "ended" in after and kind == "tariff_up":
        return "ended", direction, after["ended"]
    return stage, direction, decided


# --- Against the claims ------------------------------------------------------------------------------------

_AMOUNT = re.compile(r"(\d[\d,.]*\d|\d)[\s-]*(?:billion|bn)", re.IGNORECASE)
_BASE_METALS = {"steel", "aluminum", "copper"}


def _is_news(trigger: Trigger, actor: tuple[str, ...], target: tuple[str, ...], row: dict[str, Any], past: bool, claims: list[dict[str, Any]]) -> bool:
    """Whether a tariff move is another one than those that the article's claims tell with their rates."""
    rule, text, hit, stage, goods = trigger.hit.rule, trigger.text, trigger.hit, row["stage"], row["_goods"]
    if rule.id == "up-reciprocal" and any(claim["programme"] == "reciprocal" and claim["product"] == "all" for claim in claims):
        return False
    claimed = [claim for claim in claims if claim["imposer"] in actor and claim["target"] in target]
    if rule["type"] == "tariff_up":  # a duty-free treatment that a claim tells says nothing of a duty to come
        claimed = [claim for claim in claimed if claim["rate_pct"]]
    if not claimed:
        return True
    if rule["type"] == "tariff_down":
        return not any(claim["stage"] == "suspended" for claim in claimed)
    if "reciprocal" in text[hit.start : hit.end + 30].lower() and not any(claim["programme"] == "reciprocal" and claim["product"] == "all" for claim in claimed):
        return True
    values = {float(claim["trade_value_usd_bn"]) for claim in claimed if claim["trade_value_usd_bn"]}
    amounts = {float(match[1].replace(",", "")) for match in _AMOUNT.finditer(text, trigger.begin, trigger.finish)}
    if values and amounts and not values & amounts:
        return True
    if stage == "threatened" or stage == "announced" and not any(claim["stage"] in ("threatened", "announced", "suspended") for claim in claimed):
        return True
    dates = {claim[name] for claim in claimed for name in ("announced_on", "effective_on") if claim[name]}
    if past and stage == "done" and not (row["date"] and any(date.startswith(row["date"]) or row["date"].startswith(date) for date in dates)):
        return True
    products = {claim["product"] for claim in claimed}
    if goods == {"metals"} and products & _BASE_METALS:
        return False
    return bool(goods) and not goods & products and "all" not in products


# --- Date, quote, rows told twice ---------------------------------------------------------------------------


def _date(trigger: Trigger, stage: str, published: str) -> str:
    """The date nearest to the trigger on the side of the publication day that its stage asks for."""
    hit = trigger.hit
    mentions = [mention for mention in dates_in(trigger.text, published) if mention.value and mention.kind != "duration"]

    def cost(mention: DateMention) -> int:
        distance = max(0, mention.start - hit.end, hit.start - mention.end)
        today = published[: len(mention.value)]
        wrong = mention.value < today if stage == "announced" else mention.value > today and stage != "threatened"
        return distance + 200 * wrong

    best = min(mentions, key=cost, default=None)
    return best.value if best and cost(best) < 150 else ""


def _span(trigger: Trigger, offsets: list[int] | None, start: int, end: int) -> tuple[int, int]:
    """Where the quote stands in the article: the sentence, or where that is long the stretch around the trigger."""
    if end - start <= MAX_QUOTE:
        return start, end
    at = start + (offsets[trigger.hit.start] if offsets else trigger.hit.start)
    words = [start + (offsets[word] if offsets else word) for word, _ in trigger.sentence.words]
    begin = max(start, min(at - 100, end - MAX_QUOTE))
    first = words[bisect.bisect_left(words, begin)] if begin > start else start
    last = words[bisect.bisect_right(words, first + MAX_QUOTE) - 1] if end - first > MAX_QUOTE else end
    return first, last


def _distinct(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows without those that tell a move again: same kind and parties, and no goods of their own."""
    out, seen = [], {}
    for row in rows:
        goods = row.pop("_goods")
        row.pop("_told")
        sides = frozenset({*row["actor"].split(";"), *row["target"].split(";")}) if row["type"] in MUTUAL else (row["actor"], row["target"])
        before = seen.setdefault((row["type"], sides, row["stage"] if row["type"] in MUTUAL else ""), [])
        if before and not (row["type"] in OFTEN_TWICE and goods and all(known and not known & goods for known in before)):
            continue
        before.append(goods)
        out.append(row)
    return out
