"""Single gold sentences, one construction each: read from their file, extracted, and compared field by field.

The file is a table with a line a sentence. `expected` holds the rows that the codebook asks of it, joined by ` ; `, each in
the order in which one says it, and empty where the sentence holds no tariff rate:

    CA>US,MX steel,copper 10..25 announced up additional was=5 under=section_232 worth=34 effective=2025-08-01

* `CA>US,MX` is who levies on whom (`?` where no imposer is told), then the goods, then the rate or its range. A list of
  imposers, targets or goods stands for one row of each
* then stage and direction, then, where it is not the plain level of the rate, basis and qualifier
* `was` is `previous_pct`, `under` the programme, `worth` `trade_value_usd_bn`; `announced`, `effective` and `ends` are the dates

`known_miss` names what the rules are known to get wrong: fields of `FIELDS`, `missing` for a row not found and `invented`
for one too many.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import pandas as pd

from tarifftrail import accuracy, schema
from tarifftrail.extraction import extract

COLUMNS = ["id", "group", "construction", "manner", "published", "title", "sentence", "expected", "known_miss"]
GROUPS = ["threatened", "announced", "in force", "suspended", "cut", "ended", "distractor"]
PARTIES = ["imposer", "target"]
RATE = ["rate_pct", "rate_max_pct"]
KEY = [*PARTIES, *RATE]
FIELDS = [
    *KEY,
    "product",
    "basis",
    "stage",
    "direction",
    "qualifier",
    "previous_pct",
    "programme",
    "trade_value_usd_bn",
    "announced_on",
    "effective_on",
    "ends_on",
]
MEASURES = ["rate", "pair", "claim", "product", "basis", "stage", "direction", "announced_on", "effective_on", "ends_on"]

_WORDS = {
    **dict.fromkeys(schema.CLAIM_STAGES, "stage"),
    **dict.fromkeys(schema.DIRECTIONS, "direction"),
    **dict.fromkeys(schema.BASES, "basis"),
    **dict.fromkeys(filter(None, schema.QUALIFIERS), "qualifier"),
}
_KEYS = {
    "was": "previous_pct",
    "under": "programme",
    "worth": "trade_value_usd_bn",
    "announced": "announced_on",
    "effective": "effective_on",
    "ends": "ends_on",
}
_NUMBERS = {"previous_pct", "trade_value_usd_bn"}


def read_sentences(path: Path) -> pd.DataFrame:
    """The gold sentences of a file, a row each with `COLUMNS`, all text; empty cells are empty text.

    Raises ValueError if the columns are others, a group is unknown, or a line's `expected` cannot be read.
    """
    table = pd.read_csv(path, sep="\t", dtype="str", keep_default_na=False, quoting=3, encoding="utf-8")
    if list(table.columns) != COLUMNS:
        raise ValueError(f"{path}: has the columns {', '.join(table.columns)}; wanted are {', '.join(COLUMNS)}")
    unknown = sorted(set(table["group"]) - set(GROUPS))
    if unknown:
        raise ValueError(f"{path}: unknown group {unknown[0]!r}; there are {', '.join(GROUPS)}")
    for row in table.itertuples(index=False):
        try:
            expected_rows(row.expected)
        except ValueError as error:
            raise ValueError(f"{path}, {row.id}: {error}") from error
    return table


def expected_rows(notation: str) -> list[dict]:
    """The claims that a cell of `expected` stands for, each a dict of `FIELDS`; a missing number is None, a missing text empty.

    Raises ValueError naming the word that has no place in it.
    """
    return [row for part in notation.split(" ; ") if part for row in _rows(part)]


def _rows(part: str) -> list[dict]:
    pair, goods, rate, *words = part.split(" ")
    imposers, arrow, targets = pair.partition(">")
    if not arrow:
        raise ValueError(f"{part!r} does not begin with who levies on whom, as in CA>US")
    low, _, high = rate.partition("..")
    row = dict.fromkeys(FIELDS, "") | {"trade_value_usd_bn": None, "previous_pct": None, "basis": "level"}
    row |= {"rate_pct": float(low), "rate_max_pct": float(high) if high else None}
    for word in words:
        key, equals, value = word.partition("=")
        name = _KEYS.get(key) if equals else _WORDS.get(word)
        if name is None:
            raise ValueError(f"{word!r} is no stage, direction, basis, qualifier or known key")
        row[name] = (float(value) if name in _NUMBERS else value) if equals else word
    for name, allowed in (("product", schema.PRODUCTS), ("programme", schema.PROGRAMMES)):
        for value in goods.split(",") if name == "product" else [row[name]]:
            if value not in allowed:
                raise ValueError(f"{value!r} is no {name} of the codebook")
    if not row["stage"] or not row["direction"]:
        raise ValueError(f"{part!r} tells no stage or no direction")
    return [
        row | {"imposer": imposer.replace("?", ""), "target": target, "product": product}
        for imposer, target, product in itertools.product(imposers.split(","), targets.split(","), goods.split(","))
    ]


# --- Extraction and comparison ----------------------------------------------------------------------


def extracted(sentences: pd.DataFrame) -> pd.DataFrame:
    """The claims found where each sentence is read as an article of its own, with its title and day; `article_id` is its id."""
    articles = sentences.rename(columns={"id": "article_id", "sentence": "text"})[["article_id", "title", "published", "text"]]
    return extract(schema.conform(articles, "articles"))[0]


def misses(sentences: pd.DataFrame, claims: pd.DataFrame) -> pd.Series:
    """What the claims get wrong in each sentence, by its id: field names, `missing`, `invented`, space-joined; empty if all is right.

    A row wanted and a row found are held against each other if they share the rate or the parties, the most alike first; a
    row left over is missing or invented.
    """
    found: dict[str, list[dict]] = {}
    for article_id, *values in claims[["article_id", *FIELDS]].astype("object").itertuples(index=False):
        found.setdefault(article_id, []).append({name: None if pd.isna(value) else value for name, value in zip(FIELDS, values, strict=True)})
    out = {row.id: _miss(expected_rows(row.expected), found.get(row.id, [])) for row in sentences.itertuples(index=False)}
    return pd.Series(out, name="miss", dtype="str")


def _miss(want: list[dict], got: list[dict]) -> str:
    unlike = {(i, j): [name for name in FIELDS if a[name] != b[name]] for i, a in enumerate(want) for j, b in enumerate(got)}
    related = {pair: names for pair, names in unlike.items() if not set(RATE) & set(names) or not set(PARTIES) & set(names)}
    wrong: set[str] = set()
    free_want, free_got = set(range(len(want))), set(range(len(got)))
    for (i, j), names in sorted(related.items(), key=lambda item: (sum(name in KEY for name in item[1]), len(item[1]), item[0])):
        if i in free_want and j in free_got:
            free_want.remove(i)
            free_got.remove(j)
            wrong |= set(names)
    told = [name for name in FIELDS if name in wrong]
    return " ".join([*told, *(["missing"] if free_want else []), *(["invented"] if free_got else [])])


# --- Scores -----------------------------------------------------------------------------------------


def sentence_scores(sentences: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """How well each group of sentences is read, a row a group and one for all.

    Columns: `sentences`, of which `right` (a share) agree in every field; `gold` and `found` rows; F1 of `rate`, `pair` and
    `claim` as the codebook defines them; accuracy of `product`, `basis`, `stage` and `direction` on rows whose pair matches;
    F1 of the dates there. A group without gold rows has no scores but its number of rows found, all of them invented.
    """
    right = misses(sentences, claims) == ""
    rows = {}
    for group in [*GROUPS, "all"]:
        part = sentences if group == "all" else sentences[sentences["group"] == group]
        table = accuracy.score(_gold(part), claims)
        scores = {name: table.loc[name, "f1"] if table.loc["rate", "gold"] else None for name in MEASURES}
        counts = {"gold": int(table.loc["claim", "gold"]), "found": int(table.loc["claim", "predicted"])}
        rows[group] = {"sentences": len(part), "right": right[part["id"]].mean(), **counts, **scores}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("group").reset_index()


def _gold(sentences: pd.DataFrame) -> accuracy.Gold:
    rows = [{**row, "article_id": sentence.id} for sentence in sentences.itertuples(index=False) for row in expected_rows(sentence.expected)]
    return accuracy.Gold(tuple(sentences["id"]), schema.conform(rows, "claims"), schema.conform([], "events"))
