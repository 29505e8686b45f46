"""The kernels once more, obvious and slow: plain loops over plain numbers, to hold the fast ones against."""

from __future__ import annotations

import math

import numpy as np


def slow_sum(row: list[float], window: int) -> list[float]:
    return [math.nan if t + 1 < window else sum(row[t + 1 - window : t + 1]) for t in range(len(row))]


def slow_since(row: list[float], least: float) -> list[float]:
    made: list[float] = []
    count = 0
    for value in row:
        count = 0 if math.isnan(value) or value >= least else count + 1
        made.append(math.nan if math.isnan(value) else count)
    return made


def slow_decay(row: list[float], half_life: float) -> list[float]:
    made = []
    for t, now in enumerate(row):
        known = [(t - u, value) for u, value in enumerate(row[: t + 1]) if not math.isnan(value)]
        made.append(math.nan if math.isnan(now) else sum(value * 0.5 ** (age / half_life) for age, value in known))
    return made


def slow_neighbours(cube: np.ndarray) -> np.ndarray:
    """Sum of the 8 neighbours on a globe of rows and columns, shape (R, C, T)."""
    n_rows, n_columns, n_periods = cube.shape
    made = np.zeros(cube.shape)
    for row in range(n_rows):
        for column in range(n_columns):
            for up in (-1, 0, 1):
                for right in (-1, 0, 1):
                    if (up, right) != (0, 0) and 0 <= row + up < n_rows:
                        for t in range(n_periods):
                            made[row, column, t] += cube[row + up, (column + right) % n_columns, t]
    return made
