"""Fits made ahead of an outlook: only where it will need them, and then it finds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from foresee.invented_years import invented_inputs
from forestall.clock import SystemClock
from forestall.foresee.backtest import onset_fits
from forestall.foresee.inputs import InputTable
from forestall.identifiers import digest
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.loading import Delivery
from forestall.memory.node import Node, create_node
from forestall.runs.outlook import assemble
from forestall.runs.outlook.ahead import fit_ahead
from ledgers import CLEAR

CLOCK = SystemClock()


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with create_node(tmp_path / "home", f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}", CLOCK) as made:
        yield made


def load(node: Node, *tables: InputTable) -> set[str]:
    lake = Lake(node.home / "lake", node.ledger)
    for table in tables:
        told = digest(table.digest.encode())
        delivery = Delivery(dataset=table.dataset, source="made up", digest=told, coverage=table.coverage)
        lake.load(delivery, table.rows, author=node.author, marking=CLEAR)
    return {table.dataset for table in tables}


def silent(*_what: object) -> None:
    pass


def test_nothing_is_fitted_for_a_dataset_that_no_outlook_reads(node: Node) -> None:
    assert not fit_ahead(node, CLOCK, {"igme_imr"}, silent)


def test_nothing_is_fitted_as_long_as_outlooks_come_from_the_embedded_record(node: Node) -> None:
    changed = load(node, invented_inputs().tables["coups_country_year"])
    assert not fit_ahead(node, CLOCK, changed, silent)
    assert not (node.home / "kept").exists()


def test_what_is_fitted_ahead_is_found_by_the_next_run(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "FIRST_ORIGIN", 2002)  # one past year and one refit are enough to see
    monkeypatch.setattr(assemble, "N_DRAWS", 2)
    monkeypatch.setattr(assemble, "N_RESAMPLES", 20)
    tables = invented_inputs().tables
    changed = load(node, *(tables[name] for name in ("ewp_predictors", "ewp_outcomes")))
    assert fit_ahead(node, CLOCK, changed, silent)
    kept = {path.name for path in (node.home / "kept").iterdir()}
    with monkeypatch.context() as without_fits:
        for name in ("fit", "fit_and_forecast", "refit_and_forecast"):
            without_fits.setattr(onset_fits, name, None)
        without_fits.setattr(assemble, "onset_scores", None)
        assert fit_ahead(node, CLOCK, changed, silent)
    assert {path.name for path in (node.home / "kept").iterdir()} == kept
