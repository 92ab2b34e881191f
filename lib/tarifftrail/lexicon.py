"""Loads the vocabulary: word lists and cues kept as data, each with its own examples.

A vocabulary file is a TSV in `vocabulary/`. Lines that begin with `#` are remarks. Every file has the
columns `id`, `pattern`, `matches` and `not`, and the extra columns named in `LAYOUTS`:

* ``pattern`` is a regular expression over words, read without regard to case unless it opens with
  ``(?-i:``; a plain space in it stands for any run of white space, word boundaries are added at both ends;
* ``matches`` is a sentence that the pattern must match, ``not`` one that it must not.

Both examples are run for every row by one parametrised test. Loading refuses unknown columns, double ids
and empty examples, so a rule cannot enter without saying what it is for.
"""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "vocabulary"
COMMON = ("id", "pattern", "matches", "not")

# The extra columns of each rule file; what their values may be is said at the top of the file itself.
LAYOUTS: dict[str, tuple[str, ...]] = {}


class VocabularyError(ValueError):
    """A vocabulary file breaks its own rules; the message names file, row and cure."""


@dataclass(frozen=True)
class Rule:
    """One row of a vocabulary file: a compiled pattern, its values and its examples."""

    id: str
    pattern: str
    values: dict[str, str]
    matches: str
    misses: str

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    @functools.cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(bounded(self.pattern), re.IGNORECASE)


def bounded(pattern: str) -> str:
    """A vocabulary pattern as a regular expression: spaces widened, word boundaries at both ends."""
    return rf"(?<!\w)(?:{pattern.replace(' ', chr(92) + 's+')})(?!\w)"


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of `vocabulary/<name>.tsv` as text, remarks left out.

    Read as text throughout: Namibia's code is NA. Raises VocabularyError for a missing or ragged file.
    """
    path = FOLDER / f"{name}.tsv"
    if not path.is_file():
        raise VocabularyError(f"{path}: no such vocabulary")
    with path.open(encoding="utf-8", newline="") as handle:
        lines = (line for line in handle if line.strip() and not line.startswith("#"))
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        rows = list(reader)
    for row in rows:
        if None in row or None in row.values():
            raise VocabularyError(f"{path.name}: row {row.get('id') or list(row.values())[0]!r} has not one cell a column")
    return rows


@functools.cache
def rules(name: str) -> tuple[Rule, ...]:
    """The rules of `vocabulary/<name>.tsv`, in the order of the file, which is their order of priority.

    Raises VocabularyError naming the row and what is wrong with it.
    """
    extra = LAYOUTS.get(name)
    if extra is None:
        raise VocabularyError(f"{name}: no layout in lexicon.LAYOUTS")
    rows, seen, out = read_table(name), set(), []
    for row in rows:
        if set(row) != {*COMMON, *extra}:
            raise VocabularyError(f"{name}.tsv: columns are {', '.join(row)}, not {', '.join([*COMMON, *extra])}")
        if row["id"] in seen:
            raise VocabularyError(f"{name}.tsv: the id {row['id']} stands twice")
        if not row["matches"].strip() or not row["not"].strip():
            raise VocabularyError(f"{name}.tsv: {row['id']} needs a sentence to match and one not to")
        seen.add(row["id"])
        rule = Rule(row["id"], row["pattern"], {key: row[key] for key in extra}, row["matches"], row["not"])
        try:
            rule.regex
        except re.error as error:
            raise VocabularyError(f"{name}.tsv: {row['id']}: {error}") from error
        out.append(rule)
    return tuple(out)


def any_of(name: str, **wanted: str) -> re.Pattern[str]:
    """One pattern that matches wherever a rule of the file does, restricted to rows with the wanted values."""
    chosen = [rule for rule in rules(name) if all(rule[key] == value for key, value in wanted.items())]
    return re.compile("|".join(bounded(rule.pattern) for rule in chosen), re.IGNORECASE)


def first_match(name: str, text: str, **wanted: str) -> Rule | None:
    """The first rule of the file, in its order, that matches the text."""
    for rule in rules(name):
        if all(rule[key] == value for key, value in wanted.items()) and rule.regex.search(text):
            return rule
    return None
