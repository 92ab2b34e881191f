"""The tools that are compared. Each takes a frame of articles and returns how many findings it made of them.

A contender does what a notebook would do with the tool, in its plain form, and collects what it found in a frame.
"""

from __future__ import annotations

import datetime
import functools
import json
import re
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd

import tarifftrail
from tarifftrail import lexicon

from .corpora import full_texts, telling_sentences

REGEX = "one regex pass"
OURS = "tarifftrail.extract"

_PASS = re.compile(r"(?i)tariff|dut(y|ies)|lev(y|ies)|per ?cent|pct|%")
SPACY_RULES = Path(__file__).with_name("spacy_rules.jsonl")


def regex_pass(articles: pd.DataFrame) -> int:
    """The unit of all ratios: every tariff word and percent sign, found and nothing done with it."""
    return sum(len(_PASS.findall(text)) for text in full_texts(articles))


def extraction(articles: pd.DataFrame) -> int:
    """The library: claims, events and rejected percentages."""
    return sum(map(len, tarifftrail.extract(articles)))


def quantities_and_dates(articles: pd.DataFrame) -> int:
    """quantulum3 and dateparser on whole articles."""
    return _quantities_and_dates(articles, lambda text: [text])


def quantities_and_dates_gated(articles: pd.DataFrame) -> int:
    """quantulum3 and dateparser only on the sentences with a tariff word and a percentage."""
    return _quantities_and_dates(articles, telling_sentences)


def _quantities_and_dates(articles: pd.DataFrame, parts_of: Callable[[str], list[str]]) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # quantulum3 misses its optional classifier, dateparser a year in a date
        from dateparser.search import search_dates
        from quantulum3 import parser

        rows = []
        for article, text in zip(articles.itertuples(index=False), full_texts(articles), strict=True):
            settings = {"RELATIVE_BASE": datetime.datetime.fromisoformat(article.published)} if len(article.published) == 10 else {}
            for part in parts_of(text):
                rows += [(article.article_id, "percent", found.value) for found in parser.parse(part) if found.unit.name in ("percentage", "per cent")]
                rows += [(article.article_id, "date", day) for _, day in search_dates(part, languages=["en"], settings=settings) or ()]
    return len(pd.DataFrame(rows, columns=["article_id", "kind", "value"]))


def spacy_rules(articles: pd.DataFrame) -> int:
    """spaCy on whole articles: sentences, the vocabulary's names of countries as phrases, and token patterns.

    A finding is a rate with the countries and the cues of its sentence.
    """
    nlp, phrases, matcher = _spacy_pipeline()
    rows = []
    for article_id, doc in zip(articles["article_id"], nlp.pipe(text.strip() for text in full_texts(articles)), strict=True):
        sentence_of = [number for number, sentence in enumerate(doc.sents) for _ in sentence]
        found: dict[int, dict[str, list[str]]] = {}
        for label, start, end in [*phrases(doc), *matcher(doc)]:
            kinds = found.setdefault(sentence_of[start], {"RATE": [], "COUNTRY": [], "CUE": []})
            name = nlp.vocab.strings[label]
            kinds[name if name in kinds else "CUE"].append(doc[start:end].text)
        rows += [(article_id, rate, *map("; ".join, (kinds["COUNTRY"], kinds["CUE"]))) for kinds in found.values() for rate in kinds["RATE"]]
    return len(pd.DataFrame(rows, columns=["article_id", "rate", "countries", "cues"]))


@functools.cache
def _spacy_pipeline():
    import spacy
    from spacy.matcher import Matcher, PhraseMatcher

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    phrases = PhraseMatcher(nlp.vocab, attr="LOWER")
    phrases.add("COUNTRY", [nlp.make_doc(form) for form in sorted({row["form"] for row in lexicon.read_table("parties")})])
    matcher = Matcher(nlp.vocab)
    for line in SPACY_RULES.read_text(encoding="utf-8").splitlines():
        rule = json.loads(line)
        matcher.add(rule["label"], [rule["pattern"]])
    return nlp, phrases, matcher


CONTENDERS: dict[str, Callable[[pd.DataFrame], int]] = {
    REGEX: regex_pass,
    OURS: extraction,
    "quantulum3 + dateparser, tariff sentences only": quantities_and_dates_gated,
    "spaCy rules, whole articles": spacy_rules,
    "quantulum3 + dateparser, whole articles": quantities_and_dates,
}
