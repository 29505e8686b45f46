"""History by tiles gives the bytes of history in one go, whoever makes it and whoever dies."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from foresee.workers.clusters import small_cluster
from foresee.workers.tasks import make_tile_but_die_once
from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.panel import tiles
from forestall.foresee.panel.cells import neighbour_table
from forestall.foresee.panel.history import HistoryPlan, history
from forestall.foresee.panel.tiles import cuts, history_by_tiles
from forestall.foresee.workers.cluster import cluster_workers
from forestall.foresee.workers.processes import local_workers
from forestall.foresee.workers.workers import Workers

PLAN = HistoryPlan((1, 3, 6, 12, 24), (1,), (12,), True)
CELLS = np.arange(70_000, 70_000 + 2 * 720 + 37)
NEAR = neighbour_table(CELLS)
CHANCE = np.random.default_rng(11)
VALUES = np.where(CHANCE.random((2, len(CELLS), 61)) < 0.05, CHANCE.gamma(1, 30, (2, len(CELLS), 61)), 0)
VALUES[CHANCE.random(VALUES.shape) < 0.001] = np.nan
VALUES = VALUES.astype(np.float32)
EXPECTED = np.stack([history(column, PLAN, NEAR) for column in VALUES]).tobytes()


def bytes_of(made: tuple[dict[str, np.ndarray], ...]) -> bytes:
    return b"".join(column.tobytes() for columns in made for column in columns.values())


@pytest.fixture(params=["one process", "two processes", "cluster"])
def workers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workers]:
    """Workers of each kind, for tiles as small as these."""
    with ExitStack() as stack:
        if request.param == "cluster":
            running = stack.enter_context(small_cluster(2))
            yield stack.enter_context(cluster_workers(running.scheduler_address, tmp_path))
        else:
            yield stack.enter_context(local_workers(1 if "one" in request.param else 2, tmp_path))


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many tiles that every worker gets several."""
    monkeypatch.setattr(tiles, "MOST_VALUES", 20_000)
    monkeypatch.setattr(tiles, "FEWEST_VALUES", 1)


def test_every_kind_of_workers_gives_the_bytes_of_one_go(workers: Workers, tmp_path: Path) -> None:
    done = []
    made = history_by_tiles(VALUES, PLAN, workers, NEAR, done.append)
    assert [tuple(columns) for columns in made] == [PLAN.names()] * 2
    assert bytes_of(made) == EXPECTED
    assert sum(done) == len(list(cuts(len(CELLS), 61, workers.n))) * 2 > 4
    assert list(tmp_path.iterdir()) == []
    assert not made[0]["sum_12"].flags.writeable


@pytest.mark.parametrize("workers", ["two processes", "cluster"], indirect=True)
def test_a_worker_killed_half_way_leaves_no_trace_in_the_bytes(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "make_tile", make_tile_but_die_once)
    assert bytes_of(history_by_tiles(VALUES, PLAN, workers, NEAR)) == EXPECTED


def test_tiles_cover_every_unit_once_and_are_about_equal() -> None:
    for n_units, n_workers in ((1, 4), (7, 2), (64_818, 2), (64_818, 7)):
        bounds = list(cuts(n_units, 420, n_workers))
        assert [start for start, _ in bounds] == [0, *(stop for _, stop in bounds[:-1])]
        assert bounds[-1][1] == n_units
        assert max(stop - start for start, stop in bounds) <= -(-n_units // len(bounds))


def test_a_panel_for_which_two_workers_are_too_many_goes_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert list(cuts(195, 420, 8)) == [(0, 195)]
    assert len(list(cuts(64_818, 420, 2))) == 2
    assert len(list(cuts(64_818, 4_200, 2))) % 2 == 0


def test_arrays_that_do_not_fit_are_refused_before_work_begins(tmp_path: Path) -> None:
    with local_workers(1, tmp_path) as workers:
        with pytest.raises(ShapeError, match="history"):
            history_by_tiles(VALUES, PLAN, workers)
        with pytest.raises(ValueRangeError, match="neighbours"):
            history_by_tiles(VALUES, PLAN, workers, NEAR + 5)
