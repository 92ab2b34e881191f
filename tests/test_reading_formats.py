"""Each family of formats, good and broken, through the one door `read_articles`."""

from __future__ import annotations

import csv
import io
import json
import os

import pandas as pd
import pytest

from tarifftrail.reading import read_articles

BODY = (
    "China will charge a duty of 15 percent on coal from the United States, the ministry said on Tuesday.\n\n"
    "The measure is to take effect on Monday, and it covers natural gas as well. Crude oil and some machines would pay 10 percent."
)
TITLE = "China answers with duties on coal"


@pytest.fixture
def corpus(tmp_path):
    """Writes one file into a folder of its own and reads it: the articles as dictionaries, and the log."""

    def write_and_read(name: str, content: str | bytes, **options):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        articles, log = read_articles(tmp_path, **options)
        assert len(articles) == log["outcome"].isin(["loaded", "duplicate"]).sum()
        return articles.to_dict("records"), log.to_dict("records")

    return write_and_read


def only(rows):
    assert len(rows) == 1
    return rows[0]


# --- Plain text ---------------------------------------------------------------------------------------


def test_header_lines_fill_the_fields_and_unknown_ones_stay_out_of_the_body(corpus):
    articles, _ = corpus(
        "a.txt",
        f"Headline: {TITLE}\nPublished: Feb. 4, 2025 1:30 p.m. ET\nPublisher: Northern Wire\nLink: https://north.example/a\nByline: the desk\n  in two lines\n\n{BODY}\n",
    )
    article = only(articles)
    assert (article["title"], article["published"], article["published_at"]) == (TITLE, "2025-02-04", "2025-02-04T13:30:00-05:00")
    assert (article["source"], article["source_type"], article["url"]) == ("Northern Wire", "wire", "https://north.example/a")
    assert article["text"] == BODY


def test_a_header_without_a_blank_line_ends_where_prose_begins(corpus):
    articles, _ = corpus("a.txt", f"Title: {TITLE}\nDate: 2025-02-04\n{BODY}")
    assert only(articles)["text"] == BODY


def test_a_text_header_opens_the_body(corpus):
    articles, _ = corpus("a.txt", f"ID: 00123\nTitle: {TITLE}\nText: {BODY}")
    assert (only(articles)["article_id"], only(articles)["text"]) == ("00123", BODY)


@pytest.mark.parametrize(
    "head",
    [f"date 2025-10-17 {TITLE}\n\nSource: Northern Wire\n\n", f"date 2025-10-17\n{TITLE}\nSource: Northern Wire\n\n", f"Date: 2025-10-17 | {TITLE}\nSource: Northern Wire  Editor: Desk\n\n"],
    ids=["headline in the line", "headline below", "with a colon"],
)
def test_a_bare_text_opens_with_its_date_and_carries_a_source_line_and_a_photo_credit(corpus, head):
    first, second = BODY.split("\n\n")
    articles, log = corpus("a.txt", f"{head}{first}\n\nPhoto: Harbour Agency\n\n{second}\n")
    article = only(articles)
    assert (article["title"], article["published"], article["source"], article["text"]) == (TITLE, "2025-10-17", "Northern Wire", BODY)
    assert only(log)["date_source"] == "first line"


def test_a_text_without_any_header_takes_its_first_line_as_headline_and_a_dateline_as_date(corpus):
    articles, log = corpus("a.txt", f"{TITLE}\n\nPublished: 4 February 2025\n\n{BODY}")
    assert (only(articles)["title"], only(articles)["published"], only(log)["date_source"]) == (TITLE, "2025-02-04", "dateline")


def test_a_sentence_with_a_colon_is_no_header(corpus):
    text = f"Beijing: the ministry answers Washington.\n\n{BODY}"
    articles, _ = corpus("a.txt", text)
    assert only(articles)["text"] == text


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Title: Señor’s duty\n\n".encode("utf-8-sig") + BODY.encode(), "utf-8 (mark)"),
        (f"Title: Señor’s duty\n\n{BODY}".encode("utf-16"), "utf-16 (mark)"),
        (f"Title: Señor’s duty\n\n{BODY}".encode("utf-16-le"), "utf-16-le"),
        (f"Title: Señor’s duty\n\n{BODY}".encode(), "utf-8"),
        (f"Title: Señor’s duty\n\n{BODY}".encode("cp1252"), "cp1252"),
    ],
    ids=["utf-8 mark", "utf-16 mark", "utf-16", "utf-8", "cp1252"],
)
def test_bytes_are_decoded_by_the_ladder(corpus, data, encoding):
    articles, log = corpus("a.txt", data)
    assert (only(articles)["title"], only(log)["encoding"]) == ("Señor’s duty", encoding)


# --- Pages --------------------------------------------------------------------------------------------

LINKED = '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "name": "x"}, {"@type": "NewsArticle", "headline": "%s", "datePublished": "2025-02-04T23:30:00-05:00", "publisher": {"name": "Northern Wire"}}]}</script>'
PAGE_HEADS = {
    "JSON-LD datePublished": LINKED % TITLE,
    "meta article:published_time": '<meta property="article:published_time" content="2025-02-04T09:00:00Z"><meta property="article:modified_time" content="2026-01-01">',
    "time": "",
    "dateline": "",
}


def page(head: str = "", dated: str = "", body: str = BODY, title: str = TITLE) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body.split("\n\n"))
    return f"""<!doctype html><html lang="en"><head><title>{title} | Northern Wire</title><meta property="og:site_name" content="Northern Wire">{head}
    <script>var x = {{"a": 1}};</script></head><body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/m">Markets</a></li></ul></nav></header>
    <article><h1>{title}</h1>{dated}{paragraphs}<p>Read more: <a href="/b">Another story</a></p></article>
    <footer><p>Copyright 2026 Northern Wire. All rights reserved.</p></footer></body></html>"""


@pytest.mark.parametrize("origin", PAGE_HEADS)
def test_the_date_of_a_page_comes_down_a_ladder(corpus, origin):
    dated = {"time": '<time datetime="2025-02-04">4 February</time>', "dateline": '<p class="date">Published February 4, 2025</p>'}.get(origin, '<time datetime="2025-02-09">9 February</time>')
    articles, log = corpus("a.html", page(PAGE_HEADS[origin], dated))
    article = only(articles)
    assert (article["title"], article["published"], article["source"]) == (TITLE, "2025-02-04", "Northern Wire")
    assert only(log)["date_source"] == origin
    assert BODY in article["text"] and "Home" not in article["text"] and "Another story" not in article["text"] and "rights" not in article["text"]


def test_a_page_without_a_date_is_read_and_never_takes_the_time_of_its_file(corpus, tmp_path):
    (tmp_path / "a.html").write_text(page())
    os.utime(tmp_path / "a.html", (1_700_000_000, 1_700_000_000))
    articles, log = read_articles(tmp_path)
    assert (articles["published"][0], log["date_source"][0], log["outcome"][0]) == ("", "none: no date found", "loaded")


def test_a_declared_encoding_counts_for_a_page(corpus):
    articles, log = corpus("a.html", page('<meta charset="iso-8859-2">', title="Šefčovič warns").encode("iso-8859-2"))
    assert (only(articles)["title"], only(log)["encoding"]) == ("Šefčovič warns", "iso8859-2 (declared)")


@pytest.mark.parametrize("broken", ["<html><body><div><p>" + BODY, "<p>" * 3000 + BODY, page() + page()], ids=["unclosed", "deep", "twice"])
def test_a_broken_page_still_gives_its_text(corpus, broken):
    articles, _ = corpus("a.html", broken)
    assert "15 percent on coal" in only(articles)["text"]


def test_a_page_beyond_the_cap_fails_with_the_reason(corpus):
    _, log = corpus("a.html", page().encode() + b" " * 5_000_001)
    assert (only(log)["outcome"], only(log)["reason"]) == ("failed", "page of more than 5 MB")


# --- JSON ---------------------------------------------------------------------------------------------

RECORD = {"article_id": "00123", "title": TITLE, "published": "2025-02-04", "source": "Northern Wire", "url": "https://north.example/a", "text": BODY}


def test_json_lines_keep_ids_as_text_and_a_bad_line_fails_alone(corpus):
    lines = [json.dumps(RECORD), '{"title": "cut off', "[1, 2]", "", json.dumps({**RECORD, "article_id": 7, "text": BODY.replace("coal", "corn")})]
    articles, log = corpus("a.jsonl", "\n".join(lines))
    assert {article["article_id"] for article in articles} == {"00123", "7"}
    assert [(row["record"], row["outcome"]) for row in log] == [(0, "loaded"), (1, "failed"), (2, "failed"), (3, "loaded")]


@pytest.mark.parametrize(
    "content",
    [RECORD, [RECORD], {"articles": [RECORD]}, {"status": "ok", "response": {"docs": [RECORD]}}, [{"_id": "x", "_source": RECORD}]],
    ids=["one object", "a list", "articles", "nested", "a search export"],
)
def test_json_holds_one_record_or_many(corpus, content):
    articles, _ = corpus("a.json", json.dumps(content))
    assert (only(articles)["article_id"], only(articles)["text"]) == ("00123", BODY)


def test_json_lines_under_the_name_of_json_are_read(corpus):
    articles, _ = corpus("a.json", json.dumps(RECORD) + "\n" + json.dumps({**RECORD, "article_id": "2", "text": BODY + " More."}))
    assert len(articles) == 2


@pytest.mark.parametrize(
    "aliases",
    [
        {"id": "00123", "headline": TITLE, "maintext": BODY, "date_publish": "2025-02-04 10:00:00", "source_domain": "north.example"},
        {"Article ID": "00123", "Title": TITLE, "Content": BODY, "Publish Date": "4 Feb 2025", "Outlet": "north.example"},
        {"id": "00123", "title": {"rendered": TITLE}, "content": {"rendered": f"<p>{BODY}</p>".replace("\n\n", "</p><p>")}, "date": "2025-02-04T10:00:00", "publisher": {"name": "north.example"}},
        {"id": "00123", "title": TITLE, "text": BODY.split("\n\n"), "seendate": "20250204T100000Z", "media_name": "north.example"},
        {"id": "00123", "title": TITLE, "body": page(), "published_at": "2025-02-04T10:00:00", "source": {"id": None, "name": "north.example"}},
    ],
    ids=["crawler", "spreadsheet", "rendered", "paragraph list", "a page inside"],
)
def test_the_usual_names_of_fields_are_known(corpus, aliases):
    articles, _ = corpus("a.json", json.dumps(aliases))
    article = only(articles)
    assert (article["article_id"], article["title"], article["published"], article["source"]) == ("00123", TITLE, "2025-02-04", "north.example")
    assert article["text"] == BODY


def test_a_second_date_is_taken_where_the_first_cannot_be_read(corpus):
    articles, log = corpus("a.json", json.dumps({**RECORD, "published": "02/04/2025", "date": "2025-02-04"}))
    assert (only(articles)["published"], only(log)["date_source"]) == ("2025-02-04", "date")


# --- CSV and Parquet ----------------------------------------------------------------------------------


def as_csv(rows, **options) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, **options)
    writer.writerows(rows)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_csv_is_read_as_text_whatever_its_separator(corpus, delimiter):
    rows = [["id", "title", "publish_date", "publisher", "text"], ["00123", "NA", "2025-02-04", "Northern; Wire", BODY]]
    articles, _ = corpus("a.csv", as_csv(rows, delimiter=delimiter))
    article = only(articles)
    assert (article["article_id"], article["title"], article["source"], article["text"]) == ("00123", "NA", "Northern; Wire", BODY)


def test_a_ragged_row_and_a_cut_file_fail_alone(corpus):
    good = as_csv([["id", "title", "text"], ["1", TITLE, BODY]])
    _, log = corpus("a.csv", good + "2,only\r\n" + '3,cut,"off in the')
    assert [row["outcome"] for row in log] == ["loaded", "failed", "failed"]
    assert "cells" in log[1]["reason"] and "broken row" in log[2]["reason"]


def test_a_table_without_a_known_column_says_where_the_names_are(corpus):
    _, log = corpus("a.csv", "foo,bar\n1,2\n")
    assert only(log)["outcome"] == "failed" and "columns.tsv" in only(log)["reason"]


def test_parquet_is_read_with_numbers_and_times_as_text(corpus, tmp_path):
    frame = pd.DataFrame({"id": [123], "title": [TITLE], "text": [BODY], "published": [pd.Timestamp("2025-02-04 23:30", tz="America/New_York")], "score": [0.5]})
    frame.to_parquet(tmp_path / "a.parquet")
    articles, _ = read_articles(tmp_path)
    assert articles.loc[0, ["article_id", "published", "text"]].tolist() == ["123", "2025-02-04", BODY]


def test_a_damaged_parquet_file_fails_as_a_whole(corpus):
    _, log = corpus("a.parquet", b"PAR1 nothing")
    assert only(log)["outcome"] == "failed" and only(log)["reason"].startswith("no readable Parquet")
