"""One thing that could be done, as it stood before the decision-maker; doing nothing is one too.

Not advice: a recommendation is said beside the options, and a forecast never hides in one.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from forestall.records.record import Record
from forestall.records.values.money import Money
from forestall.records.values.strict import Natural
from forestall.records.values.term import TermOf
from forestall.records.values.text import Line, Text


class Option(Record):
    """A measure, or doing nothing, with its cost and what is expected of it."""

    label: Line
    """What would be done, in one line."""
    measure: Annotated[str, TermOf("measure")] | None = None
    """The measure from the catalogue; empty for doing nothing."""
    cost: Money | None = None
    """What it would cost; empty when unknown, which is not nothing."""
    cost_in_words: Text | None = None
    """What it would cost beside money: staff, standing, other work left undone."""
    expected_effect: Text
    """What it is expected to change, and on what grounds; for doing nothing, what is expected then."""
    lead_time_days: Natural | None = None
    """Days from the decision to its first effect; empty when unknown."""
    possible_harm: Text | None = None
    """Who could be hurt by it, and how."""
    charter_basis: Annotated[str, TermOf("charter_basis")] | None = None
    """The legal ground it would rest on."""

    @property
    def is_nothing(self) -> bool:
        """True for the option of doing nothing."""
        return self.measure is None

    @model_validator(mode="after")
    def _check_cost(self) -> Self:
        if self.measure and self.cost is None and self.cost_in_words is None:
            raise ValueError("a cost in money or in words; where neither is known, words that say so")
        return self


def check_options(options: tuple[Option, ...]) -> None:
    """Return when the options have different labels and exactly one of them is doing nothing.

    Raises:
        ValueError: they don't.
    """
    if len({option.label for option in options}) != len(options):
        raise ValueError("options with different labels")
    if sum(option.is_nothing for option in options) != 1:
        raise ValueError("options of which exactly one is doing nothing (no measure)")
