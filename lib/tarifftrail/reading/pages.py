"""HTML pages: the main text by trafilatura, headline and date by a ladder of our own.

The ladder for the date is JSON-LD, then meta tags, then `<time>`, then a line that visibly says when the
article appeared. The time of the file or of the crawl is never used, nor a date of modification.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tarifftrail.reading.clean import opens_with
from tarifftrail.reading.decoding import decode
from tarifftrail.reading.fields import Raw, field_of
from tarifftrail.reading.published import parse_published

MAX_BYTES = 5_000_000  # beyond it trafilatura takes minutes, and no article page is that large
_PAGE_TYPE = "webpage"
_ARTICLE_TYPES = ("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "blogposting", "report", "liveblogposting", _PAGE_TYPE)
_JSON_LD = {"headline": "title", "name": "title", "datePublished": "published", "url": "url", "inLanguage": "language"}
_META = {
    "og:title": "title",
    "twitter:title": "title",
    "dc.title": "title",
    "article:published_time": "published",
    "og:article:published_time": "published",
    "datepublished": "published",
    "parsely-pub-date": "published",
    "sailthru.date": "published",
    "dc.date.issued": "published",
    "dcterms.issued": "published",
    "dc.date": "published",
    "publishdate": "published",
    "og:site_name": "source",
    "application-name": "source",
    "dc.publisher": "source",
    "og:url": "url",
    "article:id": "article_id",
}
_LOOKS_LIKE_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_DATE_CLASS = re.compile(r"date|time|publish|posted|byline", re.IGNORECASE)
_SITE_NAME = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}$")


def read(path: Path) -> list[Raw]:
    """The article of a page. Raises NotText for binary data, OSError if the file cannot be read."""
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        return [Raw(outcome="failed", reason=f"page of more than {MAX_BYTES // 1_000_000} MB")]
    text, encoding = decode(data, declared=True)
    if not text.strip():
        return [Raw(encoding=encoding, outcome="skipped", reason="empty file")]
    return [from_page(text, Raw(encoding=encoding))]


def is_page(text: str) -> bool:
    """Whether the body of a record is a whole page rather than a text."""
    return _LOOKS_LIKE_PAGE.match(text[:2000]) is not None


def from_page(text: str, raw: Raw) -> Raw:
    """Adds to a record what a page holds, behind what the record knows already."""
    from lxml import html as lxml_html  # with trafilatura the slowest imports of the library; most corpora have no page
    from lxml.etree import LxmlError

    try:
        tree = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (LxmlError, ValueError) as error:
        raw.outcome, raw.reason = "failed", f"unreadable page: {error}"
        return raw
    for node in _linked_data(tree):
        _add_linked_data(raw, node)
    _add_meta(raw, tree)
    for element in tree.iter("time"):
        raw.add("published", element.get("datetime") or element.text_content(), "time")
    heading = tree.find(".//h1")
    if heading is not None:
        raw.add("title", " ".join(heading.text_content().split()), "h1")
    raw.add("title", _SITE_NAME.sub("", tree.findtext(".//title") or ""), "title")
    raw.add("language", (tree.get("lang") or "").split("-")[0], "html lang")
    main = _main_text(text, tree)
    raw.add("text", main, "page")
    for line in _visible_dates(tree, main):
        raw.add("published", line, "dateline")
    return raw


def _linked_data(tree: Any) -> list[dict]:
    """The JSON-LD nodes that describe an article, the page as such last; broken blocks are passed over."""
    found = []
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            waiting = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting = node + waiting
            elif isinstance(node, dict):
                waiting = [node.get("@graph", [])] + waiting
                stated = node.get("@type", "")
                kinds = {str(kind).casefold() for kind in (stated if isinstance(stated, list) else [stated])}
                if kinds & set(_ARTICLE_TYPES):
                    found.append((kinds == {_PAGE_TYPE}, len(found), node))
    return [node for *_, node in sorted(found, key=lambda item: item[:2])]


def _add_linked_data(raw: Raw, node: dict) -> None:
    for key, to in _JSON_LD.items():
        raw.add(to, node.get(key), f"JSON-LD {key}")
    raw.add("source", node.get("publisher") or node.get("sourceOrganization"), "JSON-LD publisher")
    page = node.get("mainEntityOfPage")
    raw.add("url", page.get("@id") if isinstance(page, dict) else page, "JSON-LD mainEntityOfPage")


def _add_meta(raw: Raw, tree: Any) -> None:
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip()
        to = _META.get(name.casefold())
        if to is None:
            known = field_of(name)
            to = known[0] if known and known[0] != "text" else None
        if to:
            raw.add(to, element.get("content"), f"meta {name}")
    for link in tree.xpath("//link[@rel='canonical']"):
        raw.add("url", link.get("href"), "canonical")


def _main_text(text: str, tree: Any) -> str:
    """The article's paragraphs, a blank line between them."""
    import trafilatura

    found = trafilatura.extract(text, include_comments=False, include_tables=True, output_format="txt") or ""
    own = _paragraphs(tree)
    # Short pages are often taken for navigation and come back empty or cut.
    if len(found) < 0.5 * len(own) and len(own) > 200 or not found:
        return own
    return re.sub(r"\n+", "\n\n", found.strip())


def _paragraphs(tree: Any) -> str:
    """The paragraphs of the article element, or of the body."""
    articles = tree.xpath("//article") or tree.xpath("//main") or tree.xpath("//body")
    if not articles:
        return ""
    largest = max(articles, key=lambda element: len(element.text_content()))
    inside = "ancestor::nav or ancestor::footer or ancestor::aside or ancestor::header"
    texts = (" ".join(element.text_content().split()) for element in largest.xpath(f".//p[not({inside})]|.//li[not({inside})]"))
    return "\n\n".join(line for line in texts if line)


def _visible_dates(tree: Any, main: str) -> Iterator[str]:
    """Lines that show a date: labelled ones first, then those marked as dates, then the text's own opening."""
    marked = [
        line
        for element in tree.xpath("//*[@class or @id][self::div or self::span or self::p]")
        if _DATE_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}")
        and len(line := " ".join(element.text_content().split())) <= 100
        and parse_published(line).day
    ]
    yield from (line for line in marked if opens_with(line) == "dateline")
    yield from (line for line in main.split("\n")[:6] if len(line) <= 100 and opens_with(line) == "dateline")
    yield from marked
    yield from (line for line in main.split("\n")[:6] if len(line) <= 45 and parse_published(line).day)
