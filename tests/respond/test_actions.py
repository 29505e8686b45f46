"""What may be said of a step: done is not worked, and nothing is begun twice or begun for nobody's decision."""

from datetime import timedelta
from typing import Any

import pytest

from forestall.errors import BadTransition, InvalidField
from forestall.records.action import Action, EffectCheck
from forestall.records.decision import Decision
from forestall.respond.actions import (
    LOOK_WITHIN,
    completed,
    effect_checked,
    ended_early,
    is_open,
    next_due,
    planned,
    started,
)
from record_samples import LATER, MEDIATION, NOTHING, SAMPLES, said
from warning_people import TODAY

STEP = {
    "label": "Two mediators leave", "measure": "PR05", "status": "planned", "owner": "user-o",
    "organisation": "organisation-u", "first_step": "Call both chiefs", "due_at": LATER,
}  # fmt: skip


def choice(**parts: Any) -> Decision:
    body = {
        "alert": "alert-1", "organisation": "organisation-m", "status": "recorded", "due_at": LATER,
        "kind": "act_as_recommended", "decided_by": "user-d", "role": "decision_maker", "decided_at": TODAY,
        "options": [MEDIATION, NOTHING], "chosen": ["Send two mediators"],
    }  # fmt: skip
    return Decision.parse(body | parts)


def agreed(**parts: Any) -> Action:
    return planned(Action.parse(STEP | parts), choice(), "decision-1", TODAY)


def look() -> EffectCheck:
    return EffectCheck.parse(
        {"checked_at": TODAY, "checked_by": "user-w", "finding": said("The market opened."), "harm_found": False}
    )


def test_a_plan_takes_over_what_it_carries_out_and_holds_nothing_done() -> None:
    action = planned(Action.parse(SAMPLES["action"] | {"due_at": LATER}), choice(), "decision-1", TODAY)
    assert (action.status, action.decision, action.alert) == ("planned", "decision-1", "alert-1")
    assert (action.started_at, action.ended_at, action.effect_check, action.stopped_because) == (None,) * 4


def test_nothing_is_planned_on_a_decision_not_to_act() -> None:
    declined = choice(kind="decline", chosen=[], reason_codes=["low_priority"])
    with pytest.raises(BadTransition, match="a decision to act; found decline"):
        planned(Action.parse(STEP), declined, "decision-1", TODAY)


def test_a_measure_nobody_chose_and_a_date_that_is_over_are_refused() -> None:
    with pytest.raises(InvalidField, match=r"Action\.measure"):
        agreed(measure="PR01")
    for over in ("2026-11-20T08:00:00.000000Z", TODAY):
        with pytest.raises(InvalidField, match=r"Action\.due_at"):
            agreed(due_at=over)
    lay_there = choice(options=[MEDIATION, MEDIATION | {"label": "Send envoys", "measure": "PR20"}, NOTHING])
    with pytest.raises(InvalidField, match=r"Action\.measure"):
        planned(Action.parse(STEP | {"measure": "PR20"}), lay_there, "decision-1", TODAY)
    assert planned(Action.parse(STEP | {"measure": None}), lay_there, "decision-1", TODAY).measure is None


def test_done_is_not_worked_until_somebody_looked() -> None:
    done = completed(started(agreed(), TODAY), TODAY + timedelta(days=1))
    assert is_open(done)
    assert next_due(done) == TODAY + LOOK_WITHIN
    looked = effect_checked(done, look())
    assert not is_open(looked)
    assert next_due(looked) is None


def test_a_step_that_never_began_is_not_done_and_one_under_way_is_stopped() -> None:
    never = ended_early(agreed(), "The road was cut.", TODAY)
    assert (never.status, never.ended_at, is_open(never)) == ("not_done", None, False)
    halfway = ended_early(started(agreed(), TODAY), "Harm was found.", TODAY)
    assert (halfway.status, halfway.ended_at) == ("stopped", TODAY)


def test_no_step_is_begun_ended_or_looked_at_out_of_order() -> None:
    never = ended_early(agreed(), "The road was cut.", TODAY)
    for step in (
        lambda: started(started(agreed(), TODAY), TODAY),
        lambda: completed(agreed(), TODAY),
        lambda: ended_early(never, "Again.", TODAY),
        lambda: effect_checked(never, look()),
    ):
        with pytest.raises(BadTransition, match="an action that is"):
            step()
