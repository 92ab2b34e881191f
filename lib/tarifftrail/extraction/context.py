"""Who levies and who pays where a sentence does not tell: what the article has told so far.

In this order: the rest of the sentence, the sentences before, the headline, and whom the article names most.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tarifftrail import lexicon
from tarifftrail.extraction import stage as stages
from tarifftrail.extraction.parties import IMPOSER, TARGET, Group
from tarifftrail.extraction.phrases import phrase
from tarifftrail.extraction.rate_parties import WORLDWIDE, own_nouns
from tarifftrail.extraction.sentence import CUT_LEFT, Rate, Sentence, inside, read_sentence, unquoted


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
    lead: Callable[[int], Iterator[Sentence]] = field(default=lambda at: iter(()))
    told: dict[str, Any] = field(default_factory=dict)  # stage and dates of the last rate, and of which sentence it was
    told_at: int = -1
    last_pairs: list[tuple[str, str]] = field(default_factory=list)  # of the rate before, and the rule that gave them
    last_rule: str = ""
    told_pairs: list[tuple[int, tuple[str, str]]] = field(default_factory=list)  # in the order of the text, with their sentence


class Earlier:
    """The up to three sentences before one, the nearest first, whether or not they speak of tariffs; read when asked for."""

    def __init__(self, full: str, spans: list[tuple[int, int]], forms: Any, read: list[Sentence]):
        self._full, self._spans, self._forms = full, spans, forms
        self._read = {sentence.index: sentence for sentence in read}

    def __call__(self, at: int) -> list[Sentence]:
        return [self.at(index) for index in range(at - 1, max(-1, at - 4), -1)]

    def lead(self, at: int) -> Iterator[Sentence]:
        """The up to ten sentences before one, the nearest first: where the items of a list find the words that open it."""
        return (self.at(index) for index in range(at - 1, max(-1, at - 11), -1))

    def at(self, index: int) -> Sentence:
        """The sentence at a place, read when asked for."""
        if index not in self._read:
            start, end = self._spans[index]
            self._read[index] = read_sentence(unquoted(self._full[start:end]), start, index, self._forms)
        return self._read[index]


def note(context: Context, sentence: Sentence, is_title: bool) -> None:
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


def settle(context: Context, sentences: list[Sentence]) -> None:
    """Who the article is about: the imposer named most often with tariffs."""
    if context.seen:
        # Who is also spoken of as taxed counts for less; order of mention breaks ties.
        weight = {code: count - context.as_target[code] for code, count in context.seen.items()}
        context.imposer = max(weight, key=lambda code: weight[code])
    elif any("US" in group.codes for sentence in sentences for group in sentence.groups):
        context.imposer = "US"


_ANSWERS = phrase("answers")
_REPLY = phrase("replying-or-usual")


def reread(sentence: Sentence, context: Context) -> bool:
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


_BOTH_RATES = phrase("both-rates")


def both_rates(sentence: Sentence, context: Context) -> None:
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


_BOTH_PAY = phrase("both-pay")
_BOTH_LEVY = phrase("both-levy")
_ON_BOTH = phrase("on-both")
_EACH_OTHER = phrase("each-other")


def pairs_of(sentence: Sentence, rate: Rate, context: Context, sentences: list[Sentence], facts: dict[str, Any]) -> tuple[list[tuple[str, str]], str]:
    """Imposer and target of every row of a rate; what the sentence does not tell comes from the article."""
    text, percent, rule = sentence.text, sentence.percents[rate.index], "sentence"
    imposers, targets = rate.imposers, rate.targets
    mutual = next((m for m in _EACH_OTHER.finditer(text) if not CUT_LEFT.search(text, *sorted((min(m.end(), percent.end), max(m.start(), percent.start))))), None)
    explicit = mutual is not None and mutual.group().lower().startswith(("each other", "one another"))
    if explicit or (mutual and not targets and not rate.goods and len(rate.imposers) in (0, 2)):
        both = _two_parties(sentence, context)
        if both and (_BOTH_PAY.match(text, mutual.end()) or (not explicit and _ON_BOTH.search(text[: mutual.start()]))):
            taxed = (g.codes for other in (sentence, *context.earlier(sentence.index)) for g in other.groups if g.role == TARGET and len(g.codes) == 2)
            targets, rule = next(taxed, both), "both-pay"  # "both countries now face 20%", "for both countries it is 10%": a third one levies it
        elif both:
            after = [item for item in sentence.goods if explicit and not item.generic and 0 <= item.start - mutual.end() < 25]
            if after and not rate.goods:
                rate.goods, rate.goods_rule = after, "each-other"  # "on each other's cars"
            if rate.imposer_rule == "respectively" and len(rate.imposers) == 1 and rate.imposers[0] in both:
                other = next(code for code in both if code != rate.imposers[0])
                return [(rate.imposers[0], other)], "each-other"
            return [(both[0], both[1]), (both[1], both[0])], "each-other"
    if mutual and not explicit and targets and not rate.imposers and _BOTH_LEVY.match(text, mutual.end()):
        both = _two_parties(sentence, context, targets)
        if both:
            imposers = both  # "both countries will apply a 10% duty to clothing from China"
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
    two = len(imposers) == 2 and rate.imposer_rule.startswith("sentence-")  # "each lower tariffs by 115% while retaining 10%"
    if not targets and (not imposers or two) and rate.index and context.told_pairs and context.told_pairs[-1][0] == sentence.index:
        before = sentence.percents[max(other.index for other in sentence.rates if other.index < rate.index)]
        if not any(before.end <= g.start < percent.start for g in sentence.groups):
            return context.last_pairs, "context-beside" if context.last_rule.startswith("context") else "sentence-beside"  # "with some tariffs reaching 20% and total levies exceeding 70%"
    if not targets and not imposers and facts["programme"] == "section_122":
        targets, rule = ("WORLD",), "programme-world"  # by its law it is on everybody
    if not targets and percent.rate_max is not None and (_RANGES.search(text[: percent.start]) or _RANGE.match(text, percent.end)) and not any(g.role == TARGET for g in sentence.groups):
        targets, rule = ("WORLD",), "ranges"  # "these tariffs, which range from 11% to 50%"
    if not targets and "CA" not in imposers and _NORTH_AMERICAN.search(text):
        targets, rule = ("CA", "MX"), "pact"
    if not targets:
        targets, rule = _context_targets(sentence, rate, context, sentences)
        if rule == "context-only-partner" and not any(_ONE_COUNTRY_LAW.search(s.text) for s in sentences) and rate.goods and {item.product for item in rate.goods} <= _sectoral():
            targets, rule = ("WORLD",), "product-world"  # goods that national-security duties fall on, whoever makes them
        if rule == "context-title" and facts["programme"] == "section_122":
            targets, rule = ("WORLD",), "programme-world"
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


@functools.cache
def _sectoral() -> frozenset[str]:
    """The goods of duties for national security, which spare no partner."""
    return frozenset(name for rule in lexicon.rules("programmes") if rule["programme"] == "section_232" for name in rule["goods"].split(";"))


def _two_parties(sentence: Sentence, context: Context, taxed: tuple[str, ...] = ()) -> tuple[str, str] | None:
    """The two parties that "each other" and "both sides" stand for: those of the sentence, else of the ones before it."""
    codes = list(dict.fromkeys(code for group in sentence.groups for code in group.codes if code not in taxed))
    for other in context.earlier(sentence.index):
        if len(codes) >= 2:
            break
        codes += [code for group in other.groups for code in group.codes if code not in (*codes, *taxed)]
    return (codes[0], codes[1]) if len(codes) >= 2 else None


def _context_targets(sentence: Sentence, rate: Rate, context: Context, sentences: list[Sentence]) -> tuple[tuple[str, ...], str]:
    """Whose goods pay, where the rate's own words do not tell: the clause, the goods, the sentences before, the headline."""
    percent = sentence.percents[rate.index]
    known = set(rate.imposers) or {context.imposer}
    bounds = stages.clause(sentence.text, percent.start, percent.end)
    loose = [g for g in inside(sentence.groups, bounds) if g.role == TARGET and g.codes and not set(g.codes) & known]
    if rate.goods_rule == "right":  # "a 10% levy on Chinese goods and 25% duties on steel": what stands with another rate is that one's
        apart = [other for other in sentence.rates if other is not rate and not other.goods and own_nouns(sentence, rate, other)]
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
        only = {target for imposer, target in context.pairs if imposer in (rate.imposers or (context.imposer,))}
        if len(only) == 1 and "WORLD" not in only and only <= set(context.title_targets):
            return (only.pop(),), "context-only-partner"  # an article on the duties of one country on another's goods
        return ("WORLD",), "product-world"
    left = [g for g in inside(sentence.groups, rate.span.left) if g.role == "" and g.rule != "aside" and g.codes and not set(g.codes) & known]
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
    if not rate.imposers and _IT_MOVES.match(sentence.text):
        taxed = [g for other in context.earlier(sentence.index)[:1] for g in other.groups if g.role == TARGET and g.codes]
        if taxed:
            return taxed[-1].codes, "context-it"  # "10% on everything made in China. It was raised to 20%"
    unknown = [g for g in sentence.groups if g.role == "" and g.rule != "aside" and len(g.codes) == 1 and not set(g.codes) & known]
    if unknown:
        return unknown[0].codes, "loose-party"
    beside = [other for other in sentence.rates if other.targets and other is not rate and not set(other.targets) & known]
    if beside:
        nearest = min(beside, key=lambda other: abs(sentence.percents[other.index].start - percent.start))
        return nearest.targets, "sentence-rate"
    item = _BULLET.match(sentence.text)
    if item:
        lead = next((other for other in context.lead(sentence.index) if not _BULLET.match(other.text)), None)
        named = [g for g in lead.groups if g.codes and not set(g.codes) & known and g.role != IMPOSER] if lead and _OPENS_LIST.search(lead.text) else []
        if named:
            return named[-1].codes, "context-lead"  # "... of the PRC: (a) heading 9903.01.63 shall be amended by ..."
    for other in reversed([s for s in sentences if s.index < sentence.index and sentence.index - s.index <= 3]):
        if item and _BULLET.match(other.text) and not rate.imposers and not _ANAPHORIC.search(sentence.text):
            continue  # the items of a list are told apart: "- British goods pay 10%. - For firms with an agreement, 20% will apply"
        rated = [r for r in other.rates if r.targets and not set(r.targets) & known and (not rate.imposers or not r.imposers or set(r.imposers) & set(rate.imposers))]
        if rated:
            return rated[-1].targets, "context-rate"
        named = [g for g in other.groups if g.role == TARGET and g.codes and not set(g.codes) & known]
        if named:
            return named[-1].codes, "context-sentence"
        if other.index and WORLDWIDE.search(other.text) and other.tariff:
            return ("WORLD",), "context-sentence-world"
    titled = tuple(code for code in context.title_targets if code not in known)
    if titled:
        return titled[:4], "context-title"
    only = {target for imposer, target in context.pairs if imposer in (rate.imposers or (context.imposer,))}
    if len(only) == 1:
        return (only.pop(),), "context-only-partner"
    return ("WORLD",), "context-world"


_OPENS_LIST = lexicon.Pattern(r"(?::|\bas\s+follows|\bfollowing)\W*$")
_ONE_COUNTRY_LAW = next(rule.regex for rule in lexicon.rules("programmes") if rule["programme"] == "section_301")
_BULLET = re.compile(r"\s*(?:[-•*▪–]|\([a-z0-9]{1,3}\)|\d{1,2}[.)])\s")
_ANAPHORIC = phrase("anaphoric")
_IT_PAYS = phrase("it-pays")
_NORTH_AMERICAN = phrase("of-usmca")
_RANGES = phrase("tariffs-ranging")
_RANGE = phrase("rates-range")
_THAT_TOO = phrase("that-too")
_ITS_RATE = phrase("its-rate")
_IT_LEVIES = phrase("it-levies")
_IT_MOVES = phrase("it-moves")
_PRONOUN = lexicon.Pattern(r"(?:^|[,;]\s|\b(?:and|that|when|while|as|what)\s)(?:it|its|they|their)\b(?![’'](?:re|s)\b)")


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
    owner = next((rule["law_of"] for rule in lexicon.rules("programmes") if rule["law_of"] and (rule["programme"] == programme or (not programme and rule in lexicon.rules_for("programmes", sentence.text) and rule.regex.search(sentence.text)))), "")
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
        taxer = taxers.most_common(1)[0][0]
        main = context.imposer if context.imposer not in targets else ""
        # Whoever taxes this target elsewhere, unless the article is far more about another's tariffs.
        return (main if main and context.seen[main] > 2 * context.seen[taxer] else taxer,)
    breadth = Counter(imposer for imposer, target in context.pairs if imposer not in targets)  # how many partners each one taxes
    if breadth and breadth.most_common(1)[0][1] > max(2, 2 * breadth[context.imposer]):
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
