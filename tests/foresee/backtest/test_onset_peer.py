"""The peer's elastic net, made here again, forecasts past years as well as the peer's own published forecasts do.

Needs the data, which are not in the repository: set FORESTALL_MIRROR. Some 15 s of processor.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forestall.foresee.backtest.onset import backtest_onset
from forestall.foresee.backtest.onset_peer import NAME as PUBLISHED_BY_PEER
from forestall.foresee.backtest.onset_peer import PUBLISHED, beside_peer
from forestall.foresee.backtest.onset_scores import SCORES, onset_cases, scored_of
from forestall.foresee.ensemble.onset import PEER, ensemble_named
from forestall.foresee.features.country_year.design import REQUIRED, build_design
from forestall.foresee.targets.mass_killing_onset import FIRST_ORIGIN, LAST_ORIGIN
from forestall.foresee.workers.opening import open_workers
from forestall.runs.inputs import mirror_inputs

MIRROR = os.environ.get("FORESTALL_MIRROR")
N_ROWS, N_ONSETS = 4_864, 72
PEER_AUC = 0.832
"""As the Early Warning Project's forecasts score on these rows."""
NEAR = 0.005


@pytest.mark.skipif(not MIRROR, reason="FORESTALL_MIRROR is not set: the data are not in the repository")
def test_the_peer_s_net_made_here_ranks_as_its_published_forecasts_do() -> None:
    inputs = mirror_inputs(Path(str(MIRROR)), (*REQUIRED, PUBLISHED))
    design = build_design(inputs)
    with open_workers(1) as workers:
        issued = backtest_onset(design, range(FIRST_ORIGIN, LAST_ORIGIN + 1), workers, ensemble_named(PEER))
        cases = beside_peer(onset_cases(design, {PEER: issued}), inputs)
    assert (len(cases), int(cases.occurred.sum())) == (N_ROWS, N_ONSETS)
    ours, theirs = (SCORES["auc"](scored_of(cases, cases.forecasts[name])) for name in (PEER, PUBLISHED_BY_PEER))
    assert theirs == pytest.approx(PEER_AUC, abs=0.0005)
    assert ours == pytest.approx(theirs, abs=NEAR)
