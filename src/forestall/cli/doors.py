"""`forestall doors`: see how far this node is open, leave it open for reading only, shut it, open it again."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from forestall.cli.output import AsJson, answer_errors, print_facts, print_json
from forestall.clock import SystemClock
from forestall.memory.node import Node, open_node
from forestall.records.values.text import LanguageText
from forestall.runs.doors import OPEN, READ_ONLY, SHUT, doors_of, set_doors
from forestall.runs.permissions import Person
from forestall.settings import read_settings

app = typer.Typer(help="How far this node is open; one person closes it at once.", no_args_is_help=True)
Because = Annotated[str, typer.Option(help="Why; everybody who is turned away reads it.")]
Language = Annotated[str, typer.Option(help="The language of the reason.")]


@app.command("show")
@answer_errors
def show(as_json: AsJson = False) -> None:
    """Show how far the doors stand open, since when and why."""
    with _node() as node:
        _print(node, as_json=as_json)


@app.command("shut")
@answer_errors
def shut(
    because: Because,
    reading: Annotated[bool, typer.Option("--reading", help="Leave it open for reading.")] = False,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Shut this node: nothing is shown and nothing recorded, save to administrators; or leave it open for reading."""
    _set(READ_ONLY if reading else SHUT, because, language, as_json=as_json)


@app.command("open")
@answer_errors
def open_again(because: Because, language: Language = "en", as_json: AsJson = False) -> None:
    """Open this node again."""
    _set(OPEN, because, language, as_json=as_json)


def _set(state: str, because: str, language: str, *, as_json: bool) -> None:
    with _node() as node:
        # Whoever holds the node's folder administers it.
        person = Person(node.reader, frozenset({"administrator"}))
        set_doors(node.ledger, person, state, LanguageText.parse({"text": because, "language": language}))
        _print(node, as_json=as_json)


def _print(node: Node, *, as_json: bool) -> None:
    now = doors_of(node.ledger)
    answer: dict[str, Any] = {
        "state": now.state,
        "since": now.since,
        "because": now.because.text if now.because else None,
    }
    (print_json if as_json else print_facts)(answer)


def _node() -> Node:
    settings = read_settings()
    return open_node(settings.home, settings.database, SystemClock())
