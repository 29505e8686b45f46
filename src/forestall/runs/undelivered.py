"""Messages that may not have arrived: which they are, whom they wait for, and a person's order to send one again."""

from __future__ import annotations

from typing import cast

from forestall.errors import BadTransition
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read, read_all
from forestall.records.alert import Alert
from forestall.records.delivery import Delivery
from forestall.records.entry import Entry
from forestall.runs.delivery import LOOK_BACK
from forestall.runs.order import state_of
from forestall.runs.permissions import Person, Ruling, rule_on
from forestall.runs.waiting import Look, Rule, Waiting
from forestall.runs.warning.alerts import acknowledgement_id
from forestall.runs.warning.sending import issue_of
from forestall.runs.warning.steps import follow, held, state_for

TROUBLED = ("delivery.in_doubt", "delivery.failed")
"""States of a delivery after which nothing happens by itself."""


def undelivered(ledger: Ledger, reader: Reader, alert_id: str) -> tuple[Entry, ...]:
    """The states of an alert's deliveries that are in doubt or failed, of addressees who haven't acknowledged it.

    Args:
        ledger: where they are on record.
        reader: who asks.
        alert_id: the message.
    """
    issue = issue_of(ledger, reader, alert_id)
    if issue is None:
        return ()
    begun = read_all(ledger, reader, Question(rests_on=issue.id, prefix="delivery"))
    names = tuple(dict.fromkeys(entry.record_id for entry in begun))
    states = read(ledger, reader, Question(states_of=names, limit=len(names))).entries if names else ()
    troubled = (entry for entry in states if entry.kind in TROUBLED)
    found = [entry for entry in troubled if _is_open(ledger, reader, entry, held(entry, Delivery))]
    return tuple(sorted(found, key=lambda entry: entry.sequence))


def send_again(ledger: Ledger, by: Person, alert_id: str, delivery_id: str) -> Entry:
    """The order that a message be handed over once more; whoever brings messages does it with the next round.

    Args:
        ledger: where it goes.
        by: who orders it: somebody who may issue alerts where this one was issued.
        alert_id: the message.
        delivery_id: its delivery to one person.

    Raises:
        NotFound: no such alert, or none that reaches the person.
        AccessError: they may not.
        BadTransition: the delivery is neither in doubt nor failed, or the message too old to be brought.
    """
    now = ledger.clock.now()
    message = state_for(ledger, by, alert_id, "send_again")
    entries = {entry.record_id: entry for entry in undelivered(ledger, by.reader, alert_id)}
    state = entries.get(delivery_id)
    if state is None or held(state, Delivery).message != message.id or now - message.recorded_at > LOOK_BACK:
        raise BadTransition(
            expected=f"a delivery of a message in force, no older than {LOOK_BACK.days} days, in doubt or failed",
            found="none that nobody has acknowledged",
            where=alert_id,
            remedy="Issue an update where it has to be told again.",
        )
    told = held(state, Delivery).model_copy(update={"status": "ordered", "reply": None, "at": now})
    return follow(ledger, by, "delivery.ordered", state, told)


def _is_open(ledger: Ledger, reader: Reader, entry: Entry, told: Delivery) -> bool:
    state = state_of(ledger, reader, entry.record_id)
    answered = state_of(ledger, reader, acknowledgement_id(told.alert, told.organisation))
    return state is not None and state.id == entry.id and answered is None


def _to_order(look: Look, entry: Entry, verb: str) -> Waiting | None:
    told = cast(Delivery, entry.record())
    message = state_of(look.ledger, look.person.reader, told.alert)
    if message is None or message.id != told.message or look.now - message.recorded_at > LOOK_BACK:
        return None
    if rule_on(look.person, verb, look.now, message) is not Ruling.ALLOWED:
        return None
    if not _is_open(look.ledger, look.person.reader, entry, told):
        return None
    alert = held(message, Alert)
    return look.waits(verb, message, alert.headline.text, alert.headline.language)


UNDELIVERED: tuple[tuple[str, str, Rule], ...] = tuple(("send_again", kind, _to_order) for kind in TROUBLED)
"""By verb and kind of entry, what may be left to do about messages that may not have arrived."""
