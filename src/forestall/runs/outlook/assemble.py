"""An outlook, put together: the forecast that is issued, its explanations, and how good such forecasts were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from forestall.foresee.backtest.live_onset import LiveOnset, live_onset
from forestall.foresee.backtest.onset import backtest_onset
from forestall.foresee.backtest.onset_scores import onset_cases, onset_scores
from forestall.foresee.backtest.track_record import TrackRecord
from forestall.foresee.ensemble.onset import ensemble_named
from forestall.foresee.explanation.content import Explanation
from forestall.foresee.explanation.onset import explain
from forestall.foresee.explanation.ranges import Ranges
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.mass_killing_onset import FIRST_ORIGIN, HORIZONS, NAME, YEARS_UNTIL_KNOWN
from forestall.foresee.workers.workers import Workers
from forestall.runs.outlook import content
from forestall.runs.outlook.history import Deaths, histories
from forestall.runs.outlook.lists import four_lists

HEADLINE = "1or2"
PERSISTENCE = "persistence"
N_RESAMPLES = 400
Step = Callable[[str], None]


@dataclass(frozen=True)
class Grounds:
    """What an outlook is made from."""

    design: Design
    model: str
    """Name of the ensemble."""
    inputs: str
    """`embedded` or `full`."""
    freshness: tuple[content.Freshness, ...]
    deaths: Deaths
    """Civilians killed by country and year, where a dataset knows."""
    unknown: dict[str, str]
    """Countries without a forecast and why."""
    kept_in: Path | None = None
    """Folder of backtests kept from earlier runs."""


def assemble(
    grounds: Grounds, as_of: date, issued_on: date, workers: Workers, step: Step = lambda _what: None
) -> content.Outlook:
    """The outlook from these grounds, at the last whole year that they know and that was over by then.

    Args:
        grounds: what it is made from.
        as_of: the day whose knowledge is used.
        issued_on: the day it is given out.
        workers: who does the fits.
        step: told what is being worked on.
    """
    design = grounds.design
    origin = min(int(design.rows.year.max()), as_of.year - 1)
    step("forecasting")
    live = live_onset(design, ensemble_named(grounds.model), origin, workers)
    step("explaining")
    explained = explain(design, live.fitted, origin, live.issue.unit.tolist(), before=origin - 1)
    step("scoring past forecasts")
    record = track_record(grounds, origin, workers)
    countries = _countries(design, live, explained, histories(design, grounds.deaths))
    base_rate = float(design.rows.onset[HEADLINE][design.rows.known(origin)].mean())
    return content.Outlook(
        issued_on=issued_on,
        reference_date=date(origin, 12, 31),
        inputs="embedded" if grounds.inputs == "embedded" else "full",
        model=grounds.model,
        headline_target=NAME,
        headline_horizon=HEADLINE,
        base_rate=base_rate,
        base_rate_period=f"{int(design.rows.year.min())}-{origin - YEARS_UNTIL_KNOWN[HEADLINE]}",
        countries=countries,
        unknown=grounds.unknown,
        lists=four_lists(countries, base_rate),
        freshness=grounds.freshness,
        records=(record,),
        previous_on=date(origin - 1, 12, 31),
    )


def track_record(grounds: Grounds, origin: int, workers: Workers) -> TrackRecord:
    """How good forecasts of this model were from every year since 1993 whose outcome was known at the origin."""
    design = grounds.design
    last = origin - YEARS_UNTIL_KNOWN[HEADLINE]
    origins = range(FIRST_ORIGIN, last + 1)
    issued = {
        name: backtest_onset(design, origins, workers, ensemble_named(name), grounds.kept_in)
        for name in (grounds.model, PERSISTENCE)
    }
    return onset_scores(onset_cases(design, issued, HEADLINE), grounds.model, PERSISTENCE, N_RESAMPLES)


def _countries(
    design: Design,
    live: LiveOnset,
    explained: Iterable[Explanation],
    history: dict[int, tuple[content.HistoryPoint, ...]],
) -> tuple[content.CountryOutlook, ...]:
    rates = _base_rates(design, live.issue.origin)
    by_horizon = {horizon: live.issue.probability(horizon) for horizon in HORIZONS}
    made = []
    for place, why in enumerate(explained):
        if not why.country:
            continue  # a number that is no state's of today has no page
        estimates = tuple(
            _estimate(live.ranges, by_horizon, horizon, place, rates[horizon, why.comparable.state])
            for horizon in (HEADLINE, "1", "2")
        )
        made.append(
            content.CountryOutlook(
                iso3=why.country,
                state=why.comparable.state,  # type: ignore[arg-type]  # the words of KillingState are the literal's
                headline=estimates[0],
                estimates=estimates,
                rank_low=int(live.ranges.rank_low[place]),
                rank_high=int(live.ranges.rank_high[place]),
                drivers=tuple(content.Driver(d.name, d.value, d.effect) for d in why.drivers),
                analogues=tuple(content.Analogue(a.country, a.year, a.distance, a.followed_by) for a in why.analogues),
                what_ifs=tuple(content.WhatIf(w.name, w.now, w.then, w.probability) for w in why.what_ifs),
                history=history[why.unit],
                change=_change(why),
            )
        )
    return tuple(made)


def _estimate(
    ranges: Ranges, by_horizon: Mapping[str, FloatArray], horizon: str, place: int, base_rate: float
) -> content.Estimate:
    """One horizon; its interval is the headline's, moved to its share of the hazard."""
    probability, either = (float(by_horizon[name][place]) for name in (horizon, HEADLINE))
    share = np.log1p(-probability) / np.log1p(-either)
    low, high = (float(-np.expm1(share * np.log1p(-bound[place]))) for bound in (ranges.low, ranges.high))
    return content.Estimate(NAME, horizon, None, probability, low, high, base_rate)


def _base_rates(design: Design, origin: int) -> dict[tuple[str, str], float]:
    """Share of known country-years in the same state in which the target occurred, by horizon and state."""
    states = np.array([str(state) for state in design.rows.states()])
    rates = {}
    for horizon in HORIZONS:
        known = design.rows.known(origin, horizon)
        for state in np.unique(states):
            occurred = design.rows.onset[horizon][known & (states == state)]
            rates[horizon, str(state)] = float((occurred.sum() + 0.5) / (len(occurred) + 1))
    return rates


def _change(why: Explanation) -> content.Change | None:
    if why.change is None:
        return None
    drivers = tuple(content.Driver(d.name, d.value, d.effect) for d in why.change.drivers)
    return content.Change(date(why.change.before, 12, 31), why.change.probability_before, drivers)
