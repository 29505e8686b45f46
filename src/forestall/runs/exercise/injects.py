"""What a facilitator lays before the players as an exercise goes on: reports that agree, reports that don't, silence.

Each comes in through the run by which the real thing would, in the name of somebody of the cast, and as an exercise:
what is told by whoever is suspected is graded no better than a state's word on its own conduct, a correction leaves
the first telling on record, and a message that doesn't arrive waits for somebody to send it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from forestall.memory.question import Question
from forestall.memory.read import read_all
from forestall.records.alert import Alert
from forestall.records.entry import Entry
from forestall.records.report import Report
from forestall.runs.delivery import Dispatch, Reachable, deliver_due
from forestall.runs.exercise.cast import MINISTRY
from forestall.runs.exercise.line import Line
from forestall.runs.exercise.stage import Stage, said
from forestall.runs.exercise.story import PROVINCES, Answering, Story
from forestall.runs.exercise.warning_act import forecast_id, report_comes_in, report_id
from forestall.runs.order import state_of
from forestall.runs.response.matters import sides
from forestall.runs.warning.alerts import IN_FORCE_STATES, acknowledge_alert
from forestall.runs.warning.steps import follow, held, named_id

CORRECTED = 2
"""Which of the story's reports was taken down wrongly."""
LATE_BY = timedelta(hours=6)
"""How long after its clock has run out a late acknowledgement comes."""
_DENIED = "The ministry says that its police were in their barracks that night."
_NOT_SEEN = "A teacher who passed the place that morning saw nothing burnt."


@dataclass(frozen=True, slots=True)
class Inject:
    """One of them."""

    sort: str
    """What it is, in a word or two."""
    due_at: datetime
    """When it comes, at the earliest."""
    number: int = 0
    """Which report of the story it is about; 0 for one that is about none."""

    def is_there(self, stage: Stage) -> bool:
        """Whether it has come."""
        state = state_of(stage.ledger, stage.cast["monitor"].reader, self._record_id(stage.story))
        return state is not None and (self.sort != "correction" or state.kind == "report.corrected")

    def come(self, stage: Stage, forecast: Entry) -> Entry | None:
        """The entry by which it comes; None while what it is about isn't there."""
        return _COMING[self.sort](stage, self, forecast)

    def _record_id(self, story: Story) -> str:
        if self.sort in ("report", "correction"):
            return report_id(story, self.number)
        return told_id(story, self.sort)


def timed_injects(story: Story, begins_at: datetime) -> Iterator[Inject]:
    """What comes at an hour of its own, in order; the first report is there from the beginning.

    Args:
        story: which one.
        begins_at: when it began.
    """
    pace = story.hours["report"]
    found = [("report", number, number - 1.0) for number in range(1, len(story.signs) + 1)]
    found += [("contradiction", 1, 0.5), ("own conduct", 1, 1.5), ("correction", CORRECTED, 2.5)]
    for sort, number, steps in sorted(found, key=lambda row: row[2]):
        yield Inject(sort, begins_at + timedelta(hours=steps * pace), number)


def bring_timed(stage: Stage, begins_at: datetime) -> Iterator[Entry]:
    """What is due by now and has not come, each once.

    Args:
        stage: where it is told.
        begins_at: when the story began.
    """
    forecast = state_of(stage.ledger, stage.cast["monitor"].reader, forecast_id(stage.story))
    if forecast is None:
        return
    now = stage.clock.now()
    for inject in timed_injects(stage.story, begins_at):
        if inject.due_at <= now and not inject.is_there(stage):
            entry = inject.come(stage, forecast)
            if entry is not None:
                yield entry


def line_is_down(story: Story) -> bool:
    """Whether the first message to the ministry doesn't arrive in this story."""
    return Random(f"line {story.seed}").random() < 1 / 2  # noqa: S311 - a story may be foreseen


def bring_messages(stage: Stage) -> int:
    """How many messages were handed to the ministry's line, or failed on it; none leaves the node.

    Args:
        stage: whose alerts are brought.
    """
    line = Line(stage.ledger, is_down=line_is_down(stage.story))
    person = Reachable(stage.cast["addressee"].reader, (line,))
    return sum(deliver_due(Dispatch(stage.ledger, stage.keeper, exercise=True), [person]).values())


def acknowledge_late(stage: Stage) -> Iterator[Entry]:
    """The acknowledgements that come too late, where the story's ministry is late and nobody has given them.

    Args:
        stage: whose alerts are acknowledged.
    """
    if stage.story.answering is not Answering.LATE:
        return
    addressee = stage.cast["addressee"]
    for kind in IN_FORCE_STATES:
        for issue in read_all(stage.ledger, addressee.reader, Question(kind=kind, exercise=True)):
            if _is_overdue(stage, issue):
                yield acknowledge_alert(
                    stage.ledger, addressee, issue.record_id, "telephone", note="The registry was closed."
                )


def told_id(story: Story, sort: str) -> str:
    """The record id of what is told beside the story's own reports."""
    return named_id("report", "exercise", str(story.seed), sort)


def _is_overdue(stage: Stage, issue: Entry) -> bool:
    state = state_of(stage.ledger, stage.cast["addressee"].reader, issue.record_id)
    if state is None or state.id != issue.id or MINISTRY not in _addressed(issue):
        return False
    ours = next((side for side in sides(stage.ledger, issue) if side.organisation == MINISTRY), None)
    if ours is None or ours.acknowledged is not None:
        return False
    return stage.clock.now() >= ours.matter.clocks.acknowledge_by + LATE_BY


def _addressed(issue: Entry) -> set[str]:
    return {one.organisation for one in held(issue, Alert).addressees}


def _report(stage: Stage, inject: Inject, forecast: Entry) -> Entry:
    return report_comes_in(stage, inject.number, forecast)


def _contradiction(stage: Stage, inject: Inject, forecast: Entry) -> Entry | None:
    seen = {"nothing_seen": True, "informant": "informant-exercise-teacher", "channel": "in_person"}
    return _beside(stage, inject, forecast, _NOT_SEEN, seen)


def _own_conduct(stage: Stage, inject: Inject, forecast: Entry) -> Entry | None:
    event_type = stage.story.signs[inject.number - 1][0]
    return _beside(
        stage,
        inject,
        forecast,
        _DENIED,
        {"about_own_conduct": True, "event_types": [event_type], "channel": "media"},
    )


def _beside(stage: Stage, inject: Inject, forecast: Entry, words: str, more: dict[str, Any]) -> Entry | None:
    first = state_of(stage.ledger, stage.cast["monitor"].reader, report_id(stage.story, inject.number))
    if first is None:
        return None
    body = {
        "received_at": stage.clock.now(),
        "origin": named_id("origin", str(stage.story.seed), inject.sort),
        "summary": said(words),
        "occurred": first.body["occurred"],
        "place": first.body["place"],
        **more,
    }
    name = told_id(stage.story, inject.sort)
    return stage.begin("monitor", "report.received", Report.parse(body), [forecast], name)


def _correction(stage: Stage, inject: Inject, _forecast: Entry) -> Entry | None:
    monitor = stage.cast["monitor"]
    state = state_of(stage.ledger, monitor.reader, report_id(stage.story, inject.number))
    if state is None or state.kind != "report.received":
        return None
    chance = Random(f"correction {stage.story.seed}")  # noqa: S311 - a story may be foreseen
    elsewhere = chance.choice(sorted(PROVINCES.keys() - {stage.story.province}))
    changed = chance.choice(({"place": stage.story.place | {"admin1": elsewhere}}, {"deaths": {"low": 2, "high": 9}}))
    told = Report.parse(held(state, Report).to_json() | changed)
    return follow(stage.ledger, monitor, "report.corrected", state, told)


_COMING: dict[str, Callable[[Stage, Inject, Entry], Entry | None]] = {
    "report": _report,
    "contradiction": _contradiction,
    "own conduct": _own_conduct,
    "correction": _correction,
}
