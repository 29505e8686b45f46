"""Each country's record as a page draws it: years of mass killing, and civilians killed where somebody counted."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow.compute as pc

from forestall.foresee.features.country_year.design import Design
from forestall.foresee.inputs import Inputs
from forestall.foresee.targets.mass_killing_onset import KillingState
from forestall.runs.outlook.content import HistoryPoint

Deaths = Mapping[tuple[str, int], int]
"""Civilians killed, by country and year; a year that isn't there is unknown."""
COUNTED = "ged_country_month"


def histories(design: Design, deaths: Deaths) -> dict[int, tuple[HistoryPoint, ...]]:
    """The record of each unit of a design, year by year."""
    points: dict[int, list[HistoryPoint]] = {}
    before: dict[int, float] = {}
    for row in range(len(design.rows)):
        unit, year = int(design.rows.unit[row]), int(design.rows.year[row])
        going = design.rows.state_of(row) == KillingState.ONGOING
        # The outcome of the year before says whether one began in this year.
        began = before.get(unit, float("nan")) > 0
        before[unit] = float(design.rows.onset["1"][row])
        killing = "onset" if began else "ongoing" if going else None
        counted = deaths.get((design.rows.country[row], year))
        points.setdefault(unit, []).append(HistoryPoint(year, killing, counted))  # type: ignore[arg-type]
    return {unit: tuple(found) for unit, found in points.items()}


def civilians_killed(inputs: Inputs) -> Deaths:
    """Civilians killed in organised violence by country and year, for years that are covered whole."""
    if COUNTED not in inputs:
        return {}
    rows = inputs.table(COUNTED)
    year = pc.year(rows.column("month"))
    counted = (
        rows.append_column("year", year)
        .group_by(["country", "year"])
        .aggregate([("deaths_civilians", "sum"), ("deaths_civilians", "count")])
    )
    whole = counted.filter(pc.equal(counted.column("deaths_civilians_count"), 12))
    return {
        (country, int(found)): int(total)
        for country, found, total in zip(
            whole.column("country").to_pylist(),
            whole.column("year").to_pylist(),
            whole.column("deaths_civilians_sum").to_pylist(),
            strict=True,
        )
        if country
    }
