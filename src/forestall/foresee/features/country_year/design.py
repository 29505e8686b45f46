"""The design: every column for every country-year, family by family, in the order models read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from forestall.clock import MONTHS_PER_YEAR
from forestall.foresee.features.country_year.columns import Column, all_columns, structure_columns
from forestall.foresee.features.country_year.deaths import DEATHS, monthly_deaths
from forestall.foresee.features.country_year.grid import StateYears, state_years
from forestall.foresee.features.country_year.history import history
from forestall.foresee.features.country_year.neighbours import neighbourhood
from forestall.foresee.features.country_year.news import NEWS, latest_news, news
from forestall.foresee.features.country_year.politics import (
    COUPS,
    ELECTIONS,
    LEADERS,
    REGIMES,
    coups,
    elections,
    leaders,
    regimes,
)
from forestall.foresee.features.country_year.recency import recency
from forestall.foresee.features.country_year.trends import trends
from forestall.foresee.inputs import Inputs, InputTable
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.mass_killing_onset import OUTCOMES, PREDICTORS, CountryYears, country_years

REQUIRED = (PREDICTORS, OUTCOMES)
"""Datasets without which there is no design."""
OPTIONAL = (COUPS, LEADERS, REGIMES, ELECTIONS, DEATHS, NEWS)
"""Datasets whose columns are unknown where they are missing."""
BY_HEIR = (DEATHS, NEWS)
"""Datasets of the countries of today, which a state reads by its heir."""

_FROM_OUTCOMES: tuple[Callable[[StateYears], Mapping[str, FloatArray]], ...] = (history, trends, neighbourhood)
_FROM_DATASET: tuple[tuple[str, Callable[[StateYears, Inputs], Mapping[str, FloatArray]]], ...] = (
    (COUPS, coups),
    (LEADERS, leaders),
    (REGIMES, regimes),
    (ELECTIONS, elections),
    (DEATHS, monthly_deaths),
    (NEWS, news),
    (DEATHS, recency),
    (NEWS, latest_news),
)


@dataclass(frozen=True)
class Design:
    """N country-years and their F columns, NaN where unknown."""

    rows: CountryYears
    columns: tuple[Column, ...]
    values: FloatArray
    """Shape (N, F)."""
    missing: tuple[str, ...]
    """Datasets that were not among the inputs."""

    def places(self, views: tuple[str, ...]) -> tuple[int, ...]:
        """Positions of the columns of these views, in the order of the design."""
        return tuple(place for place, column in enumerate(self.columns) if column.view in views)

    def last_year_known(self, view: str) -> int | None:
        """Last year for which any column of a view is known."""
        known = ~np.isnan(self.values[:, self.places((view,))]).all(axis=1)
        return int(self.rows.year[known].max()) if known.any() else None


def build_design(inputs: Inputs) -> Design:
    """Every country-year and column, each made from what was dated in or before the row's year.

    Args:
        inputs: must hold REQUIRED; columns of OPTIONAL datasets that are not there are unknown.

    Raises:
        NotFound: a required dataset is not among the inputs.
    """
    rows, states = country_years(inputs, structure_columns()), state_years(inputs)
    grids: dict[str, FloatArray] = {}
    for family in _FROM_OUTCOMES:
        grids |= family(states)
    for dataset, from_dataset in _FROM_DATASET:
        if dataset in inputs:
            grids |= _while_covered(from_dataset(states, inputs), states, inputs.tables[dataset])
    found = states.read(grids, rows.unit, rows.year) | dict(zip(rows.names, rows.predictors.T, strict=True))
    unknown = np.full(len(rows), np.nan)
    values = np.column_stack([found.get(column.name, unknown) for column in all_columns()])
    return Design(rows, all_columns(), values, tuple(name for name in OPTIONAL if name not in inputs))


def _while_covered(grids: Mapping[str, FloatArray], states: StateYears, table: InputTable) -> dict[str, FloatArray]:
    """Columns that are unknown for years whose December their dataset doesn't cover, and for states it can't tell of.

    A list that stopped names no later election and no later ruler: that is not known, and not none. Nor had a
    state no deaths whose deaths stand in the rows of another.
    """
    is_covered, coverage = np.ones(states.shape, dtype=bool), table.coverage
    if coverage.last is not None:
        last = coverage.last.year - ((coverage.last.month or MONTHS_PER_YEAR) < MONTHS_PER_YEAR)
        is_covered &= np.arange(states.first, states.last + 1) <= last
    if table.dataset in BY_HEIR and coverage.countries:
        is_covered &= np.isin(states.heirs, coverage.countries)[:, np.newaxis]
    return {name: np.where(is_covered, grid, np.nan) for name, grid in grids.items()}
