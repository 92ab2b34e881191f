"""Countries: their codes, their blocs by date, and the words that stand for them on a given day.

The facts are in `vocabulary/countries.tsv`, `blocs.tsv` and `parties.tsv`. Codes are ISO 3166-1 alpha-2, and
`EU` for the customs union; `G7`, `G20` and `WTO` occur as actors of events. All intervals are half-open.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from tarifftrail import lexicon

# Groups that act under their own name in the codebook; every other bloc is read as its members.
OWN_CODES = frozenset({"EU", "G7", "G20", "WTO"})


@dataclass(frozen=True)
class Country:
    """One row of `countries.tsv`; a code that does not exist is the empty string."""

    code: str
    iso3: str
    m49: str
    cow: str
    fips: str
    name: str


@dataclass(frozen=True)
class Form:
    """What a surface form stands for on one day.

    `codes` holds the countries (the members, for a bloc without a code of its own) and is empty where the
    article must tell who is meant, or where the form speaks for nobody. `kind` and `note` are explained at the
    top of `parties.tsv`; a leader out of office has the note `former`. `bloc` is the bloc behind the codes.
    """

    text: str
    codes: tuple[str, ...]
    kind: str
    exact: bool
    note: str = ""
    bloc: str = ""

    def fits(self, surface: str) -> bool:
        """Whether the words as written may be this form: `us` is not the US, but `TURKEY` in a headline is Turkey."""
        if not self.exact or surface == self.text:
            return True
        return len(surface) > 3 and surface.isupper() and surface.casefold() == self.text.casefold()


@dataclass(frozen=True)
class _Row:
    form: Form
    begins: str
    ends: str

    def holds(self, day: str) -> bool:
        return self.begins <= day and (not self.ends or day < self.ends)


@functools.cache
def _countries() -> dict[str, Country]:
    return {row["code"]: Country(**row) for row in lexicon.read_table("countries")}


@functools.cache
def _memberships() -> dict[str, tuple[tuple[str, str, str], ...]]:
    blocs: dict[str, list[tuple[str, str, str]]] = {}
    for row in lexicon.read_table("blocs"):
        blocs.setdefault(row["bloc"], []).append((row["member"], row["from"], row["until"]))
    return {bloc: tuple(members) for bloc, members in blocs.items()}


@functools.cache
def _rows() -> dict[str, tuple[_Row, ...]]:
    """The rows of `parties.tsv` by casefolded form; those of one form in the order of their terms."""
    rows: dict[str, list[_Row]] = {}
    for row in lexicon.read_table("parties"):
        form = Form(row["form"], tuple(filter(None, row["codes"].split(";"))), row["kind"], row["case"] == "exact", row["note"])
        rows.setdefault(row["form"].casefold(), []).append(_Row(form, row["from"], row["until"]))
    return {key: tuple(sorted(found, key=lambda row: row.begins)) for key, found in rows.items()}


@functools.cache
def first_words() -> frozenset[str]:
    """The first words of all surface forms, whatever the day."""
    return frozenset(first.group() for first in map(lexicon.WORD.search, _rows()) if first)


@functools.cache
def _boundaries() -> list[str]:
    """The days on which some form changes its meaning: between two of them `forms` is constant."""
    days = {day for found in _rows().values() for row in found for day in (row.begins, row.ends)}
    days |= {day for members in _memberships().values() for _, *term in members for day in term}
    return sorted(days - {""})


def country(code: str) -> Country:
    """The record of a code. Raises KeyError naming the code and the file that it is missing from."""
    try:
        return _countries()[code]
    except KeyError:
        raise KeyError(f"{code!r} is no country code of vocabulary/countries.tsv; give ISO 3166-1 alpha-2 or EU") from None


def is_code(code: str) -> bool:
    """Whether the text is an alpha-2 code of a country, or EU."""
    return code in _countries()


def iso3(code: str) -> str:
    """ISO 3166-1 alpha-3; empty for EU."""
    return country(code).iso3


def m49(code: str) -> str:
    """UN M49, three digits as text; empty if there is none."""
    return country(code).m49


def cow(code: str) -> str:
    """Correlates of War state number as text; empty for territories."""
    return country(code).cow


def name(code: str) -> str:
    """English short name."""
    return country(code).name


def _iso(day: date | str | None) -> str:
    """A day as ISO text; the last of all days where none is given, so that the latest meaning holds."""
    return str(day)[:10] if day else "9999-12-31"


def members(bloc: str, day: date | str | None = None) -> tuple[str, ...]:
    """Codes of a bloc's members on a day, in alphabetical order; on the latest day known if none is given.

    Raises KeyError for a bloc that `blocs.tsv` does not hold.
    """
    if bloc not in _memberships():
        raise KeyError(f"{bloc!r} is no bloc of vocabulary/blocs.tsv; there are {', '.join(_memberships())}")
    when = _iso(day)
    return tuple(code for code, begins, ends in _memberships()[bloc] if begins <= when and (not ends or when < ends))


def _on(found: tuple[_Row, ...], day: str) -> Form | None:
    """The meaning of one form on a day: the row in office, else the last term before the day as `former`."""
    for row in found:
        if row.holds(day):
            form = row.form
            break
    else:
        past = [row for row in found if row.ends and row.ends <= day and row.form.kind == "leader" and row.form.note != "term only"]
        if not past:
            return None
        form = replace(past[-1].form, note="former")
    if form.kind == "bloc" and len(form.codes) == 1:
        bloc = form.codes[0]
        return replace(form, codes=form.codes if bloc in OWN_CODES else members(bloc, day), bloc=bloc)
    return form


@functools.cache
def _forms_between(period: int) -> Mapping[str, Form]:
    day = _boundaries()[period - 1] if period else "0000-01-01"
    found = ((key, _on(rows, day)) for key, rows in _rows().items())
    return MappingProxyType({key: form for key, form in found if form is not None})


def forms(day: date | str | None = None) -> Mapping[str, Form]:
    """Every surface form that has a meaning on a publication day, keyed by its casefolded text.

    Leaders count from their first day as candidate or in office; afterwards they stay, with the note `former`,
    because background names who imposed a tariff years ago. Without a day the latest meanings are given. The
    mapping is read-only and shared: between two changes of office every day gets the same one.
    """
    return _forms_between(bisect.bisect_right(_boundaries(), _iso(day)))


def by_name(text: str) -> str | None:
    """The code that a user means by a code, a name or a short form, whatever its capitals; None if there is none.

    >>> by_name("cn"), by_name("South Korea"), by_name("deu"), by_name("Atlantis")
    ('CN', 'KR', 'DE', None)
    """
    wanted = " ".join(text.split())
    if not wanted:
        return None
    if is_code(wanted.upper()):
        return wanted.upper()
    for entry in _countries().values():
        if wanted.upper() == entry.iso3 or wanted.casefold() == entry.name.casefold():
            return entry.code
    form = forms().get(wanted.casefold())
    if form is not None and len(form.codes) == 1 and form.kind in ("name", "demonym", "bloc") and is_code(form.codes[0]):
        return form.codes[0]
    return None


def pair(text: str) -> tuple[str, str]:
    """The imposer and the target that a user writes as `US-CN`, `US-EU` or `India - United States`.

    Raises ValueError naming the side that is no country.
    """
    cuts = [found.span() for found in re.finditer(r"\s*(?:->|[-–—/:,>→])\s*", text)]
    # A name may hold a hyphen itself (Guinea-Bissau), so every cut is tried.
    for start, end in cuts:
        imposer, target = by_name(text[:start]), by_name(text[end:])
        if imposer and target and imposer != target:
            return imposer, target
    raise ValueError(f"{text!r} is no pair of two countries; write imposer and target as codes or names, for example US-CN or 'United States - China'")
