"""When an organisation owes an answer, as a calendar of due times: never what they are about."""

from __future__ import annotations

from collections.abc import Iterator

from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read_all
from forestall.respond.clocks import due_by
from forestall.runs.order import state_of
from forestall.runs.response.matters import Side, side_of
from forestall.runs.warning.alerts import IN_FORCE_STATES
from forestall.runs.warning.sending import DECIDE, Address
from forestall.share.exchange.ical import DueTime, write_calendar
from forestall.warn.alerts.standing import LONGEST, Standing, standing

ACKNOWLEDGE = "An acknowledgement is due"


def due_calendar(ledger: Ledger, reader: Reader, name: str, page: Address) -> bytes:
    """What the reader's organisation owes on messages that ask it for an answer: to acknowledge, and to decide.

    It goes no further back than a message may speak. What was answered, replaced or taken back stays in, as no longer
    due, so that calendars take it out; a deferral moves the time of its decision.
    """
    since = ledger.clock.now() - LONGEST
    dues: list[DueTime] = []
    for kind in IN_FORCE_STATES:
        for issue in read_all(ledger, reader, Question(kind=kind, since=since, newest_first=True)):
            side = side_of(ledger, issue, reader.organisation) if reader.organisation else None
            if side is not None:
                dues += _dues(ledger, reader, side, page)
    return write_calendar(name, dues)


def _dues(ledger: Ledger, reader: Reader, side: Side, page: Address) -> Iterator[DueTime]:
    issue, clocks = side.issue, side.matter.clocks
    state = state_of(ledger, reader, issue.record_id) or issue
    is_over = standing(state.kind, side.alert, ledger.clock.now()) != Standing.IN_FORCE
    where = page(issue.record_id)
    if not side.matter.is_referred:
        answer = side.acknowledged
        yield DueTime(
            f"{issue.id}-acknowledge",
            ACKNOWLEDGE,
            clocks.acknowledge_by,
            (answer or state).recorded_at,
            where,
            is_over=is_over or answer is not None,
        )
    due_at, changed = due_by(side.matter), side.decision or state
    yield DueTime(
        f"{issue.id}-decide",
        DECIDE,
        due_at or clocks.decide_by,
        max(changed.recorded_at, state.recorded_at),
        where,
        is_over=is_over or due_at is None,
    )
