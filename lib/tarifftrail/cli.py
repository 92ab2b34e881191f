"""The command `tarifftrail`. Everything heavy is imported only by the verb that needs it, so that --help is quick.

Exit codes: 0 done, 1 a notebook failed, 2 bad parameters, 3 no usable input, 4 the output cannot be written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

DONE, NOTEBOOK_FAILED, BAD_PARAMETERS, NO_INPUT, NO_OUTPUT = range(5)
EXTRACTED = ("claims", "events", "rejected", "log")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a Windows console may not know the minus sign of a finding
    args = _parser().parse_args(arguments)
    try:
        return args.run(args)
    except KeyboardInterrupt:
        print("tarifftrail: stopped; finished files are whole, unfinished ones were not written", file=sys.stderr)
        return NOTEBOOK_FAILED
    except Exception as error:
        if args.debug:
            raise
        code = _exit_code(error)
        if code is None:
            raise
        print(f"tarifftrail: {error}", file=sys.stderr)
        return code


def _exit_code(error: Exception) -> int | None:
    """The exit code of an error that a user can mend; None for a fault of the program, which shows its traceback."""
    from tarifftrail import report, store
    from tarifftrail.reading.usable import NoUsableInput

    if isinstance(error, report.NotebookFailed):
        return NO_INPUT if error.error_name in (NoUsableInput.__name__, FileNotFoundError.__name__) else NOTEBOOK_FAILED
    if isinstance(error, report.ParameterError):
        return BAD_PARAMETERS
    if isinstance(error, (NoUsableInput, FileNotFoundError)):
        return NO_INPUT
    if isinstance(error, (OSError, store.CorruptTable)):
        return NO_OUTPUT
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tarifftrail",
        description="Turn news articles into a sourced record of tariff levels.",
        epilog="Exit codes: 0 done, 1 a notebook failed, 2 bad parameters, 3 no usable input, 4 the output cannot be written.",
    )
    parser.add_argument("--version", action="version", version=f"tarifftrail {metadata.version('tarifftrail')}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show the traceback of an error")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    report = verbs.add_parser("report", parents=[common], help="run the notebooks and write the HTML report")
    report.add_argument(
        "--set",
        dest="given",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a parameter of the notebooks, as pair=US-EU, start=2025-01-01, corpus=FOLDER; may be repeated",
    )
    report.add_argument("--out", type=Path, metavar="DIR", help="where the report goes (default: build/report in the project)")
    report.set_defaults(run=_report)

    extract = verbs.add_parser("extract", parents=[common], help="read articles and write claims.csv and events.csv")
    extract.add_argument("input", metavar="INPUT", help="a file, a folder or a glob of articles")
    extract.add_argument("--out", type=Path, metavar="DIR", required=True, help="where the tables go")
    extract.set_defaults(run=_extract)

    refresh = verbs.add_parser("refresh", parents=[common], help="rerun the committed notebooks in place (for developers)")
    refresh.set_defaults(run=_refresh)
    return parser


def _report(args: argparse.Namespace) -> int:
    from tarifftrail import paths, report

    given = {}
    for text in args.given:
        name, equals, value = text.partition("=")
        if not equals:
            raise report.ParameterError(f"--set {text}: write it as NAME=VALUE, for example --set pair=US-EU")
        given[name.strip()] = value.strip()
    done = report.run_suite(args.out or paths.project_root() / "build" / "report", given, say=_say)
    print(f"\n{done.finding}\n\nReport: {done.html}\nTables: {done.tables}")
    return DONE


def _extract(args: argparse.Namespace) -> int:
    import tarifftrail
    from tarifftrail import findings, store
    from tarifftrail.reading.usable import require_articles

    articles, log = tarifftrail.read_articles(args.input)
    require_articles(articles, log, args.input)
    print(findings.reading(articles, log), flush=True)
    claims, events, rejected = tarifftrail.extract(articles)
    for name, frame in zip(EXTRACTED, (claims, events, rejected, log), strict=True):
        store.write_table(frame, args.out, name, formats=("csv",))
    print(f"{findings.extraction(articles, claims, events, rejected)}\nTables: {args.out.resolve()}")
    return DONE


def _refresh(args: argparse.Namespace) -> int:
    from tarifftrail import refresh

    refresh.refresh(say=_say)
    return DONE


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
