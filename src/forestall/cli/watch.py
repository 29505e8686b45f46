"""`forestall watch`: the worker of a node, which keeps its clocks and brings its messages, pass by pass."""

from __future__ import annotations

import time
from collections import Counter
from typing import Annotated

import typer

from forestall.cli.delivery import dispatching, mail_way
from forestall.cli.output import AsJson, answer_errors, console, print_error, print_json
from forestall.cli.web import administrator
from forestall.errors import ClockWentBack, DoorsShut, StorageError
from forestall.memory.pace import pace_of
from forestall.runs.delivery import deliver_due
from forestall.runs.exercise.opening import bring_injects
from forestall.runs.response.clocks import Watch
from forestall.runs.response.matters import Clockwork
from forestall.settings import Settings


@answer_errors
def watch(
    once: Annotated[bool, typer.Option("--once", help="One pass, and leave.")] = False,
    every: Annotated[float, typer.Option(min=1, help="Seconds from the end of a pass to the next.")] = 60,
    as_json: AsJson = False,
) -> None:
    """Keep the clocks of this node: write down what ran out, take it one step up, and bring messages to people.

    Several may run at once, and any may be killed at any time: what one leaves the next pass of any takes up.
    """
    settings, _ = administrator()
    while True:
        try:
            _passes(settings, None if once else every, as_json=as_json)
            return
        except (ClockWentBack, DoorsShut, StorageError) as error:
            if once:
                raise
            print_error(error, as_json=as_json)
            time.sleep(every)


def _passes(settings: Settings, every: float | None, *, as_json: bool) -> None:
    from forestall.api.accounts.addresses import reachable_people  # noqa: PLC0415 - Django, once started

    by_mail = mail_way(settings)
    with dispatching(settings) as (node, dispatch):
        clocks = Watch(Clockwork(node.ledger, node.author))
        pace = pace_of(node.home)
        while True:
            if pace is not None:
                bring_injects(node.ledger, node.author, pace)
            ran_out = clocks.keep()
            # After the clocks, so that whom a matter went up to is told in the same pass.
            delivered = deliver_due(dispatch, reachable_people(node, settings.url, by_mail))
            _print_pass(ran_out, delivered, as_json=as_json)
            if every is None:
                return
            time.sleep(every)


def _print_pass(ran_out: Counter[str], delivered: Counter[str], *, as_json: bool) -> None:
    if as_json:
        print_json({"ran_out": dict(ran_out), "deliveries": dict(delivered)})
        return
    told = [f"{number} {name}" for counts in (ran_out, delivered) for name, number in sorted(counts.items())]
    console().print(", ".join(told) or "nothing ran out, nothing due")
