"""Claims as evidence: one report for each independent article and fact, with days as numbers and a weight.

Here copies collapse, days become numbers and every claim is sent to its place: the headline of its pair, a tranche
(all goods, but bounded by a trade value or a list), a product, or aside (averages, normal rates, rerouted goods),
where it enters no level. What happens to a report in its place is decided in `headline.py` and `tracks.py`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

# One emergency duty by country: the universal 10 percent and the country rates replace each other, they never add.
SLOT_OF = {
    "fentanyl": "fentanyl",
    "reciprocal": "reciprocal",
    "baseline": "reciprocal",
    "section_122": "section_122",
    "section_301": "section_301",
    "secondary": "secondary",
    "ieepa": "ieepa",
    "": "",
}

# How far a kind of publisher is believed about a rate and its day; an official text states both, a market wrap retells.
SOURCE_TRUST = {"official": 1.2, "wire": 1.0, "newspaper": 1.0, "analysis": 0.9, "market wrap": 0.8, "other": 0.9, "": 0.9}

# A bounded figure ("up to 145 percent") is weaker evidence of a level than the plain one.
QUALIFIER_TRUST = {"": 1.0, "about": 0.8, "at_least": 0.5, "up_to": 0.5}

# The n-th article of one publisher that says the same counts half as much as the one before: a house that repeats
# its own error must not outvote two independent ones.
REPEAT = 0.5

# An article that gives two rates of one thing for one day contradicts itself, and each of them counts less.
SELF_CONTRADICTED = 0.6

INFERRED = "programme=none"  # in `rules`: no rule named the programme in the sentence, the article at large suggested it

HEADLINE, TRANCHE, PRODUCT, ASIDE = "headline", "tranche", "product", "aside"

Span = tuple[int, int]  # first and last day that a date at its own precision may mean


@dataclass(frozen=True, slots=True)
class Report:
    """What one independent article says about one rate. Days are proleptic ordinals; a missing date is None."""

    claim_id: str
    article: str
    source: str
    published: int
    imposer: str
    target: str
    product: str
    lo: float
    hi: float
    basis: str
    previous: float
    programme: str
    stage: str
    direction: str
    announced: Span | None
    effective: Span | None
    ends: Span | None
    value: float
    coverage: str
    condition: str
    mfn_basis: str
    end_reason: str
    speaker_role: str
    weight: float
    place: str
    slot: str  # of the headline: what the programme replaces

    @property
    def start(self) -> int | None:
        """The day on which the rate takes effect, if the text tells the very day."""
        return self.effective[0] if self.effective and self.effective[0] == self.effective[1] else None

    @property
    def end(self) -> int | None:
        """The day on which it ends, if the text tells the very day."""
        return self.ends[0] if self.ends and self.ends[0] == self.ends[1] else None

    @property
    def never_began(self) -> bool:
        """Whether the text says that the rate was given up before it began."""
        if self.stage != "ended":
            return False
        if self.start is None:
            return self.end_reason == "never_in_force"
        over = self.published if self.end is None else self.end
        return self.end_reason == "never_in_force" or over < self.start or self.end == self.start

    @property
    def rates(self) -> tuple[float, float]:
        return self.lo, self.hi


def day_number(text: str) -> int:
    """The ordinal of a full ISO day."""
    return date.fromisoformat(text).toordinal()


def span(text: str) -> Span | None:
    """The days that an ISO date at its own precision may mean; None for an empty or unreadable one.

    >>> [date.fromordinal(day).isoformat() for day in span("2025-02")]
    ['2025-02-01', '2025-02-28']
    """
    try:
        if len(text) == 10:
            day = day_number(text)
            return day, day
        if len(text) == 7:
            year, month = int(text[:4]), int(text[5:])
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1).toordinal(), following.toordinal() - 1
        if len(text) == 4:
            return date(int(text), 1, 1).toordinal(), date(int(text), 12, 31).toordinal()
    except ValueError:
        pass
    return None


def originals(articles: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """One article of each set of copies, the earliest, of those published by `as_of`; undated ones are left out.

    The copy stands in where its original is not there.
    """
    known = articles[articles["published"].str.len() == 10]
    if as_of:
        known = known[known["published"] <= as_of]
    family = known["duplicate_of"].where(known["duplicate_of"] != "", known["article_id"])
    known = known.assign(family=family).sort_values(["family", "published", "article_id"], kind="stable")
    return known.drop_duplicates("family").drop(columns="family").sort_values(["published", "article_id"], kind="stable").reset_index(drop=True)


def place_of(product: str, rate_max: float, basis: str, programme: str, value: float, coverage: str, condition: str) -> str:
    """Where a claim belongs: headline, tranche, product or aside."""
    if basis == "average" or programme == "mfn" or condition in ("transshipped", "in_quota", "out_of_quota"):
        return ASIDE
    if rate_max >= 99 and not math.isnan(rate_max):
        return ASIDE  # "triple-digit" names no rate
    if product != "all":
        return PRODUCT
    if not math.isnan(value) or coverage == "part" or not math.isnan(rate_max):
        return TRANCHE
    return HEADLINE if programme in SLOT_OF else ASIDE


def reports(claims: pd.DataFrame, articles: pd.DataFrame, as_of: str | None = None) -> list[Report]:
    """The independent evidence in the claims, in an order that does not depend on the order of the rows.

    Claims of copies, of articles after `as_of` and of articles that are not in `articles` are left out, as are
    claims without a rate, an imposer or a target.
    """
    kept = originals(articles, as_of).set_index("article_id")
    usable = claims["article_id"].isin(kept.index) & claims["rate_pct"].notna() & (claims["imposer"] != "") & (claims["target"] != "")
    rows = claims[usable].drop_duplicates("claim_id").sort_values("claim_id", kind="stable")
    spans: dict[str, Span | None] = {}

    def read(text: str) -> Span | None:
        if text not in spans:
            spans[text] = span(text)
        return spans[text]

    published = {article: day_number(day) for article, day in kept["published"].items()}
    sources, kinds = kept["source"].to_dict(), kept["source_type"].to_dict()
    found = []
    numbers = rows[["rate_pct", "rate_max_pct", "previous_pct", "trade_value_usd_bn"]].astype("float64").to_numpy(na_value=math.nan)
    for row, (rate, rate_max, previous, value) in zip(rows.itertuples(index=False), numbers.tolist(), strict=True):
        belief = SOURCE_TRUST.get(kinds[row.article_id], 1.0) * QUALIFIER_TRUST.get(row.qualifier, 1.0)
        # `confidence` does not weigh here yet: with it, three steps of the sample hang on a single dispatch.
        # Which layer a rate on all goods belongs to decides sums, so only the sentence itself may say it.
        programme = "" if row.product == "all" and INFERRED in row.rules else row.programme
        found.append(
            Report(
                claim_id=row.claim_id,
                article=row.article_id,
                source=sources[row.article_id] or row.article_id,
                published=published[row.article_id],
                imposer=row.imposer,
                target=row.target,
                product=row.product or "all",
                lo=rate,
                hi=rate if math.isnan(rate_max) else rate_max,
                basis=row.basis,
                previous=previous,
                programme=programme,
                stage=_stage(row.stage, read(row.effective_on), published[row.article_id]),
                direction=row.direction,
                announced=read(row.announced_on),
                effective=read(row.effective_on),
                ends=read(row.ends_on),
                value=value,
                coverage=row.coverage,
                condition=row.condition,
                mfn_basis=row.mfn_basis,
                end_reason=row.end_reason,
                speaker_role=row.speaker_role,
                weight=belief,
                place=place_of(row.product or "all", rate_max, row.basis, programme, value, row.coverage, row.condition),
                slot=SLOT_OF.get(programme, "other"),
            )
        )
    return discounted(_in_the_right_year(found))


def _stage(stage: str, effective: Span | None, published: int) -> str:
    """The stage as told, but what begins after the publication is not in force by then."""
    return "announced" if stage == "in_force" and effective and effective[0] > published else stage


def _in_the_right_year(found: list[Report]) -> list[Report]:
    """The reports with a start moved to the year that more articles give the same day of the same rate.

    News seldom tells the year of a day, and a reader of "May 14" may take the wrong one.
    """
    tellers: dict[tuple, set[str]] = defaultdict(set)
    for report in found:
        if report.start is not None:
            tellers[report.imposer, report.target, report.product, report.lo, report.start].add(report.article)
    out = []
    for report in found:
        start = report.start
        if start is not None:
            fact = report.imposer, report.target, report.product, report.lo
            years = sorted((-len(tellers.get((*fact, day), ())), day) for day in _same_day_in_other_years(start))
            best, day = years[0]
            if -best > 1 and -best > len(tellers[*fact, start]):
                # Told afterwards, the day is past.
                stage = "in_force" if report.stage == "announced" and day <= report.published else report.stage
                report = replace(report, effective=(day, day), stage=stage)
        out.append(report)
    return out


def _same_day_in_other_years(day: int) -> list[int]:
    one = date.fromordinal(day)
    if (one.month, one.day) == (2, 29):
        return [day]
    return [one.replace(year=one.year + years).toordinal() for years in (-1, 1)]


def discounted(found: Iterable[Report]) -> list[Report]:
    """The reports with the weight cut of what one publisher repeats, and of what one article tells in two ways."""
    ordered = sorted(found, key=lambda one: (one.published, one.article, one.claim_id))
    told: dict[tuple, set[float]] = defaultdict(set)
    for report in ordered:
        if report.place == HEADLINE and report.start is not None and report.basis == "level":
            told[report.article, report.imposer, report.target, report.slot, report.start].add(report.lo)
    seen: dict[tuple, list[str]] = defaultdict(list)
    out = []
    for report in ordered:
        fact = (report.source, report.imposer, report.target, report.product, report.slot, report.rates, report.start, report.stage)
        if report.article not in seen[fact]:
            seen[fact].append(report.article)
        weight = report.weight * REPEAT ** seen[fact].index(report.article)
        if len(told[report.article, report.imposer, report.target, report.slot, report.start]) > 1:
            weight *= SELF_CONTRADICTED
        out.append(report if weight == report.weight else replace(report, weight=weight))
    return out


def by_pair(found: Iterable[Report]) -> dict[tuple[str, str], list[Report]]:
    """The reports by imposer and target, pairs in alphabetical order."""
    pairs: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in found:
        pairs[report.imposer, report.target].append(report)
    return {pair: pairs[pair] for pair in sorted(pairs)}


def counted(found: Iterable[Report]) -> tuple[int, int]:
    """How many independent articles and publishers stand behind the reports."""
    listed = list(found)
    return len({report.article for report in listed}), len({report.source for report in listed})
