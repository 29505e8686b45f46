"""Steps that a protocol agreed beforehand: taken up once its rule is in use, as they were signed, each once."""

from datetime import timedelta

import pytest

from forestall.errors import AccessError, AlreadyThere, BadTransition, InvalidField, NotFound
from forestall.memory.ledger import Ledger
from forestall.records.action import Action
from forestall.records.activation import Activation
from forestall.records.entry import Entry
from forestall.runs.metrics.metrics import metrics
from forestall.runs.response.actions import complete_action, open_actions, start_action
from forestall.runs.response.chain import chain_of
from forestall.runs.response.protocol_actions import actions_under, take_up_action
from forestall.runs.warning.findings import give_finding
from forestall.runs.warning.steps import held
from forestall.runs.warning.use import Reasons, activate_at_discretion, activate_trigger, stop_trigger
from ledgers import HandClock
from response_people import OWNER
from warning_people import LEAD, OUTSIDER, TODAY
from warning_protocols import HARM, PROTECTION, met, signed

AGREED = [
    {"rule": "readiness", "label": "Check the phone tree", "organisation": "organisation-network", "within_hours": 12},
    {"rule": "activation", "label": "Send mediators", "measure": "PR05", "organisation": "organisation-union",
     "within_hours": 48},
]  # fmt: skip
PARTS = {"owner": OWNER.user, "first_step": "Ring both councils of elders"}


@pytest.fixture
def clock() -> HandClock:
    """The day of the story."""
    return HandClock(TODAY)


def used(ledger: Ledger) -> Entry:
    """A rule of a signed card, in use."""
    waiting = met(ledger, signed(ledger, actions=AGREED))
    yes = give_finding(ledger, PROTECTION, waiting.record_id, stands=True, role="protection_lead", verb="use_trigger")
    return activate_trigger(ledger, LEAD, waiting.record_id, "analyst_lead", Reasons(harm_check=HARM), [yes.id])


def test_a_step_that_was_agreed_is_taken_up_without_a_decision_and_done(ledger: Ledger, clock: HandClock) -> None:
    use = used(ledger)
    clock.move(hours=3)
    planned = take_up_action(ledger, OWNER, use.record_id, "Send mediators", PARTS)
    action = held(planned, Action)
    assert (action.decision, action.alert, action.trigger) == (None, None, use.body["trigger"])
    assert (action.measure, action.organisation) == ("PR05", "organisation-union")
    assert action.due_at == use.recorded_at + timedelta(hours=48)
    start_action(ledger, OWNER, planned.record_id)
    done = complete_action(ledger, OWNER, planned.record_id)
    assert actions_under(ledger, LEAD.reader, use.record_id) == (done,)
    assert [entry.record_id for entry in open_actions(ledger, LEAD.reader)] == [planned.record_id]
    assert planned.causes == (use.id,)
    assert done.id in {entry.id for entry in chain_of(ledger, LEAD.reader, use.body["trigger"]).entries}


def test_what_nobody_agreed_beforehand_needs_a_decision(ledger: Ledger) -> None:
    use = used(ledger)
    for label in ("Send police", "Check the phone tree"):
        with pytest.raises(InvalidField, match="a step that the protocol agreed for this rule"):
            take_up_action(ledger, OWNER, use.record_id, label, PARTS)
    with pytest.raises(InvalidField, match="named_individual"):
        take_up_action(ledger, OWNER, use.record_id, "Send mediators", PARTS | {"first_step": "Ring Captain Haddad."})


def test_a_rule_that_is_only_met_stopped_or_over_releases_nothing(ledger: Ledger, clock: HandClock) -> None:
    waiting = met(ledger, signed(ledger, actions=AGREED))
    with pytest.raises(BadTransition, match="a rule that is in use"):
        take_up_action(ledger, OWNER, waiting.record_id, "Send mediators", PARTS)
    yes = give_finding(ledger, PROTECTION, waiting.record_id, stands=True, role="protection_lead", verb="use_trigger")
    use = activate_trigger(ledger, LEAD, waiting.record_id, "analyst_lead", Reasons(harm_check=HARM), [yes.id])
    clock.move(days=31)
    with pytest.raises(BadTransition, match="one that ran out"):
        take_up_action(ledger, OWNER, use.record_id, "Send mediators", PARTS)
    clock.move(days=-30)
    stop_trigger(ledger, LEAD, use.record_id, "analyst_lead", "The people ask to stop.")
    with pytest.raises(BadTransition, match="found stopped"):
        take_up_action(ledger, OWNER, use.record_id, "Send mediators", PARTS)


def test_a_rule_runs_out_at_the_moment_it_names(ledger: Ledger, clock: HandClock) -> None:
    use = used(ledger)
    clock.present = over = held(use, Activation).holds_until or TODAY
    with pytest.raises(BadTransition, match="one that ran out"):
        take_up_action(ledger, OWNER, use.record_id, "Send mediators", PARTS)
    clock.present = over - timedelta(microseconds=1)
    assert take_up_action(ledger, OWNER, use.record_id, "Send mediators", PARTS).causes == (use.id,)


def test_each_step_is_taken_up_once_and_going_ahead_without_the_rule_releases_the_same(ledger: Ledger) -> None:
    card = signed(ledger, actions=AGREED)
    reasons = Reasons("others_acting", "The elders asked before the rule held.", HARM)
    use = activate_at_discretion(ledger, LEAD, card, "analyst_lead", reasons, [])
    take_up_action(ledger, OWNER, use.record_id, "Send mediators", PARTS)
    with pytest.raises(AlreadyThere):
        take_up_action(ledger, OWNER, use.record_id, "Send mediators", PARTS)


def test_a_step_taken_up_too_late_stays_as_late_as_it_is(ledger: Ledger, clock: HandClock) -> None:
    use = used(ledger)
    clock.move(hours=49)
    planned = take_up_action(ledger, OWNER, use.record_id, "Send mediators", PARTS)
    start_action(ledger, OWNER, planned.record_id)
    share = {one.name: one for one in metrics(ledger, LEAD.reader).shares}["begun_in_time"]
    assert (share.n_yes, share.n) == (0, 1)


def test_who_may_not_plan_takes_nothing_up_and_whom_it_does_not_reach_finds_nothing(ledger: Ledger) -> None:
    use = used(ledger)
    with pytest.raises(AccessError):
        take_up_action(ledger, LEAD, use.record_id, "Send mediators", PARTS)
    with pytest.raises(NotFound):
        take_up_action(ledger, OUTSIDER, use.record_id, "Send mediators", PARTS)
