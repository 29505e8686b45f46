"""What an outlook can be made from at this node: everything that was loaded, or the embedded record alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from forestall.foresee.ensemble.onset import EMBEDDED, IN_USE
from forestall.foresee.features.country_year.design import OPTIONAL, REQUIRED, Design, build_design
from forestall.foresee.features.country_year.record import record_design
from forestall.foresee.inputs import Inputs, InputTable
from forestall.foresee.models.civilian_deaths_pool import CARD as DEATHS_CARD
from forestall.foresee.targets.episodes import LAST_YEAR
from forestall.memory.lake.lake import Lake
from forestall.memory.read import Reader
from forestall.observe.card import DatasetCard
from forestall.observe.catalogue import find_datasets
from forestall.observe.registering import STALE_AFTER_DAYS
from forestall.places.countries import states_at
from forestall.records.values.partial_date import PartialDate
from forestall.runs.inputs import lake_inputs
from forestall.runs.outlook.assemble import Grounds
from forestall.runs.outlook.content import Freshness, FreshnessState
from forestall.runs.outlook.history import civilians_killed
from forestall.runs.outlook.others import DATASETS as OF_OTHERS
from forestall.runs.outlook.words import marked

OF_ONSET = (*REQUIRED, *OPTIONAL)
OF_DEATHS = (*DEATHS_CARD.inputs, *DEATHS_CARD.optional_inputs)
_NOT_IN_INPUTS = marked("not among the countries of its sources, or a predictor is unknown")
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
    loaded = lake_inputs(lake, reader, _datasets(), as_of)
    if any(name not in loaded for name in REQUIRED):
        return embedded_grounds(today, loaded, kept_in)
    inputs = _only(loaded, OF_ONSET)
    design = build_design(inputs)
    return Grounds(
        design=design,
        model=IN_USE,
        inputs="full",
        freshness=_freshness(loaded, today),
        deaths=civilians_killed(inputs),
        unknown=_unknown(design, today),
        of_deaths=_only(loaded, OF_DEATHS),
        of_others=_only(loaded, OF_OTHERS),
        kept_in=kept_in,
    )


def embedded_grounds(today: date, loaded: Inputs | None = None, kept_in: Path | None = None) -> Grounds:
    """The grounds of a node without predictors of onset: every mass killing since 1945, and the table of countries.

    Args:
        today: against which inputs are stale.
        loaded: what else there is, for the rest of the outlook.
        kept_in: folder for results kept between runs.
    """
    design, inputs = record_design(), loaded or Inputs()
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
        freshness=(own, *_freshness(inputs, today)),
        deaths=civilians_killed(inputs),
        unknown=_unknown(design, today),
        of_deaths=_only(inputs, OF_DEATHS),
        of_others=_only(inputs, OF_OTHERS),
        kept_in=kept_in,
    )


def _unknown(design: Design, today: date) -> dict[str, str]:
    """States of today without a forecast: unknown, not calm."""
    last = int(design.rows.year.max())
    known = {country for country, year in zip(design.rows.country, design.rows.year, strict=True) if year == last}
    return {state.key: _NOT_IN_INPUTS for state in states_at(today) if state.key not in known and not state.exercise}


def _datasets() -> tuple[str, ...]:
    """Every dataset that an outlook reads, each once."""
    return tuple(dict.fromkeys((*OF_ONSET, *OF_DEATHS, *OF_OTHERS)))


def _only(inputs: Inputs, datasets: tuple[str, ...]) -> Inputs:
    return Inputs({name: inputs.tables[name] for name in datasets if name in inputs})


def _freshness(inputs: Inputs, today: date) -> tuple[Freshness, ...]:
    return tuple(_fresh(dataset, inputs, today) for dataset in _datasets())


def _fresh(name: str, inputs: Inputs, today: date) -> Freshness:
    card = next(iter(find_datasets([name]))).card
    if name not in inputs:
        return Freshness(name, card.title, None, None, "unknown", marking=card.marking)
    table = inputs.tables[name]
    last = table.coverage.last or _last_year(table)
    return Freshness(
        dataset=name,
        title=card.title,
        last_period=str(last) if last else None,
        recorded_on=table.recorded_at.date() if table.recorded_at else None,
        state="present" if last and last.latest() >= today - _borne(card) else _late(card),
        citation=card.cite,
        marking=card.marking,
    )


def _borne(card: DatasetCard) -> timedelta:
    """How far behind a source may be; one that has ended goes stale as a yearly one does, it is no fresher."""
    frequency = "yearly" if card.coverage.frequency == "ended" else card.coverage.frequency
    return timedelta(days=card.coverage.reporting_lag_days + STALE_AFTER_DAYS[frequency])


def _late(card: DatasetCard) -> FreshnessState:
    return "stopped" if card.coverage.frequency == "ended" else "stale"


def _last_year(table: InputTable) -> PartialDate | None:
    """The year of the data that a forecast of others was made from, where its load doesn't say what it covers."""
    if "data_year" not in table.rows.column_names or not table.rows.num_rows:
        return None
    return PartialDate(year=max(table.rows.column("data_year").to_pylist()))
