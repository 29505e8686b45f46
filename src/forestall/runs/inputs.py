"""What a forecast is made from: tables out of the lake as of a time, or straight from a mirror's files.

Rows from a mirror are parsed and held to what their source promises, as on their way into the lake, but
nothing is kept of them: for backtests and benchmarks on copies that no node has loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from forestall.errors import NotFound, UnreadableData
from forestall.foresee.inputs import Inputs, InputTable
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.load import Load
from forestall.memory.read import Reader
from forestall.observe.catalogue import Dataset, find_datasets
from forestall.observe.covering import coverage_of
from forestall.observe.expectations import Tally, check_expectations, expectations_of
from forestall.observe.mirror import from_mirror, mirrored_datasets


def lake_inputs(lake: Lake, reader: Reader, datasets: Iterable[str], as_of: datetime | None = None) -> Inputs:
    """The newest load of each dataset that this reader may see, as it was known by then.

    A dataset without a load is not among them: it is unknown, not empty.

    Args:
        lake: where loads are.
        reader: who asks.
        datasets: names of the datasets wanted.
        as_of: what was recorded by then and no later; now, when not given.

    Raises:
        UnreadableData: a load made before a column of its dataset was there, or had its name.
    """
    tables = {}
    for dataset in datasets:
        try:
            load = lake.read(dataset, reader, as_of=as_of)
        except NotFound:
            continue
        manifest = load.manifest
        _check_columns(dataset, load)
        tables[dataset] = InputTable(dataset, load.table(), manifest.digest, load.recorded_at, manifest.coverage)
    return Inputs(tables)


def _check_columns(dataset: str, load: Load) -> None:
    (known,) = find_datasets([dataset])
    missing = [name for name in (*known.card.columns, *known.card.derived) if name not in load.schema().names]
    if missing:
        raise UnreadableData(
            expected=f"rows with {', '.join(missing)}",
            found="a load made before they were there",
            where=f"the newest load of {dataset}",
            remedy=f"Run `forestall pull {dataset}`, or load its file again.",
        )


def mirror_inputs(folder: Path, datasets: Iterable[str]) -> Inputs:
    """Each dataset that the mirror has a copy of, parsed as it is now.

    Args:
        folder: the mirror.
        datasets: names of the datasets wanted.

    Raises:
        UnknownTerm: no such dataset.
        DataError: a copy can't be read, or holds less than its source promises.
    """
    wanted = mirrored_datasets(find_datasets(datasets), folder)
    return Inputs({dataset.name: _mirrored(dataset, folder) for dataset in wanted})


def _mirrored(dataset: Dataset, folder: Path) -> InputTable:
    payload = from_mirror(dataset, folder)
    parsed = dataset.parse(payload, dataset.card)
    rows = pa.Table.from_batches(parsed.batches, parsed.schema)
    seen = set(pc.unique(rows.column("country")).to_pylist()) - {None} if "country" in rows.column_names else set()
    tally = Tally(rows.num_rows, seen)
    check_expectations(tally, parsed.findings, expectations_of(payload, dataset.card), dataset.card)
    coverage = coverage_of(parsed.spans, dataset.card, seen)
    parts = tuple(coverage_of([span], dataset.card, seen) for span in parsed.spans)
    return InputTable(dataset.name, rows, payload.digest, coverage=coverage, parts=parts)
