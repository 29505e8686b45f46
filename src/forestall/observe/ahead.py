"""Reading ahead: the next batches are made while the last ones are written.

Parsing runs in DuckDB's threads and writing in Arrow's; one after the other they would take turns.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

BATCHES_AHEAD = 4
_END = object()


def read_ahead(items: Iterable[T]) -> Generator[T]:
    """The same items in the same order, made in a thread of their own a few at a time.

    An error in making them is raised here, after the items before it. When the reader stops early, so
    does the maker, and what it holds open is closed.
    """
    source = iter(items)
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as maker:
        ahead = deque(maker.submit(next, source, _END) for _ in range(BATCHES_AHEAD))
        try:
            while (item := ahead.popleft().result()) is not _END:
                ahead.append(maker.submit(next, source, _END))
                yield item  # type: ignore[misc] # what is not the end is an item
        finally:
            for step in ahead:
                step.cancel()
            maker.submit(_close, source).result()


def _close(source: Iterator[T]) -> None:
    if isinstance(source, Generator):
        source.close()
