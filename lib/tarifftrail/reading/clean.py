"""The text as kept: markup, wraps, mojibake and boilerplate taken out, every sentence left whole.

Offsets of claims point into what these functions return. In a kept text a blank line separates paragraphs, and
a single newline ends a line of a list or table; no newline stands inside a sentence. Every step first asks a
cheap question (is there a `<` at all?), because most articles of a corpus are clean.
"""

from __future__ import annotations

import functools
import html
import re
from typing import NamedTuple

from tarifftrail import lexicon

MAX_CHARACTERS = 2_000_000  # beyond any article; longer texts are cut at a paragraph

# What plain prose is made of; the bytes left over say which repairs a text may need.
_PLAIN = bytes(range(ord("0"), ord("9") + 1)) + bytes(range(ord("A"), ord("Z") + 1)) + bytes(range(ord("a"), ord("z") + 1)) + b" \n.,;:'\"-()$%/?!"
_WORDS_AS_SPACES = bytes(32 if chr(byte).isalnum() or byte < 33 or byte > 127 else byte for byte in range(256))
_HARMLESS = b"!#&*+<=>@[]\\^_`{|}~" + "–—‘’“”…".encode()
_MARKS = frozenset(b"*_#`\\|")

# --- Characters ---------------------------------------------------------------------------------------

_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffc\ud800-\udfff]"
)
_SPACES = dict.fromkeys("\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\x1f", " ")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_MOJIBAKE = re.compile("[ÂÃâÅÄÐÎï][\x80-\xbf€-™‘-›œšžŸƒˆ˜‚„…†‡‰]|ðŸ|â(?=s\\b)")
# spaCy's tokenizer is quadratic on runs of these, and no sentence needs them.
_RUNS = re.compile(r"([^\w\s])\1{15,}|[^\w\s]{40,}|[\u0300-\u036f]{5,}")
_LONG_WORD = re.compile(r"\S{1000,}")

# --- Lines --------------------------------------------------------------------------------------------

_SINGLE_BREAK = re.compile(r"[^\n]\n(?=[^\n])")
_ITEM = re.compile(r"\s*(?:[-*•▪●·–—]\s|[#|]|```|<!--|\d{1,2}[.)]\s|\(?[a-z]{1,4}\)\s)")
_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.)]|\(?[a-z]{1,4}\))\s")
_SENTENCE_END = (".", "?", "!", '"', "”", "’")
_NARROWEST, _WIDEST = 40, 120  # columns at which text is wrapped
_BLANK_LINES = re.compile(r"\n{3,}")

# --- Markup -------------------------------------------------------------------------------------------

_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->|<!doctype[^<>]*>|<!\[CDATA\[|\]\]>", re.DOTALL | re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style|noscript|svg|iframe|form|button)\b[^<>]*>", re.IGNORECASE)
_LONGEST_HIDDEN = 50_000  # an element that never closes hides nothing
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ITEM_TAG = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_CELL_TAG = re.compile(r"</t[dh]>\s*<t[dh]\b[^>]*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|table|tr|section|article|header|footer|blockquote|figure|figcaption|aside|main|pre|hr|dl|dd|dt)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s+[^<>]*)?/?>|<https?://[^\s<>]*>")

_ADDRESS = r"\(\s*<?(?:[^()\s]|\([^()\s]*\))*>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
_IMAGE = re.compile(rf"!\[[^\]]*\]{_ADDRESS}")
_LINK = re.compile(rf"\[((?:[^\[\]\\]|\\.|\[[^\[\]\\]{{0,200}}\]){{0,600}})\]{_ADDRESS}", re.DOTALL)
_LINK_LINE = re.compile(rf"^[\s>*_-]*\[([^\[\]]{{0,60}})\]{_ADDRESS}[\s*_]*$")
_RULE_LINE = re.compile(r"^[ \t]*(?:[-=_*~#+\u2500-\u257f][ \t]*){3,}$|^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t:-]*$|^[ \t]*```.*$", re.MULTILINE)
_QUOTED = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]*\\?#{1,6}[ \t]+", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[-*•▪●·][ \t]+", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|(.*?)\|?[ \t]*$", re.MULTILINE)
_STARS = re.compile(r"\*{2,}|\*(?=\S)|(?<=\S)\*")
_UNDERLINES = re.compile(r"(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~>$|&'\"<^])")

# --- Boilerplate --------------------------------------------------------------------------------------

_LONGEST_BOILERPLATE, _LONGEST_CREDIT, _LONGEST_THANKS = 900, 250, 160
_WORD = re.compile(r"[\W_]*([^\W_][\w'’]*)")


class Cleaned(NamedTuple):
    """The text as kept, and the names of the repairs that it needed."""

    text: str
    repairs: tuple[str, ...]


def clean_text(raw: str) -> Cleaned:
    """The body of an article as it is kept, with the names of the steps that changed it."""
    text = _cut(raw)
    steps = [("cut", len(text) != len(raw))]

    def note(name: str, after: str) -> str:
        steps.append((name, after != text))
        return after

    signs = _signs(text)
    odd = signs.translate(None, _HARMLESS)
    if odd:
        text = note("line ends", _line_ends(text))
        text = note("mojibake", _mend(text, signs))
    if b"&" in signs:
        text = note("entities", _entities(text))
        signs = _signs(text)
        odd = signs.translate(None, _HARMLESS)
    if b"<" in signs:
        text = _source_lines(text)
    if b">" in signs:
        text = _QUOTED.sub("", text)
    if text.count("\n") != 2 * text.count("\n\n") and _SINGLE_BREAK.search(text):
        text = note("wraps", _unwrap(text))
    if odd:
        text = note("characters", _plain_characters(text))
    text = note("runs", _short_runs(text))
    if b"<" in signs:
        text = note("tags", _tags(text))
    if b"{" in signs or b"=" in signs or "[+" in text:
        text = note("scripts", _patterns("script").replaced(text, " "))
    if "hoto" in text and ("(" in text or b"[" in signs):
        text = note("picture credits", _patterns("picture").replaced(text, " "))
    text = note("boilerplate", _boilerplate(text))
    if not _MARKS.isdisjoint(signs) or "](" in text or "\n-" in text or "\n=" in text or text.startswith("-") or "•" in text:
        text = note("markdown", _markdown(text))
    return Cleaned(_tidy(text), tuple(name for name, changed in steps if changed))


def clean_title(raw: str) -> str:
    """A headline as it is kept: one line, without markup."""
    text = _line_ends(raw[:2000])
    signs = _signs(text)
    if signs:
        text = _plain_characters(_entities(_mend(text, signs)))
        text = _markdown(_tags(text))
    return " ".join(_short_runs(text).split())


def _signs(text: str) -> bytes:
    """The bytes of a text that plain English prose does without: one quick pass tells which steps it needs."""
    return text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)


def _cut(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    head = text[:MAX_CHARACTERS]
    return head[: head.rfind("\n\n") if "\n\n" in head else head.rfind(" ") if " " in head else len(head)]


def _line_ends(text: str) -> str:
    return _BREAKS.sub("\n", text)


def _mend(text: str, signs: bytes) -> str:
    """Repairs text that was decoded wrongly; only where ftfy itself finds it bad."""
    # Every character that such text begins with (Ã, Â, â, ï, ð) is written with one of these bytes.
    if (b"\xc3" not in signs and b"\xef" not in signs) or not _MOJIBAKE.search(text):
        return text
    import ftfy  # slow to import, seldom needed
    from ftfy.badness import is_bad

    if is_bad(text):
        text = ftfy.fix_text(text, _mending())
    return text


@functools.cache
def _mending():
    """Mends wrong decodings and nothing else: curly quotes, ligatures and entities are left as they are."""
    import ftfy

    return ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=True,
        remove_control_chars=False,
        normalization=None,
    )


def _entities(text: str) -> str:
    """Entities as characters; twice, since feeds escape what was escaped already."""
    for _ in range(2):
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text


def _plain_characters(text: str) -> str:
    """Spaces of every width as a space; control, zero-width and half characters gone."""
    for character in sorted(set(_ODD.findall(text))):
        text = text.replace(character, _SPACES.get(character, ""))
    return text


def _short_runs(text: str) -> str:
    """Runs of signs cut to three, words beyond any language left out."""
    spaced = text.encode("utf-8", "surrogatepass").translate(_WORDS_AS_SPACES)
    if max(map(len, spaced.split()), default=0) >= 16:
        text = _RUNS.sub(lambda found: found[0][:3], text)
    if any(" " not in text[at : at + 500] for at in range(0, len(text) - 500, 500)):
        text = _LONG_WORD.sub("", text)
    return text


# --- Wraps --------------------------------------------------------------------------------------------


def _first_word(line: str) -> str:
    """What stands before the first plain space; a wrapper does not break at a hard one."""
    return line.strip(" \t").partition(" ")[0]


def _wrap_width(lines: list[str]) -> int:
    """The column at which the text was wrapped; 0 if it was not.

    A line of n characters before a first word of m is what a wrapper at any column from n to n + m leaves, so
    the column that explains most of the breaks is the one.
    """
    starts, breaks = [0] * (_WIDEST + 2), 0
    for line, after in zip(lines, lines[1:]):
        length = len(line.rstrip(" "))
        if length <= _WIDEST and line.strip() and after.strip() and "://" not in line:
            breaks += 1
            starts[length] += 1
            starts[min(length + len(_first_word(after)), _WIDEST) + 1] -= 1
    best, width, running = 0, 0, 0
    for column, change in enumerate(starts):
        running += change
        if column >= _NARROWEST and running > best:
            best, width = running, column
    return width if best >= 2 and best >= 0.6 * breaks else 0


def _goes_on(line: str, after: str, width: int) -> bool:
    """Whether a line break stands inside a sentence."""
    if not line.strip() or not after.strip():
        return False
    ended = line.rstrip()[-1] in ".:;!?”\""
    if " | " in line or " | " in after:
        return False
    if _ITEM.match(after) and not (_NUMBERED.match(after) and not ended):
        return False
    first = _first_word(after)
    if width and len(line.rstrip(" ")) + 1 + len(first) > width:
        return True
    return len(line) >= 30 and not ended and first[0].islower()


def _unwrap(text: str) -> str:
    """Joins the lines of a paragraph; text that only ever breaks singly has its paragraphs set apart."""
    lines = text.split("\n")
    width = _wrap_width(lines)
    out = [lines[0]]
    for line, after in zip(lines, lines[1:]):
        if _goes_on(line, after, width):
            head, tail = out[-1].rstrip(), after.lstrip()
            hyphen = head[-1] == "-" and head[-2:-1].isalnum() and tail[0].isalnum()
            out[-1] = head + ("" if hyphen else " ") + tail
        else:
            out.append(after)
    sentences = sum(line.rstrip()[-1:] in _SENTENCE_END for line in out if line.strip())
    apart = "" not in out and sentences > 1 and 2 * sentences > len(out) and not any(_ITEM.match(line) for line in out)
    return ("\n\n" if apart else "\n").join(out)


# --- Markup -------------------------------------------------------------------------------------------


def _source_lines(text: str) -> str:
    """Where paragraphs are tags, the line breaks between them mean nothing."""
    lowered = text[:20_000].lower()
    if lowered.count("<p") + lowered.count("<br") + lowered.count("<div") + lowered.count("<li") < 2:
        return text
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def _tags(text: str) -> str:
    text = _without_hidden(_COMMENT.sub("", text) if "<!" in text else text)
    text = _CELL_TAG.sub(" | ", _ITEM_TAG.sub("\n- ", _BREAK_TAG.sub("\n", text)))
    return _TAG.sub("", _BLOCK_TAG.sub("\n\n", text))


def _without_hidden(text: str) -> str:
    """Drops scripts, styles and forms with what they hold."""
    out, at = [], 0
    for found in _HIDDEN.finditer(text):
        if found.start() < at:
            continue
        closing = f"</{found[1]}"
        end = text.find(closing, found.end(), found.end() + _LONGEST_HIDDEN)
        if end >= 0:
            out += [text[at : found.start()], " "]
            at = text.find(">", end) + 1 or len(text)
    return "".join([*out, text[at:]])


def _markdown(text: str) -> str:
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "](" in text:
        text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _RULE_LINE.sub("", text)
    text = _HEADING.sub("", text)
    text = _BULLET.sub("- ", text)
    if "|" in text:
        text = _ROW.sub(lambda found: " | ".join(cell.strip() for cell in found[1].split("|")), text)
    if "*" in text:
        text = _STARS.sub("", text)
    return _UNDERLINES.sub("", text) if "_" in text else text


# --- Boilerplate --------------------------------------------------------------------------------------


@functools.cache
def _patterns(scope: str) -> lexicon.Pattern:
    return lexicon.any_of("leftovers", scope=scope)


def opens_with(line: str) -> str:
    """The scope of `boilerplate.tsv` that the opening words of a line belong to; empty for a line of the article."""
    first = _WORD.match(line)
    if not first:
        return ""
    start = first.start(1)
    hits = lexicon.scanner("boilerplate").scan(line, lexicon.Words([(start, first[1].lower())]))
    return hits[0].rule["scope"] if hits else ""


def _boilerplate(text: str) -> str:
    """Drops lines that are no part of the article, and the lists under headings such as `Read more`."""
    out: list[str] = []
    listing = False
    for line in text.split("\n"):
        if len(line) > _LONGEST_BOILERPLATE and "](" not in line:
            out.append(line)
            listing = False
            continue
        shown = _LINK.sub(r"\1", _IMAGE.sub("", line)) if "](" in line else line
        shown = shown.strip(" *_#>-")
        if listing and (not shown or _BULLET.match(line) or _LINK_LINE.match(line)):
            continue
        scope = opens_with(shown)
        listing = scope == "section"
        credit = shown and len(shown) < (_LONGEST_CREDIT if shown[-1] not in _SENTENCE_END else _LONGEST_THANKS)
        if scope in ("line", "section"):
            out.append("")
        elif not (credit and _patterns("credit").match(shown)):
            out.append(line)
    while out and (not out[-1].strip() or _LINK_LINE.match(out[-1])):
        out.pop()  # a closing line that is nothing but a link names the source
    return "\n".join(out)


def _tidy(text: str) -> str:
    if "  " in text or "\t" in text or " \n" in text or "\n " in text:
        text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return (_BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip()
