"""Tasks run side by side, each in one thread, their results in the order of the tasks.

A task is a pure function of its argument, or writes the same bytes to the same place each time it runs. So
a task whose worker died is given to another, and nobody can tell from the result.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TypeVar

from threadpoolctl import threadpool_limits

from forestall.errors import StorageUnavailable
from forestall.foresee.workers.scratch import scratch_folder_in

Task = TypeVar("Task")
Result = TypeVar("Result")
Progress = Callable[[int], None]
"""Told how many more tasks are done."""
Arrived = Callable[[int, Result], None]
"""Given the place of a task among the tasks, and its result."""

DEATHS_BORNE = 3
"""How often in a row all workers may die before a single task is done."""


def no_progress(_: int) -> None:
    """For callers who don't watch."""


def nobody_waits(_place: int, _result: object) -> None:
    """For callers who need results only once all are there."""


class Workers:
    """Workers that are ready.

    Args:
        open_executor: opens an executor; called again when all workers of the last one died.
        n: how many tasks run at a time.
        scratch: a folder that every worker reaches under the same path.
    """

    def __init__(self, open_executor: Callable[[], Executor], n: int, scratch: Path) -> None:
        self.n = n
        self._open = open_executor
        self._scratch = scratch
        self._executor = open_executor()

    def run(
        self,
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        progress: Progress = no_progress,
        arrived: Arrived[Result] = nobody_waits,
    ) -> list[Result]:
        """What the function gives for each task, in the order of the tasks.

        Args:
            function: of the top level of a module, so that workers find it by name.
            tasks: what it takes, small: big arrays go through files of `scratch_folder`.
            progress: told as tasks get done, in any order.
            arrived: given each result as soon as it is there, in any order, in this process: whoever keeps
                it has it even if the run is killed before its end.

        Raises:
            StorageUnavailable: workers keep dying.
            ForestallError: as the function.
        """
        done: dict[int, Result] = {}
        deaths = 0
        while len(done) < len(tasks):
            n_before = len(done)
            try:
                for place, result in self._run_rest(function, tasks, done):
                    done[place] = result
                    arrived(place, result)
                    progress(1)
            except BrokenExecutor:
                deaths = 1 if len(done) > n_before else deaths + 1
                self._reopen(deaths)
        return [done[number] for number in range(len(tasks))]

    def scratch_folder(self) -> AbstractContextManager[Path]:
        """A folder that every worker reaches under the same path; gone when the block ends.

        Raises:
            StorageError: the disk doesn't take it.
        """
        return scratch_folder_in(self._scratch)

    def close(self) -> None:
        """Let the workers go; what has not begun is dropped."""
        self._executor.shutdown(wait=False)

    def _run_rest(
        self, function: Callable[[Task], Result], tasks: Sequence[Task], done: Container[int]
    ) -> Iterator[tuple[int, Result]]:
        alone = partial(run_in_one_thread, function)
        waiting: dict[Future[Result], int] = {
            self._executor.submit(alone, task): number for number, task in enumerate(tasks) if number not in done
        }
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        finally:
            for future in waiting:
                future.cancel()

    def _reopen(self, deaths: int) -> None:
        self._executor.shutdown(wait=False)
        if deaths >= DEATHS_BORNE:
            raise workers_lost(f"all of them died {deaths} times without a task done")
        self._executor = self._open()


def run_in_one_thread(function: Callable[[Task], Result], task: Task) -> Result:
    """The function's result for the task, with numeric libraries held to one thread.

    Two tasks with two threads each on two cores get in each other's way: up to thirty times slower.
    """
    with threadpool_limits(limits=1):
        return function(task)


def workers_lost(found: str) -> StorageUnavailable:
    """The error for workers that die or can't be reached."""
    return StorageUnavailable(
        expected="workers that answer",
        found=found,
        where="workers",
        remedy="Look into their logs: most often memory ran out. Run fewer at a time, or more memory each.",
    )
