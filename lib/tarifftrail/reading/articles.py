"""Raw files to articles: every file and record ends as loaded, duplicate, skipped or failed, and the counts add up."""

from __future__ import annotations

import functools
import glob
import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tarifftrail import lexicon, paths, schema
from tarifftrail.reading import pages, plain, tables
from tarifftrail.reading.clean import clean_text, clean_title
from tarifftrail.reading.decoding import NotText
from tarifftrail.reading.duplicates import Copy, Text, copies
from tarifftrail.reading.fields import Raw
from tarifftrail.reading.language import language_of
from tarifftrail.reading.published import ORDERS, Published, parse_published

MAX_FILE_BYTES = 2_000_000_000
READERS: dict[str, Callable[[Path], Iterable[Raw]]] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".html": pages.read,
    ".htm": pages.read,
    ".xhtml": pages.read,
    **tables.READERS,
}
_NAME_DATE = re.compile(r"^(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_WEB = re.compile(r"https?://[^\s\x00-\x1f\ud800-\udfff]+", re.IGNORECASE)


@dataclass
class _Entry:
    """One row of the log on its way, with the article if there is one."""

    file: str
    record: int | None
    outcome: str = "loaded"
    reason: str = ""
    date_source: str = ""
    encoding: str = ""
    repaired: tuple[str, ...] = ()
    article: dict[str, str] | None = None

    def log_row(self) -> dict:
        return {
            "file": self.file,
            "record": self.record,
            "article_id": self.article["article_id"] if self.article else "",
            "outcome": self.outcome,
            "reason": self.reason,
            "date_source": self.date_source,
            "encoding": self.encoding,
            "repaired": "; ".join(self.repaired),
        }


def read_articles(source: str | os.PathLike | Iterable[str | os.PathLike], *, date_order: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Articles and the log of a file, a folder, a glob, or a list of these.

    Text with header lines, HTML, JSON, JSON lines, CSV and Parquet are read; a folder is read with its
    subfolders. `date_order` (`DMY` or `MDY`) decides dates such as 02/04/2025, which otherwise stay unread.

    Returns the frames `articles`, sorted by publication day and id, and `log`, sorted by file and record. A bad
    record never ends a run. Raises FileNotFoundError for a place that does not exist and ValueError for an
    unknown date order.
    """
    if date_order is not None and date_order not in ORDERS:
        raise ValueError(f"date_order {date_order!r}: give one of {', '.join(ORDERS)}, or None where dates are unambiguous")
    files = _files(source)
    base = Path(os.path.commonpath([file.parent for file in files])) if files else Path()
    if isinstance(source, (str, os.PathLike)) and Path(source).is_dir():
        base = Path(source).resolve()
    entries = [entry for file in files for entry in _read_file(file, _name(file, base), date_order)]
    loaded = [entry for entry in entries if entry.article]
    _tell_ids_apart(loaded)
    _mark_copies(loaded)
    articles = schema.conform([entry.article for entry in loaded if entry.article], "articles")
    log = schema.conform([entry.log_row() for entry in entries], "log")
    return articles.sort_values(["published", "article_id"], ignore_index=True), log


# --- Files --------------------------------------------------------------------------------------------


def _files(source: str | os.PathLike | Iterable[str | os.PathLike]) -> list[Path]:
    """Every file of a source once, in the order of their paths."""
    places = [source] if isinstance(source, (str, os.PathLike)) else list(source)
    found: set[Path] = set()
    for place in places:
        text = os.fspath(place)
        path = Path(text).expanduser()
        if not path.exists() and glob.has_magic(text):
            matched = [Path(name) for name in glob.glob(os.path.expanduser(text), recursive=True)]
            if not matched:
                raise FileNotFoundError(f"{text}: no file matches; give a file, a folder or another glob")
        else:
            matched = [path if path.exists() else paths.resolve_corpus(text)]
        for one in matched:
            found.update(file for file in one.rglob("*") if file.is_file()) if one.is_dir() else found.add(one)
    return sorted({file.resolve() for file in found}, key=lambda file: file.as_posix())


def _name(file: Path, base: Path) -> str:
    """The path below the folder read, with forward slashes; bytes that are no text are shown as question marks."""
    return file.relative_to(base).as_posix().encode("utf-8", "replace").decode("utf-8")


def _read_file(file: Path, name: str, date_order: str | None) -> Iterator[_Entry]:
    """The entries of one file; a file that is no corpus file gets one that says why."""
    reader = READERS.get(file.suffix.lower())
    if any(part.startswith((".", "~$")) for part in Path(name).parts):
        yield _Entry(name, None, "skipped", "hidden file")
    elif reader is None:
        yield _Entry(name, None, "skipped", f"format {file.suffix or '(none)'} is not read")
    elif file.stat().st_size > MAX_FILE_BYTES:
        yield _Entry(name, None, "failed", f"file of more than {MAX_FILE_BYTES // 1_000_000_000} GB; split it")
    else:
        try:
            for raw in reader(file):
                yield _entry(raw, name, date_order)
        except NotText as error:
            yield _Entry(name, None, "skipped", str(error))
        except OSError as error:
            yield _Entry(name, None, "failed", f"cannot be read: {error.strerror or error}")


# --- Records ------------------------------------------------------------------------------------------


def _entry(raw: Raw, name: str, date_order: str | None) -> _Entry:
    """One record, cleaned and judged."""
    entry = _Entry(name, raw.position, encoding=raw.encoding)
    body = raw.first("text")
    if not raw.outcome and pages.is_page(body):
        raw.found["text"] = []
        pages.from_page(body, raw)
        body = raw.first("text")
    if raw.outcome:
        entry.outcome, entry.reason = raw.outcome, raw.reason
        return entry
    title = clean_title(raw.first("title"))
    text, entry.repaired = clean_text(body)
    text = _without_headline(text, title)
    if not title and not text:
        entry.outcome, entry.reason = "skipped", "no text"
        return entry
    language = language_of(f"{title} {text}")
    if language != "en":
        entry.outcome, entry.reason = "skipped", f"not English: {language}"
        return entry
    published, entry.date_source = _published(raw, name, date_order)
    source = clean_title(raw.first("source"))
    url = raw.first("url").strip()
    entry.article = {
        "article_id": " ".join(_plain_id(raw.first("article_id")).split()),
        "title": title,
        "published": published.day,
        "published_at": published.at,
        "source": source,
        "source_type": _source_type(raw.first("source_type"), source),
        "url": url if _WEB.fullmatch(url) else "",
        "language": language,
        "text": text,
        "duplicate_of": "",
    }
    return entry


def _plain_id(written: str) -> str:
    return clean_title(written)[:200]


def _without_headline(text: str, title: str) -> str:
    """The body without a first line that only repeats the headline."""
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if title and first.casefold() == title.casefold() and rest.strip() else text


def _published(raw: Raw, name: str, date_order: str | None) -> tuple[Published, str]:
    """The first readable date among those found, and where it stood; else what was wrong with them."""
    problems = []
    for origin, written in raw.found.get("published", []):
        published = parse_published(written, date_order)
        if published.day:
            return published, origin
        problems.append(f"{origin}: {published.problem}")
    in_name = _NAME_DATE.match(name.rpartition("/")[2]) if raw.position is None else None
    if in_name:
        published = parse_published("-".join(in_name.groups()))
        if published.day:
            return published, "file name"
    return Published(""), "none: " + ("; ".join(dict.fromkeys(problems)) or "no date found")


@functools.lru_cache(maxsize=4096)
def _source_type(stated: str, source: str) -> str:
    """The kind of publisher that the record states, else the one its name tells."""
    wanted = stated.strip().casefold().replace("_", " ").replace("-", " ")
    if wanted in schema.SOURCE_TYPES:
        return wanted
    rule = lexicon.first_match("sources", source.strip().removeprefix("www."))
    return rule["source_type"] if rule else "other"


# --- Identity -----------------------------------------------------------------------------------------


def _content_hash(article: dict[str, str]) -> str:
    content = "\x1f".join(article[name] for name in ("title", "text", "published", "source", "url"))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _tell_ids_apart(entries: list[_Entry]) -> None:
    """Gives every article an id of its own: a hash where the input has none, a number where it repeats one.

    Among equals the earliest keeps the id, then the smallest hash, so that the order of files does not matter.
    """
    groups: dict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.article["article_id"] or _content_hash(entry.article)].append(entry)
    taken = set(groups)
    for wanted in sorted(groups):
        group = sorted(groups[wanted], key=lambda entry: (entry.article["published"] or "9999", _content_hash(entry.article), entry.file, entry.record or 0))
        number = 1
        for entry in group:
            if entry is group[0]:
                entry.article["article_id"] = wanted
                continue
            number += 1
            while f"{wanted}-{number}" in taken:
                number += 1
            entry.article["article_id"] = f"{wanted}-{number}"
            taken.add(entry.article["article_id"])
            entry.repaired += (f"id {wanted} stood twice",)


def _mark_copies(entries: list[_Entry]) -> None:
    found: dict[str, Copy] = copies(
        Text(entry.article["article_id"], entry.article["published"], entry.article["title"], entry.article["text"]) for entry in entries
    )
    for entry in entries:
        copy = found.get(entry.article["article_id"])
        if copy:
            entry.article["duplicate_of"] = copy.original
            entry.outcome, entry.reason = "duplicate", f"copy of {copy.original}: {copy.reason}"
