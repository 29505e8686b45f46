"""The forms a measure takes: a share with its denominator and interval, a length of time with its tail, a mix.

A share of nothing is not 0: it has no value. What is not over yet stands in no average, and how much of that there is
stands beside it, since an average of what was finished flatters whoever leaves things open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from forestall.foresee.scores.calibration import share_interval

COVERAGE = 0.95
TAIL = 0.9


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    name: str
    """Which measure, by the function that reckons it."""
    n_yes: int
    n: int
    """The denominator."""

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.n_yes / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95% interval; None of nothing."""
        if self.value is None:
            return None
        low, high = share_interval(self.n_yes, self.n, coverage=COVERAGE, method="wilson")
        return min(low, self.value), max(high, self.value)  # rounding may leave the last digit on the wrong side


@dataclass(frozen=True, slots=True)
class Length:
    """How long one step of the chain took."""

    begins: str
    """The stage it begins with: an id of vocabulary/chain_stage.yml."""
    ends: str
    """The stage it ends with."""
    hours: tuple[float, ...]
    """Of every chain that reached both in this order, in hours, in order of length."""
    n_open: int
    """Chains that reached the first and not the second."""
    n_turned: int = 0
    """Chains that reached the second before the first, such as a warning given before its report was verified: such a
    time is no length, and stands in no average."""

    @property
    def n(self) -> int:
        """How many chains it is reckoned from."""
        return len(self.hours)

    @property
    def median_hours(self) -> float | None:
        """Half took no longer; None of none."""
        return median(self.hours) if self.hours else None

    @property
    def p90_hours(self) -> float | None:
        """Nine of ten took no longer than this one, which is the time of one of them; None of none.

        Source:
            The inverse of the empirical distribution: definition 1 of Hyndman and Fan (1996), The American
            Statistician 50(4), 361-365.
        """
        return self.hours[max(0, -int(-TAIL * self.n // 1) - 1)] if self.hours else None


def share(name: str, answers: Iterable[bool]) -> Share:
    """The share of those that hold."""
    known = list(answers)
    return Share(name, sum(known), len(known))


def length(begins: str, ends: str, chains: Sequence[dict[str, float]]) -> Length:
    """How long it took from one stage to another.

    Args:
        begins: the first stage.
        ends: the second.
        chains: for each, the hours at which it reached the stages it reached.
    """
    both = sorted(chain[ends] - chain[begins] for chain in chains if begins in chain and ends in chain)
    forward = tuple(hours for hours in both if hours >= 0)
    n_open = sum(begins in chain and ends not in chain for chain in chains)
    return Length(begins, ends, forward, n_open, len(both) - len(forward))
