"""Ridge logistic regression over (unit, month, horizon, threshold) rows, with hinges and a cold and a warm part.

A smooth partner of the boosted trees: same rows, same relative features. It is not monotone by itself;
`make_coherent` settles the few crossings.

Source:
    le Cessie and van Houwelingen (1992), Ridge estimators in logistic regression, Applied Statistics 41(1),
    191-201.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from forestall.foresee.models.stacked_rows import RELATIVE, Sample
from forestall.foresee.scores.arrays import BoolArray, FloatArray

Floats = NDArray[np.float32]

HINGED = ("z_window", "z_12", "z_120", "z_decay_3", "z_decay_12", "z_best_12")
HINGES = (-2.0, 0.0, 2.0)
POOLS = (6, 12, 36, 120)
COLD = "civ_share_1_12"
"""Where this feature is 0, no civilian was killed within twelve months: the cold part."""
N_BENT = 6
"""How many of the first chosen features bend with horizon and threshold."""
BLOCK = 8192
"""Rows worked on at a time. Blocks are added up in their order, so the number of threads plays no part."""
MOST_STEPS = 25
SMALL_STEP = 3e-3
LONGEST_STEP = 3.0
SUREST = 30.0
"""Log odds beyond which nothing changes any more."""
WIDEST = 6.0
"""Standard deviations beyond which a feature counts no further."""

_PLACE = {name: number for number, (name, _) in enumerate(RELATIVE)}


@dataclass(frozen=True)
class StackedLogit:
    """P(window total >= c) by a ridge-penalised logistic regression, fitted."""

    chosen: tuple[int, ...]
    """Positions of its features among those of the unit-months."""
    cold: int
    """Position of the feature that parts cold from warm."""
    center: Floats
    scale: Floats
    weights: FloatArray

    def forecast(self, relative: FloatArray, own: Floats) -> FloatArray:
        """P(total >= c) of N rows, shape (N,).

        Args:
            relative: shape (N, 18).
            own: features of the unit-months, shape (N, F).
        """
        raw = raw_design(relative, own, self.chosen, self.cold)
        with threadpool_limits(1):
            return _logistic(scaled_design(raw, self.center, self.scale).astype(np.float64) @ self.weights)


def fit_stacked_logit(
    relative: FloatArray, own: Floats, sample: Sample, names: tuple[str, ...], *, chosen: tuple[str, ...],
    ridge: float, n_threads: int,
) -> StackedLogit:  # fmt: skip
    """A logistic regression fitted by Newton steps to the rows of a sample.

    Args:
        relative: shape (N, 18).
        own: features of the unit-months, shape (N, F).
        sample: outcomes and weights of the N rows.
        names: of the features, length F.
        chosen: which of them to use; those that are not there are passed over.
        ridge: penalty on the square of each weight of a standardised column.
        n_threads: how many; the result is the same with any.
    """
    places = tuple(names.index(name) for name in chosen if name in names)
    cold = names.index(COLD)
    blocks = [slice(start, start + BLOCK) for start in range(0, len(relative), BLOCK)]
    with threadpool_limits(1), ThreadPoolExecutor(n_threads) as threads:
        raw = list(threads.map(lambda rows: raw_design(relative[rows], own[rows], places, cold), blocks))
        center, scale = _center_and_scale(raw, threads)
        design = list(threads.map(lambda part: scaled_design(part, center, scale), raw))
        weight = (sample.weight / sample.weight.mean()).astype(np.float64)
        parts = zip(design, blocks, strict=True)
        weights = _newton([_Block(part, sample.occurred[at], weight[at]) for part, at in parts], ridge, threads)
    return StackedLogit(places, cold, center, scale, weights)


def raw_design(relative: FloatArray, own: Floats, chosen: tuple[int, ...], cold: int) -> Floats:
    """Columns before they are standardised, shape (N, D)."""
    is_cold = (own[:, cold] == 0).astype(np.float32)[:, np.newaxis]
    taken = np.nan_to_num(own[:, list(chosen)])
    given = relative.astype(np.float32)
    log_c, log_h = given[:, _PLACE["log_c"], np.newaxis], given[:, _PLACE["log_h"], np.newaxis]
    hinges = [np.maximum(given[:, _PLACE[name]] - at, 0)[:, np.newaxis] for name in HINGED for at in HINGES]
    pools = [(given[:, _PLACE[f"share_{pool}"], np.newaxis] * pool, pool) for pool in POOLS]
    odds = [np.log((hits + 0.5) / (pool - hits + 0.5)) for hits, pool in pools]
    mixed = [is_cold * log_c, is_cold * log_h, is_cold, log_c * log_h, log_c**2 / 10, is_cold * taken]
    bent = [log_h * taken[:, :N_BENT], log_c * taken[:, :N_BENT]]
    return np.concatenate([given, *hinges, *odds, taken, *mixed, *bent], axis=1)


def scaled_design(raw: Floats, center: Floats, scale: Floats) -> Floats:
    """A column of ones and the standardised columns, shape (N, 1 + D)."""
    design = np.empty((len(raw), raw.shape[1] + 1), dtype=np.float32)
    design[:, 0] = 1
    np.clip((raw - center) / scale, -WIDEST, WIDEST, out=design[:, 1:])
    return design


def _center_and_scale(raw: list[Floats], threads: ThreadPoolExecutor) -> tuple[Floats, Floats]:
    n_rows = sum(map(len, raw))
    center = _summed(threads.map(lambda part: part.sum(axis=0, dtype=np.float64), raw)) / n_rows
    squares = _summed(threads.map(lambda part: np.square(part - center).sum(axis=0), raw))
    return center.astype(np.float32), np.maximum(np.sqrt(squares / n_rows), 1e-6).astype(np.float32)


def _newton(blocks: list[_Block], ridge: float, threads: ThreadPoolExecutor) -> FloatArray:
    """Weights at which the penalised likelihood is highest, shape (1 + D,)."""
    penalty = np.full(blocks[0].design.shape[1], ridge)
    penalty[0] = 1e-6
    weights = np.zeros(len(penalty))
    for _ in range(MOST_STEPS):
        both = _summed(threads.map(partial(_slopes, weights=weights), blocks))
        step = np.linalg.solve(both[1:] + np.diag(penalty), both[0] - penalty * weights)
        longest = float(np.abs(step).max())
        weights = weights + step * min(1.0, LONGEST_STEP / max(longest, 1e-9))
        if longest < SMALL_STEP:
            break
    return weights


@dataclass(frozen=True)
class _Block:
    """Some rows of the design, what came of them, and what they count."""

    design: Floats
    occurred: BoolArray
    weight: FloatArray


def _slopes(block: _Block, weights: FloatArray) -> FloatArray:
    """Gradient of the likelihood, and under it the curvature, shape (2 + D, 1 + D)."""
    p = _logistic(block.design @ weights.astype(np.float32))
    gradient = (block.weight * (block.occurred - p)).astype(np.float32) @ block.design
    bent = block.design * np.sqrt(block.weight * np.maximum(p * (1 - p), 1e-6)).astype(np.float32)[:, np.newaxis]
    return np.concatenate([gradient[np.newaxis], bent.T @ bent]).astype(np.float64)


def _logistic(values: FloatArray | Floats) -> FloatArray:
    chances: FloatArray = 1 / (1 + np.exp(-np.clip(values, -SUREST, SUREST).astype(np.float64)))
    return chances


def _summed(parts: Iterable[FloatArray]) -> FloatArray:
    """The parts added up in their order."""
    return reduce(np.add, parts)
