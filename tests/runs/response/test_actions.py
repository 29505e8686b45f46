"""Actions from the plan to the look at what they did, each by whom it may be."""

import pytest

from forestall.errors import AccessError, BadTransition, InvalidField, NotFound
from forestall.memory.ledger import Ledger
from forestall.records.action import Action
from forestall.runs.response.actions import (
    Look,
    NewPlan,
    actions_of,
    change_plan,
    check_effect,
    complete_action,
    open_actions,
    plan_action,
    start_action,
    stop_action,
)
from forestall.runs.warning.steps import held
from ledgers import HandClock
from response_people import DECIDER, OWNER, WATCHER, case, decided, step, told
from warning_messages import issued
from warning_people import OUTSIDER, TODAY, person


def test_a_case_has_its_action_with_every_step_caused_by_the_one_before(ledger: Ledger, clock: HandClock) -> None:
    entries = case(ledger, clock)
    assert entries["planned"].causes == (entries["decision"].id,)
    assert [entries[name].supersedes for name in ("begun", "done", "looked")] == [
        entries[name].id for name in ("planned", "begun", "done")
    ]
    (state,) = actions_of(ledger, DECIDER.reader, entries["decision"].record_id)
    action = held(state, Action)
    assert (action.status, action.effect_check is not None) == ("completed", True)
    assert list(open_actions(ledger, OWNER.reader)) == []


def test_a_step_is_begun_by_its_owner_alone(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    planned = plan_action(ledger, DECIDER, step(decided(ledger, issued(ledger))))
    colleague = person("user-co", "organisation-union", "action_owner")
    with pytest.raises(InvalidField, match=r"Action\.owner: expected its owner"):
        start_action(ledger, colleague, planned.record_id)
    with pytest.raises(AccessError):
        start_action(ledger, DECIDER, planned.record_id)
    with pytest.raises(NotFound):
        start_action(ledger, OUTSIDER, planned.record_id)
    change_plan(ledger, DECIDER, planned.record_id, NewPlan(owner=colleague.user))
    assert start_action(ledger, colleague, planned.record_id).kind == "action.started"


def test_a_step_needs_a_decision_to_act_and_names_nobody(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    alert = issued(ledger)
    declined = decided(ledger, alert, kind="decline", chosen=[], reason_codes=["low_priority"])
    with pytest.raises(BadTransition, match="a decision to act"):
        plan_action(ledger, DECIDER, step(declined))
    with pytest.raises(InvalidField, match="the decision it carries out"):
        plan_action(ledger, DECIDER, step(declined).model_copy(update={"decision": None}))
    with pytest.raises(InvalidField, match="named_individual"):
        plan_action(ledger, DECIDER, step(declined, label="Call Colonel Haddad"))


def test_what_is_over_is_not_stopped_and_what_never_began_is_not_looked_at(ledger: Ledger, clock: HandClock) -> None:
    clock.present = TODAY
    decision = decided(ledger, issued(ledger))
    planned = plan_action(ledger, DECIDER, step(decision))
    with pytest.raises(BadTransition):
        check_effect(ledger, WATCHER, planned.record_id, Look(told("Nothing seen."), harm_found=False))
    stopped = stop_action(ledger, OWNER, planned.record_id, "The road was cut.")
    assert stopped.body["status"] == "not_done"
    for again in (stop_action, lambda *given: complete_action(*given[:3])):
        with pytest.raises(BadTransition):
            again(ledger, OWNER, planned.record_id, "Again.")
    other = plan_action(ledger, DECIDER, step(decision, label="Open the road"))
    assert [entry.record_id for entry in open_actions(ledger, OWNER.reader)] == [other.record_id]
