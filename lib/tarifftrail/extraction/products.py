"""Which goods a sentence speaks of: the codebook's product terms, as worded."""

from __future__ import annotations

from dataclasses import dataclass

from tarifftrail import lexicon


@dataclass(slots=True)
class Goods:
    """Goods named in a sentence; `generic` words ("goods", "imports") stand for all of them."""

    start: int
    end: int
    product: str
    generic: bool
    rule: str


def goods_in(text: str, words: lexicon.Words) -> list[Goods]:
    """The goods of a sentence in its order, without overlap."""
    return [
        Goods(hit.start, hit.end, hit.rule["product"], hit.rule["kind"] == "generic", hit.rule.id)
        for hit in lexicon.scanner("products").first_of_each(text, words)
    ]
