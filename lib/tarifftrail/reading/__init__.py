"""Raw files to articles."""

from tarifftrail.reading.articles import read_articles

__all__ = ["read_articles"]
