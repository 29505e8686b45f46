"""The section of forecast-scores.md on civilian deaths by area and cell: every score beside its references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from docs.civilian_deaths_scores import COLUMNS, N_RANK_RESAMPLES, N_RESAMPLES, comparison_row, markdown_table

from forestall.foresee.backtest.count_cases import Cases, issued_forecasts, reference_forecasts
from forestall.foresee.backtest.count_scores import RANKS, Question, compare
from forestall.foresee.backtest.local_civilian_deaths import backtest, local_cases
from forestall.foresee.distribution import GRID
from forestall.foresee.features.local_month.record import EVENTS, LocalRecord, local_record
from forestall.foresee.inputs import Inputs
from forestall.foresee.models.local_pool import CARDS
from forestall.foresee.models.references import CountForecast
from forestall.foresee.panel.locating import numbers_of
from forestall.foresee.panel.reach import ByReach
from forestall.foresee.scores.calibration import calibration_line, expected_calibration_error
from forestall.foresee.targets.civilian_deaths import HORIZONS
from forestall.foresee.targets.local_civilian_deaths import COARSE_DATES, LABEL, NAMES, LocalKind
from forestall.runs.inputs import mirror_inputs
from forestall.vocabulary.load import vocabulary

FIRST, LAST = "2015-01", "2021-12"
PROSE = Path(__file__).parent / "local_civilian_deaths_scores.md"
"""What was chosen when, and what falls short, in words."""
EVENTS_SCORED = ((1, 1), (3, 1), (12, 1), (3, 25), (12, 25), (12, 100))
"""Months, and at least so many killed."""
FEWEST_OCCURRED = 20
"""Fewer tell nothing."""


def local_civilian_deaths_section(mirror: Path) -> str:
    """Backtest both kinds of units, score and tell."""
    inputs = mirror_inputs(mirror, CARDS["admin1"].inputs)
    parts = [f"## Civilian deaths by area and cell\n\nTarget: {LABEL}.", PROSE.read_text(encoding="utf-8").strip()]
    for kind in NAMES:
        parts += _of_kind(inputs, kind)
    return "\n\n".join(parts)


def _of_kind(inputs: Inputs, kind: LocalKind) -> Iterator[str]:
    record = local_record(inputs, kind)
    cases = local_cases(record, FIRST, LAST)
    model = issued_forecasts(backtest(inputs, kind, FIRST, LAST), cases)
    references = reference_forecasts(record, cases)
    yield f"### `{NAMES[kind]}`\n\nOrigins {FIRST} to {LAST}; {_told(record, cases)}\n\n{_placed(inputs, record)}"
    counts = [Question(score, horizon) for score in ("crps", "log crps") for horizon in HORIZONS]
    for title, part, questions in (
        ("All units", cases, [*_questions(cases), *counts]),
        ("Onset: three years known to be without before the origin", _onsets(cases), [*_questions(_onsets(cases))]),
        ("Continuation: all others", cases.continuing(), [*_questions(cases.continuing()), *counts[:4]]),
    ):
        rows = [comparison_row([*compare(asked, model, references, part, _resamples(asked))]) for asked in questions]
        told = (
            markdown_table(COLUMNS, rows) if rows else f"Nothing asked for occurred {FEWEST_OCCURRED} times: no score."
        )
        yield f"#### {title}\n\n{told}"
    yield f"#### Calibration\n\n{markdown_table(*_calibration(model, cases))}"


def _questions(cases: Cases) -> Iterator[Question]:
    """What can be asked: events that occurred often enough."""
    for score in ("brier", "average precision", "roc auc"):
        for horizon, threshold in EVENTS_SCORED:
            if (cases.came(horizon, cases.scored(horizon)) >= threshold).sum() >= FEWEST_OCCURRED:
                yield Question(score, horizon, threshold)


def _onsets(cases: Cases) -> Cases:
    return replace(cases, stands=cases.stands & cases.quiet)


def _resamples(question: Question) -> int:
    return N_RANK_RESAMPLES if question.score in RANKS else N_RESAMPLES


def _told(record: LocalRecord, cases: Cases) -> str:
    countries = record.region.countries
    units = ", ".join(f"{country} {countries.count(country)}" for country in sorted(set(countries)))
    lost = [
        f"{(np.isnan(cases.totals[:, :, number]) & cases.stands).sum():,} of {cases.stands.sum():,} at {horizon}"
        for number, horizon in enumerate(HORIZONS)
    ]
    return f"units: {units}. Windows in doubt or not over, and so not scored: {'; '.join(lost)} months."


def _placed(inputs: Inputs, record: LocalRecord) -> str:
    """For each precision, how many events and dead civilians there are and how many count in a unit."""
    (events,) = inputs.table(EVENTS).combine_chunks().to_batches()
    inside = ByReach(record.region).reach(events).unit >= 0
    killed = numbers_of(events, "deaths_civilians")
    given = np.array(events.column("precision").to_pylist(), dtype=object)
    dated = ~np.isin(np.array(events.column("date_precision").to_pylist(), dtype=object), list(COARSE_DATES))
    rows = []
    for name, term in vocabulary("precision").items():
        of_term = given == name
        if of_term.any():
            counted = of_term & inside & dated
            numbers = (of_term.sum(), counted.sum(), killed[of_term].sum(), killed[counted].sum())
            rows.append([f"{term.extra['ucdp']} {name}", *(f"{int(number):,}" for number in numbers)])
    head = ("where_prec", "events", "counted in a unit", "civilians killed", "counted in a unit")
    return markdown_table(head, rows)


def _calibration(model: CountForecast, cases: Cases) -> tuple[Sequence[str], list[list[str]]]:
    rows = []
    for horizon, threshold in EVENTS_SCORED:
        cells = cases.scored(horizon)
        chance = model.exceedance[:, :, HORIZONS.index(horizon), GRID.index(threshold)][cells]
        occurred = cases.came(horizon, cells) >= threshold
        if occurred.sum() >= FEWEST_OCCURRED:
            line = calibration_line(np.clip(chance, 1e-5, 1 - 1e-5), occurred)
            error = expected_calibration_error(chance, occurred, 10)
            numbers = zip(
                (chance.mean(), occurred.mean(), line.intercept, line.slope, error), (4, 4, 2, 2, 4), strict=True
            )
            told = [f"{number:.{digits}f}" for number, digits in numbers]
            rows.append([str(horizon), str(threshold), f"{occurred.sum():,}", *told])
    return ("months", "at least", "occurred", "forecast", "came", "intercept", "slope", "calibration error"), rows
