"""One article as HTML: rates, parties, dates and cues marked in layers that may overlap, claims and events beside their sentences.

Everything that an article or a frame holds is escaped, and an address is a link only if it is one of the web. The page runs
no script and loads nothing. The marks differ by shape as well as by colour (boxes, lines, italics, stripes), and where a
page strips the style, as an untrusted notebook does, elements with a meaning of their own stay: strong, abbr, time, em, mark.
"""

from __future__ import annotations

import bisect
import functools
import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tarifftrail import schema
from tarifftrail.extraction import marks as places
from tarifftrail.extraction.extract import extract
from tarifftrail.view import cards
from tarifftrail.view.nesting import Stretch, element, escaped, nested, shown

Row = dict[str, Any]

_ROOT = "tarifftrail-view"
_UNTYPESET = "tex2jax_ignore mathjax_ignore"  # or notebooks would set "$34 billion ... $16 billion" as a formula
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n\s*")
_DAY = re.compile(r"(?:\d{4}(?:-\d\d(?:-\d\d)?)?)?")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which no table can hold
_WEB = re.compile(r"https?://[^\s<>\"'\\]+", re.IGNORECASE | re.ASCII)

# Which element marks a label, with which class; of marks at one place the later is inside.
_LOOKS = {
    "STAGE": ("em", "tv-cue"), "BASIS": ("em", "tv-cue"), "PROGRAMME": ("em", "tv-cue"), "TYPE": ("em", "tv-cue"),
    "ANNOUNCED_ON": ("time", "tv-date"), "EFFECTIVE_ON": ("time", "tv-date"), "ENDS_ON": ("time", "tv-date"), "DATE": ("time", "tv-date"),
    "ACTOR": ("abbr", "tv-actor"), "IMPOSER": ("abbr", "tv-imposer"), "TARGET": ("abbr", "tv-target"),
    "PREVIOUS_RATE": ("span", "tv-before"), "RATE": ("strong", "tv-rate"),
}  # fmt: skip
_RANKS = {
    classes: rank for rank, classes in enumerate(dict.fromkeys(["tv-claim", "tv-event", "tv-rejected", *(look[1] for look in _LOOKS.values())]))
}
_TOLD = {
    "RATE": "rate", "PREVIOUS_RATE": "rate before", "ANNOUNCED_ON": "announced on", "EFFECTIVE_ON": "takes effect on", "ENDS_ON": "ends on",
}  # fmt: skip
_LEGEND = (
    ("mark", "tv-claim", "1", "claim"), ("mark", "tv-event", "E1", "event"), ("strong", "tv-rate", "", "rate"),
    ("span", "tv-before", "", "rate before"), ("abbr", "tv-imposer", "", "imposer"), ("abbr", "tv-target", "", "target"),
    ("abbr", "tv-actor", "", "party of an event"), ("time", "tv-date", "", "date"), ("em", "tv-cue", "", "words that decided"),
    ("span", "tv-rejected", "", "no tariff rate"),
)  # fmt: skip


class ArticleView(str):
    """The HTML of a reading view: a `str`, to be written or sent as it is, that a notebook shows as a page.

    It is a fragment of ASCII alone, so it reads the same in whatever encoding it is written.
    """

    summary: str

    def __new__(cls, markup: str = "", summary: str = "") -> ArticleView:
        view = super().__new__(cls, markup)
        view.summary = summary
        return view

    def __repr__(self) -> str:
        return f"<reading view: {self.summary}>"

    def _repr_html_(self) -> str:
        return str(self)


def highlight(
    article: Mapping[str, Any] | pd.Series | pd.DataFrame | tuple,
    *,
    claims: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    rejected: pd.DataFrame | None = None,
) -> ArticleView:
    """The reading view of an article: its text with what was found marked in it, each claim and event beside its sentence.

    `article` is a row of `articles`: a Series, a row of `itertuples`, a mapping such as `{"text": ..., "published":
    "2025-04-09"}`, or a frame of one row. Of the frames that `extract` gave, also for many articles, the rows with its
    `article_id` are shown; a frame that is not given is extracted anew, so with all three nothing is read twice.

    Returns HTML with its own style, the same bytes for the same input. Raises TypeError for what is no row, ValueError for a
    frame of several articles, a day that is none, or rows that do not stand in this text.
    """
    told = _article(article)
    full = f"{told['title']}\n\n{told['text']}"
    given = {"claims": claims, "events": events, "rejected": rejected}
    if any(frame is not None for frame in given.values()) and not told["article_id"]:
        raise ValueError("the article has no article_id, by which its rows are found; add it, or leave the frames out")
    if any(frame is None for frame in given.values()):
        fresh = dict(zip(given, extract(schema.conform([told], "articles")), strict=True))
        given = {name: fresh[name] if frame is None else frame for name, frame in given.items()}
    found = {name: _rows(frame, name, told["article_id"], full) for name, frame in given.items()}
    counts = ", ".join(
        f"{len(rows)} {noun}{'s' * (len(rows) != 1)}" for rows, noun in zip(found.values(), ("claim", "event", "rejected percentage"), strict=True)
    )
    lines = _lines(full, told, found)
    about = f"{_about(told)}{counts}"
    legend = "".join(
        f"<span>{element(tag, f'{classes} tv-first tv-last', [('data-n', number)])}{told}</{tag}></span> " for tag, classes, number, told in _LEGEND
    )
    root, style = _style()
    name = told["title"] or told["article_id"] or "an article"
    opening = element("div", f"{root} {_UNTYPESET}", [("role", "group"), ("aria-label", f"reading view of {name}")])
    markup = f'{opening}\n<style>{style}</style>\n<div class="tv-about">{about}</div>\n<div class="tv-legend">{legend}</div>\n{lines}</div>\n'
    return ArticleView(markup.encode("ascii", "xmlcharrefreplace").decode("ascii"), f"{shown(name)}, {counts}")


# --- What comes in ------------------------------------------------------------------------------------


def _article(article: Any) -> dict[str, str]:
    """The columns of `articles` that the view shows, as text."""
    if isinstance(article, pd.DataFrame):
        if len(article) != 1:
            raise ValueError(f"highlight shows one article and was given {len(article)}; choose a row, as articles.iloc[0]")
        article = article.iloc[0]
    if isinstance(article, pd.Series):
        article = article.to_dict()
    elif hasattr(article, "_asdict"):
        article = article._asdict()
    if not isinstance(article, Mapping) or "text" not in article:
        raise TypeError('highlight takes a row of articles: articles.iloc[0], a row of itertuples, or {"text": ..., "published": "2025-04-09"}')
    told = {
        name: _SURROGATE.sub("\ufffd", _plain(article.get(name), "text")) for name in ("article_id", "title", "published", "source", "url", "text")
    }
    told["published"] = told["published"][:10]
    if not _DAY.fullmatch(told["published"]):
        raise ValueError(f"published is {told['published']!r}; write it as 2025-04-09, or leave it out")
    return told


def _rows(frame: pd.DataFrame, name: str, article_id: str, full: str) -> list[Row]:
    """The rows of an article as dicts in the order of the text, with what the view calls them as ids, a missing number None.

    Raises ValueError for a row that does not stand in the text.
    """
    own = frame[frame["article_id"] == article_id].to_dict("records")
    rows = [{column.name: _plain(row.get(column.name), column.kind) for column in schema.FRAMES[name]} for row in own]
    for row in rows:
        start, end = row["start"], row["end"]
        if start is None or end is None or not 0 <= start < end <= len(full) or row["quote"] not in ("", full[start:end]):
            raise ValueError(
                f"{name}: {row['quote'][:60]!r} does not stand at {start}-{end} of article {article_id!r}; was another version of it read?"
            )
    rows.sort(key=lambda row: (row["start"], row["end"]))
    own_id, prefix = {"claims": ("claim_id", ""), "events": ("event_id", "E")}.get(name, ("", ""))
    return [row | {own_id: f"{prefix}{number}"} if own_id else row for number, row in enumerate(rows, start=1)]


def _plain(value: Any, kind: str) -> Any:
    """A cell as text, or as a number or None."""
    missing = value is None or pd.isna(value)
    if kind in ("number", "count"):
        return None if missing else float(value) if kind == "number" else int(value)
    return "" if missing else str(value)


# --- The text -----------------------------------------------------------------------------------------


def _lines(full: str, told: dict[str, str], found: dict[str, list[Row]]) -> str:
    """The article in rows: a new one at each paragraph and at each sentence that has a claim or an event beside it."""
    marker = places.Marker(full, told["published"])
    marks = marker.marks(found["claims"], found["events"])
    stretches = _bands(found["claims"], "claim", cards.claim_told) + _bands(found["events"], "event", cards.event_told) + _marked(marks)
    named: dict[str, set[str]] = defaultdict(set)
    for mark in marks:
        named[mark.row_id].add(mark.label)
    paragraphs = {0, len(told["title"]) + 2, *(match.end() for match in _PARAGRAPH.finditer(full))}
    starts = sorted(start for start in paragraphs | {marker.start_of(row["start"]) for row in found["claims"] + found["events"]} if start < len(full))
    beside: dict[int, list[cards.Card]] = defaultdict(list)
    notes: dict[int, list[str]] = defaultdict(list)

    def line_of(row: Row) -> int:
        return starts[bisect.bisect_right(starts, row["start"]) - 1]

    for row in found["claims"]:
        unnamed = [role for role in ("imposer", "target") if row[role] not in ("", "WORLD") and role.upper() not in named[row["claim_id"]]]
        beside[line_of(row)].append(cards.claim_card(row, row["claim_id"], unnamed))
    for row in found["events"]:
        beside[line_of(row)].append(cards.event_card(row, row["event_id"]))
    for row, place in zip(found["rejected"], marker.rejected(found["rejected"], marks), strict=True):
        notes[line_of(row)].append(cards.rejected_line(row))
        if place:
            stretches.append(
                Stretch(*place, _RANKS["tv-rejected"], "span", "tv-rejected", (("title", f"no tariff rate: {row['reason']} ({row['rule']})"),))
            )
    return "".join(
        _line(full, start, end, stretches, cards.written(beside[start]) + "".join(notes[start]), start == 0, end in paragraphs or end == len(full))
        for start, end in itertools.pairwise([*starts, len(full)])
    )


def _line(full: str, start: int, end: int, stretches: Sequence[Stretch], side: str, title: bool, ends: bool) -> str:
    words = start + len(full[start:end].rstrip())
    own = [stretch for stretch in stretches if stretch.start < end and start < stretch.end]
    text = nested(full, start, words, own) + (f'<span class="tv-gap">{nested(full, words, end, own)}</span>' if words < end else "")
    classes = "tv-row" + " tv-title" * title + " tv-paragraph" * ends + " tv-blank" * (words == start and not side)
    return f'<div class="{classes}"><div class="tv-text">{text}</div><div class="tv-side">{side}</div></div>\n'


def _bands(rows: Iterable[Row], kind: str, words: Callable[[Row], str]) -> list[Stretch]:
    """The quotes of claims or events as bands; one for those that share a quote."""
    shared: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        shared[row["start"], row["end"]].append(row)
    bands = []
    for (start, end), group in shared.items():
        own = [row[f"{kind}_id"] for row in group]
        title = "; ".join(f"{kind} {number}: {words(row)}" for number, row in zip(own, group, strict=True))
        bands.append(Stretch(start, end, _RANKS[f"tv-{kind}"], "mark", f"tv-{kind}", (("data-n", _listed(own)), ("title", title))))
    return bands


def _marked(marks: Iterable[places.Mark]) -> list[Stretch]:
    """The marks as stretches; rows that share a place and a look share the mark."""
    shared: dict[tuple[int, int, str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for mark in marks:
        tag, classes = _LOOKS["ACTOR" if mark.layer == places.PARTIES and mark.row_id.startswith("E") else mark.label]
        value = {places.RATES: f" {mark.value}%", places.PARTIES: f" {cards.parties(mark.value)}"}.get(mark.layer, f" {mark.value.replace('_', ' ')}")
        what = f"{_TOLD.get(mark.label, mark.label.lower())}{value}"
        shared[mark.start, mark.end, tag, classes][what].append(mark.row_id)
    out = []
    for (start, end, tag, classes), what in shared.items():
        attributes = [("title", "; ".join(f"{told} ({_listed(numbers)})" for told, numbers in what.items()))]
        days = {told.rsplit(" ", 1)[1] for told in what}
        if tag == "time" and len(days) == 1 and (day := days.pop()) and _DAY.fullmatch(day):
            attributes.append(("datetime", day))
        out.append(Stretch(start, end, _RANKS[classes], tag, classes, tuple(attributes)))
    return out


def _listed(numbers: Iterable[str]) -> str:
    """Numbers of rows with runs closed up: `1-4, 7, E2`."""
    runs: list[list[str]] = []
    for number in dict.fromkeys(numbers):
        last = runs[-1][-1] if runs else ""
        if number.isdigit() and last.isdigit() and int(number) == int(last) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


# --- Head and style -----------------------------------------------------------------------------------


def _about(told: dict[str, str]) -> str:
    """The source, the day and the id of the article, the source a link where the address is one of the web."""
    source = f"<bdi>{escaped(told['source'])}</bdi>" if told["source"] else ""
    if _WEB.fullmatch(told["url"]):
        source = f'<a href="{escaped(told["url"])}" rel="noopener noreferrer nofollow">{source or "source"}</a>'
    parts = [source, escaped(told["published"]), f"<bdi>{escaped(told['article_id'])}</bdi>" if told["article_id"] else ""]
    return "".join(f"{part} · " for part in parts if part)


@functools.cache
def _style() -> tuple[str, str]:
    """The class of the outermost element and the style, in which every rule is bound to that class.

    The class tells the version of the style: views in one notebook share it, and one saved long ago keeps its own.
    """
    style = Path(__file__).with_name("view.css").read_text(encoding="ascii")
    root = f"{_ROOT}-{hashlib.sha256(style.encode()).hexdigest()[:8]}"
    return root, style.replace(f".{_ROOT}", f".{root}").strip()
