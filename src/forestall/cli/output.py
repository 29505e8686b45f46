"""Printing an answer, for a person or (`--json`) for a program, and an error the same way everywhere."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from forestall.errors import ForestallError

P = ParamSpec("P")
R = TypeVar("R")

AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as one JSON object.")]
_WHOLE_WORDS = (32, 24, 16, 12)
"""Words up to the first of these for which the terminal has room stay whole; longer ones, such as hashes, break."""
_TO_THE_MINUTE = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d\.\d{6}Z")
_BESIDE_A_CELL, _AT_THE_EDGE = 3, 1
"""Columns of the terminal that a table's lines and blanks take."""


def console(*, stderr: bool = False) -> Console:
    """A console on the present output, so that captured output is captured too."""
    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def print_json(answer: Mapping[str, Any]) -> None:
    """Print one JSON object on its own line or lines."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their column names; cells are printed as they are, never as markup.

    No word is broken where the terminal has room for every column's longest.
    """
    out, table = Console(highlight=False), Table(title=title, title_justify="left", header_style="bold")
    for column, width in zip(columns, _widths(columns, rows, out.width), strict=True):
        table.add_column(column, overflow="fold", width=width)
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    out.print(table)


def _widths(columns: Sequence[str], rows: Sequence[Sequence[object]], room: int) -> list[int | None]:
    """How wide each column is, so that words stay whole; None for all where none of that is wanted or possible."""
    cells = [[str(cell) for cell in column] for column in zip(columns, *rows, strict=True)]
    whole = [max(cell_len(line) for cell in column for line in (cell.splitlines() or [""])) for column in cells]
    words = [max((cell_len(word) for cell in column for word in cell.split()), default=1) for column in cells]
    room -= _BESIDE_A_CELL * len(cells) + _AT_THE_EDGE
    for longest in _WHOLE_WORDS:
        least = [min(length, longest) for length in words]
        if sum(least) <= room < sum(whole):
            wanted = [most - length for most, length in zip(whole, least, strict=True)]
            spare = room - sum(least)
            return [length + spare * more // sum(wanted) for length, more in zip(least, wanted, strict=True)]
    return [None] * len(cells)


def print_facts(facts: Mapping[str, object]) -> None:
    """Print names and values, one a line, aligned."""
    width = max(map(len, facts), default=0)
    for name, value in facts.items():
        console().print(Text(f"{name:<{width}}  {value}"))


def print_answer(answer: Mapping[str, object], *, as_json: bool) -> None:
    """Print names and values, as lines or as one JSON object."""
    (print_json if as_json else print_facts)(answer)


def print_rows(title: str, name: str, rows: Sequence[Mapping[str, object]], *, as_json: bool) -> None:
    """Print rows as a table headed by their own names, or as one JSON object.

    Args:
        title: what stands over the table.
        name: under which the rows stand in the JSON.
        rows: each with the same names in the same order.
        as_json: whether a program asks.
    """
    if as_json:
        print_json({name: list(rows)})
    elif not rows:
        console().print(Text(f"{title}: nothing that reaches you, which is no finding that nothing is there."))
    else:
        columns = [column.replace("_", " ") for column in rows[0]]
        print_table(title, columns, [tuple(map(_shown, row.values())) for row in rows])


def _shown(cell: object) -> str:
    """A cell as people read it: an instant to the minute, and a dash where there is nothing."""
    if cell is None:
        return "-"
    return _TO_THE_MINUTE.sub(r"\1 \2Z", str(cell))


def answer_errors(command: Callable[P, R]) -> Callable[P, R]:
    """The command, leaving with an error's own exit code after printing it.

    The error goes to standard error, as JSON where the command was called with `--json`.
    """

    @wraps(command)
    def door(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ForestallError as error:
            print_error(error, as_json=bool(kwargs.get("as_json")))
            raise typer.Exit(error.exit_code) from None

    return door


def print_error(error: ForestallError, *, as_json: bool) -> None:
    """Print what was expected, what was found, where, and what to do."""
    if as_json:
        sys.stderr.write(json.dumps(error.to_json(), ensure_ascii=False) + "\n")
        return
    out = console(stderr=True)
    out.print(Text.assemble((error.name, "bold red"), f" at {error.where}"))
    out.print(Text(f"  expected  {error.expected}"))
    out.print(Text(f"  found     {error.found}"))
    out.print(Text(f"  to do     {error.remedy}"))
