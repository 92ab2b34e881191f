"""The spaCy face of the extractor: `nlp.add_pipe("tariff_claims")`.

    nlp = spacy.blank("en")
    nlp.add_pipe("tariff_claims")
    doc = nlp("The United States raised its tariff on Chinese goods to 104 percent on Wednesday.")
    doc._.tariff_claims                    # the rows of `extract`, a dict each
    doc.spans["tariff_rates"][0]._.claim   # the row that a span belongs to
    displacy.render(doc, style="span", options=displacy_options("tariff_rates"))

The component reads the text of a doc as the body of an article. What else the extractor wants to know of it is taken from
`doc.user_data`: `title`, `published` (a day, for relative dates and terms of office) and `article_id`. Any tokenizer and
any other component may stand before it; tokens are only used to place the spans.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc, Span

from tarifftrail import schema
from tarifftrail.extraction import marks
from tarifftrail.extraction.extract import extract

CLAIMS, EVENTS = ROWS = ("tariff_claims", "tariff_events")
RATES, PARTIES, DATES, CUES = LAYERS = tuple(f"tariff_{layer}" for layer in marks.LAYERS)
GROUPS = (*ROWS, *LAYERS)
REJECTED = "tariff_rejected"
# By what a label says: red for up or who acts, blue for who pays, grey for what is over or was before, green for dates, violet for words.
_COLORS = {
    "threatened": "#f6d8a8", "announced": "#f2b48c", "in_force": "#e8897b", "suspended": "#b9d7c9", "ended": "#d5d5d5",
    "RATE": "#f2b48c", "PREVIOUS_RATE": "#d5d5d5", "IMPOSER": "#e8897b", "ACTOR": "#e8897b", "TARGET": "#a9c8e8",
    **dict.fromkeys(marks.LABELS[marks.DATES], "#b9d7c9"), **dict.fromkeys(marks.LABELS[marks.CUES], "#d9c7e8"),
}  # fmt: skip

_DAY = re.compile(r"(?:\d{4}(?:-\d\d(?:-\d\d)?)?)?")

Row = dict[str, Any]
Labelled = tuple[int, int, str, str]  # start and end in title and text, the label of the span, the id of its row


def docs_of(articles: pd.DataFrame, nlp: Language) -> Iterator[Doc]:
    """A tokenised doc for each row of an articles frame, with what the component wants to know, for `nlp.pipe`."""
    for article in articles.itertuples(index=False):
        doc = nlp.make_doc(article.text)
        doc.user_data.update(article_id=article.article_id, title=article.title, published=article.published)
        yield doc


def displacy_options(group: str = CLAIMS) -> dict[str, Any]:
    """Options with which `displacy.render(doc, style="span", options=...)` draws one of the span groups.

    Raises ValueError for a group that the component does not write.
    """
    if group not in GROUPS:
        raise ValueError(f"{group!r} is no span group of tariff_claims; there are {', '.join(GROUPS)}")
    labels = schema.EVENT_TYPES if group == EVENTS else ()
    return {"spans_key": group, "colors": _COLORS | dict.fromkeys(labels, "#d9c7e8")}


@Language.factory("tariff_claims", assigns=[f"doc._.{CLAIMS}", f"doc._.{EVENTS}", f"doc._.{REJECTED}", "doc.spans", "span._.claim", "span._.event"])
def create_tariff_claims(nlp: Language, name: str) -> TariffClaims:
    """The component; registers its attributes of `Doc` and `Span` on first use."""
    for attribute in (CLAIMS, EVENTS, REJECTED):
        if not Doc.has_extension(attribute):
            Doc.set_extension(attribute, default=[])
    # Several claims can share a sentence, so a span finds its row by its id and not by its place.
    for attribute, rows, key in (("claim", CLAIMS, "claim_id"), ("event", EVENTS, "event_id")):
        if not Span.has_extension(attribute):
            Span.set_extension(attribute, getter=lambda span, rows=rows, key=key: _row_of(span, rows, key))
    return TariffClaims()


def _row_of(span: Span, rows: str, key: str) -> Row | None:
    return next((row for row in span.doc._.get(rows) if row[key] == span.id_), None)


class TariffClaims:
    """Puts the rows of `extract` on docs, and spans in six groups.

    `doc._.tariff_claims`, `doc._.tariff_events` and `doc._.tariff_rejected` are lists of dicts with the columns of
    `schema.FRAMES`; a missing number is None, and offsets count in `title + "\\n\\n" + text` as everywhere. The groups of
    `doc.spans` hold what stands in the doc itself, so nothing of a title:

    * `tariff_claims`: the quote of every claim, labelled with its stage
    * `tariff_events`: the quote of every event, labelled with its type
    * `tariff_rates`: where a claim's rate stands (`RATE`) and the one that it moves from (`PREVIOUS_RATE`)
    * `tariff_parties`: where its parties stand (`IMPOSER`, `TARGET`), and those of an event (`ACTOR`, `TARGET`)
    * `tariff_dates`: where its days stand (`ANNOUNCED_ON`, `EFFECTIVE_ON`, `ENDS_ON`), and that of an event (`DATE`)
    * `tariff_cues`: the words behind its stage, basis and programme (`STAGE`, `BASIS`, `PROGRAMME`), and behind the type and
      the stage of an event (`TYPE`, `STAGE`)

    `span._.claim` and `span._.event` give the row of a span; a place that several rows share gives the first.
    """

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """The docs with rows and spans; a batch is extracted at once, which costs far less than doc by doc."""
        for batch in _batches(docs, batch_size):
            found = extract(schema.conform([article for _, article in batch.values()], "articles"))
            by_article = [_rows_by_article(frame) for frame in found]
            for article_id, (doc, article) in batch.items():
                claims, events, rejected = (rows.get(article_id, []) for rows in by_article)
                _annotate(doc, article, claims, events, rejected)
                yield doc


def _batches(docs: Iterable[Doc], size: int) -> Iterator[dict[str, tuple[Doc, dict[str, str]]]]:
    """Docs with their articles by id; a batch ends early before an id that it holds already, as two equal texts have."""
    batch: dict[str, tuple[Doc, dict[str, str]]] = {}
    for doc in docs:
        article = _article(doc)
        if len(batch) >= size or article["article_id"] in batch:
            yield batch
            batch = {}
        batch[article["article_id"]] = (doc, article)
    if batch:
        yield batch


def _article(doc: Doc) -> dict[str, str]:
    """The doc as a row of articles. Its id, where none is given, is a hash of the content."""
    title = str(doc.user_data.get("title") or "")
    published = str(doc.user_data.get("published") or "")[:10]
    if not _DAY.fullmatch(published):
        raise ValueError(f"doc.user_data['published'] is {doc.user_data['published']!r}; write it as 2025-04-09, or leave it out")
    digest = hashlib.sha256("\x1f".join((title, doc.text, published)).encode()).hexdigest()
    return {"article_id": str(doc.user_data.get("article_id") or digest[:16]), "title": title, "published": published, "text": doc.text}


def _rows_by_article(frame: pd.DataFrame) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        rows.setdefault(row["article_id"], []).append(row)
    return rows


def _annotate(doc: Doc, article: dict[str, str], claims: list[Row], events: list[Row], rejected: list[Row]) -> None:
    """Set the attributes and span groups of a doc."""
    doc._.set(CLAIMS, claims)
    doc._.set(EVENTS, events)
    doc._.set(REJECTED, rejected)
    shift = len(article["title"]) + 2

    def spans(places: Iterable[Labelled]) -> list[Span]:
        """The places as spans, widened to whole tokens; those of the title are left out."""
        return [
            doc.char_span(start - shift, end - shift, label=label, span_id=row_id, alignment_mode="expand")
            for start, end, label, row_id in places
            if start >= shift
        ]

    doc.spans[CLAIMS] = spans((row["start"], row["end"], row["stage"], row["claim_id"]) for row in claims)
    doc.spans[EVENTS] = spans((row["start"], row["end"], row["type"], row["event_id"]) for row in events)
    found = marks.Marker(f"{article['title']}\n\n{article['text']}", article["published"]).marks(claims, events) if claims or events else []
    for layer, group in zip(marks.LAYERS, LAYERS, strict=True):
        doc.spans[group] = spans(_first_of_each(mark for mark in found if mark.layer == layer))


def _first_of_each(found: Iterable[marks.Mark]) -> list[Labelled]:
    """The places in the order of the text, one for each label: claims of one sentence share rates and parties."""
    distinct: dict[tuple[int, int, str], str] = {}
    for mark in found:
        distinct.setdefault((mark.start, mark.end, mark.label), mark.row_id)
    return [(*place, row_id) for place, row_id in distinct.items()]
