"""The record of violence by country and month: unknown, absent and zero are three things."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from foresee.invented_months import LAST, invented_inputs, with_rows, without
from forestall.errors import LookAhead, NotFound, UnreadableData
from forestall.foresee.features.country_month.record import DATASET, country_months
from forestall.foresee.inputs import Inputs
from forestall.foresee.panel.panel import State
from forestall.records.manifest import Coverage


def deaths_of(inputs: Inputs, unit: str) -> np.ndarray:
    record = country_months(inputs)
    return record.deaths[record.units.index(unit)]


def test_a_state_that_the_source_watches_and_has_no_row_for_had_none() -> None:
    assert (deaths_of(invented_inputs(), "DNK") == 0).all()


def test_niger_is_unknown_since_its_events_are_filed_under_nigeria() -> None:
    assert np.isnan(deaths_of(invented_inputs(), "NER")).all()


def test_niger_is_known_once_the_source_has_rows_of_its_own_for_it() -> None:
    inputs = invented_inputs()
    rows = inputs.table(DATASET)
    own = rows.filter(pc.equal(rows["country"], "SDN"))
    own = own.set_column(0, "country", pa.array(["NER"] * own.num_rows))
    deaths = deaths_of(with_rows(inputs, DATASET, pa.concat_tables([rows, own])), "NER")
    assert np.array_equal(deaths, deaths_of(inputs, "SDN"))


def test_a_state_outside_what_the_load_covers_is_unknown() -> None:
    inputs = invented_inputs()
    table = inputs.tables[DATASET]
    narrow = Coverage(first=table.coverage.first, last=table.coverage.last, countries=("AFG", "FRA"))
    partial = Inputs({**inputs.tables, DATASET: replace(table, coverage=narrow)})
    assert (deaths_of(partial, "FRA") == 0).all()
    assert np.isnan(deaths_of(partial, "DNK")).all()


def test_months_before_a_state_stood_are_unknown() -> None:
    record = country_months(invented_inputs())
    before = record.column("2002-04")
    deaths = record.deaths[record.units.index("TLS")]
    assert np.isnan(deaths[: before + 1]).all()
    assert (deaths[before + 1 :] == 0).all()


@pytest.mark.parametrize(
    ("unit", "month", "state"),
    [
        ("DNK", "1999-05", State.ABSENT),
        ("FRA", "1999-05", State.PRESENT),
        ("NER", "1999-05", State.UNKNOWN),
        ("TLS", "2002-04", State.NO_UNIT),
        ("TLS", "2002-05", State.ABSENT),
    ],
)
def test_the_panel_says_of_each_value_what_it_is(unit: str, month: str, state: State) -> None:
    record = country_months(invented_inputs())
    states = record.panel.state("civilian_deaths")
    assert states[record.units.index(unit), record.column(month)] == state


def test_a_month_missing_from_the_rows_of_a_state_is_unknown() -> None:
    inputs = invented_inputs()
    rows = inputs.table(DATASET)
    gone = pc.and_(pc.equal(rows["country"], "SDN"), pc.equal(pc.strftime(rows["month"], "%Y-%m"), "1999-05"))
    deaths = deaths_of(with_rows(inputs, DATASET, rows.filter(pc.invert(gone))), "SDN")
    assert np.flatnonzero(np.isnan(deaths)).tolist() == [country_months(inputs).column("1999-05")]


def test_months_of_yugoslavia_stand_under_serbia_and_east_germany_is_no_unit() -> None:
    record = country_months(invented_inputs())
    assert record.exists[record.units.index("SRB"), 0]
    assert not {"YUG", "DDR", "CSK", "PSE", "ABK"} & set(record.units)


def test_codes_that_are_no_unit_are_told() -> None:
    inputs = invented_inputs()
    rows = inputs.table(DATASET)
    elsewhere = rows.slice(0, 1).set_column(0, "country", pa.array(["ESH"]))
    assert country_months(with_rows(inputs, DATASET, pa.concat_tables([rows, elsewhere]))).left_out == ("ESH",)


def test_two_rows_for_one_state_and_month_are_refused() -> None:
    inputs = invented_inputs()
    rows = inputs.table(DATASET)
    with pytest.raises(UnreadableData, match="one row for each unit and month"):
        country_months(with_rows(inputs, DATASET, pa.concat_tables([rows, rows.slice(0, 1)])))


def test_later_months_than_the_last_known_one_are_looking_ahead() -> None:
    record = country_months(invented_inputs(), "2003-06")
    assert record.column("2003-06") == record.n_months - 1
    with pytest.raises(LookAhead, match="2003-07"):
        record.column("2003-07")
    with pytest.raises(LookAhead, match=LAST):
        country_months(invented_inputs(), "2005-01")
    with pytest.raises(NotFound, match="from 1993-01 on"):
        record.column("1992-12")


def test_without_the_record_there_is_nothing_to_forecast_from() -> None:
    with pytest.raises(NotFound, match=DATASET):
        country_months(without(invented_inputs(), DATASET))
