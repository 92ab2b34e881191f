"""Turns an executed notebook into one self-contained page that opens offline and runs no script."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path

from tarifftrail import store

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""

TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img li"
    " mark ol p pre q s small span strong sub summary sup table tbody td tfoot th thead time tr ul".split()
)
ATTRIBUTES = frozenset("alt class colspan datetime dir headers height id lang rowspan scope start title width".split())
PICTURE = re.compile(r"data:image/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
DROPPED = ["script", "style", "iframe", "object", "embed", "template", "noscript", "form", "math"]


def export_html(notebook: Path, target: Path, *, title: str) -> Path:
    """Write the outputs and the prose of an executed notebook, without its code, as one page; returns `target`.

    Cells tagged `remove-cell` are left out. Only tags and attributes on a short list survive, whatever the corpus wrote
    into titles and quotes; a strict content security policy stands behind that list.
    """
    from nbconvert import HTMLExporter

    node = json.loads(Path(notebook).read_bytes())
    node["cells"] = [cell for cell in node["cells"] if "remove-cell" not in cell["metadata"].get("tags", [])]
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    body, _ = exporter.from_file(io.StringIO(json.dumps(node)))
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    page = PAGE.format(title=html.escape(title), style=style, body=safe_html(body))
    return store.write_bytes(Path(target), page.encode("utf-8"))


def safe_html(body: str) -> str:
    """HTML with the tags and attributes of the report alone: no script, style, handler, foreign picture or odd address.

    Table headers get the scope that screen readers ask for.
    """
    import bleach
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(body, "html.parser")
    for element in soup(DROPPED):
        element.decompose()  # bleach would keep the text inside
    for header in soup("th"):
        header["scope"] = "col" if header.find_parent("thead") else "row"
    return bleach.clean(
        str(soup), tags=TAGS, attributes=_allowed_attribute, protocols=["http", "https", "data"], strip=True, strip_comments=True
    )


def _allowed_attribute(tag: str, name: str, value: str) -> bool:
    if (tag, name) == ("img", "src"):
        return PICTURE.fullmatch(value) is not None
    if (tag, name) == ("a", "href"):
        return value.startswith(("#", "https://", "http://"))
    return name in ATTRIBUTES
