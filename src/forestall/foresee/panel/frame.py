"""The empty panel: which units there are in which periods, before anything is known of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from forestall.foresee.panel.periods import Periods
from forestall.places.admin1 import Areas
from forestall.places.countries import countries
from forestall.places.country import Country
from forestall.places.grid import NO_CELL, rows_and_columns

UnitKind = Literal["country", "admin1", "cell"]
Unit = str | int
"""A country's key, a first-level area's id, or a cell's number."""

FIRST_MONTH = "1989-01"
"""Where country-months begin: events are on record from then on."""
FIRST_YEAR = 1960
"""Where country-years begin."""


@dataclass(frozen=True, eq=False)
class Frame:
    """U units over T periods."""

    kind: UnitKind
    units: tuple[Unit, ...]
    """In rising order, length U."""
    periods: Periods
    exists: NDArray[np.bool_]
    """Whether the unit stood on at least one day of the period, shape (U, T)."""

    @property
    def shape(self) -> tuple[int, int]:
        """U and T."""
        return len(self.units), len(self.periods)

    def until(self, label: str) -> Frame:
        """The same units up to that period.

        Raises:
            NotFound: a period that is not among them.
        """
        periods = self.periods.until(label)
        return Frame(self.kind, self.units, periods, np.ascontiguousarray(self.exists[:, : len(periods)]))


def country_frame(periods: Periods) -> Frame:
    """All states that stood in at least one of the periods, by their keys, and when each did.

    A renamed state keeps its key, so that Zaire and the Democratic Republic of the Congo are one unit. A
    state exists in a period when it stood on at least one day of it.
    """
    states = [country for country in countries() if country.kind == "state"]
    rows: dict[str, NDArray[np.bool_]] = {}
    for state in states:
        stood = rows.setdefault(state.key, np.zeros(len(periods), dtype=np.bool_))
        stood |= _stood(state, periods)
    units = tuple(sorted(key for key, stood in rows.items() if stood.any()))
    return Frame("country", units, periods, np.stack([rows[key] for key in units]))


def area_frame(areas: Areas, periods: Periods) -> Frame:
    """The first-level areas of a file, by their ids, as if they had always been as they are now."""
    units = tuple(area.id for area in areas.areas)
    return Frame("admin1", units, periods, np.ones((len(units), len(periods)), dtype=np.bool_))


def cell_frame(cells: ArrayLike, periods: Periods) -> Frame:
    """Cells of the half-degree grid, rising, each once.

    Raises:
        ValueRangeError: a number outside 1..259,200, or none at all.
    """
    own = np.unique(np.asarray(cells))
    rows_and_columns(own if len(own) else [NO_CELL])  # refuses numbers that are no cell
    units = tuple(int(cell) for cell in own)
    return Frame("cell", units, periods, np.ones((len(units), len(periods)), dtype=np.bool_))


def _stood(state: Country, periods: Periods) -> NDArray[np.bool_]:
    starts = np.array([periods.start(position) for position in range(len(periods) + 1)], dtype="datetime64[D]")
    stood: NDArray[np.bool_] = np.datetime64(state.start) < starts[1:]
    if state.end is not None:
        stood &= starts[:-1] < np.datetime64(state.end)
    return stood
