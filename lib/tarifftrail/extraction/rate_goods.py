"""Which of the goods that a sentence names a rate is for."""

from __future__ import annotations

import re
from collections.abc import Callable

from tarifftrail import lexicon
from tarifftrail.extraction.products import Goods
from tarifftrail.extraction.phrases import phrase
from tarifftrail.extraction.sentence import Sentence, Span, inside

_GOODS_LIST = lexicon.Pattern(r"[\s,]*(?:and|or|&|/|as well as|plus|to|including|on|imports of|certain|some|other|all|from|the|new|of|for|in|such as|both|foreign|imported|derivative|recycled|frozen|fresh|dried|raw|refined|\s|,|-)*[\s,]*")


def _first_list(text: str, goods: list[Goods]) -> list[Goods]:
    """The first list of named goods: those that follow one another with nothing but list words between."""
    out: list[Goods] = []
    for item in goods:
        if item.generic:
            if out and not _GOODS_LIST.fullmatch(text[out[-1].end : item.start]):
                break
            continue
        if out:
            between = text[out[-1].end : item.start]
            for skipped in goods:
                if skipped.generic and out[-1].end <= skipped.start < item.start:
                    between = between.replace(text[skipped.start : skipped.end], " ")
            if not _GOODS_LIST.fullmatch(between) and len(between) > 2:
                cleaned = re.sub(r"[A-Z][\w.’'-]*", " ", between)  # "Canadian steel and Mexican tomatoes"
                if not _GOODS_LIST.fullmatch(cleaned):
                    break
        out.append(item)
    return out


_PREP_RIGHT = lexicon.Pattern(r"[\s\"”’)]*(?:(?:ad\s+valorem|additional|reciprocal|retaliatory|import|new|extra|customs|tariffs?|duty|duties|lev(?:y|ies)|rates?|surcharges?|tax(?:es)?|surtax|global|universal|across-the-board|penalt\w+|sectoral|(?!(?:would|will|could|may|might)\s+(?!be\b|apply\b|also\b))[\w'’-]+)\s+){0,7}?(?:on|against|for|of|to|over|upon|from)\b")


def goods_of(sentence: Sentence, index: int, span: Span) -> tuple[list[Goods], str]:
    """The named goods that a rate is for, and the rule; an empty list stands for goods in general."""
    text, percent = sentence.text, sentence.percents[index]
    noun = sentence.verdicts[index].noun
    # "On India for buying Russian crude": the reason of a duty, not what it is on.
    right = [item for item in inside(sentence.goods, span.right) if item.generic or not _BOUGHT.search(text, percent.end, item.start)]
    if noun and noun[0] > span.right[1] and any(item.end <= noun[0] for item in right):
        noun = None  # "100% on cars and 150% on whisky in customs duty": the word closes the list
    if noun and noun[0] >= percent.end:  # "25% steel tariffs"
        inner = [item for item in sentence.goods if percent.end <= item.start and item.end <= noun[0] and not item.generic]
        if inner:
            return inner, "before-noun"
        right = [item for item in right if item.start >= noun[1]]
    anchor = noun[1] if noun and noun[0] >= percent.end else percent.end
    if right and _PREP_RIGHT.match(text, anchor, right[0].start + 1) is None:
        right = []  # goods further on that no preposition ties to the rate
    if right:
        named = _first_list(text, right)
        first_generic = next((item for item in right if item.generic), None)
        if named and first_generic is not None and first_generic.start < named[0].start and _SOME_OF.fullmatch(text, first_generic.end, named[0].start) and _WORTH.search(text, percent.end, first_generic.start):
            return [], "right-generic"  # "$34 billion worth of US imports including farm products": examples of a list
        if named and (first_generic is None or named[0].start < first_generic.start or _near(text, first_generic, named[0])):
            return named, "right"
        if first_generic is not None:
            return [], "right-generic"
    if noun and noun[1] <= percent.start:  # "tariffs on cars to 25%", "steel tariffs of 25%"
        between = [item for item in sentence.goods if noun[1] <= item.start and item.end <= percent.start]
        named = _first_list(text, between)
        if named:
            return named, "noun-on"
        if between:
            return [], "noun-on-generic"
        ahead = [item for item in sentence.goods if item.end <= noun[0] and noun[0] - item.end <= 2 and not item.generic]
        if ahead:
            return _first_list(text, ahead), "goods-noun"
    left = inside(sentence.goods, span.left)
    named = [item for item in left if not item.generic]
    if named and not right:
        last = named[-1]
        pays = PAYS.search(text, last.end, percent.start) is not None
        far = 100
        if pays:  # the subject of a law's sentence stands far from its rate: "Imports of automobiles that ... shall be subject to"
            far = 420 if last.start < 50 and len({item.product for item in named}) == 1 else 140
        if percent.start - last.end < far and (pays or noun is None or noun[0] >= percent.end or noun[1] <= last.start or _PLAIN_WAY.fullmatch(text, last.end, noun[0]) or (last.start < 30 and _OPENS_WITH_GOODS.match(text))):
            block = [last]
            for item in reversed(named[:-1]):
                if _GOODS_LIST.fullmatch(text[item.end : block[0].start]):
                    block.insert(0, item)
                else:
                    break
            return block, "left"
    if left and not right:
        return [], "left-generic"
    return [], "none"


def such_goods(sentence: Sentence, index: int, span: Span, earlier: Callable[[int], list[Sentence]]) -> list[Goods]:
    """The goods that "such articles" and "these products" stand for: named before in the sentence, else in the one before it."""
    text, percent = sentence.text, sentence.percents[index]
    around = [*inside(sentence.goods, span.right)[:1], *inside(sentence.goods, span.left)[-1:]]
    back = next((item for item in around if item.generic and _SUCH.search(text, max(0, item.start - 24), item.start)), None)
    if back is None:
        return []
    before = [item for item in sentence.goods if item.end <= min(back.start, percent.start) and not item.generic]
    if not before and text[max(0, back.start - 24) : back.start].lower().rstrip().endswith("such"):
        before = [item for other in earlier(sentence.index)[:1] for item in other.goods if not item.generic]
    last = before[-1:]
    for item in reversed(before[:-1]):
        if last and item.product != last[0].product and last[0].start - item.end < 40:
            last.insert(0, item)
        elif item.product != last[0].product:
            break
    return last


_SUCH = phrase("such-goods")
_SOME_OF = lexicon.Pattern(r",?\s+(?:including|such\s+as|among\s+them|like)\s+(?:[\w’'-]+\s+){0,2}")
_WORTH = phrase("thousands-of-millions")
_BOUGHT = phrase("bought-from")
_OPENS_WITH_GOODS = re.compile(r"(?:For|On)\s")  # "For potash from Canada, the rate falls to 10%"
_PLAIN_WAY = re.compile(r"[^,;:.()%]{0,45}")
PAYS = phrase("pays-duty")


def _near(text: str, generic: Goods, named: Goods) -> bool:
    """Whether goods in general are only the head of the named goods: "imports of steel", "products such as cars"."""
    gap = text[generic.end : named.start]
    return len(gap) < 45 and re.fullmatch(r"\s*(?:of|such as|like|including|:|from|into|,)?\s*(?:[\w.’'-]+\s+){0,4}", gap) is not None and not re.search(r"\b(?:and|to|in)\b", gap)
