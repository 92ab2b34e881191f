"""Joins rates, parties, goods, stages and dates into claims: one row for each tariff rate of one pair.

A rate is read with what stands around it: first to its right up to the next rate or clause ("25% on steel from
Canada"), then to its left ("Chinese cars face 100%"), then with what the sentence, the sentences before it and
the headline have told. Rows that tell one fact again are joined at the end of the article.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tarifftrail import countries, lexicon
from tarifftrail.extraction import attributes, tellings
from tarifftrail.extraction import stage as stages
from tarifftrail.extraction.dates import DateMention
from tarifftrail.extraction.parties import IMPOSER, TARGET, Group, assign_roles, groups, mentions
from tarifftrail.extraction.phrases import phrase
from tarifftrail.extraction.percents import Percent, percents_in
from tarifftrail.extraction.products import Goods, goods_in
from tarifftrail.extraction.rates import TariffNoun, Verdict, judge, known, tariff_nouns

MAX_CLAIMS = 120  # the codebook cuts an article after 40 country rates; ranges and products multiply rows
MAX_QUOTE = 300


@dataclass(slots=True)
class Rate:
    """One tariff rate of a sentence with what the sentence itself tells of it, and the rule for each."""

    index: int
    span: Span
    imposers: tuple[str, ...]
    imposer_rule: str
    targets: tuple[str, ...]
    target_rule: str
    goods: list[Goods]
    goods_rule: str


@dataclass(slots=True)
class Sentence:
    """One sentence with everything found in it. `start` is its offset in the article."""

    text: str
    start: int
    index: int
    words: list[tuple[int, str]]
    percents: list[Percent]
    nouns: list[TariffNoun]
    groups: list[Group]
    verdicts: list[Verdict] = field(default_factory=list)
    dates: list[DateMention] | None = None
    cues: list[lexicon.Hit] | None = None
    near_tariffs: bool = False
    rates: list[Rate] = field(default_factory=list)
    _goods: list[Goods] | None = None

    @property
    def goods(self) -> list[Goods]:
        """The goods named in it, looked for when first asked: most sentences are never asked."""
        if self._goods is None:
            self._goods = goods_in(self.text, self.words)
        return self._goods

    @property
    def tariff(self) -> bool:
        return any(noun.kind == "tariff" for noun in self.nouns)


@dataclass(slots=True)
class Context:
    """What the article has told so far of who taxes whom."""

    day: str
    imposer: str = ""
    targets: tuple[str, ...] = ()
    title_imposer: str = ""
    title_targets: tuple[str, ...] = ()
    seen: Counter[str] = field(default_factory=Counter)
    as_target: Counter[str] = field(default_factory=Counter)
    named: set[str] = field(default_factory=set)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    earlier: Callable[[int], list[Sentence]] = field(default=lambda at: [])
    told: dict[str, Any] = field(default_factory=dict)  # stage and dates of the last rate, and of which sentence it was
    told_at: int = -1
    last_pairs: list[tuple[str, str]] = field(default_factory=list)  # of the rate before, and the rule that gave them
    last_rule: str = ""
    told_pairs: list[tuple[int, tuple[str, str]]] = field(default_factory=list)  # in the order of the text, with their sentence


_RATE_WORDS = lexicon.Pattern(r"%|٪|％|﹪|per[\s-]?cent|pct|\bpc\b|-digit|digits\b|\bpoints?\b|-free|zero|free of", shortest=2)
_NO_DUTY = re.compile(r"no\s+(?:tariff|dut|lev)")


_BODIES = {"G7", "G20", "WTO"}
_TARIFF_WORD = lexicon.Pattern(r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|surcharges?|surtax)\b")


def _may_tell_rate(text: str) -> bool:
    """Whether a text holds a word of rates; the commonest two are looked for first."""
    return "%" in text or "percent" in text or _RATE_WORDS.search(text) is not None or _NO_DUTY.search(text.lower()) is not None


def read_sentence(text: str, start: int, index: int, forms: Any) -> Sentence:
    """A sentence with its words, percentages, tariff words, parties with roles, and goods."""
    words = lexicon.words_of(text)
    # Bodies that no goods come from take no part in a tariff.
    found = groups(text, [mention for mention in mentions(text, words, forms) if not _BODIES & set(mention.codes) and mention.note != "agreement"])
    assign_roles(text, found)
    percents = percents_in(text) if _may_tell_rate(text) else []
    return Sentence(text, start, index, words, percents, tariff_nouns(text, words), found)


# --- Where a rate's own words are ---------------------------------------------------------------------

_CUT_RIGHT = re.compile(
    r";|\bbut\b|\bwhile\b|\bwhereas\b|\balthough\b|,?\s+(?:after|because|amid|unless|until|if|saying|citing|stating|arguing|claiming|accusing|noting|adding|calling|alleging|which|who|whose|that\s+(?:would|will|had|was|were)|despite|as\s+(?:part|well\s+as\s+a)|in\s+(?:response|retaliation|return|exchange)|"
    r"following|raising|hits?|escalating|starting|beginning|effective|prompting|though|even\s+though|so\s+that|just|when|where|during|in\s+order|to\s+(?:protect|address|pressure|force|counter|boost|help|punish|curb|stem)|according|compared|than|over\s+(?:its|their|the))\b|\s[–—-]{1,2}\s|—",
    re.IGNORECASE,
)
_CUT_LEFT = lexicon.Pattern(r";|\bbut\b|\bwhile\b|\bwhereas\b|\balthough\b|\s[–—-]{2}\s|—")


@dataclass(slots=True)
class Span:
    """The words to the right and to the left of a rate that belong to it, as offsets into the sentence."""

    left: tuple[int, int]
    right: tuple[int, int]


_YEAR = re.compile(r"(?:19|20)\d\d\b")  # the comma of "April 2, 2025"
_RELATIVE = re.compile(r"(?:which|who|whose|where|that)\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:[;,]\s*(?:and|while|with|but|or|plus)?|\s(?:and|while|or|plus|but)\b)\s*", re.IGNORECASE)


def _border(sentence: Sentence, start: int, end: int) -> int:
    """Where the words between two rates stop belonging to the first and begin to belong to the second.

    "20% for the EU, | 24% for Japan", but "the EU 20%, | Japan 24%": a list names its countries and goods on one
    side of the rates, and the separator stands on the other.
    """
    text = sentence.text
    # A relative clause belongs to the name before it: "Vietnam, which is charged 20%".
    cuts = [match for match in _SEPARATOR.finditer(text, start, end) if not _RELATIVE.match(text, match.end()) and not _YEAR.match(text, match.end())]
    if not cuts:
        return end
    named = [group for group in sentence.groups if start <= group.start and group.end <= end]
    named += [item for item in sentence.goods if start <= item.start and item.end <= end and not item.generic]
    if cuts[0].start() == start or not [item for item in named if item.end <= cuts[0].start() + 1]:
        # Nothing is named before the first separator: what is named belongs to the rate that follows.
        later = [item for item in named if item.start >= cuts[0].end() - 1]
        return cuts[0].end() if later else cuts[-1].end()
    if cuts[-1].end() == end or text[cuts[-1].end() : end].strip().lower() in _ARTICLES:
        return cuts[-1].end()
    for cut in cuts:
        before = [item for item in named if item.end <= cut.start() + 1]
        after = [item for item in named if item.start >= cut.end() - 1]
        if before and after and not any(group.start < cut.start() and cut.end() < group.end for group in sentence.groups):
            return cut.end()
    return cuts[-1].end()


_ARTICLES = {"", "a", "an", "the", "at", "to", "by", "another", "an extra", "an additional", "a further", "of", "up to", "about", "then", "later", "with", "its", "from", "only"}


def _spans(sentence: Sentence, accepted: list[int]) -> dict[int, Span]:
    """For each accepted rate its own stretch of the sentence."""
    text, out = sentence.text, {}
    borders = [0]
    for first, second in zip(accepted, accepted[1:], strict=False):
        later = sentence.percents[second - 1] if sentence.percents[second].origin is not None and sentence.percents[second - 1].is_origin else sentence.percents[second]
        borders.append(_border(sentence, sentence.percents[first].end, later.start))
    borders.append(len(text))
    for order, index in enumerate(accepted):
        percent = sentence.percents[index]
        begin, finish = borders[order], borders[order + 1]
        cut = _CUT_RIGHT.search(text, percent.end, finish)
        right = (percent.end, cut.start() if cut else finish)
        cuts = [match.end() for match in _CUT_LEFT.finditer(text, begin, percent.start)]
        if sentence.verdicts[index].rule == "rates-listed":  # "duties of four rates -- 25 percent, ...": the dash only opens the list
            cuts = []
        out[index] = Span((cuts[-1] if cuts else begin, percent.start), right)
    return out


def _inside(items: list, span: tuple[int, int]) -> list:
    return [item for item in items if span[0] <= item.start and item.end <= span[1]]


# --- Goods ---------------------------------------------------------------------------------------------

_GOODS_LIST = re.compile(r"[\s,]*(?:and|or|&|/|as well as|plus|to|including|on|imports of|certain|some|other|all|from|the|new|of|for|in|such as|both|foreign|imported|derivative|recycled|frozen|fresh|dried|raw|refined|\s|,|-)*[\s,]*", re.IGNORECASE)


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


_PREP_RIGHT = re.compile(r"[\s\"”’)]*(?:(?:ad\s+valorem|additional|reciprocal|retaliatory|import|new|extra|customs|tariffs?|duty|duties|lev(?:y|ies)|rates?|surcharges?|tax(?:es)?|surtax|global|universal|across-the-board|penalt\w+|sectoral|[\w'’-]+)\s+){0,7}?(?:on|against|for|of|to|over|upon|from)\b", re.IGNORECASE)


def _products(sentence: Sentence, index: int, span: Span) -> tuple[list[Goods], str]:
    """The named goods that a rate is for, and the rule; an empty list stands for goods in general."""
    text, percent = sentence.text, sentence.percents[index]
    noun = sentence.verdicts[index].noun
    # "On India for buying Russian crude": the reason of a duty, not what it is on.
    right = [item for item in _inside(sentence.goods, span.right) if item.generic or not _BOUGHT.search(text, percent.end, item.start)]
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
    left = _inside(sentence.goods, span.left)
    named = [item for item in left if not item.generic]
    if named and not right:
        last = named[-1]
        pays = _PAYS.search(text, last.end, percent.start) is not None
        if percent.start - last.end < (140 if pays else 100) and (pays or noun is None or noun[0] >= percent.end or noun[1] <= last.start or _PLAIN_WAY.fullmatch(text, last.end, noun[0]) or (last.start < 30 and _OPENS_WITH_GOODS.match(text))):
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


_BOUGHT = lexicon.Pattern(r"\b(?:buy(?:s|ing)?|bought|purchas(?:e|es|ed|ing)|(?:for|over)\s+(?:its|their)\s+imports)\s+(?:of\s+)?(?:[\w.’'-]+\s+){0,3}$")
_OPENS_WITH_GOODS = re.compile(r"(?:For|On)\s")  # "For potash from Canada, the rate falls to 10%"
_PLAIN_WAY = re.compile(r"[^,;:.()%]{0,45}")
_PAYS = lexicon.Pattern(r"\b(?:fac(?:e|es|ed|ing)|pay(?:s|ing)?|paid|subject\s+to|hit\s+with|charged|taxed|see|saw|carr(?:y|ies|ied)|attract\w*|bear|bore|borne|ow(?:e|es|ed|ing)|dutiable|enters?|entered)\b")


def _near(text: str, generic: Goods, named: Goods) -> bool:
    """Whether goods in general are only the head of the named goods: "imports of steel", "products such as cars"."""
    gap = text[generic.end : named.start]
    return len(gap) < 45 and re.fullmatch(r"\s*(?:of|such as|like|including|:|from|into|,)?\s*(?:[\w.’'-]+\s+){0,4}", gap) is not None and not re.search(r"\b(?:and|to|in)\b", gap)


# --- Parties -------------------------------------------------------------------------------------------

_WORLDWIDE = lexicon.Pattern(
    r"\b(?:all|most|nearly all|almost all|virtually all|every|any)\s+(?:other\s+|of\s+(?:its|the|our)\s+|its\s+|their\s+|our\s+|foreign\s+|imported\s+|the\s+|major\s+|American\s+|U\.S\.\s+)*(?:countr(?:y|ies)|nations?|(?:trading |trade )?partners|imports?|goods|imported\s+\w+|products|economies|foreign)\b"
    r"|\b(?:worldwide|across[\s-]the[\s-]board|everyone|everybody|everywhere|every country|rest of the world|all over the world|trading partners|dozens of|foreign\s+(?:metals?|goods|cars|vehicles|steel|alumini?um|products|imports|films|movies|trucks|made)|other countries|other nations|(?:all|most|other)(?:\s+other)?\s+origins|multiple countries|foreign[\s-]made|many countries|scores of)\b"
)
# Words that hint at everybody, unless a country is told to pay: "Britain goes on paying the 10% baseline".
_WORLD_HINT = lexicon.Pattern(r"\b(?:universal|global|(?<!in\sthe\s)world(?![’']s|\s+(?:trade|bank|war|order))|blanket|baseline)\b")
_IF = re.compile(r"\b(?:if|unless|until)\b", re.IGNORECASE)
_DEAL_WITH = re.compile(r"\b(?:deals?|agreements?|pacts?|accords?|agreed)\b[^.;]{0,70}\bwith\s+(?:countries\s+|partners\s+|nations\s+)?(?:such\s+as\s+|like\s+|including\s+)?(?:the\s+)?$", re.IGNORECASE)
_ACCEPTS = re.compile(r"\b(?:accept(?:s|ed|ing)?|while\s+paying)\s+(?:an?|the|that)?\s*(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
_SO_ARE = lexicon.Pattern(r"\bso\s+(?:is|are|do|does|did|has|have|will|were|was)\b")
_BOTH_PAY = re.compile(r"\s+(?:now\s+|still\s+|also\s+|currently\s+|had\s+|have\s+|had\s+been\s+)*(?:fac(?:e|ed|ing)|pay|paid|are\s+subject|were\s+subject|threatened|hit|told|warned)\b", re.IGNORECASE)
_ON_BOTH = lexicon.Pattern(r"\b(?:for|on|from|against)\s+$")
_WORLD_PAYS = lexicon.Pattern(r"\b(?:most|all|nearly all|almost all)\s+(?:other\s+)?(?:countries|nations|partners|trading partners)\b[^,;]{0,60}$|\bfrom\s+(?:most|all|nearly all|almost all|any)\s+(?:other\s+)?(?:countr(?:y|ies)|nations|partners)\b")
_EACH_OTHER = lexicon.Pattern(r"\beach\s+other(?:'s|’s)?|\bone\s+another(?:'s|’s)?|\bboth\s+(?:countries|sides|nations|governments)|\bthe\s+two\s+(?:countries|sides|nations|economies)|\b(?:will|would|to|are|have)\s+(?:each|both)\b|\bmutual(?:ly)?\b")


def _targets(sentence: Sentence, index: int, span: Span, imposers: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
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
    right = [g for g in _inside(sentence.groups, span.right) if g.role == TARGET]
    if right and noun and noun[1] <= percent.start:
        between = [g for g in _inside(sentence.groups, (max(noun[1], span.left[0]), percent.start)) if g.role == TARGET]
        if between:  # "raise tariffs on all Chinese goods by up to 60% would have repercussions for Europe"
            return between[-1].codes, "noun-on"
    if right:
        codes = list(right[0].codes)
        for further in right[1:]:
            if further.rule == right[0].rule and further.start - right[0].end < 60:
                codes += further.codes
        if codes and _SO_ARE.search(text, percent.end, right[0].start):  # "..., and so are those from Vietnam"
            codes = [code for g in _inside(sentence.groups, span.left) if g.role == TARGET for code in g.codes] + codes
        if codes:
            return tuple(dict.fromkeys(codes)), "right-" + right[0].rule
    left = [g for g in _inside(sentence.groups, span.left) if usable(g) and not set(g.codes) & set(imposers)]
    strong = [g for g in left if g.role == TARGET]
    if strong:
        return strong[-1].codes, "left-" + strong[-1].rule
    partners = [g for g in sentence.groups if g.rule == "aside" and g.codes and not set(g.codes) & set(imposers) and _DEAL_WITH.search(text, 0, g.start) and not _IF.search(text, percent.end, g.start)]
    if partners and not (left and any(g.rule != "aside" for g in left)) and not _inside(sentence.goods, span.right):
        return partners[-1].codes, "deal-with"  # "deals to lower the levies to 10% with countries such as the UK and Japan"
    if _WORLDWIDE.search(text, *span.right) or (noun is not None and _WORLDWIDE.search(text, max(0, percent.start - 30), noun[1] if noun[1] > percent.start else percent.start)):
        return ("WORLD",), "worldwide"
    if _WORLD_PAYS.search(text, *span.left):
        return ("WORLD",), "worldwide-pays"
    around = (max(0, percent.start - 30), max(span.right[1] if not (noun and noun[1] > percent.start) else noun[1], percent.end))
    payers = [g for g in left if g.mentions[-1].kind not in ("leader", "institution") and _PAYS.search(text, g.end, percent.start)]
    if not payers and _WORLD_HINT.search(text, *around):
        return ("WORLD",), "worldwide-hint"
    if payers:
        return payers[-1].codes, "left-pays"
    if noun and noun[1] <= percent.start and _WORLDWIDE.search(text, noun[0], percent.start):
        return ("WORLD",), "worldwide"
    return (), "none"


def _imposers(sentence: Sentence, index: int, span: Span) -> tuple[tuple[str, ...], str]:
    """Who levies a rate, and the rule."""
    percent = sentence.percents[index]
    into = [g for g in sentence.groups if g.rule == "into" and span.left[0] <= g.start and g.end <= span.right[1]]
    right = [g for g in _inside(sentence.groups, span.right) if g.role == IMPOSER and g.rule in ("into", "by", "collects", "modifies-tariff")]
    left = [g for g in _inside(sentence.groups, span.left) if g.role == IMPOSER and g.codes]
    noun = sentence.verdicts[index].noun
    inner = [g for g in sentence.groups if noun and percent.end <= g.start and g.end <= noun[0] and noun[0] - percent.end < 50 and g.codes]
    if inner and inner[-1].role == IMPOSER:  # "the 10-percent Chinese duty"
        return inner[-1].codes, "before-noun"
    if right and right[0].rule in ("into", "by", "collects"):
        return right[0].codes, "right-" + right[0].rule
    if left:
        return left[-1].codes, "left-" + left[-1].rule
    if into:
        return into[0].codes, "into"
    if right:
        return right[0].codes, "right-" + right[0].rule
    before = [g for g in sentence.groups if g.role == IMPOSER and g.end <= percent.start and g.codes]
    if before:
        return before[-1].codes, "sentence-" + before[-1].rule
    return (), "none"


# --- An article ----------------------------------------------------------------------------------------


def claims_in(title: str, body: str, spans: list[tuple[int, int]], published: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[int, Sentence]]:
    """Claims and rejected percentages of one article, as rows without ids, and the sentences read by their place.

    `spans` are the sentences of `title + "\\n\\n" + body`; offsets count in that text.
    """
    full = f"{title}\n\n{body}"
    if not _may_tell_rate(full):
        return [], [], {}
    forms = countries.forms(published or None)
    context = Context(published)
    rows: list[dict[str, Any]] = []
    rejected: list[dict[str, Any]] = []
    about_tariffs = 0
    sentences: list[Sentence] = []
    telling = lexicon.places("telling_words", full)
    # An article that keeps returning to tariffs need not repeat the word in every sentence.
    dense = sum(_TARIFF_WORD.match(full, at) is not None for at in telling) >= max(3, len(full) // 1300)
    for index, (start, end) in enumerate(spans):
        at = bisect.bisect_left(telling, start)
        if index and (at == len(telling) or telling[at] >= end):
            about_tariffs -= 1
            continue
        text = full[start:end]
        sentence = read_sentence(text, start, index, forms)
        sentences.append(sentence)
        if sentence.percents:
            parties = [(g.start, g.end) for g in sentence.groups if g.mentions[-1].kind not in ("leader", "institution")]
            sentence.verdicts = judge(text, sentence.percents, sentence.nouns, dense or about_tariffs > 0, dense, [g.start for g in sentence.goods], parties)
            sentence.near_tariffs = sentence.tariff or dense or about_tariffs > 0
        if sentence.tariff:
            about_tariffs = 4
        elif any(verdict.accepted for verdict in sentence.verdicts):
            about_tariffs = max(about_tariffs, 3)
        else:
            about_tariffs -= 1
        _note(context, sentence, index == 0)
    context.earlier = _Earlier(full, spans, forms, sentences)
    _settle(context, sentences)
    values = {s.percents[i].rate for s in sentences for i, verdict in enumerate(s.verdicts) if verdict.accepted and s.percents[i].rate}
    for sentence in sentences:
        if dense and sentence.percents:
            known(sentence.text, sentence.percents, sentence.verdicts, values)
        if sentence.near_tariffs:
            rejected += [_rejection(sentence, i, verdict) for i, verdict in enumerate(sentence.verdicts) if not verdict.accepted]
        sentence.rates = _parse(sentence, context.earlier)
        for rate in sentence.rates:
            context.pairs.update((imposer, target) for imposer in rate.imposers for target in rate.targets if imposer != target)
    for sentence in sentences:
        if _reread(sentence, context):
            sentence.rates = _parse(sentence, context.earlier)
        told, scenarios = _rows(sentence, context, sentences)
        rows += told
        rejected += scenarios
    _mark_lists(rows)
    tellings.spread(rows, full, spans, context.earlier.at, published)
    attributes.programmes_of_article(rows, full, published)
    claims = _joined(rows, context)[:MAX_CLAIMS]
    tellings.supersede(claims, published)
    tellings.struck_down(claims, [s.text for s in sentences], published)
    return claims, rejected, {sentence.index: sentence for sentence in sentences}


def _mark_lists(rows: list[dict[str, Any]]) -> None:
    """Mark rates as covering part of the goods where goods in general pay two of them from the same day.

    "China lowered its duties of 10% on American goods to 5%, and those of 5% to 2.5%" tells of lists: all goods cannot
    pay both. Rates of different programmes are layers, and a part and its sum are no lists either.
    """
    told: dict[tuple, list[dict[str, Any]]] = {}
    beside: dict[tuple, list[float]] = {}
    for row in rows:
        beside.setdefault((row["imposer"], row["target"], row["_sentence"]), []).append(row["rate_pct"])
    for row in rows:
        rates = beside[row["imposer"], row["target"], row["_sentence"]]
        if len(rates) > 2 and 2 * max(rates) == sum(rates) or _OF_WHICH.search(row["quote"]):
            continue  # "145 in total: 125 and 20", "30, and of that 20 is laid on over fentanyl"
        if row["product"] == "all" and len(row["effective_on"]) >= 7 and row["basis"] in ("level", "additional") and row["rate_max_pct"] is None:
            told.setdefault((row["imposer"], row["target"], row["effective_on"], row["programme"], row["_sentence"]), []).append(row)
    for same_day in told.values():
        if len({row["rate_pct"] for row in same_day}) > 1 and len({row["basis"] for row in same_day}) == 1:
            for row in same_day:
                row["coverage"] = "part" if row["coverage"] == "unknown" else row["coverage"]


_OF_WHICH = re.compile(r"\bof\s+(?:that|which|this|these)\b,?\s+(?:\w+\s+){0,2}(?:\d|half|a\s+(?:third|quarter)|part|the\s+rest)", re.IGNORECASE)


class _Earlier:
    """The up to three sentences before one, the nearest first, whether or not they speak of tariffs; read when asked for."""

    def __init__(self, full: str, spans: list[tuple[int, int]], forms: Any, read: list[Sentence]):
        self._full, self._spans, self._forms = full, spans, forms
        self._read = {sentence.index: sentence for sentence in read}

    def __call__(self, at: int) -> list[Sentence]:
        return [self.at(index) for index in range(at - 1, max(-1, at - 4), -1)]

    def at(self, index: int) -> Sentence:
        """The sentence at a place, read when asked for."""
        if index not in self._read:
            start, end = self._spans[index]
            self._read[index] = read_sentence(self._full[start:end], start, index, self._forms)
        return self._read[index]


def _note(context: Context, sentence: Sentence, is_title: bool) -> None:
    """Remember who is named with tariffs, for the sentences that do not say."""
    for group in sentence.groups:
        context.named.update(group.codes)
        if sentence.tariff or is_title or any(verdict.accepted for verdict in sentence.verdicts):
            if group.role == IMPOSER:
                for code in group.codes:
                    context.seen[code] += 1 if group.rule == "modifies-tariff" else 2
            elif group.rule in ("on", "from", "suffers", "charged", "name-tariff", "rate-beside"):
                context.as_target.update(group.codes)
        if is_title and group.codes:
            if group.role == IMPOSER and not context.title_imposer:
                context.title_imposer = group.codes[0]
            elif group.role != IMPOSER and group.rule != "aside":
                context.title_targets += group.codes


def _settle(context: Context, sentences: list[Sentence]) -> None:
    """Who the article is about: the imposer named most often with tariffs."""
    if context.seen:
        # Who is also spoken of as taxed counts for less; order of mention breaks ties.
        weight = {code: count - context.as_target[code] for code, count in context.seen.items()}
        context.imposer = max(weight, key=lambda code: weight[code])
    elif any("US" in group.codes for sentence in sentences for group in sentence.groups):
        context.imposer = "US"


_ANSWERS = lexicon.Pattern(r"\b(?:answer(?:s|ed|ing)?|repl(?:y|ies|ied|ying)|respond(?:s|ed|ing)?|retaliat\w+|hits? back|hitting back|strikes? back|struck back|counter(?:s|ed|ing)?)\b")
_REPLY = lexicon.Pattern(r"\b(?:retaliat\w+|counter|tit-for-tat|own|average|applied|MFN|most[\s-]favou?red)\b")


def _reread(sentence: Sentence, context: Context) -> bool:
    """Read "India's 50% tariff" as the tariff on India where the article speaks of India as taxed; True if anything changed.

    A possessive or an adjective before a tariff word is the imposer, unless somebody else is the imposer of the
    article, this country is never told to tax anybody in it, and no target follows.
    """
    changed = False
    for order, group in enumerate(sentence.groups):
        if group.rule != "modifies-tariff" or len(group.codes) != 1 or group.mentions[-1].kind in ("leader", "institution"):
            continue
        code = group.codes[0]
        taxes = any(imposer == code for imposer, _ in context.pairs)
        taxed = context.as_target[code] > context.seen[code] // 2
        if code == context.imposer or not context.imposer or (taxes and not taxed):
            continue
        noun = re.compile(r"tariff|dut|lev", re.IGNORECASE).search(sentence.text, group.end)
        between = sentence.text[group.end : noun.start() if noun else group.end]
        if _REPLY.search(between) or any(other.role == TARGET and other.codes != group.codes for other in sentence.groups[max(0, order - 1) : order + 2]):
            continue
        group.role, group.rule, changed = TARGET, "possessive-target", True
    return changed


def _scenario(sentence: Sentence, index: int, stage: str) -> str:
    """The rule that makes a rate a forecast or an illustration; empty for a claim."""
    if any(m.kind in ("leader", "institution", "capital") and m.note != "former" for g in sentence.groups for m in g.mentions if g.role == IMPOSER):
        return ""
    percent = sentence.percents[index]
    conditional = stage == "threatened"
    for hit in lexicon.scanner("scenarios").scan(sentence.text, sentence.words):
        if hit.rule["weight"] == "own" and (hit.start < percent.start or conditional):
            return hit.rule.id
        if hit.rule["weight"] == "with-if" and conditional:
            return hit.rule.id
    return ""


def _parse(sentence: Sentence, earlier: Callable[[int], list[Sentence]]) -> list[Rate]:
    """The tariff rates of a sentence with the parties and goods that it tells itself."""
    accepted = [i for i, verdict in enumerate(sentence.verdicts) if verdict.accepted and not sentence.percents[i].is_origin]
    spans = _spans(sentence, accepted)
    rates = []
    for index in accepted:
        imposers, imposer_rule = _imposers(sentence, index, spans[index])
        targets, target_rule = _targets(sentence, index, spans[index], imposers)
        goods, goods_rule = _products(sentence, index, spans[index])
        if goods and target_rule.startswith("right-") and _EXAMPLES.search(sentence.text, spans[index].right[0], _first_of(sentence, targets, spans[index])):
            targets, target_rule = ("WORLD",), "examples"  # "25% on steel from countries including China": a duty on everybody's
        rates.append(Rate(index, spans[index], imposers, imposer_rule, targets, target_rule, goods, goods_rule))
    _share(sentence, rates)
    _respectively(sentence, rates, earlier)
    return rates


_EXAMPLES = lexicon.Pattern(r"\b(?:countries|nations|partners|economies|places|suppliers|exporters)\s*,?\s*(?:including|such\s+as|like|among\s+them)\s+(?:the\s+)?$")


def _first_of(sentence: Sentence, codes: tuple[str, ...], span: Span) -> int:
    """Where the first of these parties is named to the right of a rate."""
    return next((g.start for g in _inside(sentence.groups, span.right) if set(g.codes) & set(codes)), span.right[1])


def _rows(sentence: Sentence, context: Context, sentences: list[Sentence]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The claims of one sentence, and the rates that turn out to be scenarios."""
    rows, scenarios = [], []
    before: dict[str, Any] | None = None
    _both_rates(sentence, context)
    told = context.told if context.told_at == sentence.index - 1 else {}
    same = told if _SO_DO.match(sentence.text) else {}
    for order, rate in enumerate(sentence.rates):
        facts = stages.facts(sentence, rate.index, rate.span, context.day, sentences)
        if told and told["rate_pct"] == sentence.percents[rate.index].rate and told["stage"] == facts["stage"] and _AS_WELL.search(sentence.text):
            facts.update({name: told[name] for name in ("effective_on", "programme") if not facts[name]})
        if same and facts["_stages"][0][2] in ("standing", "started"):
            facts.update({name: value for name, value in same.items() if name in _SAID_AGAIN and (not facts[name] or name in ("stage", "direction", "_stages", "_down"))})
        if before is not None and _BARE_LIST.fullmatch(_between(sentence, sentence.rates[order - 1].index, rate.index)):
            # "additional duties of 25, 20, 10 and 5 percent": what is said of the first holds for all.
            facts.update({name: before[name] for name in ("basis", "stage", "direction", "_stages", "announced_on", "effective_on", "ends_on")})
            first = sentence.rates[order - 1]
            for row in rows:
                if row["rate_pct"] == sentence.percents[first.index].rate and row["trade_value_usd_bn"] is None:
                    row["trade_value_usd_bn"] = facts["trade_value_usd_bn"]
            summed = round(sentence.percents[first.index].rate + sentence.percents[rate.index].rate, 4)
            layers = any(percent.rate == summed for percent in sentence.percents)  # "145 in total: 125 and 20"
            if not rate.goods and not first.goods and rate.targets == first.targets and facts["coverage"] == "unknown" and not layers:
                facts["coverage"] = "part"  # two rates at once: lists of goods
                for row in rows:
                    if row["rate_pct"] == sentence.percents[first.index].rate and row["coverage"] == "unknown":
                        row["coverage"] = "part"
        elif before is not None and facts["_stages"][0][2] == "standing" and before["_stages"][0][2] != "standing" and _next_of_list(sentence, sentence.rates[order - 1], rate):
            facts.update({name: before[name] for name in ("stage", "direction", "_stages")})
        before = facts.copy()
        context.told = {name: facts[name] for name in _SAID_AGAIN} | {"rate_pct": sentence.percents[rate.index].rate, "programme": facts["programme"]}
        context.told_at = sentence.index
        scenario = _scenario(sentence, rate.index, facts["stage"]) if facts["basis"] != "average" else ""  # averages are estimates by nature
        if scenario:
            scenarios.append(_rejection(sentence, rate.index, Verdict(False, scenario, "a forecast, an estimate or an illustration")))
            continue
        worded_zero = sentence.verdicts[rate.index].rule == "worded" and sentence.percents[rate.index].rate == 0
        if worded_zero and _FREE_BEFORE.search(sentence.text[: sentence.percents[rate.index].start]):
            for row in rows:  # "25% on imports that previously entered duty-free"
                row["previous_pct"] = 0.0 if row["previous_pct"] is None else row["previous_pct"]
            scenarios.append(_rejection(sentence, rate.index, Verdict(False, "duty-free-before", "the rate that another one moves from")))
            continue
        if worded_zero and (facts["stage"] in ("ended", "suspended") or _ENDS_FREE.search(sentence.text[: sentence.percents[rate.index].start])):
            scenarios.append(_rejection(sentence, rate.index, Verdict(False, "duty-free-ends", "a duty-free treatment told only as ending is an event")))
            continue
        pairs, pair_rule = _pairs(sentence, rate, context, sentences, facts)
        treated = _TREATMENT.match(sentence.text, sentence.percents[rate.index].end) if worded_zero else None
        if treated and (all(target == "WORLD" for _, target in pairs) or _MANY.search(sentence.text, treated.end(), treated.end() + 90)):
            scenarios.append(_rejection(sentence, rate.index, Verdict(False, "duty-free-treatment", "a treatment of partners that are not named is an event")))
            continue
        context.last_pairs, context.last_rule = pairs, pair_rule
        context.told_pairs += [(sentence.index, pair) for pair in pairs if pair[0]]
        products = list(dict.fromkeys(item.product for item in rate.goods)) or ["all"]
        product_text = "; ".join(sentence.text[item.start : item.end] for item in rate.goods)
        rules = [
            f"rate={sentence.verdicts[rate.index].rule}", f"imposer={rate.imposer_rule}", f"target={rate.target_rule}", f"pair={pair_rule}",
            f"product={rate.goods_rule}", *facts.pop("rules"),
        ]  # fmt: skip
        for imposer, target in pairs:
            for product in products:
                rows.append(_row(sentence, rate.index, imposer, target, product, product_text, rules, facts, pair_rule.startswith("context") and not pair_rule.startswith("context-it")))
    return rows, scenarios


# "The ceilings for the EU lapse. So do the duties of 35% on Canada": the second sentence says the same of other rates.
_SO_DO = re.compile(r"So\s+(?:do|does|did|are|is|was|were|will|would|has|have|had)\b")
_AS_WELL = re.compile(r"\b(?:as\s+well(?!\s+as)|too|likewise|the\s+same)\b")
_SAID_AGAIN = ("stage", "direction", "_stages", "_down", "end_reason", "announced_on", "effective_on", "ends_on")
_BARE_LIST = re.compile(r"\s*(?:,|,?\s*(?:and|or)\s)\s*")


_MANY = re.compile(r"\b(?:countries|economies|nations|members|LDCs|tariff\s+lines)\b")
_TREATMENT = phrase("free-treatment")
_FREE_BEFORE = phrase("free-before")
_ENDS_FREE = phrase("ends-duty-free")


def _next_of_list(sentence: Sentence, first: Rate, second: Rate) -> bool:
    """Whether only another party stands between two rates: "India was at 27%, Bangladesh 37% and Pakistan 30%"."""
    begin, end = sentence.percents[first.index].end, sentence.percents[second.index].start
    parties = [g for g in sentence.groups if begin <= g.start and g.end <= end]
    return len(parties) == 1 and _BARE_LIST.fullmatch(sentence.text[begin : parties[0].start]) is not None and not sentence.text[parties[0].end : end].strip(" :=-–—('’s")


def _between(sentence: Sentence, first: int, second: int) -> str:
    first, second = sorted((first, second))
    return sentence.text[sentence.percents[first].end : sentence.percents[second].start]


def _share(sentence: Sentence, rates: list[Rate]) -> None:
    """Rates of one list share the target or the goods that only one of them names."""
    for order, rate in enumerate(rates):
        if not rate.targets:
            later = [other for other in rates[order + 1 :] if other.targets]
            earlier = [other for other in rates[:order] if other.targets]
            for other in later[:1] + earlier[-1:]:
                gap = _between(sentence, rate.index, other.index)
                if rate.goods and rate.goods_rule == "right" and other in earlier and not other.goods and _own_nouns(sentence, rate, other):
                    continue  # "a 10% levy on Chinese goods and 25% duties on steel": each has its own object
                if len(gap) < 90 and not _CUT_LEFT.search(gap):
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
                if other.goods and re.fullmatch(r"[\s,]*(?:and|or|to|then|,)*\s*(?:then|later|an?|additional|another|\s)*", _between(sentence, rate.index, other.index)):
                    rate.goods, rate.goods_rule = other.goods, "shared"
                    break


_BOTH_RATES = lexicon.Pattern(r"\b(?:both|the\s+two)\s+(?:rates?|tariffs|duties|levies|sides|countries|governments)\b|\bthey\b")


def _both_rates(sentence: Sentence, context: Context) -> None:
    """Distribute "both rates were cut to 30% and 10% respectively" over the two pairs told before, in their order."""
    if "respectively" not in sentence.text.lower():
        return
    both = _BOTH_RATES.search(sentence.text)
    rates = [rate for rate in sentence.rates if both and sentence.percents[rate.index].start > both.end()]
    if len(rates) != 2 or any(rate.targets for rate in rates if rate.target_rule != "shared"):
        return
    here = [pair for rate in sentence.rates if rate not in rates for pair in zip(rate.imposers, rate.targets, strict=False)]
    for reach in (1, 2):
        pairs = list(dict.fromkeys([pair for index, pair in context.told_pairs if 0 < sentence.index - index <= reach] + here))
        if len(pairs) == 2:
            break
    if len(pairs) == 2 and pairs[0] == pairs[1][::-1]:
        for rate, (imposer, target) in zip(rates, pairs, strict=True):
            rate.imposers, rate.targets, rate.imposer_rule, rate.target_rule = (imposer,), (target,), "respectively-both", "respectively-both"


_THE_COUNTRY = re.compile(r"\b(?:from|of)\s+(?:the|that)\s+(?:country|nation|bloc|island)\b", re.IGNORECASE)


def _own_nouns(sentence: Sentence, rate: Rate, other: Rate) -> bool:
    """Whether two rates are governed by a tariff word each, and the first does not speak of the partner of the other."""
    if sentence.verdicts[rate.index].rule == "worded" or _THE_COUNTRY.search(sentence.text, *rate.span.right):
        return False  # "15% on imports from Taiwan and zero tariff on chips", "25% on pork from the country"
    nouns = sentence.verdicts[rate.index].noun, sentence.verdicts[other.index].noun
    return None not in nouns and nouns[0] != nouns[1]


def _in_order(sentence: Sentence, rates: list[Rate]) -> None:
    """Give each rate its goods in order, where as many goods as rates are named."""
    named = [item for item in sentence.goods if not item.generic]
    if len(named) == len(rates):
        for rate, item in zip(rates, named, strict=True):
            rate.goods, rate.goods_rule = [item], "respectively"


_FOR_THOSE = re.compile(r"\s+(?:for|on|to)\s+those\b", re.IGNORECASE)
_CONTRASTS = re.compile(r"(?:When|While|Whereas|Although|Though|As)\s")


def _respectively(sentence: Sentence, rates: list[Rate], earlier: Callable[[int], list[Sentence]]) -> None:
    """Distribute "10% and 25% on Canada and Mexico, respectively" in order."""
    if len(rates) < 2:
        return
    if "respectively" not in sentence.text.lower():
        noun = sentence.verdicts[rates[-1].index].noun
        if len(rates) == 2 and _between(sentence, rates[0].index, rates[1].index).strip() == "and" and noun and noun[0] >= sentence.percents[rates[1].index].end:
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


def _pairs(sentence: Sentence, rate: Rate, context: Context, sentences: list[Sentence], facts: dict[str, Any]) -> tuple[list[tuple[str, str]], str]:
    """Imposer and target of every row of a rate; what the sentence does not tell comes from the article."""
    text, percent, rule = sentence.text, sentence.percents[rate.index], "sentence"
    imposers, targets = rate.imposers, rate.targets
    mutual = next((m for m in _EACH_OTHER.finditer(text) if not _CUT_LEFT.search(text, *sorted((min(m.end(), percent.end), max(m.start(), percent.start))))), None)
    explicit = mutual is not None and mutual.group().lower().startswith(("each other", "one another"))
    if explicit or (mutual and not targets and not rate.goods and not rate.imposers):
        both = _two_parties(sentence, context)
        if both and (_BOTH_PAY.match(text, mutual.end()) or (not explicit and _ON_BOTH.search(text[: mutual.start()]))):
            taxed = (g.codes for other in (sentence, *context.earlier(sentence.index)) for g in other.groups if g.role == TARGET and len(g.codes) == 2)
            targets, rule = next(taxed, both), "both-pay"  # "both countries now face 20%", "for both countries it is 10%": a third one levies it
        elif both:
            return [(both[0], both[1]), (both[1], both[0])], "each-other"
    if not targets and not imposers and not sentence.groups and _THAT_TOO.match(text) and context.told_pairs and context.told_pairs[-1][0] == sentence.index - 1:
        return [context.told_pairs[-1][1]], "context-it"
    if facts["basis"] == "average" and rate.target_rule == "respectively" and not any(g.role == TARGET and set(g.codes) & set(targets) for g in sentence.groups):
        return [(code, "WORLD") for code in targets], "average-of"  # "they have average tariff rates of 11.4% and 7.5%, respectively"
    if facts["basis"] == "average" and not targets:
        owner = [g for g in sentence.groups if g.end <= percent.start and g.codes and (g.role == IMPOSER or g.rule == "")]
        if owner and all(context.as_target[code] > context.seen[code] for code in owner[-1].codes) and context.imposer not in owner[-1].codes:
            targets, rule = owner[-1].codes, "average-on"  # the article is about the duties on this country
        elif owner:
            return [(code, "WORLD") for code in owner[-1].codes], "average-of"
    if facts["basis"] == "average" and not targets:
        targets, rule = ("WORLD",), "average-world"
    if not targets and not imposers and rate.index and context.told_pairs and context.told_pairs[-1][0] == sentence.index:
        before = sentence.percents[max(other.index for other in sentence.rates if other.index < rate.index)]
        if not any(before.end <= g.start < percent.start for g in sentence.groups):
            return context.last_pairs, "context-beside" if context.last_rule.startswith("context") else "sentence-beside"  # "with some tariffs reaching 20% and total levies exceeding 70%"
    if not targets and not imposers and facts["programme"] == "section_122":
        targets, rule = ("WORLD",), "programme-world"  # by its law it is on everybody
    if not targets and percent.rate_max is not None and _RANGES.search(text[: percent.start]) and not any(g.role == TARGET for g in sentence.groups):
        targets, rule = ("WORLD",), "ranges"  # "these tariffs, which range from 11% to 50%"
    if not targets:
        targets, rule = _context_targets(sentence, rate, context, sentences)
    if not imposers:
        imposers, rule = _context_imposers(sentence, targets, context, facts["programme"]), rule + "+context-imposer"
    elif set(targets) == set(imposers) and len(targets) == 1:
        if rate.imposer_rule.startswith("sentence"):
            # The imposer was only the nearest one of the sentence: here it is the one taxed.
            imposers, rule = _context_imposers(sentence, targets, context, facts["programme"]), rule + "+context-imposer"
        elif _ANSWERS.search(text, *rate.span.left):
            # "104% on China takes effect, Beijing answers with 84%": the answer goes to whoever taxes the one that answers.
            targets, rule = _context_imposers(sentence, targets, context, facts["programme"]), "answer"
        else:
            # "Trump imposed 25% on all US imports of steel": the imposer's own imports are those of the world.
            targets, rule = ("WORLD",), "own-imports"
    if not imposers and targets == (context.imposer,):
        imposers, targets, rule = targets, ("WORLD",), "own-goods"  # nobody in the article taxes them: "to use more U.S. steel"
    out = []
    for target in targets:
        for imposer in imposers or ("",):
            if imposer == target:
                imposer = next(iter(_context_imposers(sentence, (target,), context, facts["programme"])), "")
            if (imposer, target) not in out and imposer != target:
                out.append((imposer, target))
    return out, rule


def _two_parties(sentence: Sentence, context: Context) -> tuple[str, str] | None:
    """The two parties that "each other" and "both sides" stand for: those of the sentence, else of the ones before it."""
    codes = list(dict.fromkeys(code for group in sentence.groups for code in group.codes))
    for other in context.earlier(sentence.index):
        if len(codes) >= 2:
            break
        codes += [code for group in other.groups for code in group.codes if code not in codes]
    return (codes[0], codes[1]) if len(codes) >= 2 else None


def _context_targets(sentence: Sentence, rate: Rate, context: Context, sentences: list[Sentence]) -> tuple[tuple[str, ...], str]:
    """Whose goods pay, where the rate's own words do not tell: the clause, the goods, the sentences before, the headline."""
    percent = sentence.percents[rate.index]
    known = set(rate.imposers) or {context.imposer}
    bounds = stages.clause(sentence.text, percent.start, percent.end)
    loose = [g for g in _inside(sentence.groups, bounds) if g.role == TARGET and g.codes and not set(g.codes) & known]
    if rate.goods_rule == "right":  # "a 10% levy on Chinese goods and 25% duties on steel": what stands with another rate is that one's
        apart = [other for other in sentence.rates if other is not rate and not other.goods and _own_nouns(sentence, rate, other)]
        loose = [g for g in loose if not any(other.span.right[0] <= g.start < other.span.right[1] for other in apart)]
    if loose and not (rate.goods and loose[0].start > rate.span.right[1]):
        return loose[0].codes, "loose-target"
    if rate.goods:
        if not any(g.codes for g in sentence.groups):
            # Nobody is named: the list of goods goes on with the pair of the sentences before.
            for other in context.earlier(sentence.index):
                taxed = [g for g in other.groups if g.role == TARGET and g.codes]
                if taxed and any(g.role == IMPOSER and not set(g.codes) & set(taxed[-1].codes) for g in other.groups):
                    return taxed[-1].codes, "context-pair"
        # A product duty that names nobody hits everybody, unless its imposer only ever taxes one partner here.
        only = {target for imposer, target in context.pairs if imposer in rate.imposers}
        if len(only) == 1 and _REPLY.search(sentence.text):
            return (only.pop(),), "context-reply"
        return ("WORLD",), "product-world"
    left = [g for g in _inside(sentence.groups, rate.span.left) if g.role == "" and g.rule != "aside" and g.codes and not set(g.codes) & known]
    if left:
        return left[-1].codes, "left-party"
    its_rate = _ITS_RATE.match(sentence.text) is not None
    if its_rate or _IT_PAYS.search(sentence.text):
        for other in context.earlier(sentence.index)[:1]:
            named = [g for g in other.groups if g.codes]
            if len(named) == 1 and named[0].role != IMPOSER and not set(named[0].codes) & known:
                if its_rate and not all(context.as_target[code] for code in named[0].codes):
                    continue
                return named[0].codes, "context-it"  # "Brazil fares worst. ... the 25 percent that it has paid"
    told = {
        other.targets for s in sentences for other in s.rates
        if other.targets and s.percents[other.index].rate == percent.rate and other is not rate and not set(other.targets) & known
    }  # fmt: skip
    if len(told) == 1:
        return next(iter(told)), "context-same-rate"
    unknown = [g for g in sentence.groups if g.role == "" and g.rule != "aside" and len(g.codes) == 1 and not set(g.codes) & known]
    if unknown:
        return unknown[0].codes, "loose-party"
    if not rate.imposers and _IT_MOVES.match(sentence.text):
        taxed = [g for other in context.earlier(sentence.index)[:1] for g in other.groups if g.role == TARGET and g.codes]
        if taxed:
            return taxed[-1].codes, "context-it"  # "10% on everything made in China. It was raised to 20%"
    beside = [other for other in sentence.rates if other.targets and other is not rate and not set(other.targets) & known]
    if beside:
        nearest = min(beside, key=lambda other: abs(sentence.percents[other.index].start - percent.start))
        return nearest.targets, "sentence-rate"
    for other in reversed([s for s in sentences if s.index < sentence.index and sentence.index - s.index <= 3]):
        rated = [r for r in other.rates if r.targets and not set(r.targets) & known and (not rate.imposers or not r.imposers or set(r.imposers) & set(rate.imposers))]
        if rated:
            return rated[-1].targets, "context-rate"
        named = [g for g in other.groups if g.role == TARGET and g.codes and not set(g.codes) & known]
        if named:
            return named[-1].codes, "context-sentence"
        if other.index and _WORLDWIDE.search(other.text) and other.tariff:
            return ("WORLD",), "context-sentence-world"
    titled = tuple(code for code in context.title_targets if code not in known)
    if titled:
        return titled[:4], "context-title"
    return ("WORLD",), "context-world"


_IT_PAYS = lexicon.Pattern(r"\b(?:it|they)\s+(?:now\s+|already\s+|had\s+|has\s+|have\s+|also\s+|would\s+|will\s+){0,3}(?:pay|pays|paid|face|faces|faced|been\s+charged|is\s+charged|are\s+charged|bear|bears|borne)\b")
_RANGES = re.compile(r"\b(?:tariffs|duties|levies|rates)\b[^.;]{0,30}\brang(?:e|es|ed|ing)\b[^.;%]{0,20}$", re.IGNORECASE)
_THAT_TOO = re.compile(r"(?:That|It|This)\b")
_ITS_RATE = re.compile(r"(?:Its|Their)\s+(?:\w+\s+){0,3}(?:rates?|tariffs?|dut(?:y|ies)|lev(?:y|ies)|totals?)\b")
_IT_LEVIES = re.compile(r"\b(?:it|they)\s+(?:has|have|had|also|now|then|will|would|\s)*(?:charge[sd]?|impose[sd]?|lev(?:y|ies|ied)|collect(?:s|ed)|tax(?:es|ed)|put|introduce[sd]|raise[sd])\b", re.IGNORECASE)
_IT_MOVES = re.compile(r"(?:It|This|That|The\s+(?:rate|duty|tariff|levy))\s+(?:(?:was|has\s+been|had\s+been|is)\s+(?:\w+\s+)?(?:raised|lifted|increased|doubled|cut|lowered|reduced|halved)|rose|went|fell|dropped)\b")
_PRONOUN = re.compile(r"(?:^|[,;]\s|\b(?:and|that|when|while|as|what)\s)(?:it|its|they|their)\b(?![’'](?:re|s)\b)", re.IGNORECASE)


def _context_imposers(sentence: Sentence, targets: tuple[str, ...], context: Context, programme: str) -> tuple[str, ...]:
    """Who levies, where the rate's own words do not tell.

    In this order: another imposer of the sentence; whose law a named programme is; who taxes this target elsewhere
    in the article; for "it" and "its" the party before; who the article is about; anybody else it names.
    """

    def told(groups: list[Group]) -> list[Group]:
        return [g for g in groups if g.role == IMPOSER and g.codes and not set(g.codes) & set(targets)]

    if told(sentence.groups):
        return told(sentence.groups)[0].codes[:1]
    # The programme of the rate, else one that another rate of the sentence is told under.
    owner = next((rule["law_of"] for rule in lexicon.rules("programmes") if rule["law_of"] and (rule["programme"] == programme or (not programme and rule.regex.search(sentence.text)))), "")
    if owner and owner not in targets:
        return (owner,)
    before = context.earlier(sentence.index)
    for other in before[:1]:
        topic = other.groups[0] if len(other.groups) == 1 and len(other.groups[0].codes) == 1 and not set(other.groups[0].codes) & set(targets) else None
        if topic and other.text.strip(" .:\n") == other.text[topic.start : topic.end]:
            return topic.codes  # "Mexico." as a heading: the duties that follow are its own
    if _PRONOUN.search(sentence.text) or _IT_LEVIES.search(sentence.text):
        for other in before[:1]:
            if told(other.groups):
                return told(other.groups)[0].codes[:1]
            opens = [g for g in other.groups if g.start < 30 and g.role == "" and g.rule != "aside" and len(g.codes) == 1 and not set(g.codes) & set(targets)]
            if opens and _IT_LEVIES.search(sentence.text):
                return opens[0].codes  # "Mexico has become more severe. Since January it has charged duties of 5 to 50%"
    taxers = Counter({imposer: count for (imposer, target), count in context.pairs.items() if target in targets and imposer not in targets})
    if taxers:
        return (taxers.most_common(1)[0][0],)
    breadth = Counter(imposer for imposer, target in context.pairs if imposer not in targets)  # how many partners each one taxes
    if breadth and breadth.most_common(1)[0][1] > 2 * breadth[context.imposer]:
        return (breadth.most_common(1)[0][0],)
    # Nine in ten tariff stories have the United States as imposer: named at all, it goes before a party named a little more often.
    if "US" not in targets and "US" in context.named and (context.seen["US"] + 1) * 3 >= context.seen[context.imposer]:
        return ("US",)
    if context.imposer and context.imposer not in targets:
        return (context.imposer,)
    for other in before:
        if told(other.groups):
            return told(other.groups)[0].codes[:1]
    loose = [g for g in sentence.groups if g.role == "" and len(g.codes) == 1 and not set(g.codes) & set(targets)]
    if loose:
        return loose[0].codes
    for other in before:
        for group in other.groups:
            if group.role != TARGET and len(group.codes) == 1 and not set(group.codes) & set(targets):
                return group.codes
    if context.title_imposer and context.title_imposer not in targets:
        return (context.title_imposer,)
    others = [code for code, _ in context.seen.most_common() if code not in targets] + [code for code in context.title_targets if code not in targets]
    if others:
        return (others[0],)
    return ("US",) if "US" not in targets else ()


# --- Rows ----------------------------------------------------------------------------------------------


def _quote(sentence: Sentence, percent: Percent) -> tuple[str, int, int]:
    """The sentence, or the stretch of it around the rate where it is long, with its offsets."""
    text = sentence.text
    if len(text) <= MAX_QUOTE:
        return text, sentence.start, sentence.start + len(text)
    begin, end = 0, len(text)
    cuts = [0, *(match.end() for match in re.finditer(r"[;:]\s+|,\s+|\s[–—-]{1,2}\s", text)), len(text)]
    before = [cut for cut in cuts if cut <= percent.start and percent.end - cut < MAX_QUOTE * 2 // 3]
    begin = before[0] if before else max(0, text.rfind(" ", 0, max(1, percent.start - 150)) + 1)
    after = [cut for cut in cuts if cut >= percent.end and cut - begin <= MAX_QUOTE]
    end = after[-1] if after else min(len(text), begin + MAX_QUOTE)
    if not after and end < len(text):
        end = max(percent.end, text.rfind(" ", percent.end, end) if " " in text[percent.end : end] else end)
    while end > percent.end and text[end - 1] in " ,;:–—-":
        end -= 1
    return text[begin:end], sentence.start + begin, sentence.start + end


def _row(sentence, index, imposer, target, product, product_text, rules, facts, inherited) -> dict[str, Any]:
    percent = sentence.percents[index]
    quote, start, end = _quote(sentence, percent)
    row = {
        "imposer": imposer, "target": target, "product": product,
        "rate_pct": percent.rate, "rate_max_pct": percent.rate_max, "qualifier": percent.qualifier,
        "previous_pct": percent.origin, "quote": quote, "start": start, "end": end,
        "rules": ";".join(rules), "product_text": product_text,
        "_sentence": sentence.index, "_inherited": inherited, "_day": "",
    }  # fmt: skip
    row.update(facts)
    row["_stages"] = list(facts["_stages"])
    return row


def _rejection(sentence: Sentence, index: int, verdict: Verdict) -> dict[str, Any]:
    percent = sentence.percents[index]
    quote, start, end = _quote(sentence, percent)
    return {
        "rate_text": sentence.text[percent.start : percent.end], "rate_pct": percent.rate, "reason": verdict.reason, "rule": verdict.rule,
        "quote": quote, "start": start, "end": end,
    }  # fmt: skip


_RANK = {"suspended": 5, "ended": 4, "in_force": 3, "announced": 2, "threatened": 1}


def _joined(rows: list[dict[str, Any]], context: Context) -> list[dict[str, Any]]:
    """One row for each fact: a fact told again fills what the first telling left open."""
    kept: list[dict[str, Any]] = []
    by_key: dict[tuple, list[dict[str, Any]]] = {}
    told = {(row["rate_pct"], row["rate_max_pct"]) for row in rows if not row["_inherited"]}
    for row in rows:
        if row["_inherited"] and (row["rate_pct"], row["rate_max_pct"]) in told:
            # The rate is told elsewhere with its own countries; this telling adds only dates.
            others = [other for other in rows if not other["_inherited"] and (other["rate_pct"], other["rate_max_pct"]) == (row["rate_pct"], row["rate_max_pct"])]
            if len({(other["imposer"], other["product"]) for other in others}) == 1:
                same = [other for other in others if other["target"] == row["target"]] or others
                for other in same:
                    if other["product"] == row["product"] and other["stage"] == row["stage"]:
                        _fill(other, row)
            continue
        group = "size" if row["basis"] in ("increment", "average") else "rate"
        key = (row["imposer"], row["target"], row["product"], row["rate_pct"], row["rate_max_pct"], row["basis"] if group == "size" else group)
        first = next((other for other in by_key.get(key, ()) if _one_measure(other, row)), None)
        if first is None:
            by_key.setdefault(key, []).append(row)
            kept.append(row)
        else:
            _fill(first, row)
            if row["basis"] == "additional":
                first["basis"] = "additional"
            first["_stages"] += row["_stages"]
    for row in kept:
        row["_day"] = context.day
        tellings.settle(row)
        for name in [name for name in row if name.startswith("_")]:
            del row[name]
    return kept


def _one_measure(first: dict[str, Any], again: dict[str, Any]) -> bool:
    """Whether two tellings of one rate can be of one measure.

    A list of another size or another programme is another measure, and so is an added duty that was given up beside
    the level that stands: "an additional 10% was threatened and withdrawn; British goods pay 10%".
    """
    if {first["stage"], again["stage"]} == {"ended", "in_force"} and first["basis"] != again["basis"]:
        return False
    starts = first["effective_on"], again["effective_on"]
    other = any(first[name] != again[name] for name in ("basis", "stage", "trade_value_usd_bn"))
    if other and starts[0] != starts[1] and all(len(start) == 10 for start in starts):
        return False  # "India starts at 25% today; another 25% comes on top on August 27"
    return all(first[name] == again[name] or not first[name] or not again[name] for name in ("trade_value_usd_bn", "programme"))


def _fill(first: dict[str, Any], again: dict[str, Any]) -> None:
    for name in ("previous_pct", "programme", "trade_value_usd_bn", "announced_on", "effective_on", "ends_on", "qualifier"):
        if first.get(name) in ("", None) and again.get(name) not in ("", None):
            first[name] = again[name]
    for name in ("announced_on", "effective_on", "ends_on"):  # "in July" told again as July 24
        if len(again[name]) > len(first[name]) and again[name].startswith(first[name]):
            first[name] = again[name]
