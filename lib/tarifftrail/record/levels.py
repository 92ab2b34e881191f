"""Levels: the decoded histories as rows, each with its evidence, its doubt about the day and the values that lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tarifftrail.record.evidence import Report, counted
from tarifftrail.record.headline import GENERAL, OTHER, SLOTS, Layers, agrees, anchor
from tarifftrail.record.histories import WORLD, History
from tarifftrail.record.starts import ONE_STEP
from tarifftrail.record.tracks import Step, Track

# Why a value that some report gives is not the one in the record.
RULES = {
    "layer_read_as_total": "the rate of one layer, told as if it were the whole",
    "announced_only": "announced for that day and not charged",
    "another_day": "the rate of the interval before or after, given a wrong day",
    "stale_rate": "an earlier rate, told as still standing",
    "tranche_told_as_all": "the rate of a list, told as if of all goods",
    "product_told_as_all": "the rate of a product, told as if of all goods",
    "outvoted": "fewer or weaker independent reports",
}
NO_DUTY = "no all-goods duty told"


@dataclass
class Lost:
    """A value that lost against a row, with the reports that gave it."""

    rate: float
    rule: str
    day: int
    reports: list[Report] = field(default_factory=list)

    @property
    def told_as_whole(self) -> bool:
        """Whether some report gives the value without a programme, and so as the whole level."""
        return any(not report.programme for report in self.reports)


@dataclass
class Row:
    """One row of `levels` before it becomes part of the frame. Days are ordinals."""

    imposer: str
    target: str
    product: str
    programme: str
    label: str
    rate: float
    rate_max: float
    begins: int
    ends: int | None
    stage: str
    coverage: str
    via: str
    derivation: str
    reports: list[Report]
    lost: list[Lost]
    earliest: int | None
    latest: int | None
    date_basis: str
    layers: Layers | None = None
    measure_ids: tuple[str, ...] = ()

    @property
    def series(self) -> tuple[str, str, str, str, str]:
        return self.imposer, self.target, self.product, self.programme, self.label

    @property
    def level_id(self) -> str:
        name = "-".join(filter(None, (self.programme, self.label.replace(" ", "_"))))
        stage = "" if self.stage in ("in_force", "scheduled") else f"-{self.stage}"
        return f"{self.imposer}-{self.target}-{self.product}{'-' + name if name else ''}-{iso(self.begins)}-{self.rate:g}{stage}"

    def as_dict(self) -> dict:
        n_articles, n_sources = counted(self.reports)
        values = [self.rate, self.rate_max, *(lost.rate for lost in self.lost if lost.rule in ("outvoted", "layer_read_as_total") and lost.told_as_whole)]
        return {
            "level_id": self.level_id,
            "imposer": self.imposer,
            "target": self.target,
            "product": self.product,
            "programme": self.programme,
            "rate_pct": self.rate,
            "rate_lo": min(values),
            "rate_hi": max(values),
            "coverage": self.coverage,
            "via": self.via,
            "valid_from": iso(self.begins),
            "valid_until": iso(self.ends),
            "valid_from_earliest": iso(self.earliest),
            "valid_from_latest": iso(self.latest),
            "date_basis": self.date_basis,
            "stage": self.stage,
            "derivation": self.derivation,
            "n_articles": n_articles,
            "n_sources": n_sources,
            "claim_ids": joined(report.claim_id for report in self.reports),
            "measure_ids": ";".join(self.measure_ids),
            "rejected": ";".join(f"{lost.rate:g} {lost.rule} ({counted(lost.reports)[0]})" for lost in self.lost),
        }


def iso(day: int | None) -> str | None:
    return None if day is None else date.fromordinal(day).isoformat()


def joined(ids: Iterable[str]) -> str:
    return ";".join(sorted(set(ids)))


def most(votes: Iterable[str], default: str = "") -> str:
    """The commonest value, the first in the alphabet among equals."""
    counts = Counter(vote for vote in votes if vote)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else default


# --- The day of a step ------------------------------------------------------------------------------------


def step_dates(begins: int, floor: int | None, ends: int | None, now: Sequence[Report], before: Sequence[Report], strays: Sequence[Report]) -> tuple[int | None, int, str]:
    """The earliest and latest day that the reports admit for a step, and how its day was found.

    `now` are the reports of the new level, `before` those of the old one, `strays` those that give the new level
    another day; `floor` is the first day of the old level.
    """

    def inside(day: int | None) -> bool:
        return day is not None and (floor is None or day > floor) and (ends is None or day < ends)

    told = {report.start for report in (*now, *strays) if inside(report.start)}
    if begins in {report.start for report in now}:
        return min(told | {begins}), max(told | {begins}), "stated"
    seen = [report.published for report in before if report.stage == "in_force" and report.published < begins]
    seen += [report.start for report in before if report.start is not None and report.start < begins]
    earliest = max(seen) + 1 if seen else None
    months = [report.effective for report in now if report.effective and report.start is None and report.effective[0] <= begins]
    if months:
        earliest = max([month[0] for month in months] + ([earliest] if earliest is not None else []))
    ended = any(report.end is not None and abs(report.end - begins) <= 1 for report in before)
    return earliest, begins, "order" if ended or months else "first_report"


# --- The headline -----------------------------------------------------------------------------------------


def headline_rows(history: History, last_day: int) -> list[Row]:
    """The rows of a pair's headline, the days before its first all-goods duty included where something was read of it."""
    speaking = [(report, day) for report in history.headline_reports if (day := anchor(report)) is not None]
    rows: list[Row] = []
    for number, layers in enumerate(history.layers):
        around = history.layers[max(0, number - 1) : number] + history.layers[number + 1 : number + 2]
        rows.append(_headline_row(history, layers, around, speaking, last_day))
    for number, row in enumerate(rows):
        before = rows[number - 1] if number else None
        strays = [report for other in (before, *rows[number + 1 : number + 2]) if other for lost in other.lost if lost.rule == "another_day" and lost.rate == row.rate for report in lost.reports]
        row.earliest, row.latest, row.date_basis = step_dates(
            row.begins, before.begins if before else None, row.ends, row.reports, before.reports if before else (), strays
        )
    return _with_opening(history, rows)


def _headline_row(history: History, layers: Layers, around: Sequence[Layers], speaking: list[tuple[Report, int]], last_day: int) -> Row:
    behind, lost = [], {}
    for report, day in speaking:
        if not layers.holds(day):
            continue
        agreement = agrees(report, layers, around[0] if around and around[0].begins < layers.begins else None)
        if agreement and not (agreement == "layer" and report.slot == "" and report.basis == "level"):
            behind.append(report)
            continue
        rule = _lost_by(report, day, layers, around, agreement)
        lost.setdefault((report.lo, rule), Lost(report.lo, rule, day)).reports.append(report)
    _add_mentions(lost, history, layers.begins, layers.ends)
    if not behind:
        # Nobody tells this sum or the end that led to it by its day; the reports around it do.
        behind = _nearest(history, layers)
    partial = most(("most" if report.coverage == "most" or report.condition == "non_fta" else "all") for report in behind)
    return Row(
        history.imposer,
        history.target,
        "all",
        "",
        "",
        layers.total,
        layers.total,
        layers.begins,
        layers.ends,
        "in_force" if layers.begins <= last_day else "scheduled",
        "most" if partial == "most" else "all",
        _via(history, layers),
        derivation(history, layers),
        behind,
        sorted(lost.values(), key=lambda one: (one.rate, one.rule)),
        None,
        None,
        "",
        layers=layers,
    )


def _add_mentions(lost: dict[tuple[float, str], Lost], history: History, begins: int, ends: int | None) -> None:
    """Adds what was told as of all goods between two days and speaks of a tranche or a product."""
    for report, track in history.mentions:
        day = anchor(report)
        if day is not None and begins <= day and (ends is None or day < ends):
            rule = "tranche_told_as_all" if track.is_tranche else "product_told_as_all"
            lost.setdefault((report.lo, rule), Lost(report.lo, rule, day)).reports.append(report)


def _nearest(history: History, layers: Layers) -> list[Report]:
    """The reports that tell of an end at the first day of the layers, else those that speak of the nearest days."""
    ended = [report for report in history.headline_reports if report.end is not None and abs(report.end - layers.begins) <= ONE_STEP]
    if ended:
        return ended
    distance = {report.claim_id: abs((anchor(report) or report.published) - layers.begins) for report in history.headline_reports}
    nearest = min(distance.values())
    return [report for report in history.headline_reports if distance[report.claim_id] == nearest]


def _lost_by(report: Report, day: int, layers: Layers, around: Sequence[Layers], agreement: str) -> str:
    if agreement == "layer":
        return "layer_read_as_total"
    if report.stage == "announced" or (report.stage == "suspended" and report.start is not None):
        return "announced_only"
    for other in around:
        near = other.begins > layers.begins or day == layers.begins
        nearby = agrees(report, other)
        if nearby == "layer" and report.slot == "":
            return "layer_read_as_total"
        if nearby and report.start is not None and near:
            return "another_day"
        if nearby and report.start is None and other.begins < layers.begins:
            return "stale_rate"
    return "outvoted"


def label(history: History, slot: int, layers: Layers) -> str:
    """The programme that the reports of its days give a layer; empty if none does."""
    rate, (begins, ends) = layers.rates[slot], run_of(history, slot, layers)
    fitting = set()
    for report in history.headline_reports:
        day = anchor(report)
        if day is None or not report.programme or abs(report.lo - rate) > 1e-6 or not (begins <= day and (ends is None or day < ends)):
            continue
        if slot == OTHER or report.slot == SLOTS[slot] or (slot == GENERAL and report.slot == "ieepa"):
            fitting.add((report.programme, report.article))
    return most(programme for programme, _ in fitting)


def run_of(history: History, slot: int, layers: Layers) -> tuple[int, int | None]:
    """The first day, and the first day after, of the run of equal rates of a slot that the layers belong to."""
    place = history.layers.index(layers)
    first = last = place
    while first and history.layers[first - 1].rates[slot] == layers.rates[slot]:
        first -= 1
    while last + 1 < len(history.layers) and history.layers[last + 1].rates[slot] == layers.rates[slot]:
        last += 1
    return history.layers[first].begins, history.layers[last].ends


def derivation(history: History, layers: Layers) -> str:
    """How the level is made up: the layers that add up, or `stated` where no report names a programme."""
    parts = [(rate, label(history, slot, layers) or ("other" if slot == OTHER else "")) for slot, rate in enumerate(layers.rates) if rate]
    if not parts:
        return NO_DUTY
    if len(parts) == 1 and parts[0][1] in ("", "other"):
        return "stated"
    return " + ".join(f"{rate:g} {name}".strip() for rate, name in parts)


def _via(history: History, layers: Layers) -> str:
    """`WORLD` where every layer is that of a measure on all partners, `bloc` where one on the bloc, else `pair`."""
    if not layers.total:
        return "pair"
    reach = set()
    for slot, rate in enumerate(layers.rates):
        if rate:
            begins, _ = run_of(history, slot, layers)
            wider = {
                report.target
                for report in history.headline_reports
                if report.target != history.target and report.slot == SLOTS[slot] and report.lo == rate and (report.start is None or report.start == begins)
            }
            reach.add(WORLD if WORLD in wider else "bloc" if wider else "pair")
    return reach.pop() if len(reach) == 1 else "pair"


def _with_opening(history: History, rows: list[Row]) -> list[Row]:
    """The rows with one for the days without an all-goods duty at the beginning.

    A pair that something was read of, but no all-goods duty, had none as far as the record knows. Where the first duty
    is only known to stand, since when is unknown, and nothing is said of the days before.
    """
    first_read = min((report.start if report.start is not None and report.stage in ("in_force", "ended") else report.published) for report in history.reports)
    opening = rows[0] if rows and rows[0].rate == 0 else None
    charged = next((row for row in rows if row.rate), None)
    if opening is not None and charged is not None and first_read >= charged.begins:
        return rows[1:]  # only the first step itself was read of
    headline = {report.claim_id for report in history.headline_reports}
    others = [report for report in history.reports if report.claim_id not in headline and report.stage != "threatened"]
    if opening is not None:
        opening.begins, opening.earliest, opening.latest = min(opening.begins, first_read), None, min(opening.begins, first_read)
        ends = opening.ends
    elif charged is None:
        if not history.tranches or not any(step.hi for track in history.tranches for step in track.steps):
            return []
        ends = None
    elif charged.date_basis == "stated" and first_read < charged.begins:
        ends = charged.begins
    else:
        return rows
    behind = [report for report in others if ends is None or (report.start or report.published) < ends] or (charged.reports if charged else opening.reports)
    if opening is None:
        opening = Row(history.imposer, history.target, "all", "", "", 0.0, 0.0, first_read, ends, "in_force", "all", "pair", NO_DUTY, [], [], None, first_read, "")
        rows = [opening, *rows]
    opening.reports, opening.date_basis, opening.derivation = list(behind), "first_report", NO_DUTY
    lost = {(one.rate, one.rule): one for one in opening.lost if one.rule not in ("tranche_told_as_all", "product_told_as_all")}
    _add_mentions(lost, history, opening.begins, opening.ends)
    opening.lost = [lost[key] for key in sorted(lost)]
    return rows


# --- Tranches and products --------------------------------------------------------------------------------


def track_rows(history: History, track: Track, last_day: int) -> list[Row]:
    """The rows of a tranche or a product: its rates above nothing, and a rate of nothing that a report tells."""
    mentions = [report for report, told in history.mentions if told is track]
    speaking = [(report, day) for report in (*track.reports, *mentions) if (day := anchor(report)) is not None]
    rows: list[Row] = []
    for number, step in enumerate(track.steps):
        told = [(report, day) for report, day in speaking if step.holds(day)]
        behind = [report for report, _ in told if _tells(report, step)]
        if not behind or (not step.hi and not any(report.hi == 0 for report in behind)):
            continue
        lost: dict[tuple, Lost] = {}
        for report, day in told:
            if report not in behind:
                rule = _track_lost_by(report, track.steps, number)
                lost.setdefault((report.lo, rule), Lost(report.lo, rule, day)).reports.append(report)
        before = [report for report, day in speaking if number and track.steps[number - 1].holds(day)]
        floor = track.steps[number - 1].begins if number and track.steps[number - 1].hi else None
        earliest, latest, basis = step_dates(step.begins, floor, step.ends, behind, before, ())
        rows.append(
            Row(
                history.imposer,
                history.target,
                track.product,
                track.programme,
                track.label,
                step.lo,
                step.hi,
                step.begins,
                step.ends,
                "in_force" if step.begins <= last_day else "scheduled",
                "part" if track.is_tranche else most((report.coverage for report in behind if report.coverage != "unknown"), "unknown"),
                WORLD if history.target == WORLD else "pair",
                f"stated, {track.label}" if track.label else "stated",
                behind,
                sorted(lost.values(), key=lambda one: (one.rate, one.rule)),
                earliest,
                latest,
                basis,
            )
        )
    return rows


def _tells(report: Report, step: Step) -> bool:
    """Whether a report gives the rate of a step, a part of its range, or a range around it."""
    if report.rates == (step.lo, step.hi):
        return True
    return step.hi > 0 and (step.lo <= report.lo <= report.hi <= step.hi or report.lo <= step.lo <= step.hi <= report.hi)


def _track_lost_by(report: Report, steps: Sequence[Step], number: int) -> str:
    if report.stage in ("announced", "suspended"):
        return "announced_only"
    if any(step.lo <= report.lo <= step.hi for step in steps[:number]) and report.start is None:
        return "stale_rate"
    if any(step.lo <= report.lo <= step.hi for step in steps if step is not steps[number]):
        return "another_day"
    return "outvoted"


def conflicts(rows: Iterable[Row]) -> list[dict]:
    """The values that lost, a row each, with how many independent articles stood on either side."""
    out = []
    for row in rows:
        for lost in row.lost:
            out.append(
                {
                    "conflict_id": f"{row.level_id}-not-{lost.rate:g}-{lost.rule}",
                    "imposer": row.imposer,
                    "target": row.target,
                    "product": row.product,
                    "programme": row.programme,
                    "day": iso(lost.day),
                    "chosen_pct": row.rate,
                    "rejected_pct": lost.rate,
                    "rule": lost.rule,
                    "n_articles_chosen": counted(row.reports)[0],
                    "n_articles_rejected": counted(lost.reports)[0],
                    "claim_ids": joined(report.claim_id for report in lost.reports),
                }
            )
    return out


def by_series(rows: Iterable[Row]) -> dict[tuple, list[Row]]:
    """The rows of each series, by first day."""
    series: dict[tuple, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (*one.series, one.begins, one.rate)):
        series[row.series].append(row)
    return dict(series)
