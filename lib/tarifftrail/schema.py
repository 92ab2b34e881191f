"""The frames: every column with its dtype, unit, allowed values and meaning.

This module is the single source of the columns. `data/README.md` is generated from it
(`python -m tarifftrail.schema > data/README.md`) and a test compares the two.

Column kinds and the pandas dtypes that they become:

* ``text``: ``str``; missing is the empty string, so that a join or a CSV never sees two kinds of nothing
* ``date``: ``str``, ISO 8601 at its own precision (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``); empty if unknown
* ``day``: ``datetime64[us]`` at midnight, a full day, used where days are computed with; NaT if unknown
* ``number``: ``Float64``; missing is ``<NA>``, never 0
* ``count``: ``Int64``
* ``flag``: ``boolean``
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

DTYPES = {
    "text": "str",
    "date": "str",
    "day": "datetime64[us]",
    "number": "Float64",
    "count": "Int64",
    "flag": "boolean",
}

# --- Allowed values, each with the sentence that decides it -----------------------------------------

SOURCE_TYPES = {
    "official": "a government's or an international body's own text",
    "wire": "a news agency",
    "newspaper": "a newspaper, broadcaster or magazine",
    "analysis": "a think tank, bank, law firm or newsletter",
    "market wrap": "a report on prices and markets that mentions policy",
    "other": "anything else, or not known",
}

OUTCOMES = {
    "loaded": "became a row of articles",
    "duplicate": "became a row of articles, marked as a copy of an earlier one",
    "skipped": "was understood and left out for the reason given",
    "failed": "could not be read for the reason given",
}

PRODUCTS = {
    "all": "goods in general, also when only a trade value or an unnamed list bounds them",
    "steel": "iron and steel and articles of them (HS 72-73)",
    "aluminum": "aluminum and articles of it (HS 76)",
    "copper": "copper and articles of it (HS 74)",
    "metals": "other or unspecified metals",
    "autos": "passenger cars and light trucks (HS 8703)",
    "auto_parts": "parts of motor vehicles (HS 8708)",
    "trucks": "medium and heavy trucks (HS 8704)",
    "evs": "electric vehicles",
    "batteries": "batteries and battery parts (HS 8507)",
    "solar": "solar cells, modules, wafers, polysilicon",
    "semiconductors": "chips and chipmaking goods (HS 8541-8542)",
    "electronics": "phones, computers and other electronics (HS 85)",
    "machinery": "machinery (HS 84)",
    "aircraft": "aircraft and their parts (HS 88)",
    "ships": "ships, port cranes (HS 89)",
    "pharma": "drugs (HS 30)",
    "medical": "medical devices, syringes, gloves, masks",
    "chemicals": "chemicals and plastics (HS 28-29, 38-39)",
    "critical_minerals": "rare earths, graphite, magnets, tungsten",
    "energy": "oil, gas, LNG, coal, ethane (HS 27)",
    "fertilizer": "fertilizer, potash among it (HS 31)",
    "lumber": "timber and wood (HS 44)",
    "furniture": "furniture, kitchen cabinets, vanities (HS 94)",
    "paper": "pulp and paper (HS 47-48)",
    "textiles": "textiles, apparel, shoes (HS 50-64)",
    "toys": "toys and games (HS 95)",
    "agriculture": "farm goods, unspecified",
    "soybeans": "soybeans (HS 1201)",
    "grains": "corn, wheat, barley, sorghum, rice (HS 10)",
    "oilseeds": "canola, rapeseed and their oil and meal (HS 12, 15)",
    "meat": "beef, pork, poultry (HS 02)",
    "seafood": "fish and seafood (HS 03)",
    "dairy": "dairy (HS 04)",
    "fruit_veg": "fruit, vegetables, nuts (HS 07-08)",
    "sugar": "sugar (HS 17)",
    "coffee_cocoa": "coffee, tea, cocoa (HS 09, 18)",
    "alcohol": "wine, spirits, beer (HS 22)",
    "film": "films",
    "consumer_goods": "consumer goods, household appliances",
    "parcels": "low-value parcels (de minimis)",
    "other": "a named product outside this list",
}

QUALIFIERS = {
    "": "the rate as such",
    "up_to": "as high as, up to, a maximum of",
    "at_least": "a minimum of, at least, more than",
    "about": "around, nearly, roughly",
}

BASES = {
    "level": "the rate stands or will stand at this level",
    "additional": "the text says that it comes on top of what is paid already",
    "increment": "the size of a change, in percentage points",
    "average": "an average, effective or trade-weighted rate",
}

PROGRAMMES = {
    "": "none named",
    "fentanyl": "the emergency duties over drugs",
    "reciprocal": "the country-by-country duties of April 2025 and what grew from them",
    "baseline": "the universal 10 percent duty of April 2025",
    "section_301": "Trade Act of 1974, Section 301",
    "section_232": "Trade Expansion Act of 1962, Section 232",
    "section_122": "Trade Act of 1974, Section 122",
    "section_201": "Trade Act of 1974, Section 201 (safeguard)",
    "ieepa": "International Emergency Economic Powers Act, where no purpose is named",
    "anti_dumping": "anti-dumping duty",
    "countervailing": "countervailing (anti-subsidy) duty",
    "mfn": "normal or most-favoured-nation rate",
    "secondary": "duty on a country for what it buys from a third one",
}

CLAIM_STAGES = {
    "threatened": "not decided: threatened, proposed, considered, conditional",
    "announced": "decided, ordered, signed or agreed, not yet in effect on the publication date",
    "in_force": "in effect on the publication date",
    "suspended": "decided, then paused or postponed, not in effect because of it",
    "ended": "no longer so: replaced, removed, expired, struck down, withdrawn",
}

EVENT_STAGES = {
    "threatened": "not decided",
    "announced": "decided or planned, not yet happened",
    "done": "happened",
    "suspended": "paused or postponed",
    "ended": "no longer so",
}

DIRECTIONS = {
    "up": "towards more tension: a new or higher tariff, a threat of one",
    "down": "towards less: a cut, pause, exemption, offer of one",
    "none": "a standing level, or background",
}

COVERAGES = {
    "all": "all goods of the product named",
    "most": "nearly all, with exceptions told",
    "part": "a list, a trade value or a subset bounds it",
    "unknown": "the text does not tell",
}

CONDITIONS = {
    "": "none told",
    "non_fta": "only goods outside a trade agreement's rules",
    "in_quota": "within a quota",
    "out_of_quota": "beyond a quota",
    "transshipped": "goods rerouted through a third country",
    "other": "another condition",
}

MFN_BASES = {
    "on_top": "paid on top of the normal duty",
    "all_in": "includes the normal duty",
    "unknown": "the text does not tell",
}

END_REASONS = {
    "": "has not ended",
    "superseded": "replaced by another rate",
    "expired": "lapsed on its day",
    "withdrawn": "taken back by who imposed it",
    "struck_down": "ended by a court",
    "never_in_force": "given up before it began",
    "exempted": "goods were exempted",
    "unknown": "ended, the text does not tell why",
}

SPEAKER_ROLES = {
    "": "none told",
    "executive": "a government, its head, a ministry",
    "legislature": "a lawmaker or a chamber",
    "candidate": "a candidate for office",
    "court": "a court",
    "other": "anybody else",
}

ATTRIBUTIONS = {
    "official": "an official text, notice or statement",
    "named": "a named person",
    "anonymous": "unnamed sources",
    "none": "the article's own voice",
}

EVENT_TYPES = {
    "talks": "meetings, calls, negotiations, held or planned",
    "talks_off": "cancelled, collapsed, postponed",
    "deal": "agreement, truce, framework, extension of a truce",
    "tariff_up": "a tariff move or threat told without a rate",
    "tariff_down": "a cut, pause or exemption told without a rate",
    "export_control": "curbs on exports, licences, rare earths, chips",
    "export_control_eased": "such curbs eased, paused or lifted",
    "listing": "entity lists, sanctions, bans, boycotts",
    "listing_eased": "such listings eased or lifted",
    "probe": "trade investigations opened",
    "dispute": "WTO complaint, court case or ruling",
    "purchase": "purchases promised or made",
    "fees": "port fees, service fees",
    "coordination": "third parties aligning a response",
}

LEVEL_STAGES = {
    "in_force": "charged",
    "scheduled": "announced with a date",
    "pending": "announced without a date",
    "suspended": "decided, then paused",
    "threatened": "not decided",
    "ended": "given up or replaced before it began",
}

DATE_BASES = {
    "stated": "the claims state the day",
    "order": "taken from the order of the reports and of the other steps",
    "first_report": "the day of the first report",
}

VIAS = {
    "pair": "a claim names both sides",
    "bloc": "reached through a bloc that the target belongs to",
    "WORLD": "reached through a measure on all partners",
}

LEGAL_BASES = {
    "ieepa": "International Emergency Economic Powers Act",
    "section_122": "Trade Act of 1974, Section 122",
    "section_201": "Trade Act of 1974, Section 201",
    "section_232": "Trade Expansion Act of 1962, Section 232",
    "section_301": "Trade Act of 1974, Section 301",
    "section_338": "Tariff Act of 1930, Section 338",
    "safeguard": "another safeguard",
    "retaliation": "a reply to another government's measure",
    "mfn_withdrawal": "withdrawal of a preference or of most-favoured-nation treatment",
    "anti_dumping": "anti-dumping law",
    "countervailing": "countervailing law",
    "other": "another basis, or not told",
}

LEGAL_STANDINGS = {
    "unchallenged": "no challenge told",
    "challenged": "before a court",
    "struck_down_stayed": "struck down, still collected",
    "struck_down": "struck down",
}

THREAT_OUTCOMES = {
    "carried_out": "came into force at or above the rate threatened",
    "carried_out_lower": "came into force at a lower rate",
    "delayed": "put off to a later day",
    "suspended": "paused",
    "dropped": "withdrawn, replaced or overtaken",
    "pending": "open at the end of the record",
}


@dataclass(frozen=True)
class Column:
    """One column of a frame."""

    name: str
    kind: str
    meaning: str
    unit: str = ""
    allowed: dict[str, str] | None = None

    @property
    def dtype(self) -> str:
        return DTYPES[self.kind]


def _columns(*rows: tuple) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


_QUOTE = (
    ("quote", "text", "the sentence or clause that says it, verbatim from `title + \"\\n\\n\" + text`"),
    ("start", "count", "where the quote begins in `title + \"\\n\\n\" + text`", "characters"),
    ("end", "count", "where the quote ends in `title + \"\\n\\n\" + text`", "characters"),
)

FRAMES: dict[str, tuple[Column, ...]] = {
    "articles": _columns(
        ("article_id", "text", "the input's own `article_id` or `id`, else a hash of the content"),
        ("title", "text", "headline; counts as the first sentence"),
        ("published", "date", "publication day, local to the publisher"),
        ("published_at", "text", "ISO date and time with zone, where known"),
        ("source", "text", "publisher"),
        ("source_type", "text", "kind of publisher", "", SOURCE_TYPES),
        ("url", "text", "address of the article"),
        ("language", "text", "ISO 639-1 code"),
        ("text", "text", "body as kept: offsets count in `title + \"\\n\\n\" + text`"),
        ("duplicate_of", "text", "`article_id` of the earliest copy; empty for an original"),
    ),
    "log": _columns(
        ("file", "text", "path of the input, relative to the corpus"),
        ("record", "count", "position in the file, from 0; missing for a file as a whole"),
        ("article_id", "text", "the article that it became, if any"),
        ("outcome", "text", "what became of it", "", OUTCOMES),
        ("reason", "text", "why, for anything but loaded"),
        ("date_source", "text", "where the publication date came from"),
        ("encoding", "text", "how the bytes were decoded"),
        ("repaired", "text", "repairs made to the text, `;`-joined"),
    ),
    "claims": _columns(
        ("claim_id", "text", "stable id of the row"),
        ("article_id", "text", "article that says it"),
        ("published", "date", "publication day of the article"),
        ("imposer", "text", "who levies the tariff: ISO 3166-1 alpha-2 or `EU`; empty if not told"),
        ("target", "text", "whose goods pay: ISO 3166-1 alpha-2, `EU` or `WORLD`"),
        ("product", "text", "product term of the codebook", "", PRODUCTS),
        ("rate_pct", "number", "tariff rate; the lower end of a range", "percent ad valorem"),
        ("rate_max_pct", "number", "upper end of a range", "percent ad valorem"),
        ("qualifier", "text", "how the rate is bounded", "", QUALIFIERS),
        ("basis", "text", "what the rate measures", "", BASES),
        ("previous_pct", "number", "the rate it moves from", "percent ad valorem"),
        ("programme", "text", "the programme, where the text names it", "", PROGRAMMES),
        ("trade_value_usd_bn", "number", "yearly trade that the rate covers", "billion US dollars"),
        ("stage", "text", "as of the publication date", "", CLAIM_STAGES),
        ("direction", "text", "where the news moves", "", DIRECTIONS),
        ("announced_on", "date", "when announced, ordered or threatened"),
        ("effective_on", "date", "when it takes or took effect"),
        ("ends_on", "date", "when it lapses or the pause ends"),
        *_QUOTE,
        ("rules", "text", "the rule that decided each field: `field=rule;field=rule`"),
        ("coverage", "text", "how much of the product's trade", "", COVERAGES),
        ("condition", "text", "on which goods of the product", "", CONDITIONS),
        ("product_text", "text", "the goods as worded"),
        ("mfn_basis", "text", "relation to the normal duty", "", MFN_BASES),
        ("end_reason", "text", "why it ended", "", END_REASONS),
        ("speaker_role", "text", "who speaks", "", SPEAKER_ROLES),
        ("attribution", "text", "how the statement is attributed", "", ATTRIBUTIONS),
        ("confidence", "number", "probability that the row is right as a whole (imposer, target, rates, product, basis and stage), calibrated against gold", "0-1"),
    ),
    "events": _columns(
        ("event_id", "text", "stable id of the row"),
        ("article_id", "text", "article that says it"),
        ("published", "date", "publication day of the article"),
        ("type", "text", "kind of move", "", EVENT_TYPES),
        ("actor", "text", "who moves, `;`-joined codes, also `G7`, `G20`, `WTO`"),
        ("target", "text", "on whom, `;`-joined codes"),
        ("stage", "text", "as of the publication date", "", EVENT_STAGES),
        ("direction", "text", "where tension moves", "", DIRECTIONS),
        ("date", "date", "day of the move itself"),
        *_QUOTE,
        ("rules", "text", "the rule that decided each field: `field=rule;field=rule`"),
        ("confidence", "number", "probability that the row is right", "0-1"),
    ),
    "rejected": _columns(
        ("article_id", "text", "article"),
        ("published", "date", "publication day of the article"),
        ("rate_text", "text", "the percentage as written"),
        ("rate_pct", "number", "its value", "percent"),
        ("reason", "text", "why it is no tariff claim"),
        ("rule", "text", "the rule that rejected it"),
        *_QUOTE,
    ),
    "measures": _columns(
        ("measure_id", "text", "stable id"),
        ("supersedes", "text", "id of the measure that this one replaces"),
        ("imposer", "text", "who levies it"),
        ("target", "text", "whose goods pay"),
        ("programme", "text", "as in claims", "", PROGRAMMES),
        ("legal_basis", "text", "law behind it", "", LEGAL_BASES),
        ("purpose", "text", "what it is said to be for"),
        ("product", "text", "as in claims", "", PRODUCTS),
        ("coverage", "text", "as in claims", "", COVERAGES),
        ("condition", "text", "as in claims", "", CONDITIONS),
        ("rate_pct", "number", "its rate; the lower end of a range", "percent ad valorem"),
        ("rate_max_pct", "number", "upper end of a range", "percent ad valorem"),
        ("announced_on", "date", "earliest announcement told"),
        ("effective_on", "date", "day it takes effect"),
        ("ends_on", "date", "day it ends"),
        ("stage", "text", "as of the end of the record", "", LEVEL_STAGES),
        ("end_reason", "text", "why it ended", "", END_REASONS),
        ("legal_standing", "text", "before the courts", "", LEGAL_STANDINGS),
        ("n_articles", "count", "independent articles that tell of it", "articles"),
        ("n_sources", "count", "independent publishers", "publishers"),
        ("claim_ids", "text", "claims behind it, `;`-joined"),
    ),
    "levels": _columns(
        ("level_id", "text", "stable id of the interval"),
        ("imposer", "text", "who levies"),
        ("target", "text", "whose goods pay"),
        ("product", "text", "as in claims", "", PRODUCTS),
        ("programme", "text", "programme of a tranche or layer; empty for the headline", "", PROGRAMMES),
        ("rate_pct", "number", "level on top of the normal duty", "percent ad valorem"),
        ("rate_lo", "number", "lowest value the claims admit", "percent ad valorem"),
        ("rate_hi", "number", "highest value the claims admit", "percent ad valorem"),
        ("coverage", "text", "all goods, or part: a tranche", "", COVERAGES),
        ("via", "text", "how the measure reaches the pair", "", VIAS),
        ("valid_from", "day", "first day of the interval"),
        ("valid_until", "day", "first day after it; missing while it is open"),
        ("valid_from_earliest", "day", "earliest first day that the claims admit"),
        ("valid_from_latest", "day", "latest first day that the claims admit"),
        ("date_basis", "text", "how `valid_from` was found", "", DATE_BASES),
        ("stage", "text", "state of the interval", "", LEVEL_STAGES),
        ("derivation", "text", "stated, or the layers that add up, as `20 fentanyl + 84 reciprocal`"),
        ("n_articles", "count", "independent articles behind it", "articles"),
        ("n_sources", "count", "independent publishers behind it", "publishers"),
        ("claim_ids", "text", "claims behind it, `;`-joined"),
        ("measure_ids", "text", "measures behind it, `;`-joined"),
        ("rejected", "text", "values that lost and the rule that chose, `;`-joined"),
    ),
    "moves": _columns(
        ("move_id", "text", "stable id"),
        ("supersedes", "text", "id of the move that this one replaces"),
        ("imposer", "text", "who moves"),
        ("target", "text", "on whom"),
        ("product", "text", "as in claims", "", PRODUCTS),
        ("programme", "text", "as in levels", "", PROGRAMMES),
        ("from_pct", "number", "level before", "percent ad valorem"),
        ("to_pct", "number", "level after", "percent ad valorem"),
        ("change_pp", "number", "difference", "percentage points"),
        ("announced_on", "date", "earliest announcement told"),
        ("effective_on", "day", "first day of the new level"),
        ("gap_days", "count", "effective less announced; may be negative", "days"),
        ("answers", "text", "`move_id` of the other side's move that it replies to"),
        ("answers_after_days", "count", "days since that move", "days"),
        ("first_reported_on", "day", "first article that tells of it"),
        ("stage", "text", "state of the step", "", LEVEL_STAGES),
        ("n_articles", "count", "independent articles", "articles"),
        ("claim_ids", "text", "claims behind it, `;`-joined"),
    ),
    "threats": _columns(
        ("threat_id", "text", "stable id"),
        ("imposer", "text", "who threatens"),
        ("target", "text", "whom"),
        ("product", "text", "as in claims", "", PRODUCTS),
        ("programme", "text", "as in claims", "", PROGRAMMES),
        ("rate_pct", "number", "rate threatened", "percent ad valorem"),
        ("basis", "text", "as in claims", "", BASES),
        ("stage", "text", "threatened or announced", "", CLAIM_STAGES),
        ("made_on", "date", "day it was made"),
        ("due_on", "date", "day it was to take effect"),
        ("outcome", "text", "what became of it", "", THREAT_OUTCOMES),
        ("outcome_on", "date", "day of the outcome, where told"),
        ("outcome_pct", "number", "rate that came instead", "percent ad valorem"),
        ("days_slipped", "count", "outcome less due day", "days"),
        ("points_cut", "number", "rate threatened less rate that came", "percentage points"),
        ("speaker_role", "text", "who spoke", "", SPEAKER_ROLES),
        ("demand", "text", "what it was to bring about, where told"),
        ("n_articles", "count", "independent articles", "articles"),
        ("claim_ids", "text", "claims behind it, `;`-joined"),
    ),
    "incidents": _columns(
        ("incident_id", "text", "stable id"),
        ("type", "text", "as in events", "", EVENT_TYPES),
        ("actor", "text", "`;`-joined codes"),
        ("target", "text", "`;`-joined codes"),
        ("stage", "text", "latest told", "", EVENT_STAGES),
        ("direction", "text", "where tension moves", "", DIRECTIONS),
        ("date", "date", "day of the move, where told"),
        ("first_reported_on", "day", "first article that tells of it"),
        ("n_articles", "count", "independent articles", "articles"),
        ("n_sources", "count", "independent publishers", "publishers"),
        ("event_ids", "text", "events behind it, `;`-joined"),
    ),
    "conflicts": _columns(
        ("conflict_id", "text", "stable id"),
        ("imposer", "text", "who levies"),
        ("target", "text", "whose goods pay"),
        ("product", "text", "as in claims", "", PRODUCTS),
        ("programme", "text", "as in levels", "", PROGRAMMES),
        ("day", "day", "day that the claims disagree on"),
        ("chosen_pct", "number", "the value in the record", "percent ad valorem"),
        ("rejected_pct", "number", "the value that lost", "percent ad valorem"),
        ("rule", "text", "the rule that chose"),
        ("n_articles_chosen", "count", "independent articles for the value chosen", "articles"),
        ("n_articles_rejected", "count", "independent articles for the value that lost", "articles"),
        ("claim_ids", "text", "claims that lost, `;`-joined"),
    ),
    "coverage": _columns(
        ("day", "day", "publication day"),
        ("imposer", "text", "one side of the pair, in alphabetical order"),
        ("target", "text", "the other side"),
        ("n_read", "count", "articles read that day, copies left out", "articles"),
        ("n_mentioning", "count", "articles that mention both sides", "articles"),
        ("n_with_claims", "count", "articles with a claim of the pair", "articles"),
        ("n_sources", "count", "publishers of those mentioning", "publishers"),
    ),
    "official_record": _columns(
        ("imposer", "text", "who levies"),
        ("target", "text", "whose goods pay"),
        ("product", "text", "as in claims", "", PRODUCTS),
        ("programme", "text", "programme of a tranche; empty for the headline", "", PROGRAMMES),
        ("coverage", "text", "as in levels", "", COVERAGES),
        ("rate_pct", "number", "level on top of the normal duty", "percent ad valorem"),
        ("valid_from", "day", "first day"),
        ("valid_until", "day", "first day after; missing while open"),
        ("components", "text", "layers that add up"),
        ("announced_on", "date", "day of announcement"),
        ("instrument", "text", "the legal instrument"),
        ("instrument_url", "text", "its address, where there is one"),
        ("from_memory", "flag", "not checked against a source; left out of tests for equality"),
        ("note", "text", "remarks"),
    ),
}

FRAME_MEANINGS = {
    "articles": "What was read. One row an article, copies included.",
    "log": "What became of every file and record read; the counts add up.",
    "claims": "Tariff rates asserted of one country pair, one row a distinct fact in an article.",
    "events": "Moves that carry no rate of their own, one row a distinct move in an article.",
    "rejected": "Percentages near tariff words that are no claim, each with the reason.",
    "measures": "The duties that the claims speak of; layers add up over them.",
    "levels": "Half-open day intervals `[valid_from, valid_until)` of the level of one pair.",
    "moves": "One row a step of a level.",
    "threats": "Threats and scheduled steps, followed to their outcome.",
    "incidents": "Events of many articles that tell of one move, joined.",
    "conflicts": "Values that lost against the record's, with the rule that chose.",
    "coverage": "How much was read, by day and pair, so that silence and peace differ.",
    "official_record": "Known levels, each with its legal instrument (`data/raw/official_record.csv`).",
}


class SchemaError(ValueError):
    """A frame does not have the columns or values that the schema asks for."""


def names(frame: str) -> list[str]:
    """The column names of a frame, in their order."""
    return [column.name for column in FRAMES[frame]]


def _cast(series: pd.Series, column: Column) -> pd.Series:
    if column.kind in ("text", "date"):
        if series.dtype == column.dtype and not series.hasnans:
            return series
        return series.astype("object").where(series.notna(), "").astype("str")
    if column.kind == "day":
        return pd.to_datetime(series, errors="raise").astype("datetime64[us]")
    if column.kind == "flag":
        truth = {"true": True, "false": False, "": pd.NA}
        return series.map(lambda value: truth.get(value.strip().lower(), pd.NA) if isinstance(value, str) else value).astype("boolean")
    if series.dtype == object or pd.api.types.is_string_dtype(series):
        series = series.replace("", None)
    return pd.to_numeric(series, errors="raise").astype(column.dtype)


def conform(rows: pd.DataFrame | list[dict[str, Any]], frame: str) -> pd.DataFrame:
    """A frame with exactly the schema's columns, in order and with their dtypes.

    Columns that are absent are added empty; unknown columns are refused. The input is not changed.

    Raises SchemaError naming the frame and the column at fault.
    """
    if frame not in FRAMES:
        raise SchemaError(f"no frame {frame!r}; there are {', '.join(FRAMES)}")
    data = pd.DataFrame(rows)
    unknown = [name for name in data.columns if name not in names(frame)]
    if unknown:
        raise SchemaError(f"{frame}: unknown column {', '.join(map(str, unknown))}")
    out = {}
    for column in FRAMES[frame]:
        if not len(data):
            out[column.name] = pd.Series([], dtype=column.dtype)
            continue
        series = data[column.name] if column.name in data else pd.Series([None] * len(data), index=data.index, dtype="object")
        try:
            out[column.name] = _cast(series, column)
        except (ValueError, TypeError) as error:
            raise SchemaError(f"{frame}.{column.name}: {error}") from error
    return pd.DataFrame(out, columns=names(frame)).reset_index(drop=True)


def check(data: pd.DataFrame, frame: str) -> pd.DataFrame:
    """The frame itself, if its columns, dtypes and values are those of the schema.

    Raises SchemaError naming the first column at fault and a value of it.
    """
    if list(data.columns) != names(frame):
        raise SchemaError(f"{frame}: columns are {list(data.columns)}, not {names(frame)}")
    for column in FRAMES[frame]:
        if str(data[column.name].dtype) != column.dtype:
            raise SchemaError(f"{frame}.{column.name}: dtype {data[column.name].dtype}, not {column.dtype}")
        if column.allowed is not None:
            # An empty cell means "not filled"; whether that is allowed is the reader's business, not a wrong value.
            wrong = sorted(set(data[column.name]) - set(column.allowed) - {""})
            if wrong:
                raise SchemaError(f"{frame}.{column.name}: {wrong[0]!r} is not one of {', '.join(filter(None, column.allowed))}")
    return data


def empty(frame: str) -> pd.DataFrame:
    """A frame of the schema without rows."""
    return conform([], frame)


def _allowed_text(allowed: dict[str, str]) -> str:
    return "; ".join(f"`{value}`: {meaning}" if value else f"empty: {meaning}" for value, meaning in allowed.items())


def data_dictionary() -> str:
    """`data/README.md` as Markdown: every frame, column, unit and allowed value."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from `lib/tarifftrail/schema.py` by `python -m tarifftrail.schema > data/README.md`; do not edit by hand.",
        "",
        "Kinds: text (missing is empty), date (ISO at its own precision), day (a full day), number, count, flag. Missing is never 0.",
        "",
    ]
    shared: dict[int, str] = {}
    for frame, columns in FRAMES.items():
        lines += [f"## {frame}", "", FRAME_MEANINGS[frame], "", "| column | kind | unit | meaning |", "|---|---|---|---|"]
        for column in columns:
            meaning = column.meaning
            if column.allowed is not None:
                where = shared.setdefault(id(column.allowed), f"{frame}.{column.name}")
                own = where == f"{frame}.{column.name}"
                meaning += f". Values: {_allowed_text(column.allowed)}" if own else f". Values as in `{where}`"
            lines.append(f"| `{column.name}` | {column.kind} | {column.unit} | {meaning.replace('|', '/')} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    print(data_dictionary(), end="")
