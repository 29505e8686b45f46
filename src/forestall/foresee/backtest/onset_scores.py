"""Scores of past onset forecasts, whole and apart for killings under way, past and never, with intervals.

Countries are resampled whole: a country's years resemble each other. Skill is against the base rate known
at the origin. Recall counts places on the list of all countries, for every subset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from forestall.errors import ShapeError, ValueRangeError
from forestall.foresee.backtest.onset import OnsetIssue
from forestall.foresee.backtest.track_record import CalibrationBin, ScoreLine, TrackRecord
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray
from forestall.foresee.scores.bootstrap import Interval, block_bootstrap, blocks_of
from forestall.foresee.scores.brier import brier_score, brier_skill
from forestall.foresee.scores.calibration import (
    calibration_line,
    expected_calibration_error,
    reliability_table,
)
from forestall.foresee.scores.logarithmic import log_score, log_skill
from forestall.foresee.scores.ranking import average_precision, chance_of_a_place, roc_auc
from forestall.foresee.targets.mass_killing_onset import NAME, KillingState
from forestall.identifiers import canonical_json, digest

SUBSETS = ("all", "ongoing", "not_ongoing", "never")
N_RESAMPLES, SEED = 2000, 1
N_BINS = 10
TOPS = (10, 20, 30)


@dataclass(frozen=True)
class OnsetCases:
    """N past forecasts whose outcome is known, by every forecaster that made all of them."""

    horizon: str
    origin: IntArray
    unit: IntArray
    occurred: BoolArray
    state: tuple[KillingState, ...]
    base_rate: FloatArray
    """Share of rows known at the origin in which the target occurred, shape (N,)."""
    forecasts: Mapping[str, FloatArray]
    """Probabilities by forecaster, each shape (N,)."""

    def __len__(self) -> int:
        return len(self.origin)

    def digest(self) -> str:
        """Digest of all forecasts and of what happened: equal cases, equal scores."""
        arrays = (self.origin, self.unit, self.occurred, self.base_rate, *self.forecasts.values())
        named = {"horizon": self.horizon, "state": self.state, "forecasters": list(self.forecasts)}
        return digest(canonical_json(named) + b"".join(array.tobytes() for array in arrays))

    def subset(self, name: str) -> BoolArray:
        """True for the rows of a subset, shape (N,)."""
        wanted = {
            "all": set(KillingState),
            "ongoing": {KillingState.ONGOING},
            "not_ongoing": {KillingState.PAST, KillingState.NEVER},
            "never": {KillingState.NEVER},
        }[name]
        return np.array([state in wanted for state in self.state])

    def rows(self, kept: BoolArray) -> OnsetCases:
        """Only those cases."""
        return replace(
            self,
            origin=self.origin[kept],
            unit=self.unit[kept],
            occurred=self.occurred[kept],
            state=tuple(state for state, is_kept in zip(self.state, kept, strict=True) if is_kept),
            base_rate=self.base_rate[kept],
            forecasts={name: values[kept] for name, values in self.forecasts.items()},
        )


@dataclass(frozen=True)
class Scored:
    """What a score is made from, N rows."""

    probability: FloatArray
    occurred: BoolArray
    base_rate: FloatArray
    places: Mapping[int, FloatArray]
    """Chance of standing among the k highest of the origin, by k."""


def onset_cases(design: Design, issued: Mapping[str, Iterable[OnsetIssue]], horizon: str = "1or2") -> OnsetCases:
    """Past forecasts beside what happened.

    Args:
        design: what happened, and how each country stood.
        issued: by forecaster, the issues of the same origins.
        horizon: one of HORIZONS.

    Raises:
        ShapeError: forecasters spoke about different rows.
    """
    by_name = {name: list(issues) for name, issues in issued.items()}
    first = next(iter(by_name.values()))
    for issues in by_name.values():
        if [issue.origin for issue in issues] != [issue.origin for issue in first]:
            raise ShapeError(
                expected="forecasters of the same origins",
                found="others",
                where="onset cases",
                remedy="Backtest each over the same origins.",
            )
    rows = np.concatenate([np.flatnonzero(design.rows.at(issue.origin)) for issue in first])
    rates = [design.rows.onset[horizon][design.rows.known(issue.origin, horizon)].mean() for issue in first]
    states = design.rows.states()
    cases = OnsetCases(
        horizon=horizon,
        origin=design.rows.year[rows],
        unit=design.rows.unit[rows],
        occurred=design.rows.onset[horizon][rows] > 0,
        state=tuple(states[row] for row in rows),
        base_rate=np.repeat(rates, [len(issue.unit) for issue in first]),
        forecasts={
            name: np.concatenate([issue.probability(horizon) for issue in issues]) for name, issues in by_name.items()
        },
    )
    return cases.rows(~np.isnan(design.rows.onset[horizon][rows]))


def onset_scores(
    cases: OnsetCases, forecaster: str, persistence: str | None = None, n_resamples: int = N_RESAMPLES
) -> TrackRecord:
    """Every score of a forecaster on every subset, with its references and its calibration.

    Args:
        cases: past forecasts.
        forecaster: whose.
        persistence: the name of the persistence forecasts among the cases.
        n_resamples: of countries, for the intervals.
    """
    scored = scored_of(cases, cases.forecasts[forecaster])
    base = scored_of(cases, cases.base_rate)
    before = scored_of(cases, cases.forecasts[persistence]) if persistence else None
    lines = []
    for subset in SUBSETS:
        rows = np.flatnonzero(cases.subset(subset))
        for name in SCORES:
            interval = _interval(scored, name, rows, cases.unit, n_resamples)
            if interval is not None:
                references = (_value(base, name, rows), None if before is None else _value(before, name, rows))
                lines.append(_line(subset, name, interval, references, cases.occurred[rows]))
    return TrackRecord(
        target=NAME,
        horizon=cases.horizon,
        model=forecaster,
        first_origin=str(cases.origin.min()),
        last_origin=str(cases.origin.max()),
        scores=tuple(lines),
        calibration=calibration_bins(cases, forecaster),
    )


def difference(cases: OnsetCases, ours: str, theirs: str, name: str, n_resamples: int = N_RESAMPLES) -> Interval:
    """Score of the first forecaster less that of the second on the same rows, with its 95% interval."""
    one, other = (scored_of(cases, cases.forecasts[forecaster]) for forecaster in (ours, theirs))
    score = SCORES[name]
    blocks = blocks_of(clusters=cases.unit)
    return block_bootstrap(
        lambda rows: score(taken(one, rows)) - score(taken(other, rows)), blocks, n_resamples=n_resamples, seed=SEED
    )


def calibration_bins(cases: OnsetCases, forecaster: str) -> tuple[CalibrationBin, ...]:
    """About equally filled bins of forecasts beside what came true of them."""
    table = reliability_table(cases.forecasts[forecaster], cases.occurred, N_BINS, coverage=0.9)
    return tuple(
        CalibrationBin(found.mean_probability, found.observed_share, found.low, found.high, found.n) for found in table
    )


def scored_of(cases: OnsetCases, probability: FloatArray) -> Scored:
    """Forecasts ready to be scored, with their places on the whole list of each origin."""
    places = {k: chance_of_a_place(probability, cases.origin, k) for k in TOPS}
    return Scored(probability, cases.occurred, cases.base_rate, places)


def taken(scored: Scored, rows: IntArray) -> Scored:
    """Those rows, which may come more than once."""
    return Scored(
        scored.probability[rows],
        scored.occurred[rows],
        scored.base_rate[rows],
        {k: chance[rows] for k, chance in scored.places.items()},
    )


def _recall(k: int) -> Callable[[Scored], float]:
    def recall(scored: Scored) -> float:
        if not scored.occurred.any():
            raise ValueRangeError(
                expected="at least one case that came true",
                found="none",
                where="recall",
                remedy="Score more periods or units together.",
            )
        return float(scored.places[k][scored.occurred].mean())

    return recall


SCORES: Mapping[str, Callable[[Scored], float]] = MappingProxyType(
    {
        "auc": lambda it: roc_auc(it.probability, it.occurred),
        "average_precision": lambda it: average_precision(it.probability, it.occurred),
        "brier_skill": lambda it: brier_skill(it.probability, it.occurred, it.base_rate),
        "log_skill": lambda it: log_skill(it.probability, it.occurred, it.base_rate),
        "log_loss": lambda it: log_score(it.probability, it.occurred),
        "brier": lambda it: brier_score(it.probability, it.occurred),
        **{f"recall_{k}": _recall(k) for k in TOPS},
        "calibration_slope": lambda it: calibration_line(it.probability, it.occurred).slope,
        "ece": lambda it: expected_calibration_error(it.probability, it.occurred, N_BINS),
    }
)
"""Every score by name."""


def _interval(scored: Scored, name: str, rows: IntArray, unit: IntArray, n_resamples: int) -> Interval | None:
    """A score with its interval; none where it has no meaning for the rows or for most resamples."""
    score = SCORES[name]
    try:
        return block_bootstrap(
            lambda drawn: score(taken(scored, rows[drawn])),
            blocks_of(clusters=unit[rows]),
            n_resamples=n_resamples,
            seed=SEED,
        )
    except (ValueRangeError, ShapeError):
        return None


def _value(scored: Scored, name: str, rows: IntArray) -> float | None:
    try:
        return SCORES[name](taken(scored, rows))
    except (ValueRangeError, ShapeError):
        return None


def _line(
    subset: str, name: str, interval: Interval, references: tuple[float | None, float | None], occurred: BoolArray
) -> ScoreLine:
    base_rate, persistence = references
    return ScoreLine(
        subset=subset,
        name=name,
        value=interval.value,
        low=interval.low,
        high=interval.high,
        base_rate=base_rate,
        persistence=persistence,
        n=len(occurred),
        n_events=int(occurred.sum()),
    )
