"""The embedded record: every mass killing since 1945, known to a node without any dataset.

Source:
    Early Warning Project, list of mass killings, 2025 edition; facts re-tabulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from forestall.errors import DefinitionError
from forestall.identifiers import digest
from forestall.places.countries import country_by_key, states_at
from forestall.places.succession import counterparts
from forestall.places.table import periods_of, read_rows

FIRST_YEAR, LAST_YEAR = 1945, 2024
"""Years that the record speaks about; later ones are unknown, not quiet."""
NAME = "episodes"
"""What the record is called among inputs."""

_TABLE = Path(__file__).parent / "episodes.csv"
_BESIDE_ITS_HEIR = {"Vietnam-South": "RVN"}
"""States that stood beside the one whose code the list writes for them."""
_HEIRS = {"CSK": "CZE", "YUG": "SRB"}
"""Which of several successors carries on a state's record, as the list does."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One mass killing."""

    id: str
    country: str
    """Key of the state it began in."""
    first_year: int
    last_year: int | None
    """Empty where it went on in LAST_YEAR."""
    led_by: str
    """`state` or `non_state`."""
    source: str
    confidence: str
    """An id of vocabulary/reference_confidence.yml."""

    def goes_on(self, year: int) -> bool:
        """True in its years, within what the record speaks about."""
        return self.first_year <= year <= (LAST_YEAR if self.last_year is None else self.last_year)


@cache
def episodes() -> tuple[Episode, ...]:
    """Every episode in the order of the list.

    Raises:
        DefinitionError: the table can't be read, or names a state that did not stand.
    """
    return tuple(_episode(row) for row in read_rows(_TABLE))


@cache
def episodes_digest() -> str:
    """SHA-256 of the record."""
    return digest(_TABLE.read_bytes())


def carries_on(key: str) -> frozenset[str]:
    """Keys of the states whose record a country's own history includes, its own first."""
    return frozenset({key, *(before for before, heir in _HEIRS.items() if heir == key)})


def _episode(row: dict[str, str]) -> Episode:
    first = int(row["start_year"])
    return Episode(
        id=row["episode_id"],
        country=_state(row, date(first, 12, 31)),
        first_year=first,
        last_year=int(row["end_year"]) if row["end_year"] else None,
        led_by=row["led_by"],
        source=row["source"],
        confidence=row["confidence"],
    )


def _state(row: dict[str, str], day: date) -> str:
    """Key of the state that stood in the country of today when the killing began."""
    standing = {state.key for state in states_at(day)}
    beside = _BESIDE_ITS_HEIR.get(row["country_then"])
    if beside or row["iso3"] in standing:
        return country_by_key(beside or row["iso3"], day).key
    found = {other.key for period in periods_of(row["iso3"]) for other in counterparts(period, day)} & standing
    if len(found) != 1:
        raise DefinitionError(
            expected="one state that stood then",
            found=f"{len(found)}",
            where=f"episodes.csv, {row['episode_id']}",
            remedy="Correct its country or first year, or the table of countries.",
        )
    return found.pop()
