"""`forestall watch`: the worker of a node, which keeps its clocks, brings its messages and makes its plans.

They go on beside each other: no mail server that hangs and no large plan for teams holds a clock up.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event
from typing import Annotated

import typer

from forestall.cli.delivery import dispatching, mail_way
from forestall.cli.output import AsJson, answer_errors, console, print_error, print_json
from forestall.cli.web import administrator
from forestall.errors import ClockWentBack, DoorsShut, StorageError
from forestall.memory.node import Node
from forestall.memory.pace import pace_of
from forestall.runs.delivery import Dispatch, deliver_due
from forestall.runs.exercise.opening import bring_injects
from forestall.runs.response.clocks import Watch
from forestall.runs.response.deployments import work_out_asked
from forestall.runs.response.matters import Clockwork
from forestall.settings import Settings

Pass = Callable[[], Counter[str]]
CLOCKS, MESSAGES, PLANS = "ran_out", "deliveries", "plans"
_NOTHING = {CLOCKS: "nothing ran out", MESSAGES: "nothing due", PLANS: "no plan asked for"}


@answer_errors
def watch(
    once: Annotated[bool, typer.Option("--once", help="One pass, and leave.")] = False,
    every: Annotated[float, typer.Option(min=1, help="Seconds from the end of a pass to the next.")] = 60,
    as_json: AsJson = False,
) -> None:
    """Keep the clocks of this node: write down what ran out, take it one step up, and bring messages to people.

    Beside that, work out the plans for teams that were asked for and are too large to wait for.

    Several may run at once, and any may be killed at any time: what one leaves the next pass of any takes up.
    """
    settings, _ = administrator()
    mail_way(settings)  # half a setting is refused before anything begins
    if not once:
        Watching(settings, every, as_json=as_json).go_on()
        return
    with dispatching(settings) as (node, dispatch):
        # After the clocks, so that whom a matter went up to is told in the same pass.
        ran_out = _clocks(settings, node, dispatch)()
        delivered = _messages(settings, node, dispatch)()
        planned = _plans(settings, node, dispatch)()
    if as_json:
        print_json({CLOCKS: dict(ran_out), MESSAGES: dict(delivered), PLANS: dict(planned)})
    else:
        console().print(_told(ran_out + delivered + planned) or "nothing ran out, nothing due")


@dataclass(slots=True)
class Watching:
    """Clocks, messages and plans, each with a connection of its own, until one of them fails for good."""

    settings: Settings
    every: float
    as_json: bool = field(kw_only=True)
    _news: Event = field(default_factory=Event)
    """Set when a clock ran out, so that whom the matter went up to is told at once."""
    _end: Event = field(default_factory=Event)

    def end(self) -> None:
        """Let each come to the end of their pass and go no further."""
        self._end.set()
        self._news.set()

    def go_on(self) -> None:
        """Return when it is ended; raise what no next pass would mend."""
        passes = {CLOCKS: _clocks, MESSAGES: _messages, PLANS: _plans}
        with ThreadPoolExecutor(len(passes)) as beside:
            works = [beside.submit(self._passes, name, begin) for name, begin in passes.items()]
            try:
                wait(works, return_when=FIRST_EXCEPTION)
            finally:
                self.end()
        for work in works:
            work.result()

    def _passes(self, name: str, begin: Callable[[Settings, Node, Dispatch], Pass]) -> None:
        while not self._end.is_set():
            try:
                with dispatching(self.settings) as (node, dispatch):
                    one_pass = begin(self.settings, node, dispatch)
                    while not self._end.is_set():
                        self._after(name, one_pass())
            except (ClockWentBack, DoorsShut, StorageError) as error:
                print_error(error, as_json=self.as_json)
                self._end.wait(self.every)

    def _after(self, name: str, counts: Counter[str]) -> None:
        if self.as_json:
            print_json({name: dict(counts)})
        else:
            console().print(_told(counts) or _NOTHING[name])
        sys.stdout.flush()  # somebody may read along through a pipe
        if name == MESSAGES:
            self._news.wait(self.every)
            self._news.clear()
            return
        if counts:
            self._news.set()
        if name != PLANS or not counts:  # where one plan was asked for, another may be
            self._end.wait(self.every)


def _clocks(_settings: Settings, node: Node, _dispatch: Dispatch) -> Pass:
    clocks, pace = Watch(Clockwork(node.ledger, node.author)), pace_of(node.home)

    def keep() -> Counter[str]:
        if pace is not None:
            bring_injects(node.ledger, node.author, pace)
        return clocks.keep()

    return keep


def _messages(settings: Settings, node: Node, dispatch: Dispatch) -> Pass:
    from forestall.api.accounts.addresses import reachable_people  # noqa: PLC0415 - Django, once started

    by_mail = mail_way(settings)
    return lambda: deliver_due(dispatch, reachable_people(node, settings.url, by_mail))


def _plans(_settings: Settings, node: Node, _dispatch: Dispatch) -> Pass:
    def work_out() -> Counter[str]:
        made = work_out_asked(node.ledger)
        return Counter([made.kind] if made else [])

    return work_out


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
