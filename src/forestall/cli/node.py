"""`forestall init` and `forestall status`: make this node, and see it at a glance."""

from __future__ import annotations

from typing import Annotated

import typer

from forestall.cli.output import AsJson, answer_errors, console, print_facts, print_json
from forestall.clock import SystemClock
from forestall.errors import EXIT_UNEXPECTED
from forestall.memory.node import create_node
from forestall.runs.status import node_status
from forestall.settings import read_settings


@answer_errors
def init(
    name: Annotated[str, typer.Option(help="What the node is called; for a new one.")] = "A node without a name",
    as_json: AsJson = False,
) -> None:
    """Make this node, with keys of its own, in FORESTALL_HOME; a node that is there stays as it is."""
    settings = read_settings()
    with create_node(settings.home, settings.database, SystemClock(), name=name) as node:
        answer = {"home": str(node.home), "node": node.id, "entries": node.ledger.head().sequence}
    if as_json:
        print_json(answer)
    else:
        print_facts({"node": node.id, "folder": node.home})


@answer_errors
def status(as_json: AsJson = False) -> None:
    """Show this node: where it lives, whether its ledger verifies, what it has loaded, what its words rest on."""
    found = node_status(read_settings(), SystemClock())
    if as_json:
        print_json(found.to_json())
    else:
        print_facts(found.facts())
        console().print("\n" + found.verdict(), style="bold" if found.is_whole else "bold red")
    if not found.is_whole:
        raise typer.Exit(EXIT_UNEXPECTED)
