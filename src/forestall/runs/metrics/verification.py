"""Measures of verification: how many reports a named person bore out in time, late, or not, and what was overturned.

What was verified late is counted by itself and never added to what was verified in time. A report counts once its
clock ran out, whatever became of it; one that was taken back before that is due no more. The clock begins when the
report was recorded, and is the shortest anybody gave it: to slow a clock that was missed rescues nothing.

Source:
    Verified as in vocabulary/chain_stage.yml (t2), hours in vocabulary/clock_profile.yml: our own design, since no
    standard gives a time. To count late verification apart is the practice of the UN's monitoring and reporting
    mechanism on grave violations against children, and of Primero, which serves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from forestall.memory.ledger import Ledger
from forestall.memory.read import Reader, read_all
from forestall.records.entry import Entry
from forestall.records.event import Event
from forestall.records.grade import Grade
from forestall.records.report import Report
from forestall.respond.feedback import SLOWEST
from forestall.respond.stages import BORNE_OUT
from forestall.runs.metrics.gathering import Scope, Told
from forestall.runs.metrics.measures import Share, share
from forestall.runs.warning.steps import held
from forestall.vocabulary.load import vocabulary

FOUND_FALSE = ("false", "probably_false")
"""Verdicts on a rumour that take back what was held to be borne out."""
_ON_EVENTS = ("event.confirmed", "event.corrected", "event.withdrawn")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one entry says of a report."""

    record_id: str
    """The grade or event that says it."""
    at: datetime
    """When it was recorded."""
    is_borne_out: bool
    """Whether it bears the report out."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One report, and what became of checking it."""

    due_at: datetime
    """By when it was to be verified."""
    judged_at: datetime | None
    """When a named person first judged it; None where nobody did."""
    verified_at: datetime | None
    """When one first bore it out; None where nobody did."""
    withdrawn_at: datetime | None
    """When it was taken back."""
    is_overturned: bool
    """Whether it was borne out once, and isn't any more."""

    def is_due(self, as_of: datetime) -> bool:
        """Whether its clock had run out, with the report still standing then."""
        is_void = self.withdrawn_at is not None and self.withdrawn_at <= self.due_at
        return self.due_at <= as_of and not is_void


def checked_in(ledger: Ledger, reader: Reader, scope: Scope, reports: Iterable[Told]) -> tuple[Checked, ...]:
    """The reports of a scope, and what became of checking each by its end."""
    verdicts: dict[str, list[Verdict]] = {}
    for entry in read_all(ledger, reader, scope.begun("report.graded")):
        grade = held(entry, Grade)
        if grade.credibility_by is not None:
            said = Verdict(entry.record_id, entry.recorded_at, grade.credibility in BORNE_OUT)
            verdicts.setdefault(grade.about, []).append(said)
    for kind in _ON_EVENTS:
        for entry in read_all(ledger, reader, scope.begun(kind)):
            _read_event(entry, verdicts)
    return tuple(_checked(told, verdicts.get(told.received.record_id, [])) for told in reports)


def verification(checked: Iterable[Checked], as_of: datetime) -> tuple[Share, ...]:
    """Verified in time, verified late, and not verified, of all whose clock ran out; and what of it was overturned."""
    known = tuple(checked)
    due = [one for one in known if one.is_due(as_of)]
    return (
        share("verified_in_time", (_is_in_time(one) for one in due)),
        share("verified_late", (one.verified_at is not None and not _is_in_time(one) for one in due)),
        share("not_verified", (one.verified_at is None for one in due)),
        share("not_judged", (one.judged_at is None for one in due)),
        share("overturned", (one.is_overturned for one in known if one.verified_at is not None)),
    )


def verify_by(told: Told) -> datetime:
    """By when a report is to be verified: by the shortest clock anybody gave it, the slowest while nobody did."""
    clocks = vocabulary("clock_profile")
    hours = min(clocks[held(entry, Report).clock or SLOWEST].extra["verify_hours"] for entry in told.states)
    return told.received.recorded_at + timedelta(hours=hours)


def _read_event(entry: Entry, verdicts: dict[str, list[Verdict]]) -> None:
    event = held(entry, Event)
    is_confirmed = event.status == "confirmed"
    for source in event.sources:
        known = verdicts.setdefault(source.record, []) if source.record is not None else []
        # What is still a candidate says nothing of its sources; what was confirmed once and isn't any more does.
        if is_confirmed or any(verdict.record_id == entry.record_id for verdict in known):
            known.append(Verdict(entry.record_id, entry.recorded_at, is_confirmed))


def _checked(told: Told, said: Iterable[Verdict]) -> Checked:
    verdicts = sorted(said, key=lambda verdict: verdict.at)
    verified_at = next((verdict.at for verdict in verdicts if verdict.is_borne_out), None)
    standing = {verdict.record_id: verdict.is_borne_out for verdict in verdicts}
    is_taken_back = told.withdrawn_at is not None or told.report.rumour_verdict in FOUND_FALSE
    return Checked(
        due_at=verify_by(told),
        judged_at=verdicts[0].at if verdicts else None,
        verified_at=verified_at,
        withdrawn_at=told.withdrawn_at,
        is_overturned=verified_at is not None and (is_taken_back or not any(standing.values())),
    )


def _is_in_time(one: Checked) -> bool:
    return one.verified_at is not None and one.verified_at < one.due_at
