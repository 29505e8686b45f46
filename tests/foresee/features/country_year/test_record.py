"""The embedded record: what it speaks about, and that later years are unknown, not quiet."""

from __future__ import annotations

import numpy as np

from forestall.foresee.features.country_year.record import record_design
from forestall.foresee.targets.episodes import FIRST_YEAR, LAST_YEAR, episodes
from forestall.foresee.targets.mass_killing_onset import KillingState


def value_of(country: str, year: int, column: str) -> float:
    design = record_design()
    names = [each.name for each in design.columns]
    (row,) = [n for n in np.flatnonzero(design.rows.year == year) if design.rows.country[n] == country]
    return float(design.values[row, names.index(column)])


def test_every_episode_is_of_a_state_that_stood_when_it_began() -> None:
    assert len(episodes()) == 157
    assert {episode.country for episode in episodes() if episode.id in {"MK022", "MK117", "MK127"}} == {
        *("RVN", "RUS", "YUG")
    }


def test_an_outcome_after_the_last_year_of_the_record_is_unknown() -> None:
    rows = record_design().rows
    assert np.isnan(rows.onset["1or2"][rows.year >= LAST_YEAR - 1]).all()
    assert np.isnan(rows.onset["1"][rows.year == LAST_YEAR]).all()
    assert not np.isnan(rows.onset["1"][rows.year == LAST_YEAR - 1]).all()


def test_onsets_of_the_record_are_outcomes_of_the_year_before() -> None:
    rows = record_design().rows
    later = {(episode.country, episode.first_year) for episode in episodes() if episode.first_year > FIRST_YEAR + 1}
    stood = set(zip(rows.country, rows.year.tolist(), strict=True))
    expected = {(country, year - 1) for country, year in later if (country, year - 1) in stood}
    found = {(rows.country[n], int(rows.year[n])) for n in np.flatnonzero(rows.onset["1"] == 1)}
    assert found - {pair for pair in found if pair[1] == FIRST_YEAR} == expected


def test_an_heir_carries_on_the_record_and_others_do_not() -> None:
    assert value_of("SRB", 2010, "ever") == 1
    assert value_of("HRV", 2010, "ever") == 0


def test_states_are_ongoing_past_or_never() -> None:
    rows = record_design().rows
    last = {rows.country[n]: rows.state_of(int(n)) for n in np.flatnonzero(rows.year == LAST_YEAR)}
    assert last["SDN"] == KillingState.ONGOING
    assert last["RWA"] == KillingState.PAST
    assert last["NOR"] == KillingState.NEVER
