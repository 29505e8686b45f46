"""What an outlook can be made from at this node: everything that was loaded, or the embedded record alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from forestall.foresee.ensemble.onset import EMBEDDED, IN_USE
from forestall.foresee.features.country_year.design import OPTIONAL, REQUIRED, Design, build_design
from forestall.foresee.features.country_year.record import record_design
from forestall.foresee.inputs import Inputs
from forestall.foresee.targets.episodes import LAST_YEAR
from forestall.memory.lake.lake import Lake
from forestall.memory.read import Reader
from forestall.observe.catalogue import find_datasets
from forestall.observe.registering import STALE_AFTER_DAYS
from forestall.places.countries import states_at
from forestall.runs.inputs import lake_inputs
from forestall.runs.outlook.assemble import Grounds
from forestall.runs.outlook.content import Freshness
from forestall.runs.outlook.history import civilians_killed

_NOT_IN_INPUTS = "not among the countries of its sources, or a predictor is unknown"
_RECORD_CITATION = "Early Warning Project, list of mass killings, 2025 edition; facts re-tabulated."


def grounds_at(lake: Lake, reader: Reader, today: date, as_of: datetime | None, kept_in: Path) -> Grounds:
    """The grounds of an outlook: the lake's datasets as known then, or the embedded record where they don't suffice.

    Args:
        lake: where loads are.
        reader: who asks.
        today: against which inputs are stale.
        as_of: what was recorded by then; now, when not given.
        kept_in: folder for results kept between runs.
    """
    inputs = lake_inputs(lake, reader, (*REQUIRED, *OPTIONAL), as_of)
    if any(name not in inputs for name in REQUIRED):
        return embedded_grounds(today, inputs)
    design = build_design(inputs)
    return Grounds(
        design=design,
        model=IN_USE,
        inputs="full",
        freshness=_freshness(inputs, today),
        deaths=civilians_killed(inputs),
        unknown=_unknown(design, today),
        kept_in=kept_in,
    )


def embedded_grounds(today: date, inputs: Inputs | None = None) -> Grounds:
    """The grounds of a node without data: every mass killing since 1945, and the table of countries."""
    design = record_design()
    own = Freshness(
        dataset="episodes",
        title="Mass killings since 1945 (embedded record)",
        last_period=str(LAST_YEAR),
        recorded_on=None,
        state="present" if today.year - LAST_YEAR <= 1 else "stale",
        n_countries=len(set(design.rows.unit.tolist())),
        citation=_RECORD_CITATION,
    )
    return Grounds(
        design=design,
        model=EMBEDDED,
        inputs="embedded",
        freshness=(own, *_freshness(inputs or Inputs(), today)),
        deaths=civilians_killed(inputs or Inputs()),
        unknown=_unknown(design, today),
    )


def _unknown(design: Design, today: date) -> dict[str, str]:
    """States of today without a forecast: unknown, not calm."""
    last = int(design.rows.year.max())
    known = {country for country, year in zip(design.rows.country, design.rows.year, strict=True) if year == last}
    return {state.key: _NOT_IN_INPUTS for state in states_at(today) if state.key not in known and not state.exercise}


def _freshness(inputs: Inputs, today: date) -> tuple[Freshness, ...]:
    return tuple(_fresh(dataset, inputs, today) for dataset in (*REQUIRED, *OPTIONAL))


def _fresh(name: str, inputs: Inputs, today: date) -> Freshness:
    card = next(iter(find_datasets([name]))).card
    if name not in inputs:
        return Freshness(name, card.title, None, None, "unknown")
    table = inputs.tables[name]
    last = table.coverage.last
    late = timedelta(days=card.coverage.reporting_lag_days + STALE_AFTER_DAYS[card.coverage.frequency])
    return Freshness(
        dataset=name,
        title=card.title,
        last_period=str(last) if last else None,
        recorded_on=table.recorded_at.date() if table.recorded_at else None,
        state="stale" if last is None or last.latest() < today - late else "present",
        citation=card.cite,
    )
