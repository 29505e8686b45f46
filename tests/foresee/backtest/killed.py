"""A backtest of onset on invented years, in a process of its own that a test kills: FOLDER FIRST END."""

from __future__ import annotations

import sys
from pathlib import Path

from foresee.invented_years import invented_inputs
from forestall.foresee.backtest.onset import backtest_onset
from forestall.foresee.ensemble.onset import ensemble_named
from forestall.foresee.features.country_year.design import build_design
from forestall.foresee.workers.opening import open_workers

if __name__ == "__main__":
    folder, first, end = sys.argv[1:]
    with open_workers(2) as workers:
        origins = range(int(first), int(end))
        ensemble = ensemble_named("elastic-net-by-countries")
        list(backtest_onset(build_design(invented_inputs()), origins, workers, ensemble, Path(folder)))
