"""Claims to record: measures, levels, moves, threats, incidents, conflicts and coverage."""

from tarifftrail.record.assembly import Record, reconcile
from tarifftrail.record.corrections import Correction, CorrectionError, read_corrections
from tarifftrail.record.questions import compare, level_on, levels_between, official_record

__all__ = [
    "Correction",
    "CorrectionError",
    "Record",
    "compare",
    "level_on",
    "levels_between",
    "official_record",
    "read_corrections",
    "reconcile",
]
