"""Features of areas and cells against sums that DuckDB makes of the same events."""

from datetime import date

import duckdb
import numpy as np
import pytest

from foresee.invented_points import TOLM, WESTREACH, nonsense_after, violent_years
from forestall.errors import LookAhead, NotFound
from forestall.foresee.features.local_month.columns import build_features
from forestall.foresee.features.local_month.record import local_record, only_countries
from forestall.foresee.features.table import FeatureTable
from forestall.places.grid import cell_at

MONTH, FROM = "2005-06", date(2004, 7, 1)


@pytest.fixture(scope="module")
def features() -> FeatureTable:
    return build_features(local_record(violent_years(), "cell", MONTH))


def value(features: FeatureTable, name: str, place: tuple[float, float]) -> float:
    units = local_record(violent_years(), "cell", MONTH).region.units
    return float(np.expm1(features.values[units.index(cell_at(*place)), -1, features.names.index(name)]))


def summed(where: str) -> float:
    events = violent_years().tables["ucdp_ged"].rows  # noqa: F841 - DuckDB reads it by name
    query = f"SELECT sum(deaths_civilians) FROM events WHERE month BETWEEN '{FROM}' AND '2005-06-01' AND {where}"
    return float(duckdb.sql(query).fetchall()[0][0] or 0)


def in_cell(place: tuple[float, float], reach: int = 0) -> str:
    south, west = (np.floor(degrees * 2) / 2 for degrees in place)
    inside = f"latitude >= {south - reach / 2} AND latitude < {south + (1 + reach) / 2}"
    return f"{inside} AND longitude >= {west - reach / 2} AND longitude < {west + (1 + reach) / 2}"


@pytest.mark.parametrize("place", [TOLM, WESTREACH])
def test_a_cells_year_its_neighbours_and_its_country_are_what_duckdb_sums(
    features: FeatureTable, place: tuple[float, float]
) -> None:
    placed = "precision = 'exact' AND date_precision <> 'year'"
    assert value(features, "civ_sum_12", place) == pytest.approx(summed(f"{placed} AND {in_cell(place)}"), rel=1e-5)
    signs = "precision IN ('exact', 'near') AND date_precision <> 'year'"
    around = summed(f"{signs} AND {in_cell(place, 1)}") - summed(f"{signs} AND {in_cell(place)}")
    assert value(features, "near_civilian_deaths_12", place) == pytest.approx(around, rel=1e-5)
    country = summed("country = 'XEA' AND date_precision <> 'year'")
    assert value(features, "country_civilian_deaths_12", place) == pytest.approx(country, rel=1e-5)


def test_features_of_a_month_hold_nothing_of_later_ones(features: FeatureTable) -> None:
    spoilt = build_features(local_record(nonsense_after(violent_years(), MONTH), "cell"))
    assert spoilt.values[:, : features.values.shape[1]].tobytes() == features.values.tobytes()


def test_what_is_not_covered_is_unknown_in_every_feature() -> None:
    record = local_record(violent_years(), "admin1")
    features = build_features(record)
    ishvane = record.region.units.index("EXERCISE-XB-01")
    assert np.isnan(features.values[ishvane, record.column("2008-12")]).all()
    year = features.names.index("civ_sum_12")
    assert np.isfinite(features.values[ishvane, record.column("2009-12"), year])


def test_a_month_that_is_not_covered_yet_is_refused() -> None:
    with pytest.raises(LookAhead, match="2010-12"):
        local_record(violent_years(), "cell", "2011-01")


def test_a_region_reads_its_own_points_alone() -> None:
    record = local_record(only_countries(violent_years(), ["XEA"]), "admin1")
    assert set(record.region.countries) == {"XEA"}
    assert only_countries(violent_years(), ["XEA"]).digest() != violent_years().digest()
    with pytest.raises(NotFound, match="XEA, XEB"):
        only_countries(violent_years(), ["XEC"])
