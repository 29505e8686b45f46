"""What an exercise knows of its first alert before anybody wrote it: where, who, for whom, until when, what came in.

Facts of the story and of its ledger, laid into the form that every alert is written in. What is somebody's judgement
stays empty: the sentence, the question, the probability, the confidence and the recommendation.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from forestall.clock import format_instant
from forestall.memory.ledger import Ledger
from forestall.memory.question import Question
from forestall.memory.read import read
from forestall.records.forecast import Forecast
from forestall.runs.exercise.cast import MINISTRY, Cast
from forestall.runs.exercise.stage import LANGUAGE
from forestall.runs.exercise.story import Story
from forestall.runs.exercise.warning_act import OPTIONS, forecast_id
from forestall.runs.order import state_of
from forestall.runs.warning.steps import held

DECIDE_DAYS, SPEAKS_DAYS = 2.5, 60
_MOST_REPORTS = 3


def brief(ledger: Ledger, cast: Cast, story: Story) -> dict[str, Any]:
    """An alert as plain data, as far as facts go.

    Args:
        ledger: of the exercise.
        cast: who takes part.
        story: which story it tells.
    """
    now = ledger.clock.now()
    came_in = _came_in(ledger, cast)
    return {
        "kind": "alert",
        **({"text": {"text": came_in, "language": LANGUAGE}} if came_in else {}),
        "place": story.place,
        "populations": [{"text": story.population, "language": LANGUAGE}],
        "addressees": [{"organisation": MINISTRY}],
        "clock": "urgent",
        "options": [dict(option) for option in OPTIONS],
        "due_at": format_instant(now + timedelta(days=DECIDE_DAYS)),
        "expires_at": format_instant(now + timedelta(days=SPEAKS_DAYS)),
        **_estimated(ledger, cast, story),
    }


def forecast_of(ledger: Ledger, cast: Cast, story: Story) -> Forecast | None:
    """The forecast that the story begins with; None where it isn't on record."""
    state = state_of(ledger, cast["analyst_lead"].reader, forecast_id(story))
    return held(state, Forecast) if state else None


def _came_in(ledger: Ledger, cast: Cast) -> str:
    question = Question(kind="report.received", exercise=True, newest_first=True, limit=_MOST_REPORTS)
    states = [
        state_of(ledger, cast["monitor"].reader, entry.record_id)
        for entry in reversed(read(ledger, cast["monitor"].reader, question).entries)
    ]
    told = [state.body for state in states if state is not None and "summary" in state.body]
    return "\n".join(f"Reported for {body['occurred']}: {body['summary']['text']}" for body in told)


def _estimated(ledger: Ledger, cast: Cast, story: Story) -> dict[str, Any]:
    forecast = forecast_of(ledger, cast, story)
    if forecast is None or forecast.base_rate is None:
        return {}
    estimate = {
        "event": {"text": f"An attack on people in {story.province_name}", "language": LANGUAGE},
        "period": forecast.to_json()["period"],
        "base_rate": forecast.base_rate,
        "base_rate_of": forecast.base_rate_of,
    }
    return {"estimate": estimate, "forecasts": [forecast_id(story)]}
