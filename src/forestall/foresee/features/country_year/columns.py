"""The columns that onset models read: view, topic, and the sign that theory allows.

Source:
    Signs: Goldsmith, Butcher, Semenovich and Sowmya (2013), Journal of Peace Research 50(4), 437-452; Ulfelder
    (2013), SSRN 2303048; Harff (2003), American Political Science Review 97(1), 57-73. Fixed before any fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from forestall.places.table import read_rows

_FOLDER = Path(__file__).parent

TOPICS = {
    "killing_history": "Earlier mass killings in the country",
    "armed_conflict": "Armed conflict in the country",
    "civilians_killed": "Civilians killed of late",
    "repression": "Freedoms and repression",
    "exclusion": "Groups shut out of power or rights",
    "power_changes": "Coups, leaders and the form of rule",
    "elections": "Elections",
    "living_conditions": "Living conditions and growth",
    "state": "Size, age and region of the state",
    "neighbours": "Neighbouring countries",
    "news": "Conflict and protest in the news",
    "world": "The world's rate and the times",
}
"""What drivers are summed by, as a reader is told."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the design."""

    name: str
    view: str
    """Group of columns that a model takes or leaves."""
    topic: str
    """One of TOPICS."""
    sign: int
    """+1 where risk may only rise with it, -1 where only fall, 0 where both."""
    label: str
    """How a what-if names it; empty where none is made of it."""
    scale: str
    """How its values are undone for a reader; empty where they are not shown."""


@cache
def all_columns() -> tuple[Column, ...]:
    """Every column made of datasets, in the order models read them."""
    return _columns("columns.csv")


@cache
def record_columns() -> tuple[Column, ...]:
    """Every column made of the embedded record."""
    return _columns("record_columns.csv")


@cache
def structure_columns() -> tuple[str, ...]:
    """The columns of the Early Warning Project's own model, in its order."""
    return tuple(column.name for column in all_columns() if column.view == "structure")


def _columns(table: str) -> tuple[Column, ...]:
    return tuple(
        Column(row["name"], row["view"], row["topic"], int(row["sign"]), row["label"], row["scale"])
        for row in read_rows(_FOLDER / table)
    )
