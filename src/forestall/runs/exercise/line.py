"""The ministry's line in an exercise: a way to bring messages by which nothing leaves the node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.entry import Entry
from forestall.records.values.marking import Marking
from forestall.runs.response.matters import CLOCKWORK
from forestall.warn.delivery.way import Answer


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is up, or down until somebody orders the message again."""

    ledger: Ledger
    is_down: bool
    """Whether a message fails on it the first time."""
    name: str = "exercise-line"
    channel: str = "telephone"

    def carries(self, marking: Marking) -> bool:
        """Always: what is said by it is heard by nobody outside."""
        return True

    def send(self, message: Entry, delivery: str, before_handing_over: Callable[[], None]) -> Answer:
        """Failed while the line is down; delivered once it is up.

        Args:
            message: the entry that sent the message out.
            delivery: id of the delivery's record.
            before_handing_over: called when the line is up.
        """
        history = read(self.ledger, CLOCKWORK, Question(record_id=delivery)).entries
        if self.is_down and not any(entry.kind == "delivery.ordered" for entry in history):
            return Answer("failed", None)
        before_handing_over()
        return Answer("delivered", None)
