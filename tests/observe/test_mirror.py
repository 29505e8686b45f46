"""The real files of a mirror: every one that a dataset covers loads, and none leaves a doubt."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forestall.observe.catalogue import catalogue
from forestall.observe.expectations import Tally, check_expectations, expectations_of
from forestall.observe.findings import FindingKind
from forestall.observe.mirror import from_mirror

MIRROR = os.environ.get("FORESTALL_MIRROR")
HEAVY = {"views_benchmarks"}  # 18 million rows; bench/ingest.py reads as many


def mirrored() -> list[str]:
    if not MIRROR:
        return []
    return sorted(
        name
        for name, dataset in catalogue().items()
        if name not in HEAVY and any(any(Path(MIRROR).glob(copy.path)) for copy in dataset.card.mirror)
    )


@pytest.mark.skipif(not MIRROR, reason="FORESTALL_MIRROR is not set: no real data here")
@pytest.mark.parametrize("name", mirrored() or ["none"])
def test_real_files_are_read_whole_and_meet_what_their_publisher_promises(name: str) -> None:
    dataset = catalogue()[name]
    payload = from_mirror(dataset, Path(MIRROR or ""))
    parsed = dataset.parse(payload, dataset.card)
    tally = Tally()
    for batch in parsed.batches:
        tally.rows += batch.num_rows
        if "country" in batch.schema.names:
            tally.countries |= set(batch.column("country").drop_null().to_pylist())
    check_expectations(tally, parsed.findings, expectations_of(payload, dataset.card), dataset.card)
    doubts = [finding for finding in parsed.findings if finding.kind != FindingKind.ABSENT_COLUMN]
    assert doubts == []
