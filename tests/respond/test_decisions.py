"""What a choice needs before it stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deciding import FORCE, MINISTRY, PRESENCE, choice
from forestall.errors import BadTransition, InvalidField
from forestall.records.decision import Decision
from forestall.records.parts.dissent import Dissent
from forestall.records.parts.escalation import Escalation
from forestall.respond.decisions import Setting, considered, decided, overdue, presented
from record_samples import DISSENT
from warning_messages import message

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DUE = NOON + timedelta(days=3)


def setting(now: datetime = NOON, before: Decision | None = None, **parts: Any) -> Setting:
    return Setting(message(**parts), "alert-1", MINISTRY, "user-d2", now, NOON - timedelta(hours=1), DUE, before=before)


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [
        ("act_as_recommended", ("Do nothing",)),
        ("act_as_recommended", ("Send two mediators", "Send unarmed observers")),
        ("act_less", ("Send two mediators",)),
        ("act_less", ()),
        ("act_otherwise", ("Send two mediators", "Send unarmed observers")),
        ("act_otherwise", ("Do nothing",)),
        ("act_otherwise", ("Something nobody laid there",)),
    ],
)
def test_the_kind_says_what_was_chosen_and_nothing_else(kind: str, chosen: tuple[str, ...]) -> None:
    told = choice(kind, chosen=chosen, reason_codes=("low_priority",), options=(PRESENCE,), harm_note="Nobody.")
    with pytest.raises(InvalidField):
        decided(told, setting())


def test_less_and_other_than_recommended_are_decisions_with_a_reason() -> None:
    for kind in ("act_less", "act_otherwise"):
        told = {
            "chosen": ("Send unarmed observers",),
            "options": (PRESENCE,),
            "harm_note": "Nobody.",
        }
        assert decided(choice(kind, reason_codes=("no_resources",), **told), setting()).kind == kind
        with pytest.raises(InvalidField, match="reason code"):
            decided(choice(kind, **told), setting())


def test_where_nothing_was_recommended_to_act_is_to_act_otherwise() -> None:
    open_question = {"recommended": None, "recommended_because": None}
    with pytest.raises(InvalidField, match="nothing that was recommended"):
        decided(choice(), setting(**open_question))
    told = choice("act_otherwise", chosen=("Send two mediators",), reason_codes=("other",), reason="None was.")
    assert decided(told, setting(**open_question)).status == "recorded"


@pytest.mark.parametrize("basis", [None, "Chapter VII", "the government asked", "S/RES"])
def test_force_without_a_named_decision_of_the_council_is_no_option(basis: str | None) -> None:
    told = choice("act_otherwise", chosen=("Air cover",), options=(FORCE,), reason_codes=("others_acting",),
                  legal_basis=basis)  # fmt: skip
    with pytest.raises(InvalidField, match="Security Council"):
        decided(told, setting())


def test_force_with_one_may_be_chosen_and_without_a_ground_may_not_even_lie_there() -> None:
    told = choice("act_otherwise", chosen=("Air cover",), options=(FORCE,), reason_codes=("others_acting",),
                  legal_basis="S/RES/1973 (2011), para. 6")  # fmt: skip
    assert decided(told, setting()).legal_basis is not None
    regional = FORCE.model_copy(update={"charter_basis": "chapter_viii"})
    assert considered(message(), None, [regional])[-1] == regional
    with pytest.raises(InvalidField, match="Chapter VII or VIII"):
        considered(message(), None, [FORCE.model_copy(update={"charter_basis": None})])


def test_who_acts_on_what_nobody_said_the_harm_of_says_it() -> None:
    told = {"chosen": ("Send unarmed observers",), "options": (PRESENCE,), "reason_codes": ("no_resources",)}
    with pytest.raises(InvalidField, match="hurt by acting"):
        decided(choice("act_less", **told), setting())


def test_what_is_awaited_is_named_and_some_reasons_need_words() -> None:
    with pytest.raises(InvalidField, match="awaited"):
        decided(choice("defer", reason_codes=("awaiting_information",), deferred_until=DUE), setting())
    with pytest.raises(InvalidField, match="words"):
        decided(choice("decline", reason_codes=("other",)), setting())


@pytest.mark.parametrize("days", [0, 30.01, 31])
def test_a_deferral_names_a_day_at_most_thirty_off(days: float) -> None:
    with pytest.raises(InvalidField, match="at most 30 days"):
        decided(choice("defer", deferred_until=NOON + timedelta(days=days)), setting())


def test_an_option_that_lay_there_is_never_changed_or_taken_away() -> None:
    cheaper = message().options[0].model_copy(update={"cost_in_words": "One person."})
    with pytest.raises(InvalidField, match="name of its own"):
        considered(message(), None, [cheaper])
    before = presented(setting(), [PRESENCE])
    assert [one.label for one in decided(choice(), setting(before=before)).options][-1] == PRESENCE.label


def test_late_is_told_by_when_it_is_written_down_to_the_microsecond() -> None:
    assert decided(choice(), setting(DUE - timedelta(microseconds=1))).status == "recorded"
    assert decided(choice(decided_at=NOON), setting(DUE)).status == "recorded_late"


def test_who_takes_up_a_decision_that_stands_is_never_late() -> None:
    standing = replace(setting(DUE + timedelta(days=1)), is_awaited=False)
    assert decided(choice("decline"), standing).status == "recorded"


def test_what_was_written_of_it_goes_on_with_it_dissent_steps_up_and_what_it_takes_up_again() -> None:
    first = Dissent.parse(DISSENT | {"by": "user-d7"})
    missed = overdue(replace(setting(), follows="decision-earlier"), "no_decision_recorded")
    up = Escalation(organisation=MINISTRY, focal_point="focal_point-2", step="deputy")
    before = missed.model_copy(update={"escalated_to": (up,), "dissent": (first,)})
    second = Dissent.parse(DISSENT | {"by": "user-d8"})
    told = decided(choice("decline", dissent=(second,)), setting(before=before))
    assert (told.follows, told.escalated_to, told.dissent) == ("decision-earlier", (up,), (first, second))
    again = decided(choice("decline"), replace(setting(before=told), follows="decision-1"))
    assert again.follows == "decision-1"


def test_options_that_lay_there_are_still_there_when_the_clock_writes_that_nothing_was_chosen() -> None:
    before = presented(setting(), [PRESENCE])
    late = overdue(setting(before=before), "no_decision_recorded")
    assert late.options == before.options
    more = presented(setting(before=late), [PRESENCE.model_copy(update={"label": "Send more"})])
    assert (more.status, more.options[-1].label) == ("no_decision_recorded", "Send more")
    with pytest.raises(BadTransition):
        presented(setting(before=decided(choice("decline"), setting())), [PRESENCE])
    with pytest.raises(InvalidField, match="doesn't lie there yet"):
        presented(setting(before=before), [PRESENCE])
