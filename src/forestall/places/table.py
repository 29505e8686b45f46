"""Reading our own CSV tables: comment lines, then a head, then rows; empty cells are absent."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from forestall.errors import DefinitionError
from forestall.places.country import Country, Kind

FOLDER = Path(__file__).parent


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table by column name.

    Raises:
        DefinitionError: the file is missing or a row has another number of cells.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    except OSError as error:
        raise _broken(path, "a readable file", type(error).__name__) from None
    for number, row in enumerate(rows, start=1):
        if None in row or None in row.values():
            raise _broken(path, "as many cells as columns", f"row {number} has others")
    return rows


def read_countries(path: Path) -> tuple[Country, ...]:
    """The rows of a table of countries.

    Raises:
        DefinitionError: the file can't be read, or a row has a wrong value; names the row.
    """
    found = []
    for row in read_rows(path):
        try:
            found.append(_country(row))
        except (KeyError, ValueError) as error:
            wrong = f"{type(error).__name__} in the row of {row.get('key')} from {row.get('start')}"
            raise _broken(path, "columns and values of a country", wrong) from None
    return tuple(found)


@cache
def country_table() -> tuple[Country, ...]:
    """Every country and period, in order of key and start.

    Raises:
        DefinitionError: the table can't be read.
    """
    return read_countries(FOLDER / "countries.csv")


@cache
def _periods() -> Mapping[str, tuple[Country, ...]]:
    groups: dict[str, list[Country]] = {}
    for country in country_table():
        groups.setdefault(country.key, []).append(country)
    return {key: tuple(group) for key, group in groups.items()}


def periods_of(key: str) -> tuple[Country, ...]:
    """The periods of the country with that key, oldest first; none when no country has it."""
    return _periods().get(key, ())


def _country(row: dict[str, str]) -> Country:
    kinds: dict[str, Kind] = {"state": "state", "territory": "territory", "exercise": "exercise"}
    return Country(
        key=row["key"],
        start=date.fromisoformat(row["start"]),
        end=optional_day(row["end"]),
        kind=kinds[row["kind"]],
        name=row["name"],
        alpha2=row["alpha2"] or None,
        alpha3=row["alpha3"] or None,
        numeric=row["numeric"] or None,
        gw=int(row["gw"]) if row["gw"] else None,
        cow=int(row["cow"]) if row["cow"] else None,
        un_member_on=optional_day(row["un_member_on"]),
        subregion_code=row["subregion"] or None,
        administered_by=row["administered_by"] or None,
        predecessors=tuple(row["predecessors"].split()),
        outlines=tuple(row["outlines"].split()) or (row["within"] or row["key"],),
        within=row["within"] or None,
        aliases=tuple(filter(None, row["aliases"].split(";"))),
        source=row["source"],
        confidence=row["confidence"],
        note=row["note"] or None,
    )


def optional_day(text: str) -> date | None:
    """The day written in a cell; none for an empty one.

    Raises:
        ValueError: anything else.
    """
    return date.fromisoformat(text) if text else None


def _broken(path: Path, expected: str, found: str) -> DefinitionError:
    return DefinitionError(
        expected=expected,
        found=found,
        where=f"places/{path.name}",
        remedy="Restore the file as it was shipped, or correct the row.",
    )
