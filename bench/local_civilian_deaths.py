"""Forecasts of civilian deaths by area and cell: gains over each reference with 95% intervals, and their time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from bench.report import Row
from forestall.clock import seconds_elapsed
from forestall.foresee.backtest.count_cases import issued_forecasts, reference_forecasts
from forestall.foresee.backtest.count_scores import Comparison, Question, compare
from forestall.foresee.backtest.local_civilian_deaths import backtest, local_cases
from forestall.foresee.features.local_month.record import local_record
from forestall.foresee.inputs import Inputs
from forestall.foresee.models.local_pool import CARDS
from forestall.foresee.models.references import REFERENCES
from forestall.foresee.targets.local_civilian_deaths import NAMES, LocalKind
from forestall.runs.inputs import mirror_inputs
from forestall.settings import read_settings

FIRST, LAST = "2015-01", "2021-12"
QUICK_FIRST = "2021-10"
QUESTIONS = (Question("brier", 3, 1), Question("brier", 12, 25), Question("log crps", 3), Question("crps", 3))
HELD = ("base rate", "persistence", "conflictology")


def measure(*, quick: bool) -> Iterator[Row]:
    """Gains over the references, then one live forecast, of each kind of unit."""
    mirror = read_settings().mirror
    if mirror is None:
        yield Row("civilian deaths by area and cell", "not measured", "set FORESTALL_MIRROR to a folder with the data")
        return
    inputs = mirror_inputs(Path(mirror), CARDS["admin1"].inputs)
    for kind in NAMES:
        yield from _measure_gains(inputs, kind, quick=quick)
        yield _measure_live(inputs, kind)


def _measure_gains(inputs: Inputs, kind: LocalKind, *, quick: bool) -> Iterator[Row]:
    record = local_record(inputs, kind)
    cases = local_cases(record, QUICK_FIRST if quick else FIRST, LAST)
    model = issued_forecasts(backtest(inputs, kind, cases.origins[0], LAST), cases)
    references = reference_forecasts(record, cases)
    for question in QUESTIONS:
        compared = list(compare(question, model, references, cases, 100 if quick else 1000))
        for family in HELD:
            of_family = [each for each in compared if REFERENCES[each.reference].family == family]
            yield _row(kind, min(of_family, key=lambda each: each.gain.low))


def _row(kind: LocalKind, comparison: Comparison) -> Row:
    question, gain = comparison.question, comparison.gain
    event = f"at least {question.threshold}" if question.threshold else "counts"
    what = (
        f"{kind}: {question.score}, {event}, {question.horizon} months (n {comparison.n:,}, {comparison.n_occurred:,})"
    )
    measured = f"{comparison.ours:.5g}; gain {gain.value:.3g} [{gain.low:.3g}, {gain.high:.3g}]"
    return Row(what, measured, f"{comparison.reference} {comparison.theirs:.5g}", None)


def _measure_live(inputs: Inputs, kind: LocalKind) -> Row:
    """Record, features, fit and forecast of the last month on record, in one thread."""
    began, worked = seconds_elapsed(), time.process_time()
    last = max(str(part.last) for part in inputs.tables[CARDS[kind].inputs[0]].spans)
    (issue,) = backtest(inputs, kind, last, last)
    took = f"{seconds_elapsed() - began:.1f} s ({time.process_time() - worked:.1f} s of work)"
    return Row(f"{kind}: one live forecast of {len(issue.units):,} units", took, "30 s")
