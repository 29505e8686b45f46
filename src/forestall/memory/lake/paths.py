"""Where loads stand, by names that can't lead elsewhere.

lake/<dataset>/<load>/manifest.json             what the load is; <load> is this file's SHA-256
lake/<dataset>/<load>/part-00000.parquet        its rows
lake/<dataset>/<load>/country=SDN/part-00001.parquet   ... where a column parts them
lake/.loading/                                  what is being written; never read, swept when stale
lake/.spill/                                    what a query couldn't hold in memory, while it runs

A load's folder is named by its manifest, so that neither can be swapped without the other showing it.
"""

from __future__ import annotations

import re
import string
from datetime import date
from pathlib import Path
from typing import Any

from forestall.errors import InvalidField, ValueRangeError, describe
from forestall.identifiers import content_id
from forestall.records.manifest import Manifest

MANIFEST = "manifest.json"
LOADING = ".loading"
SPILL = ".spill"
_DATASET = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PLAIN = frozenset(f"{string.ascii_letters}{string.digits}_.-".encode())
_LONGEST_FOLDER = 200


def check_dataset(name: str) -> str:
    """The dataset's name itself, when it can be one.

    Raises:
        InvalidField: it can't; a path, for one, is no name.
    """
    if not _DATASET.fullmatch(name):
        raise InvalidField(
            expected="a dataset's name in lower case, such as ucdp_candidate",
            found=describe(name),
            where="dataset",
            remedy="Use a name that `forestall lake list` prints.",
        )
    return name


def record_id_of(dataset: str, *, exercise: bool) -> str:
    """The record under which all loads of a dataset stand: its newest entry is its newest load.

    Raises:
        InvalidField: not a dataset's name.
    """
    # A record id has no underscores there, and a dataset's name no dots: the two don't collide.
    name = check_dataset(dataset).replace("_", ".")
    return f"manifest-exercise-{name}" if exercise else f"manifest-{name}"


def folder_of(lake: Path, manifest: Manifest) -> Path:
    """The folder of the load with this manifest."""
    return lake / check_dataset(manifest.dataset) / content_id(manifest.to_json())


def part_folder(column: str, value: Any) -> str:
    """The folder of all rows with one value of the column they are parted by, such as `country=SDN`.

    Bytes that a path may not hold are written as `=` and two hex digits; nothing is `=null`.

    Args:
        column: its name, which can stand in a path as it is.
        value: text, a whole number, yes or no, a day, or nothing.

    Raises:
        ValueRangeError: a value too long to name a folder.
    """
    folder = f"{column}={'=null' if value is None else _written(_text(value))}"
    if len(folder) > _LONGEST_FOLDER:
        raise ValueRangeError(
            expected="short values to part by",
            found="one too long to name a folder",
            where=f"column {column}",
            remedy="Part by another column, or by none.",
        )
    return folder


def may_name_folder(column: str) -> bool:
    """Whether a column's name can stand in a path as it is."""
    return column[:1].isalnum() and set(column.encode()) <= _PLAIN


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _written(text: str) -> str:
    return "".join(chr(byte) if byte in _PLAIN else f"={byte:02X}" for byte in text.encode())
