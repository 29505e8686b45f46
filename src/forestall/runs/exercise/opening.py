"""A node made for an exercise that people play: its stage is set, and injects come when their time has come."""

from __future__ import annotations

from forestall.memory.ledger import Ledger
from forestall.memory.pace import Pace
from forestall.records.entry import Author, Entry
from forestall.runs.exercise.injects import acknowledge_late, bring_messages, bring_timed
from forestall.runs.exercise.playing import begin_story
from forestall.runs.exercise.stage import Stage
from forestall.runs.exercise.warning_act import forecast_first, set_the_stage


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
    """What came in of what is due, each told once; alerts are brought to the ministry meanwhile.

    Args:
        ledger: of the exercise.
        keeper: in whose name its clocks write.
        pace: which story, and when it began.
    """
    stage = begin_story(ledger, keeper, pace.seed)
    brought = (*bring_timed(stage, pace.started_at), *acknowledge_late(stage))
    bring_messages(stage)
    return brought
