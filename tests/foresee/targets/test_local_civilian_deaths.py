"""Counts by area and cell: what is placed, what is nothing, and what nobody can say."""

import numpy as np
import pytest

from foresee.invented_points import KARROW, NORFELL, TOLM, WESTREACH, event, inputs_of
from forestall.errors import NotFound
from forestall.foresee.features.local_month.record import LocalRecord, local_record
from forestall.foresee.panel.panel import LeftOut, State
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.civilian_deaths import THRESHOLDS
from forestall.foresee.targets.local_civilian_deaths import COLUMN, is_quiet, thresholds_asked
from forestall.places.grid import cell_at, neighbours

EDGE = (NORFELL[0] - 0.25, NORFELL[1] + 0.2)


def at(record: LocalRecord, unit: str | int, month: str) -> tuple[float, State]:
    place = record.region.units.index(unit), record.column(month)
    return float(record.deaths[place]), State(record.counted.state(COLUMN)[place])


def test_killings_add_up_where_they_were_and_are_absent_where_none_are_on_record() -> None:
    events = [event("2001-03", TOLM, 4), event("2001-03", TOLM, 5), event("2001-04", WESTREACH, 0)]
    record = local_record(inputs_of(events), "cell")
    assert at(record, cell_at(*TOLM), "2001-03") == (9, State.PRESENT)
    assert at(record, cell_at(*TOLM), "2001-04") == (0, State.ABSENT)
    assert at(record, cell_at(*WESTREACH), "2001-04") == (0, State.PRESENT)
    areas = local_record(inputs_of(events), "admin1")
    assert at(areas, "EXERCISE-XA-01", "2001-03") == (9, State.PRESENT)
    assert at(areas, "EXERCISE-XA-05", "2001-03") == (0, State.ABSENT)


def test_a_country_is_unknown_outside_the_months_that_its_file_covers() -> None:
    record = local_record(inputs_of([event("2009-02", KARROW, country="XEB")]), "admin1")
    value, state = at(record, "EXERCISE-XB-01", "2008-12")
    assert np.isnan(value)
    assert state is State.UNKNOWN
    assert at(record, "EXERCISE-XB-01", "2009-02") == (7, State.PRESENT)
    ready = record.ready[record.region.units.index("EXERCISE-XB-01")]
    assert np.flatnonzero(ready)[0] == record.column("2009-12")


def test_a_killing_that_may_have_been_in_several_cells_makes_each_unknown_and_none_of_them_struck() -> None:
    own = cell_at(*EDGE)
    record = local_record(inputs_of([event("2001-03", EDGE, precision="near")]), "cell")
    touched = {unit for unit in record.region.units if at(record, unit, "2001-03")[1] is State.UNKNOWN}
    touched -= {
        unit for unit, country in zip(record.region.units, record.region.countries, strict=True) if country == "XEB"
    }
    assert own in touched
    assert touched <= {own, *neighbours(own)}
    assert np.nansum(record.deaths) == 0
    assert record.left_out == {LeftOut.COARSE_PLACE: 1}


def test_a_doubt_does_not_undo_what_is_known_and_without_dead_civilians_there_is_none() -> None:
    known = [event("2001-03", EDGE, 3), event("2001-03", EDGE, precision="near")]
    assert at(local_record(inputs_of(known), "cell"), cell_at(*EDGE), "2001-03") == (3, State.PRESENT)
    harmless = local_record(inputs_of([event("2001-03", EDGE, 0, precision="near")]), "cell")
    assert at(harmless, cell_at(*EDGE), "2001-03") == (0, State.ABSENT)


def test_an_event_known_to_the_year_alone_is_in_no_month() -> None:
    record = local_record(inputs_of([event("2001-03", TOLM, date_precision="year")]), "cell")
    assert np.nansum(record.deaths) == 0
    assert record.left_out == {LeftOut.COARSE_DATE: 1}


def test_a_load_without_events_is_no_calm() -> None:
    with pytest.raises(NotFound, match="a load without any"):
        local_record(inputs_of([]), "cell")


def test_quiet_takes_three_years_known_to_be_without() -> None:
    deaths = np.zeros((3, 40))
    deaths[1, 2], deaths[2, 2] = 1, np.nan
    assert np.flatnonzero(is_quiet(deaths)[0]).tolist() == [35, 36, 37, 38, 39]
    assert np.flatnonzero(is_quiet(deaths)[1]).tolist() == [38, 39]
    assert np.flatnonzero(is_quiet(deaths)[2]).tolist() == [38, 39]


@pytest.mark.parametrize(("monthly", "asked"), [(83.0, THRESHOLDS[:3]), (84.0, THRESHOLDS)])
def test_a_thousand_is_asked_for_once_it_has_happened(monthly: float, asked: tuple[int, ...]) -> None:
    deaths: FloatArray = np.full((2, 14), np.nan)
    deaths[0] = monthly
    assert thresholds_asked(deaths) == asked
