"""Every role, every verb, own and other organisation, each marking: one table, tried cell by cell."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from forestall.errors import AccessError, InvalidField, NotFound, UnknownTerm
from forestall.memory.read import PUBLIC, Reader
from forestall.records.entry import Entry
from forestall.records.values.marking import Sensitivity
from forestall.runs.permissions import Person, Ruling, check_right, check_role, rule_on
from forestall.vocabulary.load import vocabulary
from record_samples import DIGEST, SAMPLES

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OURS, THEIRS = "organisation-ours", "organisation-theirs"
ROLES, VERBS = tuple(vocabulary("role")), tuple(vocabulary("verb"))
READS = set(ROLES) - {"administrator", "key_custodian", "complaints_officer"}
MAY = {
    "see_desk": set(ROLES),
    "read_outlook": set(ROLES),
    "read_calendar": set(ROLES),
    "read_record": READS,
    "read_audit": {"overseer", "administrator"},
    "export_record": {"analyst_lead", "approver", "overseer"},
    "grade_evidence": {"grader", "analyst", "analyst_lead"},
    "take_in_message": {"intake_officer", "analyst", "duty_officer"},
    "open_assessment": {"facilitator"},
    "revise_assessment": {"analyst", "analyst_lead"},
    "submit_judgement": {"analyst", "analyst_lead"},
    "lock_round": {"facilitator"},
    "close_assessment": {"facilitator"},
    "publish_assessment": {"analyst_lead", "approver"},
    "give_finding": {"review_panel_member", "reviewer"},
    "answer_request": {"monitor", "intake_officer", "grader", "analyst", "analyst_lead"},
    "sign_profile": {"analyst_lead", "protection_lead"},
    "draft_trigger": {"analyst", "analyst_lead", "protection_lead", "duty_officer"},
    "sign_trigger": {"analyst_lead", "protection_lead", "decision_maker"},
    "check_trigger": {"analyst", "analyst_lead", "protection_lead", "duty_officer"},
    "use_trigger": {"duty_officer", "analyst_lead", "protection_lead"},
    "draft_alert": {"analyst", "analyst_lead", "duty_officer"},
    "review_alert": {"approver", "analyst_lead", "protection_lead"},
    "issue_alert": {"duty_officer", "approver"},
    "send_again": {"duty_officer", "approver"},
    "acknowledge_alert": {"addressee", "decision_maker", "focal_point", "deputy"},
    "present_options": {"analyst", "analyst_lead", "duty_officer", "decision_maker", "focal_point", "deputy"},
    "record_decision": {"decision_maker", "focal_point", "deputy"},
    "plan_action": {"decision_maker", "action_owner", "focal_point", "deputy"},
    "carry_out_action": {"action_owner"},
    "check_effect": {"action_owner", "monitor", "analyst", "analyst_lead", "protection_lead"},
    "observe_outcome": {"monitor", "analyst", "analyst_lead"},
    "give_feedback": {"intake_officer", "analyst_lead", "duty_officer", "focal_point"},
    "conduct_review": {"reviewer", "review_panel_member"},
    "close_change": {"action_owner", "decision_maker", "duty_officer", "focal_point", "deputy", "analyst_lead",
                     "protection_lead", "reviewer", "review_panel_member"},
    "track_commitment": {"analyst", "analyst_lead", "focal_point", "deputy", "mediator", "action_owner", "reviewer"},
    "draft_deployment": {"duty_officer", "analyst_lead", "protection_lead", "action_owner"},
    "approve_deployment": {"decision_maker", "protection_lead"},
    "read_metrics": {"analyst", "facilitator", "duty_officer", "analyst_lead", "protection_lead", "approver",
                     "addressee", "decision_maker", "action_owner", "focal_point", "deputy", "reviewer",
                     "review_panel_member", "overseer", "administrator"},
    "manage_accounts": {"administrator"},
    "set_doors": {"administrator"},
}  # fmt: skip
ELSEWHERE = {
    **dict.fromkeys(("see_desk", "read_outlook", "read_calendar", "read_record", "read_audit", "acknowledge_alert")),
    **dict.fromkeys(("present_options", "record_decision", "read_metrics")),
    "approve_deployment": "act_visibly",
    **dict.fromkeys(
        ("grade_evidence", "revise_assessment", "submit_judgement", "lock_round", "close_assessment"), "analyse"
    ),
    **dict.fromkeys(("give_finding", "answer_request"), "analyse"),
    **dict.fromkeys(("sign_trigger", "use_trigger"), "act_visibly"),
    **dict.fromkeys(("plan_action", "carry_out_action"), "act_visibly"),
    **dict.fromkeys(("check_effect", "observe_outcome", "conduct_review"), "analyse"),
    **dict.fromkeys(("close_change", "track_commitment"), "analyse"),
}
MARKINGS: dict[str, tuple[dict[str, Any], bool]] = {
    # For each marking, whether it reaches a member of OURS who is user-a and cleared for moderate.
    "clear": ({"tlp": "clear"}, True),
    "green": ({"tlp": "green"}, True),
    "amber to us": ({"tlp": "amber", "organisations": [OURS]}, True),
    "amber to them": ({"tlp": "amber", "organisations": [THEIRS]}, False),
    "amber to nobody": ({"tlp": "amber"}, False),
    "amber by name": ({"tlp": "amber", "recipients": ["user-a"]}, True),
    "strict to us": ({"tlp": "amber+strict", "organisations": [OURS]}, True),
    "strict to them": ({"tlp": "amber+strict", "organisations": [THEIRS]}, False),
    "red to me": ({"tlp": "red", "recipients": ["user-a"]}, True),
    "red to another": ({"tlp": "red", "recipients": ["user-b"]}, False),
    "severe": ({"tlp": "clear", "sensitivity": "severe"}, False),
}
ACTIONS = ((), ("analyse",), ("act_visibly",), ("analyse", "act_visibly"))


def person(*roles: str) -> Person:
    return Person(Reader("user-a", OURS, is_member=True, clearance=Sensitivity.MODERATE), frozenset(roles))


def entry(organisation: str, marking: dict[str, Any]) -> Entry:
    return Entry.parse(
        {
            "kind": "alert.drafted", "record_id": "alert-1", "body": SAMPLES["alert"],
            "author": {"user": "user-z", "organisation": organisation}, "marking": marking, "id": DIGEST,
            "sequence": 1, "recorded_at": NOW, "node": DIGEST, "previous": "0" * 64,
        }
    )  # fmt: skip


ENTRIES = {
    (organisation, name, actions): entry(organisation, said | {"actions": list(actions)})
    for organisation, (name, (said, _)), actions in product((OURS, THEIRS), MARKINGS.items(), ACTIONS)
}


def test_the_table_names_every_verb_and_only_roles_that_are() -> None:
    assert set(MAY) == set(VERBS)
    assert set().union(*MAY.values()) <= set(ROLES)


@pytest.mark.parametrize("verb", VERBS)
def test_every_role_on_every_marking_of_both_organisations_is_ruled_as_the_table_says(verb: str) -> None:
    wrong = []
    for role, (organisation, name, actions) in product(ROLES, ENTRIES):
        reached = MARKINGS[name][1]
        theirs = verb in ELSEWHERE and (ELSEWHERE[verb] is None or ELSEWHERE[verb] in actions)
        may = role in MAY[verb] and (organisation == OURS or theirs)
        expected = Ruling.NOT_FOUND if not reached else Ruling.ALLOWED if may else Ruling.FORBIDDEN
        found = rule_on(person(role), verb, NOW, ENTRIES[organisation, name, actions])
        if found != expected:
            wrong.append((role, organisation, name, actions, found))
    assert wrong == []


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_without_a_role_and_no_public_may_do_anything(verb: str) -> None:
    assert rule_on(person(), verb, NOW) == Ruling.FORBIDDEN
    assert rule_on(Person(PUBLIC, frozenset()), verb, NOW) == Ruling.FORBIDDEN
    for target in ENTRIES.values():
        assert rule_on(person(), verb, NOW, target) != Ruling.ALLOWED


def test_several_roles_together_may_what_each_may_and_no_more() -> None:
    both = person("grader", "addressee")
    allowed = {verb for verb in VERBS if rule_on(both, verb, NOW) == Ruling.ALLOWED}
    assert allowed == {verb for verb in VERBS if MAY[verb] & {"grader", "addressee"}}


def test_an_outsider_cannot_tell_a_hidden_record_from_none() -> None:
    hidden = ENTRIES[THEIRS, "red to another", ()]
    with pytest.raises(NotFound) as caught:
        check_right(person("analyst"), "read_record", NOW, hidden)
    assert (caught.value.expected, caught.value.found, caught.value.where) == (
        "an entry or a record of this ledger", "nothing", "alert-1",
    )  # fmt: skip


def test_an_embargo_holds_others_back_and_not_its_owner() -> None:
    until = NOW + timedelta(hours=1)
    said = {"tlp": "green", "embargo_until": until}
    assert rule_on(person("analyst"), "read_record", NOW, entry(THEIRS, said)) == Ruling.NOT_FOUND
    assert rule_on(person("analyst"), "read_record", until, entry(THEIRS, said)) == Ruling.ALLOWED
    assert rule_on(person("analyst"), "read_record", NOW, entry(OURS, said)) == Ruling.ALLOWED


def test_a_refusal_names_the_verb_and_the_roles() -> None:
    with pytest.raises(AccessError, match="one of the roles facilitator") as caught:
        check_right(person("analyst"), "lock_round", NOW)
    assert type(caught.value) is AccessError
    assert caught.value.http_status == 403
    with pytest.raises(UnknownTerm):
        check_right(person("analyst"), "lock_rond", NOW)


def test_nobody_speaks_in_a_role_they_do_not_hold_nor_in_nobodys_name() -> None:
    assert check_role(person("approver"), "approver") == "approver"
    with pytest.raises(InvalidField, match="a role that is held"):
        check_role(person("approver"), "analyst_lead")
    with pytest.raises(AccessError, match="Sign in"):
        Person(PUBLIC, frozenset({"analyst"})).author  # noqa: B018 - asking is the test
