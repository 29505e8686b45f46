"""Tasks that tests hand to workers; here, since workers find them by name."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from threadpoolctl import threadpool_info

from forestall.errors import UnknownTerm
from forestall.foresee.panel.tiles import Tile, make_tile


def square(number: int) -> int:
    return number * number


def threads_of_libraries(_: int) -> list[int]:
    import numpy as np

    np.ones((4, 4)) @ np.ones((4, 4))
    return [library["num_threads"] for library in threadpool_info()]


def refuse(number: int) -> int:
    raise UnknownTerm(expected="a term", found="another", where=f"task {number}", remedy="Mend it.")


def die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once_then_square(task: tuple[Path, int]) -> int:
    """The first worker to come here is killed, half way through."""
    note, number = task
    try:
        note.touch(exist_ok=False)
    except FileExistsError:
        return number * number
    os.kill(os.getpid(), signal.SIGKILL)
    return -1


def make_tile_but_die_once(tile: Tile) -> None:
    """As `make_tile`, but the first worker leaves half a tile of rubbish and is killed."""
    first = tile.made[0]
    try:
        first.path.with_name("died").touch(exist_ok=False)
    except FileExistsError:
        make_tile(tile)
        return
    with first.path.open("r+b") as file:
        file.seek(first.place(tile.start))
        file.write(b"\xff" * (4 * first.shape[1]))
    os.kill(os.getpid(), signal.SIGKILL)
