"""Backtests by name of target: forecasts of past origins with what was known then, one origin after another."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from forestall.errors import InvalidField, UnknownTerm
from forestall.foresee.backtest import civilian_deaths, onset
from forestall.foresee.features.country_year.design import OPTIONAL, REQUIRED, build_design
from forestall.foresee.forecasts import COLUMNS, ForecastTable
from forestall.foresee.inputs import Inputs
from forestall.foresee.models import civilian_deaths_pool
from forestall.foresee.months import month_number
from forestall.foresee.targets.civilian_deaths import NAME as CIVILIAN_DEATHS
from forestall.foresee.targets.mass_killing_onset import NAME as MASS_KILLING_ONSET
from forestall.foresee.workers.opening import open_workers
from forestall.memory.files import disk_errors
from forestall.settings import read_settings

_FITS = "fits"
"""Folder below the node's home where fits are kept under the digest of what went in."""


@dataclass(frozen=True)
class OriginForecasts:
    """What a backtest forecast from one origin, and what a reader has to know about it."""

    origin: str
    forecasts: ForecastTable
    notes: tuple[str, ...] = ()
    """Units that are unknown, sources that stopped: one a line."""


@dataclass(frozen=True)
class BacktestTarget:
    """A target that can be backtested."""

    name: str
    datasets: tuple[str, ...]
    """What its forecasts are made from, as far as it is there."""
    count: Callable[[str, str], int]
    """How many origins there are from one to another."""
    run: Callable[[Inputs, str, str], Iterator[OriginForecasts]]
    """The forecasts of each origin from one to another, both included."""


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


def _civilian_deaths(inputs: Inputs, first: str, last: str) -> Iterator[OriginForecasts]:
    for issue in civilian_deaths.backtest(inputs, first, last):
        unknown = [f"{unit}: record unknown, forecast from its neighbours; not for rankings" for unit in issue.unknown]
        stale = [f"{dataset}: stopped in {month}, held at that month" for dataset, month in issue.stale.items()]
        yield OriginForecasts(issue.origin, issue.table(), (*unknown, *stale))


def _mass_killing_onset(inputs: Inputs, first: str, last: str) -> Iterator[OriginForecasts]:
    design = build_design(inputs)
    home = read_settings().home
    missing = [f"{dataset}: not there, its columns unknown" for dataset in design.missing]
    with open_workers() as workers:
        origins = range(_year(first), _year(last) + 1)
        for issue in onset.backtest_onset(design, origins, workers, kept_in=home / _FITS if home.is_dir() else None):
            unknown = [
                f"country {unit}: unknown, no {predictor}"
                for unit, year, predictor in design.rows.left_out
                if year == issue.origin
            ]
            yield OriginForecasts(str(issue.origin), issue.table(), (*unknown, *missing))


def _years_between(first: str, last: str) -> int:
    return _year(last) - _year(first) + 1


def _year(text: str) -> int:
    if not (text.isdecimal() and len(text) == 4):
        raise InvalidField(
            expected="a year like 2021", found=repr(text[:20]), where="origin", remedy="Write four digits."
        )
    return int(text)


def _months_between(first: str, last: str) -> int:
    return month_number(last) - month_number(first) + 1


_CARD = civilian_deaths_pool.CARD
TARGETS: Mapping[str, BacktestTarget] = {
    target.name: target
    for target in (
        BacktestTarget(CIVILIAN_DEATHS, _CARD.inputs + _CARD.optional_inputs, _months_between, _civilian_deaths),
        BacktestTarget(MASS_KILLING_ONSET, REQUIRED + OPTIONAL, _years_between, _mass_killing_onset),
    )
}
"""What can be backtested, by name."""
