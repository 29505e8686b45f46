"""The `forestall` command: one file per theme under it, put together here."""

from __future__ import annotations

from typing import Annotated

import typer

import forestall
from forestall.cli import lake, ledger, places, sealed, vocabulary
from forestall.cli.backtest import backtest
from forestall.cli.node import add_node_commands
from forestall.cli.observe import add_observe_commands
from forestall.cli.outlook import outlook
from forestall.cli.record import record

app = typer.Typer(
    name="forestall",
    help="See the risk of mass atrocities early, decide in time, act with the right tool, and learn.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # a traceback never shows what a record held
)
add_node_commands(app)
app.command("record")(record)
app.command("outlook")(outlook)
app.command("backtest")(backtest)
add_observe_commands(app)
app.add_typer(ledger.app, name="ledger")
app.add_typer(lake.app, name="lake")
app.add_typer(sealed.app, name="sealed")
app.add_typer(vocabulary.app, name="vocabulary")
app.add_typer(places.app, name="places")


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
