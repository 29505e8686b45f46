"""What every count model is shown beside: forecasts that take no model, by name.

A reference speaks either as exceedance or as draws, and gives the other from it. Where one could fairly
be made in several ways, each has a name of its own, and the best of them on the scored rows is what a
model has to beat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forestall.foresee.distribution import draws_of, exceedance_of
from forestall.foresee.models import conflictology, count_base_rate, count_persistence, last_value_poisson
from forestall.foresee.models.card import ModelCard
from forestall.foresee.scores.arrays import FloatArray

N_DRAWS = 60


@dataclass(frozen=True)
class CountForecast:
    """How many, for N rows, as exceedance and, where it was made so, as draws."""

    exceedance: FloatArray
    """P(total >= c), shape (N, H, K)."""
    drawn: FloatArray | None = None
    """Equally likely counts, shape (N, H, S)."""

    def draws(self) -> FloatArray:
        """Equally likely counts, shape (N, H, S)."""
        return draws_of(self.exceedance) if self.drawn is None else self.drawn


@dataclass(frozen=True)
class Reference:
    """One reference."""

    card: ModelCard
    family: str
    """Variants of one method share it."""
    forecast: Callable[[FloatArray, int], CountForecast]
    """From civilians killed (U, T) and the column of the origin, for all U units; later columns are not read."""


def _of_draws(make: Callable[[FloatArray, int], FloatArray]) -> Callable[[FloatArray, int], CountForecast]:
    def forecast(deaths: FloatArray, origin: int) -> CountForecast:
        drawn = make(deaths, origin)
        return CountForecast(exceedance_of(drawn), drawn)

    return forecast


def _smoothed(make: Callable[[FloatArray, int], FloatArray]) -> Callable[[FloatArray, int], CountForecast]:
    def forecast(deaths: FloatArray, origin: int) -> CountForecast:
        share = exceedance_of(make(deaths, origin))
        world = count_base_rate.world_shares(deaths, origin)
        return CountForecast((conflictology.POOL * share + world) / (conflictology.POOL + 1))

    return forecast


def _conflictology(rule: conflictology.Rule) -> Callable[[FloatArray, int], FloatArray]:
    return lambda deaths, origin: conflictology.draws(deaths, origin, rule, N_DRAWS)


def _poisson(rule: last_value_poisson.Rule) -> Callable[[FloatArray, int], FloatArray]:
    return lambda deaths, origin: last_value_poisson.draws(deaths, origin, rule, N_DRAWS)


REFERENCES: Mapping[str, Reference] = {
    reference.card.name: reference
    for reference in (
        Reference(
            count_base_rate.CARD, "base rate", lambda d, o: CountForecast(count_base_rate.world_exceedance(d, o))
        ),
        Reference(
            count_base_rate.UNIT_CARD,
            "unit base rate",
            lambda d, o: CountForecast(count_base_rate.unit_exceedance(d, o)),
        ),
        Reference(count_persistence.CARD, "persistence", _of_draws(count_persistence.draws)),
        Reference(last_value_poisson.WINDOW_CARD, "last-value Poisson", _of_draws(_poisson("last window"))),
        Reference(last_value_poisson.MONTH_CARD, "last-value Poisson", _of_draws(_poisson("last month"))),
        Reference(conflictology.SUMMED_CARD, "conflictology", _of_draws(_conflictology("months summed"))),
        Reference(conflictology.REPEATED_CARD, "conflictology", _of_draws(_conflictology("month repeated"))),
        Reference(conflictology.SUMMED_SMOOTH_CARD, "conflictology", _smoothed(_conflictology("months summed"))),
        Reference(conflictology.REPEATED_SMOOTH_CARD, "conflictology", _smoothed(_conflictology("month repeated"))),
    )
}
"""By name, in the order in which they are shown."""
