"""Bringing issued messages to people's mailboxes: begun on record first, then handed over, then what came of it.

Mail can't promise "once and never twice": when this node dies between handing a message over and writing that
down, nobody can tell. What is begun and has no outcome is therefore sent again, under the same Message-ID, by
which every mail program knows the second copy for what it is. Silence would be worse.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol

from forestall.errors import NotFound
from forestall.identifiers import check_record_id
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all, read_one
from forestall.records.alert import Addressee, Alert
from forestall.records.delivery import Delivery
from forestall.records.entry import Author, Draft, Entry
from forestall.runs.recording import record_statement
from forestall.warn.delivery.mail import Attachment, Envelope, Recipient, alert_mail, is_open_enough
from forestall.warn.delivery.notices import Notice, read_notices
from forestall.warn.delivery.smtp import Answer

MESSAGES = ("alert.issued", "alert.updated", "alert.cancelled")
LOOK_BACK = timedelta(days=7)
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
GIVE_UP_AFTER = timedelta(hours=48)
_KINDS = {
    "accepted": "delivery.accepted",
    "delayed": "delivery.delayed",
    "delivered": "delivery.confirmed",
    "failed": "delivery.failed",
}
_OPEN = frozenset({"begun", "delayed"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in here and can be reached by mail."""

    reader: Reader
    """As whom the person reads; no mail speaks of what the person may not see."""
    recipient: Recipient
    focal_points: frozenset[str] = frozenset()
    """Offices the person holds or stands in for."""


class Post(Protocol):
    """Whatever takes mail and answers."""

    def send(self, mail: EmailMessage, reference: str) -> Answer:
        """What it answered to one mail."""
        ...


@dataclass(frozen=True, slots=True)
class Mailing:
    """All that sending takes beside the message and the person."""

    ledger: Ledger
    author: Author
    """In whose name deliveries are recorded: the node's keeper."""
    envelope: Envelope
    post: Post
    attach: Callable[[Entry], Iterable[Attachment]] = lambda _: ()
    """What goes with the words."""

    @property
    def reader(self) -> Reader:
        """The keeper, who may read back what it recorded."""
        return Reader(user=self.author.user, organisation=self.author.organisation)


def deliver_due(mailing: Mailing, people: Iterable[Person]) -> Counter[str]:
    """How many deliveries now stand at each status, of those that were due.

    Every message that a person may read and is addressed by, of the last seven days, is handed over once, and
    again after 1, 5, 15 and 60 minutes and then hourly while the server doesn't take it, for 48 hours at most.

    Raises:
        StorageError: the ledger can't be written; what was not begun goes out next time.
    """
    counts: Counter[str] = Counter()
    for person in people:
        for message in _messages_for(mailing.ledger, person):
            status = _deliver(mailing, message, person)
            if status:
                counts[status] += 1
    return counts


def take_notice(mailing: Mailing, mail: bytes) -> tuple[Entry, ...]:
    """The entries that a mail server's report led to; none where it says nothing new of a delivery of ours.

    Args:
        mailing: whose deliveries.
        mail: the report as it came; anybody may have sent it.
    """
    recorded = (_noticed(mailing, notice) for notice in read_notices(mail))
    return tuple(entry for entry in recorded if entry is not None)


def delivery_id(ledger: Ledger, message: str, user: str) -> str:
    """The id of the delivery of one message to one person: always the same here, and not to be guessed elsewhere.

    Args:
        ledger: whose key makes it.
        message: id of the entry that sent the message out.
        user: the person.
    """
    secret = ledger.key.sign(f"forestall delivery v1\n{message}\n{user}".encode())
    token = base64.b32encode(hashlib.sha256(secret).digest()[:16]).decode().rstrip("=").lower()
    return check_record_id(f"delivery-{token}")


def _messages_for(ledger: Ledger, person: Person) -> Iterator[Entry]:
    since = ledger.clock.now() - LOOK_BACK
    for kind in MESSAGES:
        for entry in read_all(ledger, person.reader, Question(kind=kind, since=since)):
            # What a later message took the place of is not brought any more; the later one is.
            if _holds(ledger, person, entry) and _addressee(Alert.parse(entry.body), person):
                yield entry


def _holds(ledger: Ledger, person: Person, entry: Entry) -> bool:
    question = Question(record_id=entry.record_id, states=True)
    return read_one(ledger, person.reader, question, entry.record_id).id == entry.id


def _addressee(alert: Alert, person: Person) -> Addressee | None:
    for addressee in alert.addressees:
        is_ours = addressee.organisation == person.reader.organisation
        if is_ours and (addressee.focal_point is None or addressee.focal_point in person.focal_points):
            return addressee
    return None


def _deliver(mailing: Mailing, message: Entry, person: Person) -> str | None:
    name = delivery_id(mailing.ledger, message.id, person.recipient.user)
    state = _state(mailing, name)
    now = mailing.ledger.clock.now()
    if state is not None and not _is_due(state, now, message):
        return None
    begun = _begun(message, person, state, now)
    entry = _record(mailing, "delivery.begun", name, begun, (message.id,), message)
    attachments = tuple(mailing.attach(message)) if not begun.notice_only else ()
    mail = alert_mail(message, person.recipient, name, mailing.envelope, attachments)
    answer = mailing.post.send(mail, name)
    is_over = answer.status == "delayed" and now - message.recorded_at > GIVE_UP_AFTER
    outcome = begun.model_copy(
        update={
            "status": "failed" if is_over else answer.status,
            "reply": answer.reply,
            "at": mailing.ledger.clock.now(),
        }
    )
    _record(mailing, _KINDS[outcome.status], name, outcome, (entry.id,), message)
    return outcome.status


def _begun(message: Entry, person: Person, state: Delivery | None, now: datetime) -> Delivery:
    addressee = _addressee(Alert.parse(message.body), person)
    if addressee is None:  # pragma: no cover - the caller asked the same before
        raise AssertionError("a message that is addressed to somebody else")
    return Delivery(
        message=message.id,
        alert=message.record_id,
        organisation=addressee.organisation,
        focal_point=addressee.focal_point,
        to=person.recipient.user,
        channel="email",
        status="begun",
        n_attempts=1 if state is None else state.n_attempts + 1,
        at=now,
        notice_only=not is_open_enough(message.marking),
    )


def _is_due(state: Delivery, now: datetime, message: Entry) -> bool:
    if state.status not in _OPEN or now - message.recorded_at > GIVE_UP_AFTER + RETRY_AFTER[-1]:
        return False
    return now - state.at >= RETRY_AFTER[min(state.n_attempts, len(RETRY_AFTER)) - 1]


def _noticed(mailing: Mailing, notice: Notice) -> Entry | None:
    state = _state_entry(mailing, notice.delivery)
    if state is None:
        return None
    known = Delivery.parse(state.body)
    if known.status in ("delivered", "failed") or known.status == notice.status:
        return None
    update = {"status": notice.status, "reply": notice.reply, "at": mailing.ledger.clock.now()}
    return _record(mailing, _KINDS[notice.status], notice.delivery, known.model_copy(update=update), (state.id,), state)


def _state(mailing: Mailing, name: str) -> Delivery | None:
    entry = _state_entry(mailing, name)
    return None if entry is None else Delivery.parse(entry.body)


def _state_entry(mailing: Mailing, name: str) -> Entry | None:
    try:
        return read_one(mailing.ledger, mailing.reader, Question(record_id=name, states=True), name)
    except NotFound:
        return None


def _record(mailing: Mailing, kind: str, name: str, said: Delivery, causes: tuple[str, ...], like: Entry) -> Entry:
    draft = Draft.of(kind, name, said, mailing.author, like.marking, causes=causes, exercise=like.exercise)
    return record_statement(mailing.ledger, draft, mailing.ledger.clock.now())
