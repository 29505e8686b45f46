from datetime import date

import pyarrow as pa
import pytest

from forestall.foresee.inputs import Inputs, InputTable
from forestall.runs.outlook.others import other_forecasts

EWP_ROWS = [
    {"country": "SDN", "data_year": 2024, "probability_two_years": 0.081, "rank_two_years": 3},
    {"country": None, "data_year": 2024, "probability_two_years": 0.02, "rank_two_years": 40},
]
VIEWS_ROWS = [
    {"country": "SDN", "month": date(2025, month, 1), "probability_25": 0.9 - month / 100, "deaths_mean": 300.0}
    for month in (1, 2, 3)
]


def loaded(**tables: list[dict[str, object]]) -> Inputs:
    return Inputs({name: InputTable(name, pa.Table.from_pylist(rows), "0" * 64) for name, rows in tables.items()})


def test_nobody_loaded_is_nobody_heard_and_not_agreement() -> None:
    assert other_forecasts(Inputs(), 2024, "2024-12") is None


@pytest.mark.parametrize(("origin", "same"), [(2024, True), (2023, False)])
def test_the_early_warning_project_is_compared_over_the_same_two_years_only(origin: int, same: bool) -> None:
    found = other_forecasts(loaded(ewp_forecasts=EWP_ROWS), origin, None)
    assert found is not None
    (forecast,) = found["SDN"]
    assert (forecast.first, forecast.last) == (date(2025, 1, 1), date(2026, 12, 31))
    assert (forecast.probability, forecast.rank, forecast.same_period) == (0.081, 3, same)
    assert set(found) == {"SDN"}


@pytest.mark.parametrize(
    ("reference", "first", "same"),
    [("2025-01", date(2025, 2, 1), True), ("2022-12", date(2025, 1, 1), False), (None, date(2025, 1, 1), False)],
)
def test_views_speaks_of_our_next_month_where_it_has_it(reference: str | None, first: date, same: bool) -> None:
    found = other_forecasts(loaded(views_forecasts=VIEWS_ROWS), 2024, reference)
    assert found is not None
    (forecast,) = found["SDN"]
    assert (forecast.first, forecast.same_period, forecast.mean) == (first, same, 300.0)
    assert forecast.last.month == first.month
