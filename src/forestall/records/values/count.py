"""How many, as sources tell it: the lowest, the best and the highest figure, each of which may be unknown.

Unknown is not zero: an unknown figure stays unknown through every sum.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from forestall.records.record import Record

MOST = 10_000_000_000
Figure = Annotated[int, Field(strict=True, ge=0, le=MOST)]


class Count(Record):
    """A count of people or things, low <= best <= high where known."""

    low: Figure | None = None
    """The lowest figure; empty when unknown."""
    best: Figure | None = None
    """The figure the source stands by; empty when unknown."""
    high: Figure | None = None
    """The highest figure; empty when unknown."""

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        at_most = self.high if self.best is None else self.best
        if self.low is not None and at_most is not None and self.low > at_most:
            raise ValueError("low <= best <= high")
        if self.best is not None and self.high is not None and self.best > self.high:
            raise ValueError("low <= best <= high")
        return self

    @classmethod
    def exactly(cls, figure: int) -> Self:
        """A count about which there is no doubt."""
        return cls(low=figure, best=figure, high=figure)

    @property
    def precision(self) -> Literal["exact", "range", "partial", "unknown"]:
        """How well it is known: all three equal, all three, some of them, or none."""
        known = [figure for figure in (self.low, self.best, self.high) if figure is not None]
        if not known:
            return "unknown"
        if len(known) < len(type(self).model_fields):
            return "partial"
        return "exact" if self.low == self.high else "range"

    def is_at_least(self, threshold: int) -> bool | None:
        """Whether the true figure reaches a threshold: yes, no, or None where the range can't tell."""
        if self.low is not None and self.low >= threshold:
            return True
        return False if self.high is not None and self.high < threshold else None

    def __add__(self, other: Count) -> Count:
        """The sum, figure by figure; what is unknown in either stays unknown."""
        return Count(low=_sum(self.low, other.low), best=_sum(self.best, other.best), high=_sum(self.high, other.high))

    def caption(self) -> str:
        """The count as text: `12`, `12 (8 to 20)`, `12 (at least 8)`, `unknown`."""
        if self.precision == "exact":
            return f"{self.best:,}"
        if self.low is not None and self.high is not None:
            bounds = f"{self.low:,} to {self.high:,}"
        elif self.low is not None:
            bounds = f"at least {self.low:,}"
        else:
            bounds = "" if self.high is None else f"at most {self.high:,}"
        if self.best is None:
            return bounds or "unknown"
        return f"{self.best:,} ({bounds})" if bounds else f"about {self.best:,}"


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
