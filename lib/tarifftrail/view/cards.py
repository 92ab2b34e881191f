"""What stands beside a sentence: a card for each of its claims and events, a line for each rejected percentage."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any, NamedTuple

from tarifftrail import countries, schema
from tarifftrail.view.nesting import element, escaped

Row = dict[str, Any]

_QUALIFIERS = {"up_to": "up to ", "at_least": "at least ", "about": "about "}
_RATES = {"additional": " additional", "average": " on average", "increment": ""}
_ARROW = " \N{RIGHTWARDS ARROW} "


def party(code: str) -> str:
    """A party by its name: `United States`; `all countries` for WORLD, `not told` for none, another text as it stands.

    >>> party("US"), party("WORLD"), party(""), party("G7")
    ('United States', 'all countries', 'not told', 'G7')
    """
    if countries.is_code(code):
        return countries.name(code)
    return {"WORLD": "all countries", "": "not told"}.get(code, code)


def parties(codes: str) -> str:
    """Parties joined by `;` as in events, by their names."""
    return ", ".join(party(code) for code in codes.split(";"))


def rate(row: Row) -> str:
    """The rate of a claim in words.

    >>> rate({"rate_pct": 10.0, "rate_max_pct": 25.0, "qualifier": "up_to", "basis": "additional"})
    'up to 10–25% additional'
    """
    if row["rate_pct"] is None:
        return "no rate"
    high = "" if row["rate_max_pct"] is None else f"–{row['rate_max_pct']:g}"
    unit = " percentage points" if row["basis"] == "increment" else "%"
    return f"{_QUALIFIERS.get(row['qualifier'], '')}{row['rate_pct']:g}{high}{unit}{_RATES.get(row['basis'], '')}"


def claim_told(row: Row) -> str:
    """A claim in one line of plain words."""
    return f"{party(row['imposer'])}{_ARROW}{party(row['target'])} {rate(row)}, {_words(row['stage'])}"


def event_told(row: Row) -> str:
    """An event in one line of plain words."""
    on = f"{_ARROW}{parties(row['target'])}" if row["target"] else ""
    return f"{_words(row['type'])}: {parties(row['actor'])}{on}, {_words(row['stage'])}"


class Card(NamedTuple):
    """What is told of a claim or an event: its line, and what stands below it."""

    head: str
    body: str
    classes: str


def claim_card(row: Row, number: str, unnamed: list[str]) -> Card:
    """The card of a claim; `unnamed` lists its parties that its sentence does not name."""
    before = f" <small>from {row['previous_pct']:g}%</small>" if row["previous_pct"] is not None else ""
    head = f"{_foreign(party(row['imposer']))}{_ARROW}{_foreign(party(row['target']))} <strong>{escaped(rate(row))}</strong>{before}"
    facts = [
        _fact("product", row["product"], schema.PRODUCTS, row["product_text"]),
        _fact("programme", row["programme"], schema.PROGRAMMES),
        _fact("basis", row["basis"], schema.BASES),
        _fact("stage", row["stage"], schema.CLAIM_STAGES),
        _fact("direction", row["direction"], schema.DIRECTIONS),
        _fact("announced", row["announced_on"]),
        _fact("takes effect", row["effective_on"]),
        _fact("ends", row["ends_on"]),
        _fact("end reason", row["end_reason"], schema.END_REASONS),
        _fact("condition", row["condition"], schema.CONDITIONS),
        _fact("trade", "" if row["trade_value_usd_bn"] is None else f"${row['trade_value_usd_bn']:g} billion a year"),
        _fact("confidence", "" if row["confidence"] is None else f"{row['confidence']:.2f}"),
        _fact("not named in its sentence", " and ".join(unnamed)),
    ]
    stage = f" tv-{row['stage']}" if row["stage"] in schema.CLAIM_STAGES else ""
    return _card("claim", stage, number, head, facts, row["rules"])


def event_card(row: Row, number: str) -> Card:
    """The card of an event."""
    on = f"{_ARROW}{_foreign(parties(row['target']))}" if row["target"] else ""
    head = f"<strong>{escaped(_words(row['type']))}</strong> {_foreign(parties(row['actor']))}{on}"
    facts = [
        _fact("stage", row["stage"], schema.EVENT_STAGES),
        _fact("direction", row["direction"], schema.DIRECTIONS),
        _fact("date", row["date"]),
        _fact("confidence", "" if row["confidence"] is None else f"{row['confidence']:.2f}"),
    ]
    return _card("event", "", number, head, facts, row["rules"])


def written(cards: Iterable[Card]) -> str:
    """The cards one below the other; neighbours that differ in their line alone share what stands below, as partners of one list do."""
    out = []
    for (body, classes), group in itertools.groupby(cards, key=lambda card: (card.body, card.classes)):
        heads = "".join(f'<div class="tv-head">{card.head}</div>' for card in group)
        out.append(f'<div class="tv-card {classes}">{heads}{body}</div>')
    return "".join(out)


def rejected_line(row: Row) -> str:
    """The line of a rejected percentage: as written, with its reason and the rule."""
    told = f"{_foreign(row['rate_text'])} is no tariff rate here: {_foreign(row['reason'])} <small>({_foreign(row['rule'])})</small>"
    return f'<div class="tv-no">{told}</div>'


def _card(kind: str, stage: str, number: str, head: str, facts: list[str], rules: str) -> Card:
    told = " · ".join(filter(None, facts))
    decided = " · ".join(f"{escaped(field)}: {_foreign(rule)}" for field, _, rule in (part.partition("=") for part in rules.split(";") if part))
    below = f"<details><summary>rules that decided</summary><div>{decided}</div></details>" if decided else ""
    badge = f'<b class="tv-number">{kind} {number}</b>'
    return Card(f"{badge} {head}", f'<div class="tv-facts">{told}</div>{below}', f"tv-{kind}-card{stage}")


def _fact(name: str, value: str, meanings: dict[str, str] | None = None, worded: str = "") -> str:
    """A field and its value, with the meaning of the value to be read on pointing; empty where the row has none."""
    if not value:
        return ""
    quoted = f" ({_foreign(worded)})" if worded else ""
    told = element("span", "tv-value", [("title", (meanings or {}).get(value, ""))])
    return f'<span class="tv-field">{name}</span> {told}{escaped(_words(value) if meanings else value)}</span>{quoted}'


def _foreign(text: str) -> str:
    """Text of the article or of a frame: escaped, and kept from turning the direction of what stands beside it."""
    return f"<bdi>{escaped(text)}</bdi>"


def _words(value: str) -> str:
    return value.replace("_", " ")
