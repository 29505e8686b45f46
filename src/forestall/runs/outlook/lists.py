"""The four lists of an outlook: places to look, for four different reasons; none is a league table.

Source:
    The four lists follow what audiences of a statistical risk assessment asked for: United States
    Holocaust Memorial Museum, Early Warning Project, guidance on using its results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest

from forestall.runs.outlook.content import (
    CountryOutlook,
    DeathsOutlook,
    Lists,
    OtherForecast,
    Surprise,
    log_odds,
)

LENGTH = 10
_STEADY = 0.3
"""In log odds: an estimate that moved less since a year before is steady."""
_MEDIUM_HIGH = 2.0
"""Times the base rate of all countries."""
_APART = 0.7
"""In log odds, about twice the odds: less is no surprise."""
_WORTH_A_LINE = 0.05
"""Of two chances of violence in a month the higher must reach this."""
_VIEWS_COUNTS = (25, "1")
"""Our estimate that lies nearest to what VIEWS forecasts: at least 25 killed in a month."""

Others = Mapping[str, tuple[OtherForecast, ...]]


def four_lists(
    countries: Sequence[CountryOutlook],
    base_rate: float,
    others: Others | None = None,
    deaths: DeathsOutlook | None = None,
) -> Lists:
    """The lists of an outlook.

    Highest: by the estimate. Movers: by the change since a year before, in log odds. Surprises: far above the
    base rate of comparable countries and not in the first list, or far from another forecaster of the same
    period. Steady: at least twice the base rate of all countries, not in the first list, and hardly moved.

    Args:
        countries: every country with an estimate.
        base_rate: of the headline's target, over all countries.
        others: what other forecasters say, by country.
        deaths: our forecasts of civilian deaths, to set beside those of VIEWS.
    """
    highest = _top(countries, lambda found: found.headline.probability)
    rest = [found for found in countries if found.iso3 not in highest]
    moved = [found for found in countries if found.change is not None and abs(_change(found)) >= _STEADY]
    steady = [
        found
        for found in rest
        if found.headline.probability >= _MEDIUM_HIGH * base_rate
        and found.change is not None
        and abs(_change(found)) < _STEADY
    ]
    kinds = (
        _above_base_rate(rest),
        _unlike_ewp(countries, others or {}, base_rate),
        _unlike_views(others or {}, deaths),
    )
    return Lists(
        highest=highest,
        movers=_top(moved, lambda found: abs(_change(found))),
        surprises=_in_turn([_farthest(kind) for kind in kinds]),
        steady=_top(steady, lambda found: found.headline.probability),
    )


def _above_base_rate(countries: Sequence[CountryOutlook]) -> Iterator[Surprise]:
    for found in countries:
        chance = found.headline
        if log_odds(chance.probability) - log_odds(chance.base_rate) > 0:
            yield Surprise(found.iso3, "base_rate", chance.probability, chance.base_rate)


def _unlike_ewp(countries: Sequence[CountryOutlook], others: Others, base_rate: float) -> Iterator[Surprise]:
    for found in countries:
        for other in others.get(found.iso3, ()):
            ours, theirs = found.headline.probability, other.probability
            if other.forecaster == "ewp" and other.same_period and max(ours, theirs) >= base_rate:
                yield Surprise(found.iso3, "ewp", ours, theirs)


def _unlike_views(others: Others, deaths: DeathsOutlook | None) -> Iterator[Surprise]:
    for mine in deaths.countries if deaths else ():
        for other in others.get(mine.iso3, ()):
            ours, theirs = mine.estimate(*_VIEWS_COUNTS).probability, other.probability
            if other.forecaster == "views" and other.same_period and max(ours, theirs) >= _WORTH_A_LINE:
                yield Surprise(mine.iso3, "views", ours, theirs)


def _farthest(surprises: Iterator[Surprise]) -> list[Surprise]:
    far = [found for found in surprises if found.against == "base_rate" or _distance(found) >= _APART]
    return sorted(far, key=lambda found: (-_distance(found), found.iso3))


def _distance(surprise: Surprise) -> float:
    bounded = (min(max(value, 1e-4), 1 - 1e-4) for value in (surprise.ours, surprise.theirs))
    ours, theirs = map(log_odds, bounded)
    return abs(ours - theirs)


def _in_turn(kinds: Sequence[Sequence[Surprise]]) -> tuple[Surprise, ...]:
    """The farthest of each kind, then the next of each, every country once."""
    taken: dict[str, Surprise] = {}
    for found in chain.from_iterable(zip_longest(*kinds)):
        if found is not None and len(taken) < LENGTH:
            taken.setdefault(found.iso3, found)
    return tuple(taken.values())


def _top(countries: Sequence[CountryOutlook], by: Callable[[CountryOutlook], float]) -> tuple[str, ...]:
    ranked = sorted(countries, key=lambda found: (-by(found), found.iso3))
    return tuple(found.iso3 for found in ranked[:LENGTH])


def _change(country: CountryOutlook) -> float:
    if country.change is None:
        return 0.0
    return log_odds(country.headline.probability) - log_odds(country.change.probability_before)
