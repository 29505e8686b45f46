"""The four lists of an outlook: places to look, for four different reasons; none is a league table.

Source:
    The four lists follow what audiences of a statistical risk assessment asked for: United States
    Holocaust Memorial Museum, Early Warning Project, guidance on using its results.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from forestall.runs.outlook.content import CountryOutlook, Lists, log_odds

LENGTH = 10
_STEADY = 0.3
"""In log odds: an estimate that moved less since the last issue is steady."""
_MEDIUM_HIGH = 2.0
"""Times the base rate of all countries."""


def four_lists(countries: Sequence[CountryOutlook], base_rate: float) -> Lists:
    """The lists of an outlook.

    Highest: by the estimate. Movers: by the change since the last issue, in log odds; empty at a first
    issue. Surprises: by the distance from another forecaster where there is one, else from the base rate
    of comparable countries, among countries not in the first list. Steady: at least twice the base
    rate of all countries, not in the first list, and hardly moved since the last issue.

    Args:
        countries: every country with an estimate.
        base_rate: of the headline's target, over all countries.
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
    return Lists(
        highest=highest,
        movers=_top(moved, lambda found: abs(_change(found))),
        surprises=_top([found for found in rest if _surprise(found) > 0], _surprise),
        steady=_top(steady, lambda found: found.headline.probability),
    )


def _top(countries: Sequence[CountryOutlook], by: Callable[[CountryOutlook], float]) -> tuple[str, ...]:
    ranked = sorted(countries, key=lambda found: (-by(found), found.iso3))
    return tuple(found.iso3 for found in ranked[:LENGTH])


def _change(country: CountryOutlook) -> float:
    if country.change is None:
        return 0.0
    return log_odds(country.headline.probability) - log_odds(country.change.probability_before)


def _surprise(country: CountryOutlook) -> float:
    other = country.other_forecaster
    if other is not None:
        return abs(log_odds(country.headline.probability) - log_odds(other.probability))
    return log_odds(country.headline.probability) - log_odds(country.headline.base_rate)
