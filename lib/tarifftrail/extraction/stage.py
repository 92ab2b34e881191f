"""What state a tariff is in, what its rate measures, and when: the facts around one rate.

Stages are read from cues with a scope (`vocabulary/stages.tsv`), as ConText reads negation in clinical text
(Harkema et al. 2009, J. Biomed. Inform. 42:839): a cue speaks forward, backward or both ways inside its clause.
The written order of decision is: ended and suspended cues, then the nearest cue before the rate, then dates
against the publication day, then the cues after it; a rate without any cue is a standing one.
"""

from __future__ import annotations

import functools
import re
from datetime import date
from typing import Any

from tarifftrail import lexicon
from tarifftrail.extraction import attributes
from tarifftrail.extraction.claim_dates import dates_of, pause_days, read_dates, role_of
from tarifftrail.extraction.phrases import phrase

_AGREED = phrase("agreed")
_ASKED = phrase("asked-to")
_AT_ONCE = phrase("at-once")
_BOUND = phrase("bound-to-be")
_BY_ITSELF = phrase("ends-by-itself")
_COMPARATIVE = phrase("comparative")
_DELAYS_THEM = phrase("delays-them")
_PLAN_OF = phrase("plan-of")
_DEFINES = phrase("defines-a-case")
_DELAYING = phrase("delaying")
_WAS_DUE = phrase("was-due")
_EMERGENCY = phrase("emergency")
_FELL = phrase("fell")
_AS_ADJECTIVE = phrase("adjective-after")
_SINCE_THEN = phrase("has-since")
_HAD_ACTED = phrase("had-acted")
_HEDGED = phrase("hedged")
_IMPOSING = phrase("imposing")
_INFINITIVE = phrase("infinitive")
_HAS = phrase("present-perfect")
_IS_NOW = phrase("is-now")
_LEVYING = phrase("levying-verb")
_LONG_AGO = phrase("long-ago")
_NEGATED = phrase("negated")
_NOUN_OF_PLAN = phrase("noun-of-plan")
_NUMBERED = phrase("numbered")
_OFFERED = phrase("offered-to")
_OF_A_PLAN = phrase("of-a-plan")
_ORDER_DOES = phrase("order-does")
_OTHER_THING = phrase("other-object")
_PASSIVE_PAST = phrase("passive")
_PASSIVE_TELLING = phrase("passive-telling")
_PROGRESSIVE = phrase("progressive")
_STAYS = phrase("stays")
_TAKES_EFFECT = phrase("takes-effect")
_THAT_IT = phrase("that-it")
_THIS_WEEK = phrase("this-week")
_THREAT_NOUN = phrase("tariff-threat")
_TO_SIGN = phrase("to-sign")
_UNDER = phrase("subordinate")
_UNDERGOES = phrase("undergoes")
_WAS = phrase("was-at")
_PAID_AT_PRESENT = phrase("paid-at-present")
_PRONOUN = phrase("pronoun")
_WILL_BE = phrase("will-be")
_ANOTHER_CLAUSE = phrase("break-of-clause")
_APART = re.compile(r"(?:,|[–—]|\()\s*$")
_TERMINATOR = lexicon.Pattern(rf";|{phrase('clause-break').pattern}|(?:\s--?\s|—|–\s)(?!\s*\d)")


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a rate: up to the nearest terminator on each side."""
    cuts = _cuts(text)
    begin = max((last for _, last in cuts if last <= start), default=0)
    finish = min((first for first, _ in cuts if first >= end), default=len(text))
    return begin, finish


@functools.lru_cache(64)  # every rate of a sentence asks for its clause
def _cuts(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _TERMINATOR.finditer(text))


def facts(sentence, index: int, span, day: str, sentences: list) -> dict[str, Any]:
    """Stage, basis, programme, dates and the columns beside them for one rate, with the rules that decided."""
    text, percent = sentence.text, sentence.percents[index]
    if sentence.cues is None:
        sentence.cues = [hit for hit in lexicon.scanner("stages").scan(text, sentence.words) if _speaks(text, hit)]
    if sentence.dates is None:
        sentence.dates = read_dates(sentence, sentences, day)
    bounds = clause(text, percent.start, percent.end)
    basis, basis_rule = attributes.basis(sentence, index, span)
    dates = dates_of(sentence, index, span, day)
    stage, direction, stage_rule = _stage(sentence, index, bounds, day, dates)
    if stage != "ended" and dates["ends_on"] and day and dates["ends_on"] <= day[: len(dates["ends_on"])] and "_until" not in dates:
        dates["ends_on"] = ""  # the ending told is that of another tariff
    if stage == "ended" and stage_rule in ("ended", "was-ended", "lifts-it") and dates["effective_on"] and not dates["ends_on"]:
        cue = max((hit.end for hit in sentence.cues if hit.rule["stage"] == "ended" or hit.rule.id == "lifted-up"), default=-1)
        if cue >= 0 and any(m.start > cue and m.value == dates["effective_on"] and m.relation in ("start", "point", "") and not _BEGAN.search(text, cue, m.start) and not _CHARGED.search(text, cue, m.start) for m in sentence.dates):
            dates["ends_on"], dates["effective_on"] = dates["effective_on"], ""  # "no longer applies as of November 13"
    if stage == "ended" and stage_rule == "averted" and dates["effective_on"] and _NEVER.search(text, percent.end):
        dates["announced_on"], dates["effective_on"] = dates["announced_on"] or dates["effective_on"], ""  # "begun on April 4, it never reached a customs form"
    if stage == "in_force" and direction == "none" and stage_rule in ("imposed", "lifted-up", "standing", "doubled") and _just_imposed(text, percent):
        direction = "up"
    if stage == "in_force" and direction == "none" and stage_rule == "standing" and _IMPOSITION_OF.search(text[: percent.start]) and not _older(sentence, day, dates) and not any(m.value and m.value[:4] < day[:4] for m in sentence.dates):
        direction = "up"  # "shares fell after the imposition of a 10% tariff"
    if stage == "in_force" and "_until" in dates and dates["ends_on"] and dates["ends_on"] < day[: len(dates["ends_on"])]:
        stage, direction, stage_rule = "ended", "none", stage_rule + "-end-passed"
    if stage_rule in ("kept", "paid-at-present") and dates["effective_on"] > day:
        dates["effective_on"] = ""  # what remains has no start to come: "will remain at 25%, with changes from July 9"
    begun = _deferred_to(sentence, day) if stage == "suspended" else ""
    if begun:
        stage, direction, stage_rule, dates["effective_on"], dates["ends_on"] = "in_force", "none", "deferred-and-begun", begun, ""
    if stage == "suspended" and dates["ends_on"] and (not dates["effective_on"] or (dates["effective_on"] < dates["ends_on"] and _WAS_DUE.search(text))):
        dates["effective_on"] = dates["ends_on"] if _DELAYING.search(text) else ""
    if stage == "in_force" and direction == "none" and len(dates["effective_on"]) == 10 and dates["announced_on"] > dates["effective_on"]:
        dates["announced_on"] = ""  # something else was announced: "announced a deal, the first since the 10% took effect on April 5"
    if stage == "in_force" and direction == "none" and (basis == "average" or stage_rule in ("being", "kept")) and dates["announced_on"] and _days_between(dates["announced_on"], day) <= 31:
        dates["announced_on"] = ""  # when a study spoke of a standing rate, or when other tariffs were announced
    if direction == "none" and stage in ("in_force", "ended") and dates["announced_on"] and not dates["effective_on"]:
        dates["effective_on"], dates["announced_on"] = (dates["announced_on"], "") if _IMPOSING.search(text) else ("", dates["announced_on"])
    programme, programme_rule = attributes.programme(sentence, index, span)
    stretch = text[span.left[0] : span.right[1]]
    return {
        "basis": basis,
        "programme": programme,
        "trade_value_usd_bn": attributes.trade_value(text, span),
        "stage": stage,
        "direction": direction,
        **dates,
        "coverage": attributes.coverage(text, span, percent),
        "condition": attributes.first_value("conditions", stretch, "condition"),
        "mfn_basis": attributes.mfn_basis(stretch, programme),
        "end_reason": (attributes.first_value("endings", text, "end_reason") or "unknown") if stage == "ended" else "",
        "speaker_role": attributes.first_value("speakers", text, "role") or ("executive" if any(g.role == "imposer" for g in sentence.groups) else ""),
        "attribution": attributes.attribution(sentence),
        "rules": [f"stage={stage_rule}", f"basis={basis_rule}", f"programme={programme_rule}"],
        "_stages": [(stage, direction, stage_rule)],
        "_days": pause_days(text, sentence.dates) if stage == "suspended" else 0,
        "_term": pause_days(text, sentence.dates) if stage in ("announced", "in_force") and _FOR_A_TERM.search(text) else 0,
        "_since": "_since" in dates,
        "_down": _moves_down(text, [hit for hit in sentence.cues if bounds[0] <= hit.start < percent.start and hit.rule["scope"] != "backward"], percent, 0),
    }


def _just_imposed(text: str, percent) -> bool:
    """Whether the rate is told as imposed within the week, though on no named day: "the imposition of a 10% tariff this week"."""
    week = _THIS_WEEK.search(text, percent.end, percent.end + 90) or _THIS_WEEK.search(text, max(0, percent.start - 60), percent.start)
    return week is not None and _IMPOSING.search(text, max(0, percent.start - 60), percent.end + 60) is not None


_PLANS = {"intends", "considered", "demand", "could"}
_LEVYING_SUBJECT = re.compile(r"(?:\b[A-Z][\w.]*|\b(?:it|which|that|who|also|now|government|administration|country|bloc|union))\s+$")
_UNSURE = phrase("unsure")  # somebody else's guess, or a wish
_NEXT_VERB = re.compile(r"\s+(?:to\s+)?(?:(?!(?:ap|re|sup|com)p?ly\b)\w+ly\s+|also\s+|now\s+)?(?P<verb>[a-z]+)")


def _speaks(text: str, hit: lexicon.Hit) -> bool:
    """Whether a cue speaks of a tariff: not inside a name, not defining a case, not a plan to do something else."""
    word = text[hit.start : hit.end]
    if word[0].isupper() and hit.start > 2 and re.match(r"\s+[A-Z]", text[hit.end :]) and re.search(r"\w,?\s+$", text[: hit.start]):
        return False
    if word.lower() == "levies" and not _LEVYING_SUBJECT.search(text[: hit.start]):
        return False  # "different pharmaceutical levies"
    if hit.rule.id == "if" and _DEFINES.match(text[hit.end :]):
        return False
    if hit.rule.id == "announced" and _EMERGENCY.match(text[hit.end :]):
        return False
    if hit.rule.id == "intends" and _NOUN_OF_PLAN.fullmatch(word) and not _OF_A_PLAN.match(text[hit.end :]):
        return False
    if hit.rule.id == "directed" and _NUMBERED.match(text[hit.end :]):
        return False
    if hit.rule.id in _PLANS:
        last = word.split()[-1].lower()
        verb = last if hit.rule.id == "could" else None
        after = _NEXT_VERB.match(text[hit.end :])
        if verb is None and after and (last == "to" or text[hit.end :].lstrip().startswith("to ")):
            verb = after["verb"]
        if verb is not None and not _LEVYING.fullmatch(verb) and not re.search(r"\bwith\b", text[hit.end : hit.end + 60]):
            return False
    return True


# --- Stage and direction -------------------------------------------------------------------------------


def _stage(sentence, index: int, bounds: tuple[int, int], day: str, dates: dict[str, str]) -> tuple[str, str, str]:
    """Stage, direction and the rule that decided, by the order told at the top of the module."""
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

    if _DENIED.search(text[bounds[0] : percent.start]):
        return "ended", "none", "denied"
    if _WILL_NOT.search(text[: percent.start]):
        return "ended", "down", "will-not-impose"
    if _WILL_NOT_COLLECT.search(text[: percent.start]):
        return "suspended", "down", "will-not-collect"
    if _LIFTS.search(text[: percent.start]) and (_ITS_TARIFF.match(text, percent.end) or text[: percent.start].endswith(" of ")) and not _TO_A_RATE.match(text, percent.end) and not (percent.origin or effective > day[: len(effective)]):
        return "ended", "none" if _long_over(dates, day) else "down", "lifts-it"
    override = _suspended_or_ended(text, percent, bounds, forward, after + beyond, news, day, dates, others)
    if override:
        return override

    if _THREAT_NOUN.match(text[percent.end :]):
        return "threatened", "up", "tariff-threat"
    conditions = [hit for hit in forward + after if hit.rule["stage"] == "threatened" and hit.rule["scope"] == "both"]
    hypothetical = bool(conditions)
    said_would = any(hit.rule["stage"] == "said_would" for hit in forward)
    decided = next((hit for hit in reversed(forward) if _decides(text, hit, percent, forward)), None)
    if decided is None:
        decided = next((hit for hit in after if _decides_after(text, hit)), None)
    name = decided.rule["stage"] if decided else ""
    rule = decided.rule.id if decided else "standing"
    word = text[decided.start : decided.end].split()[0].lower() if decided else ""
    if rule == "directed" and not word.endswith("ed"):  # "signed proclamations": the verb tells when
        verbs = [text[hit.start : hit.end].lower() for hit in forward if hit.rule.id in ("directed", "approved") and hit.start < decided.start <= hit.end + 30]
        word = verbs[-1] if verbs else word
    told_rate = max((p.end for p in sentence.percents if p.end <= percent.start), default=0)
    past = next((hit for hit in reversed(forward) if hit.rule["stage"] == "past" and not _HAD_ACTED.match(text, hit.start)), None)
    if past is not None and past.start < told_rate:  # carried over to the members of a list, not to a clause with its own verb
        verbs = [hit for hit in forward if hit.start >= told_rate and hit.rule["stage"] in _DECISIVE and not _neutral(text, hit)]
        if verbs or ";" in text[past.end : percent.start]:
            past = None
    old = _older(sentence, day, dates)
    if name == "kept":
        return "in_force", "none", rule
    if _WAS.search(text[: percent.start]) and _TILL.match(text[percent.end :]) and not dates["ends_on"] > day and not _WOULD.search(text[: percent.start]):
        return "ended", "none", "was-until"
    if any(hit.rule.id == "at-one-point" for hit in forward) and name in ("", "in_force") and not due:
        return "ended", "none", "at-one-point"
    if name == "" and past is None and _WAS_AT.search(text[: percent.start]) and not dates["effective_on"]:
        return "ended", "none", "was-at"
    if name != "in_force" and not hypothetical and _ADDED_TO.search(text[: percent.start]):
        return "in_force", "none", "added-to"  # "will be added to a 10% tariff on China"
    if _MOVED_ON.match(text[percent.end :]):
        return "ended", "none", "moved-on"  # "first imposed 10%, before increasing that to 15%"
    if name in ("", "in_force") and _BEFORE_THEN.match(text, percent.end) and not dates["effective_on"]:
        return "ended", "none", "level-before"  # "higher than the roughly 2% rate before he took office"
    if _AT.search(text[: percent.start]) and _NO_LONGER.match(text[percent.end :]):
        return "ended", "none", "for-a-time"
    if _PAID_AT_PRESENT.match(text[percent.end :]) and (name in ("", "announced", "threatened", "would") and not hypothetical):
        return "in_force", "none", "paid-at-present"  # "which amount to 30 percent now, will amount to 20"
    # "If the US levies 25%": the condition holds the verb itself.
    inside = decided is not None and any(hit.rule.id == "if" and hit.start < decided.start and "," not in text[hit.end : percent.start] for hit in conditions)
    if hypothetical and (name not in ("in_force", "imposes") or (inside and (word[-2:] != "ed" or _IS.search(text[: decided.start]) or _WOULD_THEN.search(text, percent.end)))):
        name, rule = "threatened", rule + "+if"
    if name == "would" and said_would and not hypothetical and _RAISED_TO.search(text[: percent.start]):
        name, rule = "announced", "said-raised"  # "Trump said that the rate would be raised to 15%"
    if name == "would" and _DEAL_WOULD.search(text[: percent.start]) and not hypothetical:
        name, rule = "announced", "deal-would"  # "the trade deal that would set a 15% tariff"
    if name == "would":
        if said_would and len(effective) == 10 and effective < day and not hypothetical:
            return "in_force", _news_direction(down, news, effective, day), "said-would-begun"
        if said_would and effective and len(effective) >= 7 and not hypothetical:
            return "announced", direction, "said-would-from"
        if started:
            return "in_force", "none", "would-started"
        name = "threatened"
    if name == "announced" and rule == "set-to" and said_would and not effective:
        decided_passive = _RAISED_TO.search(text[: percent.start]) is not None
        name, rule = ("announced", "said-raised") if decided_passive and not hypothetical else ("threatened", "said-will")
    if name == "threatened":
        named_day = len(effective) == 10 and effective >= day
        if rule == "intends" and _JOINT.search(sentence.title) and not hypothetical:
            return "announced", direction, "intends-jointly"  # what two governments state together is agreed
        if named_day and rule == "possible" and any(hit.rule.id == "set-to" and _TAKES_EFFECT.search(text, hit.start, hit.end + 12) for hit in after):
            return "announced", direction, "set-to-dated"  # "the proposed 30% tariff, set to take effect on August 1"
        resolved = rule == "set-to" or (rule == "intends" and not _UNSURE.match(text[decided.start : decided.end]))
        if named_day and resolved and not hypothetical or _AT_ONCE.search(text, decided.end if decided else 0):
            return "announced", direction, rule + "-dated"
        return "threatened", direction, rule
    if rule == "set-to" and due and word in ("set", "due", "scheduled", "slated") and _WAS_WERE.search(text[: decided.start]) and not _GOES_AHEAD.search(text):
        return "ended", "down", "was-set-to"  # a day still to come, told as past: it will not be
    if name == "announced":
        if started and (effective < day[: len(effective)] or len(effective) == 10):
            return "in_force", _news_direction(down, news, effective, day), rule + "-started"
        told_on = dates["announced_on"]
        recent = len(told_on) == 10 and 0 <= _days_between(told_on, day) <= 7  # "on Monday signed proclamations raising"
        fresh = _HAS.search(text[: decided.start]) is not None  # "has decided": a past that bears on the present
        background = not recent and (old or (not news and word.endswith("ed") and rule != "announced" and not fresh))
        if rule in ("directed", "decided", "approved", "announced") and not due and background:
            return "in_force", "none", rule + "-background"
        return "announced", direction, rule
    if name == "imposes":
        if news and not old and not started:
            return "announced", direction, rule
        name = "in_force"
    if name == "in_force":
        if due:
            # "They would face 25% on Aug. 1 if there were no agreement": the condition stands behind the date.
            unless = any(hit.rule.id == "if" for hit in [*after, *beyond]) and _WOULD.search(text[bounds[0] : percent.start])
            return ("threatened", direction, rule + "+if") if unless else ("announced", direction, rule + "-due")
        if _ORDER_DOES.search(text[: decided.start]) and not started:
            return ("in_force", "none", rule + "-old-order") if old and not news else ("announced", direction, "order-does")
        if past is not None:
            return "ended", "none", "had-been"
        if word.endswith("ing") and news and not started and rule not in ("faces", "being"):
            return "announced", direction, rule + "-progressive"
        if decided.rule["move"] and not old and rule == "imposed" and _HAS.search(text[: decided.start]):
            return "in_force", direction, rule  # "China has placed a tariff on": a past that bears on the present
        if decided.rule["move"]:
            return "in_force", ("none" if old or not news else direction), rule
        return "in_force", "none", rule
    if due:
        return "announced", direction, "due"
    if started:
        return "in_force", _news_direction(down, news, effective, day), "started"
    if past is not None or any(hit.rule["stage"] == "past" for hit in after):
        return "ended", "none", "had-been"
    if percent.rate == 0 and _ENTERS.search(text, 0, percent.end + 2) and not _AGREED.search(text[: percent.start]) and not dates["announced_on"]:
        return "in_force", "none", "enters-free"  # "garments from Bangladesh enter the European Union duty-free"
    if down:
        fell = any(hit.rule.id == "allowed" and _FELL.match(text, hit.start) and not _AS_ADJECTIVE.search(text[: hit.start]) for hit in forward) or _SINCE_THEN.search(text[: percent.start]) is not None
        agreed = not fell and _AGREED.search(text[bounds[0] : percent.start]) is not None
        return "announced" if (news or agreed) and not fell else "in_force", "down" if news or agreed else "none", "move-down"
    if sentence.is_title and not sentence.cues:
        return "in_force", "up", "headline"
    return "in_force", "none", "standing"


def _deferred_to(sentence, day: str) -> str:
    """The day to which a start was put off, if that day has come: "from 1 August (later deferred to 7 August)"."""
    for mention in sentence.dates:
        if len(mention.value) == 10 and mention.value <= day and _DEFERRED.search(sentence.text[: mention.start]):
            return mention.value
    return ""


def _long_over(dates: dict[str, str], day: str) -> bool:
    """Whether a date told with an ending lies more than two weeks back."""
    told = [value for value in (dates["ends_on"], dates["announced_on"], dates["effective_on"]) if value]
    return bool(day) and any(value < day[: len(value)] and (len(value) < 10 or _days_between(value, day) > 14) for value in told)


def _end_of_list(sentence, percent, others: list) -> int:
    """Up to where a cue after the rate can speak of it: the next rate that another cue introduces."""
    for other in sorted((p for p in others if p.start >= percent.end), key=lambda p: p.start):
        if any(percent.end <= hit.start < other.start and hit.rule["stage"] not in ("recent", "") for hit in sentence.cues):
            return other.start
    return len(sentence.text)


_DECISIVE = frozenset({"suspended", "ended", "threatened", "announced", "in_force", "imposes", "would", "said_would", "kept"})
_AS_TOLD = re.compile(r",\s+as\s+(?:[^,]|,\s+(?:19|20)\d\d){3,110},")  # "the rate, as set forth in Order 14257 of April 2, 2025, to 19 percent"
_WOULD = phrase("condition-of-future")
_TILL = lexicon.Pattern(r"[^;.:]{0,60}\buntil\b")
_CONDITION = phrase("condition")
_DEAL_WOULD = phrase("deal-that-would")
_WILL = phrase("will-do")
_ADDED_TO = phrase("added-to")
_MOVED_ON = phrase("moved-on")
_WAS_AT = phrase("was-at-rate")
_AT = phrase("at-rate")
_RAISED_TO = phrase("be-raised-to")
_ENTERS = phrase("enters-free")
_BEGAN = phrase("imposing")
_DEFERRED = phrase("deferred-to")
_CHARGED = phrase("since-when")  # since when, not until when
_WAS_WERE = phrase("was-were")
_TO_A_RATE = lexicon.Pattern(r"[^.;%]{0,60}\bto\s+\d")
_TO_OR_BY = phrase("to-or-by")
_WOULD_THEN = lexicon.Pattern(r",\s+[^.;%]{0,60}\b(?:would|could|might)\b")
_GOES_AHEAD = phrase("goes-ahead")
_NEVER = phrase("never")
_IS = phrase("is-so")
_JOINT = phrase("joint-statement")
_DENIED = phrase("denied")
_WILL_NOT = phrase("will-not-impose")
_WILL_NOT_COLLECT = phrase("will-not-collect")
_LIFTS = phrase("lifts-it")
_ITS_TARIFF = phrase("its-tariff")
_IMPOSITION_OF = phrase("imposition-of")
_ENDS_NOW = phrase("ends-now")
_FOR_A_TERM = phrase("for-a-term")
_BEFORE_THEN = phrase("rate-before")
_NO_LONGER = phrase("for-a-time-and-now")


def _of_this(text: str, percent, hit: lexicon.Hit, others: list) -> bool:
    """Whether a pause or an ending told further on can be of this rate: not of another one nor of a subordinate clause's subject."""
    gap = text[percent.end : hit.start]
    if any(percent.end <= p.start < hit.start for p in others) and re.search(r",\s+which\b", gap[max(p.end for p in others if p.end <= hit.start) - percent.end :]):
        return False  # of the last rate: "10% on China and 25% on Canada, which are on hold"
    if _CONDITION.search(gap):
        return False  # "a 200% tariff if magnets were held back"
    if ";" in gap and (any(percent.end <= p.start < hit.start for p in others) or not _PRONOUN.match(gap[gap.rindex(";") + 1 :])):
        return False
    return _UNDER.search(gap) is None or hit.rule.id != "was-ended"


def _said_of_other(text: str, hit: lexicon.Hit, percent, others: list) -> bool:
    """Whether a passive pause or ending is the predicate of an earlier rate: "the 30% was delayed, and the 25% ..."."""
    earlier = any(p.end <= hit.start for p in others)
    return earlier and hit.rule["stage"] in ("suspended", "ended") and _PASSIVE_PAST.search(text[: hit.start]) is not None


def _suspended_or_ended(text, percent, bounds, forward, after, news, day, dates, others) -> tuple[str, str, str] | None:
    """Suspended and ended cues outrank the others where they speak of this rate."""
    if _DELAYS_THEM.search(text, percent.end) and not any(p.start > percent.end for p in others) and not _NEGATED.search(text[: _DELAYS_THEM.search(text, percent.end).start()]):
        return "suspended", "down", "delays-them"
    for kind in ("suspended", "ended"):
        if kind == "ended" and any(hit.rule.id == "if" and hit.start < percent.start for hit in forward):
            continue  # "if the proposed 25% takes effect, the deals will be off the table"
        hit = next((h for h in after if h.rule["stage"] == kind and _of_this(text, percent, h, others) and _undergone(text, h) and not _NEGATED.search(text[: h.start]) and not _OTHER_THING.match(text[h.end :])), None)
        if hit is None:
            near = [h for h in forward if h.rule["stage"] in _DECISIVE and not _neutral(text, h) and not _said_of_other(text, h, percent, others)]
            nearest = near[-1] if near else None
            if len(near) > 1 and near[-2].rule["stage"] == kind and nearest.rule["stage"] in ("threatened", "announced") and _PLAN_OF.fullmatch(text[near[-2].end : nearest.end].strip()):
                hit = near[-2]  # "delayed plans for 25%"
                nearest = None
            if nearest is not None and re.search(r"\d(?:%| ?per ?cent).*(?::|\bthat\b|\bwhich\b)", text[nearest.end : percent.start]):
                nearest = None  # "replacing the 10% that they have borne: 20% for the EU"
            if nearest is not None and nearest.rule["stage"] == kind and not _NEGATED.search(text[: nearest.start]) and not _OTHER_THING.match(text[nearest.end :]):
                hit = nearest
        if hit is None:
            continue
        if hit.rule.id == "ended" and text[hit.start : hit.start + 4].lower() in ("expi", "laps") and dates["ends_on"] > day:
            continue  # "expires on": still running
        if _ASKED.search(text[: hit.start]):
            continue  # "voted to strike down"
        # A pause or a removal may itself be only offered or decided: "may remove", "will suspend".
        before = text[max(bounds[0], hit.start - 40) : hit.start]
        if kind == "ended" and percent.kind == "points" and _WILL.search(text[: hit.start]):
            return "announced", "down", hit.rule.id + "-agreed"  # "will lower the duties by removing 10 percentage points"
        if _OFFERED.search(before) and kind == "ended":
            return "threatened", "down", hit.rule.id + "-offered"
        if _BOUND.search(before) and kind == "ended":
            return "in_force", "down", hit.rule.id + "-agreed"
        if kind == "suspended" and percent.kind == "points" and _WILL.search(text[: hit.start]):
            return "announced", "down", hit.rule.id + "-agreed"  # "will modify the duty by suspending 24 percentage points"
        if kind == "suspended":
            return kind, "down", hit.rule.id
        if hit.rule.id == "ended" and _ENDS_NOW.match(text, hit.start):
            return kind, "down", hit.rule.id
        return kind, "down" if news and hit.rule.id in ("ended", "averted", "was-ended") else "none", hit.rule.id
    return None


_NOUNS_OF_RISK = ("possible", "threat", "demand", "considered")


def _decides(text: str, hit: lexicon.Hit, percent, forward: list) -> bool:
    """Whether a cue before the rate can decide its stage."""
    name = hit.rule["stage"]
    if name in ("recent", "past", "dated", "said_would", "") or hit.end > percent.start + 1:
        return False
    if name == "in_force" and _neutral(text, hit):
        return False
    if hit.rule.id == "being" and hit.start < percent.start - 60:
        return False
    if (name == "kept" or hit.rule.id in _NOUNS_OF_RISK) and _ANOTHER_CLAUSE.search(text, hit.end, percent.start):
        return False  # "fears of a trade war after the imposition of 25%", "may continue to fall as he sets 25%"
    if hit.rule.id in ("intends", "possible", "threat") and not text[hit.end : percent.start].strip() and text[hit.start : hit.end].lower().endswith("ed"):
        done = [other for other in forward if other.end < hit.start and other.rule["stage"] in ("announced", "in_force") and hit.start - other.end < 8]
        if done:
            return False  # "outlined the promised 25%"
    if hit.rule.id == "set-to" and text[hit.start : hit.end].lower().startswith("to be") and any(other.end < hit.start and other.rule["stage"] == "threatened" for other in forward):
        return False  # "a plan to raise tariffs to be imposed on"
    if hit.rule.id == "directed" and _TO_SIGN.search(text[: hit.start]):
        return False  # "promised to sign", "will sign an executive order"
    # "will announce": the longer cue holds the shorter one.
    return not any(other is not hit and other.start < hit.start and hit.end <= other.end and other.rule["stage"] not in ("", "recent", "said_would") for other in forward)


def _decides_after(text: str, hit: lexicon.Hit) -> bool:
    """Whether a cue after the rate speaks of the tariff itself and not of its consequences."""
    name = hit.rule["stage"]
    if name == "in_force":
        strikes = text[hit.start : hit.end].lower().startswith("hit") and not _PASSIVE_PAST.search(text[: hit.start])  # "the tariff hit builders"
        return hit.rule.id in ("being", "faces", "imposed") and not strikes and not _neutral(text, hit)
    if name == "announced":
        return hit.rule.id == "set-to" and _TAKES_EFFECT.match(text[hit.end :]) is not None or (hit.rule.id in ("announced", "approved", "directed") and _PASSIVE_TELLING.search(text[: hit.start]) is not None)
    if name == "threatened":
        return hit.rule.id in ("could", "possible", "threat", "considered", "if", "intends") and _HEDGED.search(text[max(0, hit.start - 25) : hit.end]) is not None
    if name == "would":
        return _THAT_IT.search(text[: hit.start]) is not None and _TAKES_EFFECT.match(text[hit.end :]) is not None
    return name == "kept" and _STAYS.match(text, hit.start) is not None


def _undergone(text: str, hit: lexicon.Hit) -> bool:
    """Whether a pause or an ending told after the rate happened to the rate: "was pushed back", "on hold", not "eliminating others"."""
    return (_UNDERGOES.search(text[: hit.start]) or _APART.search(text[: hit.start])) is not None or _BY_ITSELF.match(text[hit.start : hit.end]) is not None


def _neutral(text: str, hit: lexicon.Hit) -> bool:
    """Whether a verb of imposing only names the act and leaves its stage to the verb before it: "to impose"."""
    if hit.rule["stage"] not in ("in_force", "suspended", "ended"):
        return False
    word = text[hit.start : hit.end].split()[0].lower()
    if hit.rule.id in ("being", "faces", "at-one-point", "levies-now", "averted", "liberation"):
        if _WILL_BE.search(text[: hit.start]):
            return True
        if text[hit.start : hit.end].lower() == "subject to":  # "a list of goods subject to 25%" leaves the stage to the list
            return _IS_NOW.search(text[: hit.start]) is None
        return hit.rule.id == "faces" and _INFINITIVE.search(text[: hit.start]) is not None
    if hit.rule["stage"] in ("suspended", "ended"):
        return False
    if word.endswith("ing") and _PROGRESSIVE.search(text[: hit.start]):
        return False
    if word.endswith(("ing", "ition", "ation")):
        return True
    if _INFINITIVE.search(text[: hit.start]) and not _PASSIVE_PAST.search(text[: hit.start]):
        return True
    return re.search(r"\bbe\s+(?:\w+ly\s+)?$", text[: hit.start]) is not None


def _moves_down(text: str, forward: list, percent, previous_rate: int) -> bool:
    """Whether the nearest verb of change before the rate is one of lowering."""
    if percent.rate == 0:
        return True
    if percent.origin is not None and percent.kind == "rate":
        return percent.origin > percent.rate
    for hit in reversed(forward):
        if hit.rule["move"] == "up" and hit.rule["stage"] == "in_force":
            return False
        if _ANOTHER_CLAUSE.search(_AS_TOLD.sub("", text[hit.end : percent.start])):
            return False
        if hit.rule["move"] == "down" and hit.rule.id == "allowed":
            if text[hit.start : hit.end].lower() in ("fell", "fall", "falls", "falling") and not _TO_OR_BY.search(text[hit.end : percent.start]):
                continue  # "shares fell in the shadow of a 10% tariff"
            if text[hit.start : hit.end].lower() == "lower" and _COMPARATIVE.search(text[: hit.start]):
                continue
            return True
    return False


def _news_direction(down: bool, news: bool, effective: str, day: str) -> str:
    if effective[:4] < day[:4] and len(effective) < 10:
        return "none"
    if not news and (len(effective) < 10 or _days_between(effective, day) > 7):
        return "none"
    if len(effective) == 10 and _days_between(effective, day) > 10:
        return "none"
    return "down" if down else "up"


def _older(sentence, day: str, dates: dict[str, str]) -> bool:
    """Whether the sentence dates its move more than about a week before publication."""
    told = [mention.value for mention in sentence.dates if mention.value and role_of(sentence.text, mention)]
    values = [value for value in (dates["effective_on"], dates["announced_on"], *told) if value]
    if day and any(len(value) == 10 and abs(_days_between(value, day)) <= 10 for value in values):
        return False
    for value in values:
        if value and day and (value[:4] < day[:4] or (len(value) >= 7 and value[:7] < day[:7] and (len(value) < 10 or _days_between(value, day) > 10))):
            return True
    return _LONG_AGO.search(sentence.text) is not None


def _days_between(first: str, last: str) -> int:
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return 0
