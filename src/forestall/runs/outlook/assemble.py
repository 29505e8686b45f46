"""An outlook, put together: the forecasts that are issued, their explanations, and how good such forecasts were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from forestall.foresee.backtest.live_onset import N_DRAWS, LiveOnset, live_onset
from forestall.foresee.backtest.onset import backtest_onset
from forestall.foresee.backtest.onset_scores import onset_cases, onset_scores
from forestall.foresee.backtest.track_record import TrackRecord
from forestall.foresee.ensemble.onset import ensemble_named
from forestall.foresee.explanation.content import Explanation
from forestall.foresee.explanation.onset import explain
from forestall.foresee.explanation.ranges import Ranges
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.inputs import Inputs
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.mass_killing_onset import FIRST_ORIGIN, HORIZONS, NAME, YEARS_UNTIL_KNOWN
from forestall.foresee.workers.workers import Workers
from forestall.records.values.marking import Tlp
from forestall.runs.counting import Counted, Step
from forestall.runs.outlook import content
from forestall.runs.outlook.deaths import deaths_outlook
from forestall.runs.outlook.history import Deaths, histories
from forestall.runs.outlook.kept import kept_records
from forestall.runs.outlook.lists import four_lists
from forestall.runs.outlook.others import other_forecasts

HEADLINE = "1or2"
PERSISTENCE = "persistence"
N_RESAMPLES = 400


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
    """Countries without a forecast of onset and why."""
    of_deaths: Inputs = field(default_factory=Inputs)
    """What forecasts of civilian deaths are made from, as far as it is loaded."""
    of_others: Inputs = field(default_factory=Inputs)
    """Forecasts of others, as far as they are loaded."""
    kept_in: Path | None = None
    """Folder of backtests kept from earlier runs."""


def assemble(
    grounds: Grounds, as_of: date, issued_on: date, workers: Workers, step: Step = lambda *_what: None
) -> content.Outlook:
    """The outlook from these grounds: onset from the last whole year known, civilian deaths from the last month.

    Args:
        grounds: what it is made from.
        as_of: the day whose knowledge is used.
        issued_on: the day it is given out.
        workers: who does the fits.
        step: told what is being worked on, and where it can be counted how much is done and of how much.
    """
    design = grounds.design
    origin = min(int(design.rows.year.max()), as_of.year - 1)
    deaths = deaths_outlook(grounds.of_deaths, as_of, workers, grounds.kept_in, step)
    others = other_forecasts(grounds.of_others, origin, deaths.reference_month if deaths else None)
    ensemble = ensemble_named(grounds.model)
    fits = Counted(step, "forecasting onset", len(ensemble.members) + N_DRAWS)
    live = live_onset(design, ensemble, origin, workers, N_DRAWS, grounds.kept_in, fits)
    step("explaining")
    explained = explain(design, live.fitted, origin, live.issue.unit.tolist(), before=origin - 1)
    record = track_record(grounds, origin, workers, step)
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
        lists=four_lists(countries, base_rate, others, deaths),
        freshness=grounds.freshness,
        records=(record,),
        marking=max(Tlp.from_word(found.marking) for found in grounds.freshness if found.state != "unknown").word,
        deaths=deaths,
        others=others,
    )


def track_record(grounds: Grounds, origin: int, workers: Workers, step: Step = lambda *_what: None) -> TrackRecord:
    """How good forecasts of this model were from every year since 1993 whose outcome was known at the origin."""
    design = grounds.design
    last = origin - YEARS_UNTIL_KNOWN[HEADLINE]
    origins = range(FIRST_ORIGIN, last + 1)
    ensembles = [ensemble_named(name) for name in (grounds.model, PERSISTENCE)]
    n_fits = len(origins) * sum(len(ensemble.members) for ensemble in ensembles)
    fits = Counted(step, "fitting past forecasts of onset, kept for the next outlook", n_fits)
    issued = {
        ensemble.name: list(backtest_onset(design, origins, workers, ensemble, grounds.kept_in, fits))
        for ensemble in ensembles
    }
    step("scoring past forecasts of onset")
    cases = onset_cases(design, issued, HEADLINE)
    went_in = {"cases": cases.digest(), "model": grounds.model, "resamples": str(N_RESAMPLES)}
    return kept_records(
        grounds.kept_in, went_in, lambda: (onset_scores(cases, grounds.model, PERSISTENCE, N_RESAMPLES),)
    )[0]


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
                drivers=why.drivers,
                analogues=why.analogues,
                what_ifs=why.what_ifs,
                history=history[why.unit],
                change=why.change,
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
