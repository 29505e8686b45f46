"""All kernels of a plan over a panel, a few units at a time so that they stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forestall.errors import ShapeError
from forestall.foresee.panel.kernels import (
    Neighbours,
    Values,
    decayed_sum,
    neighbour_sum,
    periods_since,
    rolling_sums,
)

VALUES_AT_ONCE = 2**18
"""How many values of each result are made before they are passed on: a megabyte in float32."""
MANY_BUSY = 0.5
"""Share of units in which something happened from which on the quiet ones are not told apart: it saves nothing."""


@dataclass(frozen=True, slots=True)
class HistoryPlan:
    """Which columns of history to make of one column of values."""

    windows: tuple[int, ...] = ()
    """Sums over the last so many periods, rising."""
    events: tuple[float, ...] = ()
    """Periods since the value was last at least this."""
    half_lives: tuple[float, ...] = ()
    """Sums of the past that count half every so many periods."""
    neighbours: bool = False
    """Whether to sum the neighbours too."""

    def names(self) -> tuple[str, ...]:
        """What the columns are called, in their order."""
        return (
            *(f"sum_{window}" for window in self.windows),
            *(f"since_{least:g}" for least in self.events),
            *(f"decay_{half_life:g}" for half_life in self.half_lives),
            *(("neighbours",) if self.neighbours else ()),
        )

    def __len__(self) -> int:
        return len(self.windows) + len(self.events) + len(self.half_lives) + self.neighbours


def history(values: Values, plan: HistoryPlan, neighbours: Neighbours | None = None) -> Values:
    """The columns of a plan, shape (F, U, T), in the order of `plan.names()`.

    Args:
        values: shape (U, T), finite or NaN where unknown.
        plan: which columns.
        neighbours: rows that lie next to each unit, shape (U, K), -1 for none; needed where the plan says so.

    Raises:
        ShapeError: no table of neighbours that fits, or no column asked for.
        ValueRangeError: a window, half-life or neighbour out of range.
    """
    check_plan(plan, values, neighbours)
    made = np.empty((len(plan), *values.shape), values.dtype)
    for start, part in history_parts(values, plan, neighbours, 0, len(values)):
        made[:, start : start + part.shape[1]] = part
    return made


def history_parts(
    values: Values, plan: HistoryPlan, neighbours: Neighbours | None, start: int, stop: int
) -> Iterator[tuple[int, Values]]:
    """First row and columns, shape (F, B, T), of B units at a time, from row `start` up to `stop`.

    The array is the same one each time: use it before asking for the next.
    """
    n_rows = max(1, VALUES_AT_ONCE // max(1, values.shape[1]))
    made = np.empty((len(plan), min(n_rows, stop - start), values.shape[1]), values.dtype)
    for first in range(start, stop, n_rows):
        part = made[:, : min(n_rows, stop - first)]
        _fill(values, plan, neighbours, first, part)
        yield first, part


def _fill(values: Values, plan: HistoryPlan, neighbours: Neighbours | None, first: int, out: Values) -> None:
    rows = slice(first, first + out.shape[1])
    # A copy in the order of units; and with one zero only, so that bytes are equal.
    near = np.add(values[rows], values.dtype.type(0), order="C")
    own = out[: len(plan) - plan.neighbours]
    busy = np.asarray(near.any(axis=1))  # an unknown counts
    if np.count_nonzero(busy) > MANY_BUSY * len(busy):
        _fill_own(near, plan, own)
    else:
        own[:] = _own(np.zeros((1, near.shape[1]), near.dtype), plan)
        own[:, np.flatnonzero(busy)] = _own(near[busy], plan)
    if neighbours is not None and plan.neighbours:
        neighbour_sum(values, neighbours[rows], out=out[-1])


def _own(near: Values, plan: HistoryPlan) -> Values:
    made = np.empty((len(plan) - plan.neighbours, *near.shape), near.dtype)
    _fill_own(near, plan, made)
    return made


def _fill_own(near: Values, plan: HistoryPlan, out: Values) -> None:
    columns = iter(out[len(plan.windows) :])
    if plan.windows:
        rolling_sums(near, plan.windows, out=out[: len(plan.windows)])
    for least in plan.events:
        periods_since(near, least, out=next(columns))
    for half_life in plan.half_lives:
        decayed_sum(near, half_life, out=next(columns))


def check_plan(plan: HistoryPlan, values: Values, neighbours: Neighbours | None) -> None:
    """Refuse a plan that the arrays can't serve.

    Raises:
        ShapeError: no column asked for, values of another shape, or no neighbour row for each unit.
    """
    fits = neighbours is not None and len(neighbours) == values.shape[0]
    if not len(plan) or values.ndim != 2 or (plan.neighbours and not fits):
        raise ShapeError(
            expected="a plan of one column or more, values (U, T), and neighbours (U, K) where it has them",
            found=f"{len(plan)} columns, values {values.shape}, "
            f"neighbours {None if neighbours is None else neighbours.shape}",
            where="history",
            remedy="Give one row of neighbours for each unit.",
        )
