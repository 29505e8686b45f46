"""Mass-killing onset by country-year: every figure promised, with the peer's beside it, from one run.

Reads copies of the datasets in FORESTALL_MIRROR; without one, only the model of the embedded record is
measured. Settings and members were fixed on origins up to 1991 (docs/decisions/0006): nothing here chooses.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.report import Row
from forestall.clock import seconds_elapsed
from forestall.foresee.backtest.live_onset import live_onset
from forestall.foresee.backtest.onset import OnsetIssue, backtest_onset
from forestall.foresee.backtest.onset_peer import NAME as THEIRS
from forestall.foresee.backtest.onset_peer import PUBLISHED, beside_peer
from forestall.foresee.backtest.onset_scores import (
    SCORES,
    OnsetCases,
    difference,
    onset_cases,
    scored_of,
)
from forestall.foresee.ensemble.onset import ALTERNATIVE, EMBEDDED, IN_USE, PEER, ensemble_named
from forestall.foresee.features.country_year.design import OPTIONAL, REQUIRED, Design, build_design
from forestall.foresee.features.country_year.record import record_design
from forestall.foresee.targets.mass_killing_onset import FIRST_ORIGIN, LAST_ORIGIN
from forestall.foresee.workers.opening import open_workers
from forestall.foresee.workers.workers import Workers
from forestall.runs.inputs import mirror_inputs
from forestall.settings import read_settings

GOALS = {"auc": 0.855, "average_precision": 0.085, "brier_skill": 0.045, "log_skill": 0.195, "recall_30": 0.75}
SHOWN = (*GOALS, "log_loss", "recall_10", "recall_20", "calibration_slope")
NEAR_PEER = 0.005
SECONDS = {PEER: 10.0, IN_USE: 240.0}
LIVE_SECONDS, EMBEDDED_SECONDS, AGAIN_SECONDS = 30.0, 10.0, 5.0
N_RESAMPLES = 2000
N_WORKERS = 2


@dataclass(frozen=True)
class Timed:
    """Forecasts and how long they took."""

    issues: list[OnsetIssue]
    seconds: float


def measure(*, quick: bool) -> Iterator[Row]:
    """Scores, differences, subsets and times; quick: five origins of the references and the peer's net."""
    with open_workers(1) as workers:
        yield from _embedded(workers, quick=quick)
    mirror = read_settings().mirror
    if mirror is None:
        yield Row("onset with all data", "not measured", "set FORESTALL_MIRROR")
        return
    inputs = mirror_inputs(mirror, (*REQUIRED, *OPTIONAL, PUBLISHED))
    design = build_design(inputs)
    names = (PEER, "persistence", "base-rate") if quick else (PEER, "persistence", "base-rate", IN_USE, ALTERNATIVE)
    with open_workers(N_WORKERS) as workers, tempfile.TemporaryDirectory() as kept:
        timed = {name: _backtest(design, name, workers, Path(kept), quick=quick) for name in names}
        cases = beside_peer(onset_cases(design, {name: found.issues for name, found in timed.items()}), inputs)
        yield from _reproduction(cases)
        for name in names[3:]:
            yield from _scores(cases, name, held=name == IN_USE)
            yield from _differences(cases, name)
        for name in ("persistence", "base-rate"):
            yield from _scores(cases, name, held=False)
        yield from _subsets(cases, names[-1] if quick else IN_USE)
        yield from _times(timed, quick=quick)
        name = PEER if quick else IN_USE
        yield _again(timed[name], _backtest(design, name, workers, Path(kept), quick=quick))
        if not quick:
            yield _live(design, workers)


def _backtest(design: Design, name: str, workers: Workers, kept: Path, *, quick: bool) -> Timed:
    began = seconds_elapsed()
    first = LAST_ORIGIN - 4 if quick else FIRST_ORIGIN
    issues = list(backtest_onset(design, range(first, LAST_ORIGIN + 1), workers, ensemble_named(name), kept))
    return Timed(issues, seconds_elapsed() - began)


def _reproduction(cases: OnsetCases) -> Iterator[Row]:
    theirs, ours = _value(cases, THEIRS, "auc"), _value(cases, PEER, "auc")
    rows = f"{len(cases):,} rows, {int(cases.occurred.sum())} with an onset"
    yield Row(
        f"the peer's elastic net here: ROC AUC ({rows})",
        f"{ours:.4f}",
        f"peer {theirs:.4f}, within {NEAR_PEER}",
        abs(ours - theirs) <= NEAR_PEER,
    )


def _scores(cases: OnsetCases, name: str, *, held: bool) -> Iterator[Row]:
    for score in SHOWN:
        ours, theirs = _value(cases, name, score), _value(cases, THEIRS, score)
        goal = GOALS.get(score)
        aim = f"peer {theirs:.4f}" + (f", goal {goal}" if goal else "")
        yield Row(f"{name}: {score}", f"{ours:.4f}", aim, ours >= goal if held and goal else None)


def _differences(cases: OnsetCases, name: str) -> Iterator[Row]:
    for score in SHOWN[:-1]:
        found = difference(cases, name, THEIRS, score, N_RESAMPLES)
        yield Row(
            f"{name} less peer: {score}, 95% by countries",
            f"{found.value:+.4f} [{found.low:+.4f}, {found.high:+.4f}]",
            "excludes 0" if found.excludes_zero else "does not exclude 0",
        )


def _subsets(cases: OnsetCases, name: str) -> Iterator[Row]:
    for subset in ("ongoing", "not_ongoing", "never"):
        part = cases.rows(cases.subset(subset))
        if not part.occurred.any():
            continue
        for score in ("auc", "average_precision", "brier_skill", "log_skill"):
            yield Row(
                f"{name}, {subset} ({int(part.occurred.sum())} of {len(part):,}): {score}",
                f"{_value(part, name, score):.4f}",
                f"peer {_value(part, THEIRS, score):.4f}",
            )


def _times(timed: dict[str, Timed], *, quick: bool) -> Iterator[Row]:
    for name, limit in SECONDS.items():
        if name in timed:
            took = timed[name].seconds
            yield Row(
                f"{name}: rolling evaluation, {N_WORKERS} workers",
                f"{took:.1f} s",
                f"{limit:g} s" + (" (R: 42 s)" if name == PEER else ""),
                None if quick else took <= limit,
            )


def _again(first: Timed, second: Timed) -> Row:
    same = all(
        one.log_odds.tobytes() == other.log_odds.tobytes()
        for one, other in zip(first.issues, second.issues, strict=True)
    )
    return Row(
        f"{first.issues[0].model}: once more, with all fits kept",
        f"{second.seconds:.1f} s, {'the same bytes' if same else 'NOT the same bytes'}",
        f"{AGAIN_SECONDS:g} s, the same bytes",
        same and second.seconds <= AGAIN_SECONDS,
    )


def _live(design: Design, workers: Workers) -> Row:
    began = seconds_elapsed()
    live_onset(design, ensemble_named(IN_USE), int(design.rows.year.max()), workers)
    took = seconds_elapsed() - began
    return Row("one live forecast with ranges", f"{took:.1f} s", f"{LIVE_SECONDS:g} s", took <= LIVE_SECONDS)


def _embedded(workers: Workers, *, quick: bool) -> Iterator[Row]:
    began = seconds_elapsed()
    design = record_design()
    first = LAST_ORIGIN - 4 if quick else FIRST_ORIGIN
    names = (EMBEDDED, "persistence", "base-rate")
    issued = {
        name: list(backtest_onset(design, range(first, LAST_ORIGIN + 1), workers, ensemble_named(name)))
        for name in names
    }
    live_onset(design, ensemble_named(EMBEDDED), int(design.rows.year.max()), workers)
    took = seconds_elapsed() - began
    cases = onset_cases(design, issued)
    for score in SHOWN:
        found = difference(cases, EMBEDDED, "base-rate", score, N_RESAMPLES // 10) if score in GOALS else None
        ahead = f" (ahead by {found.value:+.3f} [{found.low:+.3f}, {found.high:+.3f}])" if found else ""
        yield Row(
            f"embedded record alone: {score}",
            f"{_value(cases, EMBEDDED, score):.4f}",
            f"base rate {_value(cases, 'base-rate', score):.4f}{ahead}, persistence"
            f" {_value(cases, 'persistence', score):.4f}",
        )
    yield Row(
        "embedded: all years and one forecast", f"{took:.1f} s", f"{EMBEDDED_SECONDS:g} s", took <= EMBEDDED_SECONDS
    )


def _value(cases: OnsetCases, name: str, score: str) -> float:
    return SCORES[score](scored_of(cases, cases.forecasts[name]))
