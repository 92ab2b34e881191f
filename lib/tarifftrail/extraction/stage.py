"""What state a tariff is in, what its rate measures, and when: the facts around one rate.

Stages are read from cues with a scope (`vocabulary/stages.tsv`), as ConText reads negation in clinical text
(Harkema et al. 2009, J. Biomed. Inform. 42:839): a cue speaks forward, backward or both ways inside its clause.
The written order of decision is: ended and suspended cues, then the nearest cue before the rate, then dates
against the publication day, then the cues after it; a rate without any cue is a standing one.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from tarifftrail import lexicon
from tarifftrail.extraction.dates import dates_in

_TERMINATOR = re.compile(r";|\bbut\b|\bwhile\b|\bwhereas\b|\balthough\b|\bthough\b|\bhowever\b|(?:\s--?\s|—|–\s)(?!\s*\d)", re.IGNORECASE)
_INFINITIVE = re.compile(r"(?:\bto|\bwould|\bwill|\bcould|\bmay|\bmight|\bcan|\bshould|\bnot|\bcannot|\bof|\bfrom|\bbe|\bfor)\s+(?:be\s+|also\s+|then\s+|have\s+|not\s+|immediately\s+|\w+ly\s+)*$", re.IGNORECASE)
_PASSIVE_PAST = re.compile(r"\b(?:was|were|has been|have been|had been|been|is|are)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|never|no|n't|n’t|without|neither|nor|denied|rejects?|rejected|ruled out|rule out)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_ADDS = re.compile(r"\s*(?:this|that|it|which|the (?:move|duty|levy|measure))\s+(?:adds|comes|came|is)\b", re.IGNORECASE)
_VALUE = re.compile(
    r"(?P<mark>US\$|(?<![A-Z])\$|USD\s?)\s?(?P<number>\d[\d,]*(?:\.\d+)?)(?:\s?(?:to|-|–)\s?\$?\d[\d.,]*)?[\s-]?(?P<unit>billion|bn|b\b|trillion|tn|million|m\b)|(?P<number2>\d[\d,]*(?:\.\d+)?)[\s-]?(?P<unit2>billion|bn|trillion|million)[\s-](?:U\.?S\.?\s+)?dollars?",
    re.IGNORECASE,
)
_PER_UNIT = {"b": 1.0, "t": 1000.0, "m": 0.001}
_GOODS_AFTER_VALUE = re.compile(r"[\s-]*(?:(?:worth\s+of|of|in|list|lists|tranche|a\s+year|annually|per\s+year|worth)\b|(?:U\.?S\.?|American|Chinese|Canadian|European)\s)", re.IGNORECASE)
_WORTH_BEFORE = re.compile(r"\b(?:worth|valued\s+at|value\s+of|totall?ing|amounting\s+to|covering|covers?|on)\s+(?:(?:about|around|some|nearly|roughly|more\s+than|over|an?|estimated|another|a\s+further|additional|those|these|the|its|approximately|up\s+to|a\s+total\s+of)\s+){0,3}$", re.IGNORECASE)
_MFN = re.compile(r"(?P<all_in>\ball[\s-]in\b|inclusive of|includ(?:es|ing) (?:the )?(?:existing|normal|MFN|most[\s-]favou?red)|cumulative|no (?:higher|more) than|(?:total|overall|combined) (?:tariff|duty|rate)|ceiling)|(?P<on_top>on top of (?:the )?(?:existing|normal|MFN|most[\s-]favou?red|usual|ordinary)|in addition to (?:the )?(?:existing|normal|MFN|usual))", re.IGNORECASE)
_PART = re.compile(r"\b(?P<part>certain|some|selected?|a list|lists?|tranche|targeted|specific|a range of|hundreds of|\d[\d,]*\s+(?:\w+\s+){0,2}(?:products|lines|items|categories|goods))\b|\b(?P<most>most|nearly all|almost all|virtually all)\b|\b(?P<all>all|every|any|entire)\b", re.IGNORECASE)


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a rate: up to the nearest terminator on each side."""
    cuts = [match for match in _TERMINATOR.finditer(text)]
    begin = max((match.end() for match in cuts if match.end() <= start), default=0)
    finish = min((match.start() for match in cuts if match.start() >= end), default=len(text))
    return begin, finish


def facts(sentence, index: int, span, day: str, sentences: list) -> dict[str, Any]:
    """Stage, basis, programme, dates and the columns beside them for one rate, with the rules that decided."""
    text, percent = sentence.text, sentence.percents[index]
    if sentence.cues is None:
        sentence.cues = lexicon.scanner("stages").scan(text, sentence.words)
    if sentence.dates is None:
        sentence.dates = dates_in(text, day)
    bounds = clause(text, percent.start, percent.end)
    basis, basis_rule = _basis(sentence, index, span)
    dates = _dates(sentence, index, span, bounds, day)
    stage, direction, stage_rule, ended_rule = _stage(sentence, index, span, bounds, day, dates, basis)
    if stage != "ended" and dates["ends_on"] and day and dates["ends_on"] <= day[: len(dates["ends_on"])] and not _UNTIL.search(text):
        dates["ends_on"] = ""  # the ending told is that of another tariff
    if stage == "suspended" and dates["ends_on"] and not dates["effective_on"]:
        dates["effective_on"] = dates["ends_on"] if re.search(r"\b(?:delay|postpone|put\w* off|push\w* back|defer)", text, re.IGNORECASE) else ""
    if direction == "none" and stage in ("in_force", "ended") and dates["announced_on"] and not dates["effective_on"]:
        dates["effective_on"], dates["announced_on"] = (dates["announced_on"], "") if re.search(r"\bimpos|\brais|\bhit|\bslap", text) else ("", dates["announced_on"])
    programme, programme_rule = _programme(sentence, index, span)
    stretch = text[span.left[0] : span.right[1]]
    return {
        "basis": basis,
        "programme": programme,
        "trade_value_usd_bn": _trade_value(text, span),
        "stage": stage,
        "direction": direction,
        **dates,
        "coverage": _coverage(text, span, percent),
        "condition": _first("conditions", stretch, "condition"),
        "mfn_basis": _mfn_basis(stretch, programme),
        "end_reason": (_first("endings", text, "end_reason") or "unknown") if stage == "ended" else "",
        "speaker_role": _first("speakers", text, "role") or ("executive" if any(g.role == "imposer" for g in sentence.groups) else ""),
        "attribution": _attribution(sentence),
        "rules": [f"stage={stage_rule}", f"basis={basis_rule}", f"programme={programme_rule}"],
        "_stages": [(stage, direction, stage_rule)],
    }


_UNTIL = re.compile(r"\b(?:until|till|through|to)\b", re.IGNORECASE)


def settle(row: dict[str, Any]) -> None:
    """One stage and direction from all tellings of a fact in the article."""
    told = row["_stages"]
    if len(told) == 1:
        return
    firm = [(stage, direction, rule) for stage, direction, *rule in told if rule != ["standing"]] or told
    found = {stage: direction for stage, direction, *_ in reversed(firm)}
    for stage in ("suspended", "announced", "in_force", "ended", "threatened"):
        if stage in found:
            if stage == "announced" and "in_force" in found and row["effective_on"] and row["effective_on"] <= row["_day"][: len(row["effective_on"])]:
                stage = "in_force"
            row["stage"], row["direction"] = stage, found[stage]
            break


def date_from_next(rows: list[dict[str, Any]], text: str, day: str) -> None:
    """Fill empty dates of rows from a following sentence that speaks of the same tariffs, and their stage with it."""
    for mention in dates_in(text, day):
        if mention.kind == "duration" or not mention.value:
            continue
        role = _date_role(text, mention)
        for row in rows:
            if role not in ("effective_on", "ends_on") or row[role]:
                continue
            row[role] = mention.value
            if role == "effective_on":
                later = mention.value > day[: len(mention.value)]
                if later and row["stage"] == "in_force" and row["direction"] == "up":
                    row["stage"], row["_stages"] = "announced", [("announced", "up", "next-sentence")]
                elif not later and len(mention.value) == 10 and row["stage"] == "announced":
                    row["stage"], row["_stages"] = "in_force", [("in_force", row["direction"], "next-sentence")]


_STRUCK = re.compile(r"\b(?:struck\s+down|strik(?:es|ing)\s+down|invalidat\w+|overturn\w*|ruled\s+(?:that\s+)?[^.;]{0,60}(?:illegal|unlawful|exceed\w*|not\s+authori[sz]e)|unlawful|voided)\b", re.IGNORECASE)
_COURT = re.compile(r"\b(?:court|justices|judges?|ruling)\b", re.IGNORECASE)


def struck_down(rows: list[dict[str, Any]], texts: list[str], day: str) -> None:
    """End the emergency duties in an article that tells of a court striking them down, unless it says that they stay."""
    if not any(_STRUCK.search(text) and _COURT.search(text) for text in texts):
        return
    for row in rows:
        emergency = row["programme"] in ("ieepa", "fentanyl", "reciprocal", "baseline")
        # Without a programme: an all-goods duty on a partner that began well before.
        emergency = emergency or (not row["programme"] and row["product"] == "all" and row["basis"] in ("level", "additional") and bool(row["effective_on"]) and row["effective_on"][:7] < day[:7])
        if re.search(r"\b(?:new|newly|fresh)\b", row["quote"][: max(0, row["quote"].find("%"))][-45:]):
            continue
        if emergency and row["stage"] == "in_force" and row["direction"] == "none" and row["imposer"] == "US":
            row["stage"], row["end_reason"] = "ended", "struck_down"
            row["rules"] += ";stage=struck-down-in-article"


def supersede(rows: list[dict[str, Any]], day: str) -> None:
    """End the rates that the article itself tells as replaced: a later one in force for the same goods and partner.

    A later rate replaces an earlier one of the same programme if it names it as the rate that it moves from, or if
    both have a start and the later start has come. Averages, increments, lists bounded by a trade value and duties
    on top of others replace nothing.
    """
    for row in rows:
        if row["stage"] == "in_force" and row["ends_on"] and row["ends_on"] < day[: len(row["ends_on"])]:
            row["stage"], row["direction"], row["end_reason"] = "ended", "none", "superseded"
            row["rules"] += ";stage=end-passed"
    lasting = [row for row in rows if row["stage"] == "in_force" and row["basis"] in ("level", "additional")]
    for old in lasting:
        for new in lasting:
            if new is old or any(new[key] != old[key] for key in ("imposer", "target", "product", "condition")) or new["rate_pct"] == old["rate_pct"]:
                continue
            linked = new["previous_pct"] is not None and new["previous_pct"] == old["rate_pct"] and not old["rate_max_pct"]
            starts = old["effective_on"] and new["effective_on"] and old["effective_on"] < new["effective_on"] <= day
            # A later total below an earlier part of it ends that part; else only the same programme replaces itself.
            total_fell = not new["programme"] and new["rate_pct"] < old["rate_pct"]
            same = (new["programme"] == old["programme"] or total_fell) and new["trade_value_usd_bn"] == old["trade_value_usd_bn"]
            same = same and (new["basis"] == "level" or new["rate_pct"] < old["rate_pct"])
            if linked or (starts and same and len(old["effective_on"]) == len(new["effective_on"])):
                old["stage"], old["direction"], old["end_reason"] = "ended", "none", "superseded"
                old["rules"] += ";stage=superseded-in-article"
                break


# --- Stage and direction -------------------------------------------------------------------------------


def _stage(sentence, index: int, span, bounds: tuple[int, int], day: str, dates: dict[str, str], basis: str) -> tuple[str, str, str, str]:
    text, percent = sentence.text, sentence.percents[index]
    others = [p for i, p in enumerate(sentence.percents) if i != index and sentence.verdicts[i].accepted and not p.is_origin]
    next_rate = _end_of_list(sentence, percent, others)
    previous_rate = max((p.end for p in others if p.end <= percent.start), default=0)
    forward, after, beyond = [], [], []
    for hit in sentence.cues:
        if hit.start < percent.start:
            if hit.rule["scope"] in ("forward", "both") and bounds[0] <= hit.start:
                forward.append(hit)
        elif hit.start >= percent.end and hit.end <= next_rate:
            (after if hit.end <= bounds[1] else beyond).append(hit)
    news = sentence.index <= 3
    down = _moves_down(text, forward, percent, previous_rate)
    direction = "down" if down else "up"

    effective = dates["effective_on"]
    due = bool(effective and day) and effective > day[: len(effective)]
    started = bool(effective) and not due

    override = _suspended_or_ended(text, percent, bounds, forward, after + beyond, news, day, dates)
    if override:
        return override

    conditions = [
        hit for hit in forward + after if hit.rule["stage"] == "threatened" and hit.rule["scope"] == "both" and not _DEFINES.match(text[hit.end :])
    ]
    hypothetical = bool(conditions)
    said_would = any(hit.rule["stage"] == "said_would" for hit in forward)
    decided = next((hit for hit in reversed(forward) if _decides(text, hit, percent, forward)), None)
    if decided is None:
        decided = next((hit for hit in after if _decides_after(text, hit)), None)
    name = decided.rule["stage"] if decided else ""
    rule = decided.rule.id if decided else "standing"
    word = text[decided.start : decided.end].split()[0].lower() if decided else ""
    past = any(hit.rule["stage"] == "past" for hit in forward)
    old = _older(sentence, day, dates)
    if name == "kept":
        return "in_force", "none", rule, ""
    # "If the US levies 25%": the condition holds the verb itself.
    inside = decided is not None and any(hit.rule.id == "if" and hit.start < decided.start and "," not in text[hit.end : percent.start] for hit in conditions)
    if hypothetical and (name not in ("in_force", "imposes") or (inside and word[-2:] != "ed")):
        name, rule = "threatened", rule + "+if"
    if name == "would":
        if said_would and effective and len(effective) >= 7 and not hypothetical:
            return "announced", direction, "said-would-from", ""
        if started:
            return "in_force", "none", "would-started", ""
        name = "threatened"
    if name == "announced" and rule == "set-to" and said_would and not effective:
        name, rule = "threatened", "said-will"
    if name == "threatened":
        named_day = len(effective) == 10 and effective >= day
        if named_day and rule in ("intends", "set-to") and not hypothetical or re.search(r"effective immediately", text, re.IGNORECASE):
            return "announced", direction, rule + "-dated", ""
        return "threatened", direction, rule, ""
    if name == "announced":
        if started and (effective < day[: len(effective)] or len(effective) == 10):
            return "in_force", _news_direction(down, news, effective, day), rule + "-started", ""
        background = old or (not news and word.endswith("ed") and rule != "announced")
        if rule in ("directed", "decided", "approved", "announced") and not due and background:
            return "in_force", "none", rule + "-background", ""
        return "announced", direction, rule, ""
    if name == "imposes":
        if news and not old and not started:
            return "announced", direction, rule, ""
        name = "in_force"
    if name == "in_force":
        if due:
            return "announced", direction, rule + "-due", ""
        if _ORDER_DOES.search(text[: decided.start]) and not started:
            return ("in_force", "none", rule + "-old-order", "") if old and not news else ("announced", direction, "order-does", "")
        if past and any(hit.rule["stage"] == "past" and hit.start >= previous_rate and not _HAD_ACTED.match(text, hit.start) for hit in forward):
            return "ended", "none", "had-been", "had-been"
        if word.endswith("ing") and news and not started:
            return "announced", direction, rule + "-progressive", ""
        if decided.rule["move"] and not past:
            return "in_force", ("none" if old or not news else direction), rule, ""
        return "in_force", "none", rule, ""
    if due:
        return "announced", direction, "due", ""
    if started:
        return "in_force", _news_direction(down, news, effective, day), "started", ""
    if past or any(hit.rule["stage"] == "past" for hit in after):
        return "ended", "none", "had-been", "had-been"
    if down:
        fell = any(hit.rule.id == "allowed" and _FELL.match(text, hit.start) for hit in forward)
        return "announced" if news and not fell else "in_force", "down" if news else "none", "move-down", ""
    if sentence.index == 0 and not sentence.cues:
        return "in_force", "up", "headline", ""
    return "in_force", "none", "standing", ""


# "If a product is from Japan, 15% will apply" defines a case; it does not make the duty conditional.
_DEFINES = re.compile(r"\s+(?:an?|the|any|such|those|these|imported|covered)?\s*(?:\w+\s+){0,2}(?:products?|goods?|articles?|items?|imports?|vehicles?|shipments?|parcels?|compan(?:y|ies))\b", re.IGNORECASE)
# A past perfect of acting tells when, not that it is over: "which Trump had imposed in March".
_HAD_ACTED = re.compile(r"had\s+(?:imposed|announced|levied|set|threatened|planned|charged|applied|raised)", re.IGNORECASE)
_FELL = re.compile(r"(?:fell|dropped|lowered|slashed|cut|halved|reduced|came\s+down|brought\s+down)\b", re.IGNORECASE)
def _end_of_list(sentence, percent, others: list) -> int:
    """Up to where a cue after the rate can speak of it: the next rate that another cue introduces."""
    for other in sorted((p for p in others if p.start >= percent.end), key=lambda p: p.start):
        if any(percent.end <= hit.start < other.start and hit.rule["stage"] not in ("recent", "") for hit in sentence.cues):
            return other.start
    return len(sentence.text)


_ORDER_DOES = re.compile(r"\b(?:order|orders|proclamation|regulation|decree|notice)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)


def _suspended_or_ended(text, percent, bounds, forward, after, news, day, dates) -> tuple[str, str, str, str] | None:
    """Suspended and ended cues outrank the others where they speak of this rate."""
    for kind in ("suspended", "ended"):
        hit = next((h for h in after if h.rule["stage"] == kind and _undergone(text, h) and not _NEGATED.search(text[: h.start]) and not _OTHER_THING.match(text[h.end :])), None)
        if hit is None:
            decisive = ("suspended", "ended", "threatened", "announced", "in_force", "imposes", "would", "said_would", "kept")
            near = [h for h in forward if h.rule["stage"] in decisive and not _neutral(text, h)]
            nearest = near[-1] if near else None
            if nearest is not None and nearest.rule["stage"] == kind and not _NEGATED.search(text[: nearest.start]) and not _OTHER_THING.match(text[nearest.end :]):
                hit = nearest
        if hit is None:
            continue
        if hit.rule.id == "ended" and text[hit.start : hit.start + 4].lower() in ("expi", "laps") and dates["ends_on"] > day:
            continue  # "expires on": still running
        # A pause or a removal may itself be only offered or decided: "may remove", "will suspend".
        before = text[max(bounds[0], hit.start - 40) : hit.start]
        if re.search(r"\b(?:would|could|may|might|if|unless|threaten\w*|propos\w+|offer\w*)\s+(?:to\s+)?(?:be\s+|also\s+|then\s+)?$", before, re.IGNORECASE) and kind == "ended":
            return "threatened", "down", hit.rule.id + "-offered", ""
        if re.search(r"\b(?:will|set to|agree[sd]? to|is to|are to)\s+(?:be\s+|also\s+|then\s+)?$", before, re.IGNORECASE) and kind == "ended":
            return "in_force", "down", hit.rule.id + "-agreed", ""
        if kind == "suspended":
            return kind, "down", hit.rule.id, ""
        return kind, "down" if news and hit.rule.id in ("ended", "averted") else "none", hit.rule.id, hit.rule.id
    return None


def _decides(text: str, hit: lexicon.Hit, percent, forward: list) -> bool:
    """Whether a cue before the rate can decide its stage."""
    name = hit.rule["stage"]
    if name in ("recent", "past", "dated", "said_would", "") or hit.end > percent.start + 1:
        return False
    if name == "in_force" and _neutral(text, hit):
        return False
    if hit.rule.id == "being" and hit.start < percent.start - 60:
        return False
    # "will announce": the longer cue holds the shorter one.
    return not any(other is not hit and other.start < hit.start and hit.end <= other.end and other.rule["stage"] not in ("", "recent", "said_would") for other in forward)


_TAKES_EFFECT = re.compile(r"\s+(?:not\s+)?(?:also\s+|then\s+|now\s+|only\s+)?(?:take|apply|be|start|begin|go|kick|come|enter|rise|stay|remain|last|replace|hit|cover|affect)\b", re.IGNORECASE)


def _decides_after(text: str, hit: lexicon.Hit) -> bool:
    """Whether a cue after the rate speaks of the tariff itself and not of its consequences."""
    name = hit.rule["stage"]
    if name == "in_force":
        return hit.rule.id in ("being", "faces", "imposed") and not _neutral(text, hit)
    if name == "announced":
        return hit.rule.id == "set-to" and _TAKES_EFFECT.match(text[hit.end :]) is not None or (hit.rule.id in ("announced", "approved", "directed") and re.search(r"\b(?:was|were|been|be|that)\s+(?:\w+\s+)?$", text[: hit.start]) is not None)
    if name == "threatened":
        return hit.rule.id in ("could", "possible", "threat", "considered", "if", "intends") and re.search(r"\b(?:was|were|been|be|is|are|that|which|could|may|might|if|unless)\b", text[max(0, hit.start - 25) : hit.end]) is not None
    return name == "kept"


_UNDERGOES = re.compile(r"(?:\b(?:is|are|was|were|be|been|being|remain\w*|put|now|currently|later|then|since|get|got)\s+(?:\w+ly\s+|also\s+|now\s+|later\s+|since\s+|on\s+|then\s+)*|,\s*|[–—]\s*|\(\s*)$", re.IGNORECASE)
_BY_ITSELF = re.compile(r"expir|laps|no longer|off the table|on hold|on ice|on pause|in abeyance|at one|for a time|briefly|never|once stood|peak", re.IGNORECASE)


def _undergone(text: str, hit: lexicon.Hit) -> bool:
    """Whether a pause or an ending told after the rate happened to the rate: "was pushed back", "on hold", not "eliminating others"."""
    return _UNDERGOES.search(text[: hit.start]) is not None or _BY_ITSELF.match(text[hit.start : hit.end]) is not None


_OTHER_THING = re.compile(r"\s+(?:the\s+|its\s+|their\s+|an?\s+|his\s+)?(?:votes?|meetings?|summits?|visits?|ratification|approvals?|hearings?|plans|trips?|talks|negotiations|export|agreement|deal|pact|shipments|work|purchases|sales|license|investigation)", re.IGNORECASE)


def _neutral(text: str, hit: lexicon.Hit) -> bool:
    """Whether a verb of imposing only names the act and leaves its stage to the verb before it: "to impose"."""
    if hit.rule["stage"] not in ("in_force", "suspended", "ended"):
        return False
    word = text[hit.start : hit.end].split()[0].lower()
    if hit.rule.id in ("being", "faces", "at-one-point", "levies-now", "averted", "liberation"):
        if text[hit.start : hit.end].lower() == "subject to":  # "a list of goods subject to 25%" leaves the stage to the list
            return re.search(r"\b(?:is|are|was|were|been|remain\w*|now|currently|still)\s+(?:\w+\s+)?$", text[: hit.start]) is None
        return hit.rule.id == "faces" and _INFINITIVE.search(text[: hit.start]) is not None
    if hit.rule["stage"] in ("suspended", "ended"):
        return False
    if word.endswith("ing") and re.search(r"\b(?:is|are|was|were|been)\s+(?:now\s+|also\s+|already\s+)?$", text[: hit.start]):
        return False
    if word.endswith(("ing", "ition", "ation")):
        return True
    if _INFINITIVE.search(text[: hit.start]) and not _PASSIVE_PAST.search(text[: hit.start]):
        return True
    return re.search(r"\bbe\s+(?:\w+ly\s+)?$", text[: hit.start]) is not None


def _moves_down(text: str, forward: list, percent, previous_rate: int) -> bool:
    """Whether the nearest verb of change before the rate is one of lowering."""
    if percent.origin is not None and percent.kind == "rate":
        return percent.origin > percent.rate
    for hit in reversed(forward):
        if hit.rule["move"] == "up" and hit.rule["stage"] == "in_force":
            return False
        if hit.rule["move"] == "down" and hit.rule.id == "allowed":
            if text[hit.start : hit.end].lower() == "lower" and _COMPARATIVE.search(text[: hit.start]):
                continue
            return True
    return percent.rate == 0 and percent.rule not in ("digits", "list")


_COMPARATIVE = re.compile(r"\b(?:a|an|the|any|its|their|comparatively|relatively|much|even|at|of|or|and|face|pay)\s+$", re.IGNORECASE)


def _news_direction(down: bool, news: bool, effective: str, day: str) -> str:
    if not news and (len(effective) < 10 or _days_between(effective, day) > 7):
        return "none"
    if len(effective) == 10 and _days_between(effective, day) > 10:
        return "none"
    return "down" if down else "up"


def _older(sentence, day: str, dates: dict[str, str]) -> bool:
    """Whether the sentence dates its move more than about a week before publication."""
    told = [d.value for d in sentence.dates if not _NAMED_AFTER_YEAR.search(sentence.text[: d.start])]
    values = [value for value in (dates["effective_on"], dates["announced_on"], *told) if value]
    if day and any(len(value) == 10 and abs(_days_between(value, day)) <= 10 for value in values):
        return False
    for value in values:
        if value and day and (value[:4] < day[:4] or (len(value) >= 7 and value[:7] < day[:7] and (len(value) < 10 or _days_between(value, day) > 10))):
            return True
    return re.search(r"\b(?:first term|his first|in office|years ago|previous administration|Biden|last year|earlier this year|since)\b", sentence.text) is not None


def _days_between(first: str, last: str) -> int:
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return 0


# --- Dates ---------------------------------------------------------------------------------------------

_STARTS = re.compile(r"\b(?:effective|take(?:s|n)?\s+effect|taking\s+effect|took\s+effect|(?:go|goes|going|went|come|comes|came|enter|enters|entered|put)\s+into\s+(?:effect|force)|kick(?:s|ed|ing)?\s+in|start(?:s|ed|ing)?|begin(?:s|ning)?|began|apply|applies|in\s+(?:force|effect|place)|set\s+for|due|to\s+(?:set\s+to\s+)?effect|collected|charged|paid|pay|face[sd]?|stood|been)\b", re.IGNORECASE)
_SAYS = re.compile(r"\b(?:announc\w+|said|says|sign(?:s|ed|ing)|order(?:s|ed)|threaten\w*|declar\w+|unveil\w*|told|propos\w+|vow\w*|decid\w+|tweet\w*|post(?:ed|s)?|wrote|warn\w*|pledg\w+|promis\w+|direct(?:s|ed)|proclaim\w*|confirm\w*|agree[sd]?|approv\w+|publish\w*|issued|finali[sz]ed|statement|float\w*|suggest\w*|recommend\w*|authori[sz]\w+)\b", re.IGNORECASE)
_ENDS = re.compile(r"\b(?:until|through|till|expir\w+|laps\w+|ends?|ended|ending|paus\w+|suspend\w*|delay\w*|postpon\w+|truce|reprieve|put\w*\s+off|push\w*\s+back|by)\b", re.IGNORECASE)
_IMPOSED = re.compile(r"\b(?:impos\w+|rais\w+|slapp\w+|levied|hit|implement\w*|appl\w+|increas\w+|hik\w+|doubl\w+|introduc\w+|restor\w+|lower\w+|cut|reduc\w+|added?|put|placed)\b", re.IGNORECASE)


def _dates(sentence, index: int, span, bounds: tuple[int, int], day: str) -> dict[str, str]:
    """The claim's three dates from the date mentions of its sentence, each used once."""
    text, percent = sentence.text, sentence.percents[index]
    out = {"announced_on": "", "effective_on": "", "ends_on": ""}
    own = [m for m in sentence.dates if span.left[0] <= m.start < percent.start or percent.end <= m.start]
    before = [m for m in sentence.dates if m not in own]
    for mention in own + before:  # a date of its own stretch goes before one that the sentence opens with
        if mention.kind == "duration" or not mention.value:
            continue
        if not _belongs(sentence, index, span, mention):
            continue
        if _NAMED_AFTER_YEAR.search(text[: mention.start]):
            continue
        role = _date_role(text, mention)
        if role and not out[role]:
            behind = role == "announced_on" or _PAST_BEFORE.search(text[max(0, mention.start - 40) : mention.start])
            out[role] = _past(mention, day) if behind else mention.value
    if re.search(r"\beffective\s+immediately|with immediate effect|immediately\b", text, re.IGNORECASE) and not out["effective_on"]:
        out["effective_on"] = out["announced_on"]
    return out


_PAST_BEFORE = re.compile(r"\b(?:\w+ed|decision|order|announcement|proposal|move|proclamation|began|took effect)\s+(?:back\s+|earlier\s+)?(?:on|in|last|early|late|this|in early|in late)?\s*$", re.IGNORECASE)
_NAMED_AFTER_YEAR = re.compile(r"\b(?:Act|Agreement|Law|Order|Tariff)\s+(?:of\s+|No\.?\s*)?$")


def _past(mention, day: str) -> str:
    """An announcement told without a future verb lies behind the publication day: "threatened on Monday"."""
    value = mention.value
    if not day or value <= day[: len(value)]:
        return value
    if len(value) == 10 and re.search(r"day\b", mention.text) and 0 < _days_between(day, value) <= 7:
        return (date.fromisoformat(value) - timedelta(days=7)).isoformat()
    if len(value) == 7 and not re.search(r"\d{4}", mention.text):
        return f"{int(value[:4]) - 1}{value[4:]}"
    return value


def _belongs(sentence, index: int, span, mention) -> bool:
    """Whether a date is of this rate: in its own stretch of the sentence, or before the first rate and so of all."""
    text, percent = sentence.text, sentence.percents[index]
    for other in sentence.percents:
        if other.is_origin and other.end <= mention.start < other.end + 18 and mention.kind == "deadline":
            return False  # "39% from today, against 10% until yesterday"
    rates = sentence.rates
    if len(rates) < 2:
        return True
    if ";" in text[min(percent.end, mention.end) : max(percent.start, mention.start)]:
        return False
    order = next(i for i, rate in enumerate(rates) if rate.index == index)
    begin = rates[order].span.left[0]
    end = rates[order + 1].span.left[0] if order + 1 < len(rates) else len(text)
    if begin <= mention.start < end:
        return True
    if mention.start < rates[0].span.left[1] and mention.end <= sentence.percents[rates[0].index].start:
        return True
    last = rates[-1]
    trailing = mention.start >= sentence.percents[last.index].end and mention.relation in ("start", "since", "point", "deadline")
    gap = text[percent.end : sentence.percents[last.index].start]
    return trailing and not any(d.value and percent.end <= d.start < mention.start for d in sentence.dates) and len(gap) < 160


def _date_role(text: str, mention) -> str:
    left = text[max(0, mention.start - 70) : mention.start]
    lead, relation = mention.lead, mention.relation
    if mention.kind in ("deadline", "duration_end") or relation == "deadline":
        if mention.kind == "duration_end" and not _ENDS.search(left[-60:] + text[mention.start : mention.end]):
            return "effective_on" if re.search(r"\bin\s*$|within", lead or "") else ""
        return "ends_on" if re.search(r"until|through|till|expir|end", (lead or "") + left[-25:], re.IGNORECASE) or mention.kind == "duration_end" else ""
    if relation in ("start", "since"):
        return "effective_on"
    verbs = [(m.end(), "effective_on") for m in _STARTS.finditer(left)] + [(m.end(), "announced_on") for m in _SAYS.finditer(left)]
    verbs += [(m.end(), "effective_on") for m in _IMPOSED.finditer(left)] + [(m.end(), "ends_on") for m in re.finditer(r"\b(?:expir\w+|laps\w+|struck down|end(?:s|ed)|removed|lifted)\b", left)]
    if verbs:
        return max(verbs)[1]
    right = text[mention.end : mention.end + 60]
    ahead = [(m.start(), "effective_on") for m in _STARTS.finditer(right)] + [(m.start(), "announced_on") for m in _SAYS.finditer(right)]
    ahead += [(m.start(), "effective_on") for m in _IMPOSED.finditer(right)]
    if ahead:
        return min(ahead)[1]
    if mention.start < 45 and not re.search(r"[.;]", text[: mention.start]):  # "At 12:01 on Friday, February 14, the duty on ... was cut"
        rest = text[mention.end :]
        later = [(m.start(), "effective_on") for m in [*_IMPOSED.finditer(rest), *_STARTS.finditer(rest)]] + [(m.start(), "announced_on") for m in _SAYS.finditer(rest)]
        if later:
            return min(later)[1]
    whole = [(m.end(), "announced_on") for m in _SAYS.finditer(text[: mention.start])] + [(m.end(), "effective_on") for m in [*_STARTS.finditer(text[: mention.start]), *_IMPOSED.finditer(text[: mention.start])]]
    return max(whole)[1] if whole else ""


# --- Basis, programme and the columns beside -----------------------------------------------------------


def _basis(sentence, index: int, span) -> tuple[str, str]:
    text, percent = sentence.text, sentence.percents[index]
    noun = sentence.verdicts[index].noun
    left = text[max(span.left[0], percent.start - 45) : percent.start]
    between = text[percent.end : noun[0]] if noun and noun[0] >= percent.end else text[percent.end : percent.end + 14]
    right = text[percent.end : span.right[1]]
    if percent.kind == "points":
        return "increment", "points"
    for rule in lexicon.rules("bases"):
        place = rule["place"]
        if place == "left" and rule.regex.search(left):
            if rule["basis"] == "increment" and not re.search(r"tariff|dut|lev|rate|surcharge|rais|cut|lower|increas|reduc|hik", text[: percent.start], re.IGNORECASE):
                continue
            return rule["basis"], rule.id
        if place == "noun" and (rule.regex.search(between) or (noun and noun[1] <= percent.start and rule.regex.search(text, max(0, noun[0] - 24), noun[1]))):
            return rule["basis"], rule.id
        if place == "after" and rule.regex.match(text, percent.end + (len(between) - len(between.lstrip()))) and not re.search(r"to\s*$", left):
            return rule["basis"], rule.id
        if place == "right-clause" and rule.regex.search(right):
            return rule["basis"], rule.id
        if place == "clause" and (rule.regex.search(left) or rule.regex.search(between) or (noun and rule.regex.search(text, max(span.left[0], noun[0] - 35), max(noun[1], percent.start)))):
            return rule["basis"], rule.id
    return "level", "default"


def _programme(sentence, index: int, span) -> tuple[str, str]:
    """The programme named nearest to the rate in its own stretch, purposes before statutes."""
    text, percent = sentence.text, sentence.percents[index]
    noun = sentence.verdicts[index].noun or (percent.start, percent.end)
    near = (min(percent.start, noun[0]) - 32, max(percent.end, noun[1]) + 6)
    whole = span.left[0] if len([v for v in sentence.verdicts if v.accepted]) > 1 else 0
    best: tuple[int, int, str, str] | None = None
    for order, rule in enumerate(lexicon.rules("programmes")):
        begin, end = (max(near[0], span.left[0]), near[1]) if rule["scope"] == "near" else (whole, span.right[1] if whole else len(text))
        for match in rule.regex.finditer(text, begin, end):
            found = (abs(match.start() - percent.start) // 60, order, rule["programme"], rule.id)
            best = min(best, found) if best else found
    return (best[2], best[3]) if best else ("", "none")


def programmes_of_article(rows: list[dict[str, Any]], text: str, day: str) -> None:
    """Fill the programme of claims that name none where the article names the one that they can only belong to."""
    named = [rule for rule in lexicon.rules("programmes") if (rule["goods"] or rule["targets"]) and day >= rule["since"] and rule.regex.search(text)]
    partners = [rule for rule in named if rule["targets"]]
    for rule in named:
        if rule["targets"] and len(partners) > 1:
            continue  # two programmes over the same partners: which one is meant, only the sentence can tell
        for row in rows:
            if row["programme"] or row["basis"] == "average" or row["imposer"] != rule["law_of"]:
                continue
            goods = not rule["goods"] or row["product"] in rule["goods"].split(";")
            partner = not rule["targets"] or row["target"] in rule["targets"].split(";") or (rule["targets"] == "*" and row["target"] != "WORLD")
            if goods and partner:
                row["programme"] = rule["programme"]
                row["rules"] += f";programme={rule.id}-of-article"


def _trade_value(text: str, span) -> float | None:
    for begin, end in (span.right, span.left):
        for match in _VALUE.finditer(text, begin, end):
            if not _GOODS_AFTER_VALUE.match(text, match.end()) and not _WORTH_BEFORE.search(text, begin, match.start()):
                continue
            number = float((match.group("number") or match.group("number2")).replace(",", ""))
            unit = (match.group("unit") or match.group("unit2")).lower()[0]
            return round(number * _PER_UNIT[unit], 6)
    return None


def _coverage(text: str, span, percent) -> str:
    stretch = text[percent.end : span.right[1]]
    if _VALUE.search(stretch) or _trade_value(text, span) is not None:
        return "part"
    match = _PART.search(stretch) or _PART.search(text[span.left[0] : percent.start])
    return match.lastgroup if match else "unknown"


def _mfn_basis(stretch: str, programme: str) -> str:
    match = _MFN.search(stretch)
    return match.lastgroup if match else "unknown"


def _first(name: str, text: str, value: str) -> str:
    for rule in lexicon.rules(name):
        if rule[value] and rule.regex.search(text):
            return rule[value]
    return ""


def _attribution(sentence) -> str:
    told = _first("speakers", sentence.text, "attribution")
    if told:
        return told
    if any(m.kind == "leader" for g in sentence.groups for m in g.mentions) and _SAYS.search(sentence.text):
        return "named"
    return "none"
