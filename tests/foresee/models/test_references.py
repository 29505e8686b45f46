"""References of counts, by hand on a record short enough to count on one's fingers."""

import numpy as np
import pytest

from forestall.foresee.distribution import GRID
from forestall.foresee.models import conflictology, count_base_rate, count_persistence, last_value_poisson
from forestall.foresee.models.references import REFERENCES
from forestall.foresee.targets.civilian_deaths import HORIZONS

RECORD = np.array([[0.0] * 24 + [3, 0, 30, 0, 0, 0, 120, 0, 0, 0, 0, 6] + [9_999] * 6, [0.0] * 42])
ORIGIN = 35
THREE, TWENTY_FIVE = HORIZONS.index(3), GRID.index(25)


def test_the_base_rate_is_the_share_of_windows_that_were_over() -> None:
    shares = count_base_rate.world_shares(RECORD, ORIGIN)
    hits = 3 + 3  # of 2 x 33 windows of three months those that hold the 30 or the 120
    assert shares[THREE, TWENTY_FIVE] == hits / 66


def test_a_unit_s_base_rate_is_its_own_drawn_towards_the_world_s() -> None:
    world = count_base_rate.world_shares(RECORD, ORIGIN)[THREE, TWENTY_FIVE]
    own = count_base_rate.unit_exceedance(RECORD, ORIGIN)[:, THREE, TWENTY_FIVE]
    assert np.allclose(own, [(6 + 24 * world) / (33 + 24), 24 * world / (33 + 24)])


def test_persistence_repeats_the_last_window_for_certain() -> None:
    assert count_persistence.draws(RECORD, ORIGIN)[0, :, 0].tolist() == [6, 6, 126, 159]


def test_the_poisson_has_the_last_value_s_mean_and_none_where_there_was_none() -> None:
    drawn = last_value_poisson.draws(RECORD, ORIGIN, "last window", 400)
    assert np.allclose(drawn[0].mean(axis=1), [6, 6, 126, 159], rtol=0.01)
    assert not drawn[1].any()
    assert last_value_poisson.draws(RECORD, ORIGIN, "last month", 400)[0, THREE].mean() == pytest.approx(18, rel=0.01)


def test_quantiles_of_the_poisson_are_those_of_a_published_table() -> None:
    """Poisson with mean 4: P(Y <= 3) = 0.4335 and P(Y <= 4) = 0.6288 (Pearson and Hartley, table 7)."""
    one_month = last_value_poisson.draws(np.array([[4.0]]), 0, "last month", 1000)[0, 0]
    assert (one_month <= 3).mean() == pytest.approx(0.4335, abs=0.001)
    assert (one_month <= 4).mean() == pytest.approx(0.6288, abs=0.001)


def test_conflictology_of_one_month_is_the_last_twelve_months_in_both_forms() -> None:
    for rule in ("months summed", "month repeated"):
        drawn = conflictology.draws(RECORD, ORIGIN, rule, 12)  # type: ignore[arg-type]
        assert drawn[0, 0].tolist() == sorted(RECORD[0, 24:36])


def test_conflictology_repeats_or_sums_months_of_the_pool() -> None:
    repeated = conflictology.draws(RECORD, ORIGIN, "month repeated", 12)
    assert repeated[0, THREE].tolist() == sorted(3 * RECORD[0, 24:36])
    summed = conflictology.draws(RECORD, ORIGIN, "months summed", 2000)
    assert summed[0, THREE].mean() == pytest.approx(3 * RECORD[0, 24:36].mean(), rel=0.1)


@pytest.mark.parametrize("name", REFERENCES)
def test_no_reference_reads_what_came_after_the_origin(name: str) -> None:
    forecast = REFERENCES[name].forecast
    spoilt = RECORD.copy()
    spoilt[:, ORIGIN + 1 :] = 1e6
    assert forecast(spoilt, ORIGIN).exceedance.tobytes() == forecast(RECORD, ORIGIN).exceedance.tobytes()
    assert forecast(RECORD[:, : ORIGIN + 1], ORIGIN).draws().tobytes() == forecast(RECORD, ORIGIN).draws().tobytes()
