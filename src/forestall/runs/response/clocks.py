"""The watch over running clocks: what ran out is written down once, and goes one step up.

A pass looks at every alert that may still have a clock, so that a pass which comes late, after an hour or a month
without one, writes what passes in time would have written; the entry is true from when the clock ran out and
recorded when it was noticed, and is shown as written late. Two passes at once write each thing once: the ledger takes
a step on a record only as long as the record stands where the step found it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forestall.errors import BadTransition
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import read, read_all
from forestall.records.alert import Addressee
from forestall.records.decision import Decision
from forestall.records.entry import Draft, Entry
from forestall.records.focal_point import FocalPoint
from forestall.records.organisation import Organisation
from forestall.records.parts.escalation import Escalation
from forestall.records.values.marking import Marking, Tlp, strictest
from forestall.respond.clocks import Overdue, is_settled, overdue
from forestall.respond.decisions import Setting, lapsed
from forestall.respond.decisions import overdue as overdue_decision
from forestall.respond.escalation import Surroundings, next_step, serving
from forestall.runs.order import state_of
from forestall.runs.recording import record_statement
from forestall.runs.response.matters import CLOCKWORK, Clockwork, Side, decision_id, issue_of_asked, sides
from forestall.runs.warning.alerts import IN_FORCE_STATES, acknowledgement_id, on_record
from forestall.runs.warning.steps import held
from forestall.warn.alerts.routing import exclusions_for
from forestall.warn.alerts.standing import LONGEST

LOOK_BACK = LONGEST + timedelta(days=60)
"""How far back an alert may still have a clock: the longest that a message speaks, and two deferrals more."""
LATE_AFTER = timedelta(minutes=5)
"""How much later than its clock an entry may be recorded before it is shown as written late."""
_STATUS = {Overdue.UNACKNOWLEDGED: "due", Overdue.MISSED: "no_decision_recorded"}


@dataclass(slots=True)
class Watch:
    """A watch over the clocks of one ledger; from pass to pass it knows which alerts need no look for now."""

    clockwork: Clockwork
    _settled: set[str] = field(default_factory=set)
    _decided: set[str] = field(default_factory=set)
    """Alerts somebody decided on; one that is put off again and again has a clock however old it is."""
    _decided_after: str | None = None

    def keep(self) -> Counter[str]:
        """How many entries of each kind one pass over all running clocks wrote.

        Raises:
            StorageError: the ledger can't be read or written; what wasn't written comes with the next pass.
        """
        counts: Counter[str] = Counter()
        now = self.clockwork.ledger.clock.now()
        self._take_up_again()
        for issue in self._running(now):
            found = sides(self.clockwork.ledger, issue)
            counts.update(entry.kind for side in found for entry in write_overdue(self.clockwork, side))
            if all(is_settled(side.matter, now) for side in found):
                self._settled.add(issue.record_id)
        self._decided -= self._settled
        return counts

    def _take_up_again(self) -> None:
        # A decision may come long after its clock ran out, and be a deferral, whose date is a clock again.
        ledger = self.clockwork.ledger
        since = ledger.clock.now() - LOOK_BACK if self._decided_after is None else None
        while True:
            question = Question(kind="decision.recorded", since=since, exercise=None, after=self._decided_after)
            entries = read(ledger, CLOCKWORK, question).entries
            alerts = {held(entry, Decision).alert for entry in entries}
            self._settled -= alerts
            self._decided |= alerts
            if not entries:
                return
            self._decided_after = str(entries[-1].sequence)

    def _running(self, now: datetime) -> Iterator[Entry]:
        ledger = self.clockwork.ledger
        older = self._decided.copy()
        for kind in IN_FORCE_STATES:
            for entry in read_all(ledger, CLOCKWORK, Question(kind=kind, since=now - LOOK_BACK, exercise=None)):
                older.discard(entry.record_id)
                if entry.record_id not in self._settled:
                    yield entry
        for name in sorted(older):
            yield issue_of_asked(ledger, CLOCKWORK, name)


def write_overdue(clockwork: Clockwork, side: Side, *, is_answered: bool = False) -> list[Entry]:
    """The entries by which clocks that ran out are written down; none where another did it in between.

    Args:
        clockwork: where, and in whose name.
        side: as it was found.
        is_answered: whether a decision is about to follow, so that nobody needs to be asked any more.
    """
    written: list[Entry] = []
    state = side.decision
    for kind, ran_out_at in overdue(side.matter, side.seen_at):
        is_moot = is_answered or side.matter.ended_at is not None
        is_moot = is_moot or (kind is Overdue.UNACKNOWLEDGED and side.acknowledged is not None)
        told = _told(kind, side, state, ran_out_at)
        step = None if is_moot else step_up(clockwork.ledger, side, told.escalated_to)
        if step is not None:
            told = told.model_copy(update={"escalated_to": (*told.escalated_to, step)})
        try:
            state = _write(clockwork, side, kind, told, state, ran_out_at)
        except BadTransition:
            return written
        written.append(state)
    return written


def step_up(ledger: Ledger, side: Side, taken: tuple[Escalation, ...]) -> Escalation | None:
    """The next step up from an addressee; None where there is none left.

    Args:
        ledger: where organisations and offices are on record.
        side: whose clock ran out.
        taken: steps taken before.
    """
    world = side.issue.exercise
    listed = read_all(ledger, CLOCKWORK, Question(prefix="focal_point", states=True, exercise=world))
    offices = {entry.record_id: held(entry, FocalPoint) for entry in listed}
    ours = _organisation(ledger, side.organisation)
    above = ours.part_of if ours else None
    now = ledger.clock.now()
    near = serving(offices, side.organisation, now) | (serving(offices, above, now) if above else {})
    around = Surroundings(near, above, side.issue.author.organisation)
    return next_step(side.addressee, around, taken, lambda name: _may_have(ledger, side, name))


def was_written_late(entry: Entry) -> bool:
    """Whether a clock's entry was recorded well after the clock ran out, as when nobody watched."""
    return entry.valid_from is not None and entry.recorded_at - entry.valid_from > LATE_AFTER


def reaches(marking: Marking, organisation: str) -> bool:
    """Whether a marking reaches the people of an organisation, and not only some of them by name."""
    return marking.tlp in (Tlp.CLEAR, Tlp.GREEN) or organisation in marking.organisations


def is_kept_out(ledger: Ledger, side: Side, organisation: str) -> bool:
    """Whether a link to a suspected actor keeps an organisation out of an alert's circle."""
    alert = side.alert
    said = {row.organisation: row for row in alert.exclusions}
    if organisation in said:
        return said[organisation].included_because is None
    if not alert.suspected_actors:
        return False
    asked = alert.model_copy(update={"addressees": (Addressee(organisation=organisation),)})
    organisations, actors = on_record(ledger, CLOCKWORK, asked)
    if organisation not in organisations:
        return True  # what isn't known of it can't keep it out, so it stays out
    return bool(exclusions_for([organisation], alert.suspected_actors, organisations, actors))


def _may_have(ledger: Ledger, side: Side, organisation: str) -> bool:
    if organisation in (side.organisation, side.issue.author.organisation):
        return True
    return reaches(side.issue.marking, organisation) and not is_kept_out(ledger, side, organisation)


def _told(kind: Overdue, side: Side, state: Entry | None, ran_out_at: datetime) -> Decision:
    before = held(state, Decision) if state else None
    if kind is Overdue.LAPSED and before is not None:
        return lapsed(before)
    setting = Setting(
        alert=side.alert,
        alert_id=side.issue.record_id,
        organisation=side.organisation,
        by="",
        now=ran_out_at,
        issued_at=side.issue.recorded_at,
        due_at=side.matter.clocks.decide_by,
        before=before,
    )
    return overdue_decision(setting, _STATUS[kind])


def _write(
    clockwork: Clockwork, side: Side, kind: Overdue, told: Decision, state: Entry | None, ran_out_at: datetime
) -> Entry:
    causes = [side.issue.id, *([side.acknowledged.id] if side.acknowledged else [])]
    draft = Draft.of(
        kind.value,
        state.record_id if state else decision_id(side.issue.record_id, side.organisation),
        told,
        clockwork.keeper,
        strictest([side.issue.marking, *([state.marking] if state else [])]),
        causes=tuple(causes),
        exercise=side.issue.exercise,
        valid_from=ran_out_at,
    )
    if state is not None:
        draft = draft.model_copy(update={"supersedes": state.id})
    # What would have stopped the clock must not have come since it was looked at.
    still = {
        acknowledgement_id(side.issue.record_id, side.organisation): side.acknowledged.id
        if side.acknowledged
        else None,
        **({} if side.matter.ended_at else {side.issue.record_id: side.issue.id}),
    }
    now = clockwork.ledger.clock.now()
    return record_statement(clockwork.ledger, draft, now, looking_as=CLOCKWORK, on=still)


def _organisation(ledger: Ledger, name: str) -> Organisation | None:
    state = state_of(ledger, CLOCKWORK, name)
    return held(state, Organisation) if state else None
