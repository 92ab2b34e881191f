"""Overlapping stretches of a text as nested elements: well-formed HTML with as few pieces as can be, and text that cannot break it."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Stretch(NamedTuple):
    """A stretch of a text and the element that marks it. Of two with the same ends the one of the lower rank is outside."""

    start: int
    end: int
    rank: int
    tag: str
    classes: str
    attributes: tuple[tuple[str, str], ...] = ()


# What HTML cannot hold, or would change: control characters are shown by their pictures, the rest by the sign for what cannot be shown.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: 0x2421}
_UNFIT = re.compile(
    "[\x80-\x9f\ud800-\udfff\ufdd0-\ufdef" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)) + "]"
)


def shown(text: str) -> str:
    """The text with every character that HTML can hold as it is, and one sign for each that it cannot, so that offsets stay."""
    return _UNFIT.sub("\ufffd", text.translate(_PICTURES))


def escaped(text: str) -> str:
    """The text for the inside of an element or of a quoted attribute; a parser gives back `shown(text)`."""
    return html.escape(shown(text)).replace("\r", "&#13;")  # a bare carriage return would be read as a line feed


def element(tag: str, classes: str, attributes: Iterable[tuple[str, str]] = ()) -> str:
    """An opening tag; values are escaped and white space in them is closed up, empty ones are left out."""
    pairs = [("class", classes), *((name, " ".join(value.split())) for name, value in attributes)]
    written = "".join(f' {name}="{escaped(value)}"' for name, value in pairs if value)
    return f"<{tag}{written}>"


def nested(text: str, start: int, end: int, stretches: Sequence[Stretch]) -> str:
    """The part of the text from `start` to `end` with the stretches marked that reach into it.

    A stretch that another one cuts goes on in a second element. The first piece of each has the class `tv-first`, the
    last `tv-last`; a stretch that begins or ends outside of the part has no such piece in it.
    """
    within = sorted(
        (stretch for stretch in stretches if stretch.start < stretch.end and stretch.start < end and start < stretch.end),
        key=lambda stretch: (max(start, stretch.start), -stretch.end, stretch.rank),
    )
    cuts = sorted({start, end, *(cut for stretch in within for cut in stretch[:2] if start < cut < end)})
    out: list[str] = []
    open_now: list[Stretch] = []
    coming = 0
    for at, until in itertools.pairwise(cuts):
        kept = next((depth for depth, stretch in enumerate(open_now) if stretch.end <= at), len(open_now))
        out += [f"</{stretch.tag}>" for stretch in reversed(open_now[kept:])]
        opening = [stretch for stretch in open_now[kept:] if stretch.end > at]
        del open_now[kept:]
        while coming < len(within) and within[coming].start <= at:
            opening.append(within[coming])
            coming += 1
        for stretch in sorted(opening, key=lambda stretch: (-stretch.end, stretch.rank)):
            open_now.append(stretch)
            out.append(_opening(stretch, at, min(end, *(outer.end for outer in open_now))))
        out.append(escaped(text[at:until]))
    out += [f"</{stretch.tag}>" for stretch in reversed(open_now)]
    return "".join(out)


def _opening(stretch: Stretch, at: int, until: int) -> str:
    ends = " tv-first" * (at == stretch.start) + " tv-last" * (until == stretch.end)
    return element(stretch.tag, stretch.classes + ends, stretch.attributes)
