"""Plain text files: header lines and a body, or a bare text that begins with `date 2025-10-17`."""

from __future__ import annotations

import re
from pathlib import Path

from tarifftrail.reading.clean import opens_with
from tarifftrail.reading.decoding import decode
from tarifftrail.reading.fields import Raw, field_of
from tarifftrail.reading.published import parse_published

_HEADER = re.compile(r"([A-Za-z][A-Za-z _-]{0,30}):[ \t]*(.*)$")
_DATED = re.compile(r"\s*date[ \t:]+(\d{4}-\d\d-\d\d)\b[ \t]*[-–—|·,;:]*[ \t]*(.*)$", re.IGNORECASE)
_SOURCE_LINE = re.compile(r"^[ \t]*(?:source|published by)[ \t]*:[ \t]*(.{1,80})$", re.IGNORECASE)
_COLUMNS = re.compile(r"\s{2,}|\t|\s*\|\s*")
_LONGEST_HEADLINE = 200
_DATELINE_LINES = 6  # a visible date stands near the top


def read(path: Path) -> list[Raw]:
    """The article of a text file. Raises NotText for binary data, OSError if the file cannot be read."""
    text, encoding = decode(path.read_bytes())
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return [Raw(encoding=encoding, outcome="skipped", reason="empty file")]
    raw = Raw(encoding=encoding)
    lines = text.strip("\n").split("\n")
    body = _dated(raw, lines) or _headed(raw, lines) or _bare(raw, lines)
    raw.add("text", "\n".join(body), "body")
    return [raw]


def _dated(raw: Raw, lines: list[str]) -> list[str] | None:
    """A bare text with its date in front; what follows the date is the headline, if it is short enough."""
    found = _DATED.match(lines[0])
    if not found:
        return None
    raw.add("published", found[1], "first line")
    rest = [found[2], *lines[1:]] if found[2].strip() else lines[1:]
    body = []
    for line in rest:
        stated = _SOURCE_LINE.match(line)
        if stated and not raw.first("source"):
            raw.add("source", _COLUMNS.split(stated[1])[0], "source line")
        else:
            body.append(line)
    return _headline(raw, body)


def _headed(raw: Raw, lines: list[str]) -> list[str] | None:
    """Header lines up to a blank line; lines with unknown names are left out of the body too."""
    header: list[tuple[str, str]] = []
    at = 0
    for at, line in enumerate(lines):
        found = _HEADER.match(line)
        if found:
            header.append((found[1], found[2]))
            if (field_of(found[1]) or ("",))[0] == "text":
                break
        elif line[:1] in " \t" and line.strip() and header:
            header[-1] = (header[-1][0], f"{header[-1][1]} {line.strip()}")
        else:
            break
    else:
        at += 1
    known = [(rank, name, to, value) for name, value in header if (found := field_of(name)) for to, rank in [found]]
    if not known or not any(to in ("title", "published", "source", "url") for _, _, to, _ in known):
        return None
    body = lines[at:]
    for _, name, to, value in sorted(known):
        if to == "text":
            body = [value, *lines[at + 1 :]]
        else:
            raw.add(to, value, name.casefold())
    return body


def _bare(raw: Raw, lines: list[str]) -> list[str]:
    """A text without any header: its first line is the headline, and a visible line may tell the date."""
    body = _headline(raw, lines)
    for line in body[:_DATELINE_LINES]:
        if len(line) <= 100 and (opens_with(line) == "dateline" or _is_date(line)):
            raw.add("published", line, "dateline")
            break
    return body


def _is_date(line: str) -> bool:
    return len(line) <= 45 and bool(parse_published(line).day)


def _headline(raw: Raw, lines: list[str]) -> list[str]:
    """Takes the first line as headline if it looks like one; returns the rest."""
    at = next((number for number, line in enumerate(lines) if line.strip()), 0)
    first = lines[at].strip() if lines else ""
    follows = at + 1 < len(lines)
    if first and follows and len(first) <= _LONGEST_HEADLINE and first[-1] not in ".,;:" and (not lines[at + 1].strip() or len(first) < 120):
        raw.add("title", first, "first line")
        return lines[at + 1 :]
    return lines
