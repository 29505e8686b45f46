"""All features of a country-month: the families, the dataset each needs, and how old each is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from forestall.clock import MONTHS_PER_YEAR
from forestall.foresee.features.country_month import coups, media, structure
from forestall.foresee.features.country_month.history import history
from forestall.foresee.features.country_month.neighbourhood import SharedBorder, neighbourhood
from forestall.foresee.features.country_month.violence import violence
from forestall.foresee.features.table import Columns, FeatureTable, held_after
from forestall.foresee.features.unit_months import UnitMonths
from forestall.foresee.inputs import Inputs
from forestall.foresee.months import month_numbers, month_text

MARCH, DECEMBER = 2, 11
"""Months since January."""


@dataclass(frozen=True)
class Family:
    """Features made from one dataset beside the record of violence."""

    dataset: str
    build: Callable[[UnitMonths, Inputs], Columns]
    read_until: int | None
    """For a yearly dataset the month, two years on, up to which its last year is the one to read."""


FAMILIES = (
    Family(coups.DATASET, coups.coups, None),
    Family(media.DATASET, media.media, None),
    Family(structure.PREDICTORS, structure.society, MARCH),
    Family(structure.ECONOMY, structure.economy, DECEMBER),
)


def build_features(record: UnitMonths, near: tuple[SharedBorder, ...], inputs: Inputs) -> FeatureTable:
    """Every feature that the inputs allow, in one fixed order; a dataset that is not there has none.

    Args:
        record: as known at its last month; no later month of any dataset is read.
        near: land borders of its units.
        inputs: tables of the datasets.

    Raises:
        UnreadableData: a dataset has two rows for one unit and month.
    """
    own = history(record) | violence(record) | neighbourhood(record, near)
    parts = [(own, record.last)]
    for family in FAMILIES:
        if family.dataset in inputs:
            last = last_month_read(family, inputs)
            parts.append((held_after(family.build(record, inputs), last - record.first + 1), last))
    columns = [array.astype(np.float32) for part, _ in parts for array in part.values()]
    return FeatureTable(
        names=tuple(name for part, _ in parts for name in part),
        values=np.stack(columns, axis=2),
        first=record.first,
        known_until=np.array([last for part, last in parts for _ in part], dtype=np.int64),
    )


def last_month_read(family: Family, inputs: Inputs) -> int:
    """The last month for which the family's dataset is up to date, in months since year 0.

    A dataset that says what it covers is taken at its word; one that doesn't, by its last row.
    """
    covered = inputs.tables[family.dataset].coverage.last
    rows = inputs.table(family.dataset)
    if family.read_until is None:
        if covered is not None:
            return covered.year * MONTHS_PER_YEAR + (covered.month or MONTHS_PER_YEAR) - 1
        return int(month_numbers(rows.column("month")).max()) if rows.num_rows else 0
    last_year = pc.max(rows.column("year")).as_py() or 0
    return int((last_year + 2) * MONTHS_PER_YEAR + family.read_until)


def stale_datasets(inputs: Inputs, month: int) -> dict[str, str]:
    """Datasets that stopped before that month, with their last month: their features stand still."""
    found = {family.dataset: last_month_read(family, inputs) for family in FAMILIES if family.dataset in inputs}
    return {dataset: month_text(last) for dataset, last in found.items() if last < month}
