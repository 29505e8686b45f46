"""The forecasts of civilian deaths in an outlook: probabilities by threshold and horizon, and their track record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from forestall.clock import MONTHS_PER_YEAR
from forestall.foresee.backtest.civilian_deaths import Issue, backtest, fit_month
from forestall.foresee.backtest.civilian_deaths_scores import civilian_deaths_records
from forestall.foresee.backtest.live_civilian_deaths import (
    LiveCivilianDeaths,
    base_rates,
    live_civilian_deaths,
)
from forestall.foresee.backtest.spans import Span, count_spans, inputs_of, run_spans
from forestall.foresee.backtest.track_record import TrackRecord
from forestall.foresee.features.country_month.record import DATASET, FILED_ELSEWHERE, country_months
from forestall.foresee.inputs import Inputs
from forestall.foresee.models.civilian_deaths_pool import CARD
from forestall.foresee.months import month_number, month_text
from forestall.foresee.targets.civilian_deaths import HORIZONS, NAME, THRESHOLDS
from forestall.foresee.workers.workers import Workers, run_in_one_thread
from forestall.places.countries import states_at
from forestall.runs.counting import Counted, Step
from forestall.runs.outlook.content import Band, CountRange, CountryDeaths, DeathsOutlook, DeathsState, Estimate
from forestall.runs.outlook.kept import kept_records
from forestall.runs.outlook.words import likelihood_edges, marked

LISTED: dict[DeathsState, tuple[int, str]] = {"going": (100, "3"), "quiet": (1, "12")}
"""By which threshold and horizon each list is made: where it tells countries apart and past skill was shown."""
LISTED_FROM: dict[DeathsState, float] = {"going": 0.2, "quiet": 0.05}
"""The lowest probability that a list shows, a border of a likelihood word."""
FIRST_ORIGIN = "2015-01"
"""Earlier years had a part in the choice of settings."""

_ELSEWHERE = marked("its events are counted under another country in this source")
_OUTSIDE = marked("outside the coverage of its source")


def deaths_outlook(
    inputs: Inputs, as_of: date, workers: Workers, kept_in: Path | None, step: Step
) -> DeathsOutlook | None:
    """The forecasts from the last month that was over and on record by then; none without a record of violence.

    Args:
        inputs: what is loaded of the forecaster's datasets.
        as_of: the day whose knowledge is used.
        workers: who does the fits of past years; the result is the same with any.
        kept_in: folder of scores kept from earlier runs.
        step: told what is being worked on.
    """
    if DATASET not in inputs:
        return None
    step("forecasting civilian deaths")
    # One thread: two get in each other's way on a machine that does other things, for a second won on an idle one.
    live = run_in_one_thread(partial(live_civilian_deaths, inputs), last_month(inputs, as_of))
    countries = tuple(_countries(live))
    return DeathsOutlook(
        model=CARD.name,
        reference_month=live.origin,
        countries=countries,
        unknown=_unknown(live, as_of),
        stale=dict(live.stale),
        going=bands(countries, "going"),
        quiet=bands(countries, "quiet"),
        records=_records(inputs, live.origin, workers, kept_in, step),
    )


def last_month(inputs: Inputs, as_of: date) -> str:
    """The last month that is on record and was over on that day."""
    over = as_of.year * MONTHS_PER_YEAR + as_of.month - 2
    return month_text(min(country_months(inputs).last, over))


def _records(
    inputs: Inputs, origin: str, workers: Workers, kept_in: Path | None, step: Step
) -> tuple[TrackRecord, ...]:
    """How good forecasts were from every origin since FIRST_ORIGIN whose longest window was over by now."""
    first, last = month_number(FIRST_ORIGIN), month_number(origin) - max(HORIZONS)
    if last < first:
        return ()

    def make() -> tuple[TrackRecord, ...]:
        n_fits = count_spans(FIRST_ORIGIN, month_text(last), fit_month)
        fits = Counted(step, "fitting past forecasts of civilian deaths", n_fits)
        issues = run_spans(_issues, inputs, (FIRST_ORIGIN, month_text(last)), fit_month, workers, fits)
        step("scoring past forecasts of civilian deaths")
        record = country_months(inputs, origin)
        return civilian_deaths_records(issues, record, FIRST_ORIGIN, month_text(last), likelihood_edges())

    went_in = {"inputs": inputs.digest(), "first": FIRST_ORIGIN, "last": month_text(last), "origin": origin}
    return kept_records(kept_in, went_in, make)


def _issues(span: Span) -> list[Issue]:
    return list(backtest(inputs_of(span), span.first, span.last))


def _countries(live: LiveCivilianDeaths) -> Iterator[CountryDeaths]:
    rates = {threshold: base_rates(live.record, threshold) for threshold in THRESHOLDS}
    counts = live.counts().astype(np.int64)
    for row, unit in enumerate(live.units):
        if unit in live.unknown:
            continue
        yield CountryDeaths(
            iso3=unit,
            state="quiet" if live.quiet[row] else "going",
            killed=int(live.killed[row]),
            estimates=tuple(_estimates(live, row, rates)),
            counts=tuple(
                CountRange(str(horizon), *(int(count) for count in counts[:, row, number]))
                for number, horizon in enumerate(HORIZONS)
            ),
            includes=tuple(code for code, holder in FILED_ELSEWHERE.items() if holder == unit and code in live.unknown),
        )


def _estimates(live: LiveCivilianDeaths, row: int, rates: dict[int, Any]) -> Iterator[Estimate]:
    for threshold in THRESHOLDS:
        probability, alone = live.probability(threshold), live.alone(threshold)
        for number, horizon in enumerate(HORIZONS):
            best = float(probability[row, number])
            yield Estimate(
                target=NAME,
                horizon=str(horizon),
                threshold=threshold,
                probability=best,
                # What keeps horizons and thresholds in order may move the pool past either method.
                low=min(float(alone[:, row, number].min()), best),
                high=max(float(alone[:, row, number].max()), best),
                base_rate=float(rates[threshold][0 if live.quiet[row] else 1, number]),
            )


def bands(countries: Sequence[CountryDeaths], state: DeathsState) -> tuple[Band, ...]:
    """The countries in that state by likelihood word, the likeliest first, those of one word by their code."""
    borders = [border for border in (*likelihood_edges(), 1.0) if border >= LISTED_FROM[state]]
    chance = {found.iso3: found.estimate(*LISTED[state]).probability for found in countries if found.state == state}
    made = (
        Band(low, high, tuple(sorted(code for code, probability in chance.items() if low <= probability < high)))
        for low, high in pairwise(borders)
    )
    return tuple(band for band in reversed(list(made)) if band.countries)


def _unknown(live: LiveCivilianDeaths, today: date) -> dict[str, str]:
    """States of today without a forecast of their own."""
    known = set(live.units) - set(live.unknown)
    return {
        state.key: _ELSEWHERE if state.key in FILED_ELSEWHERE else _OUTSIDE
        for state in states_at(today)
        if state.key not in known and not state.exercise
    }
