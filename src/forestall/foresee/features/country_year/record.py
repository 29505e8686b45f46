"""The design of the embedded record: history of mass killing, neighbours, region and age, for every state.

It needs no dataset. Every column of a year is made from that year and earlier ones, every outcome from
years the record speaks about; a state that ends has no outcome after, and so no row that would count one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

import numpy as np

from forestall.foresee.features.country_year.columns import record_columns
from forestall.foresee.features.country_year.design import OPTIONAL, Design
from forestall.foresee.features.country_year.past import fading_sum, known_mean, since
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.episodes import FIRST_YEAR, LAST_YEAR, carries_on, episodes
from forestall.foresee.targets.mass_killing_onset import CountryYears
from forestall.places.borders import borders
from forestall.places.countries import states_at
from forestall.places.country import Country

_LONGEST = 60.0
_NEW = 5
_REGIONS = {"region_africa": "Africa", "region_americas": "Americas", "region_asia": "Asia", "region_europe": "Europe"}


@dataclass(frozen=True)
class _Record:
    """U states by P years."""

    keys: tuple[str, ...]
    by_year: tuple[dict[str, Country], ...]
    """States of each year's last day, by key."""

    @property
    def shape(self) -> tuple[int, int]:
        """(U, P)."""
        return len(self.keys), len(self.by_year)

    @cached_property
    def exists(self) -> FloatArray:
        """1 in years in which the state stood, shape (U, P)."""
        return np.array([[float(key in states) for states in self.by_year] for key in self.keys])

    def count(self, *, onsets: bool, with_past: bool = False) -> FloatArray:
        """Killings that began, or that went on, by state and year; with those of states it carries on."""
        made = np.zeros(self.shape)
        for unit, key in enumerate(self.keys):
            for episode in episodes():
                if episode.country in (carries_on(key) if with_past else {key}):
                    for year in range(FIRST_YEAR, LAST_YEAR + 1):
                        made[unit, year - FIRST_YEAR] += episode.first_year == year if onsets else episode.goes_on(year)
        return made

    def near(self, values: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Sum over the neighbours of each year, and how many there are, each shape (U, P)."""
        place = {key: number for number, key in enumerate(self.keys)}
        total, count = np.zeros(self.shape), np.zeros(self.shape)
        for period, states in enumerate(self.by_year):
            day = _last_day(FIRST_YEAR + period)
            for border in borders():
                if border.one in states and border.other in states and border.on(day):
                    pair = place[border.one], place[border.other]
                    for one, other in (pair, pair[::-1]):
                        total[one, period] += values[other, period]
                        count[one, period] += 1
        return total, count

    def share_of_subregion(self, values: FloatArray) -> FloatArray:
        """Mean over the other states of the subregion, 0 where there are none, shape (U, P)."""
        made = np.zeros(self.shape)
        for period, states in enumerate(self.by_year):
            groups = np.array(
                [states[key].subregion_code if key in states else None for key in self.keys], dtype=object
            )
            for group in set(groups) - {None}:
                members = groups == group
                n_others = members.sum() - 1
                if n_others:
                    mine = values[members, period]
                    made[members, period] = (mine.sum() - mine) / n_others
        return made


@cache
def record_design() -> Design:
    """Every state and year of the embedded record.

    The rows of the last two years have no outcome yet.
    """
    record = _record()
    columns = _columns(record)
    unit, period = np.nonzero(record.exists)
    values = np.column_stack([columns[column.name][unit, period] for column in record_columns()])
    names = tuple(column.name for column in record_columns())
    onset = {horizon: grid[unit, period] for horizon, grid in _outcomes(record).items()}
    keys = tuple(record.keys[number] for number in unit)
    rows = CountryYears(unit.astype(np.int64), keys, period + FIRST_YEAR, values, names, onset, ())
    return Design(rows, record_columns(), values, OPTIONAL)


def _record() -> _Record:
    by_year = tuple(
        {state.key: state for state in states_at(_last_day(year)) if not state.exercise}
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
    )
    return _Record(tuple(sorted({key for states in by_year for key in states})), by_year)


def _columns(record: _Record) -> dict[str, FloatArray]:
    own = record.count(onsets=False)
    going = (own > 0).astype(np.float64)
    past_onsets, past_going = record.count(onsets=True, with_past=True), record.count(onsets=False, with_past=True)
    near_going, n_near = record.near(going)
    near_onsets, _ = record.near(record.count(onsets=True))
    return {
        "n_ongoing_log2": np.log2(1 + own),
        "ever": (np.cumsum(past_going, axis=1) > 0).astype(np.float64),
        "history_since_going": np.log1p(since(past_going, _LONGEST)),
        "history_onsets_ever": np.log1p(np.cumsum(past_onsets, axis=1)),
        "history_onsets_decay_10": fading_sum(past_onsets, 10),
        "history_onsets_decay_3": fading_sum(past_onsets, 3),
        "history_age_of_going": np.log1p(np.where(going > 0, since(1 - going, _LONGEST), 0)),
        "near_going": near_going,
        "near_going_share": near_going / np.maximum(n_near, 1),
        "near_onset_decay_3": fading_sum(near_onsets, 3),
        "subregion_going_share": record.share_of_subregion(going),
        "world_onset_rate_10": _world_rate(record),
        **_state(record),
    }


def _world_rate(record: _Record) -> FloatArray:
    share = (record.count(onsets=True) > 0).sum(axis=0, keepdims=True) / record.exists.sum(axis=0, keepdims=True)
    return np.repeat(known_mean(share, 10), len(record.keys), axis=0)


def _state(record: _Record) -> dict[str, FloatArray]:
    """Age and region; the table of countries counts from the first day of the state, at the earliest 1816."""
    age = np.zeros(record.shape)
    regions = {name: np.zeros(record.shape) for name in _REGIONS}
    first: dict[str, int] = {}
    for period, states in enumerate(record.by_year):
        for unit, key in enumerate(record.keys):
            if key in states:
                began = first.setdefault(key, states[key].start.year)
                age[unit, period] = FIRST_YEAR + period - began
                for name, region in _REGIONS.items():
                    regions[name][unit, period] = states[key].region == region
    return {"country_age_log": np.log1p(age), "new_country": (age < _NEW).astype(np.float64), **regions}


def _outcomes(record: _Record) -> dict[str, FloatArray]:
    """Whether a killing began in the next year, the one after, or either; NaN where that is not known."""
    began = np.where(record.exists > 0, (record.count(onsets=True) > 0).astype(np.float64), np.nan)
    later = np.pad(began, ((0, 0), (0, 2)), constant_values=np.nan)
    first, second = later[:, 1:-1], later[:, 2:]
    either = np.where(np.isnan(first) | np.isnan(second), np.nan, np.fmax(first, second))
    return {"1": first, "2": second, "1or2": either}


def _last_day(year: int) -> date:
    return date(year, 12, 31)
