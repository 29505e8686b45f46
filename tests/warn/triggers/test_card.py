from datetime import date
from typing import Any

import pytest

from forestall.errors import BadTransition, InvalidField
from forestall.records.parts.approval import Approval
from forestall.records.trigger import Trigger
from forestall.warn.triggers.card import card_state, check_roles, check_signatures, check_usable, health, is_green
from record_samples import LEAD_APPROVES, PROTECTION_APPROVES, SAMPLES

TODAY = date(2026, 11, 22)
LEAD, PROTECTION = Approval.parse(LEAD_APPROVES), Approval.parse(PROTECTION_APPROVES)


def card(**parts: Any) -> Trigger:
    return Trigger.parse(SAMPLES["trigger"] | {"retired_because": None} | parts)


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ({}, "signed"),
        ({"signed_by": []}, "draft"),
        ({"expires_on": "2026-11-21"}, "expired"),
        ({"expires_on": "2026-11-22"}, "signed"),
        ({"retired_because": "Replaced."}, "retired"),
    ],
)
def test_only_a_signed_card_that_has_not_run_out_may_be_used(parts: dict[str, Any], state: str) -> None:
    assert card_state(card(**parts), TODAY) == state
    if state == "signed":
        check_usable(card(**parts), TODAY)
    else:
        with pytest.raises(BadTransition, match=state):
            check_usable(card(**parts), TODAY)


@pytest.mark.parametrize(
    ("parts", "red"),
    [
        ({}, []),
        ({"contacts_verified_on": "2026-08-23"}, ["contacts_verified"]),
        ({"contacts_verified_on": "2026-08-24"}, []),
        ({"rehearsed_on": "2026-05-25"}, ["rehearsed"]),
        ({"rehearsed_on": None, "money_confirmed_on": None}, ["rehearsed", "money_confirmed"]),
    ],
)
def test_a_card_is_red_when_contacts_rehearsal_or_money_are_out_of_order(parts: dict[str, Any], red: list[str]) -> None:
    assert [check.check for check in health(card(**parts), TODAY) if not check.is_green] == red
    assert is_green(card(**parts), TODAY) == (not red)


def test_a_card_is_signed_by_two_people_before_it_runs_out() -> None:
    check_signatures((LEAD, PROTECTION), TODAY, card(signed_by=[]))
    with pytest.raises(InvalidField, match="2 different people"):
        check_signatures((LEAD,), TODAY, card(signed_by=[]))
    with pytest.raises(BadTransition, match="expired"):
        check_signatures((LEAD, PROTECTION), TODAY, card(signed_by=[], expires_on="2026-11-01"))


def test_activation_takes_both_leads() -> None:
    check_roles("activation", (LEAD, PROTECTION))
    check_roles("stop", (LEAD,))
    with pytest.raises(InvalidField, match="none as protection_lead"):
        check_roles("activation", (LEAD,))
