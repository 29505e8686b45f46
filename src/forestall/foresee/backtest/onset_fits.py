"""Fitting the members of onset ensembles at many origins, side by side, each fit once.

What a fit forecasts is kept under a digest of all that went in: method, settings, columns, rows, the
versions of the libraries and the text of the models here. So what is kept can't outlive a change.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import numpy as np

from forestall.errors import NotFound
from forestall.foresee.ensemble import onset as ensembles
from forestall.foresee.ensemble.onset import (
    STRUCTURE,
    Ensemble,
    FittedEnsemble,
    FittedMember,
    Member,
    ensemble_named,
    fit_member,
)
from forestall.foresee.features.country_year.columns import Column
from forestall.foresee.features.country_year.design import Design
from forestall.foresee.scores.arrays import FloatArray
from forestall.foresee.targets.mass_killing_onset import HORIZONS, CountryYears
from forestall.foresee.workers.workers import Progress, Workers, no_progress
from forestall.identifiers import canonical_json, digest
from forestall.memory.files import make_folder, read_file, replace

_DESIGN, _COLUMNS = "design.npz", "columns.json"
_MODELS = Path(ensembles.__file__).parent.parent / "models"


@dataclass(frozen=True)
class FitTask:
    """One member at one origin, small enough to send to a worker."""

    folder: Path
    """Where the design lies."""
    ensemble: str
    member: int
    """Its place in the ensemble; of a refit, the seed of its resample."""
    origin: int


def member_log_odds(
    design: Design,
    ensemble: Ensemble,
    origins: Sequence[int],
    workers: Workers,
    kept_in: Path | None = None,
    progress: Progress = no_progress,
) -> dict[int, FloatArray]:
    """Log odds of each of K members for the rows of each origin, each of shape (K, M).

    Args:
        design: all rows and columns.
        ensemble: whose members; one of ENSEMBLES.
        origins: years.
        workers: who does the fits; any number of them gives the same bytes.
        kept_in: folder of results kept from earlier runs; none are kept when not given.
        progress: told as fits get done.
    """
    wanted = [(origin, number) for origin in sorted(origins, reverse=True) for number in range(len(ensemble.members))]
    keys = {each: _key(design, ensemble.members[each[1]], each[0]) for each in wanted} if kept_in else {}
    done = {each: kept for each, key in keys.items() if kept_in and (kept := _kept(kept_in / f"{key}.npy")) is not None}
    progress(len(done))
    rest = [each for each in wanted if each not in done]
    if rest:
        with workers.scratch_folder() as folder:
            save_design(design, folder)
            tasks = [FitTask(folder, ensemble.name, number, origin) for origin, number in rest]
            fresh = dict(zip(rest, workers.run(fit_and_forecast, tasks, progress), strict=True))
        for each, values in fresh.items():
            if kept_in:
                _keep(kept_in / f"{keys[each]}.npy", values)
        done |= fresh
    members = range(len(ensemble.members))
    return {origin: np.stack([done[origin, number] for number in members]) for origin in origins}


def fit_and_forecast(task: FitTask) -> FloatArray:
    """Log odds of the origin's rows by one member, shape (M,)."""
    design = load_design(task.folder)
    member = ensemble_named(task.ensemble).members[task.member]
    return fit_member(member, design, task.origin).log_odds(design.values[design.rows.at(task.origin)])


def fit_ensemble(design: Design, ensemble: Ensemble, origin: int, workers: Workers) -> FittedEnsemble:
    """All members fitted at one origin, ready to forecast and to be explained."""
    with workers.scratch_folder() as folder:
        save_design(design, folder)
        tasks = [FitTask(folder, ensemble.name, number, origin) for number in range(len(ensemble.members))]
        return FittedEnsemble(tuple(workers.run(fit, tasks)))


def fit(task: FitTask) -> FittedMember:
    """The member fitted at the origin."""
    return fit_member(ensemble_named(task.ensemble).members[task.member], load_design(task.folder), task.origin)


def refitted_log_odds(design: Design, ensemble: Ensemble, origin: int, workers: Workers, n_draws: int) -> FloatArray:
    """Log odds of the origin's rows by refits on resampled countries, shape (B, M) for B draws."""
    with workers.scratch_folder() as folder:
        save_design(design, folder)
        tasks = [FitTask(folder, ensemble.name, drawn, origin) for drawn in range(n_draws)]
        return np.stack(workers.run(refit_and_forecast, tasks))


def refit_and_forecast(task: FitTask) -> FloatArray:
    """Mean log odds of the ensemble's refitted members on one resample; the task's member is its seed."""
    design, ensemble = load_design(task.folder), ensemble_named(task.ensemble)
    asked = design.values[design.rows.at(task.origin)]
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


@cache
def code_digest() -> str:
    """Digest of the models' text and of the versions of the libraries under them."""
    written = b"".join(path.read_bytes() for path in (*sorted(_MODELS.glob("*.py")), Path(ensembles.__file__)))
    versions = [version(library) for library in ("numpy", "scipy", "scikit-learn", "lightgbm")]
    return digest(written + json.dumps(versions).encode())


def _key(design: Design, member: Member, origin: int) -> str:
    known, asked, places = design.rows.known(origin), design.rows.at(origin), member.places(design)
    made = b"".join(
        np.ascontiguousarray(part).tobytes()
        for part in (
            design.values[known][:, places],
            design.rows.onset["1or2"][known],
            design.rows.unit[known],
            design.values[asked],
        )
    )
    named = {"learner": repr(member.learner), "columns": [repr(design.columns[place]) for place in places]}
    return digest(canonical_json(named) + made + code_digest().encode())


def _kept(path: Path) -> FloatArray | None:
    try:
        found: FloatArray = np.load(BytesIO(read_file(path)), allow_pickle=False)
    except (NotFound, ValueError):
        return None
    return found


def _keep(path: Path, values: FloatArray) -> None:
    made = BytesIO()
    np.save(made, values)
    make_folder(path.parent)
    replace(path, made.getvalue())
