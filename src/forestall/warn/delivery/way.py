"""What every way of bringing a message has in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from forestall.records.entry import Entry
from forestall.records.values.marking import Marking, Tlp

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine, to which alone anything goes unprotected."""


class Answer(NamedTuple):
    """What became of one attempt."""

    status: str
    """An id of vocabulary/delivery_status.yml."""
    reply: str | None
    """The other side's codes; None when it wasn't reached."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    kind: str
    """Its media type, such as `text/calendar`."""
    content: bytes


class Way(Protocol):
    """One way to one person."""

    @property
    def name(self) -> str:
        """What tells it from the person's other ways, such as `email`; never an address."""
        ...

    @property
    def channel(self) -> str:
        """An id of vocabulary/channel.yml."""
        ...

    def carries(self, marking: Marking) -> bool:
        """Whether the words of a message so marked may go by it; else only that a message waits."""
        ...

    def send(self, message: Entry, delivery: str, before_handing_over: Callable[[], None]) -> Answer:
        """What the other side answered.

        Args:
            message: the entry that sent the message out.
            delivery: id of the delivery's record, the same for each attempt.
            before_handing_over: called once, just before the moment from which the other side may have the message
                and a second copy would be a second message to it; what it raises holds the message back. A way whose
                other side knows a second copy by the id calls it never.
        """
        ...


def alert_page(url: str, alert_id: str) -> str:
    """The address of an alert's page; with `.cap` after it, of the alert as CAP.

    Args:
        url: where the node's pages are.
        alert_id: its record id.
    """
    return f"{url}/alerts/{alert_id}"


def is_within(marking: Marking, most: Tlp) -> bool:
    """Whether a marking is no stricter than a class, with no embargo running on."""
    return marking.tlp <= most and marking.embargo_until is None
