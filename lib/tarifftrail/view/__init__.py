"""The reading view: one article with what was found in it, every claim beside its sentence."""

from tarifftrail.view.article import ArticleView, highlight

__all__ = ["ArticleView", "highlight"]
