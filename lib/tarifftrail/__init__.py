"""tarifftrail: news articles in, a sourced record of tariff levels out.

    import tarifftrail as tt
    articles, log = tt.read_articles("data/raw/sample")
    claims, events, rejected = tt.extract(articles)
    record = tt.reconcile(claims, events, articles)
    tt.level_on(record, "US", "CN", "2025-04-11")
    tt.highlight(articles.iloc[0], claims=claims, events=events, rejected=rejected)

Names are imported when first used, so that `tarifftrail --help` does not wait for pandas.
"""

from importlib import import_module

__version__ = "0.1.0"

_MENU = {
    "read_articles": "tarifftrail.reading",
    "extract": "tarifftrail.extraction",
    "find_percents": "tarifftrail.extraction",
    "find_dates": "tarifftrail.extraction",
    "highlight": "tarifftrail.view",
    "reconcile": "tarifftrail.record",
    "level_on": "tarifftrail.record",
    "levels_between": "tarifftrail.record",
    "compare": "tarifftrail.record",
}

__all__ = ["__version__", *sorted(_MENU)]


def __getattr__(name: str):
    if name in _MENU:
        return getattr(import_module(_MENU[name]), name)
    raise AttributeError(f"module 'tarifftrail' has no attribute {name!r}")
