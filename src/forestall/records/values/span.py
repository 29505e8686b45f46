"""A quantity that is judged rather than counted: its lowest, best and highest value, all three given."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.strict import Real


class Span(Record):
    """low <= best <= high, in the measure that its field names."""

    low: Real
    """The lowest value that the author would defend."""
    best: Real
    """The value the author would give if only one were allowed."""
    high: Real
    """The highest value that the author would defend."""

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if not self.low <= self.best <= self.high:
            raise ValueError("low <= best <= high")
        return self

    def caption(self) -> str:
        """The span as text: `0.4 (0.2 to 0.6)`."""
        return f"{self.best:g} ({self.low:g} to {self.high:g})"
