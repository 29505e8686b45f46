"""A node made for an exercise that people play: its stage is set, and reports come in when their time has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from forestall.memory.ledger import Ledger
from forestall.memory.pace import Pace
from forestall.records.entry import Author, Entry
from forestall.runs.exercise.playing import begin_story
from forestall.runs.exercise.stage import Stage
from forestall.runs.exercise.story import Story
from forestall.runs.exercise.warning_act import forecast_first, forecast_id, report_comes_in, report_id, set_the_stage
from forestall.runs.order import state_of


def open_exercise(ledger: Ledger, keeper: Author, pace: Pace) -> Stage:
    """The stage of an exercise that begins now: who takes part, the numbers they count by, and a forecast.

    Args:
        ledger: of a node made for it.
        keeper: in whose name its clocks write.
        pace: which story, and when it began.
    """
    stage = begin_story(ledger, keeper, pace.seed)
    set_the_stage(stage)
    forecast_first(stage)
    return stage


def bring_injects(ledger: Ledger, keeper: Author, pace: Pace) -> tuple[Entry, ...]:
    """The reports whose time has come, each told once.

    Args:
        ledger: of the exercise.
        keeper: in whose name its clocks write.
        pace: which story, and when it began.
    """
    stage = begin_story(ledger, keeper, pace.seed)
    reader = stage.cast["monitor"].reader
    forecast = state_of(ledger, reader, forecast_id(stage.story))
    now = ledger.clock.now()
    if forecast is None:
        return ()
    return tuple(
        report_comes_in(stage, number, forecast)
        for number, due_at in injects(stage.story, pace.started_at)
        if due_at <= now and state_of(ledger, reader, report_id(stage.story, number)) is None
    )


def injects(story: Story, begins_at: datetime) -> Iterator[tuple[int, datetime]]:
    """Each report of a story by number, and when it comes in; the first is there from the beginning."""
    for number in range(1, len(story.signs) + 1):
        yield number, begins_at + timedelta(hours=(number - 1) * story.hours["report"])
