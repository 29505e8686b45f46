"""The `forestall` command: one file per theme under it, put together in `on_demand`."""

from __future__ import annotations

from typing import Annotated

import typer

import forestall
from forestall.cli.on_demand import CommandsOnDemand

app = typer.Typer(
    name="forestall",
    cls=CommandsOnDemand,
    help="See the risk of mass atrocities early, decide in time, act with the right tool, and learn.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # a traceback never shows what a record held
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(forestall.__version__)
        raise typer.Exit


@app.callback()
def begin(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """See the risk of mass atrocities early, decide in time, act with the right tool, and learn."""


def main() -> None:
    """Run the command line."""
    app()
