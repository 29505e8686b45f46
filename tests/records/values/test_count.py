"""Counts of which a figure may be unknown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.errors import InvalidField
from forestall.records.values.count import Count


@st.composite
def counts(draw: st.DrawFn) -> Count:
    low, best, high = sorted(draw(st.lists(st.integers(0, 1000), min_size=3, max_size=3)))
    hidden = draw(st.sets(st.sampled_from(["low", "best", "high"])))
    known = {"low": low, "best": best, "high": high}
    return Count.parse({name: figure for name, figure in known.items() if name not in hidden})


@pytest.mark.parametrize(
    "figures",
    [{"low": 3, "high": 2}, {"low": 3, "best": 2}, {"best": 3, "high": 2}, {"low": 3, "best": 4, "high": 3}],
)
def test_low_above_best_or_high_is_refused(figures: dict[str, int]) -> None:
    with pytest.raises(InvalidField, match="low <= best <= high"):
        Count.parse(figures)


@pytest.mark.parametrize("figure", [-1, 1.0, 1.5, True, "12", float("nan"), float("inf"), 10**400, [1]])
def test_a_figure_is_a_whole_number_that_people_can_be(figure: Any) -> None:
    with pytest.raises(InvalidField, match=r"Count\.best"):
        Count.parse({"best": figure})


def test_unknown_is_not_zero() -> None:
    assert Count() != Count.exactly(0)
    assert Count().is_at_least(1) is None
    assert Count.exactly(0).is_at_least(1) is False


@given(counts(), counts())
def test_a_sum_knows_only_what_both_parts_know(one: Count, other: Count) -> None:
    total = one + other
    for name in Count.model_fields:
        mine, theirs = getattr(one, name), getattr(other, name)
        expected = None if mine is None or theirs is None else mine + theirs
        assert getattr(total, name) == expected
    assert total == other + one


@given(counts(), st.integers(0, 1000))
def test_a_threshold_is_answered_only_where_the_range_tells(count: Count, threshold: int) -> None:
    answer = count.is_at_least(threshold)
    if answer:
        assert count.low is not None
        assert count.low >= threshold
    elif answer is False:
        assert count.high is not None
        assert count.high < threshold


@pytest.mark.parametrize(
    ("figures", "precision", "caption"),
    [
        ({}, "unknown", "unknown"),
        ({"low": 12, "best": 12, "high": 12}, "exact", "12"),
        ({"low": 0, "best": 0, "high": 0}, "exact", "0"),
        ({"low": 8, "best": 12, "high": 2000}, "range", "12 (8 to 2,000)"),
        ({"low": 8}, "partial", "at least 8"),
        ({"high": 8}, "partial", "at most 8"),
        ({"best": 8}, "partial", "about 8"),
        ({"low": 8, "best": 9}, "partial", "9 (at least 8)"),
        ({"low": 8, "high": 9}, "partial", "8 to 9"),
    ],
)
def test_a_caption_says_what_is_known(figures: dict[str, int], precision: str, caption: str) -> None:
    count = Count.parse(figures)
    assert (count.precision, count.caption()) == (precision, caption)
