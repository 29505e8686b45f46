"""Forecasts of civilian deaths: each gain the issue asks for with its 95% interval, and how long a forecast takes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bench.report import Row
from forestall.clock import seconds_elapsed
from forestall.foresee.backtest.civilian_deaths import Issue, backtest, fit_month
from forestall.foresee.backtest.count_cases import cases_between, issued_forecasts, reference_forecasts
from forestall.foresee.backtest.count_scores import Comparison, Question, compare
from forestall.foresee.backtest.spans import Span, inputs_of, save_inputs, spans_of
from forestall.foresee.features.country_month.record import country_months
from forestall.foresee.inputs import Inputs
from forestall.foresee.models.civilian_deaths_pool import CARD
from forestall.foresee.models.references import REFERENCES
from forestall.foresee.targets.civilian_deaths import HORIZONS
from forestall.foresee.workers.processes import local_workers
from forestall.runs.inputs import mirror_inputs
from forestall.settings import read_settings

FIRST, LAST = "2015-01", "2021-12"
QUICK_FIRST = "2021-10"
LIVE_SECONDS = 30.0
HELD = ("persistence", "last-value Poisson", "conflictology")


def measure(*, quick: bool) -> Iterator[Row]:
    """Gains over the references, then one live forecast."""
    mirror = read_settings().mirror
    if mirror is None:
        yield Row("civilian deaths", "not measured", "set FORESTALL_MIRROR to a folder with the data")
        return
    inputs = mirror_inputs(Path(mirror), CARD.inputs + CARD.optional_inputs)
    yield from _measure_gains(inputs, quick=quick)
    yield _measure_live(inputs)


def _measure_gains(inputs: Inputs, *, quick: bool) -> Iterator[Row]:
    record = country_months(inputs)
    cases = cases_between(record, QUICK_FIRST if quick else FIRST, LAST)
    began = seconds_elapsed()
    model = issued_forecasts(_issues(inputs, cases.origins[0], LAST), cases)
    yield Row(f"{len(cases.origins)} past origins, years side by side", f"{seconds_elapsed() - began:.0f} s", "")
    references = reference_forecasts(record, cases)
    events = [Question("brier", horizon, threshold) for horizon in (3, 12) for threshold in (25, 100)]
    for question in (*events, *(Question("crps", horizon) for horizon in HORIZONS)):
        compared = list(compare(question, model, references, cases, 200 if quick else 2000))
        for family in HELD:
            yield _row(min(_of(compared, family), key=lambda comparison: comparison.gain.low))
    for question in (Question("brier", 12, 1, onset_only=True), Question("brier", 12, 25, onset_only=True)):
        for comparison in compare(question, model, references, cases, 200):
            if REFERENCES[comparison.reference].family == "unit base rate":
                yield _row(comparison, held=False)


def _issues(inputs: Inputs, first: str, last: str) -> Iterator[Issue]:
    """The forecasts of past origins, those that share a fit in one task."""
    with local_workers() as workers, workers.scratch_folder() as folder:
        save_inputs(inputs, folder)
        return chain.from_iterable(workers.run(_forecast, spans_of(first, last, fit_month, folder)))


def _forecast(span: Span) -> list[Issue]:
    return list(backtest(inputs_of(span), span.first, span.last))


def _of(compared: list[Comparison], family: str) -> list[Comparison]:
    return [comparison for comparison in compared if REFERENCES[comparison.reference].family == family]


def _row(comparison: Comparison, *, held: bool = True) -> Row:
    question, gain = comparison.question, comparison.gain
    event = f"at least {question.threshold}" if question.threshold else "counts"
    onset = ", onset" if question.onset_only else ""
    what = (
        f"{question.score}, {event}, {question.horizon} months{onset} (n {comparison.n:,}, {comparison.n_occurred:,})"
    )
    measured = f"{comparison.ours:.5g}; gain {gain.value:.3g} [{gain.low:.3g}, {gain.high:.3g}]"
    held_to = f"{comparison.reference} {comparison.theirs:.5g}"
    return Row(what, measured, f"{held_to}; interval above 0" if held else held_to, gain.low > 0 if held else None)


def _measure_live(inputs: Inputs) -> Row:
    """Features, fit and forecast of the last month on record, in one thread and in as many as there are cores."""
    n_cores = len(os.sched_getaffinity(0))
    last = str(inputs.tables[CARD.inputs[0]].coverage.last)
    told = []
    for n_threads in (1, n_cores):
        began, worked = seconds_elapsed(), time.process_time()
        list(backtest(inputs, last, last, n_threads=n_threads))
        told.append((seconds_elapsed() - began, time.process_time() - worked))
    text = "; ".join(f"{wall:.1f} s ({work:.1f} s of work)" for wall, work in told)
    fastest = min(wall for wall, _ in told)
    return Row(f"one live forecast, in 1 and {n_cores} threads", text, f"{LIVE_SECONDS:g} s", fastest <= LIVE_SECONDS)
