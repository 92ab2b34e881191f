"""Where an article says what its claims and events hold: the places of rates, parties, dates and cues.

One source for the spaCy component and the reading view. Rows keep a quote and the rules that decided; the places are found
by reading the sentence of the quote again, with the grammar that made the row. What a row took from elsewhere (an imposer
named in the headline) has no place in its sentence and gets none, but for a date or a programme, which are looked for in the
rest of the article.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tarifftrail import countries, lexicon
from tarifftrail.extraction.claim_dates import NAMES as CLAIM_DATES
from tarifftrail.extraction.claim_dates import past, role_of
from tarifftrail.extraction.dates import DateMention, add_days, dates_in
from tarifftrail.extraction.gate import sentences
from tarifftrail.extraction.parties import IMPOSER, TARGET, UNKNOWN, mentions
from tarifftrail.extraction.sentence import Sentence, read_sentence

RATES, PARTIES, DATES, CUES = LAYERS = ("rates", "parties", "dates", "cues")
RATE, PREVIOUS_RATE = "RATE", "PREVIOUS_RATE"
# The labels of a layer: the column that a place tells, in capitals.
LABELS = {
    RATES: (RATE, PREVIOUS_RATE),
    PARTIES: ("IMPOSER", "TARGET", "ACTOR"),
    DATES: ("ANNOUNCED_ON", "EFFECTIVE_ON", "ENDS_ON", "DATE"),
    CUES: ("STAGE", "BASIS", "PROGRAMME", "TYPE"),
}

Row = dict[str, Any]
Place = tuple[int, int]


class Mark(NamedTuple):
    """A place in `title + "\\n\\n" + text` that tells a column of a row: its layer, its label, what it tells, and the row's id."""

    start: int
    end: int
    layer: str
    label: str
    value: str
    row_id: str


class Marker:
    """Finds the places of one article's rows; each of its sentences is read once, when first asked for.

    `full` is `title + "\\n\\n" + text`, `published` a day or empty. Rows are dicts with the columns of `schema.FRAMES`, a missing
    number None.
    """

    def __init__(self, full: str, published: str) -> None:
        self.full, self.published = full, published
        self.spans = sentences(full)
        self._starts = [start for start, _ in self.spans]
        self._forms = countries.forms(published or None)
        self._read: dict[int, Sentence] = {}
        self._dated: dict[int, list[DateMention]] = {}

    def start_of(self, offset: int) -> int:
        """Where the sentence begins that an offset stands in; 0 before the first."""
        index = self._index(offset)
        return self._starts[index] if index >= 0 else 0

    def marks(self, claims: Iterable[Row], events: Iterable[Row]) -> list[Mark]:
        """The places of the rows in the order of the text; where several rows share one there is a mark for each."""
        found = [mark for row in claims for mark in self._of_claim(row)] + [mark for row in events for mark in self._of_event(row)]
        return sorted(dict.fromkeys(found), key=lambda mark: mark[:4])

    def rejected(self, rows: Iterable[Row], marks: Iterable[Mark]) -> list[Place | None]:
        """Where each rejected percentage stands, in the order of the rows; None where the text does not hold it as such.

        Of two alike in one sentence a row takes the one that no claim's rate and no earlier row has.
        """
        taken = {(mark.start, mark.end) for mark in marks if mark.layer == RATES}
        out: list[Place | None] = []
        for row in rows:
            sentence = self._sentence(row["start"])
            places = (_within(sentence, percent) for percent in sentence.percents) if sentence else ()
            alike = [(start, end) for start, end in places if row["start"] <= start < row["end"] and self.full[start:end] == row["rate_text"]]
            out.append(next((place for place in alike if place not in taken), None))
            taken.add(out[-1] or (0, 0))
        return out

    # --- Sentences ----------------------------------------------------------------------------------

    def _index(self, offset: int) -> int:
        return bisect.bisect_right(self._starts, offset) - 1

    def _sentence(self, offset: int) -> Sentence | None:
        """The sentence that an offset stands in, read with its percentages and parties; None before the first."""
        index = self._index(offset)
        if index < 0:
            return None
        if index not in self._read:
            start, end = self.spans[index]
            self._read[index] = read_sentence(self.full[start:end], start, index, self._forms)
        return self._read[index]

    def _dates(self, index: int) -> list[DateMention]:
        if index not in self._dated:
            self._dated[index] = dates_in(self.full[slice(*self.spans[index])], self.published)
        return self._dated[index]

    # --- Claims --------------------------------------------------------------------------------------

    def _of_claim(self, row: Row) -> Iterator[Mark]:
        sentence = self._sentence(row["start"])
        if sentence is None:
            return
        rates = list(_rates(row, sentence))
        yield from rates
        rules = _rules_of(row)
        mutual = rules.get("pair", "").startswith(("each-other", "both"))  # "the tariffs that the two charge on each other's goods"
        for group in sentence.groups:
            for role in (IMPOSER, TARGET):
                if group.role in (role, UNKNOWN) or mutual:
                    for mention in group.mentions:
                        if row[role] in mention.codes:
                            yield Mark(*_within(sentence, mention), PARTIES, role.upper(), row[role], row["claim_id"])
        for column in CLAIM_DATES:
            for place in self._claim_date(row, column, sentence.index) if row[column] else ():
                yield Mark(*place, DATES, column.upper(), row[column], row["claim_id"])
        at = next((mark for mark in rates if mark.label == RATE), None)
        rate = (at.start - sentence.start, at.end - sentence.start) if at else (0, 0)
        for column, vocabulary in (("stage", "stages"), ("basis", "bases"), ("programme", "programmes")):
            rule = _rule(vocabulary, rules.get(column, ""))
            place = _cue(sentence.text, rule, rate) if rule else None
            if place:
                yield Mark(sentence.start + place[0], sentence.start + place[1], CUES, column.upper(), row[column], row["claim_id"])
            elif rule and column == "programme":
                named = rule.regex.search(self.full)
                if named:
                    yield Mark(*named.span(), CUES, "PROGRAMME", row["programme"], row["claim_id"])

    def _claim_date(self, row: Row, column: str, own: int) -> list[Place]:
        """Where a date of a claim is told: in its own sentence, else in the nearest that gives the same day the same part."""
        for index in sorted(range(len(self.spans)), key=lambda index: (abs(index - own), index)):
            start, end = self.spans[index]
            told = [mention for mention in self._dates(index) if self._tells(mention, row, column)]
            apt = [mention for mention in told if role_of(self.full[start:end], mention) == column]
            if apt or (told and index == own):
                return [(start + mention.start, start + mention.end) for mention in apt or told]
        return []

    def _tells(self, mention: DateMention, row: Row, column: str) -> bool:
        """Whether a date in the text is that of a row: as it stands, read as past, or counted from a day of the row."""
        wanted = row[column]
        if mention.value and wanted in (mention.value, past(mention, self.published)):
            return True
        starts = [row[name] for name in CLAIM_DATES if name != column] if mention.days else []
        return any(_later(start, mention.days) == wanted for start in starts)

    # --- Events --------------------------------------------------------------------------------------

    def _of_event(self, row: Row) -> Iterator[Mark]:
        sentence = self._sentence(row["start"])
        if sentence is None:
            return
        text = sentence.text
        roles = {label: set(filter(None, row[label.lower()].split(";"))) for label in ("ACTOR", "TARGET")}
        for mention in mentions(text, sentence.words, self._forms):
            for label, codes in roles.items():
                if mention.codes and codes.issuperset(mention.codes):
                    yield Mark(*_within(sentence, mention), PARTIES, label, ";".join(mention.codes), row["event_id"])
        for mention in self._dates(sentence.index) if row["date"] else ():
            if mention.value and mention.value.startswith(row["date"]):
                yield Mark(*_within(sentence, mention), DATES, "DATE", row["date"], row["event_id"])
        rules = _rules_of(row)
        quote = (row["start"] - sentence.start, row["end"] - sentence.start)
        trigger = _rule("events", rules.get("type", ""))
        place = _cue(text, trigger, quote) if trigger else None
        if place:
            yield Mark(sentence.start + place[0], sentence.start + place[1], CUES, "TYPE", row["type"], row["event_id"])
            cue = _rule("event_cues", rules.get("stage", ""))
            beside = _cue(text, cue, place) if cue else None
            if beside:
                yield Mark(sentence.start + beside[0], sentence.start + beside[1], CUES, "STAGE", row["stage"], row["event_id"])


def _later(day: str, days: int) -> str:
    """The day that many days later; empty where there is none, as for a day of February 30 in a frame that was written by hand."""
    try:
        return add_days(day, days)
    except (ValueError, OverflowError):
        return ""


def _within(sentence: Sentence, found: Any) -> Place:
    """The place in the article of what was found in a sentence."""
    return sentence.start + found.start, sentence.start + found.end


def _rates(row: Row, sentence: Sentence) -> Iterator[Mark]:
    """Where the rate of a claim, and the rate that it moves from, stand in its quote."""
    for percent in sentence.percents:
        start, end = _within(sentence, percent)
        if not row["start"] <= start < row["end"]:
            continue
        if percent.is_origin and percent.rate == row["previous_pct"]:
            yield Mark(start, end, RATES, PREVIOUS_RATE, f"{percent.rate:g}", row["claim_id"])
        elif not percent.is_origin and (percent.rate, percent.rate_max) == (row["rate_pct"], row["rate_max_pct"]):
            yield Mark(start, end, RATES, RATE, f"{percent.rate:g}", row["claim_id"])


def _rules_of(row: Row) -> dict[str, str]:
    """The rule that decided each field, by its column."""
    return dict(part.partition("=")[::2] for part in row["rules"].split(";") if part)


def _rule(vocabulary: str, name: str) -> lexicon.Rule | None:
    """The line of a vocabulary behind the name of a rule: `imposed-due` is `imposed`, settled by a date that is due."""
    known = {rule.id: rule for rule in lexicon.rules(vocabulary)}
    while name and name not in known:
        name = name[: max(name.rfind("-"), name.rfind("+"), 0)]
    return known.get(name)


def _cue(text: str, rule: lexicon.Rule, at: Place) -> Place | None:
    """Where the words of a rule stand in a sentence: on the side of the place that they speak from, the nearest to it."""
    scope = rule.get("scope") or {"left": "forward", "after": "backward"}.get(rule.get("place", ""), "")
    # Words that must stand right before a rate end there, so the text is cut at it.
    found = [match.span() for part in (text[: at[0]], text) for match in rule.regex.finditer(part)]
    ordered = sorted({place for place in (_trimmed(text, *place) for place in found) if place[0] < place[1]})

    def cost(place: Place) -> tuple[bool, int]:
        wrong = (scope == "forward" and place[0] >= at[1]) or (scope == "backward" and place[1] <= at[0])
        return wrong, max(0, place[0] - at[1], at[0] - place[1])

    return min(ordered, key=cost, default=None)


def _trimmed(text: str, start: int, end: int) -> Place:
    """A place without the white space at its ends."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
