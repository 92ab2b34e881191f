"""The report's page: self-contained, without script, whatever a corpus wrote into titles and quotes."""

from __future__ import annotations

import base64
import json
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from tarifftrail import page

PIXEL = base64.b64encode(b"\x89PNG not really").decode()
FIGURE = f'<figure><img alt="Duty of US on CN" src="data:image/png;base64,{PIXEL}"><figcaption>Steps</figcaption></figure>'


class Elements(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a script in capitals, unclosed": "<SCRIPT src=//evil.example/x.js>",
    "a handler": '<img src="data:image/png;base64,AAAA" alt="x" onerror="alert(1)">',
    "a handler on a table": '<table onmouseover="alert(1)"><tr><td>x</td></tr></table>',
    "a javascript link": '<a href="javascript:alert(1)">x</a>',
    "a javascript link with a tab in it": '<a href="java\tscript:alert(1)">x</a>',
    "a data link": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "a foreign picture": '<img src="https://evil.example/pixel.png" alt="x">',
    "a picture of text/html": '<img src="data:text/html;base64,AAAA" alt="x">',
    "a frame": '<iframe src="https://evil.example"></iframe>',
    "a style element": "<style>body{background:url(https://evil.example)}</style>",
    "a style attribute": '<p style="background:url(https://evil.example)">x</p>',
    "an svg with a handler": '<svg onload="alert(1)"><circle/></svg>',
    "math with a nested script": "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "a form": '<form action="https://evil.example"><input></form>',
    "a base": '<base href="https://evil.example/">',
    "a refresh": '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    "a stylesheet": '<link rel="stylesheet" href="https://evil.example/x.css">',
}


def assert_harmless(text: str) -> None:
    for tag, attributes in Elements(text).found:
        assert tag not in {"script", "iframe", "object", "embed", "link", "base", "form", "input", "svg"}, tag
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name == "src":
                assert value.startswith("data:image/"), value
            if name == "href":
                assert re.match(r"#|https?://", value), value


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_nothing_from_a_corpus_runs_or_leaves_the_page(hostile):
    clean = page.safe_html(f"<p>before</p>{hostile}<p>after</p>")
    assert_harmless(clean)
    assert "<style" not in clean and "style=" not in clean and "http-equiv" not in clean
    assert "before" in clean


def test_figures_tables_and_links_to_articles_survive():
    table = pd.DataFrame({"rate_pct": [104.0]}, index=["2025-04-09"]).to_html()
    link = '<a href="https://example.org/article">the article</a> <a href="#n1">1</a>'
    clean = page.safe_html(FIGURE + table + link)
    assert FIGURE in clean and link in clean
    assert '<th scope="col">rate_pct</th>' in clean and '<th scope="row">2025-04-09</th>' in clean


def notebook(path, *outputs: dict, tags: tuple = ()):
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# How high?\n\nA *question*."},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {"tags": list(tags)},
            "execution_count": 1,
            "source": "secret_code()",
            "outputs": list(outputs),
        },
    ]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    return path


def shown(**data: str) -> dict:
    return {"output_type": "display_data", "metadata": {}, "data": {name.replace("_", "/"): text for name, text in data.items()}}


def test_the_page_is_one_file_with_language_title_and_a_strict_policy(tmp_path):
    source = notebook(tmp_path / "a.ipynb", shown(text_html=FIGURE), shown(text_markdown="The duty **rose**."))
    text = page.export_html(source, tmp_path / "out" / "report.html", title="Up & up").read_text(encoding="utf-8")
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>Up &amp; up</title>" in text
    assert "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"" in text
    assert FIGURE in text and "<strong>rose</strong>" in text and "<em>question</em>" in text
    assert "secret_code" not in text
    assert_harmless(re.sub(r"<meta[^>]*>", "", text))
    assert not re.search(r"""(src|href|url)\s*[=(]\s*["']?(https?:)?//""", text)


def test_hostile_outputs_of_every_kind_are_harmless_in_the_page(tmp_path):
    everything = "".join(HOSTILE.values())
    source = notebook(
        tmp_path / "a.ipynb",
        shown(text_html=everything),
        shown(text_markdown=everything + "\n\n[x](javascript:alert(1)) ![y](https://evil.example/p.png)"),
        shown(application_javascript="alert(1)"),
        {"output_type": "stream", "name": "stdout", "text": everything},
        shown(text_plain=everything),
    )
    text = page.export_html(source, tmp_path / "report.html", title=everything).read_text(encoding="utf-8")
    assert_harmless(re.sub(r"(?s)<head>.*</head>", "", text))
    assert "<script" not in text


def test_cells_tagged_remove_cell_stay_out(tmp_path):
    source = notebook(tmp_path / "a.ipynb", shown(text_plain="a widget"), tags=("remove-cell",))
    assert "a widget" not in page.export_html(source, tmp_path / "report.html", title="t").read_text(encoding="utf-8")


def test_exporting_twice_gives_the_same_bytes(tmp_path):
    source = notebook(tmp_path / "a.ipynb", shown(text_html=FIGURE))
    first, second = (page.export_html(source, tmp_path / name, title="t").read_bytes() for name in ("1.html", "2.html"))
    assert first == second
