"""Reading ahead: the next batches are made while the last ones are written.

Parsing runs in DuckDB's threads and writing in Arrow's; one after the other they would take turns.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

BATCHES_AHEAD = 4
LOOK_UP_SECONDS = 0.2


def read_ahead(items: Iterable[T]) -> Iterator[T]:
    """The same items in the same order, made in a thread of their own a few at a time.

    An error in making them is raised here, after the items before it. When the reader stops early, so
    does the maker.
    """
    line: queue.Queue[_Made[T]] = queue.Queue(BATCHES_AHEAD)
    stopped = threading.Event()
    maker = threading.Thread(target=_make, args=(items, line, stopped), name="read ahead", daemon=True)
    maker.start()
    try:
        while True:
            made = line.get()
            if made.error is not None:
                raise made.error
            if made.is_last:
                return
            yield from made.items
    finally:
        stopped.set()
        maker.join()


class _Made(Generic[T]):
    """One step of the maker: an item, the end, or an error."""

    def __init__(self, *items: T, is_last: bool = False, error: BaseException | None = None) -> None:
        self.items = items
        self.is_last = is_last
        self.error = error


def _make(items: Iterable[T], line: queue.Queue[_Made[T]], stopped: threading.Event) -> None:
    source = iter(items)
    try:
        for item in source:
            _put(line, _Made(item), stopped)
            if stopped.is_set():
                return
        _put(line, _Made(is_last=True), stopped)
    except BaseException as error:  # noqa: BLE001 - raised again in the reader's thread
        _put(line, _Made(error=error), stopped)
    finally:
        close = getattr(source, "close", None)
        if close is not None:
            close()


def _put(line: queue.Queue[_Made[T]], made: _Made[T], stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            line.put(made, timeout=LOOK_UP_SECONDS)
        except queue.Full:
            continue
        return
