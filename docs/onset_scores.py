"""The section of forecast-scores.md on mass-killing onset: every score beside the peer's and the references'."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from forestall.foresee.backtest.onset import backtest_onset
from forestall.foresee.backtest.onset_peer import NAME as PEER_SAYS
from forestall.foresee.backtest.onset_peer import PUBLISHED, beside_peer
from forestall.foresee.backtest.onset_scores import (
    SCORES,
    SUBSETS,
    OnsetCases,
    calibration_bins,
    difference,
    onset_cases,
    scored_of,
)
from forestall.foresee.ensemble.onset import ALTERNATIVE, EMBEDDED, IN_USE, PEER, ensemble_named
from forestall.foresee.features.country_year.design import OPTIONAL, REQUIRED, Design, build_design
from forestall.foresee.features.country_year.record import record_design
from forestall.foresee.targets.mass_killing_onset import FIRST_ORIGIN, LABEL, LAST_ORIGIN
from forestall.foresee.workers.opening import open_workers
from forestall.runs.inputs import mirror_inputs

GOALS = {"auc": 0.855, "average_precision": 0.085, "brier_skill": 0.045, "log_skill": 0.195, "recall_30": 0.75}
SHOWN = (*GOALS, "log_loss", "recall_10", "recall_20", "calibration_slope")
REFERENCES = ("persistence", "base-rate")
WITH_DATA = (IN_USE, ALTERNATIVE, PEER, *REFERENCES)
N_RESAMPLES = 2000
PROSE = Path(__file__).parent / "onset_scores.md"
"""What was tried and what falls short, in words."""


def onset_section(mirror: Path) -> str:
    """Backtest, score and tell."""
    inputs = mirror_inputs(mirror, (*REQUIRED, *OPTIONAL, PUBLISHED))
    cases = beside_peer(cases_of(build_design(inputs), WITH_DATA), inputs)
    return section_of(cases, cases_of(record_design(), (EMBEDDED, *REFERENCES)))


def cases_of(design: Design, names: Sequence[str]) -> OnsetCases:
    """Past forecasts of these ensembles."""
    origins = range(FIRST_ORIGIN, LAST_ORIGIN + 1)
    with open_workers() as workers:
        issued = {name: list(backtest_onset(design, origins, workers, ensemble_named(name))) for name in names}
    return onset_cases(design, issued)


def section_of(cases: OnsetCases, embedded: OnsetCases) -> str:
    """The section from its cases: with data, and from the embedded record alone."""
    shown = [name for name in (IN_USE, ALTERNATIVE, PEER, PEER_SAYS, *REFERENCES) if name in cases.forecasts]
    parts = [
        f"## Mass-killing onset\n\nTarget: {LABEL} within two years. Origins {FIRST_ORIGIN} to {LAST_ORIGIN},"
        f" fits on rows whose outcome was known at the origin: {_size(cases)}.",
        PROSE.read_text(encoding="utf-8").strip(),
        f"### All countries\n\n{_scores(cases, shown)}",
        f"### Less the peer, with 95% intervals\n\n{_differences(cases)}",
        f"### Subsets\n\n{_subsets(cases)}",
        f"### Calibration of {IN_USE}\n\n{_calibration(cases)}",
        f"### From the embedded record alone\n\n{_size(embedded)}, all states.\n\n"
        f"{_scores(embedded, (EMBEDDED, *REFERENCES))}",
    ]
    return "\n\n".join(parts)


def _size(cases: OnsetCases) -> str:
    return f"{len(cases):,} rows, {int(cases.occurred.sum())} with an onset"


def _scores(cases: OnsetCases, names: Sequence[str]) -> str:
    rows = [
        [score, *(_value(cases, name, score) for name in names), f"{GOALS[score]:g}" if score in GOALS else ""]
        for score in SHOWN
    ]
    return _table(("score", *names, "goal"), rows)


def _differences(cases: OnsetCases) -> str:
    ours = [name for name in (IN_USE, ALTERNATIVE) if name in cases.forecasts]
    rows = []
    for score in SHOWN[:-1]:
        found = [difference(cases, name, PEER_SAYS, score, N_RESAMPLES) for name in ours]
        texts = [f"{each.value:+.4f} [{each.low:+.4f}, {each.high:+.4f}]" for each in found]
        rows.append(
            [score, *(f"**{text}**" if each.excludes_zero else text for text, each in zip(texts, found, strict=True))]
        )
    return _table(("score", *ours), rows)


def _subsets(cases: OnsetCases) -> str:
    rows = []
    for subset in SUBSETS[1:]:
        part = cases.rows(cases.subset(subset))
        of = f"{subset}, {int(part.occurred.sum())} of {len(part):,}"
        for score in ("auc", "average_precision", "brier_skill", "log_skill", "recall_30"):
            rows.append([of, score, *(_value(part, name, score) for name in (IN_USE, PEER_SAYS, "persistence"))])
    return _table(("subset", "score", IN_USE, PEER_SAYS, "persistence"), rows)


def _calibration(cases: OnsetCases) -> str:
    rows = [
        [
            f"{found.mean_probability:.3f}",
            f"{found.observed_share:.3f}",
            f"{found.low:.3f} to {found.high:.3f}",
            f"{found.n:,}",
        ]
        for found in calibration_bins(cases, IN_USE)
    ]
    return _table(("forecast", "came true", "90% interval", "rows"), rows)


def _value(cases: OnsetCases, name: str, score: str) -> str:
    return f"{SCORES[score](scored_of(cases, cases.forecasts[name])):.4f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
