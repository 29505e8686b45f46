"""Intervals of scores by resampling whole blocks: countries, stretches of time, or both at once.

Forecasts of one country resemble each other, and so do those of one year; resampling single rows would
count each of them as new evidence and make intervals too narrow.

Source:
    Efron (1979), Annals of Statistics 7(1), 1-26. Blocks of time, taken in a circle: Politis and Romano
    (1992), in LePage and Billard, Exploring the Limits of Bootstrap, 263-270. Countries and time at once:
    Owen (2007), Annals of Applied Statistics 1(2), 386-411, which errs on the wide side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.scores.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    check_shapes,
    numbers,
    whole_numbers,
    yes_or_no,
)

Score = Callable[[FloatArray, BoolArray], float]
"""A score of probabilities (N,) against what happened (N,)."""
Statistic = Callable[[IntArray], float]
"""A number made from the rows with these positions, which may come more than once."""

_LEAST_DEFINED = 0.5


@dataclass(frozen=True, slots=True)
class Interval:
    """A score and its central percentile interval."""

    value: float
    """The score on the rows as they are."""
    low: float
    """Lower end."""
    high: float
    """Upper end."""
    n_undefined: int = 0
    """Resamples left out since the score has no meaning for them, such as one without any onset."""

    @property
    def excludes_zero(self) -> bool:
        """True where the whole interval lies on one side of 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Blocks:
    """Which rows stay together when N rows are resampled."""

    clusters: IntArray | None
    """Cluster of each row, shape (N,), numbered from 0."""
    spans: IntArray | None
    """Period of each row, shape (N,), numbered from 0 in order of time."""
    length: int
    """Periods that a block of time is long."""

    def __len__(self) -> int:
        rows = self.clusters if self.clusters is not None else self.spans
        return 0 if rows is None else len(rows)

    def resamples(self, n: int, seed: int) -> Iterator[IntArray]:
        """Positions of the rows of n resamples, rising; the same seed gives the same ones.

        Args:
            n: how many.
            seed: of chance.
        """
        chance = np.random.default_rng(seed)
        for _ in range(n):
            times = np.ones(len(self), dtype=np.int64)
            if self.clusters is not None:
                times *= _drawn(chance, int(self.clusters.max()) + 1, 1)[self.clusters]
            if self.spans is not None:
                times *= _drawn(chance, int(self.spans.max()) + 1, self.length)[self.spans]
            yield np.repeat(np.arange(len(self)), times)


def blocks_of(*, clusters: ArrayLike | None = None, periods: ArrayLike | None = None, length: int = 1) -> Blocks:
    """The blocks that rows are resampled in: by cluster, by stretch of time, or by both.

    Args:
        clusters: what each row belongs to, such as its country, as numbers or text, shape (N,).
        periods: when each row is, in numbers or text whose order is that of time, shape (N,).
        length: how many periods in a row stay together, from 1 to the number of periods; at least as many
            as the windows of neighbouring rows overlap.

    Raises:
        ShapeError: neither is given, or they differ in shape.
        ValueRangeError: a length outside its range.
    """
    cluster = None if clusters is None else whole_numbers("clusters", clusters)
    span = None if periods is None else whole_numbers("periods", periods)
    given = [("clusters", cluster), ("periods", span)]
    check_shapes(*((name, rows) for name, rows in given if rows is not None))
    if cluster is None and span is None:
        raise ShapeError(
            expected="clusters, periods or both",
            found="neither",
            where="blocks",
            remedy="Say which rows belong together: single rows of one country are no evidence of their own.",
        )
    longest = 1 if span is None else int(span.max()) + 1
    if not 1 <= length <= longest:
        raise ValueRangeError(
            expected=f"a length in 1..{longest}", found=str(length), where="length", remedy="Choose shorter blocks."
        )
    return Blocks(cluster, span, length)


def block_bootstrap(
    statistic: Statistic, blocks: Blocks, *, n_resamples: int, seed: int, coverage: float = 0.95
) -> Interval:
    """A statistic of all rows and its percentile interval over resampled blocks.

    Args:
        statistic: takes positions of rows and gives a number; raises ValueRangeError where it has none.
        blocks: which rows stay together.
        n_resamples: how many; 2,000 keep the ends of a 95 % interval steady to about a tenth of its width.
        seed: of chance; the same seed gives the same interval.
        coverage: how much the interval should hold, in (0, 1).

    Raises:
        ValueRangeError: the statistic has no value for the rows as they are, is not finite, or has none for
            more than half of the resamples; or numbers outside their ranges.
    """
    if n_resamples < 1 or not 0 < coverage < 1:
        raise ValueRangeError(
            expected="at least one resample and a coverage in (0, 1)",
            found="others",
            where="bootstrap",
            remedy="Ask for some 2,000 resamples and a coverage such as 0.95.",
        )
    value = statistic(np.arange(len(blocks)))
    found = [_value(statistic, rows) for rows in blocks.resamples(n_resamples, seed)]
    defined = numbers("statistic", [value, *(each for each in found if each is not None)])
    if len(defined) - 1 < _LEAST_DEFINED * n_resamples:
        raise ValueRangeError(
            expected="a statistic that most resamples have",
            found=f"{len(defined) - 1} of {n_resamples}",
            where="bootstrap",
            remedy="Too few blocks hold an event: score more periods or units together.",
        )
    low, high = np.quantile(defined[1:], [(1 - coverage) / 2, (1 + coverage) / 2])
    return Interval(value, float(low), float(high), n_resamples - len(defined) + 1)


def mean_bootstrap(
    terms: FloatArray, blocks: Blocks, *, n_resamples: int, seed: int, coverage: float = 0.95
) -> Interval:
    """The mean of per-row terms and its interval: a mean score, or the mean difference of two.

    Args:
        terms: one number for each row, such as Brier or CRPS terms or differences of them, shape (N,).
        blocks: which of the N rows stay together.
        n_resamples: how many resamples.
        seed: of chance.
        coverage: how much the interval should hold, in (0, 1).

    Raises:
        ShapeError: not one term for each row of the blocks.
        ValueRangeError: a term is not finite, or numbers outside their ranges.
    """
    given = numbers("terms", terms)
    check_shapes(("terms", given), ("blocks", np.empty(len(blocks))))
    return block_bootstrap(
        lambda rows: _mean(given, rows), blocks, n_resamples=n_resamples, seed=seed, coverage=coverage
    )


def paired_bootstrap(
    score: Score,
    forecasts: tuple[FloatArray, FloatArray],
    occurred: BoolArray,
    blocks: Blocks,
    *,
    n_resamples: int,
    seed: int,
    coverage: float = 0.95,
) -> Interval:
    """Score of the first forecasts less that of the second, both on the same resampled rows.

    Pairing takes out what makes rows easy or hard for both, so the interval is narrower than those of the
    two scores suggest.

    Args:
        score: any score of probabilities against outcomes, such as `roc_auc`.
        forecasts: two sets of probabilities, each shape (N,).
        occurred: True where the target occurred inside its window, shape (N,).
        blocks: which of the N rows stay together.
        n_resamples: how many resamples.
        seed: of chance.
        coverage: how much the interval should hold, in (0, 1).

    Raises:
        ShapeError: arrays that differ in shape.
        ValueRangeError: as the score, or it has no value for most resamples.
    """
    ours, theirs = (numbers("forecasts", values) for values in forecasts)
    happened = yes_or_no("occurred", occurred)
    check_shapes(("ours", ours), ("theirs", theirs), ("occurred", happened), ("blocks", np.empty(len(blocks))))

    def difference(rows: IntArray) -> float:
        return score(ours[rows], happened[rows]) - score(theirs[rows], happened[rows])

    return block_bootstrap(difference, blocks, n_resamples=n_resamples, seed=seed, coverage=coverage)


def _drawn(chance: np.random.Generator, n: int, length: int) -> IntArray:
    """How often each of n items in a circle is drawn when stretches of that length are, shape (n,)."""
    n_stretches = -(-n // length)
    starts = np.repeat(chance.integers(n, size=n_stretches), length)
    places = (starts + np.tile(np.arange(length), n_stretches)) % n
    return np.bincount(places[:n], minlength=n)


def _value(statistic: Statistic, rows: IntArray) -> float | None:
    """The statistic of a resample; none where it has no meaning, such as without any row or event."""
    try:
        return statistic(rows) if len(rows) else None
    except ValueRangeError:
        return None


def _mean(terms: FloatArray, rows: IntArray) -> float:
    return float(terms[rows].mean())
