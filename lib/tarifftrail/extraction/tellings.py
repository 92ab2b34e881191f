"""What an article tells of its tariffs outside the sentences with their rates, and what one rate says of another.

"They take effect on March 4", "Today he signed the order", "the tariffs on both neighbours were put off": such a
telling reaches the rates of the partners and goods that it names, else those told just before it, else the news.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tarifftrail import lexicon
from tarifftrail.extraction import gate
from tarifftrail.extraction.claim_dates import by_act, pause_days, role_of
from tarifftrail.extraction.claim_dates import past as before_today
from tarifftrail.extraction.dates import add_days, dates_in
from tarifftrail.extraction.parties import IMPOSER, TARGET
from tarifftrail.extraction.phrases import phrase

LEAD, NEXT = 2, 5  # the sentences that open an article, and how far what they tell to start today reaches
_RECENT_DAYS = 60  # how far back an announcement can lie that the article tells as what its rates come from
NEWS_DAYS = 14  # an announcement told with an older date is background
_ITS_OWN = phrase("own-rate-unnamed")
_TARIFF = phrase("tariff")
_ANAPHORA = phrase("told-of-before")
_BACK = phrase("those-tariffs")
_TOGETHER = phrase("together")
_LIST_OPENS = phrase("list-opens")
_SURCHARGE = phrase("the-surcharge")
_OF_OUR_DAY = phrase("of-today")
_PUT_OFF = phrase("put-off")
_OF_A_RIGHT = lexicon.Pattern(r"\W+(?:\w+\W+){0,3}?(?:treatment|relations|preferences?|concessions|access|talks|negotiations|trade\b(?!\s+(?:tariffs?|war))|exports|imports|licen[cs]\w+)\b")
_OWN_ORDER = phrase("own-order")
_NOT_SO = phrase("not-so")
_TAKEN_BACK = phrase("taken-back")


# What the marks of a sentence say of it: single words stand there, of phrases a part does.
_IS_DATED = gate.MARKER.pattern(lexicon.Pattern(r"\d")) | gate.MARKER.pattern(lexicon.Pattern(r"day\b|\b(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec|month|year|week)"))
_MAY_MOVE = gate.MARKER.pattern(_PUT_OFF) | gate.MARKER.pattern(_TAKEN_BACK)
_OF_ORDERS = gate.MARKER.pattern(_OWN_ORDER)
_OF_MEASURE = gate.MARKER.pattern(phrase("measure"))
_MAY_BE_OWN = gate.MARKER.pattern(_ITS_OWN)


@dataclass(slots=True)
class Telling:
    """What a sentence without a rate says of tariffs: dates and effect, and of whose, as far as it names them."""

    index: int
    text: str
    dates: dict[str, str] = field(default_factory=dict)
    effect: str = ""  # suspended or ended
    days: int = 0
    imposers: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    goods: frozenset[str] = frozenset()
    back: bool = False  # speaks of what was told just before: "they", "the duties"
    speaker: frozenset[str] = frozenset()
    today: bool = False
    surcharge: bool = False  # speaks of "the surcharge", which an article tells of one measure
    starts: bool = False  # the start is told as one: "take effect", "from March 4"


def spread(rows: list[dict[str, Any]], full: str, spans: list[tuple[int, int]], read: Callable[[int], Any], day: str) -> dict[str, str]:
    """Give rates the dates and the stage that the article tells of them in other sentences.

    Returns the days on which it tells that programmes were announced, by programme.
    """
    if not rows or not day:
        return {}
    rated = {row["_sentence"] for row in rows}
    named: dict[str, set[str]] = {}
    for index, ((start, end), bits) in enumerate(zip(spans, gate.marks(full), strict=True)):
        if not (bits & (_IS_DATED | _MAY_MOVE) and bits & (_OF_MEASURE | _MAY_BE_OWN)) or (index in rated and index > 2):
            continue
        text = full[start:end]
        if (bits & _IS_DATED or _PUT_OFF.search(text) or _TAKEN_BACK.search(text)) and (bits & _OF_MEASURE or _ITS_OWN.search(text)):
            sentence = read(index)
            telling = _telling(sentence, day)
            if telling is not None:
                _name_programmes(named, telling, day)
                for one in _by_partner(telling, sentence, day):
                    _tell(rows, one, day, own=index in rated)
    if any(bits & _OF_ORDERS and _OWN_ORDER.search(full[start:end]) for bits, (start, end) in zip(gate.marks(full), spans, strict=True)):
        for row in rows:
            if row["stage"] == "announced" and row["direction"] != "none" and not row["announced_on"] and len(day) == 10:
                row["announced_on"] = day
                row["rules"] += ";announced_on=own-order"
    _share(rows, day)
    return {programme: next(iter(days)) for programme, days in named.items() if len(days) == 1}


def _name_programmes(named: dict[str, set[str]], telling: Telling, day: str) -> None:
    """Note the day on which a sentence tells that a programme was announced: "On April 2 the reciprocal tariffs were announced"."""
    announced = telling.dates.get("announced_on", "")
    if len(announced) == 10 and add_days(day, -_RECENT_DAYS) <= announced <= day and not telling.effect:
        for rule in lexicon.rules("programmes"):
            if rule["since"] and rule["since"] <= announced and rule.regex.search(telling.text):
                named.setdefault(rule["programme"], set()).add(announced)


def announced_with_programme(rows: list[dict[str, Any]], days: dict[str, str]) -> None:
    """Date the rates of a programme whose announcement the article tells once for all of them."""
    for row in rows:
        announced = days.get(row["programme"], "")
        later = announced and not row["announced_on"] and row["basis"] != "average" and row["stage"] != "ended"
        if later and (not row["effective_on"] or row["effective_on"] >= announced[: len(row["effective_on"])]):
            row["announced_on"] = announced
            row["rules"] += ";announced_on=of-programme"


def _share(rows: list[dict[str, Any]], day: str) -> None:
    """Give the rates of one announcement the one start that it tells, and count the days of a pause from there."""
    starts: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row["stage"] == "announced" and row["announced_on"] and row["effective_on"] > day:
            starts.setdefault((row["imposer"], row["announced_on"]), set()).add(row["effective_on"])
    for row in rows:
        told = starts.get((row["imposer"], row["announced_on"]), set())
        steps = any(other["effective_on"] in told and other["rate_pct"] != row["rate_pct"] and all(other[key] == row[key] for key in ("imposer", "target", "product")) for other in rows)
        if len(told) == 1 and row["stage"] == "announced" and not row["effective_on"] and not steps:  # "25%, which rises to 30% on January 1"
            row["effective_on"] = next(iter(told))
            row["rules"] += ";effective_on=of-announcement"
    _share_start(rows, day)
    for stage in ("suspended", "in_force"):
        # One pause, one surcharge: rates that the same imposer put off together, or one rate for many partners.
        ends: dict[tuple, set[str]] = {}
        for row in rows:
            if row["stage"] == stage and row["ends_on"] > day:
                ends.setdefault((row["imposer"], *((row["rate_pct"], row["programme"]) if stage == "in_force" else ())), set()).add(row["ends_on"])
        for row in rows:
            told = ends.get((row["imposer"], *((row["rate_pct"], row["programme"]) if stage == "in_force" else ())), set())
            if row["stage"] == stage and not row["ends_on"] and not row["_days"] and len(told) == 1:
                row["ends_on"] = next(iter(told))
    for row in rows:
        if row["_term"] and not row["ends_on"] and len(row["effective_on"]) == 10 and row["stage"] in ("announced", "in_force"):
            row["ends_on"] = add_days(row["effective_on"], row["_term"])
    coming = {row["_pause_from"] for row in rows if row.get("_pause_from")}
    for row in rows:
        if row["stage"] == "suspended" and row["_days"] and not row["ends_on"]:
            begin = next(iter(coming)) if len(coming) == 1 else row["effective_on"]
            row["ends_on"] = add_days(begin, row["_days"]) if len(begin) == 10 else ""


def _share_start(rows: list[dict[str, Any]], day: str) -> None:
    """Give a new rate of several partners the one recent start that it is told with: one measure on many."""
    told: dict[tuple[str, float], dict[str, set[str]]] = {}
    for row in rows:
        if row["stage"] == "in_force" and row["direction"] != "none" and len(row["effective_on"]) == 10 and add_days(day, -NEWS_DAYS) <= row["effective_on"] <= day:
            told.setdefault((row["imposer"], row["rate_pct"]), {}).setdefault(row["effective_on"], set()).add(row["target"])
    for row in rows:
        starts = told.get((row["imposer"], row["rate_pct"]), {})
        if len(starts) == 1 and row["stage"] == "in_force" and not row["effective_on"] and row["product"] == "all" and row["_stages"][0][2] not in ("kept", "being"):
            start, partners = next(iter(starts.items()))
            if len(partners) > 1:
                row["effective_on"] = start
                row["rules"] += ";effective_on=of-measure"


def _telling(sentence: Any, day: str) -> Telling | None:
    """What a sentence tells; None if it tells nothing of a tariff's dates or fate."""
    text = sentence.text
    mentions = dates_in(text, day)
    dates: dict[str, str] = {}
    says_at, today, starts = 0, False, False
    for mention in mentions:
        role = role_of(text, mention) if mention.value else ""
        if mention.value and _OF_OUR_DAY.match(mention.text) and role == "" and text[mention.end : mention.end + 2] in ("'s", "’s"):
            role = "announced_on"
        if role and role not in dates:
            dates[role] = before_today(mention, day) if role == "announced_on" else mention.value
            if role == "announced_on":
                says_at, today = mention.start, _OF_OUR_DAY.match(mention.text) is not None
            elif role == "effective_on":
                starts = not by_act(text, mention)
                today = _OF_OUR_DAY.match(mention.text) is not None
                recent = len(mention.value) == 10 and add_days(day, -7) <= mention.value <= day
                if not starts and (today or recent) and "announced_on" not in dates:  # "on Thursday he imposed tariffs": the day of the act
                    dates["announced_on"], says_at = mention.value, mention.start
    put_off, taken = _PUT_OFF.search(text), _TAKEN_BACK.search(text)
    effect = ""
    if put_off and _OF_A_RIGHT.match(text, put_off.end()):
        put_off = None  # "suspended nondiscriminatory tariff treatment"
    if put_off and not _NOT_SO.search(text[: put_off.start()]):
        effect = "suspended"
    elif taken and not _NOT_SO.search(text[: taken.start()]):
        effect = "ended"
    if not dates and not effect:
        return None
    imposers = frozenset(code for g in sentence.groups if g.role == IMPOSER for code in g.codes)
    targets = frozenset(code for g in sentence.groups if g.role == TARGET for code in g.codes)
    goods = frozenset(item.product for item in sentence.goods if not item.generic)
    said = [g for g in sentence.groups if g.start < says_at + 60 and g.codes]
    if _TOGETHER.search(text):
        said = [g for g in sentence.groups if g.codes]
        speaker = frozenset(code for g in said for code in g.codes)
    else:
        speaker = frozenset(said[0].codes) if said else frozenset()
    ran_out = "ends_on" in dates and dates["ends_on"] <= day and _LAPSED.search(text) is not None
    if not (_TARIFF.search(text) or _ITS_OWN.search(text) or _ANAPHORA.match(text) or "announced_on" in dates or effect == "ended" or ran_out):
        return None
    back = effect == "ended" or ran_out or (_ANAPHORA.match(text) or _BACK.search(text)) is not None
    return Telling(sentence.index, text, dates, effect, pause_days(text, mentions), imposers, targets, goods, back, speaker, today, _SURCHARGE.search(text) is not None, starts)


def _by_partner(telling: Telling, sentence: Any, day: str) -> list[Telling]:
    """One telling for each start that has partners of its own: "India's had applied since February 7, Switzerland's since November 14"."""
    starts = [m for m in dates_in(sentence.text, day) if m.value and role_of(sentence.text, m) == "effective_on"]
    if len(starts) < 2 or telling.effect:
        return [telling]
    parts, begin = [], 0
    for mention in starts:
        codes = frozenset(code for group in sentence.groups if begin <= group.start < mention.start for code in group.codes)
        if not codes:
            return [telling]
        parts.append(replace(telling, dates={"effective_on": mention.value}, imposers=frozenset(), targets=codes))
        begin = mention.end
    return parts


def _reach(rows: list[dict[str, Any]], telling: Telling) -> tuple[list[dict[str, Any]], bool]:
    """The rows that a telling speaks of, and whether it names them."""

    def named(row: dict[str, Any]) -> bool:
        if telling.imposers and row["imposer"] not in telling.imposers:
            return False
        if telling.goods and row["product"] not in telling.goods:
            return False
        return not telling.targets or row["target"] in telling.targets or (row["target"] == "WORLD" and bool(telling.goods))

    fitting = [row for row in rows if named(row)]
    listed = [row for row in rows if row["_sentence"] == telling.index + 1 and _LIST_OPENS.match(row["quote"])]
    if listed and telling.starts:  # "The higher rates begin on April 9. Among them are ..."
        for row in listed:
            if row["_stages"][0][2] == "standing":
                row["direction"] = "up"
        return listed, True
    if telling.surcharge and not telling.targets and not telling.goods:
        return [row for row in fitting if "surcharge" in row["quote"].lower() or row["programme"] == "section_122"], True
    if telling.back and not telling.targets and not telling.goods:
        near = [row for row in fitting if 0 < telling.index - row["_sentence"] <= 3]
        last = max((row["_sentence"] for row in near), default=-1)
        return [row for row in near if row["_sentence"] == last], True
    return fitting, bool(telling.targets or telling.goods)


_LAPSED = phrase("ran-out")


def _past_end(telling: Telling, day: str) -> bool:
    """Whether it tells the day on which the tariff before it, or the surcharge, ran out."""
    ends = telling.dates.get("ends_on", "")
    return len(ends) == 10 and ends <= day and (telling.back or telling.surcharge) and _LAPSED.search(telling.text) is not None


def _tell(rows: list[dict[str, Any]], telling: Telling, day: str, own: bool) -> None:
    reached, named = _reach(rows, telling)
    dates = telling.dates
    announced = dates.get("announced_on", "")
    if announced and len(announced) == 10 and add_days(day, -NEWS_DAYS) <= announced <= day:
        # "Today the President signed a Proclamation": what the document goes on to tell was announced with it.
        for row in rows if telling.today and telling.index <= LEAD and not own else reached:
            news = row["stage"] == "announced" or (row["stage"] == "threatened" and named) or (row["stage"] == "in_force" and row["direction"] != "none")
            speaks = row["imposer"] in telling.speaker or (telling.today and not telling.speaker and row["imposer"] in (telling.imposers or (row["imposer"],)))
            if news and speaks and not row["announced_on"] and announced != row["effective_on"]:
                row["announced_on"] = announced
                row["rules"] += ";announced_on=told"
    if own:
        reached = [row for row in reached if row["_sentence"] != telling.index and row["stage"] == "announced"]
    if telling.effect == "suspended" and named and not own:
        _put_off(reached, telling)
    elif telling.effect == "ended" and not own:
        for row in reached:
            if row["stage"] in ("threatened", "announced") and row["_sentence"] < telling.index:
                _put(row, "ended", "none", "told-taken-back")
                row["ends_on"] = dates.get("ends_on", "") or row["ends_on"]
                row["end_reason"] = "withdrawn"
    elif not telling.effect:
        _begin(reached, telling, day, named, own)
        if _past_end(telling, day) and named and not own:
            for row in reached:
                if row["stage"] == "in_force" and row["effective_on"] < dates["ends_on"] and row["_stages"][0][2] not in _PAID_TODAY:
                    _put(row, "ended", "none", "told-ended")
                    row["ends_on"] = dates["ends_on"]
        if dates.get("ends_on", "") > day and named and not own:
            for row in reached:
                if not row["ends_on"] and (row["stage"] == "suspended" or ((telling.back or telling.surcharge) and row["stage"] in ("announced", "in_force"))):
                    row["ends_on"] = dates["ends_on"]
                    row["rules"] += ";ends_on=told"
    if len(dates.get("effective_on", "")) == 10 and not own and telling.starts:
        for row in rows:
            if row["stage"] == "suspended" and 0 < abs(row["_sentence"] - telling.index) <= 8 and dates["effective_on"] >= day:
                row["_pause_from"] = dates["effective_on"]
    if telling.days and named:
        for row in reached:
            row["_days"] = row["_days"] or telling.days


def _begin(reached: list[dict[str, Any]], telling: Telling, day: str, named: bool, own: bool) -> None:
    """Give the rates reached the start that is told of them: a coming one to what is new, a past one to what is paid."""
    starts = telling.dates.get("effective_on", "")
    if len(starts) < 7:
        return
    later = starts > day[: len(starts)]
    rates = {(row["imposer"], row["target"], row["product"]): set() for row in reached}
    for row in reached:
        if later or row["stage"] not in ("announced", "threatened"):
            rates[row["imposer"], row["target"], row["product"]].add(row["rate_pct"])
    for row in reached:
        alone = len(rates[row["imposer"], row["target"], row["product"]]) <= 1
        if starts == day and telling.starts and telling.index <= LEAD and not telling.targets and 0 < row["_sentence"] - telling.index <= NEXT:
            if row["stage"] == "in_force" and not row["effective_on"] and row["basis"] != "average" and row["_stages"][0][2] not in ("kept", "being", "had-been"):
                row["effective_on"] = starts  # "From today the duties below are collected. China pays 12.5 percent"
                row["rules"] += ";effective_on=told"
        if later and telling.starts:
            fresh = row["stage"] in ("announced", "in_force") and row["direction"] != "none"
            if (fresh or (row["stage"] == "threatened" and named)) and (not row["effective_on"] or row.get("_by_act")):
                if row["effective_on"] and not row["announced_on"]:
                    row["announced_on"] = row["effective_on"]
                row["effective_on"] = starts
                row["rules"] += ";effective_on=told"
                if row["stage"] == "in_force" or (len(starts) == 10 and row["_stages"][0][2] in ("would", "said-will")):
                    _put(row, "announced", row["direction"], "told-later")
        elif not later and named and alone and not own and not row["effective_on"] and row["basis"] != "average":
            if row["stage"] in ("in_force", "ended") and (telling.back or row["target"] in telling.targets) and (row["stage"] == "in_force" or row["target"] in telling.targets):
                row["effective_on"] = starts
                row["rules"] += ";effective_on=told"
            elif row["stage"] == "announced" and telling.back and telling.starts and len(starts) == 10:
                row["effective_on"] = starts
                _put(row, "in_force", row["direction"], "told-begun")


def _put_off(reached: list[dict[str, Any]], telling: Telling) -> None:
    until = telling.dates.get("ends_on", "")
    for row in reached:
        surely = row["_stages"][0][2] in _SURELY_PAID
        pending = row["stage"] in ("threatened", "announced") and (telling.back or row["target"] in telling.targets)
        if not surely and (pending or (row["stage"] == "in_force" and (telling.back or until))):
            _put(row, "suspended", "down", "told-put-off")
            if until:
                row["effective_on"] = row["ends_on"] = until


_PAID_TODAY = ("kept", "faces", "being", "paid-at-present")
_SURELY_PAID = ("kept", "faces", "being", "started", "levies-now")


def _put(row: dict[str, Any], stage: str, direction: str, rule: str) -> None:
    row["stage"], row["direction"], row["_stages"] = stage, direction, [(stage, direction, rule)]
    row["rules"] += f";stage={rule}"


def settle(row: dict[str, Any]) -> None:
    """One stage and direction from all tellings of a fact in the article."""
    _choose_stage(row)
    if row["stage"] == "in_force" and len(row["effective_on"]) == 10 and row["effective_on"] > row["_day"] > "":
        _put(row, "announced", row["direction"], "starts-later")  # nothing is in force before its day
    if row["stage"] != "ended" and row["ends_on"] and row["ends_on"] <= row["_day"][: len(row["ends_on"])]:
        row["ends_on"] = ""  # the end told is that of another rate or of an earlier stage
    if row["previous_pct"] is not None and row["direction"] == "up" and row["rate_max_pct"] is None and row["basis"] in ("level", "average") and row["previous_pct"] > row["rate_pct"]:
        row["direction"] = "down"
    _turn(row, row["_day"])


def _turn(row: dict[str, Any], day: str) -> None:
    """Direction from the calendar: what began or ended within the last week is news, what is older is background."""
    starts, ends = row["effective_on"], row["ends_on"]
    if row["stage"] == "in_force" and row["basis"] != "average" and len(starts) == 10 and day:
        if row["_since"] and len(row["_stages"]) == 1 and row["_sentence"] > LEAD:
            row["direction"] = "none"  # "has been collected since Thursday": told as standing
        elif add_days(day, -NEWS_DAYS // 2) <= starts <= day and row["_stages"][0][2] != "kept":
            row["direction"] = "down" if row["direction"] == "down" or row["_down"] else "up"
        elif starts < add_days(day, -NEWS_DAYS) and row["direction"] == "up":
            row["direction"] = "none"
    elif row["stage"] == "ended" and row["direction"] == "down" and ends and day and ends < add_days(day, -NEWS_DAYS)[: min(len(ends), 7)]:
        row["direction"] = "none"
    elif row["stage"] == "ended" and len(ends) == 10 and day and add_days(day, -NEWS_DAYS // 2) <= ends <= day and row["end_reason"] != "superseded":
        row["direction"] = "down"


def _choose_stage(row: dict[str, Any]) -> None:
    told = row["_stages"]
    if len(told) == 1:
        return
    firm = [(stage, direction, rule) for stage, direction, *rule in told if rule not in (["standing"], ["headline"])] or told
    found = {stage: direction for stage, direction, *_ in reversed(firm)}
    for stage in ("suspended", "announced", "in_force", "ended", "threatened"):
        if stage in found:
            if stage == "announced" and "in_force" in found and row["effective_on"] and row["effective_on"] <= row["_day"][: len(row["effective_on"])]:
                stage = "in_force"
            row["stage"], row["direction"] = stage, found[stage]
            break


_STRUCK = phrase("struck-down")
_STANDS = phrase("stands")
_NEW = phrase("new-tariff")
_COURT = phrase("court")


def struck_down(rows: list[dict[str, Any]], texts: list[str], day: str) -> None:
    """End the emergency duties in an article that tells of a court striking them down, unless it says that they stay."""
    if not any(_STRUCK.search(text) and _COURT.search(text) for text in texts):
        return
    if any(_STANDS.search(text) for text in texts):
        return
    rulings = [m.value for text in texts if _STRUCK.search(text) and _COURT.search(text) for m in dates_in(text, day) if len(m.value) == 10 and m.value <= day and role_of(text, m) in ("ends_on", "announced_on")]
    sectoral = {name for rule in lexicon.rules("programmes") if rule["programme"] == "section_232" for name in rule["goods"].split(";")}
    for row in rows:
        if row["stage"] == "ended" and not row["ends_on"] and rulings and (row["end_reason"] == "struck_down" or _COURT.search(row["quote"])):
            row["ends_on"] = rulings[0]
        emergency = row["programme"] in ("ieepa", "fentanyl", "reciprocal", "baseline") and row["product"] not in sectoral
        # Without a programme: an all-goods duty on a partner that began well before.
        emergency = emergency or (not row["programme"] and row["product"] == "all" and row["basis"] in ("level", "additional") and bool(row["effective_on"]) and row["effective_on"][:7] < day[:7] and not any(rule in row["rules"] for rule in _PAID_NOW))
        if _NEW.search(row["quote"][: max(0, row["quote"].find("%"))][-45:]):
            continue
        now = "currently" in row["quote"].lower() and any(rule in row["rules"] for rule in _PAID_NOW)
        if emergency and not now and row["stage"] == "in_force" and row["direction"] == "none" and row["imposer"] == "US":
            row["stage"], row["end_reason"] = "ended", "struck_down"
            if rulings and rulings[0] >= add_days(day, -NEWS_DAYS // 2):
                row["direction"] = "down"
            row["ends_on"] = row["ends_on"] or next(iter(rulings), "")
            row["rules"] += ";stage=struck-down-in-article"


_LEVEL_THEN = phrase("level-then")
_PAID_NOW = ("stage=kept", "stage=faces", "stage=being")


def _was_level(old: dict[str, Any], new: dict[str, Any], day: str) -> bool:
    """Whether a total told in the past tense with its day is no longer the one that the article gives as paid now."""
    place = old["quote"].find(f"{old['rate_pct']:g}")
    told = place > 0 and _LEVEL_THEN.search(old["quote"][:place]) is not None
    past_day = len(old["effective_on"]) == 10 and old["effective_on"] < add_days(day, -NEWS_DAYS)
    plain = not (old["programme"] or old["trade_value_usd_bn"] or new["programme"] or new["trade_value_usd_bn"]) and old["product"] == "all"
    now = new["effective_on"] > old["effective_on"] if new["effective_on"] else any(rule in new["rules"] for rule in _PAID_NOW)
    return told and past_day and plain and now and old["direction"] == "none"


def _follows(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether a rate can have taken the place of another: another rate on the same goods, of the same partner or of all."""
    return (
        (new["stage"] == "in_force" or (new["stage"] == "ended" and new["target"] == "WORLD"))
        and new["rate_pct"] != old["rate_pct"]
        and new["target"] in (old["target"], "WORLD")
        and all(new[key] == old[key] for key in ("imposer", "product", "condition"))
    )


def supersede(rows: list[dict[str, Any]], day: str) -> None:
    """End the rates that the article itself tells as replaced: a later one in force for the same goods and partner.

    A later rate replaces an earlier one of the same programme if it names it as the rate that it moves from, or if
    both have a start and the later start has come. Averages, increments, lists bounded by a trade value and duties
    on top of others replace nothing.
    """
    for old in rows:
        if old["stage"] == "ended" and not old["ends_on"] and old["end_reason"] in ("superseded", "unknown"):
            next_starts = {new["effective_on"] for new in rows if _follows(old, new)}
            if len(next_starts) == 1 and len(next(iter(next_starts))) == 10 and next(iter(next_starts)) >= add_days(day, -2 * NEWS_DAYS):
                old["ends_on"] = next(iter(next_starts))
    lasting = [row for row in rows if row["stage"] == "in_force" and row["basis"] in ("level", "additional")]
    for old in lasting:
        for new in lasting:
            if new is old or any(new[key] != old[key] for key in ("imposer", "target", "product", "condition")) or new["rate_pct"] == old["rate_pct"]:
                continue
            backwards = old["effective_on"] and new["effective_on"] and new["effective_on"] < old["effective_on"]
            linked = not backwards and new["previous_pct"] is not None and new["previous_pct"] == old["rate_pct"] and not old["rate_max_pct"]
            starts = old["effective_on"] and new["effective_on"] and old["effective_on"] < new["effective_on"] <= day
            # A later total below an earlier part of it ends that part; else only the same programme replaces itself.
            total_fell = not new["programme"] and new["rate_pct"] < old["rate_pct"]
            same = (new["programme"] == old["programme"] or total_fell) and new["trade_value_usd_bn"] == old["trade_value_usd_bn"]
            same = same and (new["basis"] == "level" or new["rate_pct"] < old["rate_pct"])
            if linked or _was_level(old, new, day) or (starts and same and len(old["effective_on"]) == len(new["effective_on"])):
                old["stage"], old["direction"], old["end_reason"] = "ended", "none", "superseded"
                old["rules"] += ";stage=superseded-in-article"
                followers = [row["effective_on"] for row in lasting if row["effective_on"] > old["effective_on"] and all(row[key] == old[key] for key in ("imposer", "target", "product", "condition"))]
                old["ends_on"] = old["ends_on"] or (min(followers) if old["effective_on"] and followers else new["effective_on"])
                break
