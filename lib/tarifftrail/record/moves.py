"""Moves: one row for each step of a level, with what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tarifftrail.record.evidence import Report, counted
from tarifftrail.record.levels import Row, by_series, iso, joined

# A reply to a tariff comes within weeks; a later step has causes of its own. A step on all goods answers one on some
# goods only if it comes at once.
ANSWERED_WITHIN = 45
AT_ONCE = 10


@dataclass
class Move:
    """One step of one series. Days are ordinals; the first level of a series that nothing precedes has no `from_rate`."""

    row: Row
    from_rate: float | None
    reports: list[Report]
    announced: int | None
    answers: Move | None = None

    @property
    def move_id(self) -> str:
        return f"move-{self.row.level_id}"

    @property
    def up(self) -> bool:
        return self.row.rate > (self.from_rate or 0.0)

    @property
    def known(self) -> int:
        """The day on which the other side could know of it."""
        return min(day for day in (self.announced, self.row.begins) if day is not None)

    def as_dict(self) -> dict:
        row = self.row
        return {
            "move_id": self.move_id,
            "supersedes": "",
            "imposer": row.imposer,
            "target": row.target,
            "product": row.product,
            "programme": row.programme,
            "from_pct": self.from_rate,
            "to_pct": row.rate,
            "change_pp": None if self.from_rate is None else round(row.rate - self.from_rate, 6),
            "announced_on": iso(self.announced) or "",
            "effective_on": iso(row.begins),
            "gap_days": None if self.announced is None else row.begins - self.announced,
            "answers": self.answers.move_id if self.answers else "",
            "answers_after_days": self.known - self.answers.known if self.answers else None,
            "first_reported_on": iso(min(report.published for report in self.reports)),
            "stage": row.stage,
            "n_articles": counted(self.reports)[0],
            "claim_ids": joined(report.claim_id for report in self.reports),
        }


def moves(rows: Sequence[Row]) -> list[Move]:
    """The steps of the rows in force or scheduled, in the order of their days, replies linked.

    A series that begins with nothing read before it makes no step, unless the day on which it began is told: then it
    began from nothing.
    """
    found = []
    for series in by_series(row for row in rows if row.stage in ("in_force", "scheduled")).values():
        previous: Row | None = None
        for row in series:
            gap = previous is not None and previous.ends is not None and previous.ends < row.begins
            before = 0.0 if gap else previous.rate if previous else 0.0 if row.date_basis == "stated" and row.rate else None
            if before is not None and (before != row.rate or (previous and not gap and previous.rate_max != row.rate_max)):
                found.append(_move(row, before))
            previous = row
    found.sort(key=lambda move: (move.row.begins, move.move_id))
    _link_replies(found)
    return found


def _move(row: Row, before: float) -> Move:
    started = [report for report in row.reports if report.start == row.begins] or row.reports
    # A day of announcement counts if it names a day and lies where an announcement of this step can lie.
    told = [report.announced[0] for report in started if report.announced and report.announced[0] == report.announced[1] and report.announced[0] <= row.begins + ANSWERED_WITHIN]
    return Move(row, before, list(started), min(told) if told else None)


def _link_replies(found: list[Move]) -> None:
    """Each rise answers the latest rise of the other side that was known before it, or that day if none was just before."""
    rises = sorted((move for move in found if move.up), key=lambda one: (one.known, one.row.begins, one.move_id))
    for move in rises:
        row = move.row
        causes = [
            (age <= AT_ONCE and age > 0, -age, other.row.product == row.product, other.row.begins, other.move_id, other)
            for other in rises
            if (other.row.imposer, other.row.target) == (row.target, row.imposer)
            and other.row.begins <= row.begins
            and other.answers is not move
            and 0 <= (age := move.known - other.known) <= (ANSWERED_WITHIN if other.row.product == "all" and other.row.coverage != "part" or row.product != "all" else AT_ONCE)
        ]
        if causes:
            move.answers = max(causes, key=lambda cause: cause[:-1])[-1]
