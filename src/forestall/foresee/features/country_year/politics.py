"""Coups, leaders, regimes and elections as they stood in December of the year."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from forestall.clock import MONTHS_PER_YEAR
from forestall.foresee.features.country_year.grid import StateYears, as_in_onset_data
from forestall.foresee.features.country_year.past import fading_sum, since
from forestall.foresee.inputs import Inputs
from forestall.foresee.scores.arrays import FloatArray, IntArray
from forestall.foresee.targets.mass_killing_onset import numbers_of, whole_of

COUPS, LEADERS, REGIMES, ELECTIONS = "coups_country_year", "leaders", "regimes", "elections"

_NORTH_YEMEN, _YEMEN, _HELD_ON_FROM = 678, 679, 1978
"""The leader of North Yemen from 1978 on became that of united Yemen, so his tenure goes on there."""
_LONGEST_LIST = 60
"""Years after which a list that names no successor is taken to say nothing."""
_USUAL_TENURE, _USUAL_REGIME, _OLDEST_REGIME = 4.0, 20.0, 80.0
_REGIME_KINDS = ("democracy", "personal", "military", "party", "monarchy", "fluid")
_FLUID = ("provisional", "warlord", "occupied")
_LATE = "Delay|Not Met|Cancel"


def coups(states: StateYears, inputs: Inputs) -> dict[str, FloatArray]:
    """Columns of coups by name, each shape (U, P); a year that the list doesn't name had no known attempt."""
    attempted = np.nan_to_num(states.lay_out(inputs.table(COUPS), "has_attempt"))
    return {
        "politics_coup": attempted,
        "politics_coup_decay_2": fading_sum(attempted, 2),
        "politics_coup_decay_8": fading_sum(attempted, 8),
    }


def leaders(states: StateYears, inputs: Inputs) -> dict[str, FloatArray]:
    """Columns of leaders by name, each shape (U, P); a leader stands until the list names the next."""
    rows = inputs.table(LEADERS).sort_by([("start_year", "ascending"), ("start_month", "ascending")])
    tenure = np.full(states.shape, np.nan)
    entries, soldier = np.zeros(states.shape), np.zeros(states.shape)
    years = np.arange(states.first, states.last + 1)
    military = numbers_of(rows, "military_career") == 1
    starts = whole_of(rows, "start_year"), numbers_of(rows, "start_month")
    for cow, year, month, is_soldier in zip(whole_of(rows, "cow_given"), *starts, military, strict=True):
        first = max(int(year) - states.first, 0)
        if first >= states.n_years:
            continue
        reign = slice(first, first + _LONGEST_LIST + 1)
        for unit in _led(states, int(cow), int(year)):
            tenure[unit, reign] = years[reign] + 1 - (year + (month - 1) / MONTHS_PER_YEAR)
            soldier[unit, reign] = is_soldier
            entries[unit, first] += 1
    return {
        "politics_tenure": np.log1p(np.nan_to_num(tenure, nan=_USUAL_TENURE)),
        "politics_new_leader": (entries > 0).astype(np.float64),
        "politics_leaders_decay_3": fading_sum(np.minimum(entries, 3), 3),
        "politics_soldier": soldier,
    }


def regimes(states: StateYears, inputs: Inputs) -> dict[str, FloatArray]:
    """Columns of regimes by name, each shape (U, P); a regime stands until the list names the next."""
    rows = inputs.table(REGIMES).sort_by([("start_year", "ascending"), ("start_month", "ascending")])
    age = np.full(states.shape, np.nan)
    kinds = {kind: np.zeros(states.shape) for kind in _REGIME_KINDS}
    years = np.arange(states.first, states.last + 1)
    starts = whole_of(rows, "start_year"), whole_of(rows, "start_month")
    named = rows.column("regime_type").to_pylist()
    for cow, year, month, name in zip(whole_of(rows, "cow_given"), *starts, named, strict=True):
        first = max(int(year) - states.first, 0)
        for unit in _units(states, {as_in_onset_data(int(cow))}):
            age[unit, first:] = years[first:] + 1 - (year + (month - 1) / MONTHS_PER_YEAR)
            for kind, grid in kinds.items():
                grid[unit, first:] = float(kind == regime_kind(name))
    return {
        "politics_regime_age": np.log1p(np.nan_to_num(np.minimum(age, _OLDEST_REGIME), nan=_USUAL_REGIME)),
        "politics_regime_new_2": (np.nan_to_num(age, nan=99) <= 2).astype(np.float64),
        **{f"politics_{kind}": grid for kind, grid in kinds.items()},
    }


def regime_kind(name: str) -> str:
    """One of six kinds for the publisher's many.

    Source:
        Geddes, Wright and Frantz (2014), Perspectives on Politics 12(2), 313-331, as REIGN extends it.
    """
    given = name.strip()
    if given in {"parliamentary", "presidential"}:
        return "democracy"
    if any(word in given for word in _FLUID):
        return "fluid"
    if "military" in given and "party" not in given:
        return "military"
    return given if given in {"personal", "monarchy"} else "party"


def elections(states: StateYears, inputs: Inputs) -> dict[str, FloatArray]:
    """Columns of elections by name, each shape (U, P)."""
    rows = inputs.table(ELECTIONS)
    votes = _per_year(states, rows.filter(pc.starts_with(rows.column("step"), "Vote")))
    late = _per_year(states, rows.filter(pc.match_substring_regex(rows.column("step"), _LATE)))
    return {
        "politics_vote": (votes > 0).astype(np.float64),
        "politics_vote_since": np.log1p(since(votes, 20)),
        "politics_vote_delay_decay_2": fading_sum(np.minimum(late, 2), 2),
    }


def _per_year(states: StateYears, rows: pa.Table) -> FloatArray:
    """How many rows a state has in a year, shape (U, P)."""
    cow = np.array([as_in_onset_data(cow) for cow in whole_of(rows, "cow_given").tolist()], dtype=np.int64)
    unit, period = states.places(cow, whole_of(rows, "year"))
    made = np.zeros(states.shape)
    np.add.at(made, (unit[unit >= 0], period[unit >= 0]), 1)
    return made


def _led(states: StateYears, cow: int, year: int) -> IntArray:
    holds_on = cow == _NORTH_YEMEN and year >= _HELD_ON_FROM
    return _units(states, {as_in_onset_data(cow), _YEMEN if holds_on else as_in_onset_data(cow)})


def _units(states: StateYears, numbers: set[int]) -> IntArray:
    found = (states.unit_of(number) for number in sorted(numbers))
    return np.array([unit for unit in found if unit is not None], dtype=np.int64)
