"""The section of forecast-scores.md on civilian deaths: every score beside its references, and what it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from forestall.foresee.backtest.civilian_deaths import backtest
from forestall.foresee.backtest.count_cases import Cases, cases_between, issued_forecasts, reference_forecasts
from forestall.foresee.backtest.count_scores import Comparison, Question, ScoreName, compare
from forestall.foresee.distribution import draws_of, mean_of, probability_of
from forestall.foresee.features.country_month.record import country_months
from forestall.foresee.models.civilian_deaths_pool import CARD
from forestall.foresee.models.references import REFERENCES, CountForecast
from forestall.foresee.months import month_text
from forestall.foresee.scores.calibration import calibration_line, expected_calibration_error
from forestall.foresee.targets.civilian_deaths import HORIZONS, LABEL, THRESHOLDS
from forestall.runs.inputs import mirror_inputs

FIRST, LAST = "2015-01", "2021-12"
DEVELOPMENT = "2005-01 to 2013-12"
N_RESAMPLES = 1000
N_RANK_RESAMPLES = 200
DIGITS = {"crps": 2, "average precision": 3, "roc auc": 3}
PROSE = Path(__file__).parent / "civilian_deaths_scores.md"
"""What was tried and what falls short, in words."""
HIGHER = {"average precision", "roc auc"}
EVENTS = tuple((horizon, threshold) for horizon in (3, 12) for threshold in (25, 100))
COLUMNS = (
    "score", "months", "at least", "cases", "occurred", "forecast", "base rate", "unit base rate", "persistence",
    "Poisson*", "conflictology, summed", "conflictology*", "gain over conflictology* [95%]",
    "least gain over persistence, Poisson*",
)  # fmt: skip


def civilian_deaths_section(mirror: Path) -> str:
    """Backtest, score and tell."""
    inputs = mirror_inputs(mirror, CARD.inputs + CARD.optional_inputs)
    record = country_months(inputs)
    cases = cases_between(record, FIRST, LAST)
    model = issued_forecasts(backtest(inputs, FIRST, LAST), cases)
    references = reference_forecasts(record, cases)

    def table(title: str, questions: Sequence[Question]) -> str:
        rows = [
            comparison_row(list(compare(question, model, references, cases, _resamples(question))))
            for question in questions
        ]
        return f"### {title}\n\n{markdown_table(COLUMNS, rows)}"

    parts = [
        f"## Civilian deaths\n\nTarget: {LABEL}. Origins {FIRST} to {LAST}, outcomes to {month_text(record.last)}. "
        f"Settings were chosen on origins {DEVELOPMENT}.",
        PROSE.read_text(encoding="utf-8").strip(),
        table(
            "All states", [*_questions(("brier", "log"), EVENTS), *_questions(("average precision", "roc auc"), EVENTS)]
        ),
        table("Counts", [Question(score, horizon) for score in ("crps", "log crps") for horizon in HORIZONS]),
        table("Onset: three quiet years before the origin", list(_onsets())),
        f"### Calibration\n\n{markdown_table(*_calibration(model, cases))}",
        f"### The mean and the intervals\n\n{markdown_table(*_means(model, cases))}",
    ]
    return "\n\n".join(parts)


def _questions(scores: Sequence[ScoreName], events: Sequence[tuple[int, int]]) -> Iterator[Question]:
    return (Question(score, horizon, threshold) for score in scores for horizon, threshold in events)


def _onsets() -> Iterator[Question]:
    for score in ("brier", "log", "average precision", "roc auc"):
        for horizon, threshold in ((3, 1), (12, 1), (12, 25)):
            yield Question(score, horizon, threshold, onset_only=True)
    yield Question("log crps", 12, onset_only=True)


def _resamples(question: Question) -> int:
    return N_RANK_RESAMPLES if question.score in HIGHER else N_RESAMPLES


def comparison_row(compared: list[Comparison]) -> list[str]:
    """One line: ours, each reference, and the gain over the best conflictology on these very cases."""
    question = compared[0].question
    digits = DIGITS.get(question.score, 4 if question.score == "log crps" else 5)
    by_name = {comparison.reference: comparison for comparison in compared}
    poisson, conflictology = (_best(compared, family) for family in ("last-value Poisson", "conflictology"))
    best = conflictology.gain
    interval = f"{best.value:.{digits}f} [{best.low:.{digits}f}, {best.high:.{digits}f}]"
    least = ", ".join(f"{other.gain.low:.{digits}f}" for other in (by_name["count-persistence"], poisson))
    shown = ("count-base-rate", "count-unit-base-rate", "count-persistence")
    scores = [by_name[name].theirs for name in shown]
    scores += [poisson.theirs, by_name["conflictology-summed"].theirs, conflictology.theirs]
    return [
        question.score,
        str(question.horizon),
        str(question.threshold or "counts"),
        f"{compared[0].n:,}",
        f"{compared[0].n_occurred:,}",
        f"{compared[0].ours:.{digits}f}",
        *(f"{score:.{digits}f}" for score in scores),
        f"**{interval}**" if best.low > 0 else interval,
        least,
    ]


def _best(compared: list[Comparison], family: str) -> Comparison:
    """The variant of a family that did best on these cases: chosen in hindsight, in its favour."""
    of_family = [comparison for comparison in compared if REFERENCES[comparison.reference].family == family]
    return min(of_family, key=lambda comparison: comparison.gain.value)


def _calibration(model: CountForecast, cases: Cases) -> tuple[Sequence[str], list[list[str]]]:
    rows = []
    for horizon in HORIZONS:
        cells = cases.scored(horizon)
        came, exceedance = cases.came(horizon, cells), model.exceedance[:, :, HORIZONS.index(horizon)][cells]
        for threshold in THRESHOLDS:
            chance = probability_of(exceedance[:, np.newaxis], threshold)[:, 0]
            occurred = came >= threshold
            line = calibration_line(chance, occurred)
            error = expected_calibration_error(chance, occurred, 10)
            numbers = (chance.mean(), occurred.mean(), line.intercept, line.slope, error)
            digits = (4, 4, 2, 2, 4)
            told = [f"{number:.{places}f}" for number, places in zip(numbers, digits, strict=True)]
            rows.append([str(horizon), str(threshold), f"{occurred.sum():,}", *told])
    return ("months", "at least", "occurred", "forecast", "came", "intercept", "slope", "calibration error"), rows


def _means(model: CountForecast, cases: Cases) -> tuple[Sequence[str], list[list[str]]]:
    rows = []
    for number, horizon in enumerate(HORIZONS):
        cells = cases.scored(horizon)
        came, exceedance = cases.came(horizon, cells), model.exceedance[:, :, number][cells][:, np.newaxis]
        draws = draws_of(exceedance)[:, 0]
        low, middle, high = np.quantile(draws, [0.05, 0.5, 0.95], axis=1)
        inside, typical = (low <= came) & (came <= high), middle > 0
        means = mean_of(exceedance).mean(), middle.mean(), came.mean()
        rows.append(
            [
                str(horizon),
                *(f"{value:.1f}" for value in means),
                f"{inside.mean():.3f}",
                f"{inside[typical].mean():.3f}",
            ]
        )
    head = (
        "months",
        "mean of means",
        "mean of medians",
        "mean that came",
        "in the 90% interval",
        "where the median is above 0",
    )
    return head, rows


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under their heads, as Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
