"""Judged quantities and amounts."""

from typing import Any

import pytest

from forestall.errors import InvalidField
from forestall.records.values.money import Money
from forestall.records.values.span import Span


@pytest.mark.parametrize("span", [(3.0, 2.0, 4.0), (1.0, 5.0, 4.0), (1.0, float("inf"), float("inf"))])
def test_a_span_rises_and_is_finite(span: tuple[float, float, float]) -> None:
    with pytest.raises(InvalidField, match="Span"):
        Span.parse(dict(zip(("low", "best", "high"), span, strict=True)))


@pytest.mark.parametrize(
    ("amount", "currency"), [(-1.0, "EUR"), (1.0, "Euro"), (1.0, "eur"), ("1", "EUR"), (True, "EUR")]
)
def test_money_is_an_amount_and_a_currency(amount: Any, currency: str) -> None:
    with pytest.raises(InvalidField, match="Money"):
        Money.parse({"amount": amount, "currency": currency})


def test_captions_say_range_and_currency() -> None:
    assert Span(low=0.2, best=0.4, high=0.6).caption() == "0.4 (0.2 to 0.6)"
    assert Money(amount=50_000, currency="EUR").caption() == "EUR 50,000"
