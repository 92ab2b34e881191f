"""Human judgements about single claims, from `data/raw/corrections.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from tarifftrail import paths, schema

ACTIONS = ("drop", "override", "flag")
REQUIRED = ("id", "claim", "action", "reason", "source", "decided_on")
FLAGGED_CONFIDENCE = 0.3


class CorrectionError(ValueError):
    """A correction is malformed or matches no claim; the message names it and the cure."""


@dataclass(frozen=True)
class Correction:
    """One judgement: which claim, what to do with it, and why."""

    id: str
    claim: str
    action: str
    reason: str
    source: str
    decided_on: str
    values: tuple[tuple[str, str], ...] = ()


def read_corrections(path: Path | None = None) -> list[Correction]:
    """The corrections of a file, of `data/raw/corrections.yaml` by default.

    Raises CorrectionError naming the entry and what is wrong with it.
    """
    file = Path(path) if path else paths.raw("corrections.yaml")
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8")) or []
    except yaml.YAMLError as error:
        raise CorrectionError(f"{file.name}: not readable as YAML ({error})") from error
    if not isinstance(entries, list):
        raise CorrectionError(f"{file.name}: the file must be a list of entries, or empty")
    found = [_correction(entry, number, file.name) for number, entry in enumerate(entries, 1)]
    double = sorted({one.id for one in found if [other.id for other in found].count(one.id) > 1})
    if double:
        raise CorrectionError(f"{file.name}: the id {double[0]} stands twice")
    return found


def _correction(entry: object, number: int, name: str) -> Correction:
    where = f"{name}, entry {number}"
    if not isinstance(entry, dict):
        raise CorrectionError(f"{where}: is no mapping; give {', '.join(REQUIRED)}")
    missing = [key for key in REQUIRED if not str(entry.get(key) or "").strip()]
    if missing:
        raise CorrectionError(f"{where}: lacks {missing[0]}")
    if entry["action"] not in ACTIONS:
        raise CorrectionError(f"{where}: the action {entry['action']!r} is none of {', '.join(ACTIONS)}")
    unknown = sorted(set(entry) - {*REQUIRED, "values"})
    if unknown:
        raise CorrectionError(f"{where}: unknown key {unknown[0]}")
    values = entry.get("values") or {}
    if (entry["action"] == "override") != bool(values):
        raise CorrectionError(f"{where}: an override needs values, and nothing else has them")
    wrong = sorted(set(values) - set(schema.names("claims")))
    if wrong:
        raise CorrectionError(f"{where}: claims have no column {wrong[0]}")
    return Correction(*(str(entry[key]) for key in REQUIRED), tuple(sorted((key, "" if value is None else str(value)) for key, value in values.items())))


def corrected(claims: pd.DataFrame, corrections: Sequence[Correction]) -> pd.DataFrame:
    """The claims with the corrections applied: dropped, overridden, or flagged with a low confidence.

    Raises CorrectionError for one that matches no claim, since its claim may have changed its id.
    """
    out = claims.copy()
    for correction in corrections:
        chosen = out["claim_id"] == correction.claim
        if not chosen.any():
            raise CorrectionError(f"correction {correction.id}: no claim {correction.claim}; look its sentence up in claims.csv and give the present id, or remove the entry")
        if correction.action == "drop":
            out = out[~chosen]
        elif correction.action == "flag":
            out.loc[chosen, "confidence"] = FLAGGED_CONFIDENCE
        else:
            changed = out.astype("object")
            for column, value in correction.values:
                changed.loc[chosen, column] = value
            out = schema.conform(changed, "claims")
    return schema.conform(out, "claims")
