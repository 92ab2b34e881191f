"""How right the extraction is against annotated articles, and the record against known levels.

The measures are the codebook's: `rate`, `pair` and `claim` compare sets of rows article by article, `event` compares bags
(a row told twice is found twice), and the other fields are judged on the rows whose pair, or whose event, was found.
"""

from tarifftrail.accuracy.confidence import calibration_error, reliability
from tarifftrail.accuracy.filling import filled
from tarifftrail.accuracy.gold import Gold, Trial, read_gold, read_trials
from tarifftrail.accuracy.groups import by_imposer, by_source_type
from tarifftrail.accuracy.levels import known_levels
from tarifftrail.accuracy.mistakes import CAUSES, error_counts, errors, examples
from tarifftrail.accuracy.readings import beside_rivals, claim_dates, score_readings
from tarifftrail.accuracy.resampling import f1_of_sets, readable, score_with_intervals
from tarifftrail.accuracy.scores import CLAIM, RATE, score

__all__ = [
    "CAUSES", "CLAIM", "RATE", "Gold", "Trial", "beside_rivals", "by_imposer", "by_source_type", "calibration_error", "claim_dates", "error_counts",
    "errors", "examples", "f1_of_sets", "filled", "known_levels", "read_gold", "read_trials", "readable", "reliability",
    "score", "score_readings", "score_with_intervals",
]  # fmt: skip
