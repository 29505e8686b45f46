"""How good past forecasts of civilian deaths were, for each threshold and horizon, onset and continuation apart.

Skill is the share by which our Brier score is below a reference's. Of the variants of one reference the
best on the very cases scored stands for it, which is in its favour. Whole countries are resampled, since
their windows overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from forestall.errors import ValueRangeError
from forestall.foresee.backtest.civilian_deaths import Issue
from forestall.foresee.backtest.count_cases import Cases, cases_between, issued_forecasts, reference_forecasts
from forestall.foresee.backtest.track_record import CalibrationBin, ScoreLine, TrackRecord
from forestall.foresee.distribution import CAP, FLOOR, GRID
from forestall.foresee.features.unit_months import UnitMonths
from forestall.foresee.models.civilian_deaths_pool import CARD
from forestall.foresee.models.references import REFERENCES, CountForecast
from forestall.foresee.scores.arrays import BoolArray, FloatArray, IntArray
from forestall.foresee.scores.bootstrap import Interval, block_bootstrap, blocks_of
from forestall.foresee.scores.brier import brier_terms
from forestall.foresee.scores.calibration import share_interval
from forestall.foresee.targets.civilian_deaths import HORIZONS, NAME, THRESHOLDS

FAMILIES = ("unit base rate", "persistence", "conflictology")
"""References that are shown; the base rate is each country's own, the stronger of the two."""
SUBSETS = ("all", "quiet", "going")
"""All cases; those after three quiet years, where a killing would be an onset; all others, continuation."""
N_RESAMPLES, SEED = 400, 3
COVERAGE = 0.95


@dataclass(frozen=True)
class _Scored:
    """One event on N cases."""

    probability: FloatArray
    occurred: BoolArray
    unit: IntArray
    ours: FloatArray
    """Brier terms."""
    theirs: Mapping[str, FloatArray]
    """Brier terms of each family's best variant."""


def civilian_deaths_records(
    issues: Iterable[Issue], record: UnitMonths, first: str, last: str, edges: tuple[float, ...]
) -> tuple[TrackRecord, ...]:
    """One record for each subset, threshold and horizon that has a case.

    Args:
        issues: forecasts of every origin from first to last.
        record: what came.
        first: first origin.
        last: last origin.
        edges: borders of the bins of the calibration, rising, inside (0, 1).

    Raises:
        LookAhead: the record doesn't reach the last origin.
        NotFound: it begins after the first.
    """
    cases = cases_between(record, first, last)
    model, references = issued_forecasts(issues, cases), reference_forecasts(record, cases)
    return tuple(
        TrackRecord(
            target=NAME,
            horizon=str(horizon),
            model=CARD.name,
            first_origin=first,
            last_origin=last,
            scores=tuple(_lines(scored, subset)),
            calibration=_calibration(scored, edges),
            threshold=threshold,
            subset=subset,
        )
        for subset in SUBSETS
        for threshold in THRESHOLDS
        for horizon in HORIZONS
        if (scored := _scored(model, references, cases, horizon, threshold, subset)) is not None
    )


def _scored(
    model: CountForecast,
    references: Mapping[str, CountForecast],
    cases: Cases,
    horizon: int,
    threshold: int,
    subset: str,
) -> _Scored | None:
    cells = cases.scored(horizon, onset_only=subset == "quiet")
    if subset == "going":
        cells = cells & ~cases.quiet
    if not cells.any():
        return None
    occurred = cases.came(horizon, cells) >= threshold

    def probability(forecast: CountForecast) -> FloatArray:
        found: FloatArray = forecast.exceedance[:, :, HORIZONS.index(horizon), GRID.index(threshold)][cells]
        return found

    ours = np.clip(probability(model), FLOOR, CAP)
    theirs = {}
    for family in FAMILIES:
        variants = [name for name in references if REFERENCES[name].family == family]
        terms = [brier_terms(probability(references[name]), occurred) for name in variants]
        theirs[family] = min(terms, key=lambda each: float(each.mean()))
    return _Scored(ours, occurred, cases.unit_numbers(cells), brier_terms(ours, occurred), theirs)


def _lines(scored: _Scored, subset: str) -> Iterator[ScoreLine]:
    """The Brier score, and the skill over each reference where it has one."""
    blocks = {name: _sums(terms, scored.unit) for name, terms in scored.theirs.items()}
    own, size = _sums(scored.ours, scored.unit), _sums(np.ones(len(scored.unit)), scored.unit)
    means = {name: float(terms.mean()) for name, terms in scored.theirs.items()}
    found = {"brier": _interval(own, size, lambda ours, n: ours / n)}
    for name, sums in blocks.items():
        found[f"skill over {name}"] = _interval(own, sums, _skill)
    for name, interval in found.items():
        if interval is not None:
            yield ScoreLine(
                subset=subset,
                name=name,
                value=interval.value,
                low=interval.low,
                high=interval.high,
                base_rate=means["unit base rate"] if name == "brier" else None,
                persistence=means["persistence"] if name == "brier" else None,
                n=len(scored.occurred),
                n_events=int(scored.occurred.sum()),
                conflictology=means["conflictology"] if name == "brier" else None,
            )


def _sums(terms: FloatArray, unit: IntArray) -> FloatArray:
    """Sum of the terms of each country that has one: all that whole countries drawn again need, shape (B,)."""
    present = np.unique(unit)
    made: FloatArray = np.bincount(unit, weights=terms).astype(float)[present]
    return made


def _interval(ours: FloatArray, theirs: FloatArray, score: Callable[[float, float], float]) -> Interval | None:
    """A score made of two sums over countries; none where it has no meaning for most resamples."""
    try:
        return block_bootstrap(
            lambda drawn: score(float(ours[drawn].sum()), float(theirs[drawn].sum())),
            blocks_of(clusters=np.arange(len(ours))),
            n_resamples=N_RESAMPLES,
            seed=SEED,
            coverage=COVERAGE,
        )
    except ValueRangeError:
        return None


def _skill(ours: float, theirs: float) -> float:
    if theirs == 0:
        raise ValueRangeError(
            expected="a reference that erred", found="none", where="skill", remedy="Score more cases together."
        )
    return 1 - ours / theirs


def _calibration(scored: _Scored, edges: tuple[float, ...]) -> tuple[CalibrationBin, ...]:
    """Forecasts between neighbouring edges beside what came true of them; bins without a forecast are left out."""
    bins = np.digitize(scored.probability, edges)
    return tuple(_bin(scored, np.flatnonzero(bins == number)) for number in np.unique(bins))


def _bin(scored: _Scored, rows: IntArray) -> CalibrationBin:
    """One bin; its interval is the wider of both ends: as if cases were independent, and with countries drawn again."""
    occurred = scored.occurred[rows]
    share = float(occurred.mean())
    low, high = share_interval(int(occurred.sum()), len(rows), coverage=COVERAGE, method="jeffreys")
    came, n = _sums(occurred.astype(float), scored.unit[rows]), _sums(np.ones(len(rows)), scored.unit[rows])
    drawn = _interval(came, n, lambda true, cases: true / cases)
    if drawn is not None:
        low, high = min(low, drawn.low), max(high, drawn.high)
    return CalibrationBin(float(scored.probability[rows].mean()), share, low, high, len(rows))
