"""From a payload to a load in the lake: parse, count, check, and only then make it visible.

Whatever is refused leaves the load before untouched. A payload that is already loaded, byte for byte and
with the same parser, is not loaded twice. A load of no rows is a load, and covers nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from forestall import __version__
from forestall.errors import NotFound
from forestall.memory.lake.lake import Lake
from forestall.memory.lake.load import Load
from forestall.memory.lake.loading import Delivery
from forestall.memory.read import Reader
from forestall.observe.ahead import read_ahead
from forestall.observe.catalogue import Dataset
from forestall.observe.covering import coverage_of
from forestall.observe.expectations import Tally, check_expectations, expectations_of
from forestall.observe.findings import Finding
from forestall.observe.markings import marking_of
from forestall.observe.parsed import Parsed, Span
from forestall.observe.payload import Payload
from forestall.observe.registering import register_dataset
from forestall.records.entry import Author
from forestall.records.manifest import Coverage
from forestall.records.values.partial_date import PartialDate

LONGEST_LINE = 200


@dataclass(frozen=True)
class Delivered:
    """What became of a payload."""

    load: Load
    is_new: bool
    """False when the very same was loaded before."""
    findings: tuple[Finding, ...]
    """What could not be read or is doubted; empty for a load that was there before."""


@dataclass(frozen=True)
class Hands:
    """Who loads, where to, and as whom earlier loads are read."""

    lake: Lake
    reader: Reader
    author: Author


def deliver(dataset: Dataset, payload: Payload, hands: Hands, *, fetched: bool) -> Delivered:
    """The load that a payload became.

    Args:
        dataset: what it is a payload of.
        payload: its files.
        hands: who loads, and where to.
        fetched: True when it came from its publisher just now.

    Raises:
        DataError: it can't be read, or is less than its source promises.
        StorageError: the lake doesn't take it.
    """
    earlier = _earlier(dataset, hands)
    digest, made_with = payload.digest, f"forestall {__version__} {dataset.fingerprint}"
    if earlier and (earlier.manifest.digest, earlier.manifest.made_with) == (digest, made_with):
        return Delivered(earlier, is_new=False, findings=())
    parsed = dataset.parse(payload, dataset.card)
    kept = _Kept(earlier) if dataset.card.parts and earlier else None
    tally = Tally()
    rows = read_ahead(_counted(dataset, payload, parsed, tally))

    def delivery() -> Delivery:
        return Delivery(
            dataset=dataset.name,
            source=", ".join(dict.fromkeys(file.origin for file in payload.files))[:LONGEST_LINE],
            digest=digest,
            release=", ".join(payload.versions)[:LONGEST_LINE],
            coverage=_coverage(dataset, parsed, kept, tally),
            findings=len(parsed.findings),
            made_with=made_with,
            fetched_at=hands.lake.ledger.clock.now() if fetched else None,
        )

    register_dataset(hands.lake.ledger, hands.reader, dataset, hands.author)
    reader = pa.RecordBatchReader.from_batches(parsed.schema, kept.and_then(rows, parsed) if kept else rows)
    load = hands.lake.load(
        delivery, reader, author=hands.author, marking=marking_of(dataset.card, hands.author.organisation)
    )
    return Delivered(load, is_new=True, findings=tuple(parsed.findings))


def _earlier(dataset: Dataset, hands: Hands) -> Load | None:
    try:
        return hands.lake.read(dataset.name, hands.reader)
    except NotFound:
        return None


def _counted(dataset: Dataset, payload: Payload, parsed: Parsed, tally: Tally) -> Iterator[Any]:
    """The rows, counted; the last step refuses them all when they are less than was promised."""
    for batch in parsed.batches:
        tally.rows += batch.num_rows
        tally.countries.update(_states_in(batch))
        yield batch
    check_expectations(tally, parsed.findings, expectations_of(payload, dataset.card), dataset.card)


def _states_in(batch: Any) -> Iterator[str]:
    if "country" in batch.schema.names:
        yield from filter(None, pc.unique(batch.column("country")).to_pylist())
    elif "countries" in batch.schema.names:
        yield from filter(None, pc.unique(pc.list_flatten(batch.column("countries"))).to_pylist())


def _coverage(dataset: Dataset, parsed: Parsed, kept: _Kept | None, tally: Tally) -> Coverage:
    spans = [*parsed.spans, *(kept.spans() if kept else ())]
    return coverage_of(spans, dataset.card, tally.countries) if tally.rows or kept else Coverage()


class _Kept:
    """The rows of the load before that stay, in a dataset whose loads add to one another."""

    def __init__(self, earlier: Load) -> None:
        self._earlier = earlier

    def spans(self) -> tuple[Span, ...]:
        """What the load before covered."""
        covered = self._earlier.manifest.coverage
        if not covered.first or not covered.last:
            return ()
        return (Span(None, _month(covered.first), _month(covered.last)),)

    def and_then(self, rows: Iterator[Any], parsed: Parsed) -> Iterator[Any]:
        """The new rows, then the earlier ones of versions that did not come anew."""
        seen: set[str] = set()
        for batch in rows:
            seen.update(pc.unique(batch.column("version")).to_pylist())
            yield batch
        versions = pa.array(sorted(seen), pa.string())
        for batch in self._earlier.batches():
            stays = pc.invert(pc.is_in(batch.column("version"), value_set=versions))
            yield from _fitted(batch.filter(stays), parsed.schema)


def _month(day: PartialDate) -> str:
    return f"{day.year:04}-{day.month or 1:02}"


def _fitted(batch: Any, schema: Any) -> Iterator[Any]:
    """The batch with the columns of a schema: a column that is new is empty in old rows."""
    if not batch.num_rows:
        return
    columns = [
        batch.column(field.name).cast(field.type)
        if field.name in batch.schema.names
        else pa.nulls(batch.num_rows, field.type)
        for field in schema
    ]
    yield pa.RecordBatch.from_arrays(columns, schema=schema)
