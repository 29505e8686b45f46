"""One visit to the node: who asks, in which roles, and the node's ledger open to them.

Pages and API make the same visit and leave the same note of what was looked at.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.conf import settings

from forestall.api.accounts.models import Access, Account
from forestall.api.accounts.people import Administrator, roles_of
from forestall.clock import SystemClock
from forestall.errors import AccessError
from forestall.memory.node import Node, open_node
from forestall.memory.pace import pace_of
from forestall.memory.read import Reader
from forestall.records.entry import Entry
from forestall.records.values.marking import Sensitivity
from forestall.runs.doors import Doors, doors_of
from forestall.runs.permissions import Person, Ruling, check_right, rule_on
from forestall.settings import Settings

_open = threading.local()


@dataclass(frozen=True)
class Visit:
    """A signed-in person at the door."""

    account: Account
    now: datetime
    verbs: frozenset[str] | None = None
    """What the token that was shown is for; None for a person in a browser."""
    asked: list[str] = field(default_factory=list, compare=False, repr=False)
    """The rights that were asked for on this visit."""
    noted: list[str] = field(default_factory=list, compare=False, repr=False)
    """The names of which it is noted that they were asked for."""

    @cached_property
    def person(self) -> Person:
        """The person as steps know them; without a role, no member of anything."""
        # Roles run out by the days of the people who hold them, not by those of an exercise.
        roles = roles_of(self.account, SystemClock().now())
        reader = Reader(
            user=self.account.pseudonym,
            organisation=self.account.organisation,
            is_member=bool(roles),
            clearance=Sensitivity.from_word(self.account.clearance),
        )
        return Person(reader, roles)

    @property
    def reader(self) -> Reader:
        """The person as the memory knows them."""
        return self.person.reader

    @property
    def node(self) -> Node:
        """The node, open for this thread."""
        return this_node()

    @cached_property
    def doors(self) -> Doors:
        """How far the node is open."""
        return doors_of(self.node.ledger)

    @property
    def administrator(self) -> Administrator:
        """The person as one who administers; whether they may is asked at each step."""
        return Administrator(self.person, self.node.author.organisation, SystemClock().now(), self.doors)

    def enter(self, verb: str, *, writes: bool) -> None:
        """Return when the doors of the node are open for this, and the person may do it at all.

        Raises:
            DoorsShut: the node shows nothing, or takes nothing in.
            AccessError: they, or their token, may not.
        """
        self.asked.append(verb)
        self.doors.check(verb, writes=writes)
        self.check(verb)

    def may(self, verb: str, target: Entry | None = None) -> bool:
        """Whether the person may do something, and the token they came with is for it."""
        allowed = self.verbs is None or verb in self.verbs
        return allowed and rule_on(self.person, verb, self.now, target) is Ruling.ALLOWED

    def check(self, verb: str, target: Entry | None = None) -> None:
        """Return when the person may do something, and the token they came with is for it.

        Raises:
            NotFound: the record doesn't reach them.
            AccessError: it does, and they may not.
        """
        check_right(self.person, verb, self.now, target)
        if self.verbs is not None and verb not in self.verbs:
            raise AccessError(
                expected=f"a token made for {verb}",
                found=f"one for {', '.join(sorted(self.verbs)) or 'nothing'}",
                where=verb,
                remedy="Make a token that is for it.",
            )

    def note(self, verb: str, name: str, *, was_shown: bool) -> None:
        """Note that something was asked for, found or not: the same step either way."""
        Access.objects.create(
            at=self.now,
            user=self.account.pseudonym,
            organisation=self.account.organisation,
            verb=verb,
            name=name[:120],
            was_shown=was_shown,
        )
        self.noted.append(name)


def visit(account: Account, verbs: frozenset[str] | None = None) -> Visit:
    """The visit of a person, at this moment on the node's own clock: at an exercise its days pass faster."""
    return Visit(account, this_node().ledger.clock.now(), verbs)


def is_exercise() -> bool:
    """Whether the node that this process serves was made for an exercise, as every page of it says."""
    return pace_of(settings.FORESTALL.home) is not None


def this_node() -> Node:
    """The node this process serves, open for this thread alone; opened once.

    Raises:
        NotFound: none was made.
        StorageError: its database can't be reached.
    """
    told: Settings = settings.FORESTALL
    nodes: dict[Settings, Node] = _open.__dict__.setdefault("nodes", {})
    if told not in nodes:
        nodes[told] = open_node(told.home, told.database, SystemClock())
    return nodes[told]
