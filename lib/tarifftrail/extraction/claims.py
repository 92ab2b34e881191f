"""Joins rates, parties, goods, stages and dates into claims: one row for each tariff rate of one pair.

A rate is read with what stands around it: first to its right up to the next rate or clause ("25% on steel from
Canada"), then to its left ("Chinese cars face 100%"), then with what the sentence, the sentences before it and
the headline have told. Rows that tell one fact again are joined at the end of the article.
"""

from __future__ import annotations

import functools
import operator
import re
from typing import Any

from tarifftrail import countries, lexicon
from tarifftrail.extraction import attributes, confidence, gate, tellings
from tarifftrail.extraction import stage as stages
from tarifftrail.extraction.context import Context, Earlier, both_rates, note, pairs_of, reread, settle
from tarifftrail.extraction.joining import joined, mark_lists
from tarifftrail.extraction.parties import IMPOSER
from tarifftrail.extraction.percents import Percent
from tarifftrail.extraction.phrases import phrase
from tarifftrail.extraction.rate_parties import rates_of
from tarifftrail.extraction.rates import Verdict, judge, known
from tarifftrail.extraction.sentence import TARIFF_WORD, Rate, Sentence, between, may_tell_rate, read_sentence, unquoted

MAX_CLAIMS = 120  # the codebook cuts an article after 40 country rates; ranges and products multiply rows
MAX_QUOTE = 300
TOO_MANY = f"the article tells of more than {MAX_CLAIMS} rates of countries"


def claims_in(title: str, body: str, spans: list[tuple[int, int]], published: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[int, Sentence]]:
    """Claims and rejected percentages of one article, as rows without ids, and the sentences read by their place.

    `spans` are the sentences of `title + "\\n\\n" + body`; offsets count in that text.
    """
    full = f"{title}\n\n{body}"
    if not may_tell_rate(full):
        return [], [], {}
    forms = countries.forms(published or None)
    context = Context(published)
    rows: list[dict[str, Any]] = []
    rejected: list[dict[str, Any]] = []
    about_tariffs = 0
    sentences: list[Sentence] = []
    marked = gate.marks(full)
    # An article that keeps returning to tariffs need not repeat the word in every sentence.
    dense = sum(len(TARIFF_WORD.findall(full[slice(*span)])) for span, bits in zip(spans, marked, strict=True) if bits & _TARIFF_WORDS) >= max(3, len(full) // 1300)
    for index, (start, end) in enumerate(spans):
        if index and not (marked[index] & _TELLS or (marked[index] & _MAY_TELL and _tells(full, start, end))):
            about_tariffs -= 1
            continue
        text = unquoted(full[start:end])
        sentence = read_sentence(text, start, index, forms)
        sentence.is_title, sentence.title = end <= len(title), title
        sentences.append(sentence)
        if sentence.percents:
            parties = [(g.start, g.end) for g in sentence.groups if g.mentions[-1].kind not in ("leader", "institution")]
            sentence.verdicts = judge(text, sentence.percents, sentence.nouns, dense or about_tariffs > 0, dense, [g.start for g in sentence.goods], parties)
            _cut_table(sentence.verdicts)
            sentence.near_tariffs = sentence.tariff or dense or about_tariffs > 0
        if sentence.tariff:
            about_tariffs = 4
        elif any(verdict.accepted for verdict in sentence.verdicts):
            about_tariffs = max(about_tariffs, 3)
        else:
            about_tariffs -= 1
        note(context, sentence, index == 0)
    context.earlier = Earlier(full, spans, forms, sentences)
    context.lead = context.earlier.lead
    settle(context, sentences)
    values = {s.percents[i].rate for s in sentences for i, verdict in enumerate(s.verdicts) if verdict.accepted and s.percents[i].rate}
    for sentence in sentences:
        if dense and sentence.percents:
            known(sentence.text, sentence.percents, sentence.verdicts, values)
        if sentence.near_tariffs:
            rejected += [_rejection(sentence, i, verdict) for i, verdict in enumerate(sentence.verdicts) if not verdict.accepted]
        sentence.rates = rates_of(sentence, context.earlier)
        for rate in sentence.rates:
            context.pairs.update((imposer, target) for imposer in rate.imposers for target in rate.targets if imposer != target)
    for sentence in sentences:
        if reread(sentence, context):
            sentence.rates = rates_of(sentence, context.earlier)
        told, scenarios = _rows(sentence, context, sentences)
        rows += told
        rejected += scenarios
    mark_lists(rows)
    announced = tellings.spread(rows, full, spans, context.earlier.at, published)
    attributes.programmes_of_article(rows, full, published)
    tellings.announced_with_programme(rows, announced)
    for row in (*rows, *rejected):
        row["quote"] = full[row["start"] : row["end"]]
    claims = joined(rows, context)
    for row in claims[MAX_CLAIMS:]:
        place = {name: row[name] for name in ("rate_pct", "quote", "start", "end")}
        rejected.append({"rate_text": f"{row['rate_pct']:g}%", "reason": TOO_MANY, "rule": "too-many", **place})
    claims = claims[:MAX_CLAIMS]
    tellings.supersede(claims, published)
    tellings.struck_down(claims, [s.text for s in sentences], published)
    confidence.fill(claims)
    return claims, rejected, {sentence.index: sentence for sentence in sentences}


# The plain words that make a sentence worth reading.
_TELLING_WORDS = [rule.pattern for rule in lexicon.rules("telling_words")]
_TELLING_PHRASES = [words for words in _TELLING_WORDS if " " in words]
_TELLS = functools.reduce(operator.or_, (gate.MARKER.piece(word) for word in _TELLING_WORDS if " " not in word))
_MAY_TELL = functools.reduce(operator.or_, map(gate.MARKER.piece, _TELLING_PHRASES))
_TARIFF_WORDS = gate.MARKER.pattern(TARIFF_WORD)


def _tells(full: str, start: int, end: int) -> bool:
    """Whether telling words with a space begin in a sentence; its marks say only that the longest of them stands there."""
    lower = full[start : end + max(map(len, _TELLING_PHRASES))].lower()
    return any(0 <= lower.find(words) < end - start for words in _TELLING_PHRASES)


def _cut_table(verdicts: list[Verdict]) -> None:
    """Reject the rates of a sentence beyond as many as an article may give: a table run together, each rate of which reads all others."""
    accepted = [index for index, verdict in enumerate(verdicts) if verdict.accepted]
    for index in accepted[MAX_CLAIMS:]:
        verdicts[index] = Verdict(False, "too-many", TOO_MANY)


def _scenario(sentence: Sentence, index: int, stage: str) -> str:
    """The rule that makes a rate a forecast or an illustration; empty for a claim."""
    official = any(m.kind in ("leader", "institution", "capital") and m.note != "former" for g in sentence.groups for m in g.mentions if g.role == IMPOSER)
    percent = sentence.percents[index]
    conditional = stage == "threatened"
    for hit in lexicon.scanner("scenarios").scan(sentence.text, sentence.words):
        if hit.rule["weight"] == "always" and hit.start < percent.start:
            return hit.rule.id
        if official or (hit.end <= percent.start and _OF_A_PLAN.search(sentence.text, hit.end, percent.start)):
            continue  # "Fitch expects the planned 25% tariffs to hurt carmakers": the rate is no forecast of its own
        if hit.rule["weight"] == "own" and (hit.start < percent.start or conditional):
            return hit.rule.id
        if hit.rule["weight"] == "with-if" and conditional:
            return hit.rule.id
    return ""


def _rows(sentence: Sentence, context: Context, sentences: list[Sentence]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The claims of one sentence, and the rates that turn out to be scenarios."""
    rows, scenarios = [], []
    if not sentence.rates:
        return rows, scenarios
    before: dict[str, Any] | None = None
    both_rates(sentence, context)
    told = context.told if context.told_at == sentence.index - 1 else {}
    same = told if _SO_DO.match(sentence.text) else {}
    for order, rate in enumerate(sentence.rates):
        facts = stages.facts(sentence, rate.index, rate.span, context.day, sentences)
        if told and told["rate_pct"] == sentence.percents[rate.index].rate and told["stage"] == facts["stage"] and _AS_WELL.search(sentence.text):
            facts.update({name: told[name] for name in ("effective_on", "programme") if not facts[name]})
        if same and facts["_stages"][0][2] in ("standing", "started"):
            facts.update({name: value for name, value in same.items() if name in _SAID_AGAIN and (not facts[name] or name in ("stage", "direction", "_stages", "_down"))})
        if before is not None and _BARE_LIST.fullmatch(between(sentence, sentence.rates[order - 1].index, rate.index)):
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
        if before is not None and before["basis"] == "average" and facts["basis"] == "level" and _THAT_FOR.search(between(sentence, sentence.rates[order - 1].index, rate.index)):
            facts["basis"] = "average"  # "the average tariff for shoes falls to 7.1 percent, and that for appliances to 8"
        before = facts.copy()
        context.told = {name: facts[name] for name in _SAID_AGAIN} | {"rate_pct": sentence.percents[rate.index].rate, "programme": facts["programme"]}
        context.told_at = sentence.index
        # Averages are estimates by nature, but not forecasts.
        estimate = facts["basis"] == "average" and not _FORECAST.search(sentence.text)
        scenario = _scenario(sentence, rate.index, facts["stage"])
        if estimate and scenario in _OF_STUDIES:
            scenario = ""
        if scenario:
            scenarios.append(_rejection(sentence, rate.index, Verdict(False, scenario, "a forecast, an estimate or an illustration")))
            continue
        if not rate.goods and facts["programme"] in _ON_A_PRODUCT:
            subject = [item for item in sentences[0].goods if not item.generic] if sentences[0].is_title else []
            if len({item.product for item in subject}) == 1:
                rate.goods, rate.goods_rule = subject[:1], "title"  # a duty of a law made for single products
        pairs, pair_rule = pairs_of(sentence, rate, context, sentences, facts)
        free = _duty_free(sentence, rate, facts["stage"], pairs)
        if free is not None:
            if free.rule == "duty-free-before":  # "25% on imports that previously entered duty-free"
                for row in rows:
                    row["previous_pct"] = 0.0 if row["previous_pct"] is None else row["previous_pct"]
            scenarios.append(_rejection(sentence, rate.index, free))
            continue
        context.last_pairs, context.last_rule = pairs, pair_rule
        context.told_pairs += [(sentence.index, pair) for pair in pairs if pair[0]]
        products = list(dict.fromkeys(item.product for item in rate.goods)) or ["all"]
        where = sentences[0] if rate.goods_rule == "title" else sentence
        product_text = "" if rate.goods_rule == "such" else "; ".join(where.text[item.start : item.end] for item in rate.goods)
        rules = [
            f"rate={sentence.verdicts[rate.index].rule}", f"imposer={rate.imposer_rule}", f"target={rate.target_rule}", f"pair={pair_rule}",
            f"product={rate.goods_rule}", *facts.pop("rules"),
        ]  # fmt: skip
        for imposer, target in pairs:
            for product in products:
                rows.append(_row(sentence, rate.index, imposer, target, product, product_text, rules, facts, pair_rule.startswith("context") and not pair_rule.startswith("context-it"), imposer in rate.imposers))
    return rows, scenarios


# "The ceilings for the EU lapse. So do the duties of 35% on Canada": the second sentence says the same of other rates.
_THAT_FOR = phrase("that-for")
_SO_DO = phrase("so-do")
_AS_WELL = phrase("as-well")
_SAID_AGAIN = ("stage", "direction", "_stages", "_down", "end_reason", "announced_on", "effective_on", "ends_on")
_BARE_LIST = re.compile(r"\s*(?:,|,?\s*(?:and|or)\s)\s*")


_OF_STUDIES = ("analysis-found", "research-by", "forecast", "effect")
_OF_A_PLAN = phrase("planned-rate")
_FORECAST = phrase("forecast")
_ON_A_PRODUCT = {"section_232", "section_201", "anti_dumping", "countervailing"}
_MANY = phrase("many-partners")
_TREATMENT = phrase("free-treatment")
_DE_MINIMIS = phrase("de-minimis")
_FREE_BEFORE = phrase("free-before")
_ENDS_FREE = phrase("ends-duty-free")


def _duty_free(sentence: Sentence, rate: Rate, stage: str, pairs: list[tuple[str, str]]) -> Verdict | None:
    """Why a rate of zero told in words is no claim; None for one that is, and for other rates."""
    percent = sentence.percents[rate.index]
    if sentence.verdicts[rate.index].rule != "worded" or percent.rate:
        return None
    left = sentence.text[: percent.start]
    if _DE_MINIMIS.match(sentence.text, percent.end):
        return Verdict(False, "duty-free-treatment", "a treatment of partners that are not named is an event")
    if _FREE_BEFORE.search(left):
        return Verdict(False, "duty-free-before", "the rate that another one moves from")
    if stage in ("ended", "suspended") or _ENDS_FREE.search(left):
        return Verdict(False, "duty-free-ends", "a duty-free treatment told only as ending is an event")
    treated = _TREATMENT.match(sentence.text, percent.end)
    if treated and (all(target == "WORLD" for _, target in pairs) or _MANY.search(sentence.text, treated.end(), treated.end() + 90)):
        return Verdict(False, "duty-free-treatment", "a treatment of partners that are not named is an event")
    return None


def _next_of_list(sentence: Sentence, first: Rate, second: Rate) -> bool:
    """Whether only another party stands between two rates: "India was at 27%, Bangladesh 37% and Pakistan 30%"."""
    begin, end = sentence.percents[first.index].end, sentence.percents[second.index].start
    parties = [g for g in sentence.groups if begin <= g.start and g.end <= end]
    return len(parties) == 1 and _BARE_LIST.fullmatch(sentence.text[begin : parties[0].start]) is not None and not sentence.text[parties[0].end : end].strip(" :=-–—('’s")


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


def _row(sentence, index, imposer, target, product, product_text, rules, facts, inherited, own_imposer) -> dict[str, Any]:
    percent = sentence.percents[index]
    quote, start, end = _quote(sentence, percent)
    row = {
        "imposer": imposer, "target": target, "product": product,
        "rate_pct": percent.rate, "rate_max_pct": percent.rate_max, "qualifier": percent.qualifier,
        "previous_pct": percent.origin, "quote": quote, "start": start, "end": end,
        "rules": ";".join(rules), "product_text": product_text,
        "_sentence": sentence.index, "_inherited": inherited, "_own_imposer": own_imposer, "_day": "",
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


