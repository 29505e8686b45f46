"""Long work told to whoever watches: what is done, of how much."""

from __future__ import annotations

from collections.abc import Callable

Step = Callable[..., None]
"""Told what is being worked on, and where it can be counted how much is done and of how much."""


class Counted:
    """Counts what gets done of one piece of work.

    Args:
        step: told after each.
        what: the work, in words.
        total: how much there is.
    """

    def __init__(self, step: Step, what: str, total: int) -> None:
        self._step, self._what, self._total, self._done = step, what, total, 0
        step(what, 0, total)

    def __call__(self, n: int) -> None:
        """So many more are done."""
        self._done += n
        self._step(self._what, self._done, self._total)
