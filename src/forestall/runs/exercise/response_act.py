"""The second act: the ministry reads and decides, somebody acts and looks, word goes back, and a review closes it."""

from __future__ import annotations

from forestall.records.action import Action
from forestall.records.entry import Entry
from forestall.records.outcome import Outcome
from forestall.records.parts.option import Option
from forestall.records.review import Answer, Change
from forestall.respond.decisions import Choice
from forestall.runs.exercise.cast import COUNCIL
from forestall.runs.exercise.stage import Stage, said
from forestall.runs.exercise.story import Answering
from forestall.runs.exercise.warning_act import MEDIATORS
from forestall.runs.response.actions import Look, check_effect, complete_action, plan_action, start_action
from forestall.runs.response.decisions import present_options, record_decision
from forestall.runs.response.feedback import Word, give_feedback
from forestall.runs.response.outcomes import observe_outcome
from forestall.runs.response.reviews import (
    close_review,
    judge_moment,
    open_review,
    opened_review,
    reviews_called_for,
    show_outcome,
)
from forestall.runs.warning.alerts import acknowledge_alert
from forestall.vocabulary.load import vocabulary

LATE_HOURS = 90.0
"""Longer than an urgent clock runs."""
DEFERRED_DAYS = 2
PRESENCE = Option.parse(
    {
        "label": "Send unarmed observers",
        "measure": "PR20",
        "cost_in_words": "Four people for a week.",
        "expected_effect": "Somebody who is seen is there on market day.",
    }
)


def decide(stage: Stage, alert: Entry) -> Entry:
    """The decision to act, in time, late, or after a deferral that lapsed."""
    name, clockwork = alert.record_id, stage.clockwork
    if stage.story.answering is Answering.LATE:
        stage.wait_hours(LATE_HOURS)
    else:
        stage.wait("read")
        acknowledge_alert(stage.ledger, stage.cast["addressee"], name, "web_form")
    present_options(clockwork, stage.cast["analyst_lead"], name, (PRESENCE,), _ministry(stage))
    stage.wait("decide")
    decider = stage.cast["decision_maker"]
    if stage.story.answering is Answering.DEFERRED:
        defer = Choice(
            kind="defer",
            role="decision_maker",
            reason_codes=("awaiting_information",),
            awaited="What the elders say.",
            deferred_until=stage.in_days(DEFERRED_DAYS),
        )
        record_decision(clockwork, decider, name, defer)
        stage.wait_hours(24 * (DEFERRED_DAYS + 1))
    choice = Choice(kind="act_as_recommended", role="decision_maker", chosen=(MEDIATORS,))
    return record_decision(clockwork, decider, name, choice)


def act(stage: Stage, decision: Entry, reports: list[Entry]) -> Entry:
    """The action, planned, begun, done and looked at."""
    ledger, cast = stage.ledger, stage.cast
    owner = cast["action_owner"]
    action = Action.parse(
        {
            "label": "Two mediators leave for the province",
            "measure": "PR06",
            "decision": decision.record_id,
            "status": "planned",
            "owner": owner.user,
            "organisation": COUNCIL,
            "first_step": "Call both councils of elders",
            "due_at": stage.in_days(2),
            "place": stage.story.place,
        }
    )
    planned = plan_action(ledger, cast["decision_maker"], action)
    stage.wait("begin")
    start_action(ledger, owner, planned.record_id)
    stage.wait_hours(24 + stage.story.hours["work"])
    complete_action(ledger, owner, planned.record_id)
    stage.wait_hours(48 + stage.story.hours["look"])
    look = Look(said("The market stayed shut; both sides met."), harm_found=False, rests_on=[reports[0].record_id])
    return check_effect(ledger, cast["monitor"], planned.record_id, look)


def tell(stage: Stage, alert: Entry, action: Entry, reports: list[Entry]) -> Entry:
    """What followed, written down without claim of cause, and word back to whoever reported."""
    stage.wait_hours(240)
    now = stage.clock.now().date()
    followed = Outcome.parse(
        {
            "about": [action.record_id, alert.record_id],
            "period": {"start": alert.recorded_at.date(), "end": now},
            "place": stage.story.place,
            "followed": said("Both sides kept away from the market for ten days."),
            "attribution": "no_evidence_either_way",
            "observed_by": stage.cast["monitor"].user,
        }
    )
    outcome = observe_outcome(stage.ledger, stage.cast["monitor"], followed)
    stage.wait("tell")
    give_feedback(stage.ledger, stage.cast["intake_officer"], reports[0].record_id, Word("telephone", is_last=True))
    return outcome


def look_back(stage: Stage, alert: Entry) -> Entry:
    """The review, judged from what was known at each moment before its outcome is shown, and closed."""
    ledger, reviewer = stage.ledger, stage.cast["reviewer"]
    calls = reviews_called_for(ledger, reviewer.reader, exercise=True)
    called = next((call.review_id for call in calls if call.about == alert.record_id), None)
    state = open_review(ledger, reviewer, alert.record_id, "reviewer", called)
    while opened_review(ledger, reviewer.reader, state).now_judging is not None:
        stage.wait("look_back")
        state = judge_moment(ledger, reviewer, state.record_id, said("Warn the ministry, and ask for mediators."))
    show_outcome(ledger, reviewer, state.record_id)
    answers = [Answer(question=each, answer=said("As the record shows.")) for each in vocabulary("review_question")]
    change = Change(
        label=said("A deputy for every desk."),
        owner=stage.cast["action_owner"].user,
        due_on=stage.in_days(60).date(),
    )
    finding = said("The steps followed each other; what came late is on record.")
    return close_review(ledger, reviewer, state.record_id, answers, [change], finding)


def _ministry(stage: Stage) -> str:
    return stage.cast["decision_maker"].author.organisation
