"""Fitting the members of onset ensembles at many origins, side by side, each fit once.

What a fit forecasts is kept as soon as it is there, if a folder is named (see `onset_kept`); a run that was
killed goes on where it was, and a second run finds all of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from forestall.foresee.backtest.onset_kept import KeptFits
from forestall.foresee.ensemble.onset import (
    STRUCTURE,
    Ensemble,
    FittedEnsemble,
    FittedMember,
    ensemble_named,
    fit_member,
)
from forestall.foresee.features.country_year.columns import Column
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.mass_killing_onset import HORIZONS, CountryYears
from forestall.foresee.workers.workers import Progress, Workers, no_progress

_DESIGN, _COLUMNS = "design.npz", "columns.json"


@dataclass(frozen=True)
class FitTask:
    """One member at one origin, small enough to send to a worker."""

    folder: Path
    """Where the design lies."""
    ensemble: str
    member: int
    """Its place in the ensemble; of a refit, the seed of its resample."""
    origin: int


@dataclass(frozen=True)
class Fitting:
    """What fits are done with.

    One is made for a design and used for all its fits, so that what they share is looked at once.
    """

    design: Design
    workers: Workers
    kept: KeptFits
    progress: Progress = no_progress
    """Told as fits get done, or are found kept."""


def fitting(design: Design, workers: Workers, kept_in: Path | None = None, progress: Progress = no_progress) -> Fitting:
    """What fits on a design are done with.

    Args:
        design: all rows and columns.
        workers: who does the fits; any number of them gives the same bytes.
        kept_in: folder of forecasts kept from fits of earlier runs; none are kept when not given.
        progress: told as fits get done.
    """
    return Fitting(design, workers, KeptFits(design, kept_in), progress)


def member_log_odds(using: Fitting, ensemble: Ensemble, origins: Sequence[int]) -> dict[int, FloatArray]:
    """Log odds of each of K members for the rows of each origin, each of shape (K, M).

    Args:
        using: design, workers and what is kept.
        ensemble: whose members; one of ENSEMBLES.
        origins: years.
    """
    places = range(len(ensemble.members))
    wanted = [(origin, place) for origin in sorted(origins, reverse=True) for place in places]
    keys = {
        (origin, place): using.kept.key([ensemble.members[place]], origin, asked_at(using.design, origin))
        for origin, place in wanted
    }
    found = _found_or_fitted(using, ensemble, keys, fit_and_forecast)
    return {origin: np.stack([found[origin, place] for place in places]) for origin in origins}


def refitted_log_odds(using: Fitting, ensemble: Ensemble, origin: int, n_draws: int) -> FloatArray:
    """Log odds of the origin's rows by refits on resampled countries, shape (B, M) for B draws."""
    asked = asked_at(using.design, origin)
    keys = {(origin, drawn): using.kept.key(ensemble.refitted, origin, asked, drawn) for drawn in range(n_draws)}
    found = _found_or_fitted(using, ensemble, keys, refit_and_forecast)
    return np.stack([found[origin, drawn] for drawn in range(n_draws)])


def fit_ensemble(using: Fitting, ensemble: Ensemble, origin: int) -> tuple[FittedEnsemble, FloatArray]:
    """All members fitted at one origin, to be asked for more, and their log odds of its rows, shape (K, M)."""
    asked = asked_at(using.design, origin)

    def keep(place: int, found: tuple[FittedMember, FloatArray]) -> None:
        using.kept.keep(using.kept.key([ensemble.members[place]], origin, asked), found[1])

    with using.workers.scratch_folder() as folder:
        save_design(using.design, folder)
        tasks = [FitTask(folder, ensemble.name, number, origin) for number in range(len(ensemble.members))]
        found = using.workers.run(fit, tasks, using.progress, keep)
    return FittedEnsemble(tuple(member for member, _ in found)), np.stack([log_odds for _, log_odds in found])


def asked_at(design: Design, origin: int) -> FloatArray:
    """The rows that forecasts of an origin are about, shape (M, F)."""
    return design.values[design.rows.at(origin)]


def _found_or_fitted(
    using: Fitting,
    ensemble: Ensemble,
    keys: Mapping[tuple[int, int], str],
    function: Callable[[FitTask], FloatArray],
) -> dict[tuple[int, int], FloatArray]:
    """What is kept, and for the rest what the function gives, by origin and place or draw."""
    found = {each: kept for each, key in keys.items() if (kept := using.kept.find(key)) is not None}
    using.progress(len(found))
    rest = [each for each in keys if each not in found]
    if not rest:
        return found

    def keep(place: int, log_odds: FloatArray) -> None:
        using.kept.keep(keys[rest[place]], log_odds)

    with using.workers.scratch_folder() as folder:
        save_design(using.design, folder)
        tasks = [FitTask(folder, ensemble.name, number, origin) for origin, number in rest]
        fresh = using.workers.run(function, tasks, using.progress, keep)
    return found | dict(zip(rest, fresh, strict=True))


def fit(task: FitTask) -> tuple[FittedMember, FloatArray]:
    """A member fitted at the origin, and its log odds of the origin's rows, shape (M,)."""
    design = load_design(task.folder)
    fitted = fit_member(ensemble_named(task.ensemble).members[task.member], design, task.origin)
    return fitted, fitted.log_odds(asked_at(design, task.origin))


def fit_and_forecast(task: FitTask) -> FloatArray:
    """Log odds of the origin's rows by one member, shape (M,)."""
    return fit(task)[1]


def refit_and_forecast(task: FitTask) -> FloatArray:
    """Mean log odds of the ensemble's refitted members on one resample; the task's member is its seed."""
    design, ensemble = load_design(task.folder), ensemble_named(task.ensemble)
    asked = asked_at(design, task.origin)
    odds = [fit_member(member, design, task.origin, task.member).log_odds(asked) for member in ensemble.refitted]
    mean: FloatArray = np.mean(odds, axis=0)
    return mean


def save_design(design: Design, folder: Path) -> None:
    """Write what fits need of a design, for workers that reach the folder."""
    rows = design.rows
    onset = np.stack([rows.onset[horizon] for horizon in HORIZONS])
    np.savez(folder / _DESIGN, values=design.values, unit=rows.unit, year=rows.year, onset=onset)
    (folder / _COLUMNS).write_text(json.dumps([astuple(column) for column in design.columns]), encoding="utf-8")


@lru_cache(maxsize=1)
def load_design(folder: Path) -> Design:
    """The design that was written there, without the keys of its countries."""
    columns = tuple(Column(*fields) for fields in json.loads((folder / _COLUMNS).read_text(encoding="utf-8")))
    names = tuple(column.name for column in columns if column.view == STRUCTURE[0])
    with np.load(folder / _DESIGN) as found:
        values = found["values"]
        rows = CountryYears(
            unit=found["unit"],
            country=("",) * len(values),
            year=found["year"],
            predictors=values[:, : len(names)],
            names=names,
            onset=dict(zip(HORIZONS, found["onset"], strict=True)),
            left_out=(),
        )
    return Design(rows, columns, values, ())
