"""Where labels go, so that none covers another or a line.

Labels along an edge are pushed apart in one dimension, as little as possible. Labels within the chart are offered
places in the order of preference and left out where none is free: what they say is also in the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from matplotlib.transforms import Bbox


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres for labels of the given sizes between `low` and `high`, in their order, none overlapping.

    The squared distance to the wanted centres is the smallest possible: an isotonic regression on the centres less
    the room that the labels before need (pool adjacent violators). Labels that do not fit stack up from `low`.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    needed, reach = [], 0.0
    for before, label in zip([None, *order], order, strict=False):
        reach += 0.0 if before is None else (sizes[before] + sizes[label]) / 2
        needed.append(reach)
    pools: list[list[float]] = []  # mean and number of the labels that stand shoulder to shoulder
    for label, need in zip(order, needed, strict=True):
        pools.append([wanted[label] - need, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (mean, n), (other, m) = pools.pop(), pools.pop()
            pools.append([(mean * n + other * m) / (n + m), n + m])
    if not order:
        return []
    first, last = low + sizes[order[0]] / 2, high - sizes[order[-1]] / 2 - reach
    free = [max(first, min(mean, last)) for mean, n in pools for _ in range(int(n))]
    centres = [0.0] * len(wanted)
    for label, need, base in zip(order, needed, free, strict=True):
        centres[label] = base + need
    return centres


class Room:
    """A part of the page, in pixels, and what already stands there."""

    def __init__(self, bounds: Bbox, taken: Iterable[Bbox] = ()):
        self.bounds = bounds
        self.taken = [box.extents for box in taken]

    def take(self, box: Bbox) -> None:
        """Keep a place free from now on."""
        self.taken.append(box.extents)

    def is_free(self, box: Bbox) -> bool:
        """Whether the box lies inside and touches nothing."""
        x0, y0, x1, y1 = box.extents
        left, bottom, right, top = self.bounds.extents
        if x0 < left or y0 < bottom or x1 > right or y1 > top:
            return False
        if not self.taken:
            return True
        others = np.asarray(self.taken)
        return not bool(((others[:, 0] < x1) & (others[:, 2] > x0) & (others[:, 1] < y1) & (others[:, 3] > y0)).any())

    def first_free(self, boxes: Iterable[Bbox]) -> Bbox | None:
        """The first of the boxes that is free, taken at once; None if none is."""
        for box in boxes:
            if self.is_free(box):
                self.take(box)
                return box
        return None


def line_boxes(xs: Sequence[float], ys: Sequence[float], width: float) -> list[Bbox]:
    """The pieces of a step line as boxes of the line's width, all in pixels."""
    half = width / 2
    return [
        Bbox.from_extents(min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half)
        for (x0, y0), (x1, y1) in zip(zip(xs, ys, strict=True), list(zip(xs, ys, strict=True))[1:], strict=False)
    ]
