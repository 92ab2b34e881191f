"""The decoded history of each pair: headline layers, tranches and products, with the reports behind them.

This is where the parts meet: reports are settled between headline and tranche, measures on all partners and on blocs
are handed to the pairs that they reach, and every series is decoded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from tarifftrail import countries
from tarifftrail.record.evidence import HEADLINE, PRODUCT, TRANCHE, Report, by_pair
from tarifftrail.record.headline import Layers, decode_headline
from tarifftrail.record.statements import Statement, common_ends
from tarifftrail.record.tracks import ToldAsAll, Track, moves_from_a_list, product_tracks, told_as_list, tranche_tracks

WORLD, BLOC = "WORLD", "EU"
WIDER = (WORLD, BLOC)


@dataclass(frozen=True)
class History:
    """What the reports of one pair decode to.

    `headline_reports` are the reports that the layers were decoded from, those on all partners or a bloc included;
    `mentions` are reports told as of all goods that speak of a tranche; `reports` are all that name the pair.
    """

    imposer: str
    target: str
    reports: tuple[Report, ...]
    headline_reports: tuple[Report, ...]
    layers: tuple[Layers, ...]
    tracks: tuple[Track, ...]
    mentions: tuple[tuple[Report, Track], ...]

    @property
    def tranches(self) -> tuple[Track, ...]:
        return tuple(track for track in self.tracks if track.is_tranche)


def histories(found: Iterable[Report], only: Collection[tuple[str, str]] | None = None) -> list[History]:
    """The histories of all pairs that some report names, or of some of them, in alphabetical order."""
    pairs = {pair: _settled(reports) for pair, reports in by_pair(found).items()}
    ends = _common_ends(pairs)
    # Those on all partners and on blocs first: what they say of a part reaches no pair as a headline.
    out: dict[tuple[str, str], History] = {}
    for pair in sorted(pairs, key=lambda pair: (pair[1] not in WIDER, pair)):
        if only is None or pair in only or pair[1] in WIDER:
            out[pair] = _history(pair, pairs, out, ends.get(pair[0], []))
    return [out[pair] for pair in pairs if pair in out and (only is None or pair in only)]


def _settled(reports: list[Report]) -> list[Report]:
    """The reports of a pair with headline and tranche told apart.

    A rate that a few bound by a list and most tell of all goods is of all goods; one that moves from the rate of a list
    is of that list.
    """
    if not any(report.place == TRANCHE for report in reports):
        return reports
    rivals = [report for report in reports if report.place in (HEADLINE, TRANCHE)]
    out = [replace(report, place=HEADLINE) if report.place == TRANCHE and told_as_list(report, rivals) else report for report in reports]
    tranches = tranche_tracks(out)
    return [replace(report, place=TRANCHE) if report.place == HEADLINE and moves_from_a_list(report, tranches, out) else report for report in out]


def _common_ends(pairs: dict[tuple[str, str], list[Report]]) -> dict[str, list[Statement]]:
    by_imposer: dict[str, list[Report]] = defaultdict(list)
    for (imposer, _), reports in pairs.items():
        by_imposer[imposer] += [report for report in reports if report.place == HEADLINE]
    return {imposer: common_ends(reports) for imposer, reports in by_imposer.items()}


def _wider(pair: tuple[str, str], pairs: dict[tuple[str, str], list[Report]]) -> list[Report]:
    """The reports on all partners, and on the bloc that the target belongs to on the day that they speak of."""
    imposer, target = pair
    if target == WORLD:
        return []
    wider = list(pairs.get((imposer, WORLD), []))
    for report in pairs.get((imposer, BLOC), []) if target != BLOC else []:
        if target in countries.members(BLOC, date.fromordinal(report.start or report.published)):
            wider.append(report)
    return wider


def _history(pair: tuple[str, str], pairs: dict[tuple[str, str], list[Report]], known: dict[tuple[str, str], History], ends: list[Statement]) -> History:
    reports, wider = pairs[pair], _wider(pair, pairs)
    tracks = [*tranche_tracks(reports), *product_tracks(reports, [report for report in wider if report.place == PRODUCT])]
    abroad_tracks = [track for group in WIDER if group != pair[1] and (one := known.get((pair[0], group))) for track in one.tracks if not track.is_tranche]
    told_as_all = ToldAsAll([*tracks, *abroad_tracks], reports)
    mentions = [(report, track) for report in reports if (track := told_as_all.of(report))]
    aside = {report.claim_id for report, _ in mentions}
    aside |= {report.claim_id for group in WIDER if (one := known.get((pair[0], group))) for report, _ in one.mentions}
    own, abroad = ([report for report in told if report.place == HEADLINE and report.claim_id not in aside] for told in (reports, wider))
    silent = [report for report in reports if report.place in (TRANCHE, PRODUCT) and report.stage in ("in_force", "announced")]
    layers, behind = decode_headline(own, abroad, ends, silent)
    return History(*pair, tuple(reports), tuple(behind), tuple(layers), tuple(tracks), tuple(mentions))
