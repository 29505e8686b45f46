from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from foresee.invented_months import invented_inputs
from forestall.foresee.inputs import Inputs, InputTable
from forestall.records.manifest import Coverage
from forestall.records.values.partial_date import PartialDate
from forestall.runs.outlook.content import Freshness
from forestall.runs.outlook.grounds import embedded_grounds

TODAY = date(2026, 11, 22)


def freshness(inputs: Inputs) -> dict[str, Freshness]:
    return {found.dataset: found for found in embedded_grounds(TODAY, inputs).freshness}


def covering(dataset: str, last: str) -> Inputs:
    table = InputTable(dataset, invented_inputs().table("ged_country_month"), "0" * 64)
    return Inputs({dataset: replace(table, coverage=Coverage(last=PartialDate.parse(last)))})


def test_every_dataset_that_is_not_loaded_is_unknown_by_name() -> None:
    found = freshness(Inputs())
    assert {"ged_country_month", "ewp_forecasts", "views_forecasts", "wdi"} <= set(found)
    assert all(each.state == "unknown" for name, each in found.items() if name != "episodes")


@pytest.mark.parametrize(("last", "state"), [("2022-12", "stopped"), ("2026-09", "present")])
def test_a_source_that_has_ended_is_never_called_fresh_for_it(last: str, state: str) -> None:
    assert freshness(covering("ged_country_month", last))["ged_country_month"].state == state


def test_a_source_that_goes_on_and_is_late_is_stale() -> None:
    found = freshness(covering("views_forecasts", "2024-01"))["views_forecasts"]
    assert (found.state, found.last_period) == ("stale", "2024-01")


def test_a_load_that_names_no_period_goes_by_the_year_of_its_data() -> None:
    rows = pa.table({"data_year": [2023, 2024]})
    found = freshness(Inputs({"ewp_forecasts": InputTable("ewp_forecasts", rows, "0" * 64)}))["ewp_forecasts"]
    assert found.last_period == "2024"
    assert found.marking == "amber"
