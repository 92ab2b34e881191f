"""Scores the rival tools on annotated articles: `make rivals`, or `python -m benchmarks.rivals --gold FOLDER`.

Without `--gold` the sample is scored and benchmarks/rivals.csv written anew, which notebook 05 shows beside the library's
own scores; with it the table of that folder (articles and gold*.jsonl) is only printed.

A tool is used as a notebook would use it: every percentage and every date that it reads in a paragraph with a tariff word.
Sentences would serve the rivals worse: on the sample the plain regex then misses half of the rates.
"""

from __future__ import annotations

import argparse
import datetime
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pandas as pd

import tarifftrail
from tarifftrail import accuracy, paths, store
from tarifftrail.charts.wording import MONTHS

from .corpora import full_texts, sample, tariff_paragraphs

TABLE = Path(__file__).with_name("rivals.csv")
GOLD = "tests/gold/sample.jsonl"
DECIMALS = 4

Rate = tuple[float, float | None]  # the upper end only of a range


@dataclass(frozen=True)
class Rival:
    """A tool, the package whose version counts, and what it reads of a text; `dates` also takes the day of publication."""

    name: str
    package: str
    rates: Callable[[str], list[Rate]] | None = None
    dates: Callable[[str, str], list[str]] | None = None


# --- The rivals ---------------------------------------------------------------------------------------

_PLAIN_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|per ?cent\b|pct\b)", re.IGNORECASE)
_PLAIN_DATE = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{1,2}})(?:, (\d{{4}}))?\b")
_MONTH_RANGE = re.compile(r"(?:\d{4}|XXXX)-\d\d")


def plain_rates(text: str) -> list[Rate]:
    """The pattern that anybody would write first."""
    return [(float(number), None) for number in _PLAIN_PERCENT.findall(text)]


def plain_dates(text: str, published: str) -> list[str]:
    """A month's name and a day; without a year that of publication."""
    found = ((MONTHS.index(month) + 1, int(day), int(year or published[:4])) for month, day, year in _PLAIN_DATE.findall(text))
    return [f"{year:04}-{month:02}-{day:02}" for month, day, year in found]


def quantulum_rates(text: str) -> list[Rate]:
    """Quantities whose unit is the percentage; it gives a range as its middle and the distance to the ends."""
    from quantulum3 import parser

    out: list[Rate] = []
    for found in parser.parse(text):
        if found.unit.name in ("percentage", "per cent"):
            ends = [round(found.value + sign * found.uncertainty, 6) for sign in (-1, 1)] if found.uncertainty else [found.value, None]
            out.append((ends[0], ends[1]))
    return out


def recognizers_rates(text: str) -> list[Rate]:
    """Percentages with a value; it has no ranges of percentages."""
    from recognizers_number import Culture, recognize_percentage

    values = [(found.resolution or {}).get("value") or "" for found in recognize_percentage(text, Culture.English)]
    return [(float(value.rstrip("%")), None) for value in values if re.fullmatch(r"-?\d+(\.\d+)?%", value)]


def recognizers_dates(text: str, published: str) -> list[str]:
    """Dates and whole months and years. Where it offers the day before and the day after publication, the nearer one."""
    from recognizers_date_time import Culture, recognize_datetime

    reference = datetime.datetime.fromisoformat(published)
    out = []
    for found in recognize_datetime(text, Culture.English, reference=reference):
        if found.type_name.rpartition(".")[2] not in ("date", "datetime", "daterange", "datetimerange"):
            continue
        values = [_recognized(value) for value in (found.resolution or {}).get("values") or []]
        days = [value for value in values if value]
        if days:
            out.append(min(days, key=lambda day: (_distance(day, reference), day)))
    return out


def _recognized(value: dict[str, str]) -> str:
    """One value as a date at the precision of its TIMEX; a week or another run of days is none."""
    timex, first = value.get("timex", ""), (value.get("value") or value.get("start") or "")[:10]
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", first):
        return ""
    if value.get("type") in ("date", "datetime") or value.get("Mod"):  # `since August 1` is a range with one day
        return first if not _MONTH_RANGE.fullmatch(timex) else first[:7]
    return first[:7] if _MONTH_RANGE.fullmatch(timex) else first[:4] if re.fullmatch(r"\d{4}", timex) else ""


def _distance(day: str, reference: datetime.datetime) -> int:
    full = f"{day}-01-01"[:10] if len(day) == 4 else f"{day}-01"[:10]
    return abs((datetime.datetime.fromisoformat(full) - reference).days)


def dateparser_dates(text: str, published: str) -> list[str]:
    """What its search finds, at the precision that its own parser gives for the words found."""
    from dateparser import DateDataParser
    from dateparser.search import search_dates

    settings = {"RELATIVE_BASE": datetime.datetime.fromisoformat(published), "PREFER_DAY_OF_MONTH": "first"}
    parser = DateDataParser(languages=["en"], settings=settings)
    lengths = {"year": 4, "month": 7}
    found = search_dates(text, languages=["en"], settings=settings) or []
    return [day.date().isoformat()[: lengths.get(parser.get_date_data(words).period, 10)] for words, day in found]


def own_rates(text: str) -> list[Rate]:
    """The library's own reader of percentages, used as plainly as the rivals: nothing is asked about who and whom."""
    found = tarifftrail.find_percents(text)
    found = found[(found["kind"] == "rate") & found["rate_pct"].notna()]
    return [(low, None if pd.isna(high) else high) for low, high in zip(found["rate_pct"], found["rate_max_pct"], strict=True)]


def own_dates(text: str, published: str) -> list[str]:
    """The library's own reader of dates, used as plainly as the rivals."""
    return [value for value in tarifftrail.find_dates(text, published)["value"] if value]


RIVALS = [
    Rival("plain regex", "", plain_rates, plain_dates),
    Rival("quantulum3", "quantulum3", rates=quantulum_rates),
    Rival("Recognizers-Text", "recognizers-text-number", recognizers_rates, recognizers_dates),
    Rival("dateparser", "dateparser", dates=dateparser_dates),
    Rival("tarifftrail, readers alone", "tarifftrail", own_rates, own_dates),
]


# --- The table ----------------------------------------------------------------------------------------


def measured(rival: Rival, gold: accuracy.Gold, articles: pd.DataFrame) -> pd.DataFrame:
    """What a rival scores: tool, version, measure, precision, recall and F1 with their bounds, gold, predicted, articles."""
    places = list(_places(articles))
    rates = [(article, *rate) for article, _, part in places for rate in (rival.rates(part) if rival.rates else [])]
    dates = [(article, day) for article, published, part in places for day in (rival.dates(part, published) if rival.dates and published else [])]
    table = accuracy.score_readings(
        gold,
        pd.DataFrame(rates, columns=["article_id", "rate_pct", "rate_max_pct"]),
        pd.DataFrame(dates, columns=["article_id", "date"], dtype="str"),
    )
    read = [measure for measure, reader in (("rate", rival.rates), ("claim_date", rival.dates)) if reader]
    version = metadata.version(rival.package) if rival.package else ""
    table = table.loc[read].reset_index()
    table.insert(0, "tool", rival.name)
    table.insert(1, "version", version)
    return table.round(DECIMALS)


def _places(articles: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Article, day of publication (empty if not known to the day) and text of every paragraph with a tariff word."""
    for article, published, text in zip(articles["article_id"], articles["published"], full_texts(articles), strict=True):
        for paragraph in tariff_paragraphs(text):
            yield article, published if len(published) == 10 else "", paragraph


def scored(gold: accuracy.Gold, articles: pd.DataFrame) -> pd.DataFrame:
    """Every rival on the annotated articles."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # quantulum3 misses its optional classifier, dateparser a year in a date
        return pd.concat([measured(rival, gold, articles) for rival in RIVALS], ignore_index=True)


def csv_bytes(table: pd.DataFrame) -> bytes:
    """The table as it is stored."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rivals", description="Score rival tools on annotated articles.")
    parser.add_argument("--gold", metavar="FOLDER", help="annotated articles of one's own; the table is printed and not stored")
    args = parser.parse_args()
    if args.gold:
        for name, trial in accuracy.read_trials(Path(args.gold)).items():
            print(f"{name}\n{accuracy.readable(scored(trial.gold, trial.articles).set_index(['tool', 'version', 'measure'])).to_string(index=False)}")
        return
    table = scored(accuracy.read_gold(paths.project_root() / GOLD), sample())
    store.write_bytes(TABLE, csv_bytes(table))
    print(csv_bytes(table).decode(), end="")


if __name__ == "__main__":
    main()
