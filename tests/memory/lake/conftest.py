"""A lake in a fresh folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forestall.memory.lake.lake import Lake
from forestall.memory.lake.load import Load
from forestall.memory.lake.loading import Rows
from forestall.memory.ledger import Ledger
from forestall.records.values.marking import Marking
from ledgers import AMINA, CLEAR
from memory.lake.making import EVENTS, LoadRows, delivery


@pytest.fixture
def lake(tmp_path: Path, ledger: Ledger) -> Lake:
    return Lake(tmp_path / "lake", ledger)


@pytest.fixture
def load_rows(lake: Lake) -> LoadRows:
    def load(rows: Rows = EVENTS, dataset: str = "ucdp_candidate", marking: Marking = CLEAR, **terms: Any) -> Load:
        return lake.load(delivery(dataset), rows, author=AMINA, marking=marking, **terms)

    return load
