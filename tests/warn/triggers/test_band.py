import pytest

from forestall.records.trigger import CostLoss
from forestall.warn.triggers.band import pays_from

RECKONING = {
    "cost": {"low": 1.0, "best": 2.0, "high": 3.0},
    "loss": {"low": 20.0, "best": 40.0, "high": 90.0},
    "share_averted": {"low": 0.1, "best": 0.2, "high": 0.4},
    "measured_in": "million US dollars of 2026",
}


def test_the_band_runs_from_the_numbers_for_acting_to_those_against_it() -> None:
    band = pays_from(CostLoss.parse(RECKONING))
    assert band.low == pytest.approx(1 / 36)
    assert band.best == pytest.approx(0.25)
    assert band.high is None  # 3 against 2 that acting would avert: it never pays


def test_acting_that_averts_nothing_never_pays() -> None:
    nothing = {"low": 0.0, "best": 0.0, "high": 0.0}
    band = pays_from(CostLoss.parse(RECKONING | {"share_averted": nothing}))
    assert (band.low, band.best, band.high) == (None, None, None)
