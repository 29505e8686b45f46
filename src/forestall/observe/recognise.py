"""Which dataset a file is, by its columns: for users who bring what they already have."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import duckdb

from forestall.errors import DataError, UnreadableData
from forestall.observe.catalogue import Dataset, catalogue
from forestall.observe.payload import Payload, PayloadFile, unpacked
from forestall.observe.sources import open_raw, sniff_format

MOST_SHOWN = 3


@dataclass(frozen=True)
class Likeness:
    """How well a file's columns fit a dataset."""

    dataset: Dataset
    n_missing: int
    """Mandatory columns that it lacks."""
    n_strange: int
    """Columns that the dataset doesn't know."""
    n_known: int


def recognise(file: PayloadFile) -> Dataset:
    """The dataset whose columns these are; of those with the same columns the one whose files are called so.

    Raises:
        UnreadableData: none fits, or several equally well and the name doesn't tell; names the nearest.
    """
    likely = sorted(filter(None, (_likeness(dataset, file) for dataset in catalogue().values())), key=_order)
    fitting = [like for like in likely if not like.n_missing and _order(like) == _order(likely[0])]
    if len(fitting) > 1:
        fitting = [like for like in fitting if _is_called_like(file, like.dataset)] or fitting
    if len(fitting) == 1:
        return fitting[0].dataset
    near = ", ".join(like.dataset.name for like in (fitting or likely)[:MOST_SHOWN]) or "none"
    raise UnreadableData(
        expected="the columns of one dataset",
        found="those of several" if fitting else "columns that no dataset has all of",
        where=file.name,
        remedy=f"Say which it is with --dataset; possible: {near}.",
    )


def _is_called_like(file: PayloadFile, dataset: Dataset) -> bool:
    """Whether it has a name that the publisher gives such files."""
    patterns = (copy.path.rpartition("/")[2] for copy in dataset.card.mirror)
    return any(fnmatchcase(file.name, pattern) for pattern in patterns)


def _order(like: Likeness) -> tuple[int, int, int]:
    return like.n_missing, like.n_strange, -like.n_known


def _likeness(dataset: Dataset, file: PayloadFile) -> Likeness | None:
    """How well it fits, or nothing when its form can't be that dataset's."""
    form = dataset.card.payload
    try:
        with unpacked(Payload((file,)), form) as opened, duckdb.connect() as connection:
            first = opened.files[0]
            if form.formats == ("text",):
                is_text = sniff_format(first) == "csv" and fnmatchcase(first.path.name, form.members)
                return Likeness(dataset, 0, 0, 1) if is_text else None
            names = set(open_raw(connection, first, form).names)
            is_headless = bool(form.order) and len(names) == len(form.order) and not _has_header(first.path)
    except DataError:
        return None
    columns = dataset.card.columns.values()
    if form.order:
        return Likeness(dataset, 0, 0, len(names)) if is_headless else None
    missing = sum(1 for column in columns if not column.optional and not names & set(column.source))
    known = {source for column in columns for source in column.source}
    strange = sum(1 for name in names - known if not any(fnmatchcase(name, pattern) for pattern in dataset.card.ignore))
    return Likeness(dataset, missing, strange, len(names & known)) if names & known else None


def _has_header(path: Path) -> bool:
    with path.open("rb") as stream:
        return not stream.read(1).isdigit()
