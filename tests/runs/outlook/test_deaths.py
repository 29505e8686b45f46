from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from foresee.invented_months import LAST, invented_inputs, without
from forestall.foresee.targets.civilian_deaths import HORIZONS, THRESHOLDS
from forestall.foresee.workers.opening import open_workers
from forestall.foresee.workers.workers import Workers
from forestall.runs.outlook.content import DeathsOutlook
from forestall.runs.outlook.deaths import LISTED, bands, deaths_outlook, last_month
from runs.outlook.sample import country_deaths


@pytest.fixture(scope="module")
def alone() -> Iterator[Workers]:
    with open_workers(1) as workers:
        yield workers


@pytest.fixture(scope="module")
def made(alone: Workers) -> DeathsOutlook:
    found = deaths_outlook(invented_inputs(), date(2026, 11, 22), alone, None, lambda *_: None)
    assert found is not None
    return found


def test_each_country_has_every_threshold_and_horizon_in_order(made: DeathsOutlook) -> None:
    assert made.reference_month == LAST
    for country in made.countries:
        assert len(country.estimates) == len(THRESHOLDS) * len(HORIZONS)
        for horizon in map(str, HORIZONS):
            chances = [country.estimate(threshold, horizon).probability for threshold in THRESHOLDS]
            assert chances == sorted(chances, reverse=True)
        assert all(each.low <= each.probability <= each.high for each in country.estimates)


def test_a_state_filed_under_another_is_unknown_with_the_reason_and_the_other_says_so(made: DeathsOutlook) -> None:
    assert made.country("NER") is None
    assert "counted under another country" in made.unknown["NER"]
    nigeria = made.country("NGA")
    assert nigeria is not None
    assert nigeria.includes == ("NER",)


def test_onset_and_continuation_are_never_in_one_list(made: DeathsOutlook) -> None:
    states = {country.iso3: country.state for country in made.countries}
    for state in ("going", "quiet"):
        listed = {code for band in made.bands(state) for code in band.countries}
        assert {states[code] for code in listed} <= {state}
        assert len(listed) + made.n_below(state) == sum(found == state for found in states.values())


def test_bands_hold_their_countries_between_likelihood_borders_by_the_alphabet() -> None:
    countries = [country_deaths(code, scale) for code, scale in (("TCD", 20.0), ("SDN", 25.0), ("MLI", 11.0))]
    found = bands(countries, "going")
    assert [(band.low, band.high, band.countries) for band in found] == [
        (0.55, 0.8, ("SDN", "TCD")),
        (0.2, 0.45, ("MLI",)),
    ]
    assert LISTED["going"] == (100, "3")


@pytest.mark.parametrize(
    ("day", "month"), [(date(2026, 11, 22), LAST), (date(2004, 12, 31), "2004-11"), (date(2003, 1, 1), "2002-12")]
)
def test_the_reference_month_was_over_and_on_record(day: date, month: str) -> None:
    assert last_month(invented_inputs(), day) == month


def test_a_record_too_short_to_score_has_no_track_record(made: DeathsOutlook, tmp_path: Path) -> None:
    assert made.records == ()
    assert list(tmp_path.iterdir()) == []


def test_without_a_record_of_violence_nothing_is_forecast(alone: Workers) -> None:
    inputs = without(invented_inputs(), "ged_country_month")
    assert deaths_outlook(inputs, date(2026, 11, 22), alone, None, lambda *_: None) is None
