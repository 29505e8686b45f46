"""The pooled forecaster of areas and cells: how much it learns from."""

from dataclasses import replace

import numpy as np

from foresee.invented_points import QUICK, violent_years
from forestall.foresee.features.local_month.record import local_record
from forestall.foresee.models.local_pool import build_frame, thinned
from forestall.foresee.models.stacked_rows import draw_sample


def test_a_sample_keeps_to_the_room_there_is_and_to_its_settings_where_there_is_enough() -> None:
    frame = build_frame(local_record(violent_years(), "cell"))
    units, as_of = np.flatnonzero(frame.ready.any(axis=1)), frame.deaths.shape[1] - 1
    assert thinned(frame, units, as_of, QUICK) == QUICK.sampling
    tight = thinned(frame, units, as_of, replace(QUICK, most_busy=25, most_quiet=10))
    sample = draw_sample(frame.deaths, frame.quiet, units, as_of, tight, frame.ready)
    drawn = {(unit, month) for unit, month in zip(sample.rows.unit, sample.rows.month, strict=True)}
    busy = {pair for pair in drawn if not frame.quiet[pair]}
    n_horizons = 4  # each begins its months elsewhere
    assert 0 < len(busy) <= 25 * n_horizons
    assert len(drawn - busy) < 3 * 10 * n_horizons
