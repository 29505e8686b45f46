"""One row a measurement: what was measured, on how much, and the floor or peer it stands beside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """A figure and what it is held to.

    `holds` is None for a figure that is printed for comparison only.
    """

    what: str
    measured: str
    held_to: str
    holds: bool | None = None


def print_rows(name: str, rows: Iterable[Row]) -> int:
    """Print the rows of one bench; the number that missed their floor comes back."""
    table = Table(title=name, title_justify="left", header_style="bold")
    for column in ("what", "measured", "held to", ""):
        table.add_column(column, overflow="fold")
    missed = 0
    for row in rows:
        verdict = {True: "holds", False: "MISSED", None: ""}[row.holds]
        missed += row.holds is False
        table.add_row(row.what, row.measured, row.held_to, verdict)
    Console(highlight=False).print(table)
    return missed
