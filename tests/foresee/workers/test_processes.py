"""Processes of this machine as workers."""

from pathlib import Path

import pytest

from foresee.workers.tasks import die, die_once_then_square, refuse, square, threads_of_libraries
from forestall.errors import StorageUnavailable, UnknownTerm
from forestall.foresee.workers.processes import local_workers


@pytest.mark.parametrize("n", [1, 2])
def test_results_come_in_the_order_of_the_tasks_and_each_is_told(n: int) -> None:
    told: list[int] = []
    with local_workers(n) as workers:
        assert workers.run(square, range(20), told.append) == [number**2 for number in range(20)]
    assert told == [1] * 20


def test_numeric_libraries_have_one_thread_inside_a_task() -> None:
    with local_workers(2) as workers:
        for threads in workers.run(threads_of_libraries, [0, 1]):
            assert set(threads) == {1}


def test_an_error_of_a_task_comes_out_as_it_was_raised() -> None:
    with local_workers(2) as workers:
        with pytest.raises(UnknownTerm, match="task 0"):
            workers.run(refuse, [0])
        assert workers.run(square, [3]) == [9]


def test_a_task_whose_worker_was_killed_is_given_to_another(tmp_path: Path) -> None:
    tasks = [(tmp_path / "died", number) for number in range(8)]
    with local_workers(2) as workers:
        assert workers.run(die_once_then_square, tasks) == [number**2 for number in range(8)]
    assert (tmp_path / "died").exists()


def test_workers_that_die_again_and_again_are_given_up() -> None:
    with local_workers(2) as workers, pytest.raises(StorageUnavailable, match="3 times"):
        workers.run(die, [0])


def test_the_scratch_folder_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with local_workers(1, tmp_path) as workers:
        with workers.scratch_folder() as folder:
            assert folder.parent == tmp_path
            assert folder.stat().st_mode & 0o077 == 0
        assert not folder.exists()
