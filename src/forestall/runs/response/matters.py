"""What is on record of each addressee's side of an alert: how the message reached it, who answered, what was decided.

A decision's record id follows from the alert and the addressee, and that of a decision which takes an earlier one up
again from the earlier one: whoever looks finds the same records, and two who write the same thing write it once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forestall.errors import BadTransition
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import Reader, read, read_all
from forestall.records.alert import Addressee, Alert
from forestall.records.decision import Decision
from forestall.records.delivery import Delivery
from forestall.records.entry import Author, Entry
from forestall.respond.clocks import Matter, Overdue, Reach, clocks, due_by, is_final
from forestall.runs.order import state_of
from forestall.runs.warning.alerts import IN_FORCE_STATES, acknowledgement_id
from forestall.runs.warning.steps import held, named_id

CLOCKWORK = Reader(is_clockwork=True)
"""The clocks of the node as a reader; what they see stays with them, but for when and whether something was decided."""
_DELIVERIES = ("delivery.begun", "delivery.accepted", "delivery.confirmed")


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Where clocks write, and in whose name."""

    ledger: Ledger
    keeper: Author
    """The keeper of the node: what a clock writes is nobody's decision."""


@dataclass(frozen=True, slots=True)
class Side:
    """One addressee's side of one alert, as it stands on record."""

    issue: Entry
    """The entry by which the alert went out."""
    addressee: Addressee
    """Whom it concerns; one to whom it was referred included."""
    matter: Matter
    """The same as clocks look at it."""
    acknowledged: Entry | None
    """The acknowledgement."""
    decision: Entry | None
    """The newest state of the newest decision."""
    seen_at: datetime
    """When this was looked at: an instant before anything was read, so that nothing recorded by then was missed."""

    @property
    def alert(self) -> Alert:
        """The message."""
        return held(self.issue, Alert)

    @property
    def organisation(self) -> str:
        """Who has to decide."""
        return self.addressee.organisation


def issue_of_asked(ledger: Ledger, reader: Reader, alert_id: str) -> Entry:
    """The entry by which a message that asks for a decision was issued.

    Raises:
        BadTransition: it was not, or asks for nothing, or doesn't reach the reader.
    """
    history = read(ledger, reader, Question(record_id=alert_id)).entries
    found = next((entry for entry in history if entry.kind in IN_FORCE_STATES), None)
    if found is None:
        raise BadTransition(
            expected="a message that was issued and asks for a decision",
            found="none",
            where=alert_id,
            remedy="Wait until it is issued; a cancellation asks for nothing.",
        )
    return found


def sides(ledger: Ledger, issue: Entry, as_of: datetime | None = None) -> tuple[Side, ...]:
    """Every addressee's side of an alert, and the side of each to whom one referred it, as the clocks see them.

    Args:
        ledger: where to look.
        issue: the entry by which the alert went out.
        as_of: only what was recorded by then; all there is when left out.
    """
    look = _Look.at(ledger, issue, as_of)
    found = {addressee.organisation: look.side(addressee) for addressee in held(issue, Alert).addressees}
    asking = list(found.values())
    while asking:
        referring = asking.pop()
        decision = referring.matter.decision
        to = decision.referred_to if decision else None
        if to is not None and to not in found:
            found[to] = look.side(Addressee(organisation=to), via=referring)
            asking.append(found[to])
    return tuple(found.values())


def side_of(ledger: Ledger, issue: Entry, organisation: str) -> Side | None:
    """One organisation's side of an alert: of its own, by referral, or else gone up to it; None where it has none.

    Where several have gone up to it, the first on which a choice is still awaited.
    """
    alert = held(issue, Alert)
    own = next((row for row in alert.addressees if row.organisation == organisation), None)
    if own is not None:
        return _Look.at(ledger, issue).side(own)
    # Without a decision nothing was referred and nothing has gone up, which is so of most alerts on a desk.
    if not _came_to(organisation, _newest_decisions(ledger, [issue])[issue.id]):
        return None
    found = sides(ledger, issue)
    ours = [side for side in found if side.organisation == organisation]
    ours = ours or [side for side in found if went_up_to(side, organisation)]
    return next((side for side in ours if due_by(side.matter)), ours[0] if ours else None)


def awaited_sides(ledger: Ledger, issues: Sequence[Entry], organisation: str) -> Iterator[tuple[Side, datetime]]:
    """One organisation's sides of those of many alerts on which a choice is awaited of it, with until when.

    Args:
        ledger: where to look.
        issues: the entries by which alerts went out; what was decided on them is asked for at once.
        organisation: whose sides.
    """
    decided = _newest_decisions(ledger, issues)
    for issue in issues:
        said = decided[issue.id]
        if any(row.organisation == organisation for row in held(issue, Alert).addressees):
            may_wait = not is_final(said.get(organisation))
        else:
            may_wait = _came_to(organisation, said)
        side = side_of(ledger, issue, organisation) if may_wait else None
        due_at = due_by(side.matter) if side else None
        if side is not None and due_at is not None:
            yield side, due_at


def _newest_decisions(ledger: Ledger, issues: Sequence[Entry]) -> dict[str, dict[str, Decision]]:
    # By alert, the newest decision of each organisation that it was addressed or referred to.
    found: dict[str, dict[str, Decision]] = {issue.id: {} for issue in issues}
    waiting = {
        decision_id(issue.record_id, row.organisation): (issue, row.organisation)
        for issue in issues
        for row in held(issue, Alert).addressees
    }
    while waiting:
        states = read(ledger, CLOCKWORK, Question(states_of=tuple(waiting), limit=len(waiting))).entries
        asked, waiting = waiting, {}
        for state in states:
            issue, name = asked[state.record_id]
            told = found[issue.id][name] = held(state, Decision)
            waiting[following_id(state.record_id)] = issue, name
            if told.referred_to is not None and told.referred_to not in found[issue.id]:
                waiting[decision_id(issue.record_id, told.referred_to)] = issue, told.referred_to
    return found


def _came_to(organisation: str, decided: Mapping[str, Decision]) -> bool:
    # Whether it may have, by referral or a step up: whoever is told so looks at the sides themselves.
    return any(
        told.referred_to == organisation or any(step.organisation == organisation for step in told.escalated_to)
        for told in decided.values()
    )


def went_up_to(side: Side, organisation: str | None) -> bool:
    """Whether a matter has gone up to an organisation that may decide in the addressee's place."""
    decision = side.matter.decision
    taken = decision.escalated_to if decision else ()
    return any(one.organisation == organisation and one.step != "issuer" for one in taken)


def decision_id(alert_id: str, organisation: str) -> str:
    """The record id of an organisation's first decision on an alert: there is one."""
    return named_id("decision", alert_id, organisation)


def following_id(decision: str) -> str:
    """The record id of the decision that takes another up again."""
    return named_id("decision", decision, "again")


def decision_history(
    ledger: Ledger, reader: Reader, alert_id: str, organisation: str, as_of: datetime | None = None
) -> Iterator[Entry]:
    """Every entry on an organisation's decisions on an alert that the reader may see, in the order they were made."""
    name = decision_id(alert_id, organisation)
    while entries := read(ledger, reader, Question(record_id=name, as_of=as_of)).entries:
        yield from entries
        name = following_id(name)


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at an alert, begun before anything of it was read; or at what was recorded of it by a time."""

    ledger: Ledger
    issue: Entry
    seen_at: datetime
    as_of: datetime | None
    ended_at: datetime | None
    deliveries: list[tuple[Entry, Delivery]]

    @classmethod
    def at(cls, ledger: Ledger, issue: Entry, as_of: datetime | None = None) -> _Look:
        """The look at this moment, or at an earlier one."""
        seen_at = as_of or ledger.clock.now()
        ended_at, deliveries = _ended_at(ledger, issue, as_of), _deliveries(ledger, issue, as_of)
        return cls(ledger, issue, seen_at, as_of, ended_at, deliveries)

    def side(self, addressee: Addressee, via: Side | None = None) -> Side:
        """What is seen of one addressee; where it came there by referral, with the clocks of who referred it."""
        ledger, issue, name = self.ledger, self.issue, addressee.organisation
        acknowledged = state_of(ledger, CLOCKWORK, acknowledgement_id(issue.record_id, name), self.as_of)
        history = tuple(decision_history(ledger, CLOCKWORK, issue.record_id, name, self.as_of))
        newest = history[-1] if history else None
        reach = _reach(issue, name, self.deliveries, acknowledged)
        matter = Matter(
            clocks=via.matter.clocks if via else clocks(held(issue, Alert), reach),
            acknowledged_at=acknowledged.recorded_at if acknowledged else None,
            decision=held(newest, Decision) if newest else None,
            said=frozenset(entry.kind for entry in history if entry.kind in set(Overdue)),
            ended_at=self.ended_at,
            is_referred=via is not None,
        )
        return Side(issue, addressee, matter, acknowledged, newest, self.seen_at)


def _ended_at(ledger: Ledger, issue: Entry, as_of: datetime | None) -> datetime | None:
    state = state_of(ledger, CLOCKWORK, issue.record_id, as_of)
    return state.recorded_at if state is not None and state.kind == "alert.superseded" else None


def _deliveries(ledger: Ledger, issue: Entry, as_of: datetime | None) -> list[tuple[Entry, Delivery]]:
    # Later ones move no clock: it began by then.
    latest = clocks(held(issue, Alert), Reach(issue.recorded_at)).acknowledge_by
    # What begins a delivery rests on the message, and the rest is of the same record.
    begun = Question(rests_on=issue.id, prefix="delivery", as_of=as_of)
    names = dict.fromkeys(entry.record_id for entry in read_all(ledger, CLOCKWORK, begun))
    entries = (one for name in names for one in read_all(ledger, CLOCKWORK, Question(record_id=name, as_of=as_of)))
    return [
        (entry, held(entry, Delivery)) for entry in entries if entry.kind in _DELIVERIES and entry.recorded_at < latest
    ]


def _reach(
    issue: Entry, organisation: str, deliveries: list[tuple[Entry, Delivery]], acknowledged: Entry | None
) -> Reach:
    ours = [(entry, told) for entry, told in deliveries if told.organisation == organisation]
    arrived = [entry.recorded_at for entry, told in ours if told.status in ("accepted", "delivered")]
    is_outside = issue.author.organisation != organisation
    return Reach(
        issued_at=issue.recorded_at,
        is_brought=bool(ours),
        delivered_at=min(arrived, default=None),
        acknowledged_at=acknowledged.recorded_at if acknowledged else None,
        embargo_until=issue.marking.embargo_until if is_outside else None,
    )
