"""The forecaster of civilian deaths: coherent, deterministic, blind where it must be."""

import numpy as np
import pytest

from foresee.invented_months import QUICK, invented_inputs
from forestall.foresee.inputs import Inputs
from forestall.foresee.models.civilian_deaths_pool import (
    Frame,
    UnitForecasts,
    build_frame,
    fit_pool,
    forecast_pool,
)
from forestall.foresee.models.stacked_rows import RELATIVE, all_rows, draw_sample

FITTED, ORIGIN = "2002-12", "2003-08"


def forecasts_of(frame: Frame, n_threads: int = 1) -> UnitForecasts:
    fitted = fit_pool(frame, frame.record.column(FITTED), QUICK, n_threads)
    return forecast_pool(fitted, frame, frame.record.column(ORIGIN), n_threads)


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return invented_inputs()


@pytest.fixture(scope="module")
def frame(inputs: Inputs) -> Frame:
    return build_frame(inputs)


@pytest.fixture(scope="module")
def made(frame: Frame) -> UnitForecasts:
    return forecasts_of(frame)


def test_the_same_seed_gives_the_same_bytes_with_one_thread_and_with_two(frame: Frame, made: UnitForecasts) -> None:
    assert forecasts_of(frame, 2).exceedance.tobytes() == made.exceedance.tobytes()


def test_chances_never_rise_with_the_count_nor_fall_with_the_window(made: UnitForecasts) -> None:
    assert (np.diff(made.exceedance, axis=2) <= 1e-12).all()
    assert (np.diff(made.exceedance, axis=1) >= -1e-12).all()


def test_the_trees_alone_are_monotone_in_threshold_and_window(frame: Frame) -> None:
    fitted = fit_pool(frame, frame.record.column(FITTED), QUICK, 1)
    units = np.arange(20)
    relative, own = frame.matrices(all_rows(units, frame.record.column(ORIGIN)))
    chances = fitted.trees.forecast(relative, own[:, fitted.usable], 1).reshape(20, 4, -1)
    assert (np.diff(chances, axis=2) <= 1e-12).all()
    assert (np.diff(chances, axis=1) >= -1e-12).all()


def test_states_at_war_are_forecast_above_states_at_peace(frame: Frame, made: UnitForecasts) -> None:
    killed = frame.record.deaths[made.units, frame.record.column(ORIGIN)]
    chance = made.exceedance[:, 1, 0]
    assert chance[killed >= 10].mean() > 5 * chance[killed == 0].mean()


def test_a_unit_without_a_record_is_marked_and_forecast_from_around_it(frame: Frame, made: UnitForecasts) -> None:
    units = [frame.record.units[unit] for unit in made.units]
    assert [units[row] for row in np.flatnonzero(made.blind)] == ["NER"]
    world = made.exceedance[~made.blind].mean(axis=0)
    touching = np.isin(units, ["BEN", "BFA", "DZA", "LBY", "MLI", "NGA", "TCD"])
    assert np.allclose(made.exceedance[units.index("NER")], (made.exceedance[touching].mean(axis=0) + world) / 2)


def test_only_windows_that_were_over_at_the_fit_are_learned_from(frame: Frame) -> None:
    as_of = frame.record.column(FITTED)
    units = np.flatnonzero(frame.record.exists[:, as_of])
    sample = draw_sample(frame.record.deaths, frame.quiet, units, as_of, QUICK.sampling)
    ends = sample.rows.month + np.array([1, 3, 6, 12])[sample.rows.horizon]
    assert ends.max() == as_of
    blank = frame.record.deaths.copy()
    blank[:, as_of + 1 :] = np.nan
    again = draw_sample(blank, frame.quiet, units, as_of, QUICK.sampling)
    assert np.array_equal(again.occurred, sample.occurred)
    assert np.array_equal(again.rows.unit, sample.rows.unit)


def test_relative_features_are_those_of_the_record_by_hand(frame: Frame) -> None:
    unit, month = frame.record.units.index("SDN"), frame.record.column(ORIGIN)
    rows = all_rows(np.array([unit]), month)
    row = next(n for n in range(len(rows)) if rows.horizon[n] == 1 and rows.threshold[n] == 7)  # 3 months, 25 killed
    deaths = frame.record.deaths[unit, : month + 1]
    features = dict(zip((name for name, _ in RELATIVE), frame.relative.at(rows)[row], strict=True))
    assert np.isclose(features["z_12"], np.log(25) - np.log(3 * deaths[-12:].mean() + 0.3))
    assert features["share_36"] == (deaths[-36:] >= 25 / 3).mean()
    windows = [deaths[end - 2 : end + 1].sum() >= 25 for end in range(month - 23, month + 1)]
    assert features["share_windows_24"] == np.mean(windows)
