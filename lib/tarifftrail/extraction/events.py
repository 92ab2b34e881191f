"""Moves that carry no rate of their own: talks, deals, threats, controls, listings, probes, disputes.

Joins what a sentence tells (`event_triggers.py`) with who moves and on whom (`event_parties.py`) and with the
dates, and leaves out what the article's claims tell with their rates.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from typing import Any

from tarifftrail import countries, lexicon
from tarifftrail.extraction.dates import DateMention, dates_in
from tarifftrail.extraction.event_parties import Cast, Parties, parties
from tarifftrail.extraction.event_triggers import MUTUAL, TARIFF, Telling, Trigger, tellings, words
from tarifftrail.extraction.parties import Group, assign_roles, groups, mentions
from tarifftrail.extraction.products import goods_in
from tarifftrail.extraction.sentence import Sentence, read_sentence

MAX_EVENTS = 12
MAX_QUOTE = 300
OFTEN_TWICE = frozenset({"purchase", "probe", "tariff_up", "listing"})  # told again of other goods it is another move


def events_in(
    title: str,
    body: str,
    spans: list[tuple[int, int]],
    published: str,
    claims: list[dict[str, Any]],
    known: Mapping[int, Sentence] | None = None,
) -> list[dict[str, Any]]:
    """The events of one article in its order, as rows without ids.

    `spans` are the sentences of `title + "\\n\\n" + body`, in which offsets count; `claims` are the article's
    claims: a tariff move that one of them tells is left out, as is the pause of a suspended one. `known` holds
    sentences that were read already, by their place in `spans`; only those with a trigger are read besides.
    """
    full = f"{title}\n\n{body}"
    heard = dict(known or {})
    told = tellings(full, spans, lambda index: heard[index].words if index in heard else None)
    if not told:
        return []
    forms = countries.forms(published or None)
    for index, telling in told.items():
        if index not in heard or telling.offsets is not None:  # markup hides parties
            heard[index] = read_sentence(telling.text, spans[index][0], index, forms)
    if 0 not in heard:
        heard[0] = read_sentence(full[slice(*spans[0])], spans[0][0], 0, forms)
    cast = Cast.of([heard[index] for index in sorted(heard)], claims)
    rows: list[dict[str, Any]] = []
    for index in sorted(heard):
        telling = told.get(index)
        if telling:
            found = []
            for trigger in telling.triggers:
                trigger.groups = heard[index].groups if trigger.kind != "coordination" else _with_bodies(telling, forms)
                for row in _rows(trigger, telling, cast, claims, published):
                    row["start"], row["end"] = _span(trigger, telling, *spans[index])
                    row["quote"] = full[row["start"] : row["end"]]
                    found.append(row)
            named = {row["type"] for row in found if row["_told"]}
            rows += [row for row in found if row["_told"] or row["type"] not in named]
        cast.hear(heard[index])
    return _distinct(rows)[:MAX_EVENTS]


def _with_bodies(telling: Telling, forms: Mapping[str, countries.Form]) -> list[Group]:
    """The parties of a sentence with bodies such as the G7, which tax nothing and so count for no claim."""
    found = groups(telling.text, mentions(telling.text, telling.words, forms))
    assign_roles(telling.text, found)
    return found


# --- Rows ------------------------------------------------------------------------------------------------

_OR = lexicon.Pattern(r"\s+or\s+(?:on\s+|the\s+)?")


def _rows(trigger: Trigger, telling: Telling, cast: Cast, claims: list[dict[str, Any]], published: str) -> list[dict[str, Any]]:
    """The events of one trigger: mostly one or none; two for a paused move, one a partner for a list of deals."""
    rule, text, hit, kind, stage = trigger.hit.rule, trigger.text, trigger.hit, trigger.kind, trigger.stage
    if kind in OFTEN_TWICE | TARIFF:
        if telling.goods is None:
            telling.goods = [item for item in goods_in(text, telling.words) if not item.generic]
        trigger.goods = telling.goods
    who = parties(trigger, cast)
    if not _complete(trigger, who):
        return []
    if kind in TARIFF:
        if not who.target and words("retaliatory").search(text, hit.start, hit.end):
            who.target = cast.opponent(who.actor)  # also where it is cut
        for_all = trigger.frame != "exempt" and words("for_all").search(text, hit.start, hit.end + 40)
        who.target = who.target or (() if for_all else cast.usual_target(who.actor)) or ("WORLD",)
    elif kind in ("probe", "fees", "export_control") and not who.target:
        who.target = (cast.usual_target(who.actor) if kind != "export_control" else ()) or ("WORLD",)
    pairs = [(who.actor, who.target)]
    if kind in TARIFF and len(who.actor) == 2 and (who.target == ("WORLD",) or words("mutual").search(text, hit.start, trigger.finish)):
        pairs = [(who.actor[:1], who.actor[1:]), (who.actor[1:], who.actor[:1])]
    elif kind == "deal" and stage == "done" and words("many").search(text, hit.start, hit.end):
        centre, partners = (who.actor, who.target) if len(who.actor) == 1 else (who.target, who.actor)
        pairs = [(centre, (partner,)) for partner in partners]
    row = {
        "type": kind, "stage": stage, "direction": trigger.direction,
        "rules": f"type={rule.id};stage={trigger.cue};parties={trigger.frame}", "_told": who.told,
        "_goods": frozenset(item.product for item in trigger.goods if hit.start - 20 <= item.start < trigger.finish),
    }  # fmt: skip
    out, date = [], None
    for actor, target in pairs:
        if kind in TARIFF and not _is_news(trigger, actor, target, row["_goods"], claims, published):
            continue
        if date is None:
            date = _date(trigger, published)
            if kind in TARIFF and stage == "announced" and len(date) == 10 and date <= published:
                row["stage"] = "done"  # "set to take effect today"
        out.append(row | {"actor": ";".join(actor), "target": ";".join(target), "date": date})
        if kind == "tariff_down" and stage == "done" and words("pause").search(text, hit.start, hit.end):
            out.append(out[-1] | {"type": "tariff_up", "stage": "suspended", "direction": "up", "date": ""})
        elif kind == "tariff_up" and stage == "suspended":
            out.append(out[-1] | {"type": "tariff_down", "stage": "done", "direction": "down"})
    return out


def _complete(trigger: Trigger, who: Parties) -> bool:
    """Whether the parties that a kind of event cannot do without were found."""
    kind, rule = trigger.kind, trigger.hit.rule
    if kind in MUTUAL - {"coordination"}:
        return len({*who.actor, *who.target}) >= 2 and (who.told or words("two_sides").search(trigger.text) is not None)
    if kind == "listing" or trigger.frame == "on":
        return bool(who.actor and who.target)
    if kind in TARIFF:
        if not who.told and (trigger.frame == "reply" or rule.id != "up-reciprocal"):
            return False
        if rule.id == "up-nominal" and trigger.cue == rule.id and not who.target:
            return False  # a standing tariff without a move, a date or a target
    return bool(who.actor)


# --- Against the claims ------------------------------------------------------------------------------------

_AMOUNT = lexicon.Pattern(r"(\d[\d,.]*\d|\d)[\s-]*(?:billion|bn)")
_BASE_METALS = {"steel", "aluminum", "copper"}


def _is_news(trigger: Trigger, actor: tuple[str, ...], target: tuple[str, ...], goods: frozenset[str], claims: list[dict[str, Any]], published: str) -> bool:
    """Whether a tariff move is another one than those that the article's claims tell with their rates."""
    rule, text, hit, stage = trigger.hit.rule, trigger.text, trigger.hit, trigger.stage
    reciprocal = any(claim["programme"] == "reciprocal" and claim["product"] == "all" for claim in claims)
    if rule.id == "up-reciprocal" and reciprocal:
        return False
    claimed = [claim for claim in claims if claim["imposer"] in actor and claim["target"] in target]
    if trigger.kind == "tariff_down":
        return not any(claim["stage"] == "suspended" for claim in claimed)
    # A duty-free treatment that a claim tells says nothing of a duty to come.
    claimed = [claim for claim in claimed if claim["rate_pct"]]
    if not claimed or stage == "threatened":
        return True
    if not reciprocal and "reciprocal" in text[hit.start : hit.end + 30].lower():
        return True
    if stage == "announced" and not any(claim["stage"] in ("threatened", "announced", "suspended") for claim in claimed):
        return True
    values = {float(claim["trade_value_usd_bn"]) for claim in claimed if claim["trade_value_usd_bn"]}
    amounts = {float(match[1].replace(",", "")) for match in _AMOUNT.finditer(text, trigger.begin, trigger.finish)}
    if values and amounts and not values & amounts:
        return True
    if trigger.past and stage == "done":
        day, dates = _date(trigger, published), [claim[name] for claim in claimed for name in ("announced_on", "effective_on")]
        if not (day and any(date and (date.startswith(day) or day.startswith(date)) for date in dates)):
            return True
    products = {claim["product"] for claim in claimed}
    if "all" in products or (goods == {"metals"} and products & _BASE_METALS):
        return False
    return bool(goods) and not goods & products


# --- Date, quote, rows told twice ---------------------------------------------------------------------------


def _date(trigger: Trigger, published: str) -> str:
    """The date nearest to the trigger on the side of the publication day that its stage asks for."""
    hit, stage = trigger.hit, trigger.stage
    found = [mention for mention in dates_in(trigger.text, published) if mention.value and mention.kind != "duration"]

    def cost(mention: DateMention) -> int:
        distance = max(0, mention.start - hit.end, hit.start - mention.end)
        today = published[: len(mention.value)]
        wrong = mention.value < today if stage == "announced" else mention.value > today and stage != "threatened"
        outside = not trigger.begin <= mention.start < trigger.finish
        return distance + 200 * wrong + 60 * outside

    best = min(found, key=cost, default=None)
    if best is None or cost(best) >= 150:
        return ""
    at = found.index(best)
    others = [other for other in found[max(0, at - 1) : at + 2] if other is not best]
    either = any(_OR.fullmatch(trigger.text, *sorted((best.end, other.start) if best.start < other.start else (other.end, best.start))) for other in others)
    # "on Tuesday or Wednesday", "in the next two days": some day of that month
    return best.value[:7] if either or (best.kind == "deadline" and best.rule == "ahead") else best.value


def _span(trigger: Trigger, telling: Telling, start: int, end: int) -> tuple[int, int]:
    """Where the quote stands in the article: the sentence, or where that is long the stretch around the trigger."""
    if end - start <= MAX_QUOTE:
        return start, end
    offsets = telling.offsets
    at = start + (offsets[trigger.hit.start] if offsets else trigger.hit.start)
    begins = [start + (offsets[word] if offsets else word) for word, _ in telling.words]
    begin = max(start, min(at - 100, end - MAX_QUOTE))
    first = begins[bisect.bisect_left(begins, begin)] if begin > start else start
    last = begins[bisect.bisect_right(begins, first + MAX_QUOTE) - 1] if end - first > MAX_QUOTE else end
    return first, last


def _distinct(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows without those that tell a move again: same kind, parties and stage, and no goods of their own."""
    out, seen = [], {}
    for row in rows:
        goods = row.pop("_goods")
        row.pop("_told")
        if row["type"] in MUTUAL:
            key = (row["type"], row["stage"], frozenset({*row["actor"].split(";"), *row["target"].split(";")}))
        else:
            key = (row["type"], row["actor"], row["target"])
        before = seen.setdefault(key, [])
        if before and not (row["type"] in OFTEN_TWICE and goods and all(known and not known & goods for known, _ in before)):
            first = before[0][1]
            if not first["date"] and row["stage"] == first["stage"]:
                first["date"] = row["date"]
            continue
        before.append((goods, row))
        out.append(row)
    return out
