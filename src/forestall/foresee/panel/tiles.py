"""History of panels of any size: cut into tiles of units, made by workers, the same bytes as in one go.

Values, neighbours and results lie in files of a scratch folder, which every worker maps or writes at its
own place: nothing big is pickled, and on one machine the files never leave memory while there is room. A
tile that is made twice, since its worker died, writes the same bytes to the same place.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import FileIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forestall.foresee.panel.history import HistoryPlan, check_plan, history_parts
from forestall.foresee.panel.kernels import Neighbours, Values, check_neighbours
from forestall.foresee.workers.workers import Progress, Workers, no_progress
from forestall.memory.files import disk_errors

MOST_VALUES = 2**24
"""Values in the largest tile: about half a second's work, so that handing it out costs nothing beside it."""
FEWEST_VALUES = 2**20
"""Values in the smallest tile; below, one worker does all."""


@dataclass(frozen=True, slots=True)
class ArrayFile:
    """An array in a file, in plain bytes."""

    path: Path
    shape: tuple[int, ...]
    dtype: str

    def mapped(self) -> NDArray[Any]:
        """The array, read-only, read from the file as it is used."""
        return np.asarray(np.memmap(self.path, dtype=self.dtype, mode="r", shape=self.shape))

    def place(self, row: int) -> int:
        """Where in the file a row of the last but one dimension begins, of an array (U, T)."""
        return row * self.shape[-1] * np.dtype(self.dtype).itemsize


@dataclass(frozen=True, slots=True)
class Tile:
    """One task: the history of some units of one column."""

    values: ArrayFile
    """Shape (C, U, T)."""
    neighbours: ArrayFile | None
    """Shape (U, K)."""
    made: tuple[ArrayFile, ...]
    """One for each column of history, each shape (U, T): a file of their own keeps workers out of each other's way."""
    plan: HistoryPlan
    column: int
    """Which of the C columns of values."""
    start: int
    """First unit."""
    stop: int
    """First unit of the next tile."""


def history_by_tiles(
    values: Values,
    plan: HistoryPlan,
    workers: Workers,
    neighbours: Neighbours | None = None,
    progress: Progress = no_progress,
) -> tuple[dict[str, Values], ...]:
    """For each of C columns its history by name, each shape (U, T), read-only, in a file that is gone already.

    Args:
        values: shape (C, U, T), finite or NaN where unknown.
        plan: which columns of history.
        workers: who makes them.
        neighbours: rows that lie next to each unit, shape (U, K), -1 for none.
        progress: told as tiles get done.

    Raises:
        ShapeError: arrays that don't fit the plan.
        ValueRangeError: a window, half-life or neighbour out of range.
        StorageError: no room for the results, or workers that keep dying.
    """
    check_plan(plan, values[0], neighbours)
    if neighbours is not None:
        check_neighbours(neighbours, values.shape[1])
    with workers.scratch_folder() as folder:
        given = write_array(folder / "values", values)
        near = None if neighbours is None else write_array(folder / "neighbours", neighbours)
        made = [
            tuple(_room(folder / f"{column}-{name}", values.shape[1:], given.dtype) for name in plan.names())
            for column in range(len(values))
        ]
        tiles = [
            Tile(given, near, files, plan, column, start, stop)
            for column, files in enumerate(made)
            for start, stop in cuts(values.shape[1], values.shape[2], workers.n)
        ]
        workers.run(make_tile, tiles, progress)
        return tuple({name: file.mapped() for name, file in zip(plan.names(), files, strict=True)} for files in made)


def make_tile(tile: Tile) -> None:
    """Make one tile and write it to its place.

    Raises:
        StorageError: the disk doesn't take it.
    """
    values = tile.values.mapped()[tile.column]
    neighbours = None if tile.neighbours is None else tile.neighbours.mapped()
    with ExitStack() as stack, disk_errors(tile.made[0].path.parent):
        files = [stack.enter_context(made.path.open("r+b", buffering=0)) for made in tile.made]
        for made, file in zip(tile.made, files, strict=True):
            file.seek(made.place(tile.start))
        for _, part in history_parts(values, tile.plan, neighbours, tile.start, tile.stop):
            for column, file in zip(part, files, strict=True):
                write_all(file, column)


def cuts(n_units: int, n_periods: int, n_workers: int) -> Iterator[tuple[int, int]]:
    """First and last-but-one unit of each tile: as many tiles as workers, or a multiple, of about equal size.

    Args:
        n_units: units of the panel.
        n_periods: periods of the panel.
        n_workers: how many tiles are made at a time.
    """
    n_values = n_units * n_periods
    n_tiles = max(1, min(n_workers, n_values // FEWEST_VALUES))
    while n_values > n_tiles * MOST_VALUES:
        n_tiles += n_workers
    bounds = [n_units * number // n_tiles for number in range(n_tiles + 1)]
    return pairwise(bounds)


def _room(path: Path, shape: tuple[int, ...], dtype: str) -> ArrayFile:
    """A new file with room for an array."""
    with disk_errors(path), path.open("xb") as file:
        file.truncate(int(np.prod(shape)) * np.dtype(dtype).itemsize)
    return ArrayFile(path, shape, dtype)


def write_array(path: Path, values: NDArray[Any]) -> ArrayFile:
    """Write an array to a new file.

    Raises:
        StorageError: the disk doesn't take it.
    """
    with disk_errors(path), path.open("xb", buffering=0) as file:
        write_all(file, np.ascontiguousarray(values))
    return ArrayFile(path, values.shape, values.dtype.str)


def write_all(file: FileIO, values: NDArray[Any]) -> None:
    """Write every byte of a contiguous array: an unbuffered file may take a part only."""
    rest = values.data.cast("B")
    while rest:
        rest = rest[file.write(rest) :]
