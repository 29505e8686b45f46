"""Fits made ahead of an outlook: only where it will need them, and then it finds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from foresee.invented_lake import load_tables
from foresee.invented_years import invented_inputs
from forestall.clock import SystemClock
from forestall.foresee.backtest import onset_fits
from forestall.memory.node import Node, create_node
from forestall.runs.outlook import assemble
from forestall.runs.outlook.ahead import fit_ahead

CLOCK = SystemClock()


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with create_node(tmp_path / "home", f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}", CLOCK) as made:
        yield made


def load(node: Node, *names: str) -> set[str]:
    """Load these invented datasets; their names come back."""
    load_tables(node, [invented_inputs().tables[name] for name in names])
    return set(names)


def silent(*_what: object) -> None:
    pass


def test_nothing_is_fitted_for_a_dataset_that_no_outlook_reads(node: Node) -> None:
    assert not fit_ahead(node, CLOCK, {"igme_imr"}, silent)


def test_nothing_is_fitted_as_long_as_outlooks_come_from_the_embedded_record(node: Node) -> None:
    changed = load(node, "coups_country_year")
    assert not fit_ahead(node, CLOCK, changed, silent)
    assert not (node.home / "kept").exists()


def test_what_is_fitted_ahead_is_found_by_the_next_run(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "FIRST_ORIGIN", 2002)  # one past year and one refit are enough to see
    monkeypatch.setattr(assemble, "N_DRAWS", 2)
    monkeypatch.setattr(assemble, "N_RESAMPLES", 20)
    changed = load(node, "ewp_predictors", "ewp_outcomes")
    assert fit_ahead(node, CLOCK, changed, silent)
    kept = {path.name for path in (node.home / "kept").iterdir()}
    with monkeypatch.context() as without_fits:
        for name in ("fit", "fit_and_forecast", "refit_and_forecast"):
            without_fits.setattr(onset_fits, name, None)
        without_fits.setattr(assemble, "onset_scores", None)
        assert fit_ahead(node, CLOCK, changed, silent)
    assert {path.name for path in (node.home / "kept").iterdir()} == kept
