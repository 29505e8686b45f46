"""A Dask cluster on the loopback as workers."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import forestall.foresee.workers.cluster as cluster_module
from foresee.workers.clusters import small_cluster
from foresee.workers.tasks import die, die_once_then_square, refuse, square
from forestall.errors import BadSetting, StorageUnavailable, UnknownTerm
from forestall.foresee.workers.cluster import cluster_workers


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The scheduler of a cluster of two worker processes, which nobody kills."""
    with small_cluster(2) as running:
        yield str(running.scheduler_address)


@pytest.fixture
def mortal_address() -> Iterator[str]:
    """The scheduler of a cluster whose workers a test may kill."""
    with small_cluster(2) as running:
        yield str(running.scheduler_address)


def test_results_come_in_the_order_of_the_tasks(address: str, tmp_path: Path) -> None:
    with cluster_workers(address, tmp_path) as workers:
        assert workers.n == 2
        assert workers.run(square, range(20)) == [number**2 for number in range(20)]


def test_an_error_of_a_task_comes_out_as_it_was_raised(address: str, tmp_path: Path) -> None:
    with cluster_workers(address, tmp_path) as workers, pytest.raises(UnknownTerm, match="task 0"):
        workers.run(refuse, [0])


def test_a_task_whose_worker_was_killed_is_given_to_another(mortal_address: str, tmp_path: Path) -> None:
    tasks = [(tmp_path / "died", number) for number in range(8)]
    with cluster_workers(mortal_address, tmp_path) as workers:
        assert workers.run(die_once_then_square, tasks) == [number**2 for number in range(8)]


def test_a_task_that_kills_every_worker_is_given_up(mortal_address: str, tmp_path: Path) -> None:
    with (
        pytest.raises(StorageUnavailable, match="died each time"),
        cluster_workers(mortal_address, tmp_path) as workers,
    ):
        workers.run(die, [0])


def test_a_folder_that_workers_do_not_reach_is_refused(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # for the workers, this path leads to the folder they were started in
    with pytest.raises(BadSetting, match="2 of 2"), cluster_workers(address, Path("/proc/self/cwd")):
        pass
    assert list(tmp_path.iterdir()) == []


def test_workers_of_another_version_are_refused(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forestall.__version__", "99.0")
    with pytest.raises(BadSetting, match=r"99\.0"), cluster_workers(address, tmp_path):
        pass


def test_an_address_nobody_answers_at_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "SECONDS_TO_ANSWER", 0.5)
    with pytest.raises(StorageUnavailable, match="no scheduler"), cluster_workers("tcp://127.0.0.1:9", tmp_path):
        pass


def test_without_dask_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BadSetting, match=r"forestall\[cluster\]"), cluster_workers("tcp://127.0.0.1:9", tmp_path):
        pass


def test_a_scheduler_without_workers_is_waited_for_and_then_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "SECONDS_TO_ANSWER", 0.5)
    empty = small_cluster(0)
    with empty, pytest.raises(StorageUnavailable, match="without workers"):  # noqa: SIM117 - the cluster goes last
        with cluster_workers(empty.scheduler_address, tmp_path):
            pass
