"""Who levies a rate and whose goods pay it, as far as the rate's own sentence tells.

A rate is read first to its right ("25% on steel from Canada"), then to its left ("Chinese cars face 100%"); rates of
one list share what only one of them names, and "respectively" distributes.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tarifftrail.extraction.parties import IMPOSER, TARGET, Group
from tarifftrail.extraction.phrases import phrase
from tarifftrail.extraction.rate_goods import PAYS, goods_of, such_goods
from tarifftrail.extraction.sentence import CUT_LEFT, Rate, Sentence, Span, between, inside, spans_of

WORLDWIDE = phrase("worldwide")
# Words that hint at everybody, unless a country is told to pay: "Britain goes on paying the 10% baseline".
_WORLD_HINT = phrase("world-hint")
_IF = phrase("if-until")
_DEAL_WITH = phrase("deal-with")
_ACCEPTS = phrase("accepts")
_MOVES_ITS_TARIFFS = phrase("moves-its-tariffs")
_OF_PARTY = re.compile(r"\s+(?:[a-z][\w-]*\s+){0,2}")
_TO = re.compile(r"\s+(?:to|on|for|against)\s")
_HURTS = phrase("hurts")
_SO_ARE = phrase("so-are")
_WORLD_PAYS = phrase("world-pays")


def own_targets(sentence: Sentence, index: int, span: Span, imposers: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The countries whose goods pay a rate, and the rule."""
    text, percent = sentence.text, sentence.percents[index]
    noun = sentence.verdicts[index].noun

    def usable(group: Group) -> bool:
        return group.role == TARGET or (group.role == "" and group.rule != "aside")

    bracket = re.search(r"\(\s*(?:[\w\s]{0,12})?$", text[: percent.start])
    if bracket:
        before = [g for g in sentence.groups if g.end <= bracket.start() and bracket.start() - g.end < 28 and g.role != IMPOSER]
        if before:
            return before[-1].codes, "bracket"
    if _ACCEPTS.search(text[: percent.start]):  # "the EU has agreed to buy energy in the United States, while accepting a 15% tariff"
        takers = [g for g in sentence.groups if g.end <= percent.start and g.codes and g.rule in ("subject", "suffers")] or [g for g in sentence.groups if g.end <= percent.start and usable(g)]
        if takers and set(takers[0].codes) != set(imposers):
            return takers[0].codes, "accepts"
    right = [g for g in inside(sentence.groups, span.right) if g.role == TARGET and not (g.rule == "goods" and _HURTS.search(text, percent.end, g.start))]
    if right and right[0].rule == "goods" and right[0].start - percent.end > 20 and _WORLD_HINT.search(text, max(0, percent.start - 30), max(percent.end, noun[1] if noun else 0)):
        return ("WORLD",), "worldwide-hint"  # "a global rate of 10% dilutes the advantage of Indian exporters"
    if right and noun and noun[1] <= percent.start:
        between = [g for g in inside(sentence.groups, (max(noun[1], span.left[0]), percent.start)) if g.role == TARGET]
        if between:  # "raise tariffs on all Chinese goods by up to 60% would have repercussions for Europe"
            return between[-1].codes, "noun-on"
    if right:
        codes = list(right[0].codes)
        for further in right[1:]:
            if further.rule == right[0].rule and further.start - right[0].end < 60:
                codes += further.codes
        if codes and _SO_ARE.search(text, percent.end, right[0].start):  # "..., and so are those from Vietnam"
            codes = [code for g in inside(sentence.groups, span.left) if g.role == TARGET for code in g.codes] + codes
        if codes:
            return tuple(dict.fromkeys(codes)), "right-" + right[0].rule
    to_goods = [g for g in inside(sentence.groups, span.right) if g.role == "" and g.rule != "aside" and g.codes and not set(g.codes) & set(imposers) and any(_OF_PARTY.fullmatch(text, g.end, item.start) for item in sentence.goods)]
    if to_goods and _TO.match(text, max(percent.end, noun[1] if noun and noun[0] >= percent.end else 0), to_goods[0].start):
        return to_goods[0].codes, "right-goods"  # "duties of up to 58.9% to Chinese feed chemicals"
    left = [g for g in inside(sentence.groups, span.left) if usable(g) and not set(g.codes) & set(imposers)]
    strong = [g for g in left if g.role == TARGET]
    if strong:
        return strong[-1].codes, "left-" + strong[-1].rule
    partners = [g for g in sentence.groups if (g.rule == "aside" or (g.role == "" and g.start >= percent.end)) and g.codes and not set(g.codes) & set(imposers) and _DEAL_WITH.search(text, 0, g.start) and not _IF.search(text, percent.end, g.start)]
    if partners and not (left and any(g.rule != "aside" for g in left)) and not inside(sentence.goods, span.right):
        return partners[-1].codes, "deal-with"  # "deals to lower the levies to 10% with countries such as the UK and Japan"
    if WORLDWIDE.search(text, *span.right) or (noun is not None and WORLDWIDE.search(text, max(0, percent.start - 30), noun[1] if noun[1] > percent.start else percent.start)):
        return ("WORLD",), "worldwide"
    if _WORLD_PAYS.search(text, *span.left):
        return ("WORLD",), "worldwide-pays"
    around = (max(0, percent.start - 30), max(span.right[1] if not (noun and noun[1] > percent.start) else noun[1], percent.end))
    payers = [g for g in left if g.mentions[-1].kind not in ("leader", "institution") and PAYS.search(text, g.end, percent.start)]
    if not payers and _WORLD_HINT.search(text, *around):
        return ("WORLD",), "worldwide-hint"
    if payers:
        return payers[-1].codes, "left-pays"
    if noun and noun[1] <= percent.start and WORLDWIDE.search(text, noun[0], percent.start):
        return ("WORLD",), "worldwide"
    return (), "none"


def own_imposers(sentence: Sentence, index: int, span: Span) -> tuple[tuple[str, ...], str]:
    """Who levies a rate, and the rule."""
    text, percent = sentence.text, sentence.percents[index]
    into = [g for g in sentence.groups if g.rule == "into" and span.left[0] <= g.start and g.end <= span.right[1]]
    right = [g for g in inside(sentence.groups, span.right) if g.role == IMPOSER and g.rule in ("into", "by", "collects", "modifies-tariff")]
    left = [g for g in inside(sentence.groups, span.left) if g.role == IMPOSER and g.codes]
    noun = sentence.verdicts[index].noun
    inner = [g for g in sentence.groups if noun and percent.end <= g.start and g.end <= noun[0] and noun[0] - percent.end < 50 and g.codes]
    if inner and inner[-1].role == IMPOSER:  # "the 10-percent Chinese duty"
        return inner[-1].codes, "before-noun"
    if right and right[0].rule in ("into", "by", "collects"):
        return right[0].codes, "right-" + right[0].rule
    if left and left[-1].rule == "person" and _SAID_OF_THE.search(text[left[-1].end : percent.start]):
        left[-1].role, left[-1].rule = "", "aside"  # "Japan's minister said that the 10% tariffs": he speaks of another's
        left = left[:-1]
    if left:
        return left[-1].codes, "left-" + left[-1].rule
    if into:
        return into[0].codes, "into"
    if right:
        return right[0].codes, "right-" + right[0].rule
    doing = _DOING.search(text, 0, percent.start)
    subject = [g for g in sentence.groups if doing and g.end <= doing.start() and g.role == "" and g.rule != "aside" and g.codes]
    if subject:
        return subject[-1].codes, "participle"  # "the EU remains set on protecting its industries, announcing tariffs of"
    moving = _MOVES_ITS_TARIFFS.search(text, span.left[0], percent.start)
    agent = [g for g in sentence.groups if moving and g.end <= moving.start() and g.rule in ("", "suffers") and g.codes]
    if agent and any(g.role == TARGET and moving.end() <= g.start and not set(g.codes) & set(agent[0].codes) for g in sentence.groups):
        return agent[-1].codes, "agent"  # "Vietnam, which faces 46%, has agreed to reduce tariffs on US goods to zero"
    before = [g for g in sentence.groups if g.role == IMPOSER and g.end <= percent.start and g.codes]
    if before:
        return before[-1].codes, "sentence-" + before[-1].rule
    return (), "none"


_SAID_OF_THE = phrase("said-of-the")
_DOING = phrase("doing-so")
_EXAMPLES = phrase("for-example")


def _first_of(sentence: Sentence, codes: tuple[str, ...], span: Span) -> int:
    """Where the first of these parties is named to the right of a rate."""
    return next((g.start for g in inside(sentence.groups, span.right) if set(g.codes) & set(codes)), span.right[1])


def rates_of(sentence: Sentence, earlier: Callable[[int], list[Sentence]]) -> list[Rate]:
    """The tariff rates of a sentence with the parties and goods that it tells itself."""
    accepted = [i for i, verdict in enumerate(sentence.verdicts) if verdict.accepted and not sentence.percents[i].is_origin]
    if not accepted:
        return []
    spans = spans_of(sentence, accepted)
    rates = []
    for index in accepted:
        imposers, imposer_rule = own_imposers(sentence, index, spans[index])
        targets, target_rule = own_targets(sentence, index, spans[index], imposers)
        goods, goods_rule = goods_of(sentence, index, spans[index])
        if not goods:
            named = such_goods(sentence, index, spans[index], earlier)
            goods, goods_rule = (named, "such") if named else (goods, goods_rule)
        if goods and target_rule.startswith("right-") and _EXAMPLES.search(sentence.text, spans[index].right[0], _first_of(sentence, targets, spans[index])):
            targets, target_rule = ("WORLD",), "examples"  # "25% on steel from countries including China": a duty on everybody's
        rates.append(Rate(index, spans[index], imposers, imposer_rule, targets, target_rule, goods, goods_rule))
    _share(sentence, rates)
    _respectively(sentence, rates, earlier)
    return rates


_THE_COUNTRY = phrase("the-country")


def own_nouns(sentence: Sentence, rate: Rate, other: Rate) -> bool:
    """Whether two rates are governed by a tariff word each, and the first does not speak of the partner of the other."""
    if sentence.verdicts[rate.index].rule == "worded" or _THE_COUNTRY.search(sentence.text, *rate.span.right):
        return False  # "15% on imports from Taiwan and zero tariff on chips", "25% on pork from the country"
    nouns = sentence.verdicts[rate.index].noun, sentence.verdicts[other.index].noun
    return None not in nouns and nouns[0] != nouns[1]


def _share(sentence: Sentence, rates: list[Rate]) -> None:
    """Rates of one list share the target or the goods that only one of them names."""
    for order, rate in enumerate(rates):
        if not rate.targets:
            later = [other for other in rates[order + 1 :] if other.targets]
            earlier = [other for other in rates[:order] if other.targets]
            for other in later[:1] + earlier[-1:]:
                gap = between(sentence, rate.index, other.index)
                if rate.goods and rate.goods_rule == "right" and other in earlier and not other.goods and own_nouns(sentence, rate, other):
                    continue  # "a 10% levy on Chinese goods and 25% duties on steel": each has its own object
                if len(gap) < 90 and not CUT_LEFT.search(gap):
                    rate.targets, rate.target_rule = other.targets, "shared"
                    if not rate.imposers:
                        rate.imposers, rate.imposer_rule = other.imposers, "shared"
                    break
        if not rate.goods and rate.goods_rule == "left-generic" and order and rates[order - 1].goods and _CONTRASTS.match(sentence.text):
            # "When the duty on steel was increased to 50%, articles of Britain were kept at 25%"
            rate.goods, rate.goods_rule = rates[order - 1].goods, "shared"
        if not rate.goods and order and rates[order - 1].goods and _FOR_THOSE.match(sentence.text, sentence.percents[rate.index].end):
            rate.goods, rate.goods_rule = rates[order - 1].goods, "shared"  # "100% on medicines, with 15% for those of the EU"
        if not rate.goods and rate.goods_rule == "none":
            for other in rates[order + 1 :][:1] + rates[:order][-1:]:
                if other.goods and re.fullmatch(r"[\s,]*(?:and|or|to|then|,)*\s*(?:then|later|an?|additional|another|\s)*", between(sentence, rate.index, other.index)):
                    rate.goods, rate.goods_rule = other.goods, "shared"
                    break


_FOR_THOSE = phrase("for-those")
_CONTRASTS = phrase("contrasts-clauses")


def _in_order(sentence: Sentence, rates: list[Rate]) -> None:
    """Give each rate its goods in order, where as many goods as rates are named."""
    named = [item for item in sentence.goods if not item.generic]
    if len(named) == len(rates):
        for rate, item in zip(rates, named, strict=True):
            rate.goods, rate.goods_rule = [item], "respectively"


def _respectively(sentence: Sentence, rates: list[Rate], earlier: Callable[[int], list[Sentence]]) -> None:
    """Distribute "10% and 25% on Canada and Mexico, respectively" in order."""
    if len(rates) < 2:
        return
    if "respectively" not in sentence.text.lower():
        noun = sentence.verdicts[rates[-1].index].noun
        if len(rates) == 2 and between(sentence, rates[0].index, rates[1].index).strip() == "and" and noun and noun[0] >= sentence.percents[rates[1].index].end:
            _in_order(sentence, rates)  # "25 percent and 10 percent tariffs on steel and aluminum"
        return
    for group in sentence.groups:
        if len(group.mentions) == len(rates):
            for rate, mention in zip(rates, group.mentions, strict=True):
                if mention.codes and group.role != IMPOSER:
                    rate.targets, rate.target_rule = mention.codes, "respectively"
                elif mention.codes:
                    rate.imposers, rate.imposer_rule = mention.codes, "respectively"
            break
    else:
        if not any(rate.targets for rate in rates):
            # "Their own rates, of 20%, 24% and 25% respectively": the partners of the sentence before, in its order.
            for other in earlier(sentence.index)[:1]:
                codes = [code for group in other.groups if group.role == TARGET or group.rule == "" for code in group.codes]
                if len(codes) == len(rates):
                    for rate, code in zip(rates, codes, strict=True):
                        rate.targets, rate.target_rule = (code,), "respectively-before"
    _in_order(sentence, rates)
