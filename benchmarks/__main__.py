"""Runs the benchmarks: `make bench`, or `python -m benchmarks --articles FOLDER` on articles of one's own.

Without `--articles` the sample, a mix of news and the start-up are measured and the tables of benchmarks/README.md written
anew; with it the tables of that corpus are only printed.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import sys
from pathlib import Path

import pandas as pd

from tarifftrail import store

from . import clock, corpora, start
from .contenders import CONTENDERS, OURS, REGEX

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- figures, written by `make bench` -->", "<!-- end of figures -->"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the extraction against a regex and against rivals.")
    parser.add_argument("--articles", metavar="PATH", help="measure these articles only, and write nothing")
    parser.add_argument("--rounds", type=int, default=clock.ROUNDS, help="how often each contender runs (default: %(default)s)")
    args = parser.parse_args()
    if args.articles:
        print(corpus_section("Articles given", corpora.given(args.articles), args.rounds))
        return
    sections = [
        corpus_section("The sample", corpora.sample(), args.rounds),
        corpus_section("A mix of news, 5% of it on tariffs", corpora.mix(), args.rounds),
        start_section(),
    ]
    text = "\n\n".join([machine(), *sections])
    print(text)
    write_figures(text)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def machine() -> str:
    return f"Python {platform.python_version()} on {os.cpu_count()} cores."


def corpus_section(title: str, articles: pd.DataFrame, rounds: int) -> str:
    """A table of all contenders on one corpus."""
    lengths = [len(text) for text in corpora.full_texts(articles)]
    say(f"{title}: {len(articles):,} articles")
    timings = clock.run(CONTENDERS, articles, rounds, say)
    rows = [
        f"| {name} | {1000 * statistics.median(each.cpu for each in found) / len(articles):.3g} | {shown(clock.ratios(found, timings[REGEX]))} "
        f"| {shown(clock.ratios(found, timings[OURS]))} | {clock.busy(found):.2f} |"
        for name, found in timings.items()
    ]
    return "\n".join(
        [
            f"### {title}",
            "",
            f"{len(articles):,} articles, {sum(lengths) / 1e6:.2f} million characters, median {statistics.median(lengths):,.0f}.",
            "",
            "| | CPU ms an article | × one regex pass | × tarifftrail | CPU/wall |",
            "|---|--:|--:|--:|--:|",
            *rows,
        ]
    )


def start_section() -> str:
    """A table of what starts a process."""
    say("Starting")
    timings = start.run(say)
    rows = []
    for name, found in timings.items():
        wall, cpu = (statistics.median(getattr(each, kind) for each in found) for kind in ("wall", "cpu"))
        ratios = [shown(clock.ratios(found, timings[unit])) if (name in start.NOTEBOOKS) == (unit in start.NOTEBOOKS) else "" for unit in (start.SPACY, start.TRIVIAL)]
        rows.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {ratios[0]} | {ratios[1]} |")
    return "\n".join(
        [
            "### Starting",
            "",
            "| | wall s | CPU s | × import spacy | × trivial notebook |",
            "|---|--:|--:|--:|--:|",
            *rows,
        ]
    )


def shown(spread: clock.Spread) -> str:
    """Median and extremes, three digits each; a contender against itself is 1."""
    if spread.low == spread.high == 1:
        return "1"
    return f"{digits(spread.median)} ({digits(spread.low)}–{digits(spread.high)})"


def digits(value: float) -> str:
    """A number with two or three digits that count, never in powers of ten."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}" if value < 10 else f"{value:.3g}"


def write_figures(text: str) -> None:
    """Put the tables between the marks of README.md."""
    old = README.read_text(encoding="utf-8")
    new, found = re.subn(f"(?s){re.escape(BEGIN)}.*{re.escape(END)}", lambda _: f"{BEGIN}\n{text}\n{END}", old)
    if found != 1:
        raise SystemExit(f"{README}: the lines {BEGIN!r} and {END!r} are not there once; put them where the tables go")
    store.write_bytes(README, new.encode())


if __name__ == "__main__":
    main()
