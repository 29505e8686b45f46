"""The lake: bulk data in immutable loads, each as it was when the ledger took it.

A load is visible when its manifest stands in the ledger. Nothing here is changed in place: a newer
load of the same dataset takes the older one's place for whoever asks from then on, and `as_of` still
finds the older one. Who may read a load is for the ledger's one read function to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import orjson

from forestall.clock import format_instant
from forestall.errors import ForestallError, LookAhead, NotFound
from forestall.memory.lake.load import Load
from forestall.memory.lake.loading import (
    Delivery,
    Rows,
    manifest_of,
    put_in_place,
    take_back,
    write_rows,
)
from forestall.memory.lake.paths import LOADING, folder_of, record_id_of
from forestall.memory.lake.scratch import nothing_at_work, remove, scratch_folder
from forestall.memory.lake.verifying import Finding, Progress, find_strays, no_progress, verify_loads
from forestall.memory.lake.views import OpenLake, open_views
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read, read_one
from forestall.records.entry import Author, Draft, Entry
from forestall.records.manifest import Manifest
from forestall.records.values.marking import Marking

LOADED = "lake.loaded"


class Lake:
    """One node's lake.

    Args:
        folder: where its files are.
        ledger: what says which loads there are, and who may read them.
        exercise: whether this is the lake of exercises, which never shows real loads nor is shown among them.
    """

    def __init__(self, folder: Path, ledger: Ledger, *, exercise: bool = False) -> None:
        self.folder = folder.absolute()
        self.ledger = ledger
        self.exercise = exercise

    def load(
        self,
        delivery: Delivery | Callable[[], Delivery],
        rows: Rows,
        *,
        author: Author,
        marking: Marking,
        part_by: str | None = None,
    ) -> Load:
        """The load that the rows became: on disk, in the ledger and visible, or none of it.

        No rows make a load too: that nothing arrived is a fact, and not calm.

        Args:
            delivery: what came, and what it covers; or what tells it once the last row was taken, for
                findings and coverage that only the rows themselves show.
            rows: its rows, at once or in batches that need not fit in memory.
            author: who stands behind the load.
            marking: how its rows may be handled; never looser than that of the dataset's load before.
            part_by: a column whose values get files of their own.

        Raises:
            InvalidField: a column or marking that doesn't fit.
            ValueRangeError: columns that can't be told apart, or too many values to part by.
            StorageError: the ground gave way; nothing of this load is visible.
        """
        with scratch_folder(self.folder / LOADING) as hidden:
            schema, files = write_rows(hidden, rows, part_by)
            told = delivery() if callable(delivery) else delivery
            manifest = manifest_of(told, schema, files, self.ledger.clock.now())
            draft = Draft.of(
                LOADED,
                record_id_of(manifest.dataset, exercise=self.exercise),
                manifest,
                author,
                marking,
                exercise=self.exercise,
            )
            folder = put_in_place(self.folder, hidden, manifest)
            try:
                (entry,) = self.ledger.append([draft])
            except ForestallError as error:
                take_back(folder, error)
                raise
        return self._load(entry)

    def read(self, dataset: str, reader: Reader, *, as_of: datetime | None = None, entry_id: str | None = None) -> Load:
        """The newest load of a dataset recorded by then, or the one asked for by its entry.

        Args:
            dataset: which dataset.
            reader: who asks.
            as_of: what is known by then and no later; now, when not given.
            entry_id: a load by the entry that made it visible.

        Raises:
            InvalidField: not a dataset's name.
            NotFound: no such load by then, or none this reader may see.
            LookAhead: the load asked for was recorded after `as_of`.
        """
        record_id = record_id_of(dataset, exercise=self.exercise)
        if entry_id is None:
            return self._newest(dataset, record_id, reader, as_of)
        entry = read_one(self.ledger, reader, Question(entry_ids=(entry_id,)), entry_id)
        if entry.record_id != record_id or entry.kind != LOADED:
            raise NotFound(
                expected=f"a load of {dataset}",
                found="another entry",
                where=entry_id,
                remedy="Use an entry that `forestall lake list` prints.",
            )
        if as_of is not None and entry.recorded_at > as_of:
            raise LookAhead(
                expected=f"a load recorded by {format_instant(as_of)}",
                found=f"one recorded on {format_instant(entry.recorded_at)}",
                where=f"{dataset}, entry {entry_id}",
                remedy="Ask for an earlier load, or as of a later time.",
            )
        return self._load(entry)

    def loads(self, reader: Reader, *, as_of: datetime | None = None) -> Iterator[Load]:
        """All loads that this reader may see, recorded by then, in the order in which they were recorded."""
        return (self._load(entry) for entry in self._entries(reader, Question(kind=LOADED, as_of=as_of)))

    def newest(self, reader: Reader, *, as_of: datetime | None = None) -> Iterator[Load]:
        """The newest load of every dataset that this reader may see, recorded by then, by name."""
        question = Question(prefix="manifest", states=True, kind=LOADED, as_of=as_of)
        return (self._load(entry) for entry in self._entries(reader, question))

    @contextmanager
    def connect(self, reader: Reader, *, as_of: datetime | None = None) -> Iterator[OpenLake]:
        """A DuckDB with one view for every dataset that this reader may see, as of then.

        Raises:
            IntegrityError: a file is missing, or isn't the one that was written.
        """
        loads = {load.manifest.dataset: load for load in self.newest(reader, as_of=as_of)}
        with open_views(self.folder, loads) as opened:
            yield opened

    def verify(self, progress: Progress = no_progress) -> Iterator[Finding]:
        """What in the lake isn't as it was loaded, as it is found, whoever may read it: names of files only.

        Args:
            progress: told how many bytes more have been checked.

        Raises:
            StorageError: the disk can't be read.
        """
        return verify_loads(self.folder, self._every_load, progress)

    def sweep(self) -> list[Path]:
        """Remove what loads that died left in place without an entry; the removed folders come back.

        Raises:
            StorageBusy: a load is at work.
            StorageError: something can't be removed.
        """
        with nothing_at_work(self.folder / LOADING):
            strays = [self.folder / each.path for each in find_strays(self.folder, self._every_load)]
            for stray in strays:
                remove(stray)
        return strays

    def _every_load(self) -> list[Load]:
        # Past the readers on purpose, as the ledger's verifier: what comes of it names files and shows no rows.
        statement = "SELECT id, payload FROM entries WHERE kind = ? ORDER BY sequence"
        with self.ledger.database.snapshot():
            rows = list(self.ledger.database.stream(statement, (LOADED,)))
        return [self._load(Entry.parse({**orjson.loads(payload), "id": entry_id})) for entry_id, payload in rows]

    def _newest(self, dataset: str, record_id: str, reader: Reader, as_of: datetime | None) -> Load:
        question = Question(record_id=record_id, states=True, as_of=as_of)
        return self._load(read_one(self.ledger, reader, question, dataset))

    def _entries(self, reader: Reader, question: Question) -> Iterator[Entry]:
        question = replace(question, exercise=self.exercise)
        while True:
            answer = read(self.ledger, reader, question)
            yield from answer.entries
            if answer.after is None:
                return
            question = replace(question, after=answer.after)

    def _load(self, entry: Entry) -> Load:
        manifest = Manifest.parse(entry.body)
        return Load(
            lake=self.folder,
            folder=folder_of(self.folder, manifest),
            manifest=manifest,
            entry_id=entry.id,
            recorded_at=entry.recorded_at,
            marking=entry.marking,
        )
