"""Commands whose modules are imported when they are called.

Importing all that every command could need takes seconds, most of it for forecasts; somebody who looks a
word up should not wait for them.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

PLACES = {
    "init": "forestall.cli.node:init",
    "status": "forestall.cli.node:status",
    "serve": "forestall.cli.web:serve",
    "user": "forestall.cli.web:app",
    "doors": "forestall.cli.doors:app",
    "delivery": "forestall.cli.delivery:app",
    "record": "forestall.cli.record:record",
    "assessment": "forestall.cli.assessment:app",
    "alert": "forestall.cli.alert:app",
    "trigger": "forestall.cli.trigger:app",
    "decision": "forestall.cli.decision:app",
    "action": "forestall.cli.action:app",
    "outcome": "forestall.cli.outcome:app",
    "feedback": "forestall.cli.feedback:app",
    "review": "forestall.cli.review:app",
    "commitment": "forestall.cli.commitment:app",
    "timeline": "forestall.cli.timeline:timeline",
    "watch": "forestall.cli.watch:watch",
    "flashpoints": "forestall.cli.flashpoints:app",
    "exercise": "forestall.cli.exercise:app",
    "replay": "forestall.cli.replay:replay_case",
    "metrics": "forestall.cli.metrics:measure",
    "outlook": "forestall.cli.outlook:outlook",
    "backtest": "forestall.cli.backtest:backtest",
    "pull": "forestall.cli.observe:pull_datasets",
    "load": "forestall.cli.observe:load_file",
    "ledger": "forestall.cli.ledger:app",
    "trace": "forestall.cli.ledger:show_chain",
    "lake": "forestall.cli.lake:app",
    "sealed": "forestall.cli.sealed:app",
    "vocabulary": "forestall.cli.vocabulary:app",
    "places": "forestall.cli.places:app",
}
"""Where the command or group of each name stands: a module, and a name in it."""


class CommandsOnDemand(TyperGroup):
    """The root of the command line: knows all names, and imports a command when it is asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Commands(self.commands)


class _Commands(MutableMapping[str, Any]):
    """Name to command, in the order of `PLACES`."""

    def __init__(self, registered: MutableMapping[str, Any]) -> None:
        self._found = dict(registered)

    def __getitem__(self, name: str) -> Any:
        if name not in self._found:
            self._found[name] = _import_command(name, PLACES[name])
        return self._found[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*PLACES, *self._found)))

    def __len__(self) -> int:
        return len(PLACES.keys() | self._found.keys())


def _import_command(name: str, place: str) -> Any:
    module, _, attribute = place.partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        command: Any = get_group(found)
    else:
        alone = typer.Typer(add_completion=False)
        alone.command(name)(found)
        command = get_command(alone)
    command.name = name
    return command
