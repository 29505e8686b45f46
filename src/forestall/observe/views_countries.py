"""Names for the country numbers of VIEWS, from the list that comes beside its competition files.

The numbers are VIEWS' own: neither Gleditsch-Ward nor ISO. Without the list nothing is guessed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace

from forestall.errors import UnreadableData
from forestall.observe.card import DatasetCard
from forestall.observe.payload import Payload, PayloadFile
from forestall.observe.sources import RawTable, literal

LIST_NAME = "country_list.csv"


def split_names(payload: Payload, card: DatasetCard) -> tuple[Payload, Mapping[str, str]]:
    """The payload without the list of names, and the list as number -> name.

    Raises:
        UnreadableData: the list is missing, or has other columns.
    """
    lists = [file for file in payload.files if file.name == LIST_NAME]
    rows = Payload(tuple(file for file in payload.files if file.name != LIST_NAME))
    if not lists:
        raise UnreadableData(
            expected=f"{LIST_NAME} among the files",
            found="none",
            where=card.title,
            remedy="Load it together with the other files: it names the countries.",
        )
    return rows, _read_names(lists[0])


def _read_names(file: PayloadFile) -> Mapping[str, str]:
    try:
        with file.path.open(encoding="utf-8", newline="") as stream:
            lines = [(line.get("country_id"), line.get("name")) for line in csv.DictReader(stream)]
    except (csv.Error, UnicodeDecodeError) as error:
        raise _no_list(type(error).__name__) from None
    names = {number: name for number, name in lines if number and name}
    if len(names) < len(lines) or not names:
        raise _no_list("lines without them")
    return names


def _no_list(found: str) -> UnreadableData:
    return UnreadableData(
        expected="columns country_id and name, both filled",
        found=found,
        where=LIST_NAME,
        remedy="Nothing was loaded; what was loaded before still stands. Fetch the list again.",
    )


def add_names(raw: RawTable, names: Mapping[str, str]) -> RawTable:
    """The raw table with a column `name`, empty where the list has no such number."""
    if "country_id" not in raw.names:
        return raw  # the card will miss it
    number = raw.column("country_id")
    pairs = ", ".join(f"{literal(code)}: {literal(name)}" for code, name in names.items())
    columns = ", ".join(raw.column(column) for column in raw.names)
    added = f"c{len(raw.names)}"
    return replace(
        raw,
        names=(*raw.names, "name"),
        types=(*raw.types, "VARCHAR"),
        # Names are literals, columns are c0, c1 ...
        sql=f"(SELECT {columns}, MAP {{{pairs}}}[CAST({number} AS VARCHAR)] AS {added} FROM {raw.sql})",  # noqa: S608
    )
