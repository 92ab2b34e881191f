"""Measures: the duties that the claims speak of, between the claims and the levels that add them up.

A measure is a rate of one duty from its first to its last day: a run of equal rates in a slot of the headline, a step
of a tranche or a product, or a plan of the threat ledger that never began. A duty on all partners is one measure, and
the pairs that it reaches refer to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tarifftrail.record.evidence import Report, counted
from tarifftrail.record.headline import SLOTS, agrees, anchor
from tarifftrail.record.histories import History
from tarifftrail.record.levels import Row, iso, joined, label, most, run_of
from tarifftrail.record.threats import Threat

LEGAL_BASIS = {
    "fentanyl": "ieepa",
    "reciprocal": "ieepa",
    "baseline": "ieepa",
    "secondary": "ieepa",
    "ieepa": "ieepa",
    "section_301": "section_301",
    "section_232": "section_232",
    "section_122": "section_122",
    "section_201": "section_201",
    "anti_dumping": "anti_dumping",
    "countervailing": "countervailing",
}
PURPOSE = {"fentanyl": "drugs", "reciprocal": "trade balance", "baseline": "trade balance", "section_122": "payments balance", "section_232": "national security", "secondary": "trade with a third country"}


@dataclass
class Measure:
    """One measure. Days are ordinals; `slot` is that of the headline, or None for a tranche or a product."""

    imposer: str
    target: str
    product: str
    programme: str
    label: str
    rate: float
    rate_max: float
    begins: int | None
    ends: int | None
    stage: str
    coverage: str
    reports: list[Report]
    slot: int | None = None
    supersedes: str = ""
    replaced: bool = False
    shared_id: str = ""

    @property
    def measure_id(self) -> str:
        name = "-".join(filter(None, (self.programme or "unnamed", self.label.replace(" ", "_"))))
        rates = f"{self.rate:g}" if self.rate == self.rate_max else f"{self.rate:g}to{self.rate_max:g}"
        day = iso(self.begins) or "undated"
        return f"{self.imposer}-{self.target}-{self.product}-{name}-{rates}-{day}{'' if self.stage in ('in_force', 'scheduled') else '-' + self.stage}"

    @property
    def struck_down(self) -> bool:
        return any(report.end_reason == "struck_down" for report in self.reports)

    @property
    def end_reason(self) -> str:
        if self.stage == "ended":
            return "never_in_force"
        if self.ends is None:
            return ""
        told = most(report.end_reason for report in self.reports if report.stage == "ended" and report.end_reason not in ("unknown", "never_in_force"))
        return told or ("superseded" if self.replaced else "unknown")

    def as_dict(self) -> dict:
        n_articles, n_sources = counted(self.reports)
        announced = [report.announced[0] for report in self.reports if report.announced and report.announced[0] == report.announced[1]]
        return {
            "measure_id": self.measure_id,
            "supersedes": self.supersedes,
            "imposer": self.imposer,
            "target": self.target,
            "programme": self.programme,
            "legal_basis": LEGAL_BASIS.get(self.programme, "other") if self.programme else "other",
            "purpose": PURPOSE.get(self.programme, ""),
            "product": self.product,
            "coverage": self.coverage,
            "condition": most(report.condition for report in self.reports),
            "rate_pct": self.rate,
            "rate_max_pct": None if self.rate == self.rate_max else self.rate_max,
            "announced_on": iso(min(announced)) if announced else "",
            "effective_on": iso(self.begins) or "",
            "ends_on": iso(self.ends) or "",
            "stage": self.stage,
            "end_reason": self.end_reason,
            "legal_standing": "struck_down" if self.struck_down else "unchallenged",
            "n_articles": n_articles,
            "n_sources": n_sources,
            "claim_ids": joined(report.claim_id for report in self.reports),
        }


def layer_measures(history: History, world: Sequence[Measure], last_day: int) -> list[Measure]:
    """The measures in the slots of a pair's headline, in the order of slots and days.

    One that is the measure on all partners of `world` has its id in `shared_id` and is not a measure of its own.
    """
    shared = {(one.slot, one.rate, one.begins): one.measure_id for one in world}
    out: list[Measure] = []
    for slot in range(len(SLOTS)):
        before: Measure | None = None
        for layers in history.layers:
            begins, ends = run_of(history, slot, layers)
            rate = layers.rates[slot]
            if begins != layers.begins or not rate:
                continue
            run = Measure(history.imposer, history.target, "all", label(history, slot, layers), "", rate, rate, begins, ends, "", "", [], slot)
            run.reports = _behind(history, run)
            run.stage = "in_force" if begins <= last_day else "scheduled"
            run.coverage = "most" if most(report.coverage for report in run.reports if report.coverage != "unknown") == "most" else "all"
            run.shared_id = shared.get((slot, rate, begins), "")
            if before is not None and before.ends == begins:
                run.supersedes, before.replaced = before.shared_id or before.measure_id, True
            out.append(run)
            before = run
    return out


def _behind(history: History, run: Measure) -> list[Report]:
    """The reports that tell of a layer itself, or of the total where it is the only layer."""
    told = []
    for report in history.headline_reports:
        day = anchor(report)
        if day is None or not (run.begins <= day and (run.ends is None or day < run.ends)):
            continue
        layers = next((one for one in history.layers if one.holds(day)), None)
        agreement = agrees(report, layers) if layers else ""
        alone = layers is not None and layers.total == run.rate
        if agreement == "total" and alone or agreement == "layer" and (report.slot == SLOTS[run.slot] or abs(report.lo - run.rate) < 1e-6):
            told.append(report)
    return told or [report for report in history.headline_reports if (day := anchor(report)) is not None and run.begins <= day and (run.ends is None or day < run.ends)]


def row_measures(rows: Sequence[Row]) -> list[Measure]:
    """A measure for each row of a tranche or a product, in the order of the rows."""
    out: list[Measure] = []
    for row in rows:
        measure = Measure(row.imposer, row.target, row.product, row.programme, row.label, row.rate, row.rate_max, row.begins, row.ends, row.stage, row.coverage, row.reports)
        if out and (out[-1].product, out[-1].programme, out[-1].label, out[-1].ends) == (row.product, row.programme, row.label, row.begins):
            measure.supersedes, out[-1].replaced = out[-1].measure_id, True
        out.append(measure)
    return out


def plan_measures(threats: Sequence[Threat]) -> list[Measure]:
    """The plans of the ledger that did not come into force."""
    stages = {"delayed": "suspended", "suspended": "suspended"}
    out = []
    for threat in threats:
        if threat.outcome.startswith("carried_out"):
            continue
        open_stage = ("scheduled" if threat.due else "pending") if threat.decided else "threatened"
        stage = "ended" if threat.outcome == "dropped" else stages.get(threat.outcome, open_stage)
        hi = max(report.hi for report in threat.reports)
        coverage = most(report.coverage for report in threat.reports)
        out.append(Measure(threat.imposer, threat.target, threat.product, threat.programme, "", threat.rate, hi, threat.due, None, stage, coverage, threat.reports))
    return out


def standing(measures: Sequence[Measure], row: Row) -> tuple[str, ...]:
    """The ids of the measures that add up to a headline row."""
    if row.layers is None:
        return ()
    return tuple(
        sorted(
            measure.shared_id or measure.measure_id
            for measure in measures
            if measure.slot is not None and row.layers.rates[measure.slot] == measure.rate and measure.begins <= row.begins and (measure.ends is None or row.begins < measure.ends)
        )
    )
