"""Backtests of onset: as known then, the same bytes with one worker or two, kept by content."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foresee.invented_years import LAST, invented_inputs, nonsense_after
from foresee.workers.clusters import small_cluster
from forestall.errors import LookAhead, ShapeError, UnknownTerm, ValueRangeError
from forestall.foresee.backtest import onset_fits
from forestall.foresee.backtest.live_onset import live_onset
from forestall.foresee.backtest.onset import OnsetIssue, backtest_onset
from forestall.foresee.backtest.onset_scores import difference, onset_cases, onset_scores
from forestall.foresee.ensemble.onset import EMBEDDED, ensemble_named
from forestall.foresee.features.country_year.design import Design, build_design
from forestall.foresee.features.country_year.record import record_design
from forestall.foresee.forecasts import COLUMNS
from forestall.foresee.workers.cluster import cluster_workers
from forestall.foresee.workers.opening import open_workers
from forestall.foresee.workers.workers import Workers

ORIGINS = (1997, 1999)
QUICK = ensemble_named("elastic-net-by-countries")


@pytest.fixture(scope="module")
def alone() -> Iterator[Workers]:
    with open_workers(1) as workers:
        yield workers


@pytest.fixture(scope="module")
def design() -> Design:
    return build_design(invented_inputs())


@pytest.fixture(scope="module")
def issues(design: Design, alone: Workers) -> list[OnsetIssue]:
    return list(backtest_onset(design, ORIGINS, alone, QUICK))


def bytes_of(issues: list[OnsetIssue]) -> list[bytes]:
    return [issue.log_odds.tobytes() + issue.unit.tobytes() for issue in issues]


def test_a_planted_future_leaves_forecasts_as_they_are_to_the_last_bit(
    issues: list[OnsetIssue], alone: Workers
) -> None:
    for issue in issues:
        spoilt = build_design(nonsense_after(invented_inputs(), issue.origin))
        assert bytes_of(list(backtest_onset(spoilt, [issue.origin], alone, QUICK))) == bytes_of([issue])


def test_the_planted_future_is_one_that_a_leak_would_show(issues: list[OnsetIssue], alone: Workers) -> None:
    spoilt = build_design(nonsense_after(invented_inputs(), ORIGINS[1] - 3))
    assert bytes_of(list(backtest_onset(spoilt, ORIGINS[1:], alone, QUICK))) != bytes_of(issues[1:])


def test_two_workers_give_the_bytes_of_one(design: Design, issues: list[OnsetIssue]) -> None:
    with open_workers(2) as workers:
        assert bytes_of(list(backtest_onset(design, ORIGINS, workers, QUICK))) == bytes_of(issues)


def test_a_kept_fit_is_used_again_and_a_changed_input_refits_only_what_it_touches(
    design: Design, issues: list[OnsetIssue], alone: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = list(backtest_onset(design, ORIGINS, alone, QUICK, tmp_path))
    assert len(list(tmp_path.iterdir())) == len(ORIGINS)
    with monkeypatch.context() as without_fits:
        without_fits.setattr(onset_fits, "fit_and_forecast", None)
        again = list(backtest_onset(design, ORIGINS, alone, QUICK, tmp_path))
    assert bytes_of(first) == bytes_of(again) == bytes_of(issues)
    spoilt = build_design(nonsense_after(invented_inputs(), ORIGINS[0]))
    list(backtest_onset(spoilt, ORIGINS, alone, QUICK, tmp_path))
    assert len(list(tmp_path.iterdir())) == len(ORIGINS) + 1


def test_a_damaged_file_is_no_kept_fit(
    design: Design, issues: list[OnsetIssue], alone: Workers, tmp_path: Path
) -> None:
    list(backtest_onset(design, ORIGINS, alone, QUICK, tmp_path))
    for path, damage in zip(sorted(tmp_path.iterdir()), (slice(100, 101), slice(60, None)), strict=True):
        whole = bytearray(path.read_bytes())
        whole[damage] = b"" if damage.stop is None else bytes([whole[100] ^ 1])
        path.write_bytes(whole)
    assert bytes_of(list(backtest_onset(design, ORIGINS, alone, QUICK, tmp_path))) == bytes_of(issues)


def test_a_killed_backtest_goes_on_where_it_was(design: Design, alone: Workers, tmp_path: Path) -> None:
    origins = range(1994, 2003)
    kept = tmp_path / "kept"
    words = [sys.executable, "-m", "foresee.backtest.killed", str(kept), str(origins.start), str(origins.stop)]
    paths = os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])
    running = subprocess.Popen(
        words, env={**os.environ, "PYTHONPATH": paths}, start_new_session=True, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: kept.is_dir() and any(kept.glob("*.npz")))
    finally:
        running.kill()  # -9
        running.wait()
    before = {path.name: path.stat().st_ino for path in kept.glob("*.npz")}
    assert 0 < len(before) < len(origins)
    wait_until(lambda: not processes_of_session(running.pid))
    told: list[int] = []
    found = list(backtest_onset(design, origins, alone, QUICK, kept, told.append))
    assert told == [len(before)] + [1] * (len(origins) - len(before))
    after = {path.name: path.stat().st_ino for path in kept.glob("*.npz")}
    assert len(after) == len(origins)
    assert before.items() <= after.items()
    assert bytes_of(found) == bytes_of(list(backtest_onset(design, origins, alone, QUICK)))


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    for _ in range(int(seconds / 0.01)):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError(f"not so after {seconds} s")


def processes_of_session(session: int) -> list[str]:
    """Living processes that a run has left behind, by its session."""
    left = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(ProcessLookupError, FileNotFoundError):
            state, _parent, _group, its_session, *_ = stat.read_text().rpartition(")")[2].split()
            if its_session == str(session) and state != "Z":
                left.append(stat.parent.name)
    return left


def test_both_years_make_up_the_chance_of_either(issues: list[OnsetIssue]) -> None:
    for issue in issues:
        none = (1 - issue.probability("1")) * (1 - issue.probability("2"))
        np.testing.assert_allclose(1 - none, issue.probability(), rtol=1e-12)


def test_rows_are_one_for_each_unit_and_horizon(issues: list[OnsetIssue]) -> None:
    table = issues[0].table().rows
    assert tuple(table.column_names) == COLUMNS
    assert table.num_rows == 3 * len(issues[0].unit)
    assert set(table.column("origin").to_pylist()) == {"1997"}


def test_origins_after_the_record_or_before_enough_onsets_are_refused(design: Design, alone: Workers) -> None:
    with pytest.raises(LookAhead, match=str(LAST + 1)):
        list(backtest_onset(design, [LAST + 1], alone, QUICK))
    with pytest.raises(ValueRangeError, match="onsets known before"):
        list(backtest_onset(design, [1963], alone, QUICK))
    with pytest.raises(UnknownTerm, match="full-view"):
        ensemble_named("fullview")


def test_every_member_of_the_ensemble_in_use_forecasts(design: Design, alone: Workers) -> None:
    (issue,) = backtest_onset(design, [1997], alone)
    assert issue.log_odds.shape == (6, len(issue.unit))
    assert len({row.tobytes() for row in issue.log_odds}) == 6


def test_scores_of_the_embedded_record_stand_beside_their_references(alone: Workers) -> None:
    record = record_design()
    names = (EMBEDDED, "persistence", "base-rate")
    issued = {name: list(backtest_onset(record, range(1993, 2023), alone, ensemble_named(name))) for name in names}
    cases = onset_cases(record, issued)
    found = onset_scores(cases, EMBEDDED, "persistence", n_resamples=20)
    line = {(line.subset, line.name): line for line in found.scores}
    assert line["all", "log_skill"].low > 0
    assert line["all", "auc"].value > 0.8 > (line["all", "auc"].persistence or 1)
    assert line["never", "auc"].n_events < line["all", "auc"].n_events == int(cases.occurred.sum())
    assert sum(found.n for found in found.calibration) == len(cases)
    assert difference(cases, EMBEDDED, "base-rate", "log_loss", 50).high < 0


def test_cases_with_another_forecast_or_outcome_have_another_digest(design: Design, issues: list[OnsetIssue]) -> None:
    cases = onset_cases(design, {"one": issues})
    assert cases.digest() == onset_cases(design, {"one": issues}).digest()
    other = {"one": np.nextafter(cases.forecasts["one"], 1)}
    assert (
        replace(cases, forecasts=other).digest() != cases.digest() != replace(cases, occurred=~cases.occurred).digest()
    )


def test_forecasters_of_other_origins_are_not_compared(design: Design, issues: list[OnsetIssue]) -> None:
    with pytest.raises(ShapeError, match="other"):
        onset_cases(design, {"one": issues, "other": issues[1:]})


def test_a_live_forecast_has_ranges_around_it_and_is_the_same_each_time(alone: Workers) -> None:
    record = record_design()
    one, other = (live_onset(record, ensemble_named(EMBEDDED), 2024, alone, n_draws=8) for _ in range(2))
    probability = one.issue.probability()
    assert (one.ranges.low < probability).all()
    assert (probability < one.ranges.high).all()
    odds = one.issue.log_odds.mean(axis=0)
    own = 1 + (odds[np.newaxis] > odds[:, np.newaxis]).sum(axis=1)
    assert (one.ranges.rank_low <= own).all()
    assert (own <= one.ranges.rank_high).all()
    assert one.ranges.low.tobytes() == other.ranges.low.tobytes()


def test_a_live_forecast_finds_what_was_kept_and_fits_only_when_asked_for_other_rows(
    alone: Workers, tmp_path: Path
) -> None:
    record, ensemble = record_design(), ensemble_named(EMBEDDED)
    asked = record.values[:40]
    told: list[int] = []
    first = live_onset(record, ensemble, 2024, alone, 3, tmp_path, told.append)
    answer = first.fitted.log_odds(asked)
    n_kept = len(list(tmp_path.iterdir()))
    again = live_onset(record, ensemble, 2024, alone, 3, tmp_path, told.append)
    assert (again.fitted.log_odds(asked) == answer).all()
    assert len(list(tmp_path.iterdir())) == n_kept == len(ensemble.members) + 3 + 1
    np.testing.assert_allclose(again.fitted.log_odds(asked[:5]), answer[:5], rtol=1e-12)
    assert sum(told) == 2 * (len(ensemble.members) + 3)
    assert again.issue.log_odds.tobytes() == first.issue.log_odds.tobytes()
    assert again.ranges.low.tobytes() == first.ranges.low.tobytes()


def test_a_live_forecast_made_on_a_cluster_is_that_of_this_machine(alone: Workers, tmp_path: Path) -> None:
    record, ensemble = record_design(), ensemble_named(EMBEDDED)
    here = live_onset(record, ensemble, 2024, alone, n_draws=3)
    with small_cluster(2) as cluster, cluster_workers(str(cluster.scheduler_address), tmp_path) as workers:
        there = live_onset(record, ensemble, 2024, workers, n_draws=3)
    assert there.issue.log_odds.tobytes() == here.issue.log_odds.tobytes()
    assert there.ranges.low.tobytes() == here.ranges.low.tobytes()
    asked = record.values[-30:]
    assert there.fitted.log_odds(asked).tobytes() == here.fitted.log_odds(asked).tobytes()
