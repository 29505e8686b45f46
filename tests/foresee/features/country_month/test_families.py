"""Features of country-months: from the past alone, held when a source stops, left out when it is long gone."""

import dataclasses

import numpy as np
import pyarrow.compute as pc
import pytest

from foresee.invented_months import invented_inputs, nonsense_after, with_rows, without
from forestall.errors import LookAhead
from forestall.foresee.features.country_month import coups, media, structure
from forestall.foresee.features.country_month.families import FAMILIES, build_features, stale_datasets
from forestall.foresee.features.country_month.neighbourhood import shared_borders
from forestall.foresee.features.country_month.record import country_months
from forestall.foresee.features.table import FeatureTable
from forestall.foresee.inputs import Inputs
from forestall.foresee.months import month_number
from forestall.records.manifest import Coverage
from forestall.records.values.partial_date import PartialDate


def features_of(inputs: Inputs, as_of: str | None = None) -> FeatureTable:
    record = country_months(inputs, as_of)
    return build_features(record, shared_borders(record), inputs)


def column(table: FeatureTable, name: str, unit: str) -> np.ndarray:
    units = country_months(invented_inputs()).units
    return table.values[units.index(unit), :, table.names.index(name)]


def stopping(inputs: Inputs, dataset: str, year: int, month: int) -> Inputs:
    """The inputs with a dataset that says it ends there."""
    table = inputs.tables[dataset]
    ended = Coverage(first=table.coverage.first, last=PartialDate(year, month))
    return Inputs({**inputs.tables, dataset: dataclasses.replace(table, coverage=ended)})


def test_features_of_a_month_are_the_same_whatever_came_after() -> None:
    whole = features_of(invented_inputs())
    for made in (features_of(invented_inputs(), "2001-03"), features_of(nonsense_after(invented_inputs(), "2001-03"))):
        n_months = month_number("2001-03") - whole.first + 1
        assert made.names == whole.names
        assert made.values[:, :n_months].tobytes() == whole.values[:, :n_months].tobytes()


def test_a_planted_future_would_change_the_months_it_was_planted_in() -> None:
    whole, spoilt = features_of(invented_inputs()), features_of(nonsense_after(invented_inputs(), "2001-03"))
    later = month_number("2001-04") - whole.first
    assert not np.array_equal(spoilt.values[:, later:], whole.values[:, later:], equal_nan=True)


def test_features_don_t_answer_for_months_after_the_one_they_were_built_with() -> None:
    table = features_of(invented_inputs(), "2001-03")
    with pytest.raises(LookAhead, match="2001-04"):
        table.at(np.array([0]), np.array([month_number("2001-04") - table.first]))


def test_counts_are_those_of_the_last_months_by_hand() -> None:
    inputs = invented_inputs()
    deaths = country_months(inputs).deaths[country_months(inputs).units.index("SDN")]
    table = features_of(inputs)
    assert np.allclose(np.expm1(column(table, "civ_sum_3", "SDN")[50]), deaths[48:51].sum(), rtol=1e-5)
    assert np.isclose(column(table, "civ_share_25_12", "SDN")[50], (deaths[39:51] >= 25).mean())


def test_deaths_next_door_are_those_of_states_that_touch_then() -> None:
    inputs = invented_inputs()
    record = country_months(inputs)
    month = record.column("2000-06")
    touching = ["EGY", "ETH", "ERI", "KEN", "UGA", "COD", "CAF", "TCD", "LBY"]  # of Sudan before 2011
    killed = sum(record.deaths[record.units.index(unit), month - 2 : month + 1].sum() for unit in touching)
    assert np.isclose(np.expm1(column(features_of(inputs), "near_civ_3", "SDN")[month]), killed, rtol=1e-5)


def test_a_source_that_stopped_is_held_at_its_last_month_and_told() -> None:
    inputs = stopping(invented_inputs(), media.DATASET, 2004, 3)
    table = features_of(inputs)
    last = month_number("2004-03") - table.first
    fight = column(table, "media_fight_12", "SDN")
    assert (fight[last:] == fight[last]).all()
    assert fight[last - 1] != fight[last]
    assert stale_datasets(inputs, month_number("2004-12"))[media.DATASET] == "2004-03"
    assert media.DATASET not in stale_datasets(inputs, month_number("2004-03"))


def test_a_source_gone_for_more_than_a_year_is_not_read_by_new_fits() -> None:
    table = features_of(stopping(invented_inputs(), coups.DATASET, 2003, 6))
    names = {table.names[place] for place in table.usable(month_number("2004-06") - table.first)}
    assert "coup_since" in names
    names = {table.names[place] for place in table.usable(month_number("2004-07") - table.first)}
    assert "coup_since" not in names
    assert "civ_sum_12" in names


def test_a_yearly_value_is_read_only_once_it_has_been_published() -> None:
    inputs = invented_inputs()
    rows = inputs.table(structure.PREDICTORS)
    of_sudan = pc.and_(pc.equal(rows["country"], "SDN"), pc.equal(rows["year"], 2000))
    column_of_2000 = pc.if_else(of_sudan, 77.0, rows["fractionalisation"])
    place = rows.column_names.index("fractionalisation")
    changed = with_rows(inputs, structure.PREDICTORS, rows.set_column(place, "fractionalisation", column_of_2000))
    table = features_of(changed)
    months = np.flatnonzero(column(table, "slow_efindex", "SDN") == 77.0) + table.first
    assert (months[0], months[-1]) == (month_number("2001-04"), month_number("2002-03"))


def test_a_family_without_its_dataset_has_no_columns_and_the_others_stay() -> None:
    whole = features_of(invented_inputs())
    for family in FAMILIES:
        less = features_of(without(invented_inputs(), family.dataset))
        assert 0 < len(less.names) < len(whole.names)
        kept = [whole.names.index(name) for name in less.names]
        assert np.array_equal(less.values, whole.values[:, :, kept], equal_nan=True)
