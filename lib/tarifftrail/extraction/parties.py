"""Who is meant, and who acts on whom: the parties of a sentence and their roles.

A role is read from the words around a mention (its preposition, the verb that follows, the noun that it
modifies), for a whole list of countries at once: "on Canada, Mexico and China" gives all three the role of
the first. What a sentence does not tell is left to the article (`context.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tarifftrail import countries, lexicon
from tarifftrail.extraction import roles
from tarifftrail.extraction.phrases import phrase

IMPOSER, TARGET, UNKNOWN = "imposer", "target", ""


@dataclass(slots=True)
class Mention:
    """One party in a sentence. `codes` is empty where the article must tell ("both countries")."""

    start: int
    end: int
    codes: tuple[str, ...]
    kind: str
    text: str
    note: str = ""
    possessive: bool = False


@dataclass(slots=True)
class Group:
    """Mentions that stand in one list and share a role; `rule` says what gave the role."""

    mentions: list[Mention]
    role: str = UNKNOWN
    rule: str = ""
    codes: tuple[str, ...] = field(default=())

    @property
    def start(self) -> int:
        return self.mentions[0].start

    @property
    def end(self) -> int:
        return self.mentions[-1].end


# Forms by their first word and then by the first letter of their second; under "" those of one word.
_Index = dict[str, dict[str, list[tuple[str, countries.Form]]]]
_INDEXES: dict[int, tuple[Mapping[str, countries.Form], _Index]] = {}


def _index(forms: Mapping[str, countries.Form]) -> _Index:
    """The forms by how they begin, longest first, those of one word under every letter; one index for each mapping of `countries.forms`."""
    known = _INDEXES.get(id(forms))
    if known is None:
        index: _Index = {}
        for key, form in forms.items():
            words = lexicon.WORD.findall(key)
            if words:
                index.setdefault(words[0], {"": []}).setdefault(words[1][0] if len(words) > 1 else "", []).append((key, form))
        for by_letter in index.values():
            for letter, entries in by_letter.items():
                entries += by_letter[""] if letter else []
                entries.sort(key=lambda entry: (-len(entry[0]), entry[0]))
        known = _INDEXES[id(forms)] = (forms, index)
    return known[1]


def _keys(word: str) -> tuple[str, ...]:
    """The first words of forms that a word can be: itself, and without the ending of a possessor ("canada's", "states'")."""
    if word.isalpha():
        return (word,)
    word = word.replace("’", "'")
    return (word, word.removesuffix("'s"), word.rstrip("'"))


_NO_FORMS: dict[str, list[tuple[str, countries.Form]]] = {"": []}


def _may_be_party(word: str) -> bool:
    return any(key in countries.first_words() for key in _keys(word))


lexicon.look_for("parties", _may_be_party)


def mentions(text: str, words: lexicon.Words, forms: Mapping[str, countries.Form]) -> list[Mention]:
    """The parties of a sentence in its order, without overlap; the longest form at a place wins."""
    index, lower, found, covered = _index(forms), text.lower().replace("’", "'"), [], 0
    for number in words.places("parties"):
        start, word = words[number]
        if start < covered:
            continue
        by_letter = index.get(word) or next((index[key] for key in _keys(word) if key in index), _NO_FORMS)
        letter = words[number + 1][1][0] if number + 1 < len(words) else ""
        for key, form in by_letter.get(letter) or by_letter[""]:
            end = start + len(key)
            if lower.startswith(key, start) and not text[end : end + 1].isalnum() and form.fits(text[start:end]):
                possessive = text.startswith(("'s", "’s"), end) or (text[end - 1] == "s" and text.startswith(("'", "’"), end))
                if form.kind == "capital" and form.note != "metonym" and not _stands_for_government(text, end):
                    break
                found.append(Mention(start, end, form.codes, form.kind, text[start:end], form.note, possessive))
                covered = end
                break
    return found


_TRADE_POLICY = phrase("does-trade-policy")


def _stands_for_government(text: str, end: int) -> bool:
    """A capital that is no usual metonym speaks for its government only before a verb of trade policy."""
    return _TRADE_POLICY.match(text[end:]) is not None


# --- Lists of parties ------------------------------------------------------------------------------

_LIST_GAP = lexicon.Pattern(
    r"(?:\s*,\s*(?:and|or|as well as|plus|then)?\s*|\s*(?:and|or|&|/|plus|as well as|along with|together with)\s*|\s*-\s*)"
    r"(?:(?:from|the|both|on|for|its|goods|products|imports|to|of|neighbou?ring|even)\s+){0,3}"
)
# "After talks with China, Canada will cut its duty": the comma ends the opening phrase, and what follows acts.
_OPENS_ASIDE = phrase("opens-aside")
_ACTS_NEXT = phrase("acts-next")
_OWNERS_GAP = lexicon.Pattern(r"(?:'s|’s|'|’)?(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+)(?:the\s+)?")
_ITS_BODY = re.compile(r"(?:'s|’s|s'|'|’)\s+(?:own\s+|new\s+)?")
_TITLE_GAP = phrase("office-between")


def groups(text: str, found: list[Mention]) -> list[Group]:
    """Mentions joined into lists, a name with its office joined to its country ("U.S. President Donald Trump")."""
    out: list[Group] = []
    for mention in found:
        last = out[-1].mentions[-1] if out else None
        if last is not None:
            gap = text[last.end : mention.start]
            person = mention.kind in ("leader", "institution")
            if person and set(mention.codes) <= set(last.codes) and len(gap) < 60 and (not gap.strip() or _TITLE_GAP.fullmatch(gap)):
                last.end, last.kind, last.possessive = mention.end, mention.kind, mention.possessive
                continue
            if mention.kind == "institution" and last.kind == "name" and _ITS_BODY.fullmatch(gap):  # "Mexico's Congress", "Nigeria's finance ministry"
                last.end, last.kind, last.possessive = mention.end, mention.kind, mention.possessive
                continue
            if last.possessive and mention.possessive and _OWNERS_GAP.fullmatch(gap):  # "Japan's and South Korea's"
                out[-1].mentions.append(mention)
                continue
            apart = gap.strip() in (",", ", the") and _OPENS_ASIDE.fullmatch(text, 0, last.start) and _ACTS_NEXT.match(text, mention.end)
            if not apart and not last.possessive and (not person or last.kind == mention.kind) and _LIST_GAP.fullmatch(gap):
                out[-1].mentions.append(mention)
                continue
        out.append(Group([mention]))
    for group in out:
        codes = [code for mention in group.mentions for code in mention.codes]
        group.codes = tuple(dict.fromkeys(codes))
    return out


# --- Roles ------------------------------------------------------------------------------------------


def assign_roles(text: str, found: list[Group]) -> None:
    """Set `role` and `rule` of every group from the words around it."""
    for group in found:
        start, end, traits = group.start, group.end, traits_of(group)
        row = roles.decide(text[max(0, start - 110) : start], text[end : end + 130], traits)
        if row is not None:
            group.role, group.rule = row.role, row.rule
        elif not traits & roles.COUNTRY:
            group.role, group.rule = IMPOSER, "person"  # a leader or body of whom nothing else is told acts for the country


def traits_of(group: Group) -> int:
    """What the rows of roles ask about a list of parties, as bits of `roles`; its last party stands for all."""
    last, traits = group.mentions[-1], 0
    if last.kind not in ("leader", "institution"):
        traits |= roles.COUNTRY
    if last.kind == "capital":
        traits |= roles.CAPITAL
    if last.possessive:
        traits |= roles.POSSESSIVE
    elif last.kind == "name" and not last.text.isupper() and "." not in last.text:
        traits |= roles.NAME
    if len(group.codes) > 2:
        traits |= roles.MANY
    return traits
