from datetime import date, timedelta

import pytest

from forestall.errors import AccessError, BadTransition, InvalidField, NotFound
from forestall.memory.ledger import Ledger
from forestall.records.activation import Activation
from forestall.records.entry import Draft, Entry
from forestall.records.outcome import Outcome
from forestall.records.trigger import Trigger
from forestall.runs.order import state_of
from forestall.runs.recording import record_statement
from forestall.runs.warning.budgets import error_ledgers
from forestall.runs.warning.findings import give_finding
from forestall.runs.warning.numbers import sign_profile
from forestall.runs.warning.steps import begin, held
from forestall.runs.warning.triggers import (
    History,
    backtest_trigger,
    confirm_health,
    draft_trigger,
    sign_trigger,
)
from forestall.runs.warning.use import (
    Reasons,
    activate_at_discretion,
    activate_trigger,
    check_trigger,
    hold_trigger,
    stop_trigger,
    unanswered,
)
from forestall.warn.classification.thresholds import shipped_profile
from forestall.warn.triggers.backtest import Series
from forestall.warn.triggers.rules import NOT_AN_ACTIVATION, Found
from ledgers import HandClock
from record_samples import SAMPLES, SPRING
from warning_people import APPROVER, LEAD, OFFICER, OUTSIDER, TERMS, TODAY, person, report
from warning_protocols import HARM, HISTORY, PROTECTION, card, met, rule, signed, tried


def activated(ledger: Ledger, entry: Entry) -> Entry:
    yes = give_finding(ledger, PROTECTION, entry.record_id, stands=True, role="protection_lead", verb="use_trigger")
    return activate_trigger(ledger, LEAD, entry.record_id, "analyst_lead", Reasons(harm_check=HARM), [yes.id])


def test_a_card_is_back_tested_and_signed_by_two_people_each_in_their_own_entry(ledger: Ledger) -> None:
    trigger_id = tried(ledger)
    draft = state_of(ledger, LEAD.reader, trigger_id)
    assert draft
    (found,) = held(draft, Trigger).backtests
    assert [(row.year, row.hits, row.misses, row.lead_days) for row in found.years] == [
        (2023, 1, 0, (15,)), (2024, 0, 1, ()),
    ]  # fmt: skip
    with pytest.raises(InvalidField, match=r"2 different people; found 1\."):
        sign_trigger(ledger, LEAD, trigger_id, "analyst_lead", [])
    own = give_finding(ledger, LEAD, trigger_id, stands=True, role="analyst_lead", verb="sign_trigger")
    with pytest.raises(InvalidField, match="2 different people; found 1, who signed more than once"):
        sign_trigger(ledger, LEAD, trigger_id, "analyst_lead", [own.id])
    yes = give_finding(ledger, PROTECTION, trigger_id, stands=True, role="protection_lead", verb="sign_trigger")
    entry, lost = sign_trigger(ledger, LEAD, trigger_id, "analyst_lead", [yes.id])
    assert {one.by for one in held(entry, Trigger).signed_by} == {LEAD.user, APPROVER.user}
    assert (lost, entry.causes) == (None, (yes.id,))


def test_a_card_without_back_test_or_with_a_no_is_not_signed(ledger: Ledger) -> None:
    untried = draft_trigger(ledger, LEAD, card(), TERMS)
    yes = give_finding(ledger, PROTECTION, untried.record_id, stands=True, role="protection_lead", verb="sign_trigger")
    with pytest.raises(InvalidField, match="a back-test of the activation rule"):
        sign_trigger(ledger, LEAD, untried.record_id, "analyst_lead", [yes.id])
    trigger_id = tried(ledger)
    no = give_finding(ledger, PROTECTION, trigger_id, stands=False, role="protection_lead", verb="sign_trigger")
    with pytest.raises(InvalidField, match="a yes to the record as it stands now"):
        sign_trigger(ledger, LEAD, trigger_id, "analyst_lead", [no.id])


def test_a_yes_to_an_earlier_draft_is_no_yes_to_the_next(ledger: Ledger) -> None:
    trigger_id = tried(ledger)
    yes = give_finding(ledger, PROTECTION, trigger_id, stands=True, role="protection_lead", verb="sign_trigger")
    backtest_trigger(ledger, LEAD, trigger_id, "activation", HISTORY)
    with pytest.raises(InvalidField, match="an earlier state"):
        sign_trigger(ledger, LEAD, trigger_id, "analyst_lead", [yes.id])


def test_the_same_history_gives_the_same_back_test(ledger: Ledger) -> None:
    found = []
    for _ in range(2):
        state = state_of(ledger, LEAD.reader, tried(ledger))
        assert state
        found.append(held(state, Trigger).backtests)
    assert found[0] == found[1]


def test_a_signed_card_is_replaced_and_never_changed_at_any_door(ledger: Ledger) -> None:
    trigger_id = signed(ledger)
    state = state_of(ledger, LEAD.reader, trigger_id)
    assert state
    with pytest.raises(BadTransition):
        draft_trigger(ledger, LEAD, card(), TERMS, trigger_id)
    for kind in ("trigger.drafted", "trigger.signed"):
        again = {"kind": kind, "record_id": trigger_id, "body": state.body, "author": LEAD.author,
                 "marking": state.marking, "supersedes": state.id}  # fmt: skip
        with pytest.raises(BadTransition):
            record_statement(ledger, Draft.parse(again), ledger.clock.now())


def test_after_it_is_signed_only_its_health_is_written_down(ledger: Ledger) -> None:
    trigger_id = signed(ledger)
    entry = confirm_health(ledger, OFFICER, trigger_id, "rehearsed", date(2026, 11, 20))
    assert held(entry, Trigger).rehearsed_on == date(2026, 11, 20)
    looser = entry.body | {"activation": rule("local_request")}
    forged = {"kind": "trigger.checked", "record_id": trigger_id, "body": looser, "author": LEAD.author,
              "marking": entry.marking, "supersedes": entry.id}  # fmt: skip
    with pytest.raises(InvalidField, match="a change of activation"):
        record_statement(ledger, Draft.parse(forged), ledger.clock.now())
    with pytest.raises(InvalidField, match="a day ahead"):
        confirm_health(ledger, OFFICER, trigger_id, "rehearsed", date(2027, 1, 1))


def test_a_replacing_card_retires_the_first_and_says_how_many_past_hits_it_loses(ledger: Ledger) -> None:
    first = signed(ledger)
    strict = tried(ledger, replaces=first, version=2)
    tight = History((Series(HISTORY.series[0].readings, 0.95, 45),), HISTORY.onsets, HISTORY.days, HISTORY.inputs)
    backtest_trigger(ledger, LEAD, strict, "activation", tight)
    yes = give_finding(ledger, PROTECTION, strict, stands=True, role="protection_lead", verb="sign_trigger")
    _, lost = sign_trigger(ledger, LEAD, strict, "analyst_lead", [yes.id])
    assert lost == 1
    state = state_of(ledger, LEAD.reader, first)
    assert state
    assert state.kind == "trigger.retired"


def test_a_rule_that_is_met_is_no_activation_and_waits_once(ledger: Ledger) -> None:
    trigger_id = signed(ledger)
    entry = met(ledger, trigger_id)
    told = held(entry, Activation)
    assert (told.step, told.approvals) == ("met", ())
    verdict, again = check_trigger(ledger, LEAD, trigger_id, "activation", {0: Found(True)})
    assert again == entry
    assert NOT_AN_ACTIVATION in verdict.sentence(card().activation)


def test_a_model_alone_and_silence_meet_nothing(ledger: Ledger) -> None:
    trigger_id = signed(ledger)
    verdict, entry = check_trigger(ledger, LEAD, trigger_id, "activation")
    assert (verdict.is_met, verdict.unknown, entry) == (False, (0,), None)


def test_a_draft_card_cannot_be_used(ledger: Ledger) -> None:
    with pytest.raises(BadTransition, match="draft"):
        check_trigger(ledger, LEAD, tried(ledger), "activation", {0: Found(True)})


def test_activation_takes_both_leads_and_the_harm_check(ledger: Ledger) -> None:
    entry = met(ledger, signed(ledger))
    with pytest.raises(InvalidField, match="protection_lead"):
        activate_trigger(ledger, LEAD, entry.record_id, "analyst_lead", Reasons(harm_check=HARM))
    yes = give_finding(ledger, PROTECTION, entry.record_id, stands=True, role="protection_lead", verb="use_trigger")
    with pytest.raises(InvalidField, match="a harm check"):
        activate_trigger(ledger, LEAD, entry.record_id, "analyst_lead", Reasons(), [yes.id])
    used = activate_trigger(ledger, LEAD, entry.record_id, "analyst_lead", Reasons(harm_check=HARM), [yes.id])
    told = held(used, Activation)
    assert (told.step, told.holds_until) == ("activated", TODAY + timedelta(days=30))
    stopped = stop_trigger(ledger, OFFICER, entry.record_id, "duty_officer", "Harm was found.")
    assert held(stopped, Activation).step == "stopped"
    with pytest.raises(BadTransition):
        stop_trigger(ledger, OFFICER, entry.record_id, "duty_officer", "Twice.")


def test_holding_back_although_a_rule_is_met_takes_a_signatory_and_a_reason(ledger: Ledger) -> None:
    entry = met(ledger, signed(ledger))
    with pytest.raises(InvalidField, match="one of those who signed"):
        hold_trigger(ledger, OFFICER, entry.record_id, "duty_officer", Reasons("no_resources", "Both are away."))
    with pytest.raises(InvalidField, match="going against the rule"):
        hold_trigger(ledger, LEAD, entry.record_id, "analyst_lead", Reasons())
    hold_trigger(ledger, LEAD, entry.record_id, "analyst_lead", Reasons("no_resources", "Both are away."))
    assert unanswered(ledger, LEAD.reader) == ()


def test_a_rule_that_is_met_and_that_nobody_answers_is_overdue(ledger: Ledger, clock: HandClock) -> None:
    entry = met(ledger, signed(ledger))
    assert unanswered(ledger, LEAD.reader) == ()
    clock.move(hours=25)
    assert unanswered(ledger, LEAD.reader) == (entry,)
    assert unanswered(ledger, OUTSIDER.reader) == ()


def test_one_signatory_activates_at_discretion_with_a_reason(ledger: Ledger) -> None:
    trigger_id = signed(ledger)
    seen = report(ledger, 1)
    because = Reasons("other", "The elders asked before the phase was agreed.", HARM)
    with pytest.raises(InvalidField, match="one of those who signed"):
        activate_at_discretion(ledger, OFFICER, trigger_id, "duty_officer", because, [seen.id])
    with pytest.raises(InvalidField, match="going against the rule"):
        activate_at_discretion(ledger, LEAD, trigger_id, "analyst_lead", Reasons(harm_check=HARM), [seen.id])
    used = activate_at_discretion(ledger, LEAD, trigger_id, "analyst_lead", because, [seen.id])
    told = held(used, Activation)
    assert (told.rule, told.rule_is_met) == ("discretionary_activation", False)


def test_the_ledgers_of_error_count_uses_in_vain_and_misses_against_the_budget(
    ledger: Ledger, clock: HandClock
) -> None:
    trigger_id = signed(ledger)
    first = activated(ledger, met(ledger, trigger_id))
    clock.move(days=40)
    second = activated(ledger, met(ledger, trigger_id))
    clock.move(days=40)
    (line,), misses = error_ledgers(ledger, LEAD.reader, trigger_id, [date(2026, 6, 1)])
    assert (line.spent, line.left, line.needs_review) == (2, 0, True)
    assert misses == (date(2026, 6, 1),)
    helped = Outcome.parse(SAMPLES["outcome"] | {"about": [second.record_id], "averted": None, "period": SPRING,
                                                 "counterfactual_method": None, "observed_by": LEAD.user})  # fmt: skip
    begin(ledger, LEAD, "outcome.observed", helped, TERMS, rests_on=[second])
    (line,), _ = error_ledgers(ledger, LEAD.reader, trigger_id, [])
    assert (line.spent, line.needs_review) == (1, False)
    assert first.record_id != second.record_id


def test_an_exercise_never_raises_an_activation_of_the_real_world(ledger: Ledger) -> None:
    trigger_id = signed(ledger)
    sign_profile(ledger, LEAD, shipped_profile(), "analyst_lead", TERMS)
    pretend = Draft.parse(
        {"kind": "report.received", "record_id": "report-pretend", "body": report(ledger, 7).body,
         "author": LEAD.author, "marking": TERMS.marking, "exercise": True}
    )  # fmt: skip
    made_up = record_statement(ledger, pretend, ledger.clock.now())
    with pytest.raises(InvalidField, match="no exercise only"):
        check_trigger(ledger, LEAD, trigger_id, "activation", {0: Found(True, (made_up.id,))})


def test_an_outsider_finds_no_card(ledger: Ledger) -> None:
    trigger_id = signed(ledger)
    with pytest.raises(NotFound):
        check_trigger(ledger, OUTSIDER, trigger_id, "activation")
    with pytest.raises(AccessError):
        draft_trigger(ledger, OUTSIDER_WRITER, card(), TERMS, trigger_id)


OUTSIDER_WRITER = person("user-y", "organisation-union", "addressee")
