"""Articles to claims and events."""

from tarifftrail.extraction.dates import find_dates
from tarifftrail.extraction.extract import extract
from tarifftrail.extraction.percents import find_percents

__all__ = ["extract", "find_dates", "find_percents"]
