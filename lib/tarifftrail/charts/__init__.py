"""Charts of a record: frames in, matplotlib axes out, and the sentences that state a finding."""

from tarifftrail.charts.bars import monthly_bars
from tarifftrail.charts.dots import score_dots
from tarifftrail.charts.figures import KINDS, figure
from tarifftrail.charts.findings import finding
from tarifftrail.charts.saving import save_chart, show_chart
from tarifftrail.charts.steps import level_steps
from tarifftrail.charts.table import step_table

__all__ = ["KINDS", "figure", "finding", "level_steps", "monthly_bars", "save_chart", "score_dots", "show_chart", "step_table"]
