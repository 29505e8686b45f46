"""Reading ahead changes nothing but the time it takes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.observe.ahead import BATCHES_AHEAD, read_ahead


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers()))
def test_the_same_items_come_in_the_same_order(items: list[int]) -> None:
    assert list(read_ahead(items)) == items


def test_an_error_comes_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("spoilt")

    ahead = read_ahead(items())
    assert next(ahead) == 1
    with pytest.raises(ValueError, match="spoilt"):
        next(ahead)


def test_a_reader_that_stops_early_ends_the_maker_and_what_it_holds_open() -> None:
    made, closed = [], threading.Event()

    def items() -> Iterator[int]:
        try:
            for number in range(1_000_000):
                made.append(number)
                yield number
        finally:
            closed.set()

    ahead = read_ahead(items())
    assert next(ahead) == 0
    ahead.close()
    assert closed.is_set()
    assert len(made) <= BATCHES_AHEAD + 3
