"""Bytes to text, by a fixed ladder, so that the same file reads the same everywhere."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{3,20})""", re.IGNORECASE)


class NotText(ValueError):
    """The bytes are no text; the message says what they look like."""


class Decoded(NamedTuple):
    """Text and the name of the step of the ladder that gave it."""

    text: str
    encoding: str


def decode(data: bytes, *, declared: bool = False) -> Decoded:
    """The text of a file: byte order mark, then the encoding declared inside, then strict UTF-8, then Windows-1252.

    `declared` lets a page or feed name its own encoding within its first two kilobytes. The bytes that Windows-1252
    leaves undefined become the control characters of Latin-1. Raises NotText for binary data.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(data.decode(encoding, errors="replace"), f"{encoding.removesuffix('-sig')} (mark)")
    if data.startswith(_MAGIC):
        raise NotText("a binary file, not text")
    if declared:
        stated = _DECLARED.search(data[:2048])
        if stated:
            name = stated[1].decode("ascii")
            try:
                return Decoded(data.decode(name), f"{codecs.lookup(name).name} (declared)")
            except (LookupError, UnicodeDecodeError):
                pass  # a wrong declaration is common; the ladder goes on
    head = data[:4096]
    if b"\x00" in head:
        wide = _without_mark(data)
        if wide is None:
            raise NotText("a binary file, not text")
        return wide
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return Decoded(_windows(data), "cp1252")


def _without_mark(data: bytes) -> Decoded | None:
    """UTF-16 without a byte order mark: nearly every second byte of English text is then zero."""
    head = data[:4096]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if zeros and zeros.count(0) > 0.8 * len(zeros):
            return Decoded(data.decode(encoding, errors="replace"), encoding)
    # Text with a few stray zero bytes is still text.
    return Decoded(data.decode("utf-8", errors="replace"), "utf-8 (damaged)") if head.count(0) < 0.01 * len(head) else None


def _windows(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(data[at : at + 1].decode("cp1252", errors="ignore") or chr(data[at]) for at in range(len(data)))
