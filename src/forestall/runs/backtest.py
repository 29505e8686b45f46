"""Backtests by name of target: forecasts of past origins with what was known then, their fits side by side."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

from forestall.errors import InvalidField, UnknownTerm
from forestall.foresee.backtest import civilian_deaths, local_civilian_deaths, onset
from forestall.foresee.backtest.civilian_deaths import fit_month
from forestall.foresee.backtest.spans import Span, count_spans, inputs_of, run_spans
from forestall.foresee.ensemble.onset import IN_USE, ensemble_named
from forestall.foresee.features.country_year.design import OPTIONAL, REQUIRED, build_design
from forestall.foresee.features.local_month.record import EVENTS, INPUTS, only_countries
from forestall.foresee.forecasts import COLUMNS, ForecastTable
from forestall.foresee.inputs import Inputs
from forestall.foresee.models import civilian_deaths_pool
from forestall.foresee.targets.civilian_deaths import NAME as CIVILIAN_DEATHS
from forestall.foresee.targets.local_civilian_deaths import NAMES as LOCAL_CIVILIAN_DEATHS
from forestall.foresee.targets.local_civilian_deaths import LocalKind
from forestall.foresee.targets.mass_killing_onset import NAME as MASS_KILLING_ONSET
from forestall.foresee.workers.workers import Progress, Workers, no_progress
from forestall.memory.files import disk_errors


@dataclass(frozen=True)
class OriginForecasts:
    """What a backtest forecast from one origin, and what a reader has to know about it."""

    origin: str
    forecasts: ForecastTable
    notes: tuple[str, ...] = ()
    """Units that are unknown, sources that stopped: one a line."""


@dataclass(frozen=True)
class Means:
    """What a backtest is run with; its forecasts are the same with any."""

    workers: Workers
    progress: Progress = no_progress
    """Told as fits get done."""
    kept_in: Path | None = None
    """Folder of fits kept from earlier runs, where there is one."""


@dataclass(frozen=True)
class BacktestTarget:
    """A target that can be backtested."""

    name: str
    datasets: tuple[str, ...]
    """What its forecasts are made from, as far as it is there."""
    count: Callable[[str, str], int]
    """How many fits it takes from one origin to another."""
    run: Callable[[Inputs, str, str, Means], Iterator[OriginForecasts]]
    """The forecasts of each origin from one to another, both included."""
    narrow: Callable[[Inputs, Collection[str]], Inputs] | None = None
    """The inputs of some countries alone, by their keys; none where a target is about the world as a whole."""

    def narrowed(self, inputs: Inputs, region: Collection[str]) -> Inputs:
        """The inputs of a region, or all of them where it names no country.

        Raises:
            InvalidField: the target is about the world as a whole.
            NotFound: a country that the inputs don't cover.
        """
        if not region:
            return inputs
        if self.narrow is None:
            raise InvalidField(
                expected="no region",
                found="one",
                where=f"--region of {self.name}",
                remedy="Leave it out: this target is forecast for all countries at once.",
            )
        return self.narrow(inputs, region)


def find_target(name: str) -> BacktestTarget:
    """The target of that name.

    Raises:
        UnknownTerm: there is none.
    """
    if name not in TARGETS:
        raise UnknownTerm(
            expected=f"one of {', '.join(TARGETS)}", found=repr(name[:80]), where="target", remedy="Name one of them."
        )
    return TARGETS[name]


def write_forecasts(issued: Iterable[OriginForecasts], out: Path) -> int:
    """Write the rows of every origin as CSV, in their order; the number of rows comes back.

    Args:
        issued: forecasts, origin by origin.
        out: the file; one that is there is replaced.

    Raises:
        NotFound: no such folder.
        StorageError: the disk doesn't take it; nothing is left half written.
    """
    n_rows = 0
    with _in_place_of(out) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for origin in issued:
            columns = [origin.forecasts.rows.column(name).to_pylist() for name in COLUMNS]
            with disk_errors(out):
                writer.writerows(_written(row) for row in zip(*columns, strict=True))
                file.flush()
            n_rows += origin.forecasts.rows.num_rows
    return n_rows


@contextmanager
def _in_place_of(out: Path) -> Iterator[TextIO]:
    """A file to write, which takes the place of `out` once all is written, and is gone if anything fails."""
    beside = out.with_name(f"{out.name}.part")
    with disk_errors(out):
        file = beside.open("w", newline="", encoding="utf-8")
    try:
        with file:
            yield file
        with disk_errors(out):
            beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)


def _written(row: tuple[object, ...]) -> tuple[object, ...]:
    *key, probability, mean = row
    return *key, f"{probability:.6f}", "" if mean is None else f"{mean:.4f}"


def _by_spans(
    forecast: Callable[[Span], list[OriginForecasts]], inputs: Inputs, first: str, last: str, means: Means
) -> Iterator[OriginForecasts]:
    """What each span of months that share a fit forecasts, in their order."""
    yield from run_spans(forecast, inputs, (first, last), fit_month, means.workers, means.progress)


def _count_spans(first: str, last: str) -> int:
    return count_spans(first, last, fit_month)


def _civilian_deaths(span: Span) -> list[OriginForecasts]:
    made = []
    for issue in civilian_deaths.backtest(inputs_of(span), span.first, span.last):
        unknown = [f"{unit}: record unknown, forecast from its neighbours; not for rankings" for unit in issue.unknown]
        stale = [f"{dataset}: stopped in {month}, held at that month" for dataset, month in issue.stale.items()]
        made.append(OriginForecasts(issue.origin, issue.table(), (*unknown, *stale)))
    return made


def _local_civilian_deaths(kind: LocalKind, span: Span) -> list[OriginForecasts]:
    made = []
    for issue in local_civilian_deaths.backtest(inputs_of(span), kind, span.first, span.last):
        short = [f"{country}: {n} units without a year of points, not forecast" for country, n in issue.unknown.items()]
        left_out = [f"{EVENTS}: {n} events count in no unit, {reason}" for reason, n in issue.left_out.items()]
        made.append(OriginForecasts(issue.origin, issue.table(), (*short, *left_out)))
    return made


def _mass_killing_onset(inputs: Inputs, first: str, last: str, means: Means) -> Iterator[OriginForecasts]:
    design = build_design(inputs)
    missing = [f"{dataset}: not there, its columns unknown" for dataset in design.missing]
    origins = range(_year(first), _year(last) + 1)
    for issue in onset.backtest_onset(design, origins, means.workers, kept_in=means.kept_in, progress=means.progress):
        unknown = [
            f"country {unit}: unknown, no {predictor}"
            for unit, year, predictor in design.rows.left_out
            if year == issue.origin
        ]
        yield OriginForecasts(str(issue.origin), issue.table(), (*unknown, *missing))


def _fits_of_onset(first: str, last: str) -> int:
    return (_year(last) - _year(first) + 1) * len(ensemble_named(IN_USE).members)


def _year(text: str) -> int:
    if not (text.isdecimal() and len(text) == 4):
        raise InvalidField(
            expected="a year like 2021", found=repr(text[:20]), where="origin", remedy="Write four digits."
        )
    return int(text)


_CARD = civilian_deaths_pool.CARD
TARGETS: Mapping[str, BacktestTarget] = {
    target.name: target
    for target in (
        BacktestTarget(
            CIVILIAN_DEATHS, _CARD.inputs + _CARD.optional_inputs, _count_spans, partial(_by_spans, _civilian_deaths)
        ),
        *(
            BacktestTarget(
                name,
                INPUTS[kind],
                _count_spans,
                partial(_by_spans, partial(_local_civilian_deaths, kind)),
                only_countries,
            )
            for kind, name in LOCAL_CIVILIAN_DEATHS.items()
        ),
        BacktestTarget(MASS_KILLING_ONSET, REQUIRED + OPTIONAL, _fits_of_onset, _mass_killing_onset),
    )
}
"""What can be backtested, by name."""
