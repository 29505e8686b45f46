"""The past country-years most like one at an origin, and what followed them.

Each column becomes the rank of its value among all country-years up to the origin, so that scales play no
part. The distance is the mean difference in rank, every topic counting the same; columns unknown on either
side are left out, and so is the topic of the times themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.foresee.explanation.content import Analogue
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.scores.arrays import FloatArray, IntArray
from forestall.foresee.targets.mass_killing_onset import KillingState

N_SHOWN = 3
_TIMES = "world"


@dataclass(frozen=True)
class Ranked:
    """Ranks of all country-years up to an origin."""

    rows: IntArray
    """Positions in the design, shape (R,)."""
    ranks: FloatArray
    """In [0, 1], NaN where unknown, shape (R, F)."""
    weights: FloatArray
    """Of each column, one over the number of its topic's, shape (F,)."""


def ranked(design: Design, origin: int) -> Ranked:
    """The ranks among country-years up to the origin."""
    rows = np.flatnonzero(design.rows.year <= origin)
    topics = [column.topic for column in design.columns]
    weights = np.array([0.0 if topic == _TIMES else 1 / topics.count(topic) for topic in topics])
    return Ranked(rows, _ranks(design.values[rows]), weights)


def analogues(design: Design, among: Ranked, row: int, origin: int) -> tuple[Analogue, ...]:
    """The three nearest country-years whose outcome was known at the origin, of three other countries.

    Args:
        design: all rows.
        among: ranks up to the origin.
        row: position of the row asked about in the design.
        origin: its year.
    """
    mine = among.ranks[int(np.flatnonzero(among.rows == row)[0])]
    apart = np.abs(among.ranks - mine)
    unknown = np.isnan(apart)
    apart[unknown] = 0.0
    weight = np.where(unknown, 0.0, among.weights)
    distance = (apart * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-12)
    is_past = design.rows.known(origin)[among.rows] & (design.rows.unit[among.rows] != design.rows.unit[row])
    distance[~is_past] = np.inf
    found: dict[int, Analogue] = {}
    for place in np.argsort(distance, kind="stable"):
        unit = int(design.rows.unit[among.rows[place]])
        if unit not in found and np.isfinite(distance[place]):
            found[unit] = _analogue(design, int(among.rows[place]), float(distance[place]))
        if len(found) == N_SHOWN:
            break
    return tuple(found.values())


def _analogue(design: Design, row: int, distance: float) -> Analogue:
    year, onset = int(design.rows.year[row]), design.rows.onset
    return Analogue(
        country=design.rows.country[row],
        year=year,
        distance=distance,
        began=tuple(year + ahead for ahead in (1, 2) if onset[str(ahead)][row] > 0),
        under_way=design.rows.state_of(row) == KillingState.ONGOING,
    )


def _ranks(values: FloatArray) -> FloatArray:
    """Place of each value among those of its column, ties in the middle, shape (R, F)."""
    made = np.full(values.shape, np.nan)
    for column in range(values.shape[1]):
        known = ~np.isnan(values[:, column])
        found, inverse, counts = np.unique(values[known, column], return_inverse=True, return_counts=True)
        if len(found):
            middle = np.cumsum(counts) - counts / 2
            made[known, column] = middle[inverse] / known.sum()
    return made
