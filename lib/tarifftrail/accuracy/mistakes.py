"""Every difference from the gold rows with its cause and its sentence: a cause with many rows is worth a rule."""

from __future__ import annotations

import pandas as pd

from tarifftrail.accuracy.gold import Gold
from tarifftrail.accuracy.scores import ATTRIBUTES, CLAIM, DATES, PAIR, RATE, comparable, comparable_claims, matched

# In this order a tie of counts is listed. The first eight make a claim wrong, the others leave it right.
CAUSES = {
    "missed rate": "a gold rate that no claim of the article has",
    "invented rate": "a rate that no gold row of the article has",
    "missed row": "a rate that was found, but for too few pairs, goods or stages",
    "invented row": "a rate of the gold, told of too many pairs, goods or stages",
    "wrong pair": "another imposer or target",
    "wrong product": "other goods",
    "wrong basis": "another basis",
    "wrong stage": "another stage",
    "wrong direction": "another direction",
    "wrong qualifier": "another bound of the rate",
    "wrong previous rate": "another rate from which it moves",
    "wrong programme": "another programme",
    "missed date": "a date that the gold has and the claim has not",
    "invented date": "a date that the claim has and the gold has not",
    "wrong date": "another date, or one finer or coarser than the text",
}
FIELDS = {
    "product": "wrong product",
    "basis": "wrong basis",
    "stage": "wrong stage",
    "direction": "wrong direction",
    "qualifier": "wrong qualifier",
    "previous_pct": "wrong previous rate",
    "programme": "wrong programme",
}
CLAIM_FIELDS = ["pair", "product", "basis", "stage"]  # what makes a claim right, beside its rate
COLUMNS = ["cause", "alone", "article_id", "claim", "wanted", "got", "quote"]
NOTHING = "none"


def errors(gold: Gold, claims: pd.DataFrame) -> pd.DataFrame:
    """Each difference between gold and extracted claims, a row each, in the order of the articles.

    Gold rows and claims left without their like are laid side by side: first those of one pair, then those of one rate, the
    most alike first; what is left then was missed or invented. Columns: `cause`, a key of `CAUSES`; `alone`, whether
    the pair, goods, basis and stage of the row are right but for it; `article_id`; `claim`, the gold row in words, or the claim where it was invented; `wanted` and
    `got`, the differing cells; `quote`, the sentence of the gold row, or of the claim where it was invented.
    """
    want, got = comparable(gold.claims, gold.articles), comparable_claims(claims, gold.articles)
    # The rows that the scores of the fields look at; then, for claims that these leave, a pair told wrongly.
    same_pair = matched(want, got, PAIR, [*ATTRIBUTES, *DATES])
    rest_want, rest_got = _unseen(want, same_pair["i_gold"], got), _unseen(got, same_pair["i_got"], want)
    other_pair = matched(rest_want, rest_got, RATE, ["imposer", "target", "product", "basis", "stage"])
    parts = [_field_errors(want, got, same_pair, [*FIELDS, *DATES]), _field_errors(want, got, other_pair, CLAIM_FIELDS)]
    parts += [
        _lone_errors(rest_want.drop(index=other_pair["i_gold"]), got, "missed"),
        _lone_errors(rest_got.drop(index=other_pair["i_got"]), want, "invented"),
    ]
    out = pd.concat(parts, ignore_index=True)
    place = {article: number for number, article in enumerate(gold.articles)}
    causes = {cause: number for number, cause in enumerate(CAUSES)}
    out = out.assign(at=out["article_id"].map(place), order=out["cause"].map(causes))
    return out.sort_values(["at", "order", "claim", "wanted", "got", "quote"], kind="stable")[COLUMNS].reset_index(drop=True)


def _unseen(rows: pd.DataFrame, used: pd.Series, other: pd.DataFrame) -> pd.DataFrame:
    """The rows that were not matched, less those whose like is on the other side all the same: told twice is no error."""
    left = rows.drop(index=used)
    there = left[["article_id", *CLAIM]].merge(
        other[["article_id", *CLAIM]].drop_duplicates(), on=["article_id", *CLAIM], how="left", indicator="there"
    )
    return left[(there["there"] != "both").to_numpy()]


def _field_errors(want: pd.DataFrame, got: pd.DataFrame, both: pd.DataFrame, fields: list[str]) -> pd.DataFrame:
    """The differing fields of rows that were laid side by side."""
    gold, found = want.loc[both["i_gold"]].reset_index(drop=True), got.loc[both["i_got"]].reset_index(drop=True)
    gold, found = (rows.assign(pair=_direction(rows), claim=_in_words(rows)) for rows in (gold, found))
    differs = gold[fields] != found[fields]
    claim_errors = differs[[name for name in fields if name in CLAIM_FIELDS]].astype("int64")
    parts = []
    for name in fields:
        rows, others = gold[differs[name]], found[differs[name]]
        label = f"{name} " if name in DATES else ""
        cells = {
            "cause": _date_causes(rows[name], others[name]) if name in DATES else FIELDS.get(name, "wrong pair"),
            "alone": claim_errors.drop(columns=name, errors="ignore").sum(axis=1)[differs[name]] == 0,
            "wanted": label + rows[name].replace("", NOTHING),
            "got": label + others[name].replace("", NOTHING),
        }
        parts.append(rows[["article_id", "claim", "quote"]].assign(**cells))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _date_causes(gold: pd.Series, got: pd.Series) -> pd.Series:
    cause = pd.Series("wrong date", index=gold.index, dtype="str")
    return cause.mask(got == "", "missed date").mask(gold == "", "invented date")


def _lone_errors(rows: pd.DataFrame, other: pd.DataFrame, word: str) -> pd.DataFrame:
    """Rows without a counterpart: of a rate that the other side lacks altogether, or of one that it has for other rows."""
    rows = rows.reset_index(drop=True)
    known = other[["article_id", *RATE]].drop_duplicates()
    there = rows[["article_id", *RATE]].merge(known, on=["article_id", *RATE], how="left", indicator="there")["there"] == "both"
    words = _in_words(rows)
    cells = {"cause": there.map({True: f"{word} row", False: f"{word} rate"}).astype("str"), "alone": True, "claim": words}
    cells |= {"wanted": words if word == "missed" else NOTHING, "got": NOTHING if word == "missed" else words}
    return rows[["article_id", "quote"]].assign(**cells)[COLUMNS]


def _direction(rows: pd.DataFrame) -> pd.Series:
    return rows["imposer"].replace("", "?") + " on " + rows["target"]


def _in_words(rows: pd.DataFrame) -> pd.Series:
    """A row as `US on CN, 25%, steel, level, in_force`."""
    low, high = (rows[name].str.rstrip("0").str.rstrip(".") for name in RATE)
    rate = low.where(rows["rate_max_pct"] == "", low + "–" + high) + "%"
    return _direction(rows) + ", " + rate + ", " + rows["product"] + ", " + rows["basis"] + ", " + rows["stage"]


def error_counts(table: pd.DataFrame) -> pd.DataFrame:
    """How often each cause occurs, the most frequent first: cause, meaning, rows, alone (claims right but for it), articles."""
    counts = table.groupby("cause").agg(rows=("cause", "size"), alone=("alone", "sum"), articles=("article_id", "nunique"))
    counts = counts.reindex([cause for cause in CAUSES if cause in counts.index]).astype("int64").reset_index()
    counts.insert(1, "meaning", counts["cause"].map(CAUSES))
    return counts.sort_values("rows", ascending=False, kind="stable", ignore_index=True)


def examples(table: pd.DataFrame, each: int = 4) -> pd.DataFrame:
    """Some sentences of every cause, the most frequent cause first, and one sentence an article.

    Claims with nothing else wrong come first, for they show the cause by itself.
    """
    order = {cause: number for number, cause in enumerate(error_counts(table)["cause"])}
    rows = table.assign(order=table["cause"].map(order)).sort_values(["order", "alone"], ascending=[True, False], kind="stable")
    rows = rows.drop_duplicates(["cause", "article_id"]).groupby("order", sort=False).head(each)
    return rows[["cause", "claim", "wanted", "got", "quote"]].reset_index(drop=True)
