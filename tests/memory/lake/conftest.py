"""A lake with its ledger in a fresh folder, on a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forestall.memory.keys import make_key
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.load import Load
from forestall.memory.lake.loading import Rows
from forestall.memory.ledger import Ledger, create_ledger
from forestall.records.values.marking import Marking
from memory.lake.making import CLEAR, EVENTS, LOADER, LoadRows, SetClock, delivery


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def ledger(tmp_path: Path, clock: SetClock) -> Iterator[Ledger]:
    key = make_key(tmp_path / "keys" / "node.pem")
    with create_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", key, clock) as made:
        yield made


@pytest.fixture
def lake(tmp_path: Path, ledger: Ledger) -> Lake:
    return Lake(tmp_path / "lake", ledger)


@pytest.fixture
def load_rows(lake: Lake) -> LoadRows:
    def load(rows: Rows = EVENTS, dataset: str = "ucdp_candidate", marking: Marking = CLEAR, **terms: Any) -> Load:
        return lake.load(delivery(dataset), rows, author=LOADER, marking=marking, **terms)

    return load
