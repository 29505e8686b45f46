"""A bar for long work of several steps: what is worked on, how much of it is done, and the time left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from forestall.cli.output import console


@contextmanager
def steps_shown(*, quiet: bool) -> Iterator[Steps]:
    """What a run tells its steps to, drawn on standard error and gone when the block ends.

    Args:
        quiet: draw nothing, for answers that a program reads.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[counted]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    shown = console(stderr=True)
    # Where nobody watches, as in a log, a bar would leave an empty line behind.
    with Progress(*columns, console=shown, transient=True, disable=quiet or not shown.is_terminal) as bars:
        yield Steps(bars)


class Steps:
    """One bar, begun anew with each piece of work, so that the time left is told by that work alone."""

    def __init__(self, bars: Progress) -> None:
        self._bars, self._what = bars, "reading"
        self._task = bars.add_task(self._what, total=None, counted="")

    def __call__(self, what: str, done: int = 0, total: int | None = None) -> None:
        """What is worked on; how much of it is done, of how much."""
        counted = f"{done} of {total}" if total else ""
        if what != self._what:
            self._bars.remove_task(self._task)
            self._what, self._task = what, self._bars.add_task(what, total=total, counted=counted)
        self._bars.update(self._task, completed=done, total=total, counted=counted)
