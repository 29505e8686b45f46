"""Which units there are when."""

import numpy as np
import pytest

from forestall.errors import ValueRangeError
from forestall.foresee.panel.frame import FIRST_MONTH, FIRST_YEAR, Frame, cell_frame, country_frame
from forestall.foresee.panel.periods import months, years
from forestall.places.countries import states_at


def stands(frame: Frame, unit: str, label: str) -> bool:
    return bool(frame.exists[frame.units.index(unit), frame.periods.position(label)])


def test_a_state_exists_in_every_month_that_it_stood_on_a_day_of() -> None:
    frame = country_frame(months(FIRST_MONTH, "2022-12"))
    assert not stands(frame, "SSD", "2011-06")
    assert stands(frame, "SSD", "2011-07")
    assert stands(frame, "DDR", "1990-10")
    assert not stands(frame, "DDR", "1990-11")
    assert stands(frame, "DEU", "1989-01")


def test_a_renamed_state_is_one_unit() -> None:
    frame = country_frame(months(FIRST_MONTH, "2022-12"))
    assert frame.exists[frame.units.index("COD")].all()
    assert list(frame.units) == sorted(set(frame.units))


def test_the_states_of_a_month_are_those_of_the_table_on_its_days() -> None:
    frame = country_frame(months(FIRST_MONTH, "2022-12"))
    for label in ("1989-01", "1992-04", "2006-06", "2022-12"):
        at = frame.periods.position(label)
        days = np.arange(frame.periods.start(at), frame.periods.start(at + 1), dtype="datetime64[D]")
        expected = {state.key for day in days for state in states_at(day.item())}
        assert {unit for unit, stood in zip(frame.units, frame.exists[:, at], strict=True) if stood} == expected


def test_country_years_begin_with_the_states_of_1960_and_leave_out_exercises() -> None:
    frame = country_frame(years(FIRST_YEAR, 2024))
    assert frame.exists[:, 0].sum() < frame.exists[:, -1].sum()
    assert stands(frame, "MLI", "1960")
    assert not any(unit.startswith("X") and unit != "XKX" for unit in map(str, frame.units))


def test_cells_are_put_in_order_and_off_the_globe_refused() -> None:
    assert cell_frame([9, 3, 9], years(2000, 2001)).units == (3, 9)
    for wrong in ([0], []):
        with pytest.raises(ValueRangeError, match="cell"):
            cell_frame(wrong, years(2000, 2001))
