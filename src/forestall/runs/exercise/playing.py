"""An exercise played through: every step in the name of the one whose step it is, through the runs people use.

The clocks are watched after every wait, as a node's own worker does. Whatever the story brings, it ends in a closed
review. The same seed gives the same trace; ids and signatures differ, since each node has keys and chance of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from forestall.clock import format_instant
from forestall.memory.ledger import Ledger
from forestall.memory.trace import Hop
from forestall.records.entry import Author, Entry
from forestall.respond.stages import stamps_of
from forestall.runs.exercise.cast import full_cast
from forestall.runs.exercise.response_act import act, decide, look_back, tell
from forestall.runs.exercise.stage import Stage
from forestall.runs.exercise.story import Story, story_of
from forestall.runs.exercise.warning_act import assess, forecast_first, reports_come_in, set_the_stage, warn
from forestall.runs.response.chain import chain_of

BEGINS_AT = datetime(2031, 3, 3, 8, tzinfo=UTC)
"""When every story begins."""


@dataclass(frozen=True, slots=True)
class Played:
    """An exercise, played to its end."""

    story: Story
    alert: Entry
    """The entry by which its alert went out."""
    hops: tuple[Hop, ...]
    """The chain of its alert, from first signal to review, as the overseer of the exercise sees it."""

    def to_json(self) -> dict[str, Any]:
        """The story and its trace, by numbers in place of ids: the same for the same seed."""
        entries = [hop.entry for hop in self.hops if hop.entry is not None]
        numbers = {entry.id: number for number, entry in enumerate(entries, 1)}
        stages: dict[str, list[str]] = {}
        for stamp in stamps_of(entries):
            stages.setdefault(stamp.entry, []).append(stamp.stage)
        return {
            "exercise": True,
            "seed": self.story.seed,
            "country": self.story.place["country"],
            "province": self.story.province,
            "answering": self.story.answering.value,
            "stages": {stamp.stage: format_instant(stamp.at) for stamp in stamps_of(entries)},
            "n_withheld": len(self.hops) - len(entries),
            "trace": [_hop(entry, numbers, stages) for entry in entries],
        }


def begin_story(ledger: Ledger, keeper: Author, seed: int) -> Stage:
    """The stage of a story, with nothing on it yet."""
    return Stage(ledger, keeper, full_cast(), story_of(seed))


def play(stage: Stage) -> Played:
    """The story played from its first signal to its review."""
    set_the_stage(stage)
    forecast = forecast_first(stage)
    reports = reports_come_in(stage, forecast)
    assessment = assess(stage, forecast, reports)
    alert = warn(stage, forecast, assessment)
    decision = decide(stage, alert)
    action = act(stage, decision, reports)
    tell(stage, alert, action, reports)
    look_back(stage, alert)
    chain = chain_of(stage.ledger, stage.cast["analyst_lead"].reader, alert.record_id)
    return Played(stage.story, alert, chain.hops)


def _hop(entry: Entry, numbers: dict[str, int], stages: dict[str, list[str]]) -> dict[str, Any]:
    named = (*entry.causes, *([entry.supersedes] if entry.supersedes else []))
    return {
        "number": numbers[entry.id],
        "at": format_instant(entry.recorded_at),
        "kind": entry.kind,
        "stages": stages.get(entry.id, []),
        "by": entry.author.user,
        "organisation": entry.author.organisation,
        "exercise": entry.exercise,
        "rests_on": sorted(numbers[each] for each in named if each in numbers),
    }
