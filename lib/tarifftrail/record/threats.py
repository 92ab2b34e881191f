"""The threat ledger: threats and scheduled steps, each followed to its outcome from the reports alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tarifftrail.record.evidence import ASIDE, HEADLINE, Report, counted
from tarifftrail.record.headline import SLOTS, Layers, on
from tarifftrail.record.histories import History
from tarifftrail.record.levels import Row, iso, joined, most
from tarifftrail.record.starts import STANDING

ONE_THREAT = 60  # days between two reports of one threat that give no common day
OUTCOME_WITHIN = 180  # days after the due day, or after the making where none is told, in which a step still is the outcome
OPEN_FOR = 180  # days after which a threat that nothing was heard of is dropped


@dataclass
class Threat:
    """One threat or scheduled step. Days are ordinals."""

    imposer: str
    target: str
    product: str
    programme: str
    rate: float
    basis: str
    reports: list[Report]
    made: int
    due: int | None
    outcome: str = "pending"
    outcome_on: int | None = None
    outcome_rate: float | None = None

    @property
    def threat_id(self) -> str:
        programme = f"-{self.programme}" if self.programme else ""
        return f"threat-{self.imposer}-{self.target}-{self.product}{programme}-{self.rate:g}-{iso(self.made)}"

    @property
    def decided(self) -> bool:
        return any(report.stage in ("announced", "suspended") for report in self.reports)

    def as_dict(self) -> dict:
        carried = self.outcome in ("carried_out", "carried_out_lower")
        return {
            "threat_id": self.threat_id,
            "imposer": self.imposer,
            "target": self.target,
            "product": self.product,
            "programme": self.programme,
            "rate_pct": self.rate,
            "basis": self.basis,
            "stage": "announced" if self.decided else "threatened",
            "made_on": iso(self.made),
            "due_on": iso(self.due) or "",
            "outcome": self.outcome,
            "outcome_on": iso(self.outcome_on) or "",
            "outcome_pct": self.outcome_rate,
            "days_slipped": self.outcome_on - self.due if carried and self.due is not None else None,
            "points_cut": round(self.rate - self.outcome_rate, 6) if carried else None,
            "speaker_role": most(report.speaker_role for report in self.reports),
            "demand": "",
            "n_articles": counted(self.reports)[0],
            "claim_ids": joined(report.claim_id for report in self.reports),
        }


def threats(history: History, rows: Sequence[Row], last_day: int) -> list[Threat]:
    """The threats of one side against the other, with their outcomes as of the last day read."""
    plans = [
        report
        for report in history.reports
        if report.basis in STANDING and report.place != ASIDE and report.lo > 0 and (report.stage in ("threatened", "announced", "suspended") or report.never_began)
    ]
    groups: dict[tuple, list[Report]] = defaultdict(list)
    for report in plans:
        groups[report.product, report.place, report.lo].append(report)
    found = []
    for group in groups.values():
        for cluster in _clusters(group):
            found.append(_threat(cluster))
    found.sort(key=lambda threat: (threat.made, threat.threat_id))
    for threat in found:
        _follow(threat, history, rows, last_day)
    return _without_echoes(found)


def _made(report: Report) -> int:
    if report.announced and report.announced[0] == report.announced[1] and report.announced[0] <= report.published:
        return report.announced[0]
    return report.published


def _clusters(group: list[Report]) -> list[list[Report]]:
    """The reports of one rate by threat: those that name the same day, or that follow each other within two months.

    A pause or an end is told of the threat before it, though it names another day.
    """
    clusters: list[list[Report]] = []
    for report in sorted(group, key=lambda one: (_made(one), one.published, one.claim_id)):
        for cluster in reversed(clusters):
            slots = {peer.slot for peer in cluster} - {""}
            if report.slot and slots and report.slot not in slots:
                continue
            days = {peer.start for peer in cluster if peer.start is not None and peer.stage != "suspended"}
            soon = _made(report) - max(_made(peer) for peer in cluster) <= ONE_THREAT
            follows = report.start is None or not days or report.stage == "suspended" or report.never_began
            if report.start in days or (soon and follows):
                cluster.append(report)
                break
        else:
            clusters.append([report])
    return clusters


def _threat(cluster: list[Report]) -> Threat:
    first = cluster[0]
    dues = [report.start for report in cluster if report.start is not None and report.stage != "suspended"]
    return Threat(
        imposer=first.imposer,
        target=first.target,
        product=first.product,
        programme=most(report.programme for report in cluster),
        rate=first.lo,
        basis=most(report.basis for report in cluster),
        reports=cluster,
        made=min(_made(report) for report in cluster),
        due=min(dues, key=lambda day: (-dues.count(day), day)) if dues else None,
    )


def _follow(threat: Threat, history: History, rows: Sequence[Row], last_day: int) -> None:
    """Sets the outcome: what the levels became, else what the reports say last, else how long nothing was heard."""
    steps = _headline_steps(threat, history.layers) if any(report.place == HEADLINE for report in threat.reports) else _row_steps(threat, history, rows)
    limit = min((threat.due or threat.made) + OUTCOME_WITHIN, last_day)
    # A step before the day named, or before the making, is not the one that was spoken of.
    first = threat.made if threat.due is None else max(threat.due - 1, min(threat.made, threat.due))
    steps = [(day, rate) for day, rate in steps if first <= day <= limit]
    exact = [step for step in steps if abs(step[1] - threat.rate) < 1e-6]
    off = [report for report in threat.reports if report.never_began]
    last = max(threat.reports, key=lambda report: (report.published, report.claim_id))
    if exact or (steps and not off and last.stage != "suspended"):
        threat.outcome_on, threat.outcome_rate = (exact or steps)[0]
        threat.outcome = "carried_out" if threat.outcome_rate >= threat.rate - 1e-6 else "carried_out_lower"
    elif off:
        ends = [report.end for report in off if report.end is not None]
        threat.outcome, threat.outcome_on = "dropped", min(ends) if ends else min(report.published for report in off)
    elif last.stage == "suspended":
        later = [report.end for report in threat.reports if report.stage == "suspended" and report.end is not None]
        threat.outcome = "delayed" if later and max(later) > last_day else "suspended"
        threat.outcome_on = min(report.published for report in threat.reports if report.stage == "suspended")
    elif last_day > (threat.due if threat.due is not None else last.published + OPEN_FOR):
        threat.outcome = "dropped"


def _row_steps(threat: Threat, history: History, rows: Sequence[Row]) -> list[tuple[int, float]]:
    """The days on which the tranche or the product that a threat spoke of came to a rate, and the rate."""
    spoken = {report.claim_id for report in threat.reports}
    labels = {track.label for track in history.tracks if spoken & {report.claim_id for report in track.reports}}
    out = []
    for row in sorted(rows, key=lambda one: (one.begins, one.rate_max)):
        if row.product == threat.product and row.label in labels and row.stage == "in_force" and row.rate and (row.label or row.product != "all"):
            # Other goods of the product may bear the rate already: then the day named is that of these.
            standing = not row.label and threat.due is not None and row.begins <= threat.due and (row.ends is None or threat.due < row.ends)
            out.append((threat.due if standing else row.begins, row.rate_max))
    return out


def _headline_steps(threat: Threat, layers: Sequence[Layers]) -> list[tuple[int, float]]:
    """The days on which the total, or the layer that a threat spoke of, came to a rate, and the rate.

    A rise to another rate counts as well: what was threatened may have come lower or higher.
    """
    out = []
    slot = threat.reports[0].slot
    for number, now in enumerate(layers):
        before = layers[number - 1].rates if number else (0.0,) * len(SLOTS)
        rise = round(now.total - sum(before), 6)
        came = [rate for name, rate, old in zip(SLOTS, now.rates, before, strict=True) if rate != old and slot in ("", name)]
        if slot == "" and rise < 0 and "down" not in {report.direction for report in threat.reports}:
            continue  # what was threatened as a rise did not come as a part of a cut
        exact = [rate for rate in (*came, *((now.total, rise) if slot == "" and rise else ())) if abs(rate - threat.rate) < 1e-6]
        if exact:
            out.append((now.begins, exact[0]))
        elif rise > 0 and slot == "":
            out.append((now.begins, rise if threat.basis == "additional" else now.total))
        elif rise > 0 and came and max(came) > 0:
            out.append((now.begins, max(came)))
    return out


def _without_echoes(found: list[Threat]) -> list[Threat]:
    """The threats without those that are only told as paused or over, without a day, when an earlier one is known."""
    kept: list[Threat] = []
    for threat in found:
        retold = threat.due is None and all(report.stage in ("suspended", "ended") for report in threat.reports)
        earlier = [one for one in kept if (one.product, one.rate) == (threat.product, threat.rate)]
        if retold and earlier:
            earlier[-1].reports.extend(threat.reports)
        else:
            kept.append(threat)
    return kept


def shadows(found: Sequence[Threat], layers: Sequence[Layers], last_day: int) -> list[dict]:
    """What was threatened, pending or suspended and is not in force, as the rate of the headline that it would make.

    Each is a dict of the threat, its stage, its first and following day, the rate and how it is made up.
    """
    out = []
    for threat in found:
        if threat.outcome in ("carried_out", "carried_out_lower") or threat.product != "all" or not any(report.place == HEADLINE for report in threat.reports):
            continue
        if threat.outcome == "pending":
            stage = "threatened" if not threat.decided else "pending" if threat.due is None else "scheduled"
        else:
            stage = {"dropped": "ended" if threat.decided else "threatened"}.get(threat.outcome, "suspended")
        ends = threat.outcome_on if threat.outcome == "dropped" else None
        if threat.outcome == "dropped" and ends is None:
            # Nobody tells the day on which it was given up; it stood while reports kept it alive.
            ends = threat.due if threat.due is not None else max(report.published for report in threat.reports) + 1
        begins = threat.made
        if stage == "scheduled":
            begins = threat.due
        elif stage == "suspended":
            # Paused from the day that it was paused to the next step, which takes its place.
            begins = threat.outcome_on
            ends = next((one.begins for one in layers if one.begins > begins), None)
        if ends is not None and ends <= begins:
            ends = begins + 1
        rate, words = _as_total(threat, on(list(layers), threat.made))
        if stage == "scheduled" and any(one.begins == threat.due for one in layers):
            continue
        out.append({"threat": threat, "stage": stage, "begins": begins, "ends": ends, "rate": rate, "derivation": words})
    return out


def _as_total(threat: Threat, standing: Layers | None) -> tuple[float, str]:
    """The headline that a threat would make of what stood when it was made, and the sum in words."""
    slot = threat.reports[0].slot
    if standing is None or not standing.total or (slot == "" and threat.basis == "level"):
        return threat.rate, "stated"
    rest = standing.total
    if slot in SLOTS and threat.basis == "level":
        rest -= standing.rates[SLOTS.index(slot)]
    elif slot in SLOTS and slot in ("reciprocal", "section_122"):
        rest -= standing.rates[SLOTS.index(slot)]
    return round(rest + threat.rate, 6), f"{rest:g} + {threat.rate:g} {threat.programme}".strip() if rest else "stated"
