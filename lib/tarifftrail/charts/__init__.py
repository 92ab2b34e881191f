"""Charts of a record: frames in, matplotlib axes out, and the sentences that state a finding.

Names are imported when first used, so that whoever only counts and words does not wait for matplotlib.
"""

from importlib import import_module

_MENU = {
    "KINDS": "figures",
    "figure": "figures",
    "finding": "findings",
    "level_steps": "steps",
    "monthly_bars": "bars",
    "save_chart": "saving",
    "score_dots": "dots",
    "show_chart": "saving",
    "step_table": "table",
}

__all__ = sorted(_MENU)


def __getattr__(name: str):
    if name in _MENU:
        return getattr(import_module(f"tarifftrail.charts.{_MENU[name]}"), name)
    raise AttributeError(f"module 'tarifftrail.charts' has no attribute {name!r}")
