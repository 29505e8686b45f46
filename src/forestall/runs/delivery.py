"""Bringing issued messages to people: begun on record first, then handed over, then what came of it.

A message is lost from sight at no step, and none goes twice by itself. Each step is taken only while the record
stands where it was found, so that of two workers one goes on. Mail is with its server from one word on, and that it
is about to be said is written down first: a worker that is stopped before it left nothing there, and the message is
sent; one that is stopped after it leaves a message in doubt, which may have arrived. It is not sent again unless the
server's report or a person says so; meanwhile the clocks run, and take the alert a step up where nobody answers. Calls
to programs are made again under the same id, by which the other side knows a second one for what it is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from forestall.errors import BadTransition
from forestall.identifiers import record_id_of
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.records.alert import Addressee, Alert
from forestall.records.decision import Decision
from forestall.records.delivery import Delivery
from forestall.records.entry import Author, Draft, Entry
from forestall.records.parts.escalation import Escalation
from forestall.respond.clocks import Overdue
from forestall.runs.order import state_of
from forestall.runs.recording import record_statement
from forestall.runs.response.matters import CLOCKWORK
from forestall.runs.warning.sending import ISSUED, issue_of
from forestall.runs.warning.steps import held
from forestall.warn.delivery.notices import Notice, read_notices
from forestall.warn.delivery.way import Way

M = TypeVar("M", Addressee, Escalation)
LOOK_BACK = timedelta(days=7)
DOUBT_AFTER = timedelta(minutes=5)
"""How long whoever handed a message over may still hear what became of it; longer than any server is waited for."""
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
GIVE_UP_AFTER = timedelta(hours=48)
_KINDS = {
    "begun": "delivery.begun",
    "handing_over": "delivery.handing_over",
    "in_doubt": "delivery.in_doubt",
    "accepted": "delivery.accepted",
    "delayed": "delivery.delayed",
    "delivered": "delivery.confirmed",
    "failed": "delivery.failed",
}
_CLAIMED = frozenset({"begun", "handing_over", "in_doubt"})
"""Steps that one worker takes, and only on the entry it looked at; what came of one is written whatever stands."""
_OPEN = frozenset({"begun", "delayed", "ordered"})


@dataclass(frozen=True, slots=True)
class Reachable:
    """Somebody who signs in here and can be reached beyond it."""

    reader: Reader
    """As whom the person reads; nothing is sent of what the person may not see."""
    ways: tuple[Way, ...]
    """By which ways, each of which is used."""
    focal_points: frozenset[str] = frozenset()
    """Offices the person holds or stands in for."""

    @property
    def user(self) -> str:
        """The pseudonym.

        Raises:
            ValueError: nobody in particular.
        """
        if self.reader.user is None:
            raise ValueError("a signed-in person")
        return self.reader.user


class _Letter(NamedTuple):
    """One message's way to one person."""

    person: Reachable
    addressee: Addressee
    """The line of the message that means them, or the step up that does."""
    asked_at: datetime
    """Since when they are meant: when it was issued, or when it went up to them."""
    way: Way


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Where deliveries are recorded, and in whose name."""

    ledger: Ledger
    author: Author
    """The node's keeper."""
    exercise: bool = False
    """Whether it brings what is said in exercises, by ways on which nothing leaves the node; else nothing of them."""


def deliver_due(dispatch: Dispatch, people: Iterable[Reachable]) -> Counter[str]:
    """How many deliveries now stand at each status, of those that were due.

    Every message that a person may read and is addressed by, or that went up to them when a clock ran out, of the
    last seven days, is handed over once. Where that fails it is tried again after 1, 5, 15 and 60 minutes and then
    hourly; what no server took after five attempts and 48 hours has failed.

    Raises:
        StorageError: the ledger can't be written; what was not begun goes out next time.
    """
    counts: Counter[str] = Counter()
    for person in people:
        for message, addressee, asked_at in _messages_for(dispatch, person):
            for way in person.ways:
                if status := _deliver(dispatch, message, _Letter(person, addressee, asked_at, way)):
                    counts[status] += 1
    return counts


def take_notice(dispatch: Dispatch, mail: bytes) -> tuple[Entry, ...]:
    """The entries that a mail server's report led to; none where it says nothing new of a delivery of ours.

    Args:
        dispatch: whose deliveries.
        mail: the report as it came; anybody may have sent it.
    """
    recorded = (_noticed(dispatch, notice) for notice in read_notices(mail))
    return tuple(entry for entry in recorded if entry is not None)


def delivery_id(ledger: Ledger, message: str, user: str, way: str = "email") -> str:
    """The id of one message's delivery to one person by one way: always the same here, not to be guessed elsewhere.

    Args:
        ledger: whose key makes it.
        message: id of the entry that sent the message out.
        user: the person.
        way: its name.
    """
    secret = ledger.key.sign(f"forestall delivery v1\n{message}\n{user}\n{way}".encode())
    return record_id_of("delivery", hashlib.sha256(secret).digest()[:16])


def _messages_for(dispatch: Dispatch, person: Reachable) -> Iterator[tuple[Entry, Addressee, datetime]]:
    ledger, world = dispatch.ledger, dispatch.exercise
    since = ledger.clock.now() - LOOK_BACK
    for kind in ISSUED:
        for entry in read_all(ledger, person.reader, Question(kind=kind, since=since, exercise=world)):
            addressee = _meant(Alert.parse(entry.body).addressees, person)
            if addressee is not None and _stands(ledger, person, entry):
                yield entry, addressee, entry.recorded_at
    for kind in Overdue:
        for entry in read_all(ledger, person.reader, Question(kind=kind.value, since=since, exercise=world)):
            told = Decision.parse(entry.body)
            step = _meant(told.escalated_to[-1:], person)
            message = issue_of(ledger, person.reader, told.alert) if step else None
            if step is not None and message is not None and _stands(ledger, person, message):
                addressee = Addressee(organisation=step.organisation, focal_point=step.focal_point)
                yield message, addressee, entry.recorded_at


def _stands(ledger: Ledger, person: Reachable, message: Entry) -> bool:
    # What a later message took the place of is not brought any more; the later one is.
    state = state_of(ledger, person.reader, message.record_id)
    return state is not None and state.id == message.id


def _meant(rows: Iterable[M], person: Reachable) -> M | None:
    for row in rows:
        is_ours = row.organisation == person.reader.organisation
        if is_ours and (row.focal_point is None or row.focal_point in person.focal_points):
            return row
    return None


def _deliver(dispatch: Dispatch, message: Entry, letter: _Letter) -> str | None:
    name = delivery_id(dispatch.ledger, message.id, letter.person.user, letter.way.name)
    known = state_of(dispatch.ledger, CLOCKWORK, name)
    state = held(known, Delivery) if known else None
    now = dispatch.ledger.clock.now()
    said = _begun(message, letter, 1 if state is None else state.n_attempts + 1, now)
    attempt = _Attempt(dispatch, message, name, said, known)
    with suppress(BadTransition):  # another worker took the step, or a server's report was quicker
        if state is not None and state.status == "handing_over":
            attempt.said = state
            return attempt.write("in_doubt") if now - state.at >= DOUBT_AFTER else None
        if state is None or _is_due(state, now):
            return _hand_over(attempt, letter)
    return None


def _hand_over(attempt: _Attempt, letter: _Letter) -> str:
    attempt.write("begun")
    is_last = attempt.said.at - letter.asked_at > GIVE_UP_AFTER and attempt.said.n_attempts > len(RETRY_AFTER)

    def before() -> None:
        attempt.write("handing_over")

    answer = letter.way.send(attempt.message, attempt.name, before)
    return attempt.write("failed" if is_last and answer.status == "delayed" else answer.status, answer.reply)


@dataclass(slots=True)
class _Attempt:
    """One attempt to bring a message, written down step by step."""

    dispatch: Dispatch
    message: Entry
    name: str
    said: Delivery
    last: Entry | None
    """The entry it follows on; None before the first."""

    def write(self, status: str, reply: str | None = None) -> str:
        """The status, once it is on record, on whatever stands there by now."""
        at = self.dispatch.ledger.clock.now()
        said = self.said.model_copy(update={"status": status, "reply": reply, "at": at})
        causes = (self.last.id if self.last and status != "begun" else self.message.id,)
        on = {self.name: self.last.id if self.last else None} if status in _CLAIMED else None
        self.last = _record(self.dispatch, self.name, said, causes, self.message, on)
        self.said = said
        return status


def _begun(message: Entry, letter: _Letter, n_attempts: int, now: datetime) -> Delivery:
    return Delivery.parse(
        {
            "message": message.id,
            "alert": message.record_id,
            "organisation": letter.addressee.organisation,
            "focal_point": letter.addressee.focal_point,
            "to": letter.person.user,
            "channel": letter.way.channel,
            "status": "begun",
            "n_attempts": n_attempts,
            "at": now,
            "notice_only": not letter.way.carries(message.marking),
        }
    )


def _is_due(state: Delivery, now: datetime) -> bool:
    if state.status not in _OPEN:
        return False
    return state.status == "ordered" or now - state.at >= RETRY_AFTER[min(state.n_attempts, len(RETRY_AFTER)) - 1]


def _noticed(dispatch: Dispatch, notice: Notice) -> Entry | None:
    state = state_of(dispatch.ledger, CLOCKWORK, notice.delivery)
    if state is None:
        return None
    known = held(state, Delivery)
    if known.status in ("delivered", "failed", notice.status):
        return None
    if known.status == "ordered" and notice.status != "delivered":
        return None  # it goes again anyhow
    update = {"status": notice.status, "reply": notice.reply, "at": dispatch.ledger.clock.now()}
    return _record(dispatch, notice.delivery, known.model_copy(update=update), (state.id,), state)


def _record(
    dispatch: Dispatch,
    name: str,
    said: Delivery,
    causes: tuple[str, ...],
    like: Entry,
    on: Mapping[str, str | None] | None = None,
) -> Entry:
    kind = _KINDS[said.status]
    draft = Draft.of(kind, name, said, dispatch.author, like.marking, causes=causes, exercise=like.exercise)
    return record_statement(dispatch.ledger, draft, dispatch.ledger.clock.now(), looking_as=CLOCKWORK, on=on)
