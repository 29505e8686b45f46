"""Violence next door, in the subregion and in the world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forestall.clock import month_index
from forestall.foresee.features.layout import CONTINUED_AS
from forestall.foresee.features.recent import recorded_sum
from forestall.foresee.features.table import Columns
from forestall.foresee.features.unit_months import UnitMonths
from forestall.foresee.scores.arrays import FloatArray, IntArray
from forestall.places.borders import borders
from forestall.places.countries import countries


@dataclass(frozen=True, slots=True)
class SharedBorder:
    """Two units that touch on land over some months of a record."""

    one: int
    other: int
    start: int
    """First column."""
    stop: int
    """First column without it."""


def shared_borders(record: UnitMonths) -> tuple[SharedBorder, ...]:
    """Every land border of the units, with the columns over which it stood."""
    position = {unit: number for number, unit in enumerate(record.units)}
    position |= {code: position[unit] for code, unit in CONTINUED_AS.items() if unit in position}
    found = []
    for border in borders():
        one, other = position.get(border.one), position.get(border.other)
        if one is None or other is None:
            continue
        start = month_index(border.start) - record.first if border.start else 0
        stop = month_index(border.end) - record.first if border.end else record.n_months
        if max(start, 0) < min(stop, record.n_months):
            found.append(SharedBorder(one, other, max(start, 0), min(stop, record.n_months)))
    return tuple(found)


def neighbours_at(near: tuple[SharedBorder, ...], unit: int, column: int) -> IntArray:
    """Positions of the units that touch one in a month, shape (N,)."""
    touching = [
        border for border in near if unit in (border.one, border.other) and border.start <= column < border.stop
    ]
    return np.array([border.other if border.one == unit else border.one for border in touching], dtype=np.int64)


def neighbourhood(record: UnitMonths, near: tuple[SharedBorder, ...]) -> Columns:
    """8 columns, each shape (U, T); counts as log(1 + count)."""
    deaths, best = (np.nan_to_num(record.values[name]) for name in ("civilian_deaths", "deaths_best"))
    region = _same_subregion(record.units)
    columns: Columns = {}
    for width in (3, 12):
        killed = recorded_sum(deaths, width)
        columns[f"near_civ_{width}"] = np.log1p(_next_door(near, killed))
        columns[f"near_best_{width}"] = np.log1p(_next_door(near, recorded_sum(best, width)))
        columns[f"region_civ_{width}"] = np.log1p(region @ killed)
    is_hot = (recorded_sum((deaths >= 25).astype(float), 12) > 0).astype(float)
    columns["near_hot_12"] = _next_door(near, is_hot)
    share = (recorded_sum(deaths, 12) >= 25).sum(axis=0) / record.exists.sum(axis=0)
    columns["world_rate_12"] = np.tile(share, (len(record.units), 1))
    return columns


def _next_door(near: tuple[SharedBorder, ...], values: FloatArray) -> FloatArray:
    total = np.zeros_like(values)
    for border in near:
        months = slice(border.start, border.stop)
        total[border.one, months] += values[border.other, months]
        total[border.other, months] += values[border.one, months]
    return total


def _same_subregion(units: tuple[str, ...]) -> FloatArray:
    """1 where two units lie in one UN subregion, 0 with itself, shape (U, U)."""
    codes = {country.key: country.subregion_code for country in countries()}
    named = np.array([codes[unit] or "" for unit in units])
    same: FloatArray = (named[:, np.newaxis] == named[np.newaxis, :]).astype(float)
    return same - np.eye(len(units))
